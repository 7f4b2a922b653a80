//! Tables from the hash of a value to the rules that are filed under it.

use alloc::vec::Vec;

use super::{
    place,
    runs::{Candidate, Run},
    size,
};
use crate::program::ClauseAt;

/// Where the rules of one value are.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Target {
    /// There is only this one: nothing else has to be read to find it.
    Rule(Candidate),
    Run(Run),
    Node(u32),
}

/// Tables that are built once, one behind the other. Several values may share a hash: then all of
/// their rules are found.
///
/// Of a large policy the slots do not lie in a processor's cache, and most of what is looked for is
/// not there. So two bits of each hash that is there are kept apart, in a word for every few slots:
/// what they rule out is not looked for.
#[derive(Debug, Default)]
pub(super) struct Tables {
    slots: Vec<Slot>,
    hints: Vec<u64>,
}

/// Where a table lies.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Table {
    first: u32,
    /// A power of two of slots, at most half of which are taken: one less than that.
    last: u32,
}

/// As many slots share a word of hints; a table has no less.
const SHARED: u32 = 32;

/// Twelve bytes, so that five lie in one line of the cache. A slot that is free is a run of nothing.
#[derive(Clone, Copy, Debug, Default)]
struct Slot {
    /// Where it begins, or the number of a rule or a node.
    first: u32,
    rules: u16,
    /// What is kept of the hash, beside the place of the slot. Now and then another hash looks the
    /// same; then rules are looked at that do not hold.
    mark: u16,
    when: ClauseAt,
}

/// In the place of how many rules: a node.
const NODE: u16 = u16::MAX;

/// In the place of how many rules: there is one, and this is it.
const RULE: u16 = 0xfffe;

/// The most rules of one slot: where there are more, they take several.
const MOST: u16 = 0xfffd;

impl Slot {
    /// The slots of a target.
    fn of(hash: u64, target: Target) -> impl Iterator<Item = Self> {
        let free = Self { mark: mark(hash), ..Self::default() };
        let (run, one) = match target {
            Target::Node(first) => (Run::default(), Some(Self { first, rules: NODE, ..free })),
            Target::Rule(Candidate { rule, when }) => {
                (Run::default(), Some(Self { first: rule, rules: RULE, when, ..free }))
            }
            Target::Run(run) => (run, None),
        };
        let end = run.first.saturating_add(run.rules);
        let runs = (run.first..end).step_by(MOST.into()).map(move |first| {
            let rules = u16::try_from(end.saturating_sub(first)).unwrap_or(MOST);
            Self { first, rules: rules.min(MOST), ..free }
        });
        runs.chain(one)
    }
}

#[inline]
fn mark(hash: u64) -> u16 {
    u16::try_from(hash >> 48).unwrap_or_default()
}

/// The bits by which a hash is known among the hints.
#[inline]
const fn hint(hash: u64) -> u64 {
    1 << (hash >> 36 & 63) | 1 << (hash >> 42 & 63)
}

impl Table {
    /// The slot in which a hash is looked for first.
    #[inline]
    fn own(self, hash: u64) -> u32 {
        // Half of a hash is enough for a table that 32 bits count.
        self.at(u32::try_from(hash & u64::from(u32::MAX)).unwrap_or_default())
    }

    /// The slot behind this one; behind the last comes the first.
    #[inline]
    fn next(self, slot: u32) -> u32 {
        self.at(slot.wrapping_sub(self.first).wrapping_add(1))
    }

    #[inline]
    fn at(self, place: u32) -> u32 {
        self.first.wrapping_add(place & self.last)
    }
}

impl Tables {
    /// One table more.
    pub(super) fn add(&mut self, entries: &[(u64, Target)]) -> Table {
        let slots: Vec<(u64, Slot)> = entries
            .iter()
            .flat_map(|(hash, target)| Slot::of(*hash, *target).map(move |slot| (*hash, slot)))
            .collect();
        let count = place(slots.len()).saturating_mul(2).next_power_of_two().max(SHARED);
        let table = Table { first: place(self.slots.len()), last: count.saturating_sub(1) };
        self.slots.resize(self.slots.len().saturating_add(size(count)), Slot::default());
        self.hints.resize(self.hints.len().saturating_add(size(count / SHARED)), 0);
        for (hash, slot) in slots {
            if let Some(hints) = self.hints.get_mut(size(table.own(hash) / SHARED)) {
                *hints |= hint(hash);
            }
            let mut places =
                core::iter::successors(Some(table.own(hash)), |at| Some(table.next(*at)));
            let is_free = |at: &u32| self.slots.get(size(*at)).is_none_or(|slot| slot.rules == 0);
            if let Some(free) = places.find(is_free).and_then(|at| self.slots.get_mut(size(at))) {
                *free = slot;
            }
        }
        table
    }

    /// Passes on the targets of this hash in a table, one after the other.
    #[inline]
    pub(super) fn each(&self, table: Table, hash: u64, mut found: impl FnMut(Target)) {
        let mut at = table.own(hash);
        let hint = hint(hash);
        if self.hints.get(size(at / SHARED)).is_none_or(|hints| hints & hint != hint) {
            return;
        }
        // INVARIANT (a slot is free): at most half of them are taken.
        while let Some(slot) = self.slots.get(size(at)).filter(|slot| slot.rules != 0) {
            if slot.mark == mark(hash) {
                found(match slot.rules {
                    NODE => Target::Node(slot.first),
                    RULE => Target::Rule(Candidate { rule: slot.first, when: slot.when }),
                    rules => Target::Run(Run { first: slot.first, rules: rules.into() }),
                });
            }
            at = table.next(at);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_target_of_a_hash_is_found_and_no_other() {
        // All begin at the last slot of their table, and the second table follows the first.
        let hash = |number: u64| number << 48 | 31;
        let run = |first, rules| Target::Run(Run { first, rules });
        let only = Target::Rule(Candidate { rule: 7, when: ClauseAt::default() });
        let mut tables = Tables::default();
        let first =
            tables.add(&[(hash(1), run(0, 3)), (hash(2), Target::Node(0)), (hash(1), only)]);
        let second = tables.add(&[(hash(3), run(12, 0xffff)), (hash(4), run(9, 1))]);
        let none = tables.add(&[]);

        let found = |table, hash| {
            let mut targets = Vec::new();
            tables.each(table, hash, |target| targets.push(target));
            targets
        };

        assert_eq!(found(first, hash(1)), [run(0, 3), only]);
        assert_eq!(found(first, hash(2)), [Target::Node(0)]);
        assert_eq!(found(second, hash(3)), [run(12, 0xfffd), run(0x1_0009, 2)]);
        assert_eq!(found(second, hash(4)), [run(9, 1)]);
        for (table, others) in [(first, [3, 4]), (second, [1, 2]), (none, [1, 3])] {
            assert_eq!(others.map(|other| found(table, hash(other))), [[], []]);
        }
        assert_eq!(found(first, 31), []);
    }

    #[test]
    fn of_many_values_each_is_found_and_what_is_not_there_ends() {
        // So many would fill a table of no more slots than there are values.
        let hash = |number: u64| number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let entries: Vec<(u64, Target)> = (0..64).map(|it| (hash(it), Target::Node(0))).collect();
        let mut tables = Tables::default();
        let table = tables.add(&entries);

        let count = |number| {
            let mut count = 0;
            tables.each(table, hash(number), |_| count += 1);
            count
        };

        assert!((0..64).all(|number| count(number) == 1));
        assert!((64..4_000).all(|number| count(number) == 0));
    }
}
