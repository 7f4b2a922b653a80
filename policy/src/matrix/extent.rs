//! How far what is left of clauses reaches: over all places, times, sign-ins and tokens there can be.

use alloc::{collections::BTreeSet, vec::Vec};

use super::{clauses::Clauses, judged::Denied};
use crate::{
    Document, UnixTime,
    analysis::{
        Budget, Conjunction, Cover, Excerpt, Point, Region, Spent, Steps, Uncovered, World,
    },
};

/// What is left of clauses, as parts of the space of places, times, sign-ins and tokens.
#[derive(Debug)]
pub(super) struct Extents<'a> {
    world: World<'a>,
    rests: Vec<Conjunction>,
}

impl<'a> Extents<'a> {
    pub(super) fn new(document: &'a Document, clauses: &Clauses<'_>) -> Self {
        // No time is the present here: the past counts as the future does.
        let now = UnixTime::from_seconds(i64::MIN);
        let world = World::new(&[Excerpt::whole(document)], &[], [], now);
        let rests = clauses.rests.iter().map(|rest| world.conjunction(0, rest)).collect();
        Self { world, rests }
    }

    /// Whether a denial takes something from an allowance.
    pub(super) fn takes_from(&self, allowed: usize, (when, unless): &Denied) -> bool {
        let mut region = self.region(allowed);
        if let Some(when) = self.rests.get(*when) {
            region.meet(when);
        }
        let unless: Vec<Cover> = unless.iter().map(|number| self.cover(*number, [])).collect();
        is_left(&self.world, region, &unless)
    }

    /// Whether denials take all of an allowance, or nothing is in it at all.
    pub(super) fn is_taken(&self, allowed: usize, denied: &BTreeSet<Denied>) -> bool {
        let denied = denied.iter().map(|(when, unless)| self.cover(*when, unless));
        let denied: Vec<Cover> = denied.collect();
        !is_left(&self.world, self.region(allowed), &denied)
    }

    /// Whether nothing is outside of all these allowances.
    pub(super) fn are_everything(&self, allowed: &BTreeSet<usize>) -> bool {
        let allowed: Vec<Cover> = allowed.iter().map(|number| self.cover(*number, [])).collect();
        !is_left(&self.world, Region::everything(), &allowed)
    }

    fn region(&self, number: usize) -> Region {
        // INVARIANT (rests resolve): they were numbered with the list. One that is not there would
        // be no condition.
        self.rests.get(number).map_or_else(Region::everything, Region::of)
    }

    fn cover<'n>(&self, when: usize, unless: impl IntoIterator<Item = &'n usize>) -> Cover {
        let rest = |number: usize| self.rests.get(number).cloned().unwrap_or_default();
        Cover { when: rest(when), unless: unless.into_iter().map(|number| rest(*number)).collect() }
    }
}

/// Whether some point of the region is in none of these.
///
/// The axes are five, whatever the policy, so the question is answered in a number of steps that is a
/// power of the number of covers at most: it needs no budget.
pub(super) fn is_left(world: &World<'_>, region: Region, covers: &[Cover]) -> bool {
    let mut steps = Steps::new(Budget::of_steps(u64::MAX));
    let mut uncovered = Uncovered::new(world, region, covers);
    loop {
        let point = match uncovered.next(&mut steps) {
            Ok(None) => return false,
            Ok(Some(region)) => Point::of(&region, world, 0, &mut steps),
            Err(Spent) => Err(Spent),
        };
        // INVARIANT (never spent): nobody lives that long. What is not known to be nothing is
        // something.
        if !matches!(point, Ok(None)) {
            return true;
        }
    }
}
