//! When an entitlement is empty, and why.

use engine_support::strategies::{self, Spelled, compiled};
use proptest::{collection::vec, prelude::*};
use sekisho_policy::{Attempt, Caller, DenialReason, Fact, Policy, Request, Source, UnixTime};
use serde_json::{Value, json};
use std::sync::Arc;

fn cases() -> impl Strategy<Value = (Value, Vec<Request>, Vec<Spelled>)> {
    let instances = vec(strategies::instance(0.05), 40);
    (strategies::document(), vec(strategies::request(), 4), instances)
}

#[test]
fn an_empty_entitlement_admits_nothing() {
    strategies::hold(150, cases(), |(json, requests, instances)| {
        let policy = compiled(&json);
        for request in requests {
            let entitlement = policy.entitlement(request.attempt);
            assert_eq!(entitlement.denial().is_some(), entitlement.is_empty());
            assert_eq!(entitlement.filters().is_empty(), entitlement.is_empty());
            for spelled in &instances {
                let admitted = entitlement.admits(&spelled.instance).is_allow();
                assert!(!(entitlement.is_empty() && admitted), "{:#?}", spelled.instance);
            }
        }
    });
}

/// Not a law (see `Entitlement::is_empty`), but the reason it is worth asking.
#[test]
fn an_entitlement_that_is_not_empty_nearly_always_admits_something() {
    let (mut open, mut in_vain) = (0, 0);
    for (json, requests, instances) in strategies::sample(150, &cases()) {
        let policy = compiled(&json);
        for request in requests {
            let entitlement = policy.entitlement(request.attempt);
            if entitlement.is_empty() {
                continue;
            }
            open += 1;
            if !instances.iter().any(|it| entitlement.admits(&it.instance).is_allow()) {
                in_vain += 1;
            }
        }
    }
    println!("{in_vain} of {open} entitlements admit none of 40 instances");
    assert!(open > 150);
    assert!(in_vain * 4 < open, "{in_vain} of {open}");
}

fn attempt(caller: Caller) -> Arc<Attempt> {
    Arc::new(Attempt {
        caller: caller.with_user(Fact::Known("sato")),
        action: sekisho_policy::Action::Start,
        source: Source::default(),
        at: UnixTime::from_seconds(1_800_000_000),
    })
}

fn policy(rules: &[Value]) -> Policy {
    let rules: Vec<Value> = rules.iter().enumerate().map(|(index, rule)| {
        let mut whole = json!({ "id": format!("r{index}"), "who": { "users": ["sato"] }, "actions": "any" });
        whole.as_object_mut().unwrap().extend(rule.as_object().unwrap().clone());
        whole
    }).collect();
    compiled(&json!({
        "version": 1, "policy": "p", "utc_offset": "+09:00", "required_tags": ["Env"], "rules": rules,
        "zones": { "hall": { "cidrs": ["192.0.2.0/24"] } },
    }))
}

fn allow(instances: Value) -> Value {
    json!({ "effect": "allow", "instances": instances })
}

fn deny(instances: Value) -> Value {
    json!({ "effect": "deny", "instances": instances })
}

fn why(rules: &[Value], caller: Caller) -> Option<(&'static str, Vec<String>, Vec<String>)> {
    let denial = policy(rules).entitlement(attempt(caller)).denial()?;
    let (rules, missing) = match denial.reason() {
        DenialReason::Explicit { rules } => (rules.clone(), vec![]),
        DenialReason::Indeterminate { rules, missing } => (rules.clone(), missing.clone()),
        DenialReason::Default | DenialReason::MissingRequiredTag { .. } => (vec![], vec![]),
    };
    Some((
        denial.code(),
        rules.iter().map(ToString::to_string).collect(),
        missing.iter().map(ToString::to_string).collect(),
    ))
}

#[test]
fn without_a_surviving_allow_rule_the_reason_is_silence() {
    let others = json!({ "effect": "allow", "who": { "users": ["suzuki"] }, "instances": { "tags": { "Env": ["dev"] } } });

    assert_eq!(why(&[others], Caller::unknown()), Some(("default", vec![], vec![])));
}

#[test]
fn a_caller_in_no_group_equals_no_tag() {
    let own = allow(json!({ "tags": { "Department": { "equals_caller": "groups" } } }));
    let nobody = Caller::unknown().with_groups(Fact::Known([]));

    assert_eq!(why(&[own], nobody), Some(("default", vec![], vec![])));
}

#[test]
fn an_undecided_allow_rule_is_not_something_to_admit() {
    let own = allow(json!({ "tags": { "Department": { "equals_caller": "groups" } } }));
    let mut here = allow(json!({ "tags": { "Env": ["dev"] } }));
    here["from"] = json!(["hall"]);

    assert_eq!(
        why(&[own, here], Caller::unknown()),
        Some((
            "indeterminate",
            vec!["r0".into(), "r1".into()],
            vec!["address".into(), "groups".into()]
        ))
    );
}

#[test]
fn an_allow_rule_that_one_deny_rule_covers_opens_nothing() {
    let rules = [
        allow(json!({ "tags": { "Env": ["dev", "stg"] } })),
        deny(json!({ "tags": { "Env": ["dev", "stg", "prod"] } })),
    ];

    assert_eq!(why(&rules, Caller::unknown()), Some(("explicit", vec!["r1".into()], vec![])));
}

#[test]
fn an_allow_rule_that_several_deny_rules_cut_away_opens_nothing() {
    let rules = [
        allow(json!({ "tags": { "Env": ["dev", "stg"] } })),
        deny(json!({ "tags": { "Env": ["dev"] } })),
        deny(json!({ "tags": { "Env": ["stg"] } })),
    ];

    let both = vec!["r1".into(), "r2".into()];
    assert_eq!(why(&rules, Caller::unknown()), Some(("explicit", both, vec![])));
}

#[test]
fn a_deny_rule_on_a_required_tag_covers_every_instance() {
    let rules = [
        allow(json!({ "regions": ["ap-northeast-1"] })),
        deny(json!({ "tags": { "Env": { "present": true } } })),
    ];

    assert_eq!(why(&rules, Caller::unknown()), Some(("explicit", vec!["r1".into()], vec![])));
}

#[test]
fn a_deny_rule_that_waits_for_a_fact_closes_too_and_names_it() {
    let mut revoked = deny(json!("any"));
    revoked["issued_before"] = json!("2027-01-01");

    assert_eq!(
        why(&[allow(json!({ "tags": { "Env": ["dev"] } })), revoked], Caller::unknown()),
        Some(("indeterminate", vec!["r1".into()], vec!["issued_at".into()]))
    );
}

#[test]
fn a_deny_rule_with_an_exception_there_leaves_something_open() {
    let mut guarded = deny(json!("any"));
    guarded["unless"] = json!({ "instances": { "tags": { "Env": ["dev"] } } });
    let rule = allow(json!({ "regions": ["ap-northeast-1"] }));

    assert_eq!(why(&[rule.clone(), guarded.clone()], Caller::unknown()), None);

    guarded["unless"] = json!({ "instances": { "regions": ["us-east-1"] } });
    assert_eq!(
        why(&[rule, guarded], Caller::unknown()),
        Some(("explicit", vec!["r1".into()], vec![]))
    );
}
