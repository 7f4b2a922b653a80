//! The analysis against brute force, and by the laws it must obey.

mod asked;
mod budgets;
mod existence;
mod extremes;
mod laws;
mod least;
mod order;
mod partition;
mod regressions;
mod standings;
mod unprepared;

use engine_support::{
    brute::Space,
    drawn::{Case, cases},
    oracle,
    strategies::hold,
};
use sekisho_policy::{
    Caller, Clause, Document, Fact, Instance, Request, Tags, UnixTime,
    analysis::{Answer, Budget, Found, Hints},
};

use crate::agreement::Counts;

/// Runs a law on so many cases. `SEKISHO_TEST_EFFORT=5` runs it on five times as many.
#[track_caller]
fn on_cases(count: u32, law: impl Fn(&Case)) {
    hold(count, cases(), |case| law(&case));
}

/// Every request of some documents and clauses, unless these are too many.
fn space<'c>(
    documents: &[&'c Document],
    asked: &'c [Clause],
    case: &Case,
    counts: &Counts,
) -> Option<Space<'c>> {
    let space = Space::new(documents, &asked.iter().collect::<Vec<_>>());
    match &space {
        Some(space) => {
            counts.count("cases");
            counts.count(format!("theme: {}", case.theme));
            counts.add("requests enumerated", space.all.len());
        }
        None => counts.count("too many requests"),
    }
    space
}

fn hints() -> Hints {
    // 2026-01-08T12:00:00+09:00, among the dates of the cases.
    Hints::near(UnixTime::from_seconds(1_767_841_200))
}

/// People and instances of some of these requests, and some of whom less is known.
fn hinted(space: &Space<'_>, case: &Case) -> Hints {
    let parts = case.rest.iter().skip(3);
    let real = parts.clone().take(4).filter_map(|part| Some(space.request(space.all.some(*part)?)));
    let (mut people, mut instances) = (Vec::new(), Vec::new());
    for (request, part) in real.zip(parts.skip(4)) {
        let (mut caller, mut instance) =
            (request.attempt.caller.clone(), Instance::clone(&request.instance));
        match part % 8 {
            0 => caller = caller.with_groups(Fact::Unknown::<[&str; 0]>),
            1 => caller = caller.with_user(Fact::Unknown),
            2 => caller = caller.with_claim("department", Fact::Unknown),
            3 => caller = caller.with_groups(Fact::Known(["somebody", "somebody"])),
            4 => instance.tags = Fact::Unknown,
            5 => instance.account = Fact::Absent,
            6 => instance.tags = Tags::collect([("Owner", "staff"), ("Owner", "sato")]),
            _ => {}
        }
        people.push(caller);
        instances.push(instance);
    }
    people.push(Caller::unknown());
    instances.push(Instance::default());
    // Before all dates of the cases, among them, and behind them.
    let near = [1_700_000_000, 1_767_841_200, 1_768_230_000, 1_800_000_000];
    let near = near[usize::from(case.rest[0]) % near.len()];
    Hints::near(UnixTime::from_seconds(near)).with_people(people).with_instances(instances)
}

/// Whether the oracle says that a clause holds.
fn holds(document: &Document, asked: &Clause, request: &Request) -> bool {
    oracle::clause(document, asked, request).value == Some(true)
}

/// What was found. The answer must be one.
#[track_caller]
fn found(answer: Answer) -> Option<Box<Found>> {
    match answer {
        Answer::Found(found) => Some(found),
        Answer::None(_) => None,
        Answer::Undecided(why) => panic!("{why:#?}"),
    }
}

/// Room for every answer to these cases.
fn enough() -> Budget {
    Budget::default()
}
