//! Runs of rules that are looked at together.
//!
//! Of most rules a first look is all that is taken. So what is looked at first lies beside each
//! other for all the rules of a run, and what is looked at next behind it: three words a rule, and
//! of most rules only the first is read.

use alloc::vec::Vec;

use super::{Entry, Lanes, place};
use crate::program::ClauseAt;

/// Runs of rules, one behind the other.
#[derive(Debug, Default)]
pub(super) struct Runs {
    words: Vec<u64>,
    all: Vec<Run>,
}

/// Where a run is.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(super) struct Run {
    pub(super) first: u32,
    /// How many rules it has.
    pub(super) rules: u32,
}

/// A rule that may hold.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Candidate {
    /// Its number among the rules that were filed.
    pub(crate) rule: u32,
    /// Its conditions.
    pub(crate) when: ClauseAt,
}

impl Runs {
    /// Writes one more run.
    pub(super) fn push(&mut self, entries: &[Entry]) -> Run {
        let run = Run { first: place(self.words.len()), rules: place(entries.len()) };
        for half in [0, 1] {
            self.words.extend(entries.iter().map(|entry| entry.lanes.half(half)));
        }
        self.words.extend(entries.iter().map(|entry| entry.candidate().word()));
        self.all.push(run);
        run
    }

    /// How many runs there are.
    pub(super) const fn len(&self) -> usize {
        self.all.len()
    }

    /// No more runs will come.
    pub(super) fn shrink_to_fit(&mut self) {
        self.words.shrink_to_fit();
        self.all.shrink_to_fit();
    }

    /// The runs from one number to another.
    pub(super) fn between(&self, first: u32, end: u32) -> &[Run] {
        // INVARIANT (runs resolve): they were counted while they were written.
        let between = usize::try_from(first).ok().zip(usize::try_from(end).ok());
        between.and_then(|(first, end)| self.all.get(first..end)).unwrap_or_default()
    }

    /// Passes on the rules of a run that have something in common with these lanes.
    #[inline]
    pub(super) fn scan(&self, run: Run, lanes: Lanes, found: &mut impl FnMut(Candidate)) {
        // INVARIANT (runs resolve): a run is told as it is written.
        let places = usize::try_from(run.first).ok().zip(usize::try_from(run.rules).ok());
        let Some((first, rules)) = places else { return };
        let words = self.words.get(first..).unwrap_or_default();
        let Some((first, words)) = words.split_at_checked(rules) else { return };
        let Some((second, words)) = words.split_at_checked(rules) else { return };
        for ((first, second), candidate) in first.iter().zip(second).zip(words) {
            if lanes.meet(0, *first) && lanes.meet(1, *second) {
                found(Candidate::of(*candidate));
            }
        }
    }
}

impl Candidate {
    fn word(self) -> u64 {
        u64::from(self.rule) << 32 | u64::from(self.when.place())
    }

    fn of(word: u64) -> Self {
        let [rule, when] = [word >> 32, word & u64::from(u32::MAX)];
        let half = |word| u32::try_from(word).unwrap_or(u32::MAX);
        Self { rule: half(rule), when: ClauseAt::new(half(when)) }
    }
}
