//! What is found of each rule: the decision follows from it, and it from the conditions.

use engine_support::{
    oracle::{self, told},
    strategies::{compiled, hold},
};
use sekisho_policy::{
    Condition, Effect, Fact, Finding, FoundCondition, Policy, Truth, strategies::cases,
};
use serde_json::json;

/// Whether all hold: false if one is false, else undecided if one is.
fn every(truths: impl IntoIterator<Item = Truth>) -> Truth {
    truths.into_iter().fold(Truth::True, |all, truth| match (all, truth) {
        (Truth::False, _) | (_, Truth::False) => Truth::False,
        (Truth::Undecided, _) | (_, Truth::Undecided) => Truth::Undecided,
        (Truth::True, Truth::True) => Truth::True,
    })
}

fn not(truth: Truth) -> Truth {
    match truth {
        Truth::True => Truth::False,
        Truth::False => Truth::True,
        Truth::Undecided => Truth::Undecided,
    }
}

/// Whether a rule with so many exceptions is true, if these are its conditions.
fn of_conditions(exceptions: usize, conditions: &[FoundCondition]) -> Truth {
    let clause = |exception: Option<usize>| {
        let those = conditions.iter().filter(|found| found.exception == exception);
        every(those.map(|found| found.truth))
    };
    every([clause(None)].into_iter().chain((0..exceptions).map(|it| not(clause(Some(it))))))
}

/// What is answered if these are the rules and the required tags are there.
fn answered(findings: &[Finding]) -> (&'static str, Vec<String>) {
    let those = |effect: Effect, truth: Truth| -> Vec<String> {
        let found = findings.iter().filter(|found| found.effect == effect && found.truth == truth);
        found.map(|found| found.rule.to_string()).collect()
    };
    for (effect, truth, code) in [
        (Effect::Deny, Truth::True, "explicit"),
        (Effect::Deny, Truth::Undecided, "indeterminate"),
        (Effect::Allow, Truth::True, "allow"),
        (Effect::Allow, Truth::Undecided, "indeterminate"),
    ] {
        let rules = those(effect, truth);
        if !rules.is_empty() {
            return (code, rules);
        }
    }
    ("default", Vec::new())
}

#[test]
fn every_rule_in_force_is_found_to_be_what_the_oracle_says() {
    hold(120, cases(4..=8), |(document, requests)| {
        let policy = Policy::compile(document.clone());
        for request in requests {
            let findings = policy.findings(&request);
            let found: Vec<_> = findings.iter().map(|it| (&it.rule, it.effect, it.truth)).collect();
            let rules = document.rules().iter().filter(|rule| rule.enabled);
            let truths = rules.map(|rule| {
                let truth = match oracle::truth(&document, rule, &request).value {
                    Some(true) => Truth::True,
                    Some(false) => Truth::False,
                    None => Truth::Undecided,
                };
                (&rule.id, rule.effect, truth)
            });
            assert_eq!(found, truths.collect::<Vec<_>>());
        }
    });
}

#[test]
fn a_rule_is_true_exactly_if_its_conditions_are_and_no_exception_is() {
    hold(120, cases(4..=8), |(document, requests)| {
        let policy = Policy::compile(document.clone());
        let rules: Vec<_> = document.rules().iter().filter(|rule| rule.enabled).collect();
        for request in requests {
            for (finding, rule) in policy.findings(&request).iter().zip(&rules) {
                let truth = of_conditions(rule.unless.len(), &finding.conditions);
                assert_eq!(finding.truth, truth, "{finding:?}");
            }
        }
    });
}

#[test]
fn the_decision_follows_from_the_truths_of_the_rules() {
    hold(120, cases(4..=8), |(document, requests)| {
        let policy = Policy::compile(document.clone());
        for request in requests {
            let (code, rules) = answered(&policy.findings(&request));
            let told = told(&policy.decide(request.clone()));
            let untold =
                !document.required_tags().is_empty() && request.instance.tags.known().is_none();
            if told.code == "missing_required_tag" || (untold && code != "explicit") {
                // Without its tags nothing is allowed, whatever the rules say.
                assert!(["indeterminate", "missing_required_tag"].contains(&told.code));
            } else {
                assert_eq!((told.code, &told.rules), (code, &rules));
            }
        }
    });
}

#[test]
fn a_condition_is_decisive_exactly_if_the_rule_would_turn_with_it() {
    hold(120, cases(4..=8), |(document, requests)| {
        let policy = Policy::compile(document.clone());
        let rules: Vec<_> = document.rules().iter().filter(|rule| rule.enabled).collect();
        for request in requests {
            for (finding, rule) in policy.findings(&request).iter().zip(&rules) {
                for (place, found) in finding.conditions.iter().enumerate() {
                    let [holds, fails] = [Truth::True, Truth::False].map(|truth| {
                        let mut conditions = finding.conditions.clone();
                        conditions[place].truth = truth;
                        of_conditions(rule.unless.len(), &conditions)
                    });
                    let turns = match found.exception {
                        None => (holds, fails) == (Truth::True, Truth::False),
                        Some(_) => (holds, fails) == (Truth::False, Truth::True),
                    };
                    assert_eq!(found.decisive, turns, "{found:?} of {finding:?}");
                }
            }
        }
    });
}

#[test]
fn the_conditions_are_those_that_the_rule_states_in_the_order_of_the_language() {
    let policy = compiled(&json!({
        "version": 1, "policy": "town", "utc_offset": "+09:00",
        "zones": { "hall": { "vpce": ["vpce-1234abcd"] } },
        "rules": [{
            "id": "stops", "effect": "deny", "who": "everyone", "actions": ["stop"],
            "not_after": "2027-01-01", "instances": { "tags": { "Env": ["prod"] } },
            "unless": [
                { "from": ["hall"], "who": { "groups": ["operators"] } },
                { "who": { "users": ["kato"] } },
            ],
        }],
    }));
    let line = json!({
        "caller": { "user": "sato", "groups": ["operators"] }, "action": "stop", "at": 1_797_778_800,
        "source": { "vpc_endpoint": null }, "instance": { "tags": { "Env": "prod" } },
    });
    let request = sekisho_policy::NamedRequest::from_json(&line.to_string()).unwrap().request;
    assert!(matches!(request.attempt.source.vpc_endpoint(), Fact::Absent));

    let [finding] = &policy.findings(&request)[..] else { panic!("one rule") };

    assert_eq!((finding.truth, finding.effect), (Truth::True, Effect::Deny));
    let found: Vec<_> = finding
        .conditions
        .iter()
        .map(|it| (it.exception, it.condition.clone(), it.truth, it.decisive))
        .collect();
    let (yes, no) = (Truth::True, Truth::False);
    assert_eq!(
        found,
        [
            (None, Condition::Actions, yes, true),
            (None, Condition::NotAfter, yes, true),
            (None, Condition::Tag("Env".into()), yes, true),
            (Some(0), Condition::Users, no, true),
            (Some(1), Condition::Groups, yes, false),
            (Some(1), Condition::From, no, true),
        ]
    );
}
