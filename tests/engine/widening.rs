//! Laws about asking less: a condition taken out of a rule only ever moves answers one way.

use engine_support::strategies::{self, compiled};
use proptest::{collection::vec, prelude::*};
use sekisho_policy::Request;
use serde_json::{Value, json};

const CONDITIONS: [&str; 8] = [
    "who",
    "actions",
    "from",
    "during",
    "not_before",
    "not_after",
    "signed_in_within",
    "issued_before",
];

fn cases() -> impl Strategy<Value = (Value, Vec<Request>)> {
    (strategies::document(), vec(strategies::request(), 12))
}

/// Every document in which one condition of one rule of this effect is taken out.
fn widened(document: &Value, effect: &str) -> Vec<Value> {
    let mut all = vec![];
    for (index, rule) in document["rules"].as_array().unwrap().iter().enumerate() {
        if rule["effect"] != effect {
            continue;
        }
        for condition in CONDITIONS {
            let Some(written) = rule.get(condition) else { continue };
            if !written.is_object()
                && !written.is_array()
                && ["who", "actions"].contains(&condition)
            {
                continue;
            }
            let mut wider = document.clone();
            let rule = &mut wider["rules"][index];
            match condition {
                "who" => rule["who"] = json!("everyone"),
                "actions" => rule["actions"] = json!("any"),
                other => drop(rule.as_object_mut().unwrap().remove(other)),
            }
            all.push(approved(wider, index));
        }
        if let Some(fields) = rule["instances"].as_object() {
            for field in fields.keys() {
                let mut wider = document.clone();
                let rule = &mut wider["rules"][index];
                rule["instances"].as_object_mut().unwrap().remove(field);
                if rule["instances"] == json!({}) {
                    rule["instances"] = json!("any");
                }
                all.push(approved(wider, index));
            }
        }
    }
    all
}

fn approved(mut document: Value, index: usize) -> Value {
    let rule = &mut document["rules"][index];
    if rule["who"] == "everyone" && rule["instances"] == "any" {
        rule["approved_by"] = json!("the mayor");
    }
    document
}

/// Every document in which one exception asks for one thing less, or is one more.
fn excepted(document: &Value) -> Vec<Value> {
    let mut all = vec![];
    for (index, rule) in document["rules"].as_array().unwrap().iter().enumerate() {
        if rule["effect"] != "deny" {
            continue;
        }
        let mut more = document.clone();
        let exceptions =
            more["rules"][index].as_object_mut().unwrap().entry("unless").or_insert(json!([]));
        let added = json!({ "actions": ["stop"] });
        if !exceptions.as_array().unwrap().contains(&added) {
            exceptions.as_array_mut().unwrap().push(added);
            all.push(more);
        }
        for (number, exception) in rule["unless"].as_array().into_iter().flatten().enumerate() {
            for condition in exception.as_object().unwrap().keys() {
                let mut wider = document.clone();
                let exceptions = wider["rules"][index]["unless"].as_array_mut().unwrap();
                exceptions[number].as_object_mut().unwrap().remove(condition);
                let wider_one = exceptions[number].clone();
                let again = exceptions.iter().filter(|exception| **exception == wider_one).count();
                if wider_one != json!({}) && again == 1 {
                    all.push(wider);
                }
            }
        }
    }
    all
}

fn hold(change: fn(&Value) -> Vec<Value>, law: fn(before: bool, after: bool) -> bool) {
    strategies::hold(30, cases(), |(json, requests)| {
        let before = compiled(&json);
        for changed in change(&json) {
            let after = compiled(&changed);
            for request in &requests {
                let was = before.decide(request.clone()).is_allow();
                let is = after.decide(request.clone()).is_allow();
                assert!(law(was, is), "{was} became {is}\n{changed:#}\n{request:#?}");
            }
        }
    });
}

#[test]
fn law_12_an_allow_rule_that_asks_less_takes_no_allow_away() {
    hold(|document| widened(document, "allow"), |before, after| !before || after);
}

#[test]
fn law_13_a_deny_rule_that_asks_less_allows_nothing_more() {
    hold(|document| widened(document, "deny"), |before, after| before || !after);
}

#[test]
fn law_14_an_exception_that_asks_less_or_one_more_takes_no_allow_away() {
    hold(excepted, |before, after| !before || after);
}
