//! Laws about adding, removing, repeating and reordering rules, and about tags and groups.

use std::sync::Arc;

use engine_support::{
    oracle::told,
    strategies::{self, Part, compiled},
};
use proptest::{collection::vec, prelude::*};
use sekisho_policy::{Attempt, Fact, Instance, Request, Tags};
use serde_json::{Value, json};

fn cases() -> impl Strategy<Value = (Value, Vec<Request>)> {
    (strategies::document(), vec(strategies::request(), 12))
}

fn rules(document: &mut Value) -> &mut Vec<Value> {
    document["rules"].as_array_mut().unwrap()
}

fn with_rule(document: &Value, rule: &Value, id: &str) -> Value {
    let mut document = document.clone();
    let mut rule = rule.clone();
    rule["id"] = json!(id);
    rules(&mut document).push(rule);
    document
}

fn only(document: &Value, keep: impl Fn(&Value) -> bool) -> Value {
    let mut document = document.clone();
    for rule in rules(&mut document) {
        if !keep(rule) {
            rule["enabled"] = json!(false);
        }
    }
    document
}

#[test]
fn law_2_a_policy_without_rules_in_force_denies() {
    strategies::hold(50, cases(), |(json, requests)| {
        let policy = compiled(&only(&json, |_| false));
        for request in requests {
            assert!(!policy.decide(request.clone()).is_allow());
            assert!(policy.entitlement(request.attempt).is_empty());
        }
    });
}

#[test]
fn law_3_a_deny_rule_that_holds_denies_whatever_allows() {
    let everything = json!({
        "effect": "deny", "who": "everyone", "actions": "any", "instances": "any",
        "approved_by": "the mayor",
    });
    strategies::hold(50, cases(), |(json, requests)| {
        let policy = compiled(&with_rule(&json, &everything, "everything"));
        for request in requests {
            let code = told(&policy.decide(request.clone())).code;
            assert!(["explicit", "missing_required_tag"].contains(&code), "{code}");
            let entitlement = policy.entitlement(request.attempt);
            assert_eq!(entitlement.denial().unwrap().code(), "explicit");
        }
    });
}

#[test]
fn law_4_the_order_of_the_rules_changes_nothing() {
    strategies::hold(50, cases(), |(json, requests)| {
        let mut reversed = json.clone();
        rules(&mut reversed).reverse();
        let mut turned = json.clone();
        rules(&mut turned).rotate_left(1);
        let policies = [json, reversed, turned].map(|json| compiled(&json));
        for request in requests {
            let decision = policies[0].decide(request.clone());
            assert_eq!(policies[1].decide(request.clone()), decision);
            assert_eq!(policies[2].decide(request), decision);
        }
    });
}

#[test]
fn law_5_a_rule_written_twice_is_the_rule_written_once() {
    strategies::hold(50, cases(), |(json, requests)| {
        let mut twice = json.clone();
        for (index, rule) in rules(&mut json.clone()).iter().enumerate() {
            twice = with_rule(&twice, rule, &format!("copy-{index}"));
        }
        let (once, twice) = (compiled(&json), compiled(&twice));
        for request in requests {
            let mut expected = told(&once.decide(request.clone()));
            let copies = expected.rules.iter().map(|id| id.replace("rule-", "copy-"));
            expected.rules = copies.chain(expected.rules.clone()).collect();
            assert_eq!(told(&twice.decide(request)), expected);
        }
    });
}

#[test]
fn laws_6_and_7_an_allow_rule_more_keeps_every_allow_and_beats_no_explicit_deny() {
    strategies::hold(80, (cases(), strategies::rule(Part::Allow)), |((json, requests), rule)| {
        let (before, after) = (compiled(&json), compiled(&with_rule(&json, &rule, "added")));
        for request in requests {
            let (was, is) = (told(&before.decide(request.clone())), told(&after.decide(request)));
            if was.code == "allow" {
                assert_eq!(is.code, "allow");
            }
            if was.code == "explicit" {
                assert_eq!(is, was);
            }
        }
    });
}

#[test]
fn law_8_a_deny_rule_more_keeps_every_denial() {
    strategies::hold(80, (cases(), strategies::rule(Part::Deny)), |((json, requests), rule)| {
        let (before, after) = (compiled(&json), compiled(&with_rule(&json, &rule, "added")));
        for request in requests {
            if !before.decide(request.clone()).is_allow() {
                assert!(!after.decide(request).is_allow());
            }
        }
    });
}

fn retagged(request: &Request, change: impl Fn(&str, &str) -> bool) -> Option<Request> {
    let tags = request.instance.tags.known()?;
    let tags = Tags::collect(tags.iter().filter(|(key, value)| change(key, value)));
    let instance = Arc::new(Instance { tags, ..(*request.instance).clone() });
    Some(Request { instance, ..request.clone() })
}

#[test]
fn law_17_deleting_a_tag_makes_no_allow_rule_match() {
    strategies::hold(80, cases(), |(json, requests)| {
        let policy = compiled(&only(&json, |rule| rule["effect"] == "allow"));
        for request in requests {
            for deleted in ["Env", "Department", "部署"] {
                let Some(less) = retagged(&request, |key, _| key != deleted) else { continue };
                if !policy.decide(request.clone()).is_allow() {
                    assert!(!policy.decide(less).is_allow());
                }
            }
        }
    });
}

#[test]
fn law_18_deleting_a_tag_opens_nothing_unless_a_deny_rule_tests_it() {
    strategies::hold(80, cases(), |(json, requests)| {
        for deleted in ["Env", "Department", "部署"] {
            let untested = only(&json, |rule| {
                rule["effect"] == "allow" || rule["instances"]["tags"].get(deleted).is_none()
            });
            let policy = compiled(&untested);
            for request in &requests {
                let Some(less) = retagged(request, |key, _| key != deleted) else { continue };
                if !policy.decide(request.clone()).is_allow() {
                    assert!(!policy.decide(less).is_allow());
                }
            }
        }
    });
}

/// Whether a clause tests the caller's groups, as groups or through a tag.
fn tests_groups(clause: &Value) -> bool {
    clause["who"].get("groups").is_some()
        || clause["instances"]["tags"]
            .as_object()
            .is_some_and(|tags| tags.values().any(|test| test["equals_caller"] == "groups"))
}

fn with_group(request: &Request, group: &str) -> Option<Request> {
    let groups = request.attempt.caller.groups();
    let groups = groups.known()?.iter().map(|group| &**group).chain([group]);
    let caller = request.attempt.caller.clone().with_groups(Fact::Known(groups));
    let attempt = Arc::new(Attempt { caller, ..(*request.attempt).clone() });
    Some(Request { attempt, ..request.clone() })
}

#[test]
fn law_19_a_group_more_keeps_every_allow_unless_a_deny_rule_tests_groups() {
    strategies::hold(80, cases(), |(json, requests)| {
        let policy =
            compiled(&only(&json, |rule| rule["effect"] == "allow" || !tests_groups(rule)));
        for request in requests {
            let Some(more) = with_group(&request, "staff") else { continue };
            if policy.decide(request).is_allow() {
                assert!(policy.decide(more).is_allow());
            }
        }
    });
}

#[test]
fn law_20_a_group_more_grants_nothing_unless_an_allow_rule_or_an_exception_tests_groups() {
    strategies::hold(80, cases(), |(json, requests)| {
        let policy = compiled(&only(&json, |rule| {
            let exceptions = rule["unless"].as_array().into_iter().flatten();
            (rule["effect"] == "deny" || !tests_groups(rule))
                && !exceptions.clone().any(tests_groups)
        }));
        for request in requests {
            let Some(more) = with_group(&request, "staff") else { continue };
            if !policy.decide(request).is_allow() {
                assert!(!policy.decide(more).is_allow());
            }
        }
    });
}

#[test]
fn law_22_each_rule_that_an_answer_names_is_enough_for_it() {
    strategies::hold(80, cases(), |(json, requests)| {
        let policy = compiled(&json);
        for request in requests {
            let answer = told(&policy.decide(request.clone()));
            for id in &answer.rules {
                let alone = match answer.code {
                    "allow" => only(&json, |rule| rule["id"] == **id || rule["effect"] == "deny"),
                    "explicit" => only(&json, |rule| rule["id"] == **id),
                    _ => continue,
                };
                let again = told(&compiled(&alone).decide(request.clone()));
                assert_eq!((again.code, again.rules), (answer.code, vec![id.clone()]));
            }
        }
    });
}
