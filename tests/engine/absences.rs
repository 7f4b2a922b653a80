//! What a lint calls absent makes no difference to those of whom it is absent.

use engine_support::strategies::hold;
use sekisho_policy::{
    Clause, Condition, Document, Fact, Instance, Policy, Request, RuleId, TagCondition, Truth,
    UnixTime,
    analysis::{Analysis, Budget, Hints, Lint},
    strategies,
};
use serde_json::Value;
use std::collections::BTreeSet;

use crate::agreement::Counts;

/// A value of a condition; `None` for a tag that nothing has.
type Asked = (Condition, Option<String>);

/// Each of the people with each of the instances.
fn pairs(requests: &[Request]) -> Vec<Request> {
    let pair = |one: &Request, other: &Request| Request {
        attempt: one.attempt.clone(),
        instance: other.instance.clone(),
    };
    requests.iter().flat_map(|one| requests.iter().map(move |other| pair(one, other))).collect()
}

fn lint(document: &Document, requests: &[Request]) -> Vec<Lint> {
    let hints = Hints::near(UnixTime::from_seconds(1_793_000_000))
        .with_people(requests.iter().map(|it| it.attempt.caller.clone()).collect())
        .with_instances(requests.iter().map(|it| Instance::clone(&it.instance)).collect());
    Analysis::new(document, &[], &hints).lint(Budget::of_steps(0))
}

#[test]
fn what_nothing_and_nobody_has_can_go_and_nothing_changes_for_them() {
    let counts = Counts::default();
    hold(600, strategies::cases(1..=4), |(document, requests)| {
        let policy = Policy::compile(document.clone());
        let requests: Vec<Request> = requests;
        let pairs = pairs(&requests);
        for lint in lint(&document, &requests) {
            let holds = |tag: &Condition, rules: &[RuleId]| {
                let findings = pairs.iter().flat_map(|pair| policy.findings(pair));
                let findings = findings.filter(|it| rules.contains(&it.rule));
                let mut found = findings.flat_map(|it| it.conditions);
                found.any(|it| it.condition == *tag && it.truth != Truth::False)
            };
            let (condition, value, rules) = match lint {
                Lint::Absent { condition, value, rules, .. } => (condition, value, rules),
                Lint::NeverEqual { tag, rules, .. } if !is_asked_otherwise(&document, &tag) => {
                    counts.count("never equal");
                    assert!(!holds(&Condition::Tag(tag), &rules), "{}", document.to_yaml());
                    continue;
                }
                _ => continue,
            };
            let Some(value) = value else {
                counts.count("a tag");
                assert!(!holds(&condition, &rules), "{}", document.to_yaml());
                continue;
            };
            let Some(without) = without(&document, &rules, &condition, &value) else {
                counts.count("the only value");
                continue;
            };
            counts.count("a value");
            let without = Policy::compile(without);
            for pair in &pairs {
                let (before, after) = (policy.decide(pair.clone()), without.decide(pair.clone()));
                assert_eq!(before, after, "{condition} {value}\n{}", document.to_yaml());
            }
        }
    });
    counts.require(&[("a tag", 25), ("a value", 150), ("the only value", 300), ("never equal", 8)]);
}

#[test]
fn what_is_not_called_absent_somebody_has_or_may_have() {
    let counts = Counts::default();
    hold(600, strategies::cases(1..=4), |(document, requests)| {
        let requests: Vec<Request> = requests;
        let mut told: BTreeSet<Asked> = BTreeSet::new();
        for lint in lint(&document, &requests) {
            match lint {
                Lint::Absent { condition, value, .. } => drop(told.insert((condition, value))),
                Lint::MissingRequiredTag { tag, lacking, of, .. } if lacking == of => {
                    told.insert((Condition::Tag(tag), None));
                }
                _ => {}
            }
        }
        let rules = document.rules().iter().filter(|rule| rule.enabled);
        for clause in rules.flat_map(|rule| [&rule.when].into_iter().chain(&rule.unless)) {
            for (condition, value) in asked(clause) {
                let may = requests.iter().any(|it| may_have(it, &condition, &value));
                let is_told = told.contains(&(condition.clone(), Some(value.clone())))
                    || (matches!(condition, Condition::Tag(_))
                        && told.contains(&(condition.clone(), None)));
                counts.count(if may { "may have" } else { "absent" });
                assert_ne!(may, is_told, "{condition} {value}\n{}", document.to_yaml());
            }
        }
    });
    counts.require(&[("may have", 500), ("absent", 500)]);
}

/// Whether some clause asks something else of a tag than the others do.
fn is_asked_otherwise(document: &Document, tag: &str) -> bool {
    let rules = document.rules().iter();
    let clauses = rules.flat_map(|rule| [&rule.when].into_iter().chain(&rule.unless));
    let asked = clauses.filter_map(|clause| clause.instances.as_ref()?.tags.get(tag));
    asked.collect::<BTreeSet<&TagCondition>>().len() > 1
}

/// The document without this value in these rules; `None` if nothing else would be left to ask for.
fn without(
    document: &Document,
    rules: &[RuleId],
    condition: &Condition,
    value: &str,
) -> Option<Document> {
    let mut json: Value = serde_json::from_str(&document.to_json()).unwrap();
    let listed = json["rules"].as_array_mut().unwrap().iter_mut();
    for rule in listed.filter(|rule| rules.iter().any(|id| rule["id"] == id.as_str())) {
        if let Some(list) = list(rule, condition) {
            list.retain(|it| it != value);
            if list.is_empty() {
                return None;
            }
        }
        let exceptions = match &mut rule["unless"] {
            Value::Array(exceptions) => exceptions.iter_mut().collect(),
            Value::Null => Vec::new(),
            exception => vec![exception],
        };
        for list in exceptions.into_iter().filter_map(|it| list(it, condition)) {
            list.retain(|it| it != value);
            if list.is_empty() {
                return None;
            }
        }
    }
    Document::from_json(&json.to_string()).ok()
}

/// The values that a clause asks for in a condition.
fn list<'a>(clause: &'a mut Value, condition: &Condition) -> Option<&'a mut Vec<Value>> {
    let (part, list) = match condition {
        Condition::Groups => ("who", "groups"),
        Condition::Users => ("who", "users"),
        Condition::Accounts => ("instances", "accounts"),
        Condition::Regions => ("instances", "regions"),
        Condition::InstanceIds => ("instances", "ids"),
        Condition::Tag(key) => {
            return clause.get_mut("instances")?.get_mut("tags")?.get_mut(key)?.as_array_mut();
        }
        _ => return None,
    };
    clause.get_mut(part)?.get_mut(list)?.as_array_mut()
}

fn asked(clause: &Clause) -> Vec<(Condition, String)> {
    let mut asked = Vec::new();
    let mut note = |condition: Condition, value: &str| asked.push((condition, value.to_owned()));
    if let Some(who) = &clause.who {
        who.groups.iter().flatten().for_each(|it| note(Condition::Groups, it));
        who.users.iter().flatten().for_each(|it| note(Condition::Users, it));
    }
    if let Some(of) = &clause.instances {
        of.accounts.iter().flatten().for_each(|it| note(Condition::Accounts, it.as_str()));
        of.regions.iter().flatten().for_each(|it| note(Condition::Regions, it.as_str()));
        of.ids.iter().flatten().for_each(|it| note(Condition::InstanceIds, it.as_str()));
        for (key, condition) in &of.tags {
            if let TagCondition::In(values) = condition {
                values.iter().for_each(|it| note(Condition::Tag(key.clone()), it));
            }
        }
    }
    asked
}

/// Whether the person, or the instance, of a request has a value, or may have it.
fn may_have(request: &Request, condition: &Condition, value: &str) -> bool {
    fn may<T>(fact: &Fact<T>, is: impl FnOnce(&T) -> bool) -> bool {
        matches!(fact, Fact::Unknown) || fact.known().is_some_and(is)
    }
    let (caller, instance) = (&request.attempt.caller, &request.instance);
    match condition {
        Condition::Groups => may(&caller.groups(), |groups| groups.contains(value)),
        Condition::Users => may(&caller.user(), |user| *user == value),
        Condition::Accounts => may(&instance.account, |it| it.as_str() == value),
        Condition::Regions => may(&instance.region, |it| it.as_str() == value),
        Condition::InstanceIds => may(&instance.id, |it| it.as_str() == value),
        Condition::Tag(key) => may(&instance.tags, |tags| tags.value(key) == Some(value)),
        other => panic!("{other}"),
    }
}
