//! Laws about requests that a policy cannot tell apart.

use alloc::{boxed::Box, sync::Arc, vec::Vec};
use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::IpNet;

use crate::{
    Attempt, Clause, Document, Fact, Policy, Request, Rule, Schedule, Source, UnixTime,
    strategies::{Atoms, local_day, seconds},
};

use super::{Check, Subject, edit::answer};

const WEEK: i64 = 604_800;
/// Beyond these a calendar has no names for days: some three thousand years each way.
const NAMED_DAYS: core::ops::Range<i64> = -100_000_000_000..100_000_000_000;
/// The IPv4-mapped addresses, which count as IPv4: `::ffff:0:0/96`.
const MAPPED: [u128; 2] = [0xffff_0000_0000, 0x1_0000_0000_0000];

/// Every address, time and age moves to the first, and then to the last, value that lies between the
/// same two edges.
pub(super) fn law_24(subject: &Subject) -> Check {
    let subject = subject.clone();
    let atoms = Atoms::of(&subject.document);
    Box::new(move |request| {
        let before = subject.answer(request);
        let mut about = false;
        for last in [false, true] {
            let moved = moved(&atoms, request, last);
            before.same(&subject.answer(&moved))?;
            about |= moved != *request;
        }
        Ok(about && before.says_something())
    })
}

fn moved(atoms: &Atoms, request: &Request, last: bool) -> Request {
    let attempt = &request.attempt;
    let at = attempt.at.seconds();
    if !NAMED_DAYS.contains(&at) {
        return request.clone();
    }
    let now = end(&times(atoms, at), at, last);
    let age = |then: UnixTime| {
        let age = end(&ages(atoms), at.saturating_sub(then.seconds()), last);
        UnixTime::from_seconds(now.saturating_sub(age))
    };
    let issued = |then: UnixTime| UnixTime::from_seconds(end(&atoms.issued, then.seconds(), last));
    let caller = attempt.caller.clone();
    let caller = caller
        .with_signed_in_at(attempt.caller.signed_in_at().map(age))
        .with_issued_at(attempt.caller.issued_at().map(issued));
    let address = attempt.source.address().map(|it| neighbour(&atoms.networks, it, last));
    let source = Source::new(address, attempt.source.vpc_endpoint().map(Clone::clone));
    let at = UnixTime::from_seconds(now);
    let attempt = Arc::new(Attempt { caller, source, at, ..(**attempt).clone() });
    Request { attempt, instance: Arc::clone(&request.instance) }
}

/// The first or last value that lies between the same edges, each the first of what follows it.
/// Beyond the outermost, one that is a thousand further.
fn end(edges: &[i64], value: i64, last: bool) -> i64 {
    if last {
        let next = edges.iter().filter(|edge| **edge > value).min();
        next.map_or_else(|| value.saturating_add(1000), |edge| edge.saturating_sub(1))
    } else {
        let before = edges.iter().filter(|edge| **edge <= value).max();
        before.map_or_else(|| value.saturating_sub(1000), |edge| *edge)
    }
}

/// The edges around a time: the midnights of its day, the windows' minutes, the rules' instants.
fn times(atoms: &Atoms, at: i64) -> Vec<i64> {
    let today = local_day(atoms, at);
    let minutes = atoms.windows.iter().flat_map(|window| [window.from, window.to]);
    let edges = minutes.chain([0, 1440]).map(|minute| seconds(atoms, today, minute));
    edges.chain(atoms.instants.iter().copied()).collect()
}

fn ages(atoms: &Atoms) -> Vec<i64> {
    atoms.spans.iter().copied().chain([0]).collect()
}

/// The first or last address of those in the same networks.
fn neighbour(networks: &[IpNet], address: IpAddr, last: bool) -> IpAddr {
    let bits = |address: IpAddr| match address {
        IpAddr::V4(address) => u128::from(address.to_bits()),
        IpAddr::V6(address) => address.to_bits(),
    };
    let family = networks.iter().filter(|it| it.addr().is_ipv4() == address.is_ipv4());
    let ends =
        family.flat_map(|it| [Some(bits(it.network())), bits(it.broadcast()).checked_add(1)]);
    let mapped = MAPPED.into_iter().filter(|_| address.is_ipv6());
    let edges: Vec<u128> = ends.flatten().chain(mapped).collect();
    let place = bits(address);
    let top = if address.is_ipv4() { u32::MAX.into() } else { u128::MAX };
    let moved = if last {
        let next = edges.iter().filter(|edge| **edge > place).min();
        next.map_or(top, |edge| edge.saturating_sub(1)).min(top)
    } else {
        edges.into_iter().filter(|edge| *edge <= place).max().unwrap_or_default()
    };
    match u32::try_from(moved) {
        Ok(moved) if address.is_ipv4() => Ipv4Addr::from_bits(moved).into(),
        _ => Ipv6Addr::from_bits(moved).into(),
    }
}

/// The document without calendars, `not_before`, `not_after` and `issued_before`; all times of the
/// request move together.
pub(super) fn law_28(subject: &Subject) -> Check {
    let weekly = |clause: &Clause| Clause {
        not_before: None,
        not_after: None,
        issued_before: None,
        ..clause.clone()
    };
    let document = &subject.document;
    let rules = document.rules.iter().map(|rule| Rule {
        when: weekly(&rule.when),
        unless: rule.unless.iter().map(weekly).collect(),
        ..rule.clone()
    });
    let schedules = document
        .schedules
        .iter()
        .map(|(name, schedule)| (name.clone(), Schedule { except: [].into(), ..schedule.clone() }));
    let asked = document
        .rules
        .iter()
        .any(|rule| rule.unless.iter().chain([&rule.when]).any(|clause| clause.during.is_some()));
    let policy = Policy::compile(Document {
        rules: rules.collect(),
        schedules: schedules.collect(),
        ..document.clone()
    });
    Box::new(move |request| {
        if !NAMED_DAYS.contains(&request.attempt.at.seconds()) {
            return Ok(false);
        }
        let before = answer(&policy, request);
        for weeks in [1, -1, 52, -521] {
            let later = later(request, WEEK.saturating_mul(weeks));
            before.same(&answer(&policy, &later))?;
        }
        Ok(asked && before.says_something())
    })
}

fn later(request: &Request, by: i64) -> Request {
    let attempt = &request.attempt;
    let shifted = |fact: Fact<UnixTime>| fact.map(|at| at.saturating_add(by));
    let caller = attempt.caller.clone();
    let caller = caller
        .with_signed_in_at(shifted(attempt.caller.signed_in_at()))
        .with_issued_at(shifted(attempt.caller.issued_at()));
    let at = attempt.at.saturating_add(by);
    let attempt = Arc::new(Attempt { caller, at, ..(**attempt).clone() });
    Request { attempt, instance: Arc::clone(&request.instance) }
}
