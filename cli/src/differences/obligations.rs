//! What must be done before what rules allow, where that is edited.

use std::collections::BTreeMap;

use sekisho_policy::{Document, RuleId, RunbookName};
use serde_json::{Value, json};

use crate::Language;

/// A rule that binds otherwise: `None` where it does not, or is not in force.
#[derive(Debug)]
pub(super) struct Rebound<'a> {
    rule: &'a RuleId,
    before: Option<&'a RunbookName>,
    after: Option<&'a RunbookName>,
}

/// The rules that bind otherwise in the new policy, in the order of their ids. That is told of rules
/// and not of requests: a decision may be bound by the same all the same, by another rule.
pub(super) fn rebound<'a>(old: &'a Document, new: &'a Document) -> Vec<Rebound<'a>> {
    let (old, new) = (binding(old), binding(new));
    let mut rules: Vec<&RuleId> = old.keys().chain(new.keys()).copied().collect();
    rules.sort_unstable();
    rules.dedup();
    let all = rules.into_iter().map(|rule| Rebound {
        rule,
        before: old.get(rule).copied(),
        after: new.get(rule).copied(),
    });
    all.filter(|it| it.before != it.after).collect()
}

fn binding(document: &Document) -> BTreeMap<&RuleId, &RunbookName> {
    let rules = document.rules().iter().filter(|rule| rule.enabled);
    rules.filter_map(|rule| Some((&rule.id, rule.obligations.before_stop.as_ref()?))).collect()
}

impl<'a> Rebound<'a> {
    /// In words, on a line.
    pub(super) fn told(&self, language: Language) -> String {
        let Self { rule, before, after } = self;
        let said = |runbook: Option<&RunbookName>, none: &str| {
            runbook.map_or_else(|| none.to_owned(), |runbook| format!("`{runbook}`"))
        };
        language.pick(
            format!(
                "  rule `{rule}`, before a stop: runbook {}; now: {}",
                said(*before, "none"),
                said(*after, "none")
            ),
            format!(
                "  ルール `{rule}` の停止前ランブック: 変更前: {}、変更後: {}",
                said(*before, "なし"),
                said(*after, "なし")
            ),
        )
    }

    pub(super) fn as_json(&self) -> Value {
        let Self { rule, before, after } = self;
        let name = |runbook: Option<&'a RunbookName>| runbook.map(RunbookName::as_str);
        json!({
            "rule": rule.as_str(),
            "before": { "before_stop": name(*before) },
            "after": { "before_stop": name(*after) },
        })
    }
}
