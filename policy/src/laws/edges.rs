//! The law about what has a first and a last: networks, windows, spans of time.

use alloc::{boxed::Box, sync::Arc, vec::Vec};
use core::net::IpAddr;

use ipnet::IpNet;

use crate::{
    Attempt, Clause, Document, Effect, Fact, Name, Policy, Request, Rule, Schedule, Source,
    UnixTime, Window, Zone,
    strategies::{Atoms, beside, next_start, seconds},
};

use super::{
    Check, Subject,
    edit::{answer, everything},
};

/// So many edges of a document are looked at for one request, another set for each time.
const AT_ONCE: usize = 12;

/// A policy with one condition, and the places beside its ends with what it must answer there.
struct Edge {
    policy: Policy,
    places: Vec<(Place, bool)>,
}

#[derive(Clone, Copy)]
enum Place {
    Address(IpAddr),
    Time(i64),
}

pub(super) fn law_27(subject: &Subject) -> Check {
    let atoms = Atoms::of(&subject.document);
    let networks = atoms.networks.iter().copied().map(network);
    let windows = atoms.windows.iter().filter(|it| !is_endless(it)).map(|it| window(&atoms, it));
    let instants = atoms.instants.iter().flat_map(|at| instant(*at));
    let conditions: Vec<Condition> = networks.chain(windows).chain(instants).collect();
    let document = &subject.document;
    let edges = conditions.into_iter().filter_map(|it| it.edge(document));
    let edges: Vec<Edge> = edges.collect();
    Box::new(move |request| {
        let first =
            usize::try_from(request.attempt.at.seconds().unsigned_abs()).unwrap_or_default();
        let first = first.checked_rem(edges.len()).unwrap_or_default();
        for edge in edges.iter().cycle().skip(first).take(AT_ONCE.min(edges.len())) {
            for (place, inside) in &edge.places {
                let found = answer(&edge.policy, &there(request, *place));
                if found.is_allow() != *inside {
                    let side = if *inside { "just inside" } else { "just outside" };
                    return Err(found.told(side));
                }
            }
        }
        Ok(!edges.is_empty())
    })
}

/// A clause with what it refers to, and places beside its ends.
struct Condition {
    clause: Clause,
    zone: Option<Zone>,
    schedule: Option<Schedule>,
    places: Vec<(Place, bool)>,
}

impl Condition {
    fn edge(self, document: &Document) -> Option<Edge> {
        let name = Name::parse("edge").ok()?;
        let mut clause = self.clause;
        clause.from = self.zone.is_some().then(|| [name.clone()].into());
        clause.during = self.schedule.is_some().then(|| [name.clone()].into());
        let rule = Rule { when: clause, ..everything(Effect::Allow)? };
        let policy = Policy::compile(Document {
            required_tags: [].into(),
            zones: self.zone.into_iter().map(|zone| (name.clone(), zone)).collect(),
            calendars: [].into(),
            schedules: self.schedule.into_iter().map(|it| (name.clone(), it)).collect(),
            rules: [rule].into(),
            ..document.clone()
        });
        Some(Edge { policy, places: self.places })
    }
}

fn network(network: IpNet) -> Condition {
    let (first, last) = (network.network(), network.broadcast());
    let (before, after) = (beside(first, -1), beside(last, 1));
    let places = [(first, true), (last, true), (before, before == first), (after, after == last)];
    // What counts as IPv4 lies in no IPv6 network.
    let folded =
        |place: &(IpAddr, bool)| place.0.to_canonical().is_ipv4() == network.addr().is_ipv4();
    let places = places.into_iter().filter(folded).map(|(it, inside)| (Place::Address(it), inside));
    let zone = Zone { vpc_endpoints: None, cidrs: Some([network].into()) };
    Condition {
        clause: Clause::default(),
        zone: Some(zone),
        schedule: None,
        places: places.collect(),
    }
}

/// Whole days follow each other without an edge.
fn is_endless(window: &Window) -> bool {
    window.from == 0 && window.to == 1440
}

fn window(atoms: &Atoms, window: &Window) -> Condition {
    let length = window.to.checked_sub(window.from);
    let length =
        length.unwrap_or_else(|| window.to.saturating_add(1440).saturating_sub(window.from));
    let start = seconds(atoms, next_start(window, 20_808), window.from);
    let end = start.saturating_add(i64::from(length).saturating_mul(60));
    let places = [
        (start.saturating_sub(1), false),
        (start, true),
        (end.saturating_sub(1), true),
        (end, false),
    ];
    Condition {
        clause: Clause::default(),
        zone: None,
        schedule: Some(Schedule { weekly: [window.clone()].into(), except: [].into() }),
        places: places.map(|(at, inside)| (Place::Time(at), inside)).into(),
    }
}

fn instant(at: i64) -> [Condition; 2] {
    let time = Some(UnixTime::from_seconds(at));
    let before = Place::Time(at.saturating_sub(1));
    let condition = |clause, open: bool| Condition {
        clause,
        zone: None,
        schedule: None,
        places: [(before, !open), (Place::Time(at), open)].into(),
    };
    [
        condition(Clause { not_before: time, ..Clause::default() }, true),
        condition(Clause { not_after: time, ..Clause::default() }, false),
    ]
}

/// The request from there, or then.
fn there(request: &Request, place: Place) -> Request {
    let attempt = &request.attempt;
    let attempt = match place {
        Place::Address(address) => {
            let source = Source::new(Fact::Known(address), Fact::Unknown);
            Attempt { source, ..(**attempt).clone() }
        }
        Place::Time(at) => Attempt { at: UnixTime::from_seconds(at), ..(**attempt).clone() },
    };
    Request { attempt: Arc::new(attempt), instance: Arc::clone(&request.instance) }
}
