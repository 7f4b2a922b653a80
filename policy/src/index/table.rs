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

/// 16 bytes, so that four lie in one line of the cache. A slot that is free is a run of nothing.
#[derive(Clone, Copy, Debug)]
struct Slot {
    hash: u64,
    first: u32,
    rules: u32,
}

const FREE: Slot = Slot { hash: 0, first: 0, rules: 0 };
/// In the place of how many rules: `first` is the number of a node.
const NODE: u32 = u32::MAX;

impl Table {
    pub(super) fn new(entries: &[(u64, Target)]) -> Self {
        let size = entries.len().saturating_mul(2).next_power_of_two();
        let mut table = Self { slots: vec![FREE; size] };
        for (hash, target) in entries {
            let (first, rules) = match *target {
                Target::Run(run) => (run.first, run.rules),
                Target::Node(number) => (number, NODE),
            };
            if let Some(free) = table.free(*hash) {
                *free = Slot { hash: *hash, first, rules };
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
            if slot.hash == hash {
                found(match slot.rules {
                    NODE => Target::Node(slot.first),
                    rules => Target::Run(Run { first: slot.first, rules }),
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
        let run = |first, rules| Target::Run(Run { first, rules });
        let entries = [(8, run(0, 3)), (16, Target::Node(0)), (8, run(9, 1)), (24, run(12, 5))];
        let table = Table::new(&entries);

        let found = |hash| {
            let mut targets = Vec::new();
            table.each(hash, |target| targets.push(target));
            targets
        };

        assert_eq!(found(8), [run(0, 3), run(9, 1)]);
        assert_eq!(found(16), [Target::Node(0)]);
        assert_eq!(found(24), [run(12, 5)]);
        assert_eq!(found(32), []);
        assert_eq!(found(1), []);
        Table::new(&[]).each(8, |target| assert_eq!(target, Target::Node(u32::MAX)));
    }
}
