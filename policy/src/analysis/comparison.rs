//! Two documents, compared by what they allow.

use alloc::{boxed::Box, vec::Vec};

use super::{
    Answer, Budget, Change, Found, Hints, Span, Undecided,
    budget::{Spent, Steps},
    change::Cause,
    edits::{Edited, Way},
    exact::{texts_of_instances, texts_of_people},
    questions::exceptions,
    region::{Cover, Region},
    rules::{By, Rules, ids},
    search::Uncovered,
    witness::witness,
    world::World,
};
use crate::{Decision, Document, Policy, Request};

/// An old and a new document, and everything that one allows and the other does not.
///
/// Only rules that are not in both can make a difference, so what it costs is what they cost: the
/// rest of the documents is looked at where it meets them. Rules are compared by what they say, with
/// the zones, schedules and calendars that they name: a zone that is edited is an edit of the rules
/// that use it.
#[derive(Debug)]
pub struct Comparison<'a> {
    pub(crate) world: World<'a>,
    pub(crate) old: Side<'a>,
    pub(crate) new: Side<'a>,
    pub(crate) hints: &'a Hints,
}

#[derive(Debug)]
pub(crate) struct Side<'a> {
    pub(crate) rules: Rules<'a>,
    pub(crate) policy: Policy,
}

/// Where to look for what an edit changes: in this region, less these covers.
struct Part<'c, 'a> {
    region: Region,
    covers: Vec<&'c Cover>,
    /// What makes the difference there.
    by: Vec<By<'a>>,
}

impl<'a> Comparison<'a> {
    /// Prepares the comparison of two documents.
    #[must_use]
    pub fn new(old: &'a Document, new: &'a Document, hints: &'a Hints) -> Self {
        let texts = texts_of_people(&hints.people).into_iter();
        let texts = texts.chain(texts_of_instances(&hints.instances));
        let world = World::new(&[old, new], &[], texts, hints.near);
        let side = |at: usize, document: &'a Document| Side {
            rules: Rules::new(&world, at, document),
            policy: Policy::compile(document.clone()),
        };
        let (old, new) = (side(0, old), side(1, new));
        Self { world, old, new, hints }
    }

    /// What the new document allows and the old one denies, by what was edited, at most so many
    /// regions of each edit; the budget is that of each edit, too. Empty: the new one allows nothing
    /// more, which is a proof.
    ///
    /// What two edits open only together, or each alone, is told of each of them.
    #[must_use]
    pub fn opened(&self, regions: usize, budget: Budget) -> Vec<Change> {
        self.opening(regions, budget).filter(|change| !change.is_none()).collect()
    }

    /// What the old document allows and the new one denies.
    #[must_use]
    pub fn closed(&self, regions: usize, budget: Budget) -> Vec<Change> {
        self.closing(regions, budget).filter(|change| !change.is_none()).collect()
    }

    /// The same as [`Self::opened`], one edit after the other, and also of those that turn out to open
    /// nothing: nothing is searched before it is asked for.
    pub fn opening(
        &self,
        regions: usize,
        budget: Budget,
    ) -> impl ExactSizeIterator<Item = Change> + '_ {
        self.changes(self.to_new(), regions, budget)
    }

    /// The same of what is closed.
    pub fn closing(
        &self,
        regions: usize,
        budget: Budget,
    ) -> impl ExactSizeIterator<Item = Change> + '_ {
        self.changes(self.to_old(), regions, budget)
    }

    /// A request that the two decide differently. If there is none, that is a proof that they are
    /// equivalent.
    pub fn first_difference(&self, budget: Budget) -> Answer {
        let mut steps = Steps::new(budget);
        for way in [self.to_new(), self.to_old()] {
            for edited in self.edited(way) {
                let (mut found, undecided) = self.found(way, &edited, 1, &mut steps);
                match (found.regions.pop(), undecided) {
                    (Some(found), _) => return Answer::Found(Box::new(found)),
                    (None, Some(undecided)) => return Answer::Undecided(undecided),
                    (None, None) => {}
                }
            }
        }
        Answer::None(steps.effort())
    }

    pub(crate) const fn to_new(&self) -> Way<'_, 'a> {
        Way { from: &self.old, to: &self.new }
    }

    pub(crate) const fn to_old(&self) -> Way<'_, 'a> {
        Way { from: &self.new, to: &self.old }
    }

    fn changes<'c>(
        &'c self,
        way: Way<'c, 'a>,
        limit: usize,
        budget: Budget,
    ) -> impl ExactSizeIterator<Item = Change> + 'c {
        self.edited(way).into_iter().map(move |edited| {
            let mut steps = Steps::new(budget);
            let (found, undecided) = self.found(way, &edited, limit, &mut steps);
            let mut change = Change::new(Cause::of(edited.by), edited.edit);
            change.regions = found.regions;
            change.is_complete = found.is_complete && undecided.is_none();
            change.undecided = undecided;
            change.effort = steps.effort();
            change
        })
    }

    /// At most so many regions of what one edit opens this way, and why there are no more if that was
    /// not found out.
    ///
    /// One side may allow what the other denies in its own allow rules, where no rule of the other
    /// allows; and where the other's deny rules meet its allow rules.
    fn found(
        &self,
        way: Way<'_, 'a>,
        edited: &Edited<'_, 'a>,
        limit: usize,
        steps: &mut Steps,
    ) -> (Regions, Option<Undecided>) {
        let mut all = Regions { regions: Vec::new(), limit, is_complete: true };
        let found = self.look(way, edited, &mut all, steps);
        (all, found.err())
    }

    fn look(
        &self,
        way: Way<'_, 'a>,
        edited: &Edited<'_, 'a>,
        all: &mut Regions,
        steps: &mut Steps,
    ) -> Result<(), Undecided> {
        let Way { from, to } = way;
        if let Some(allow) = edited.allow {
            let region = Region::of(&allow.cover.when);
            let denies = to.rules.denies.near(&region);
            let covers = denies.chain(from.rules.allows.near(&region)).map(|rule| &rule.cover);
            // What a deny rule of the same id held back is told below.
            let covers = covers.chain(edited.deny.map(|deny| &deny.cover)).collect();
            self.gather(way, Part { region, covers, by: [allow.by].into() }, all, steps)?;
        }
        let Some(deny) = edited.deny else { return Ok(()) };
        let asked = Region::of(&deny.cover.when);
        let unless = exceptions(&deny.cover);
        let mut told: Vec<&Cover> = Vec::new();
        for allow in to.rules.allows.near(&asked) {
            if !all.is_complete {
                break;
            }
            let mut region = asked.clone();
            region.meet(&allow.cover.when);
            let denies = to.rules.denies.near(&region).map(|rule| &rule.cover);
            // What two rules allow is told of the first.
            let covers = denies.chain(&unless).chain(told.iter().copied()).collect();
            let before = all.regions.len();
            self.gather(way, Part { region, covers, by: [deny.by, allow.by].into() }, all, steps)?;
            if all.regions.len() > before {
                told.push(&allow.cover);
            }
        }
        Ok(())
    }

    /// Adds the regions of one part, up to the limit.
    fn gather(
        &self,
        way: Way<'_, 'a>,
        part: Part<'_, 'a>,
        all: &mut Regions,
        steps: &mut Steps,
    ) -> Result<(), Undecided> {
        let mut uncovered = Uncovered::new(&self.world, part.region, part.covers);
        let mut next = |steps: &mut Steps| -> Result<Option<(Request, Span)>, Spent> {
            while let Some(region) = uncovered.next(steps)? {
                if let Some(request) = witness(&self.world, &region, self.hints, steps)? {
                    return Ok(Some((request, Span::new(&region, &self.world))));
                }
            }
            Ok(None)
        };
        loop {
            let found = next(steps).map_err(|Spent| Undecided::OutOfSteps(steps.effort()))?;
            let Some((witness, region)) = found else { return Ok(()) };
            if all.regions.len() == all.limit {
                all.is_complete = false;
                return Ok(());
            }
            if !way.differs(&witness) {
                return Err(Undecided::Contradicted(witness));
            }
            let rules = ids(part.by.iter().copied());
            all.regions.push(Found { rules, witness, region, effort: steps.effort() });
        }
    }
}

/// Regions of what one edit opens.
struct Regions {
    regions: Vec<Found>,
    limit: usize,
    /// Whether there are no more of them in what was looked at.
    is_complete: bool,
}

impl Way<'_, '_> {
    /// Whether the engine allows the request this way only.
    pub(crate) fn differs(&self, request: &Request) -> bool {
        let is_allowed =
            |side: &Side<'_>| matches!(side.policy.decide(request.clone()), Decision::Allow(_));
        !is_allowed(self.from) && is_allowed(self.to)
    }
}
