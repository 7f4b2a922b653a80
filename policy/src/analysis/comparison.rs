//! Two documents, compared by what they allow.

use alloc::{
    boxed::Box,
    collections::{BTreeMap, btree_map::Entry},
    string::{String, ToString},
    vec::Vec,
};

use super::{
    Answer, Budget, Effort, Found, Hints, Span, Undecided,
    budget::{Spent, Steps},
    exact::{texts_of_instances, texts_of_people},
    questions::exceptions,
    region::{Cover, Region},
    rules::{By, Ruled, Rules, ids},
    search::Uncovered,
    witness::witness,
    world::World,
};
use crate::{Decision, Document, Policy, Request, RuleId};

/// An old and a new document, and everything that one allows and the other does not.
///
/// Only rules that are not in both can make a difference, so what it costs is what they cost: the
/// rest of the documents is looked at where it meets them. Rules are compared by what they say, with
/// the zones, schedules and calendars that they name: a zone that is edited is an edit of the rules
/// that use it.
#[derive(Debug)]
pub struct Comparison<'a> {
    world: World<'a>,
    old: Side<'a>,
    new: Side<'a>,
    hints: &'a Hints,
}

#[derive(Debug)]
struct Side<'a> {
    rules: Rules<'a>,
    policy: Policy,
}

/// What one edit opens, or closes.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Change {
    /// What was edited.
    pub cause: Cause,
    /// How.
    pub edit: Edit,
    /// Regions of requests that it opens (or closes), disjoint, each with a witness. Never empty,
    /// unless the search did not come to an end.
    pub regions: Vec<Found>,
    /// Whether the regions are all there are: neither the limit nor the budget cut them short.
    pub is_complete: bool,
    /// Why the search did not come to an end, if it did not.
    pub undecided: Option<Undecided>,
    /// What it cost.
    pub effort: Effort,
}

/// What can make a difference.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
#[expect(clippy::exhaustive_enums, reason = "these are what a decision rests on")]
pub enum Cause {
    /// A rule.
    Rule(RuleId),
    /// A tag of `required_tags`.
    RequiredTag(String),
}

/// How the cause differs.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
#[expect(clippy::exhaustive_enums, reason = "something is there before, after, or both")]
pub enum Edit {
    /// It was not in force before.
    Added,
    /// It is not in force any more.
    Removed,
    /// It says something else.
    Changed,
}

/// A direction to look in.
#[derive(Clone, Copy, Debug)]
struct Way<'c, 'a> {
    /// What denies.
    from: &'c Side<'a>,
    /// What allows.
    to: &'c Side<'a>,
}

/// Where to look for what an edit changes: in this region, less these covers and, of the rules,
/// those that say so.
struct Part<'c> {
    by: By<'c>,
    also: Option<By<'c>>,
    region: Region,
    covers: Vec<Cover>,
    /// Also not where the other side allows: what it allowed anyway is not this edit's.
    but_allowed: bool,
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
    /// regions of each edit. Empty, with every search at its end: the new one allows nothing more.
    ///
    /// What two edits open only together, or each alone, is told of each of them.
    #[must_use]
    pub fn opened(&self, regions: usize, budget: Budget) -> Vec<Change> {
        self.changes(Way { from: &self.old, to: &self.new }, regions, budget)
    }

    /// What the old document allows and the new one denies.
    #[must_use]
    pub fn closed(&self, regions: usize, budget: Budget) -> Vec<Change> {
        self.changes(Way { from: &self.new, to: &self.old }, regions, budget)
    }

    /// A request that the two decide differently. If there is none, that is a proof that they are
    /// equivalent.
    pub fn first_difference(&self, budget: Budget) -> Answer {
        let mut steps = Steps::new(budget);
        for way in [Way { from: &self.old, to: &self.new }, Way { from: &self.new, to: &self.old }]
        {
            for part in way.parts() {
                match self.regions(way, &part, 1, &mut steps) {
                    Ok((mut found, _)) => {
                        if let Some(found) = found.pop() {
                            return Answer::Found(Box::new(found));
                        }
                    }
                    Err(undecided) => return Answer::Undecided(undecided),
                }
            }
        }
        Answer::None(steps.effort())
    }

    fn changes(&self, way: Way<'_, 'a>, limit: usize, budget: Budget) -> Vec<Change> {
        let mut changes: BTreeMap<Cause, (Change, Steps)> = BTreeMap::new();
        for part in way.parts() {
            let cause = Cause::of(part.by);
            let (change, steps) = match changes.entry(cause) {
                Entry::Occupied(entry) => entry.into_mut(),
                Entry::Vacant(entry) => {
                    let cause = entry.key().clone();
                    let edit = self.edit(part.by);
                    entry.insert((Change::new(cause, edit), Steps::new(budget)))
                }
            };
            if change.undecided.is_some() {
                continue;
            }
            let left = limit.saturating_sub(change.regions.len());
            match self.regions(way, &part, left, steps) {
                Ok((regions, is_complete)) => {
                    change.regions.extend(regions);
                    change.is_complete &= is_complete;
                }
                Err(undecided) => {
                    change.undecided = Some(undecided);
                    change.is_complete = false;
                }
            }
            change.effort = steps.effort();
        }
        let changes = changes.into_values().map(|(change, _)| change);
        changes.filter(|change| !change.regions.is_empty() || change.undecided.is_some()).collect()
    }

    /// At most so many regions of one part, and whether they are all; an error if that was not found
    /// out.
    fn regions(
        &self,
        way: Way<'_, 'a>,
        part: &Part<'_>,
        limit: usize,
        steps: &mut Steps,
    ) -> Result<(Vec<Found>, bool), Undecided> {
        let denied = way.to.rules.denies.near(&part.region);
        let others = part.but_allowed.then(|| way.from.rules.allows.near(&part.region));
        let near: Vec<&Cover> =
            denied.chain(others.into_iter().flatten()).map(|rule| &rule.cover).collect();
        let covers = near.into_iter().chain(&part.covers);
        let mut uncovered = Uncovered::new(&self.world, part.region.clone(), covers);
        let mut regions = Vec::new();
        let mut next = |steps: &mut Steps| -> Result<Option<(Request, Span)>, Spent> {
            while let Some(region) = uncovered.next(steps)? {
                if let Some(request) = witness(&self.world, &region, self.hints, steps)? {
                    return Ok(Some((request, Span::new(&region, &self.world))));
                }
            }
            Ok(None)
        };
        loop {
            match next(steps) {
                Err(Spent) => return Err(Undecided::OutOfSteps(steps.effort())),
                Ok(None) => return Ok((regions, true)),
                Ok(Some(_)) if regions.len() == limit => return Ok((regions, false)),
                Ok(Some((witness, region))) => {
                    let is_allowed = |side: &Side<'_>| {
                        matches!(side.policy.decide(witness.clone()), Decision::Allow(_))
                    };
                    if is_allowed(way.from) || !is_allowed(way.to) {
                        return Err(Undecided::Contradicted(witness));
                    }
                    let rules = ids([Some(part.by), part.also].into_iter().flatten());
                    regions.push(Found { rules, witness, region, effort: steps.effort() });
                }
            }
        }
    }

    fn edit(&self, by: By<'_>) -> Edit {
        let has = |side: &Side<'_>| {
            let rules = side.rules.allows.list.iter().chain(&side.rules.denies.list);
            rules.into_iter().any(|rule| rule.by == by)
        };
        match (has(&self.old), has(&self.new)) {
            (true, false) => Edit::Removed,
            (false, _) => Edit::Added,
            (true, true) => Edit::Changed,
        }
    }
}

impl<'c, 'a> Way<'c, 'a> {
    /// Where one side may allow what the other denies: in its allow rules that the other has not,
    /// where no rule of the other allows, and where the other's deny rules that it has not meet its
    /// allow rules.
    fn parts(self) -> impl Iterator<Item = Part<'c>> {
        let Self { from, to } = self;
        let allows = to.rules.allows.beyond(&from.rules.allows).into_iter().map(|allow| Part {
            by: allow.by,
            also: None,
            region: Region::of(&allow.cover.when),
            covers: Vec::new(),
            but_allowed: true,
        });
        let denies = from.rules.denies.beyond(&to.rules.denies);
        let denies = denies.into_iter().flat_map(move |deny: &'c Ruled<'a>| {
            let asked = Region::of(&deny.cover.when);
            let near: Vec<_> = to.rules.allows.near(&asked).collect();
            near.into_iter().map(move |allow| {
                let mut region = asked.clone();
                region.meet(&allow.cover.when);
                Part {
                    by: deny.by,
                    also: Some(allow.by),
                    region,
                    covers: exceptions(&deny.cover),
                    but_allowed: false,
                }
            })
        });
        allows.chain(denies)
    }
}

impl Change {
    const fn new(cause: Cause, edit: Edit) -> Self {
        Self {
            cause,
            edit,
            regions: Vec::new(),
            is_complete: true,
            undecided: None,
            effort: Effort { steps: 0 },
        }
    }
}

impl Cause {
    fn of(by: By<'_>) -> Self {
        match by {
            By::Rule(id) => Self::Rule(id.clone()),
            By::RequiredTag(key) => Self::RequiredTag(key.to_string()),
        }
    }
}
