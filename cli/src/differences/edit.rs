//! What was edited, in words.

use std::collections::BTreeSet;

use sekisho_policy::{
    Clause, Document, Rule, RuleId,
    analysis::{Cause, Change, Edit},
};

use crate::{Language, report::quoted};

/// `` rule `staff` changed, through the zone `city-hall` ``
pub(super) fn edit(change: &Change, old: &Document, new: &Document, language: Language) -> String {
    match &change.cause {
        Cause::RequiredTag(key) => match change.edit {
            Edit::Removed => language
                .pick(format!("required tag `{key}` removed"), format!("必須タグ `{key}` の削除")),
            Edit::Added | Edit::Changed => language
                .pick(format!("required tag `{key}` added"), format!("必須タグ `{key}` の追加")),
        },
        Cause::Rule(id) => {
            let (how, how_ja) = match change.edit {
                Edit::Added if rule(old, id).is_some() => ("switched on", "有効化"),
                Edit::Added => ("added", "追加"),
                Edit::Removed if rule(new, id).is_some() => ("switched off", "無効化"),
                Edit::Removed => ("removed", "削除"),
                Edit::Changed => ("changed", "変更"),
            };
            let (through, through_ja) = through(id, old, new);
            language.pick(
                format!("rule `{id}` {how}{through}"),
                format!("ルール `{id}` の{how_ja}{through_ja}"),
            )
        }
    }
}

fn rule<'a>(document: &'a Document, id: &RuleId) -> Option<&'a Rule> {
    document.rules().iter().find(|rule| rule.id == *id)
}

/// What a rule that reads as before changed through.
fn through(id: &RuleId, old: &Document, new: &Document) -> (String, String) {
    let (Some(before), Some(after)) = (rule(old, id), rule(new, id)) else {
        return (String::new(), String::new());
    };
    if before != after {
        return (String::new(), String::new());
    }
    if old.utc_offset() != new.utc_offset() {
        return (
            ", through the offset of the policy".to_owned(),
            "(ポリシーの時差による)".to_owned(),
        );
    }
    let clauses = || [&after.when].into_iter().chain(&after.unless);
    let zones = names(clauses(), |clause| clause.from.as_ref());
    let zones = zones.into_iter().filter(|name| old.zones().get(name) != new.zones().get(name));
    let zones = quoted(&zones.collect::<Vec<_>>());
    let schedules = names(clauses(), |clause| clause.during.as_ref());
    let schedules = schedules.into_iter().filter(|name| {
        let (before, after) = (old.schedules().get(name), new.schedules().get(name));
        let except = after.into_iter().flat_map(|schedule| &schedule.except);
        before != after
            || except.into_iter().any(|it| old.calendars().get(it) != new.calendars().get(it))
    });
    let schedules = quoted(&schedules.collect::<Vec<_>>());
    let mut parts = Vec::new();
    for (noun, noun_ja, names) in
        [("the zone", "ゾーン", zones), ("the schedule", "スケジュール", schedules)]
    {
        if !names.is_empty() {
            parts.push((format!("{noun} {names}"), format!("{noun_ja} {names}")));
        }
    }
    let (parts, parts_ja): (Vec<String>, Vec<String>) = parts.into_iter().unzip();
    (format!(", through {}", parts.join(" and ")), format!("({} による)", parts_ja.join("、")))
}

fn names<'a>(
    clauses: impl Iterator<Item = &'a Clause>,
    of: impl Fn(&'a Clause) -> Option<&'a BTreeSet<sekisho_policy::Name>>,
) -> BTreeSet<&'a sekisho_policy::Name> {
    clauses.filter_map(of).flatten().collect()
}
