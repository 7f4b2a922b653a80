//! What some covers leave of a region, and the first time at which they leave anything.

use alloc::vec::Vec;

use super::{
    axes::Axis,
    budget::{Spent, Steps},
    hints::Hints,
    ranges::Ranges,
    region::{Cover, Region},
    search::Uncovered,
    witness::witness,
    world::World,
};
use crate::Request;

/// Covers, and where to look for what they leave.
pub(super) struct Gap<'g, 'a> {
    pub(super) world: &'g World<'a>,
    pub(super) hints: &'g Hints,
    pub(super) covers: Vec<&'g Cover>,
}

impl Gap<'_, '_> {
    /// A request of the region that no cover holds, and what is like it.
    pub(super) fn any(
        &self,
        region: &Region,
        steps: &mut Steps,
    ) -> Result<Option<(Request, Region)>, Spent> {
        let covers = self.covers.iter().copied();
        let mut uncovered = Uncovered::new(self.world, region.clone(), covers);
        while let Some(region) = uncovered.next(steps)? {
            if let Some(request) = witness(self.world, &region, self.hints, steps)? {
                return Ok(Some((request, region)));
            }
        }
        Ok(None)
    }

    /// The first of them in time, and what is like it at that time and as far as nothing else is to be
    /// minded later.
    ///
    /// Whether there is one up to a moment is a question that more moments never turn from yes to no,
    /// so the first of them is found by halving; and within it the first of its hours likewise.
    pub(super) fn earliest(
        &self,
        region: &Region,
        steps: &mut Steps,
    ) -> Result<Option<(Request, Region)>, Spent> {
        let Some(found) = self.any(region, steps)? else { return Ok(None) };
        let clock = &self.world.clock;
        let all = || Ranges::run(0, clock.moments());
        let moments = region.set(Axis::MOMENT).cloned().unwrap_or_else(all);
        let moments: Vec<u32> = moments.iter().collect();
        let Some(moment) = self.first(region, Axis::MOMENT, &moments, steps)? else {
            return Ok(Some(found));
        };
        let mut then = region.clone();
        then.keep(Axis::MOMENT, &Ranges::one(moment));
        let mut hours = clock.order(moment, self.hints.near);
        if let Some(set) = region.set(Axis::HOURS) {
            hours.retain(|class| set.contains(*class));
        }
        let Some(hour) = self.first(&then, Axis::HOURS, &hours, steps)? else {
            return Ok(Some(found));
        };
        then.keep(Axis::HOURS, &Ranges::one(hour));
        let Some((request, narrow)) = self.any(&then, steps)? else { return Ok(Some(found)) };
        Ok(Some((request, self.widest(narrow, region, moment))))
    }

    /// The first of these classes of an axis for which there is one.
    fn first(
        &self,
        region: &Region,
        axis: Axis,
        classes: &[u32],
        steps: &mut Steps,
    ) -> Result<Option<u32>, Spent> {
        let (mut from, mut to) = (0, classes.len());
        // INVARIANT (found): with all of the classes there is one, so `to` never has to be last.
        while to.saturating_sub(from) > 1 {
            let middle = from.midpoint(to);
            let mut part = region.clone();
            part.keep(axis, &classes.iter().take(middle).copied().collect());
            if self.any(&part, steps)?.is_some() {
                to = middle;
            } else {
                from = middle;
            }
        }
        Ok(classes.get(from).copied())
    }

    /// The region with as many of the later times in it as no cover touches, or with all hours of the
    /// moment; otherwise as it is.
    fn widest(&self, narrow: Region, all: &Region, moment: u32) -> Region {
        let widened = |moments: Option<&Ranges>| {
            let mut wide = narrow.clone();
            for (axis, set) in [
                (Axis::MOMENT, moments.or(all.set(Axis::MOMENT))),
                (Axis::HOURS, all.set(Axis::HOURS)),
            ] {
                wide.free(axis);
                if let Some(set) = set {
                    wide.keep(axis, set);
                }
            }
            wide.keep(Axis::MOMENT, &Ranges::run(moment, self.world.clock.moments()));
            wide
        };
        let ever = widened(None);
        let touching = self.covers.iter().filter(|cover| touches(&ever, cover));
        let begins = touching.map(|cover| {
            let mut moments = cover
                .when
                .sets
                .iter()
                .filter(|(axis, _)| *axis == Axis::MOMENT)
                .map(|(_, set)| set);
            let set = moments.next();
            set.map_or(moment, |set| set.iter().find(|at| *at >= moment).unwrap_or(u32::MAX))
        });
        let end = begins.min().unwrap_or(u32::MAX);
        if end > moment {
            let until = Ranges::run(moment, end);
            let until = all.set(Axis::MOMENT).map_or(until.clone(), |set| set.meet(&until));
            return widened(Some(&until));
        }
        narrow
    }
}

/// Whether a cover may hold something of a region.
fn touches(region: &Region, cover: &Cover) -> bool {
    !region.misses(&cover.when) && !cover.unless.iter().any(|unless| region.is_within(unless))
}
