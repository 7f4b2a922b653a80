//! One rule, one policy.

use alloc::{
    collections::BTreeSet,
    format,
    string::{String, ToString},
    vec::Vec,
};

use super::{
    clause::{self, Translated},
    loss::{CedarLoss, LossKind},
    text::quoted,
};
use crate::{Clause, Document, Effect, Rule};

/// The policy of a rule, or a comment that says why there is none.
pub(super) fn rule(document: &Document, rule: &Rule, losses: &mut Vec<CedarLoss>) -> String {
    let Rule { id, effect, enabled, description, approved_by, when, unless, obligations } = rule;
    if !*enabled {
        return format!("\n// rule `{id}`: not in force\n");
    }
    let first = losses.len();
    let mut lose = |condition: String, reason, kind| {
        losses.push(CedarLoss { rule: id.clone(), condition, reason, kind });
    };

    let kind = match effect {
        Effect::Allow => LossKind::AllowLeftOut,
        Effect::Deny => LossKind::DeniesMore,
    };
    let Translated { conditions, lost } = clause::clause(document, when);
    let left_out = kind == LossKind::AllowLeftOut && !lost.is_empty();
    for (condition, reason) in lost {
        lose(condition, reason, kind);
    }
    let mut exceptions = Vec::new();
    for exception in unless {
        let Translated { mut conditions, lost } = clause::clause(document, exception);
        if lost.is_empty() {
            // INVARIANT (an exception has a condition): the check refuses one that has none.
            conditions.splice(0..0, exception.actions.as_ref().map(clause::actions));
            exceptions.push(conditions);
        }
        for (condition, reason) in lost {
            lose(format!("unless.{condition}"), reason, LossKind::ExceptionLeftOut);
        }
    }

    let before_stop = obligations.before_stop.as_ref().filter(|_| !left_out);
    if let Some(runbook) = before_stop {
        let reason = "which has no obligations";
        lose(format!("obligations.before_stop: {runbook}"), reason, LossKind::Unbound);
    }

    let notes = losses.iter().skip(first).map(|loss| format!("// {loss}\n"));
    let notes: String = core::iter::once("\n".to_string()).chain(notes).collect();
    if left_out {
        return notes;
    }
    let annotation = |name: &str, value: &str| format!("@{name}({})\n", quoted(value));
    [
        Some(notes),
        Some(annotation("id", id.as_str())),
        description.as_deref().map(|text| annotation("description", text)),
        approved_by.as_deref().map(|name| annotation("approved_by", name)),
        before_stop.map(|runbook| annotation("before_stop", runbook.as_str())),
        Some(head(*effect, when)),
        (!conditions.is_empty()).then(|| block("when", &conditions)),
        Some(exceptions.iter().map(|conditions| block("unless", conditions)).collect()),
        Some(";\n".to_string()),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Whatever else holds: an instance without these tags is nobody's.
pub(super) fn required_tags(tags: &BTreeSet<String>) -> String {
    let conditions: Vec<String> = tags.iter().map(|key| clause::has_tag(key)).collect();
    format!(
        "\n@id(\"required_tags\")\nforbid (principal, action, resource){};\n",
        block("unless", &conditions)
    )
}

/// Whoever forgets the time must not lose the policies that forbid at a time.
pub(super) const TIME_MUST_BE_TOLD: &str = "\n@id(\"time_must_be_told\")\n\
     forbid (principal, action, resource)\nunless {\n  context has now\n};\n";

fn head(effect: Effect, when: &Clause) -> String {
    let effect = match effect {
        Effect::Allow => "permit",
        Effect::Deny => "forbid",
    };
    let action = when.actions.as_ref().map_or("action".to_string(), clause::actions);
    format!("{effect} (principal, {action}, resource)")
}

fn block(word: &str, conditions: &[String]) -> String {
    format!("\n{word} {{\n  {}\n}}", conditions.join(" &&\n  "))
}
