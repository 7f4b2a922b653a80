//! Law 33: the least that would have to change. What is told yields an allow, no proper part of it
//! does, and where nothing is told nothing helps.

use engine_support::strategies::hold;
use sekisho_policy::{
    Fact, Instance, Policy, Request, Tags,
    analysis::{Budget, FactChange, WhyNot},
    strategies,
};
use std::sync::Arc;

use crate::agreement::Counts;

/// The request with some of the changes made.
fn apply<'c>(request: &Request, changes: impl IntoIterator<Item = &'c FactChange>) -> Request {
    let mut attempt = (*request.attempt).clone();
    let mut instance: Instance = (*request.instance).clone();
    let owned = |attempt: &sekisho_policy::Attempt| -> std::collections::BTreeSet<String> {
        let groups = attempt.caller.groups();
        groups.known().into_iter().flat_map(|it| it.iter()).map(str::to_owned).collect()
    };
    for change in changes {
        match change {
            FactChange::SignInAgain => {
                let now = Fact::Known(attempt.at);
                attempt.caller = attempt.caller.with_signed_in_at(now).with_issued_at(now);
            }
            FactChange::At(at) => {
                attempt.at = *at;
                let now = Fact::Known(*at);
                attempt.caller = attempt.caller.with_signed_in_at(now).with_issued_at(now);
            }
            FactChange::From(source) => attempt.source = source.clone(),
            FactChange::JoinGroups(groups) => {
                let all: Vec<String> = owned(&attempt).union(groups).cloned().collect();
                attempt.caller =
                    attempt.caller.with_groups(Fact::Known(all.iter().map(String::as_str)));
            }
            FactChange::LeaveGroups(groups) => {
                let all: Vec<String> = owned(&attempt).difference(groups).cloned().collect();
                attempt.caller =
                    attempt.caller.with_groups(Fact::Known(all.iter().map(String::as_str)));
            }
            FactChange::Claim(name, value) => {
                attempt.caller =
                    attempt.caller.with_claim(name, Fact::known_or_absent(value.as_deref()));
            }
            FactChange::Tag(key, value) => {
                let tags = instance.tags.known().cloned().unwrap_or_default();
                let rest = tags.iter().filter(|(known, _)| known != key);
                instance.tags =
                    Tags::collect(rest.chain(value.as_deref().map(|value| (&**key, value))));
            }
        }
    }
    Request { attempt: Arc::new(attempt), instance: Arc::new(instance) }
}

#[test]
fn what_is_told_to_change_is_enough_and_no_part_of_it_is() {
    let counts = Counts::default();
    hold(800, strategies::cases(0..=6), |(document, requests)| {
        let policy = Policy::compile(document.clone());
        for request in &requests {
            let WhyNot { reason, remedies, is_unknown, undecided, .. } =
                document.why_not(request, 5, Budget::default());
            assert!(undecided.is_none(), "{undecided:#?}\n{request:#?}\n{}", document.to_yaml());
            if reason.is_none() {
                assert!(policy.decide(request.clone()).is_allow());
                counts.count("allowed");
                continue;
            }
            counts.count(if is_unknown {
                "unknown"
            } else if remedies.is_empty() {
                "none"
            } else {
                "remedies"
            });
            for remedy in &remedies {
                counts.count(format!("of {}", remedy.changes.len()));
                let all = apply(request, &remedy.changes);
                assert_eq!(all, remedy.request);
                assert!(policy.decide(all).is_allow());
                for left_out in 0..remedy.changes.len() {
                    let rest = remedy.changes.iter().enumerate().filter(|(at, _)| *at != left_out);
                    let rest = apply(request, rest.map(|(_, change)| change));
                    assert!(
                        !policy.decide(rest).is_allow(),
                        "{left_out} {:#?}\n{request:#?}\n{}",
                        remedy.changes,
                        document.to_yaml()
                    );
                }
            }
            assert!(remedies.is_sorted_by_key(|remedy| remedy.weight));
        }
    });
    counts.require(&[("remedies", 500), ("of 1", 200), ("of 2", 100), ("none", 20)]);
}
