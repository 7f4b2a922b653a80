//! The targets without a fuzzer: on inputs that are kept, and on inputs that were broken by chance.

use std::collections::BTreeMap;

use proptest::{prelude::*, test_runner::TestRng};

use super::{Outcome, Target};
use crate::strategies::random;

/// How often each outcome was met; each must be met so often.
///
/// # Panics
///
/// If one was not.
#[track_caller]
pub fn replay(target: Target, inputs: &[Vec<u8>], floors: &[(Outcome, usize)]) {
    let mut counts = BTreeMap::<Outcome, usize>::new();
    for input in inputs {
        *counts.entry(target(input)).or_default() += 1;
    }
    println!("{counts:?}");
    for (outcome, floor) in floors {
        let found = counts.get(outcome).copied().unwrap_or_default();
        assert!(found >= *floor, "{outcome:?}: found {found}, required {floor}");
    }
}

/// Each input as it is, and once with a few of its bytes changed, repeated or left out.
#[must_use]
pub fn and_broken(inputs: Vec<Vec<u8>>) -> Vec<Vec<u8>> {
    let mut chance = random();
    let broken: Vec<_> = inputs.iter().map(|input| broken(input.clone(), &mut chance)).collect();
    inputs.into_iter().chain(broken).collect()
}

fn broken(mut bytes: Vec<u8>, chance: &mut TestRng) -> Vec<u8> {
    for _ in 0..chance.random_range(1..4) {
        let at = chance.random_range(0..=bytes.len());
        let end = bytes.len().min(at + chance.random_range(1..8));
        match chance.random_range(0..3) {
            0 => drop(bytes.drain(at..end)),
            1 => {
                let again = bytes[at..end].to_vec();
                bytes.splice(at..at, again);
            }
            _ => {
                let other = b"\0\x01 \"{}[]:,-09azAZ#&*!|>'%@\\\n\t\xe3\xff";
                bytes.insert(at, other[chance.random_range(0..other.len())]);
            }
        }
    }
    bytes
}
