//! Runs of rules that are looked at together.
//!
//! Of most rules a first look is all that is taken. So what is looked at first lies beside each
//! other, of all the rules there are, and what is looked at next elsewhere: of most rules one word is
//! read, and all of these words together take little of a processor's cache.

use alloc::vec::Vec;
use core::hint::black_box;

use super::{Entry, Lanes, part, place, size};
use crate::program::ClauseAt;

/// Runs of rules, one behind the other.
#[derive(Debug)]
pub(super) struct Runs {
    /// Half of the lanes of each rule.
    first: Vec<u64>,
    /// The other half, and which rule it is.
    second: Vec<(u64, Candidate)>,
    all: Vec<Run>,
}

/// Where a run is: its first rule.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(super) struct Run {
    pub(super) first: u32,
    /// How many rules it has.
    pub(super) rules: u32,
}

/// A rule that may hold.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Candidate {
    /// Its number among the rules that were filed.
    pub(crate) rule: u32,
    /// Its conditions.
    pub(crate) when: ClauseAt,
}

/// So many words lie in one line of a processor's cache.
const LINE: usize = 8;
/// The lines of a run that are asked for at once.
const LINES: usize = 4;

impl Run {
    fn places(self) -> (u32, u32) {
        (self.first, self.first.saturating_add(self.rules))
    }
}

impl Runs {
    /// Room for so many rules.
    pub(super) fn with_capacity(rules: usize) -> Self {
        Self {
            first: Vec::with_capacity(rules),
            second: Vec::with_capacity(rules),
            all: Vec::new(),
        }
    }

    /// Writes one more run.
    pub(super) fn push(&mut self, entries: &[Entry]) -> Run {
        let run = Run { first: place(self.first.len()), rules: place(entries.len()) };
        self.first.extend(entries.iter().map(|entry| entry.lanes.half(0)));
        self.second.extend(entries.iter().map(|entry| (entry.lanes.half(1), entry.candidate())));
        self.all.push(run);
        run
    }

    /// How many runs there are.
    pub(super) const fn len(&self) -> usize {
        self.all.len()
    }

    /// No more runs will come.
    pub(super) fn shrink_to_fit(&mut self) {
        self.first.shrink_to_fit();
        self.second.shrink_to_fit();
        self.all.shrink_to_fit();
    }

    /// The runs from one number to another.
    pub(super) fn between(&self, first: u32, end: u32) -> &[Run] {
        part(&self.all, (first, end))
    }

    /// Asks for what is looked at first in each of these runs, so that it is on its way, and for what
    /// is looked at next of its first rule: most runs of a large policy have no other. The end of a long
    /// run is not asked for: it is there by the time it is needed.
    #[inline]
    pub(super) fn fetch(&self, runs: impl Iterator<Item = Run>) {
        let asked = |all, run: Run| {
            let next = self.second.get(size(run.first)).map_or(0, |(second, _)| *second);
            let lines = part(&self.first, run.places()).iter().step_by(LINE).take(LINES);
            lines.fold(all ^ next, |all, word| all ^ word)
        };
        black_box(runs.fold(0, asked));
    }

    /// Passes on the rules of a run that have something in common with these lanes.
    #[inline]
    pub(super) fn scan(&self, run: Run, lanes: Lanes, found: &mut impl FnMut(Candidate)) {
        for (first, at) in part(&self.first, run.places()).iter().zip(size(run.first)..) {
            if lanes.meet(0, *first)
                && let Some((second, candidate)) = self.second.get(at)
                && lanes.meet(1, *second)
            {
                found(*candidate);
            }
        }
    }
}
