//! One answer, whoever works it out: the engine, the oracle, the entitlement.

use std::collections::BTreeMap;

use engine_support::{
    oracle::{self, told, truth},
    strategies::{self, checked, compiled},
};
use proptest::collection::vec;
use sekisho_policy::{Decision, Entitlement, Grant, Policy, Request};

fn cases() -> impl proptest::strategy::Strategy<Value = (serde_json::Value, Vec<Request>)> {
    (strategies::document(), vec(strategies::request(), 16))
}

#[test]
fn the_engine_answers_as_the_naive_oracle_does() {
    strategies::hold(600, cases(), |(json, requests)| {
        let (document, policy) = (checked(&json), compiled(&json));
        for request in requests {
            let expected = oracle::answer(&document, &request);
            assert_eq!(told(&policy.decide(request.clone())), expected, "{request:#?}");
        }
    });
}

#[test]
fn an_entitlement_admits_what_the_policy_allows() {
    strategies::hold(600, cases(), |(json, requests)| {
        let policy = compiled(&json);
        // Each attempt on each instance, not only on its own.
        for attempt in requests.iter().take(4).map(|request| &request.attempt) {
            let entitlement = policy.entitlement(attempt.clone());
            for instance in requests.iter().map(|request| &request.instance) {
                let request = Request { attempt: attempt.clone(), instance: instance.clone() };
                assert_eq!(
                    entitlement.admits(instance),
                    policy.decide(request.clone()),
                    "{request:#?}"
                );
            }
        }
    });
}

#[test]
fn law_9_allowed_is_some_allow_rule_true_and_every_deny_rule_false() {
    use sekisho_policy::Effect;

    strategies::hold(250, cases(), |(json, requests)| {
        let (document, policy) = (checked(&json), compiled(&json));
        for request in requests {
            let is = |effect, value| {
                let rules = document.rules().iter().filter(move |rule| rule.effect == effect);
                rules
                    .map(|rule| truth(&document, rule, &request).value == value)
                    .collect::<Vec<_>>()
            };
            let tagged = document.required_tags().iter().all(|key| {
                request.instance.tags.known().is_some_and(|tags| tags.value(key).is_some())
            });
            let allowed = tagged
                && is(Effect::Allow, Some(true)).contains(&true)
                && !is(Effect::Deny, Some(false)).contains(&false);
            assert_eq!(policy.decide(request.clone()).is_allow(), allowed, "{request:#?}");
        }
    });
}

/// The other tests mean something only if every kind of answer occurs, and often.
#[test]
fn every_kind_of_answer_occurs_among_the_generated_cases() {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();

    for (json, requests) in strategies::sample(700, &cases()) {
        let policy = compiled(&json);
        for request in requests {
            *counts.entry(told(&policy.decide(request)).code).or_default() += 1;
        }
    }

    println!("{counts:?}");
    for code in ["allow", "default", "explicit", "indeterminate", "missing_required_tag"] {
        assert!(counts[code] > 250, "{code}: {counts:?}");
    }
}

#[test]
fn law_1_a_decision_is_the_same_every_time() {
    strategies::hold(100, cases(), |(json, requests)| {
        let (policy, again) = (compiled(&json), compiled(&json));
        for request in requests {
            let decision = policy.decide(request.clone());
            assert_eq!(decision, policy.decide(request.clone()));
            assert_eq!(decision, again.decide(request));
        }
    });
}

#[test]
fn a_grant_names_the_request_it_was_asked_about() {
    strategies::hold(100, cases(), |(json, requests)| {
        for request in requests {
            if let Decision::Allow(grant) = compiled(&json).decide(request.clone()) {
                assert_eq!(grant.attempt(), &*request.attempt);
                assert_eq!(grant.instance(), &*request.instance);
            }
        }
    });
}

#[test]
fn policies_and_answers_are_shared_between_threads() {
    fn shared<T: Send + Sync + 'static>() {}

    shared::<Policy>();
    shared::<Entitlement>();
    shared::<Request>();
    shared::<Decision>();
    shared::<Grant>();
}
