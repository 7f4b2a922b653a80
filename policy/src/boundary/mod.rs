//! Where the rules of a policy begin and end: the values to test it at.

mod address;
mod weekly;

use alloc::{
    collections::{BTreeMap, BTreeSet},
    vec::Vec,
};
use core::net::IpAddr;

use ipnet::IpNet;

use crate::{
    Clause, Condition, Document, Name, Request, RuleId, UnixTime, Weekday, Zone, scene::LocalTime,
};
use weekly::Weekly;

/// The boundaries of everything that a rule in force is bounded by: those of the schedules and zones
/// it uses, of its times, and of how long ago its callers signed in.
#[derive(Clone, Debug)]
pub struct Boundaries {
    list: Vec<Boundary>,
    weekly: Weekly,
    zones: BTreeMap<Name, Zone>,
}

/// A place where a condition becomes true, or stops being true.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Boundary {
    /// What begins or ends there.
    pub bound: Bound,
    /// The last value for which the condition holds.
    pub inside: Edge,
    /// The value beside it, for which it does not.
    pub outside: Edge,
    /// The conditions that are bounded by it, sorted.
    pub conditions: Vec<RuleCondition>,
}

/// Where a condition is written.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
#[expect(clippy::exhaustive_structs, reason = "a rule, a clause of it, a condition of that")]
pub struct RuleCondition {
    /// The rule.
    pub rule: RuleId,
    /// Which of the rule's `unless` clauses, from 0; `None` for the rule's own conditions.
    pub exception: Option<usize>,
    /// The condition.
    pub condition: Condition,
}

/// What begins or ends.
#[derive(Clone, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "a new bound must be told in every room")]
pub enum Bound {
    /// A schedule opens. Windows that overlap or touch are one.
    Opens {
        /// The schedule.
        schedule: Name,
        /// The first minute of the day in which it is open, 0..=1439.
        minute: u16,
        /// The days on which it opens then.
        days: BTreeSet<Weekday>,
    },
    /// A schedule closes.
    Closes {
        /// The schedule.
        schedule: Name,
        /// The first minute of the day in which it is not open any more, 1..=1440.
        minute: u16,
        /// The days on which it closes then.
        days: BTreeSet<Weekday>,
    },
    /// The first address of a network.
    FirstAddress {
        /// The zone.
        zone: Name,
        /// The network.
        network: IpNet,
    },
    /// The last address of a network.
    LastAddress {
        /// The zone.
        zone: Name,
        /// The network.
        network: IpNet,
    },
    /// `not_before`
    NotBefore(UnixTime),
    /// `not_after`
    NotAfter(UnixTime),
    /// `signed_in_within`, in seconds
    SignedInWithin(u32),
    /// `issued_before`
    IssuedBefore(UnixTime),
}

/// A value at a boundary.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "a new fact must be told in every room")]
pub enum Edge {
    /// The request is made in this minute of the day on the policy's clock, 0..=1439.
    Minute(u16),
    /// The request is made at this time.
    At(UnixTime),
    /// The caller signed in so many seconds before the request.
    SignedInAgo(u32),
    /// The token was issued at this time.
    IssuedAt(UnixTime),
    /// The call comes from this address.
    Address(IpAddr),
}

/// Which side of a boundary.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "a boundary has two sides")]
pub enum Side {
    /// The condition holds there.
    Inside,
    /// It does not.
    Outside,
}

impl Document {
    /// Where its rules begin and end.
    #[must_use]
    pub fn boundaries(&self) -> Boundaries {
        Boundaries::new(self)
    }
}

impl Boundaries {
    fn new(document: &Document) -> Self {
        let mut schedules: Uses<'_> = BTreeMap::new();
        let mut zones: Uses<'_> = BTreeMap::new();
        let mut list = Vec::new();
        for rule in document.rules.iter().filter(|rule| rule.enabled) {
            let exceptions = (0..).map(Some).zip(&rule.unless);
            for (exception, clause) in [(None, &rule.when)].into_iter().chain(exceptions) {
                let at = |condition| RuleCondition { rule: rule.id.clone(), exception, condition };
                for name in clause.during.iter().flatten() {
                    schedules.entry(name).or_default().push((at(Condition::During), clause));
                }
                for name in clause.from.iter().flatten() {
                    zones.entry(name).or_default().push((at(Condition::From), clause));
                }
                list.extend(of_clause(clause, at));
            }
        }
        let of_schedules = schedules.into_iter().flat_map(|(name, uses)| {
            let conditions: Vec<_> = uses.into_iter().map(|(condition, _)| condition).collect();
            let schedule = document.schedules.get(name);
            schedule.into_iter().flat_map(move |it| weekly::boundaries(name, it, &conditions))
        });
        let of_zones = zones.into_iter().flat_map(|(name, uses)| {
            let zone = document.zones.get(name);
            zone.into_iter().flat_map(move |it| address::boundaries(document, name, it, &uses))
        });
        Self {
            list: of_schedules.chain(of_zones).chain(list).collect(),
            weekly: Weekly::new(document),
            zones: document.zones.clone(),
        }
    }

    /// All of them: of schedules and zones by their names, then of the rules by their ids.
    #[must_use]
    pub fn as_slice(&self) -> &[Boundary] {
        &self.list
    }

    /// Those that the request stands at, as their places in the list, and on which side. Whether
    /// anything rests on that, [`crate::FoundCondition::decisive`] tells.
    #[must_use]
    pub fn touched_by(&self, request: &Request) -> Vec<(usize, Side)> {
        let now = self.weekly.local(request.attempt.at);
        let sides = self.list.iter().map(|boundary| self.side(boundary, request, now));
        sides.enumerate().filter_map(|(place, side)| Some((place, side?))).collect()
    }

    fn side(&self, boundary: &Boundary, request: &Request, now: Option<LocalTime>) -> Option<Side> {
        match &boundary.bound {
            Bound::Opens { schedule, minute, days } => {
                self.weekly.beside_opening(schedule, (*minute, days), now?)
            }
            Bound::Closes { schedule, minute, days } => {
                self.weekly.beside_closing(schedule, (*minute, days), now?)
            }
            Bound::FirstAddress { zone, .. } | Bound::LastAddress { zone, .. } => {
                let zone = self.zones.get(zone)?;
                address::comes_through(zone, &request.attempt.source)
                    .then(|| boundary.stands_at(request))?
            }
            Bound::NotBefore(_)
            | Bound::NotAfter(_)
            | Bound::SignedInWithin(_)
            | Bound::IssuedBefore(_) => boundary.stands_at(request),
        }
    }
}

/// The conditions that use something, and the clauses they stand in.
type Uses<'a> = BTreeMap<&'a Name, Vec<(RuleCondition, &'a Clause)>>;

impl Boundary {
    fn stands_at(&self, request: &Request) -> Option<Side> {
        if self.inside.is_of(request) {
            Some(Side::Inside)
        } else if self.outside.is_of(request) {
            Some(Side::Outside)
        } else {
            None
        }
    }
}

impl Edge {
    /// Whether the request has this value. Of a minute, the schedule has to say on which days.
    fn is_of(self, request: &Request) -> bool {
        let attempt = &*request.attempt;
        match self {
            Self::Minute(_) => false,
            Self::At(time) => attempt.at == time,
            Self::IssuedAt(time) => attempt.caller.issued_at().known() == Some(&time),
            Self::SignedInAgo(seconds) => attempt.caller.signed_in_at().known().is_some_and(|at| {
                attempt.at.seconds().checked_sub(at.seconds()) == Some(i64::from(seconds))
            }),
            Self::Address(address) => attempt.source.address().known() == Some(&address),
        }
    }
}

/// The boundaries of the clause's own times.
fn of_clause(clause: &Clause, at: impl Fn(Condition) -> RuleCondition) -> Vec<Boundary> {
    let before = |time: UnixTime| time.saturating_add(-1);
    let boundary = |bound, inside, outside, condition| Boundary {
        bound,
        inside,
        outside,
        conditions: [at(condition)].into(),
    };
    let first = clause.not_before.map(|time| {
        let (inside, outside) = (Edge::At(time), Edge::At(before(time)));
        boundary(Bound::NotBefore(time), inside, outside, Condition::NotBefore)
    });
    let end = clause.not_after.map(|time| {
        let (inside, outside) = (Edge::At(before(time)), Edge::At(time));
        boundary(Bound::NotAfter(time), inside, outside, Condition::NotAfter)
    });
    let age = clause.signed_in_within.map(|seconds| {
        let inside = Edge::SignedInAgo(seconds.saturating_sub(1));
        let outside = Edge::SignedInAgo(seconds);
        boundary(Bound::SignedInWithin(seconds), inside, outside, Condition::SignedInWithin)
    });
    let issued = clause.issued_before.map(|time| {
        let (inside, outside) = (Edge::IssuedAt(before(time)), Edge::IssuedAt(time));
        boundary(Bound::IssuedBefore(time), inside, outside, Condition::IssuedBefore)
    });
    [first, end, age, issued].into_iter().flatten().collect()
}
