//! Clauses in the form they are evaluated in: runs of words that lie one after the other.
//!
//! A clause is its head (how many words, and how many of them are about the attempt) and then its
//! atoms, those about the attempt first, cheapest first. An atom is its head (what it is, of which
//! tag, how many words) and then its values.

mod atom;
mod encode;
mod values;

use alloc::vec::Vec;

pub(crate) use atom::{AttemptAtom, AttemptAtoms, InstanceAtom, InstanceAtoms, TagTest};
pub(crate) use encode::Encoder;
pub(crate) use values::Values;

use crate::{CallerFact, text::Text};

/// Every clause of a policy.
#[derive(Debug, Default)]
pub(crate) struct Program {
    words: Vec<u64>,
    /// The texts a clause compares with that are not beside each other in its words, each once.
    texts: Vec<Text>,
    /// Every key of a tag that a clause tests, each once.
    keys: Vec<Text>,
    /// Every fact of the caller that a tag is compared with, each once.
    facts: Vec<CallerFact>,
}

/// Where in the program a clause begins.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(crate) struct ClauseAt(u32);

/// A clause: positive conditions, all of which must hold.
#[derive(Clone, Debug)]
pub(crate) struct Conditions<'a> {
    /// On everything but the instance.
    pub(crate) attempt: AttemptAtoms<'a>,
    /// On the instance.
    pub(crate) instance: InstanceAtoms<'a>,
}

impl Program {
    pub(crate) fn clause(&self, at: ClauseAt) -> Conditions<'_> {
        // INVARIANT (places resolve): a place is made by the encoder, with the words it is of. A
        // clause that is not there has no words, and a head of nothing.
        let words = usize::try_from(at.0).ok().and_then(|start| self.words.get(start..));
        let (head, words) = words.and_then(<[u64]>::split_first).unwrap_or((&0, &[]));
        let words = words.get(..size(high(*head))).unwrap_or_default();
        let (attempt, instance) = words.split_at_checked(size(low(*head))).unwrap_or((&[], words));
        Conditions {
            attempt: AttemptAtoms::new(self, attempt),
            instance: InstanceAtoms::new(self, instance),
        }
    }

    /// Every key of a tag that a clause tests.
    pub(crate) fn keys(&self) -> &[Text] {
        &self.keys
    }
}

fn high(word: u64) -> u32 {
    u32::try_from(word >> 32).unwrap_or(u32::MAX)
}

fn low(word: u64) -> u32 {
    u32::try_from(word & u64::from(u32::MAX)).unwrap_or(u32::MAX)
}

fn both(high: u32, low: u32) -> u64 {
    (u64::from(high) << 32) | u64::from(low)
}

fn size(count: u32) -> usize {
    usize::try_from(count).unwrap_or(usize::MAX)
}

/// The place of what comes next in a list. Beyond 32 bits, one that holds nothing: a document that
/// is within its limits is far from there.
fn place(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}
