//! The rules of a document that matter to a question.

use alloc::{collections::BTreeSet, string::String, vec::Vec};
use core::cmp::Ordering;

use super::label::{same_schedule, same_zone};
use crate::{Clause, Document, Instances, Name, Rule, TagCondition};

/// A document, and the rules of it that matter.
#[derive(Clone, Debug)]
pub(crate) struct Excerpt<'a> {
    pub(crate) document: &'a Document,
    /// All of them are in force.
    pub(crate) rules: Vec<&'a Rule>,
}

impl<'a> Excerpt<'a> {
    /// Every rule in force.
    pub(crate) fn whole(document: &'a Document) -> Self {
        let rules = document.rules.iter().filter(|rule| rule.enabled);
        Self { document, rules: rules.collect() }
    }

    /// Of two documents the rules that may make a difference, and those that have some request in
    /// common with one of them: no other rule has a say in it.
    ///
    /// A rule is looked at as it is written, so some are kept that turn out not to matter. Of ten
    /// thousand rules few are left where few were edited.
    pub(crate) fn of_two(old: &'a Document, new: &'a Document) -> [Self; 2] {
        let all = [Self::whole(old), Self::whole(new)];
        let edited: Vec<&Rule> = edited(old, new).take(MANY).collect();
        if edited.len() == MANY || old.required_tags != new.required_tags {
            return all;
        }
        let matters = |rule: &&Rule| edited.iter().any(|edited| meet(&rule.when, &edited.when));
        all.map(|Self { document, mut rules }| {
            rules.retain(matters);
            Self { document, rules }
        })
    }
}

/// For so many edits, to compare each with every rule would cost more than it saves.
const MANY: usize = 32;

/// The rules in force of either document of which the other has none that surely says the same.
fn edited<'a>(old: &'a Document, new: &'a Document) -> impl Iterator<Item = &'a Rule> {
    let zones = old.zones.keys().filter(|name| !same_zone(old, new, name)).collect();
    let schedules = old.schedules.keys().filter(|name| !same_schedule(old, new, name)).collect();
    let renamed = Renamed { zones, schedules };
    // Both are in the order of the ids.
    let (mut before, mut after) = (old.rules.iter().peekable(), new.rules.iter().peekable());
    let pairs = core::iter::from_fn(move || {
        let order = match (before.peek(), after.peek()) {
            (None, None) => return None,
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some(one), Some(other)) => one.id.cmp(&other.id),
        };
        Some((
            order.is_le().then(|| before.next()).flatten(),
            order.is_ge().then(|| after.next()).flatten(),
        ))
    });
    let edited = pairs.filter(move |pair| match pair {
        (Some(one), Some(other)) => {
            let same = one.enabled == other.enabled
                && one.effect == other.effect
                && one.when == other.when
                && one.unless == other.unless;
            !same || renamed.are_named_by(one)
        }
        (None, _) | (_, None) => true,
    });
    edited.flat_map(|(one, other)| [one, other]).flatten().filter(|rule| rule.enabled)
}

/// The names of zones and schedules that are something else in the other document.
struct Renamed<'a> {
    zones: BTreeSet<&'a Name>,
    schedules: BTreeSet<&'a Name>,
}

impl Renamed<'_> {
    fn are_named_by(&self, rule: &Rule) -> bool {
        let named = |names: &Option<BTreeSet<Name>>, among: &BTreeSet<&Name>| {
            !among.is_empty() && names.iter().flatten().any(|name| among.contains(name))
        };
        [&rule.when].into_iter().chain(&rule.unless).any(|clause| {
            named(&clause.from, &self.zones) || named(&clause.during, &self.schedules)
        })
    }
}

/// Whether some request may meet both clauses: `false` is certain.
fn meet(one: &Clause, other: &Clause) -> bool {
    overlap(one.actions.as_ref(), other.actions.as_ref())
        && overlap(users(one), users(other))
        && match (&one.instances, &other.instances) {
            (Some(one), Some(other)) => instances_meet(one, other),
            (None, _) | (_, None) => true,
        }
}

fn users(clause: &Clause) -> Option<&BTreeSet<String>> {
    clause.who.as_ref()?.users.as_ref()
}

fn instances_meet(one: &Instances, other: &Instances) -> bool {
    overlap(one.accounts.as_ref(), other.accounts.as_ref())
        && overlap(one.regions.as_ref(), other.regions.as_ref())
        && overlap(one.ids.as_ref(), other.ids.as_ref())
        && one.tags.iter().all(|(key, condition)| match (condition, other.tags.get(key)) {
            (TagCondition::In(ours), Some(TagCondition::In(theirs))) => {
                overlap(Some(ours), Some(theirs))
            }
            _ => true,
        })
}

/// Whether the two have a value in common; where one is no condition they have.
fn overlap<T: Ord>(one: Option<&BTreeSet<T>>, other: Option<&BTreeSet<T>>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => !one.is_disjoint(other),
        (None, _) | (_, None) => true,
    }
}
