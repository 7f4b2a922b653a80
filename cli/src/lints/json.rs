//! A finding as one JSON object, the same in every language.

use sekisho_policy::{
    Place,
    analysis::{Lint, Undecided},
};
use serde_json::{Map, Value, json};

use super::{Finding, Findings};
use crate::Language;

/// The finding as one object: severity, code, rule, message, help, and what else its code has.
pub(crate) fn as_json(findings: &Findings<'_>, finding: &Finding) -> Value {
    let said = findings.said(finding, Language::English);
    let rule = finding.rule().map(ToString::to_string);
    let mut object = Map::new();
    let mut put = |key: &str, value: Value| drop(object.insert(key.to_owned(), value));
    put("severity", json!(finding.severity().name()));
    put("code", json!(finding.code()));
    put("rule", json!(rule));
    put("message", json!(said.message));
    put("help", json!(said.help));
    match finding {
        Finding::Document(problem) => {
            let Place { path, position, row, .. } = &problem.place;
            put("path", json!(path));
            put("line", json!(position.map(|(line, _)| line)));
            put("column", json!(position.map(|(_, column)| column)));
            put("row", json!(row));
        }
        Finding::Rules(lint) => match lint {
            Lint::Impossible { .. } | Lint::IdleDeny { .. } | Lint::Expired { .. } => {}
            Lint::Overridden { by, .. } | Lint::Redundant { by, .. } => {
                put("by", texts(by));
            }
            Lint::IdleException { rule, exception } => {
                put("exception", json!(findings.exception(rule, *exception)));
            }
            Lint::CalendarOver { calendar, schedules } => {
                put("calendar", json!(calendar.to_string()));
                put("schedules", texts(schedules));
            }
            Lint::Absent { condition, value, rules, meant } => {
                put("condition", json!(condition.to_string()));
                put("value", json!(value));
                put("rules", texts(rules));
                put("meant", json!(meant));
            }
            Lint::MissingRequiredTag { tag, lacking, of, instances, meant } => {
                put("tag", json!(tag));
                put("lacking", json!(lacking));
                put("of", json!(of));
                put("instances", texts(instances));
                put("meant", json!(meant));
            }
            Lint::NeverEqual { tag, fact, rules, alike } => {
                put("tag", json!(tag));
                put("equals_caller", json!(fact.to_string()));
                put("rules", texts(rules));
                let pair =
                    alike.as_ref().map(|(value, fact)| json!({ "tag": value, "caller": fact }));
                put("alike", json!(pair));
            }
            Lint::UnknownFacts { fact, number } => {
                put("fact", json!(fact.to_string()));
                put("number", json!(number));
            }
            Lint::EscapableDeny { tag, lacking, .. } => {
                put("tag", json!(tag));
                put("lacking", json!(lacking));
            }
            Lint::Undecided { why, .. } => put(
                "steps",
                match why {
                    Undecided::OutOfSteps(effort) => json!(effort.steps),
                    Undecided::Contradicted(_) => Value::Null,
                },
            ),
        },
    }
    Value::Object(object)
}

fn texts(all: &[impl ToString]) -> Value {
    json!(all.iter().map(ToString::to_string).collect::<Vec<_>>())
}
