//! Questions about clauses that were not announced when the analysis was made.

use engine_support::strategies::{checked, hold};
use sekisho_policy::{
    Clause, Policy,
    analysis::{Analysis, Answer},
    strategies,
};
use serde_json::json;

use super::{enough, hints};
use crate::agreement::Counts;

/// A text that the analysis had not been told of was taken for any other text: nothing that a rule
/// says of it was found, and "nobody may" was proved of what somebody may.
#[test]
fn a_clause_that_names_something_new_is_answered_as_if_it_had_been_announced() {
    let document = checked(&json!({
        "version": 1, "policy": "asahikawa", "utc_offset": "+09:00", "rules": [{
            "id": "anything", "effect": "allow", "who": { "groups": ["staff"] }, "actions": ["stop"],
            "instances": { "tags": { "Env": { "present": true } } },
        }],
    }));
    let asked = checked(&json!({
        "version": 1, "policy": "asahikawa", "utc_offset": "+09:00", "rules": [{
            "id": "asked", "effect": "allow", "who": { "users": ["sato"] }, "actions": ["stop"],
            "instances": { "tags": { "Env": ["prod"], "Owner": { "equals_caller": "user" } } },
        }],
    }));
    let clause = &asked.rules()[0].when;
    let hints = hints();

    let answer = Analysis::new(&document, &[], &hints).find_allowed(clause, None, enough());

    let found = answer.found().unwrap();
    let request = &found.witness;
    assert_eq!(request.attempt.caller.user().known(), Some(&"sato"));
    let tags = request.instance.tags.known().unwrap();
    assert_eq!((tags.value("Env"), tags.value("Owner")), (Some("prod"), Some("sato")));
    assert!(Policy::compile(document.clone()).decide(request.clone()).is_allow());
}

#[test]
fn whether_a_clause_was_announced_changes_no_answer() {
    let counts = Counts::default();
    let hints = hints();
    hold(500, (strategies::documents(), strategies::documents()), |(document, other)| {
        let unprepared = Analysis::new(&document, &[], &hints);
        let clauses: Vec<&Clause> = other.rules().iter().map(|rule| &rule.when).collect();
        let prepared = Analysis::new(&document, &clauses, &hints);
        let same = |name: &str, [one, two]: [Answer; 2]| {
            assert_eq!(one.is_none(), two.is_none(), "{name}: {one:#?} {two:#?}");
            for answer in [one, two] {
                assert!(!matches!(answer, Answer::Undecided(_)), "{name}: {answer:#?}");
                counts
                    .count(format!("{name}: {}", if answer.is_none() { "none" } else { "found" }));
            }
        };
        for clause in &clauses {
            let both = [&unprepared, &prepared];
            same("any", both.map(|it| it.find_any(clause, enough())));
            same("allowed", both.map(|it| it.find_allowed(clause, None, enough())));
            same("denied", both.map(|it| it.find_denied(clause, enough())));
            for rule in document.rules().iter().filter(|rule| rule.enabled) {
                same("outside", both.map(|it| it.find_outside(&rule.id, clause, enough())));
            }
        }
    });
    counts.require(&[
        ("any: found", 500),
        ("allowed: found", 100),
        ("allowed: none", 100),
        ("denied: found", 500),
        ("outside: found", 500),
        ("outside: none", 20),
    ]);
}
