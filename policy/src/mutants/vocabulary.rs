//! What a document names, place by place: what could stand in a list by mistake.

use alloc::{
    collections::{BTreeMap, BTreeSet},
    string::String,
};
use core::ops::Bound::{Excluded, Unbounded};

use crate::{
    AccountId, Document, InstanceId, Name, Region, TagCondition, VpcEndpointId,
    fresh::{Fresh, fresh},
};

/// The values that a document names.
#[derive(Debug, Default)]
pub(super) struct Vocabulary {
    pub(super) groups: BTreeSet<String>,
    pub(super) users: BTreeSet<String>,
    pub(super) accounts: BTreeSet<AccountId>,
    pub(super) regions: BTreeSet<Region>,
    pub(super) ids: BTreeSet<InstanceId>,
    pub(super) vpc_endpoints: BTreeSet<VpcEndpointId>,
    pub(super) zones: BTreeSet<Name>,
    pub(super) schedules: BTreeSet<Name>,
    /// The values of each tag.
    pub(super) tags: BTreeMap<String, BTreeSet<String>>,
}

impl Vocabulary {
    pub(super) fn of(document: &Document) -> Self {
        let mut words = Self {
            zones: document.zones.keys().cloned().collect(),
            schedules: document.schedules.keys().cloned().collect(),
            ..Self::default()
        };
        for zone in document.zones.values() {
            note(&mut words.vpc_endpoints, zone.vpc_endpoints.as_ref());
        }
        let clauses = document.rules.iter().flat_map(|rule| rule.unless.iter().chain([&rule.when]));
        for clause in clauses {
            if let Some(who) = &clause.who {
                note(&mut words.groups, who.groups.as_ref());
                note(&mut words.users, who.users.as_ref());
            }
            let Some(instances) = &clause.instances else { continue };
            note(&mut words.accounts, instances.accounts.as_ref());
            note(&mut words.regions, instances.regions.as_ref());
            note(&mut words.ids, instances.ids.as_ref());
            for (key, condition) in &instances.tags {
                if let TagCondition::In(values) = condition {
                    if !words.tags.contains_key(key) {
                        words.tags.insert(key.clone(), BTreeSet::new());
                    }
                    if let Some(known) = words.tags.get_mut(key) {
                        note(known, Some(values));
                    }
                }
            }
        }
        words
    }
}

/// Most values of a rule are those of another one, and need not be copied.
fn note<T: Clone + Ord>(known: &mut BTreeSet<T>, values: Option<&BTreeSet<T>>) {
    for value in values.into_iter().flatten() {
        if !known.contains(value) {
            known.insert(value.clone());
        }
    }
}

/// The value that comes after those of a list among those that are known, or the first if they are
/// the last.
pub(super) fn next<T: Clone + Ord>(list: &BTreeSet<T>, known: &BTreeSet<T>) -> Option<T> {
    let after = known.range((Excluded(list.last()?), Unbounded));
    after.chain(known).find(|value| !list.contains(value)).cloned()
}

/// The same; a new one if the list has all that are known.
pub(super) fn next_or_new<T: Clone + Fresh>(list: &BTreeSet<T>, known: &BTreeSet<T>) -> Option<T> {
    next(list, known).or_else(|| fresh(list, 0))
}
