//! The fuzz targets of `tests/fuzz`, without a fuzzer: on what is kept of earlier runs, and on inputs
//! that are drawn here, the same ones every time.

use engine_support::{
    fuzzed::{self, Outcome, TARGETS, and_broken, kept, replay, targets_of},
    strategies::{random, sample},
};
use proptest::prelude::*;
use sekisho_policy::{Document, NamedRequest, Record, strategies};

#[test]
fn what_is_kept_for_each_target_holds() {
    for (name, target) in TARGETS {
        let inputs = kept(name);
        println!("{name}: {} inputs", inputs.len());
        replay(target, &inputs, &[(Outcome::Held, 2)]);
    }
}

#[test]
fn every_target_has_its_file_and_every_file_its_target() {
    assert_eq!(targets_of("engine_support"), TARGETS.map(|(name, _)| name));
}

/// So many documents, each after eight bytes that choose its requests.
fn to_decide(count: usize) -> Vec<Vec<u8>> {
    let mut chance = random();
    let documents = sample(count, &strategies::documents());
    let rows = documents.iter().map(|document| fuzzed::to_bytes(&document.to_rows()));
    rows.map(|rows| [chance.random::<[u8; 8]>().to_vec(), rows].concat()).collect()
}

#[test]
fn engine_entitlement_and_oracle_agree_on_what_the_bytes_say() {
    let floors = [(Outcome::Held, 400), (Outcome::Refused, 200)];
    replay(fuzzed::decide, &and_broken(to_decide(400)), &floors);
}

/// A second's worth, for mutation testing: `.cargo/mutants.toml`.
#[test]
fn in_brief_engine_entitlement_and_oracle_agree() {
    replay(fuzzed::decide, &to_decide(80), &[(Outcome::Held, 80)]);
}

fn documents() -> Vec<Document> {
    sample(400, &strategies::documents())
}

#[test]
fn generated_json_and_json_that_was_broken_is_read_or_refused() {
    let inputs = documents().iter().map(|it| it.to_json().into_bytes()).collect();
    let floors = [(Outcome::Held, 400), (Outcome::Refused, 200)];
    replay(fuzzed::document_json, &and_broken(inputs), &floors);
}

#[test]
fn generated_yaml_and_yaml_that_was_broken_is_read_or_refused() {
    let inputs = documents().iter().map(|it| it.to_yaml().into_bytes()).collect();
    let floors = [(Outcome::Held, 400), (Outcome::Refused, 200)];
    replay(fuzzed::document_yaml, &and_broken(inputs), &floors);
}

#[test]
fn generated_rows_and_rows_that_were_broken_are_read_or_refused() {
    let documents = documents();
    for document in &documents {
        assert_eq!(fuzzed::from_bytes(&fuzzed::to_bytes(&document.to_rows())), document.to_rows());
    }
    let inputs = documents.iter().map(|it| fuzzed::to_bytes(&it.to_rows())).collect();
    let floors = [(Outcome::Held, 400), (Outcome::Refused, 200)];
    replay(fuzzed::document_rows, &and_broken(inputs), &floors);
}

#[test]
fn generated_requests_and_requests_that_were_broken_are_read_or_refused() {
    let inputs = sample(1500, &engine_support::strategies::request())
        .into_iter()
        .map(|request| serde_json::to_vec(&Record::of(&NamedRequest { name: None, request })))
        .collect::<Result<_, _>>()
        .unwrap();
    let floors = [(Outcome::Held, 1500), (Outcome::Refused, 750)];
    replay(fuzzed::request_json, &and_broken(inputs), &floors);
}
