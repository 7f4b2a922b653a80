//! Names that mean something else in another version of a policy.

use std::collections::BTreeSet;

use sekisho_policy::{Clause, Document, Name};

use super::quoted;

/// What these clauses, which are in both documents, mean something else through: zones, schedules, or
/// the offset. In English and Japanese; `None` if they mean the same.
pub(crate) fn redefined<'a>(
    clauses: impl IntoIterator<Item = &'a Clause>,
    old: &Document,
    new: &Document,
) -> Option<(String, String)> {
    let (mut zones, mut schedules) = (BTreeSet::new(), BTreeSet::new());
    for clause in clauses {
        zones.extend(clause.from.iter().flatten());
        schedules.extend(clause.during.iter().flatten());
    }
    // Other times say their own offset.
    if !schedules.is_empty() && old.utc_offset() != new.utc_offset() {
        return Some(("the offset of the policy".to_owned(), "ポリシーの時差".to_owned()));
    }
    zones.retain(|name| old.zones().get(*name) != new.zones().get(*name));
    schedules.retain(|name| is_another_schedule(name, old, new));
    let mut parts = Vec::new();
    for (noun, noun_ja, names) in
        [("the zone", "ゾーン", zones), ("the schedule", "スケジュール", schedules)]
    {
        if !names.is_empty() {
            let names = quoted(names);
            parts.push((format!("{noun} {names}"), format!("{noun_ja} {names}")));
        }
    }
    let (parts, parts_ja): (Vec<String>, Vec<String>) = parts.into_iter().unzip();
    (!parts.is_empty()).then(|| (parts.join(" and "), parts_ja.join("、")))
}

fn is_another_schedule(name: &Name, old: &Document, new: &Document) -> bool {
    let (before, after) = (old.schedules().get(name), new.schedules().get(name));
    let except = after.into_iter().flat_map(|schedule| &schedule.except);
    before != after
        || except.into_iter().any(|it| old.calendars().get(it) != new.calendars().get(it))
}
