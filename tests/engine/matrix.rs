//! Matrices: each cell says of every request what the policy decides on it.

use engine_support::{oracle, strategies::hold};
use sekisho_policy::{
    Access, AccessCondition, AccessMatrix, Action, Attempt, Caller, Clause, Document, Fact,
    Instance, Policy, Request, UnixTime, strategies,
};

use crate::{agreement::Counts, circumstances::every_circumstance};

/// What is drawn: documents, with so many requests each, of which every caller meets every instance
/// at every place and time.
const DOCUMENTS: u32 = 250;

#[test]
fn law_40_a_cell_says_what_is_decided_at_every_place_and_time() {
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

/// Whether some request is allowed and some is denied, found out by trying all that are different.
#[test]
fn law_40_a_cell_is_conditional_if_and_only_if_some_requests_are_allowed_and_some_denied() {
    let counts = Counts::default();
    hold(120, strategies::cases(3..=3), |(document, drawn)| {
        let policy = Policy::compile(document.clone());
        let circumstances = every_circumstance(&[&document]);
        let callers = drawn.iter().map(|it| &it.attempt.caller);
        let instances = drawn.iter().map(|it| &*it.instance);
        let matrix = AccessMatrix::new(&document, callers, instances, &Action::ALL);
        for (caller, who) in drawn.iter().enumerate() {
            for (instance, what) in drawn.iter().enumerate() {
                for action in Action::ALL {
                    let mut found = [false, false];
                    for place in &circumstances {
                        let attempt = met(&who.attempt.caller, action, place);
                        let instance = what.instance.clone();
                        let decision = policy.decide(Request { attempt: attempt.into(), instance });
                        found[usize::from(decision.is_allow())] = true;
                        if found == [true, true] {
                            break;
                        }
                    }
                    let expected = match found {
                        [_, false] => "none",
                        [false, true] => "all",
                        [true, true] => "conditional",
                    };
                    let access = matrix.access(caller, instance, action).unwrap();
                    assert_eq!(access.name(), expected, "{access:#?}");
                    let denied = matches!(access, Access::Conditional(it) if !it.denied.is_empty());
                    counts.count(if denied { "conditional, with a denial" } else { access.name() });
                }
            }
        }
    });

    counts.require(&[
        ("all", 50),
        ("conditional", 50),
        ("conditional, with a denial", 50),
        ("none", 50),
    ]);
}

/// What takes nothing away, and what is taken away, is not told.
#[test]
fn each_part_of_a_condition_counts_somewhere() {
    let counts = Counts::default();
    hold(120, strategies::cases(3..=3), |(document, drawn)| {
        let circumstances: Vec<Request> = every_circumstance(&[&document])
            .into_iter()
            .map(|attempt| Request {
                attempt: attempt.into(),
                instance: Instance::default().into(),
            })
            .collect();
        let callers = drawn.iter().map(|it| &it.attempt.caller);
        let instances = drawn.iter().map(|it| &*it.instance);
        let matrix = AccessMatrix::new(&document, callers, instances, &Action::ALL);
        for access in matrix.accesses() {
            let Access::Conditional(condition) = access else { continue };
            let is_so = |clause: &Clause, request: &Request| {
                oracle::clause(&document, clause, request).value == Some(true)
            };
            for allowed in &condition.allowed {
                let counts_at = |request: &&Request| {
                    is_so(&allowed.when, request) && holds(&document, condition, request)
                };
                assert!(circumstances.iter().any(|it| counts_at(&it)), "{allowed:#?}");
                counts.count("allowed");
            }
            for denied in &condition.denied {
                let counts_at = |request: &&Request| {
                    condition.allowed.iter().any(|it| is_so(&it.when, request))
                        && is_so(&denied.when, request)
                        && !denied.unless.iter().any(|it| is_so(it, request))
                };
                assert!(circumstances.iter().any(|it| counts_at(&it)), "{denied:#?}");
                counts.count("denied");
            }
        }
    });

    counts.require(&[("allowed", 50), ("denied", 50)]);
}

/// The caller, somewhere and at some time.
pub fn met(who: &Caller, action: Action, place: &Attempt) -> Attempt {
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
