//! The rules that matter where a mutant differs.

use alloc::{collections::BTreeSet, string::String};

use crate::{Clause, Instances, TagCondition};

/// Whether no request meets both clauses, as far as that is seen at a glance.
pub(super) fn are_apart(one: &Clause, other: &Clause) -> bool {
    let ends = |first: &Clause, second: &Clause| match (first.not_after, second.not_before) {
        (Some(end), Some(start)) => end <= start,
        (None, _) | (_, None) => false,
    };
    have_none_in_common(one.actions.as_ref(), other.actions.as_ref())
        || have_none_in_common(users(one), users(other))
        || ends(one, other)
        || ends(other, one)
        || match (&one.instances, &other.instances) {
            (Some(one), Some(other)) => no_instance_is_both(one, other),
            (None, _) | (_, None) => false,
        }
}

fn users(clause: &Clause) -> Option<&BTreeSet<String>> {
    clause.who.as_ref()?.users.as_ref()
}

fn no_instance_is_both(one: &Instances, other: &Instances) -> bool {
    have_none_in_common(one.accounts.as_ref(), other.accounts.as_ref())
        || have_none_in_common(one.regions.as_ref(), other.regions.as_ref())
        || have_none_in_common(one.ids.as_ref(), other.ids.as_ref())
        || one.tags.iter().any(|(key, condition)| match (condition, other.tags.get(key)) {
            (TagCondition::In(ours), Some(TagCondition::In(theirs))) => ours.is_disjoint(theirs),
            _ => false,
        })
}

/// Whether there are two lists, and no value is in both.
fn have_none_in_common<T: Ord>(one: Option<&BTreeSet<T>>, other: Option<&BTreeSet<T>>) -> bool {
    one.zip(other).is_some_and(|(one, other)| one.is_disjoint(other))
}
