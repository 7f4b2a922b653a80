//! The same answers in every process: this one compares itself with two more of its kind, whose
//! random numbers (of hash maps, of addresses in memory) are others.

use std::{
    collections::hash_map::DefaultHasher,
    env,
    fmt::Write,
    hash::{Hash, Hasher},
    process::Command,
};

use engine_support::strategies::sample;
use sekisho_policy::{Partition, Policy, Record, ResourceKind, strategies};

const ASKED: &str = "SEKISHO_TEST_DIGEST";
const MARK: &str = "digest of ";

/// Everything that the engine says about these documents and requests, as one number, and how many
/// decisions that were.
fn digest() -> (u64, usize) {
    let aws: Partition = "aws".parse().unwrap();
    // Its keys are fixed, unlike those of the maps of the standard library.
    let mut hasher = DefaultHasher::new();
    let mut decisions = 0;
    for (document, requests) in sample(100, &strategies::cases(10..=10)) {
        document.to_json().hash(&mut hasher);
        document.to_yaml().hash(&mut hasher);
        let policy = Policy::compile(document);
        for request in requests {
            let mut said = String::new();
            let entitlement = policy.entitlement(request.attempt.clone());
            let explained = policy.explain(&request.attempt, Some(&request.instance));
            write!(said, "{:?}{:?}", entitlement.filters(), entitlement.denial()).unwrap();
            write!(
                said,
                "{explained:?}{:?}",
                entitlement.session_policy(ResourceKind::Instance, &aws)
            )
            .unwrap();
            let decision = policy.decide(request);
            said += &serde_json::to_string(&Record::of(&decision)).unwrap();
            said.hash(&mut hasher);
            decisions += 1;
        }
    }
    (hasher.finish(), decisions)
}

/// Prints its digest when it is asked to, in a process of its own; by itself it only looks that the
/// digest is the same again.
#[test]
fn a_digest_is_the_same_when_it_is_worked_out_again() {
    let (digest, decisions) = digest();
    if env::var_os(ASKED).is_some() {
        println!("{MARK}{decisions} decisions: {digest:016x}");
    } else {
        assert_eq!(self::digest(), (digest, decisions));
    }
}

#[test]
fn two_other_processes_decide_as_this_one_does() {
    let (digest, decisions) = digest();
    let expected = format!("{MARK}{decisions} decisions: {digest:016x}");
    println!("{expected}");

    for _ in 0..2 {
        let output = Command::new(env::current_exe().unwrap())
            .args(["--exact", "a_digest_is_the_same_when_it_is_worked_out_again", "--nocapture"])
            .env(ASKED, "1")
            .output()
            .unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(output.status.success(), "{text}");
        let line = text.lines().find_map(|line| line.find(MARK).map(|start| &line[start..]));
        assert_eq!(line, Some(&*expected));
    }
}
