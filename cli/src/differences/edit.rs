//! What was edited, in words.

use sekisho_policy::{
    Document, Rule, RuleId,
    analysis::{Cause, Change, Edit},
};

use crate::{Language, report::redefined};

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
    let clauses = [&after.when].into_iter().chain(&after.unless);
    match redefined(clauses, old, new) {
        None => (String::new(), String::new()),
        Some((names, names_ja)) => (format!(", through {names}"), format!("({names_ja} による)")),
    }
}
