//! The fuzz targets that stand before the engine, without a fuzzer: on what is kept for them, and on
//! that with a few of its bytes changed, the same ones every time.

use door_support::fuzzed::{self, TARGETS};
use engine_support::fuzzed::{Outcome, Target, and_broken, kept, replay, targets_of};

/// Breaks what is kept, so many times over.
fn broken(name: &str, target: Target, times: usize, floors: &[(Outcome, usize)]) {
    let inputs: Vec<_> = std::iter::repeat_n(kept(name), times).flatten().collect();
    replay(target, &and_broken(inputs), floors);
}

#[test]
fn what_is_kept_for_each_target_holds() {
    for (name, target) in TARGETS {
        let inputs = kept(name);
        println!("{name}: {} inputs", inputs.len());
        replay(target, &inputs, &[(Outcome::Held, 1), (Outcome::Refused, 1)]);
    }
}

#[test]
fn every_target_has_its_file_and_every_file_its_target() {
    assert_eq!(targets_of("door_support"), TARGETS.map(|(name, _)| name));
}

#[test]
fn no_broken_token_is_accepted_and_no_other_spelling() {
    let floors = [(Outcome::Held, 50), (Outcome::Refused, 500)];
    broken("token_text", fuzzed::token_text, 200, &floors);
    broken("token_edits", fuzzed::token_edits, 200, &floors);
}

#[test]
fn broken_claims_and_headers_that_are_signed_are_accepted_only_if_they_say_enough() {
    let floors = [(Outcome::Held, 100), (Outcome::Refused, 200)];
    broken("token_claims", fuzzed::token_claims, 100, &floors);
    broken("token_header", fuzzed::token_header, 100, &floors);
}

#[test]
fn broken_key_documents_hold_nothing_but_keys() {
    let floors = [(Outcome::Held, 200), (Outcome::Refused, 200)];
    broken("key_set", fuzzed::key_set, 200, &floors);
}

#[test]
fn broken_events_open_nothing_but_what_was_called() {
    let floors = [(Outcome::Held, 50), (Outcome::Refused, 100)];
    broken("authorizer_event", fuzzed::authorizer_event, 100, &floors);
}
