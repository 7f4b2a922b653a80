//! A table from the hash of a value to the rules that are filed under it.

use alloc::{vec, vec::Vec};

use super::runs::Run;

/// Where the rules of one value are: a run, or a node.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Target {
    Run(Run),
    Node(u32),
}

/// A table that is built once. Several values may share a hash: then all of their rules are found.
#[derive(Debug)]
pub(super) struct Table {
    /// A power of two of them, at most half of which are taken.
    slots: Vec<Slot>,
}

/// Eight bytes, so that eight lie in one line of the cache. A slot that is free is a run of nothing.
#[derive(Clone, Copy, Debug, Default)]
struct Slot {
    first: u32,
    rules: u16,
    /// What is kept of the hash, beside the place of the slot. Now and then another hash looks the
    /// same; then rules are looked at that do not hold.
    mark: u16,
}

/// In the place of how many rules: `first` is the number of a node.
const NODE: u16 = u16::MAX;

/// The most rules of one slot: where there are more, they take several.
const MOST: usize = 0xfffe;

impl Slot {
    /// The slots of a target.
    fn of(hash: u64, target: Target) -> impl Iterator<Item = Self> {
        let mark = mark(hash);
        let (first, end, node) = match target {
            Target::Run(run) => (run.first, run.first.saturating_add(run.rules), None),
            Target::Node(number) => (0, 0, Some(Self { first: number, rules: NODE, mark })),
        };
        let runs = (first..end).step_by(MOST).map(move |first| {
            let rules = u16::try_from(end.saturating_sub(first)).unwrap_or(NODE);
            Self { first, rules: rules.min(NODE.saturating_sub(1)), mark }
        });
        runs.chain(node)
    }
}

fn mark(hash: u64) -> u16 {
    u16::try_from(hash >> 48).unwrap_or_default()
}

impl Table {
    pub(super) fn new(entries: &[(u64, Target)]) -> Self {
        let slots = || {
            entries
                .iter()
                .flat_map(|(hash, target)| Slot::of(*hash, *target).map(move |slot| (*hash, slot)))
        };
        let size = slots().count().saturating_mul(2).next_power_of_two();
        let mut table = Self { slots: vec![Slot::default(); size] };
        for (hash, slot) in slots() {
            if let Some(free) = table.free(hash) {
                *free = slot;
            }
        }
        table
    }

    /// Passes on the targets of this hash, one after the other.
    #[inline]
    pub(super) fn each(&self, hash: u64, mut found: impl FnMut(Target)) {
        let last = self.slots.len().saturating_sub(1);
        let mut place = usize::try_from(hash).unwrap_or(0) & last;
        // INVARIANT (a slot is free): at most half of them are taken.
        while let Some(slot) = self.slots.get(place).filter(|slot| slot.rules != 0) {
            if slot.mark == mark(hash) {
                found(match slot.rules {
                    NODE => Target::Node(slot.first),
                    rules => Target::Run(Run { first: slot.first, rules: rules.into() }),
                });
            }
            place = place.wrapping_add(1) & last;
        }
    }

    fn free(&mut self, hash: u64) -> Option<&mut Slot> {
        let last = self.slots.len().saturating_sub(1);
        let own = usize::try_from(hash).unwrap_or(0);
        let mut places = (0..=last).map(|step| own.wrapping_add(step) & last);
        let place = places.find(|place| self.slots.get(*place).is_some_and(|it| it.rules == 0))?;
        self.slots.get_mut(place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_target_of_a_hash_is_found_and_no_other() {
        // All begin at the same place.
        let hash = |number: u64| number << 48 | 8;
        let run = |first, rules| Target::Run(Run { first, rules });
        let entries = [
            (hash(1), run(0, 3)),
            (hash(2), Target::Node(0)),
            (hash(1), run(9, 1)),
            (hash(3), run(12, 0xffff)),
        ];
        let table = Table::new(&entries);

        let found = |hash| {
            let mut targets = Vec::new();
            table.each(hash, |target| targets.push(target));
            targets
        };

        assert_eq!(found(hash(1)), [run(0, 3), run(9, 1)]);
        assert_eq!(found(hash(2)), [Target::Node(0)]);
        assert_eq!(found(hash(3)), [run(12, 0xfffe), run(0x1_000a, 1)]);
        assert_eq!(found(hash(4)), []);
        assert_eq!(found(1), []);
        Table::new(&[]).each(8, |target| assert_eq!(target, Target::Node(u32::MAX)));
    }
}
