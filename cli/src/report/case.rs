//! A case of a table: what was expected, what was found, and why.

use sekisho_policy::{Decision, Document, Record, RunbookName};
use serde_json::{Value, json};

use super::{
    answer::{quoted, reason},
    condition::{FailedCondition, failed_conditions, failed_lines},
    count::count,
};
use crate::{
    Language,
    cases::{Expectation, InTheWay, Verdict},
    scenario::Answer,
};

/// A case that was not decided as expected: one line, and below it what was in the way.
pub(crate) fn failure(
    verdict: &Verdict<'_>,
    document: &Document,
    language: Language,
) -> Vec<String> {
    let (line, name) = (verdict.case.line, &verdict.case.name);
    let expected = expected(&verdict.case.expected, language);
    let found = found(&verdict.case.expected, &verdict.decision, language);
    let head = language.pick(
        format!("line {line}: {name}: expected {expected}, found {found}"),
        format!("{line} 行目: {name}: 期待は{expected}、実際は{found}"),
    );
    let below = verdict.in_the_way().into_iter().flat_map(|it| match it {
        InTheWay::Failed(rule, failed) => {
            let request = &verdict.case.request;
            let failed = failed_conditions(document, (rule, &failed), request, language);
            failed_lines(rule, &failed, language)
        }
        InTheWay::Lifted(rule) => vec![language.pick(
            format!("  `{rule}`: its exception applies"),
            format!("  `{rule}`: 例外(unless)に該当します"),
        )],
        InTheWay::Nowhere(rule) => vec![language.pick(
            format!("  `{rule}`: no rule of that id is in force"),
            format!("  `{rule}`: この ID のルールは有効になっていません"),
        )],
        InTheWay::Outweighed(rule) => vec![language.pick(
            format!("  `{rule}`: it is true, but something else decided"),
            format!("  `{rule}`: 成り立ちますが、別の理由で決まりました"),
        )],
    });
    [head].into_iter().chain(below).collect()
}

/// How many cases there are, and how many differ.
pub(crate) fn cases_counted(all: usize, differ: usize, language: Language) -> String {
    let cases = count(all, "case");
    if differ == 0 {
        return language.pick(
            format!("{cases}: all as expected"),
            format!("事例 {all} 件: すべて期待どおりです"),
        );
    }
    let verb = if differ == 1 { "differs" } else { "differ" };
    language.pick(
        format!("{cases}: {differ} {verb} from what was expected"),
        format!("事例 {all} 件: {differ} 件が期待と異なります"),
    )
}

fn expected(expected: &Expectation, language: Language) -> String {
    let code = expected.code.map_or_else(String::new, |code| format!(" ({code})"));
    let answer = expected.answer.name_in(language);
    let said = match &expected.rules {
        None => format!("{answer}{code}"),
        Some(rules) => language.pick(
            format!("{answer}{code} by {}", quoted(rules)),
            format!("{answer}{code} {}", quoted(rules)),
        ),
    };
    let bound = expected.before_stop.as_ref();
    said + &bound.map_or_else(String::new, |runbooks| after(runbooks, language))
}

/// What must succeed before the stop.
fn after<'a>(runbooks: impl IntoIterator<Item = &'a RunbookName>, language: Language) -> String {
    match quoted(runbooks) {
        none if none.is_empty() => {
            language.pick(" after no runbook", "、ランブックなし").to_owned()
        }
        names => language
            .pick(format!(" after the runbook {names}"), format!("、停止前にランブック {names}")),
    }
}

fn found(expected: &Expectation, decision: &Decision, language: Language) -> String {
    match decision {
        Decision::Allow(grant) => {
            let (allow, rules) = (Answer::Allow.name_in(language), quoted(grant.rules()));
            let said = language.pick(format!("{allow}: by {rules}"), format!("{allow}: {rules}"));
            let matters = expected.before_stop.is_some() || !grant.runbooks().is_empty();
            let bound = matters.then(|| after(grant.runbooks(), language));
            said + &bound.unwrap_or_default()
        }
        Decision::Deny(denial) => {
            let (why, why_ja) = reason(denial.reason());
            let deny = Answer::Deny.name_in(language);
            format!("{deny} ({}): {}", denial.code(), language.pick(why, why_ja))
        }
    }
}

/// The case as one object: case, line, passed, expected, found, and for one that differs, why. It is the
/// same in every language.
pub(crate) fn case_as_json(
    verdict: &Verdict<'_>,
    document: &Document,
) -> Result<Value, serde_json::Error> {
    let Expectation { answer, code, rules, before_stop } = &verdict.case.expected;
    let rules = rules.as_ref().map(|rules| rules.iter().map(ToString::to_string));
    let before_stop = before_stop.as_ref().map(|runbooks| runbooks.iter().map(ToString::to_string));
    let mut object = json!({
        "case": verdict.case.name,
        "line": verdict.case.line,
        "passed": verdict.passed,
        "expected": {
            "outcome": answer.name(),
            "code": code,
            "rules": rules.map(Iterator::collect::<Vec<_>>),
            "before_stop": before_stop.map(Iterator::collect::<Vec<_>>),
        },
        "found": serde_json::to_value(Record::of(&verdict.decision))?,
    });
    if let Value::Object(members) = &mut object
        && !verdict.passed
    {
        let why = verdict.in_the_way();
        let why: Vec<Value> = why.iter().map(|it| in_the_way(it, verdict, document)).collect();
        members.insert("why".to_owned(), why.into());
    }
    Ok(object)
}

fn in_the_way(it: &InTheWay<'_>, verdict: &Verdict<'_>, document: &Document) -> Value {
    let (rule, because) = match it {
        InTheWay::Failed(rule, _) => (rule, "failed"),
        InTheWay::Lifted(rule) => (rule, "exception"),
        InTheWay::Nowhere(rule) => (rule, "not_in_force"),
        InTheWay::Outweighed(rule) => (rule, "outweighed"),
    };
    let failed = match it {
        InTheWay::Failed(rule, failed) => {
            failed_conditions(document, (rule, failed), &verdict.case.request, Language::English)
        }
        InTheWay::Lifted(_) | InTheWay::Nowhere(_) | InTheWay::Outweighed(_) => Vec::new(),
    };
    let failed = failed.iter().map(|FailedCondition { condition, found, required }| {
        json!({ "condition": condition, "found": found, "required": required })
    });
    json!({
        "rule": rule.as_str(),
        "because": because,
        "failed": failed.collect::<Vec<_>>(),
    })
}
