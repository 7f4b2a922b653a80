//! Matrices: each cell says of every request what the policy decides on it.

use engine_support::{oracle, strategies::hold};
use sekisho_policy::{
    Access, AccessCondition, AccessMatrix, Action, Attempt, Caller, Document, Fact, Instance,
    Policy, Request, UnixTime, strategies,
};

use crate::agreement::Counts;

/// What is drawn: documents, with so many requests each, of which every caller meets every instance
/// at every place and time.
const DOCUMENTS: u32 = 250;

#[test]
fn a_cell_says_what_is_decided_at_every_place_and_time() {
    let counts = Counts::default();
    hold(DOCUMENTS, strategies::cases(6..=6), |(document, drawn)| {
        let policy = Policy::compile(document.clone());
        let callers: Vec<&Caller> = drawn.iter().map(|it| &it.attempt.caller).collect();
        let instances: Vec<&Instance> = drawn.iter().map(|it| &*it.instance).collect();
        let matrix = AccessMatrix::new(
            &document,
            callers.iter().copied(),
            instances.iter().copied(),
            &Action::ALL,
        );
        let places: Vec<&Attempt> =
            drawn.iter().map(|it| &*it.attempt).filter(|it| is_complete(it)).collect();
        for (caller, who) in callers.iter().enumerate() {
            for (instance, drawn) in drawn.iter().enumerate() {
                for action in Action::ALL {
                    let access = matrix.access(caller, instance, action).unwrap();
                    for place in &places {
                        let attempt = met(who, action, place);
                        let request =
                            Request { attempt: attempt.into(), instance: drawn.instance.clone() };
                        let is_allowed = policy.decide(request.clone()).is_allow();
                        let expected = match access {
                            Access::All { .. } => true,
                            Access::Conditional(condition) => holds(&document, condition, &request),
                            Access::None => false,
                        };
                        assert_eq!(is_allowed, expected, "{access:#?} of {request:#?}");
                        let word = if is_allowed { "allowed" } else { "denied" };
                        counts.count(format!("{}: {word}", access.name()));
                    }
                }
            }
        }
    });

    counts.require(&[
        ("all: allowed", 2_000),
        ("conditional: allowed", 2_000),
        ("conditional: denied", 2_000),
        ("none: denied", 2_000),
    ]);
}

/// The caller, somewhere and at some time.
fn met(who: &Caller, action: Action, place: &Attempt) -> Attempt {
    let caller = who
        .clone()
        .with_signed_in_at(place.caller.signed_in_at())
        .with_issued_at(place.caller.issued_at());
    Attempt { caller, action, source: place.source.clone(), at: place.at }
}

/// Whether place, time, sign-in and token are known, and the time is one that has a date.
fn is_complete(attempt: &Attempt) -> bool {
    let Attempt { caller, source, at, .. } = attempt;
    let dated = UnixTime::from_seconds(-300_000_000_000)..UnixTime::from_seconds(250_000_000_000);
    caller.signed_in_at() != Fact::Unknown
        && caller.issued_at() != Fact::Unknown
        && source.address() != Fact::Unknown
        && source.vpc_endpoint() != Fact::Unknown
        && dated.contains(at)
}

/// The condition, worked out by the oracle.
fn holds(document: &Document, condition: &AccessCondition, request: &Request) -> bool {
    let holds = |clause| oracle::clause(document, clause, request).value == Some(true);
    condition.allowed.iter().any(|it| holds(&it.when))
        && !condition
            .denied
            .iter()
            .any(|it| holds(&it.when) && !it.unless.iter().any(|clause| holds(clause)))
}
