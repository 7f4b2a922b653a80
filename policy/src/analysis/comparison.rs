//! Two documents, compared by what they allow.

use alloc::{boxed::Box, collections::BTreeMap, vec::Vec};

use super::{
    Answer, Budget, Cause, Change, Edit, Hints,
    budget::Steps,
    edits::{Edited, Way},
    engine::Engine,
    exact::{texts_of_instances, texts_of_people},
    excerpt::Excerpt,
    hunt::{Hunt, Want},
    questions::exceptions,
    region::Cover,
    rules::Rules,
    world::World,
};
use crate::{Decision, Document, Request};

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
    pub(crate) engine: Engine<'a>,
}

impl<'a> Comparison<'a> {
    /// Prepares the comparison of two documents.
    #[must_use]
    pub fn new(old: &'a Document, new: &'a Document, hints: &'a Hints) -> Self {
        let texts = texts_of_people(&hints.people).into_iter();
        let texts = texts.chain(texts_of_instances(&hints.instances));
        let excerpts = Excerpt::of_two(old, new);
        let world = World::new(&excerpts, &[], texts, hints.near);
        let side = |at: usize, excerpt: &Excerpt<'a>| Side {
            rules: Rules::new(&world, at, excerpt),
            engine: Engine::new(excerpt.document),
        };
        let [old, new] = &excerpts;
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

    /// Everything that was edited and may make a difference: rules that say what no rule of the other
    /// document says, and tags that are required in one of the two. Found without a search.
    #[must_use]
    pub fn edits(&self) -> BTreeMap<Cause, Edit> {
        let edited = [self.to_new(), self.to_old()].map(|way| self.edited(way));
        edited.into_iter().flatten().map(|it| (Cause::of(it.by), it.edit)).collect()
    }

    /// A request that the two decide differently. If there is none, that is a proof that they are
    /// equivalent.
    pub fn first_difference(&self, budget: Budget) -> Answer {
        let mut steps = Steps::new(budget);
        for way in [self.to_new(), self.to_old()] {
            for edited in self.edited(way) {
                let unless = exceptions_of(&edited);
                let mut hunt = Hunt::new(self, way, edited, &unless, Want::Any);
                match (hunt.run(&mut steps), hunt.regions.pop()) {
                    (_, Some(found)) => return Answer::Found(Box::new(found)),
                    (Err(undecided), None) => return Answer::Undecided(undecided),
                    (Ok(()), None) => {}
                }
            }
        }
        Answer::None(steps.effort())
    }

    /// What the old and the new policy decide about a request: with the reasons of the engine.
    pub fn decisions(&self, request: &Request) -> (Decision, Decision) {
        (self.old.engine.decide(request), self.new.engine.decide(request))
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
            let mut change = Change::new(Cause::of(edited.by), edited.edit);
            let unless = exceptions_of(&edited);
            let mut hunt = Hunt::new(self, way, edited, &unless, Want::UpTo(limit));
            change.undecided = hunt.run(&mut steps).err();
            change.is_complete = hunt.is_complete && change.undecided.is_none();
            change.regions = hunt.regions;
            change.effort = steps.effort();
            change
        })
    }
}

fn exceptions_of(edited: &Edited<'_, '_>) -> Vec<Cover> {
    edited.deny.map(|deny| exceptions(&deny.cover)).unwrap_or_default()
}

impl Way<'_, '_> {
    /// Whether the engine allows the request this way only.
    pub(crate) fn differs(&self, request: &Request) -> bool {
        let is_allowed = |side: &Side<'_>| side.engine.decide(request).is_allow();
        !is_allowed(self.from) && is_allowed(self.to)
    }
}
