//! The search for what one edit opens.

use alloc::vec::Vec;

use super::{
    Found, Span, Undecided,
    budget::{Spent, Steps},
    comparison::Comparison,
    edits::{Edited, Way},
    region::{Cover, Region},
    rules::{By, Ruled, ids},
    search::Uncovered,
    witness::witness,
};
use crate::Request;

/// Looks for regions of what one edit opens.
pub(crate) struct Hunt<'c, 'a> {
    comparison: &'c Comparison<'a>,
    way: Way<'c, 'a>,
    edited: Edited<'c, 'a>,
    /// The exceptions of the deny rule of the edit.
    unless: &'c [Cover],
    want: Want,
    /// What was found.
    pub(crate) regions: Vec<Found>,
    /// Whether there is no more of it.
    pub(crate) is_complete: bool,
    /// Where more may be found: of everything the first is told before the second of anything.
    open: Vec<Part<'c, 'a>>,
}

/// How much is wanted.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Want {
    /// One region, and no word about others.
    Any,
    /// So many at most, and whether there are more.
    UpTo(usize),
}

/// Where to look.
struct Part<'c, 'a> {
    uncovered: Uncovered<'c, 'c>,
    /// What makes the difference there.
    by: [Option<By<'a>>; 2],
}

impl<'c, 'a> Hunt<'c, 'a> {
    pub(crate) const fn new(
        comparison: &'c Comparison<'a>,
        way: Way<'c, 'a>,
        edited: Edited<'c, 'a>,
        unless: &'c [Cover],
        want: Want,
    ) -> Self {
        Self {
            comparison,
            way,
            edited,
            unless,
            want,
            regions: Vec::new(),
            is_complete: true,
            open: Vec::new(),
        }
    }

    /// Finds as much as is wanted; an error if it was not found out whether there is more.
    ///
    /// One side may allow what the other denies in its own allow rules, where no rule of the other
    /// allows; and where the other's deny rules meet its allow rules.
    pub(crate) fn run(&mut self, steps: &mut Steps) -> Result<(), Undecided> {
        if let Some(allow) = self.edited.allow {
            self.look_in_allow(allow, steps)?;
        }
        if let Some(deny) = self.edited.deny {
            self.look_in_deny(deny, steps)?;
        }
        while self.is_complete && !self.open.is_empty() {
            for part in core::mem::take(&mut self.open) {
                self.take(part, steps)?;
            }
        }
        Ok(())
    }

    fn look_in_allow(&mut self, allow: &Ruled<'a>, steps: &mut Steps) -> Result<(), Undecided> {
        let region = Region::of(&allow.cover.when);
        let denies = self.way.to.rules.denies.near(&region);
        let allows = self.way.from.rules.allows.near(&region);
        // What a deny rule of the same id held back is told of that.
        let covers = denies.chain(allows).chain(self.edited.deny).map(|rule| &rule.cover);
        let uncovered = Uncovered::new(&self.comparison.world, region.clone(), covers);
        self.look(uncovered, self.edited.other_allow, [Some(allow.by), None], steps)
    }

    fn look_in_deny(&mut self, deny: &Ruled<'a>, steps: &mut Steps) -> Result<(), Undecided> {
        let asked = Region::of(&deny.cover.when);
        let mut told: Vec<&Cover> = Vec::new();
        for allow in self.way.to.rules.allows.near(&asked) {
            if !self.is_complete {
                break;
            }
            let mut region = asked.clone();
            region.meet(&allow.cover.when);
            let denies = self.way.to.rules.denies.near(&region).map(|rule| &rule.cover);
            // What two rules allow is told of the first.
            let covers = denies.chain(self.unless).chain(told.iter().copied());
            let uncovered = Uncovered::new(&self.comparison.world, region.clone(), covers);
            let before = self.regions.len();
            self.look(uncovered, self.edited.other_deny, [Some(deny.by), Some(allow.by)], steps)?;
            if self.regions.len() > before {
                told.push(&allow.cover);
            }
        }
        Ok(())
    }

    /// Looks for what is not covered, one after the other in each way to be outside of what the same
    /// rule says in the other document: so that each condition that was edited is told of.
    fn look(
        &mut self,
        uncovered: Uncovered<'c, 'c>,
        other: Option<&'c Ruled<'a>>,
        by: [Option<By<'a>>; 2],
        steps: &mut Steps,
    ) -> Result<(), Undecided> {
        let parts = match other {
            Some(rule) => uncovered.outside(&rule.cover),
            None => [uncovered].into(),
        };
        parts.into_iter().try_for_each(|uncovered| self.take(Part { uncovered, by }, steps))
    }

    /// Takes the next region of one part, unless there are as many as are wanted: then it is noted that
    /// there is one more.
    fn take(&mut self, mut part: Part<'c, 'a>, steps: &mut Steps) -> Result<(), Undecided> {
        if !self.is_complete {
            return Ok(());
        }
        let found = self.next(&mut part.uncovered, steps);
        let found = found.map_err(|Spent| Undecided::OutOfSteps(steps.effort()))?;
        let Some((witness, region)) = found else { return Ok(()) };
        if matches!(self.want, Want::UpTo(limit) if self.regions.len() == limit) {
            self.is_complete = false;
            return Ok(());
        }
        if !self.way.differs(&witness) {
            return Err(Undecided::Contradicted(witness));
        }
        let rules = ids(part.by.into_iter().flatten());
        self.regions.push(Found { rules, witness, region, effort: steps.effort() });
        self.open.push(part);
        self.is_complete = !matches!(self.want, Want::Any);
        Ok(())
    }

    fn next(
        &self,
        uncovered: &mut Uncovered<'c, 'c>,
        steps: &mut Steps,
    ) -> Result<Option<(Request, Span)>, Spent> {
        let Comparison { world, hints, .. } = self.comparison;
        while let Some(region) = uncovered.next(steps)? {
            if let Some(request) = witness(world, &region, hints, steps)? {
                return Ok(Some((request, Span::new(&region, world))));
            }
        }
        Ok(None)
    }
}
