//! Which rules in force use a zone or a schedule.

use alloc::{collections::BTreeMap, vec::Vec};

use crate::{Document, Name};

/// The zones and schedules that rules in force use, with the places of those rules, in order.
#[derive(Debug)]
pub(super) struct Uses<'a> {
    pub(super) zones: BTreeMap<&'a Name, Vec<usize>>,
    pub(super) schedules: BTreeMap<&'a Name, Vec<usize>>,
}

impl<'a> Uses<'a> {
    pub(super) fn of(document: &'a Document) -> Self {
        let mut uses = Self { zones: BTreeMap::new(), schedules: BTreeMap::new() };
        let rules = document.rules.iter().enumerate().filter(|(_, rule)| rule.enabled);
        for (at, rule) in rules {
            for clause in rule.unless.iter().chain([&rule.when]) {
                note(&mut uses.zones, clause.from.iter().flatten(), at);
                note(&mut uses.schedules, clause.during.iter().flatten(), at);
            }
        }
        uses
    }
}

fn note<'a>(
    uses: &mut BTreeMap<&'a Name, Vec<usize>>,
    names: impl Iterator<Item = &'a Name>,
    at: usize,
) {
    for name in names {
        let places = uses.entry(name).or_default();
        // Several clauses of a rule may use it.
        if places.last() != Some(&at) {
            places.push(at);
        }
    }
}
