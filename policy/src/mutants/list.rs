//! What can be wrong with a list: it is not there, lacks a value, or has one too many.

use alloc::{
    collections::BTreeSet,
    string::{String, ToString},
    vec::Vec,
};

use super::{Change, Operator, Value};
use crate::Limits;

/// A part of a document that was changed: how, and what it is now.
pub(super) type Edited<P> = (Operator, Change, P);

/// The list not there at all, without each of its values, and with each of these more. `put` makes
/// the part that has another list, or none; `None` if there is no such part.
pub(super) fn edits<T: Clone + Ord + ToString, P>(
    list: Option<&BTreeSet<T>>,
    more: impl IntoIterator<Item = T>,
    put: impl Fn(Option<BTreeSet<T>>) -> Option<P>,
) -> impl Iterator<Item = Edited<P>> {
    let dropped = list.and_then(|_| Some((Operator::DropCondition, Change::Dropped, put(None)?)));
    let room = list.filter(|list| list.len() < Limits::VERSION_1.values);
    let added = more.into_iter().filter_map(|value| {
        let list = room?;
        let told = Value::Text(value.to_string());
        let longer = list.iter().cloned().chain([value]).collect();
        Some((Operator::AddValue, Change::Added(told), put(Some(longer))?))
    });
    let added: Vec<Edited<P>> = added.collect();
    let several = list.filter(|list| list.len() > 1);
    let removed = several.into_iter().flat_map(|list| list.iter().map(move |value| (list, value)));
    let removed = removed.filter_map(move |(list, value)| {
        let told = Value::Text(value.to_string());
        let shorter = list.iter().filter(|other| *other != value).cloned().collect();
        Some((Operator::RemoveValue, Change::Removed(told), put(Some(shorter))?))
    });
    dropped.into_iter().chain(removed).chain(added)
}

/// A value as it is written, in the place of another.
pub(super) fn replaced(before: impl Into<String>, after: impl Into<String>) -> Change {
    Change::Replaced { before: Value::Text(before.into()), after: Value::Text(after.into()) }
}
