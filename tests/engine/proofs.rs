//! What is proved of a policy is true of every request that is drawn, and what is refuted is not.

use engine_support::{oracle, strategies::hold};
use proptest::prelude::*;
use sekisho_policy::{
    Clause, Document, Invariant, Invariants, Policy, Request, Statement, UnixTime,
    analysis::{Budget, Hints, Undecided, Vacuous, Verdict},
    strategies,
};
use serde_json::{Value, json};

use crate::{agreement::Counts, differences::is_known};

/// A document, its invariants, and requests aimed at both.
fn cases() -> impl Strategy<Value = (Document, Invariants, Vec<Request>)> {
    strategies::documents().prop_flat_map(|document| {
        let invariants = strategies::invariants_for(&document);
        (Just(document), invariants).prop_flat_map(|(document, invariants)| {
            let requests = strategies::requests_for(&aimed_at(&document, &invariants));
            (Just(document), Just(invariants), prop::collection::vec(requests, 0..40))
        })
    })
}

/// The document with a rule for each clause of its invariants.
fn aimed_at(document: &Document, invariants: &Invariants) -> Document {
    let mut whole: Value = serde_json::from_str(&document.to_json()).unwrap();
    let statements: Value = serde_json::from_str(&invariants.to_json()).unwrap();
    for statement in statements["invariants"].as_array().unwrap() {
        for key in ["never", "always", "only", "within"] {
            let Some(clause) = statement.get(key) else { continue };
            let rules = whole["rules"].as_array_mut().unwrap();
            let mut rule = json!({
                "id": format!("aim-{}", rules.len()), "effect": "allow", "who": "everyone",
                "actions": "any", "instances": "any", "approved_by": "the mayor",
            });
            for (key, condition) in clause.as_object().into_iter().flatten() {
                rule[key] = condition.clone();
            }
            if rule.get("issued_before").is_some() {
                rule["effect"] = "deny".into();
                rule.as_object_mut().unwrap().remove("signed_in_within");
            }
            rules.push(rule);
        }
    }
    Document::from_json(&whole.to_string()).unwrap()
}

/// Whoever answers in the test's own words what the analysis has to find out.
struct Town<'a> {
    document: &'a Document,
    policy: Policy,
    signed_in_anew: Policy,
}

impl<'a> Town<'a> {
    fn new(document: &'a Document) -> Self {
        let mut whole: Value = serde_json::from_str(&document.to_json()).unwrap();
        let rules = whole["rules"].as_array_mut().unwrap();
        rules.retain(|rule| rule["effect"] == "allow" || rule.get("issued_before").is_none());
        if rules.is_empty() {
            // A document has a rule; this one allows nothing.
            rules.push(json!({
                "id": "none", "effect": "deny", "who": "everyone", "actions": "any",
                "instances": "any", "approved_by": "the mayor",
            }));
        }
        let signed_in_anew = Document::from_json(&whole.to_string()).unwrap();
        let [policy, signed_in_anew] = [document.clone(), signed_in_anew].map(Policy::compile);
        Self { document, policy, signed_in_anew }
    }

    fn is_in(&self, clause: &Clause, request: &Request) -> bool {
        oracle::clause(self.document, clause, request).value == Some(true)
    }

    fn allows(&self, request: &Request) -> bool {
        self.policy.decide(request.clone()).is_allow()
    }

    /// Whether a request shows that a statement does not hold.
    fn contradicts(&self, statement: &Statement, request: &Request) -> bool {
        match statement {
            Statement::Always(clause) => {
                self.is_in(clause, request)
                    && !self.signed_in_anew.decide(request.clone()).is_allow()
            }
            Statement::Delegation { rules, within } => {
                let theirs = self.document.rules().iter().filter(|rule| rules.begins(&rule.id));
                !self.is_in(within, request)
                    && theirs
                        .map(|rule| oracle::truth(self.document, rule, request))
                        .any(|truth| truth.value == Some(true))
            }
            Statement::Never(clause) => self.is_in(clause, request) && self.allows(request),
            Statement::Only { clause, within } => {
                self.is_in(clause, request) && self.allows(request) && !self.is_in(within, request)
            }
        }
    }

    /// That the reason why a proof says little is not refuted by a request.
    fn confirm(&self, vacuous: Vacuous, invariant: &Invariant, request: &Request) {
        let of = |clause| self.is_in(clause, request);
        let refuted = match (vacuous, &invariant.statement) {
            (Vacuous::NoRequest, Statement::Always(clause) | Statement::Never(clause)) => {
                of(clause)
            }
            (Vacuous::NothingAllowed, Statement::Only { clause, .. }) => {
                of(clause) && self.allows(request)
            }
            (Vacuous::NoRule, Statement::Delegation { rules, .. }) => {
                let mut all = self.document.rules().iter();
                all.any(|rule| rule.enabled && rules.begins(&rule.id))
            }
            (vacuous, statement) => panic!("{vacuous:?} of {statement:?}"),
        };
        assert!(!refuted, "{vacuous:?} of {invariant:?}: {request:?}");
    }
}

#[test]
fn a_proof_is_contradicted_by_no_request_and_a_witness_contradicts() {
    let counts = Counts::default();
    let hints = Hints::near(UnixTime::from_seconds(1_798_416_000));
    hold(2_000, cases(), |(document, invariants, requests)| {
        let town = Town::new(&document);
        let verdicts = invariants.prove(&document, &hints, Budget::default());
        assert_eq!(verdicts.len(), invariants.as_slice().len());
        for (invariant, verdict) in invariants.as_slice().iter().zip(verdicts) {
            let statement = &invariant.statement;
            match verdict {
                Verdict::Fails(found) => {
                    assert!(town.contradicts(statement, &found.witness), "{invariant:?} {found:?}");
                    let is_rule =
                        |id: &_| document.rules().iter().any(|rule| rule.id == *id && rule.enabled);
                    assert!(found.rules.iter().all(is_rule), "{found:?}");
                    counts.count(name(statement, "fails"));
                }
                Verdict::Holds { vacuous, .. } => {
                    for request in requests.iter().filter(|request| is_known(request)) {
                        assert!(
                            !town.contradicts(statement, request),
                            "{invariant:?}\n{request:#?}\n{}",
                            document.to_yaml()
                        );
                        if let Some(vacuous) = vacuous {
                            town.confirm(vacuous, invariant, request);
                        }
                    }
                    let kind = if vacuous.is_some() { "is vacuous" } else { "holds" };
                    counts.count(name(statement, kind));
                }
                Verdict::Undecided(why) => panic!("{invariant:?}\n{why:?}\n{}", document.to_yaml()),
            }
        }
    });
    counts.require(&[
        ("always fails", 50),
        ("always holds", 5),
        ("never fails", 50),
        ("never holds", 50),
        ("only fails", 50),
        ("only holds", 20),
        ("only is vacuous", 20),
        ("rules fails", 50),
        ("rules holds", 1),
        ("rules is vacuous", 20),
    ]);
}

#[test]
fn a_verdict_does_not_depend_on_the_other_invariants() {
    let hints = Hints::near(UnixTime::from_seconds(1_798_416_000));
    hold(300, cases(), |(document, invariants, _)| {
        let together = invariants.prove(&document, &hints, Budget::default());
        for (row, verdict) in invariants.to_rows().into_iter().zip(together) {
            let alone = Invariants::from_rows(&[row], &document).unwrap();
            let alone = alone.prove(&document, &hints, Budget::default());
            let [alone] = alone.as_slice() else { panic!("one, one verdict") };
            assert_eq!(alone.holds(), verdict.holds(), "{verdict:?} {alone:?}");
        }
    });
}

#[test]
fn without_steps_nothing_is_known() {
    let document = town(&[STAFF]);
    let invariants = invariants("{ id: a, never: { actions: [stop] } }", &document);
    let hints = Hints::near(UnixTime::from_seconds(1_798_416_000));

    let verdicts = invariants.prove(&document, &hints, Budget::of_steps(0));

    let [Verdict::Undecided(Undecided::OutOfSteps(effort))] = verdicts.as_slice() else {
        panic!("{verdicts:?}");
    };
    assert_eq!(effort.steps, 0);
}

#[test]
fn a_revocation_takes_nothing_from_whoever_is_always_allowed_but_a_lock_out_does() {
    let always = "{ id: watch, always: { who: { groups: [staff] }, actions: [stop], instances: { tags: \
                  { Env: [dev] } } } }";
    let revoked = "{ id: revoke-1, effect: deny, who: { users: [sato] }, actions: any, instances: any, \
                   issued_before: '2026-11-24' }";
    let locked_out =
        "{ id: lock-out-1, effect: deny, who: { users: [sato] }, actions: any, instances: any }";
    for (rules, holds) in [
        (vec![STAFF], true),
        (vec![STAFF, revoked], true),
        (vec![STAFF, revoked, locked_out], false),
    ] {
        let document = town(&rules);
        let invariants = invariants(always, &document);
        let hints = Hints::near(UnixTime::from_seconds(1_798_416_000));
        let verdicts = invariants.prove(&document, &hints, Budget::default());
        match &verdicts[0] {
            Verdict::Holds { vacuous: None, .. } => assert!(holds, "{rules:?}"),
            Verdict::Fails(found) => {
                assert!(!holds, "{rules:?}");
                assert_eq!(found.rules[0].as_str(), "lock-out-1");
                let caller = &found.witness.attempt.caller;
                assert_eq!(caller.user().known(), Some(&"sato"));
            }
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn a_rule_that_is_out_of_force_is_delegated_to_nobody() {
    let outside = "{ id: vendor-a-1, effect: allow, enabled: false, who: { groups: [vendor-a] }, \
                   actions: any, instances: { tags: { Env: [prod] } } }";
    let inside = "{ id: vendor-a-2, effect: deny, who: everyone, actions: any, instances: { tags: { Env: \
                  [dev] } } }";
    let within = "{ id: a, rules: vendor-a-*, within: { instances: { tags: { Env: [dev] } } } }";
    let hints = Hints::near(UnixTime::from_seconds(1_798_416_000));
    for (rules, expected) in [
        (vec![STAFF, outside], Some(Some(Vacuous::NoRule))),
        (vec![STAFF, outside, inside], Some(None)),
    ] {
        let document = town(&rules);
        let verdicts = invariants(within, &document).prove(&document, &hints, Budget::default());
        let found = match &verdicts[0] {
            Verdict::Holds { vacuous, .. } => Some(*vacuous),
            _ => None,
        };
        assert_eq!(found, expected);
    }
    let enabled = outside.replace("enabled: false, ", "");
    let document = town(&[STAFF, &enabled]);
    let verdicts = invariants(within, &document).prove(&document, &hints, Budget::default());
    assert!(
        matches!(&verdicts[0], Verdict::Fails(found) if found.rules[0].as_str() == "vendor-a-1")
    );
}

#[test]
fn what_is_about_nothing_is_called_so() {
    let hours =
        "schedules: { mondays: { weekly: [{ days: [mon], from: '08:00', to: '09:00' }] } }\nrules:";
    let document = town(&[STAFF]).to_yaml().replace("rules:", hours);
    let document = Document::from_yaml(&document).unwrap();
    // A Tuesday.
    let never = "{ during: [mondays], not_before: 2026-11-24, not_after: 2026-11-25 }";
    let text = format!(
        "{{ id: a, never: {never} }}\n- {{ id: b, always: {never} }}\n- {{ id: c, only: {{ actions: \
         [reboot] }}, within: {{ who: {{ groups: [staff] }} }} }}\n- {{ id: d, never: {{ actions: \
         [reboot] }} }}"
    );
    let hints = Hints::near(UnixTime::from_seconds(1_798_416_000));

    let verdicts = invariants(&text, &document).prove(&document, &hints, Budget::default());

    let vacuous: Vec<_> = verdicts
        .iter()
        .map(|verdict| match verdict {
            Verdict::Holds { vacuous, .. } => *vacuous,
            other => panic!("{other:?}"),
        })
        .collect();
    let (no_request, nothing) = (Some(Vacuous::NoRequest), Some(Vacuous::NothingAllowed));
    assert_eq!(vacuous, [no_request, no_request, nothing, None]);
}

const STAFF: &str = "{ id: staff, effect: allow, who: { groups: [staff] }, actions: [describe, start, \
                     stop], instances: { tags: { Env: [dev] } } }";

fn town(rules: &[&str]) -> Document {
    let rules: String = rules.iter().map(|rule| format!("- {rule}\n")).collect();
    let text = format!("version: 1\npolicy: town\nutc_offset: '+09:00'\nrules:\n{rules}");
    Document::from_yaml(&text).unwrap()
}

fn invariants(text: &str, document: &Document) -> Invariants {
    Invariants::from_yaml(&format!("version: 1\ninvariants:\n- {text}\n"), document).unwrap()
}

fn name(statement: &Statement, what: &str) -> &'static str {
    let kind = match statement {
        Statement::Always(_) => "always",
        Statement::Delegation { .. } => "rules",
        Statement::Never(_) => "never",
        Statement::Only { .. } => "only",
    };
    format!("{kind} {what}").leak()
}
