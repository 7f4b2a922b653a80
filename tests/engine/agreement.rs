//! Law 34: one answer, whoever works it out: the engine, the oracle, the entitlement.

use std::{cell::RefCell, collections::BTreeMap};

use engine_support::{
    oracle::{self, told, truth},
    strategies::hold,
};
use sekisho_policy::{
    Decision, Denial, Document, Effect, Entitlement, Grant, Policy, Request, strategies,
};

/// How often something was met.
#[derive(Default)]
pub(super) struct Counts(pub(super) RefCell<BTreeMap<String, u64>>);

impl Counts {
    pub(super) fn count(&self, what: impl Into<String>) {
        *self.0.borrow_mut().entry(what.into()).or_default() += 1;
    }

    /// Counts something so many times.
    pub(super) fn add(&self, what: impl Into<String>, times: usize) {
        *self.0.borrow_mut().entry(what.into()).or_default() += times as u64;
    }

    /// Prints everything, and requires so many of each of these.
    #[track_caller]
    pub(super) fn require(&self, floors: &[(&str, u64)]) {
        let counts = self.0.borrow();
        println!("{counts:#?}");
        for (what, floor) in floors {
            let found = counts.get(*what).copied().unwrap_or_default();
            assert!(found >= *floor, "{what}: found {found}, required {floor}");
        }
    }
}

/// The engine and the entitlement answer as the oracle does.
pub(super) fn agree(document: &Document, policy: &Policy, request: &Request, counts: &Counts) {
    let expected = oracle::answer(document, request);
    let decision = policy.decide(request.clone());
    assert_eq!(told(&decision), expected, "{request:#?}");
    // What an entitlement reaches is worked out when it is made: of many rules, a long work.
    if document.rules().len() < 50 || expected.code == "allow" {
        let entitlement = policy.entitlement(request.attempt.clone());
        assert_eq!(entitlement.admits(&request.instance), decision, "{request:#?}");
        assert!(!(entitlement.is_empty() && decision.is_allow()), "{request:#?}");
        counts.count(if entitlement.is_empty() {
            "entitlement: empty"
        } else {
            "entitlement: open"
        });
    }
    counts.count("cases");
    counts.count(expected.code);
    counts.count(match expected.rules.len() {
        0 => "rules named: none",
        1 => "rules named: one",
        _ => "rules named: several",
    });
    for missing in expected.missing.iter().filter(|it| !it.starts_with("tag:")) {
        counts.count(format!("waits for {missing}"));
    }
}

const EVERY_ANSWER: [(&str, u64); 5] = [
    ("allow", 3000),
    ("default", 3000),
    ("explicit", 3000),
    ("indeterminate", 800),
    ("missing_required_tag", 500),
];

/// 24,000 cases; `SEKISHO_TEST_EFFORT=42` makes it a million.
#[test]
fn law_34_the_compiled_engine_answers_as_the_naive_oracle_does() {
    let counts = Counts::default();
    hold(1500, strategies::cases(16..=16), |(document, requests)| {
        let policy = Policy::compile(document.clone());
        for request in &requests {
            agree(&document, &policy, request, &counts);
        }
    });

    let facts = [
        "user",
        "groups",
        "claim:department",
        "address",
        "vpc_endpoint",
        "signed_in_at",
        "issued_at",
        "account",
        "region",
        "instance_id",
        "tags",
        "time",
    ];
    let waits = facts.map(|fact| format!("waits for {fact}"));
    let floors = waits.iter().map(|what| (&**what, 15));
    counts.require(&floors.chain(EVERY_ANSWER).collect::<Vec<_>>());
}

#[test]
fn law_34_an_entitlement_admits_what_the_policy_allows_on_any_instance() {
    let counts = Counts::default();
    hold(400, strategies::cases(12..=12), |(document, requests)| {
        let policy = Policy::compile(document);
        // Each attempt on each instance, not only on its own.
        for attempt in requests.iter().take(4).map(|request| &request.attempt) {
            let entitlement = policy.entitlement(attempt.clone());
            for instance in requests.iter().map(|request| &request.instance) {
                let request = Request { attempt: attempt.clone(), instance: instance.clone() };
                let decision = policy.decide(request.clone());
                assert_eq!(entitlement.admits(instance), decision, "{request:#?}");
                counts.count(told(&decision).code);
            }
        }
    });

    counts.require(&EVERY_ANSWER);
}

#[test]
fn law_9_allowed_is_some_allow_rule_true_and_every_deny_rule_false() {
    let counts = Counts::default();
    hold(400, strategies::cases(12..=12), |(document, requests)| {
        let policy = Policy::compile(document.clone());
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
            counts.count(if allowed { "allowed" } else { "denied" });
        }
    });

    counts.require(&[("allowed", 800), ("denied", 800)]);
}

#[test]
fn a_grant_names_the_request_it_was_asked_about() {
    let counts = Counts::default();
    hold(100, strategies::cases(12..=12), |(document, requests)| {
        let policy = Policy::compile(document);
        for request in requests {
            if let Decision::Allow(grant) = policy.decide(request.clone()) {
                assert_eq!(grant.attempt(), &*request.attempt);
                assert_eq!(grant.instance(), &*request.instance);
                counts.count("granted");
            }
        }
    });

    counts.require(&[("granted", 200)]);
}

#[test]
fn policies_and_answers_are_shared_between_threads() {
    fn shared<T: Send + Sync + 'static>() {}

    shared::<Document>();
    shared::<Policy>();
    shared::<Entitlement>();
    shared::<Request>();
    shared::<Decision>();
    shared::<Grant>();
    shared::<Denial>();
}
