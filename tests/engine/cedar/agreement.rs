use std::{
    cell::{Cell, RefCell},
    collections::{BTreeMap, BTreeSet},
};

use cedar_policy::{Context, Entities};
use engine_support::strategies::{checked, hold};
use proptest::prelude::*;
use sekisho_policy::{
    CedarLoss, Decision, DenialReason, Document, LossKind, Policy,
    strategies::{cases_of, documents},
};
use serde_json::{Value, json};

use crate::world::{Answer, Exported, told, uid, writable};

/// The document without its schedules: what Cedar cannot say.
fn timeless(document: &Document) -> Document {
    let mut json: Value = serde_json::from_str(&document.to_json()).unwrap();
    for rule in json["rules"].as_array_mut().unwrap() {
        rule.as_object_mut().unwrap().remove("during");
        let exceptions = match rule.get_mut("unless") {
            Some(Value::Array(exceptions)) => exceptions.iter_mut().collect(),
            Some(exception) => vec![exception],
            None => Vec::new(),
        };
        for exception in exceptions {
            let exception = exception.as_object_mut().unwrap();
            exception.remove("during");
            if exception.is_empty() {
                exception.insert("who".into(), json!({ "groups": ["staff"] }));
            }
        }
    }
    let text = json.to_string();
    Document::from_json(&text).unwrap_or_else(|_| without_twins(json))
}

/// Two exceptions may have become one.
fn without_twins(mut json: Value) -> Document {
    for rule in json["rules"].as_array_mut().unwrap() {
        if let Some(Value::Array(exceptions)) = rule.get_mut("unless") {
            let mut seen = BTreeSet::new();
            exceptions.retain(|exception| seen.insert(exception.to_string()));
        }
    }
    checked(&json)
}

/// The code of the engine's answer, and what Cedar must answer then.
fn expected(decision: &Decision) -> (&'static str, Answer) {
    let ids = |rules: &[sekisho_policy::RuleId]| rules.iter().map(ToString::to_string).collect();
    match decision {
        Decision::Allow(grant) => ("allow", Answer { allow: true, ids: ids(grant.rules()) }),
        Decision::Deny(denial) => {
            let ids = match denial.reason() {
                DenialReason::Explicit { rules } => ids(rules),
                DenialReason::MissingRequiredTag { .. } => ["required_tags".to_owned()].into(),
                DenialReason::Default => BTreeSet::new(),
                DenialReason::Indeterminate { .. } => panic!("everything is known: {denial:?}"),
            };
            (denial.code(), Answer { allow: false, ids })
        }
    }
}

#[test]
fn cedar_and_the_engine_give_the_same_answer_for_the_same_rules() {
    let seen: RefCell<BTreeMap<&str, usize>> = RefCell::default();
    let skipped = Cell::new(0);
    let timeless = documents().prop_map(|document| timeless(&document));
    hold(300, cases_of(timeless, 12..=12), |(document, requests)| {
        let exported = Exported::new(&document);
        // What must be done first is no part of an answer.
        assert_eq!(deciding(&exported).next(), None);
        let policy = Policy::compile(document.clone());
        for request in requests {
            let request = told(&document, &request);
            if !writable(&request) {
                skipped.set(skipped.get() + 1);
                continue;
            }
            let mut answer = exported.answer(&request);
            let (code, expected) = expected(&policy.decide(request));

            if code == "missing_required_tag" {
                // Cedar names the deny rules that are true as well.
                assert!(answer.ids.remove("required_tags"), "{answer:?}");
                answer.ids = ["required_tags".to_owned()].into();
            }
            assert_eq!(answer, expected, "{}", exported.cedar.policies());
            *seen.borrow_mut().entry(code).or_default() += 1;
        }
    });
    println!("{:?}, {} skipped for their times", seen.borrow(), skipped.get());
    let codes = ["allow", "default", "explicit", "missing_required_tag"];
    assert_eq!(seen.borrow().keys().copied().collect::<Vec<_>>(), codes);
    assert!(seen.borrow().values().all(|count| *count >= 100));
}

/// The losses that a decision may rest on.
fn deciding(exported: &Exported) -> impl Iterator<Item = &CedarLoss> {
    exported.cedar.losses().iter().filter(|loss| loss.kind != LossKind::Unbound)
}

#[test]
fn what_is_lost_on_the_way_to_cedar_opens_nothing() {
    let (allowed, closed) = (Cell::new(0), Cell::new(0));
    let kinds: RefCell<BTreeMap<String, usize>> = RefCell::default();
    hold(300, cases_of(documents(), 12..=12), |(document, requests)| {
        let exported = Exported::new(&document);
        let lost: BTreeSet<String> =
            deciding(&exported).map(|loss| loss.rule.to_string()).collect();
        for loss in deciding(&exported) {
            *kinds.borrow_mut().entry(format!("{:?}", loss.kind)).or_default() += 1;
        }
        let policy = Policy::compile(document.clone());
        for request in requests.iter().map(|request| told(&document, request)) {
            if !writable(&request) {
                continue;
            }
            let answer = exported.answer(&request);
            match policy.decide(request) {
                Decision::Allow(grant) => {
                    let whole = !answer.allow || answer.ids.iter().all(|id| !lost.contains(id));
                    assert!(whole, "{}", exported.cedar.policies());
                    let count = if answer.allow { &allowed } else { &closed };
                    count.set(count.get() + 1);
                    drop(grant);
                }
                Decision::Deny(denial) => {
                    // At a time outside the years of a calendar a schedule cannot be read.
                    assert!(!answer.allow, "{denial:?}\n{}", exported.cedar.policies());
                }
            }
        }
    });
    println!(
        "{:?}; allowed by both {}, by the engine alone {}",
        kinds.borrow(),
        allowed.get(),
        closed.get()
    );
    assert_eq!(kinds.borrow().len(), 3);
    assert!(allowed.get() >= 100 && closed.get() >= 25);
}

#[test]
fn whoever_tells_cedar_nothing_is_denied_and_no_policy_raises_an_error() {
    hold(200, documents(), |document| {
        let exported = Exported::new(&document);
        for action in ["describe", "reboot", "start", "stop"] {
            let request = cedar_policy::Request::new(
                uid("User", ""),
                uid("Action", action),
                uid("Instance", ""),
                Context::empty(),
                None,
            );

            let answer = exported.ask(&request.unwrap(), &Entities::empty());

            let looks_at_time = exported.cedar.policies().contains("context.now");
            assert_eq!(answer.ids.contains("time_must_be_told"), looks_at_time);
            assert!(!looks_at_time || !answer.allow);
        }
    });
}

#[test]
fn each_kind_of_loss_is_said_in_whole() {
    let rule = |id: &str, effect: &str, more: Value| {
        let mut rule = json!({
            "id": id, "effect": effect, "who": { "groups": ["staff"] }, "actions": any(),
            "instances": any(),
        });
        for (key, value) in more.as_object().unwrap() {
            rule[key] = value.clone();
        }
        rule
    };
    let during = json!({ "during": ["day"] });
    let document = checked(&json!({
        "version": 1, "policy": "p", "utc_offset": "+09:00",
        "schedules": { "day": { "weekly": [{ "days": ["mon"], "from": "08:30", "to": "17:15" }] } },
        "rules": [
            rule("a", "allow", during.clone()),
            rule("b", "deny", during.clone()),
            rule("c", "deny", json!({ "unless": [{ "who": { "users": ["sato"] } }, during] })),
            rule("d", "deny", json!({ "during": ["day"], "enabled": false })),
        ],
    }));

    let losses: Vec<(LossKind, String)> =
        document.to_cedar().losses().iter().map(|loss| (loss.kind, loss.to_string())).collect();

    let why = "has no counterpart in Cedar, which knows neither days of the week nor calendars";
    assert_eq!(
        losses,
        [
            (
                LossKind::AllowLeftOut,
                format!(
                    "rule `a`: `during: [day]` {why}: the rule is left out, and what it alone allows is denied"
                )
            ),
            (
                LossKind::DeniesMore,
                format!(
                    "rule `b`: `during: [day]` {why}: the rule is written without it, and denies more"
                )
            ),
            (
                LossKind::ExceptionLeftOut,
                format!(
                    "rule `c`: `unless.during: [day]` {why}: the exception is left out, and the rule denies more"
                )
            ),
        ]
    );
}

fn any() -> Value {
    json!("any")
}
