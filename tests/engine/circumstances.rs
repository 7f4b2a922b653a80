//! Every place, time, sign-in and token that some documents can tell apart, by trying.

use std::{collections::BTreeMap, net::IpAddr};

use engine_support::strategies::checked;
use sekisho_policy::{
    Action, Attempt, Caller, Clause, Document, Fact, Instance, Policy, Request, Source, Truth,
    UnixTime,
};
use serde_json::{Value, json};

/// Attempts of nobody, one for each combination of place, time, sign-in and token that some clause
/// could tell from every other.
pub fn every_circumstance(documents: &[&Document]) -> Vec<Attempt> {
    let places = different(documents, places(documents).into_iter().map(|source| (source, noon())));
    let times = documents.iter().flat_map(|document| times(document));
    let times = different(documents, times.map(|at| (Source::default(), at)));
    let clauses = || documents.iter().flat_map(|document| clauses(document));
    let ages = clauses().filter_map(|it| it.signed_in_within);
    let ages = ages.flat_map(|span| [i64::from(span) - 1, i64::from(span)]);
    let ages: Vec<Fact<i64>> = ages.map(Fact::Known).chain([Fact::Absent]).collect();
    let issues = clauses().filter_map(|it| it.issued_before);
    let issues = issues.flat_map(|at| [at, at.saturating_add(-1)]);
    let issues: Vec<Fact<UnixTime>> = issues.map(Fact::Known).chain([Fact::Absent]).collect();
    let mut all = Vec::new();
    for (source, _) in &places {
        for (_, at) in &times {
            for age in &ages {
                for issued in &issues {
                    let caller = Caller::unknown()
                        .with_signed_in_at(age.map(|age| at.saturating_add(-age)))
                        .with_issued_at(*issued);
                    let (source, at) = (source.clone(), *at);
                    all.push(Attempt { caller, action: Action::Describe, source, at });
                }
            }
        }
    }
    all
}

fn clauses(document: &Document) -> impl Iterator<Item = &Clause> {
    document.rules().iter().flat_map(|rule| [&rule.when].into_iter().chain(&rule.unless))
}

/// The addresses at the ends of networks and beside them, through each endpoint, another and none.
fn places(documents: &[&Document]) -> Vec<Source> {
    let zones = || documents.iter().flat_map(|document| document.zones().values());
    let mut addresses: Vec<Fact<IpAddr>> = vec![Fact::Absent];
    let elsewhere = ["198.51.100.7", "2001:db8:ffff::7", "fe80::1"];
    addresses.extend(elsewhere.map(|text| Fact::Known(text.parse().unwrap())));
    for network in zones().filter_map(|zone| zone.cidrs.as_ref()).flatten() {
        let (first, last) = (network.network(), network.broadcast());
        for address in [Some(first), Some(last), beside(first, -1), beside(last, 1)] {
            addresses.extend(address.map(Fact::Known));
        }
    }
    let endpoints = zones().filter_map(|zone| zone.vpc_endpoints.clone()).flatten();
    let endpoints: Vec<_> = endpoints.map(Fact::Known).chain([Fact::Absent]).collect();
    let through = |address: &Fact<IpAddr>| {
        endpoints.iter().map(|endpoint| Source::new(*address, endpoint.clone())).collect::<Vec<_>>()
    };
    addresses.iter().flat_map(through).collect()
}

fn beside(address: IpAddr, by: i32) -> Option<IpAddr> {
    match address {
        IpAddr::V4(it) => u32::from(it).checked_add_signed(by).map(|it| IpAddr::V4(it.into())),
        IpAddr::V6(it) => {
            u128::from(it).checked_add_signed(by.into()).map(|it| IpAddr::V6(it.into()))
        }
    }
}

/// Every minute at which a window may begin or end, and the one before, for three weeks around the
/// dates that documents name, and for a week long before and long after; and the instants that rules
/// name.
fn times(document: &Document) -> Vec<UnixTime> {
    let offset = i64::from(document.utc_offset().minutes());
    let windows = document.schedules().values().flat_map(|schedule| &schedule.weekly);
    let minutes: Vec<i64> = windows
        .flat_map(|it| [it.from, it.to])
        .flat_map(|it| [i64::from(it) - 1, it.into()])
        .collect();
    // 2026-12-20 and 22 days from there; weeks in 2001 and in 2050.
    let days = (20_807..20_830).chain(11_500..11_508).chain(29_300..29_308);
    let at = |day: i64, minute: i64| UnixTime::from_seconds((day * 1440 + minute - offset) * 60);
    let edges = days.flat_map(|day| minutes.iter().map(move |minute| at(day, *minute)));
    let named = clauses(document).flat_map(|it| [it.not_before, it.not_after]).flatten();
    let named = named.flat_map(|at| [at, at.saturating_add(-1)]);
    edges.chain(named).chain([noon()]).collect()
}

/// 2026-12-24T12:00:00Z
const fn noon() -> UnixTime {
    UnixTime::from_seconds(1_798_113_600)
}

/// Those that some zone, schedule or instant of the documents tells from each other.
fn different(
    documents: &[&Document],
    all: impl Iterator<Item = (Source, UnixTime)>,
) -> Vec<(Source, UnixTime)> {
    let probes: Vec<Policy> = documents.iter().map(|document| probe(document)).collect();
    let clauses = documents.iter().flat_map(|document| clauses(document));
    let instants: Vec<UnixTime> =
        clauses.flat_map(|it| [it.not_before, it.not_after]).flatten().collect();
    let mut met = BTreeMap::new();
    for (source, at) in all {
        let caller = Caller::unknown().with_user(Fact::Known("nobody"));
        let attempt = Attempt { caller, action: Action::Describe, source, at };
        let request =
            Request { attempt: attempt.clone().into(), instance: Instance::default().into() };
        let truths = probes.iter().flat_map(|policy| policy.findings(&request));
        let truths = truths.map(|it| it.truth == Truth::True);
        let truths: Vec<bool> =
            truths.chain(instants.iter().map(|instant| at >= *instant)).collect();
        met.entry(truths).or_insert((attempt.source, attempt.at));
    }
    met.into_values().collect()
}

/// A policy that has a rule for each zone and each schedule of the document.
fn probe(document: &Document) -> Policy {
    let mut probe: Value = serde_json::from_str(&document.to_json()).unwrap();
    let zones = document.zones().keys().map(|name| ("from", json!([name.as_str()])));
    let schedules = document.schedules().keys().map(|name| ("during", json!([name.as_str()])));
    let conditions = zones.chain(schedules).chain([("actions", json!(["describe"]))]);
    let rules = conditions.enumerate().map(|(number, (key, value))| {
        let mut rule = json!({
            "id": format!("probe-{number:02}"), "effect": "allow", "who": { "users": ["nobody"] },
            "actions": "any", "instances": "any",
        });
        rule[key] = value;
        rule
    });
    probe["rules"] = rules.collect();
    Policy::compile(checked(&probe))
}
