//! Where one access goes beyond another, of two policies that may mean different things by one name.

use alloc::vec::Vec;

use super::{
    access::{Access, AllowedWhen, DeniedWhen},
    extent::is_left,
};
use crate::{
    Document, UnixTime,
    analysis::{Conjunction, Cover, Excerpt, Region, World},
};

/// The places, times, sign-ins and tokens that there are for two policies.
#[derive(Debug)]
pub(super) struct Both<'a> {
    world: World<'a>,
}

/// Which of the two.
#[derive(Clone, Copy, Debug)]
pub(super) enum Side {
    Old,
    New,
}

/// An access, as parts of that space: where an allowance holds, and no denial.
#[derive(Debug)]
pub(super) struct Parts {
    allowed: Vec<Conjunction>,
    denied: Vec<Cover>,
}

impl<'a> Both<'a> {
    pub(super) fn new(old: &'a Document, new: &'a Document) -> Self {
        // No time is the present here: the past counts as the future does.
        let now = UnixTime::from_seconds(i64::MIN);
        let documents = [Excerpt::whole(old), Excerpt::whole(new)];
        Self { world: World::new(&documents, &[], [], now) }
    }

    pub(super) fn parts(&self, side: Side, access: &Access) -> Parts {
        let document = match side {
            Side::Old => 0,
            Side::New => 1,
        };
        let condition = match access {
            Access::None => return Parts { allowed: Vec::new(), denied: Vec::new() },
            Access::All { .. } => {
                return Parts { allowed: [Conjunction::default()].into(), denied: Vec::new() };
            }
            Access::Conditional(condition) => condition,
        };
        let clause = |clause: &_| self.world.conjunction(document, clause);
        let allowed = condition.allowed.iter().map(|AllowedWhen { when, .. }| clause(when));
        let denied = condition.denied.iter().map(|DeniedWhen { when, unless, .. }| Cover {
            when: clause(when),
            unless: unless.iter().map(|it| clause(it)).collect(),
        });
        Parts { allowed: allowed.collect(), denied: denied.collect() }
    }

    /// Whether something is allowed by the one and not by the other.
    pub(super) fn exceeds(&self, one: &Parts, other: &Parts) -> bool {
        let allowed = |when: &Conjunction| Cover { when: when.clone(), unless: Vec::new() };
        let beyond: Vec<Cover> =
            one.denied.iter().cloned().chain(other.allowed.iter().map(allowed)).collect();
        one.allowed.iter().any(|when| {
            is_left(&self.world, Region::of(when), &beyond)
                || other.denied.iter().any(|denial| {
                    let mut region = Region::of(when);
                    region.meet(&denial.when);
                    let exceptions = denial.unless.iter().map(allowed);
                    let covers: Vec<Cover> = one.denied.iter().cloned().chain(exceptions).collect();
                    is_left(&self.world, region, &covers)
                })
        })
    }
}
