//! Regions of the space of requests, and conjunctions that cut them.

use alloc::{sync::Arc, vec::Vec};

use super::{axes::Axis, ranges::Ranges, world::World};

/// Conditions all of which must hold: what a clause asks for. All are positive.
#[derive(Clone, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub(crate) struct Conjunction {
    /// The classes of each axis that it restricts, in the order of the axes.
    pub(crate) sets: Vec<(Axis, Arc<Ranges>)>,
    /// The caller is in one of these groups.
    pub(crate) groups: Option<Arc<Ranges>>,
    /// The relations that hold, by their numbers, in order.
    pub(crate) relations: Vec<u32>,
}

/// A conjunction, less some others: a rule with its exceptions.
#[derive(Clone, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub(crate) struct Cover {
    pub(crate) when: Conjunction,
    pub(crate) unless: Vec<Conjunction>,
}

/// A set of requests: all that meet every condition.
#[derive(Clone, Debug, Default)]
pub(crate) struct Region {
    /// The classes of each axis that is restricted, in the order of the axes.
    sets: Vec<(Axis, Ranges)>,
    /// The groups that the caller is in none of.
    pub(crate) outside: Ranges,
    /// Of each of these, the caller is in some group.
    pub(crate) inside: Vec<Arc<Ranges>>,
    /// The caller is in no group that no condition names.
    pub(crate) is_closed: bool,
    /// The relations that are known to hold, or not to, by their numbers.
    pub(crate) relations: Vec<(u32, bool)>,
}

/// One condition of a conjunction.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Literal<'a> {
    Set(Axis, &'a Ranges),
    Groups(&'a Arc<Ranges>),
    Relation(u32),
}

/// What a condition is for a region.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Standing {
    /// It holds everywhere.
    Everywhere,
    /// It holds nowhere.
    Nowhere,
    /// Neither is seen.
    Open,
}

impl Conjunction {
    pub(crate) fn literals(&self) -> impl Iterator<Item = Literal<'_>> {
        let sets = self.sets.iter().map(|(axis, set)| Literal::Set(*axis, set));
        sets.chain(self.others())
    }

    /// Those that are no sets of one axis.
    fn others(&self) -> impl Iterator<Item = Literal<'_>> {
        let groups = self.groups.iter().map(Literal::Groups);
        groups.chain(self.relations.iter().map(|number| Literal::Relation(*number)))
    }
}

impl Region {
    /// Every request.
    pub(crate) fn everything() -> Self {
        Self::default()
    }

    /// The requests that meet these conditions.
    pub(crate) fn of(conditions: &Conjunction) -> Self {
        let mut region = Self::everything();
        region.meet(conditions);
        region
    }

    pub(crate) fn set(&self, axis: Axis) -> Option<&Ranges> {
        let at = self.place(axis).ok()?;
        self.sets.get(at).map(|(_, set)| set)
    }

    pub(crate) fn sets(&self) -> &[(Axis, Ranges)] {
        &self.sets
    }

    /// Leaves these classes of an axis.
    pub(crate) fn keep(&mut self, axis: Axis, classes: &Ranges) {
        match self.place(axis) {
            Ok(at) => {
                if let Some((_, set)) = self.sets.get_mut(at) {
                    *set = set.meet(classes);
                }
            }
            Err(at) => self.sets.insert(at, (axis, classes.clone())),
        }
    }

    /// Forgets what is asked of an axis.
    pub(crate) fn free(&mut self, axis: Axis) {
        self.sets.retain(|(known, _)| *known != axis);
    }

    /// Takes these classes of an axis away, of which there are so many altogether.
    pub(crate) fn remove(&mut self, axis: Axis, classes: &Ranges, all: u32) {
        match self.place(axis) {
            Ok(at) => {
                if let Some((_, set)) = self.sets.get_mut(at) {
                    *set = set.without(classes);
                }
            }
            Err(at) => self.sets.insert(at, (axis, Ranges::run(0, all).without(classes))),
        }
    }

    /// The requests of it by callers of no name that is asked for, about instances of no such id, where
    /// there are some; and by callers who are in one group of each of those they must be in one of.
    pub(crate) fn plain(&self, world: &World<'_>) -> Self {
        let mut plain = self.clone();
        let other = Ranges::one(world.texts.other());
        for axis in [Axis::USER, Axis::ID] {
            if plain.set(axis).is_none_or(|set| other.within(set)) {
                plain.keep(axis, &other);
            }
        }
        let kept = self.inside.iter().filter_map(|groups| groups.without(&self.outside).first());
        let kept: Ranges = kept.collect();
        plain.outside = plain.outside.join(&Ranges::run(0, world.texts.other()).without(&kept));
        plain
    }

    /// Leaves the requests that meet these conditions.
    pub(crate) fn meet(&mut self, conditions: &Conjunction) {
        conditions.literals().for_each(|literal| self.insist(literal));
    }

    /// Leaves the requests that meet this condition.
    pub(crate) fn insist(&mut self, literal: Literal<'_>) {
        match literal {
            Literal::Set(axis, set) => self.keep(axis, set),
            Literal::Groups(groups) => {
                if self.standing_of_groups(groups) != Standing::Everywhere {
                    self.inside.push(groups.clone());
                }
            }
            Literal::Relation(number) => self.relate(number, true),
        }
    }

    /// Leaves the requests that do not meet this condition; of an axis there are so many classes.
    pub(crate) fn exclude(&mut self, literal: Literal<'_>, size: impl FnOnce(Axis) -> u32) {
        match literal {
            Literal::Set(axis, set) => self.remove(axis, set, size(axis)),
            Literal::Groups(groups) => self.outside = self.outside.join(groups),
            Literal::Relation(number) => self.relate(number, false),
        }
    }

    /// What a condition is here, as far as one look tells.
    pub(crate) fn standing(&self, literal: Literal<'_>) -> Standing {
        match literal {
            Literal::Set(axis, theirs) => standing_of_set(self.set(axis), theirs),
            Literal::Groups(groups) => self.standing_of_groups(groups),
            Literal::Relation(number) => match self.relation(number) {
                Some(true) => Standing::Everywhere,
                Some(false) => Standing::Nowhere,
                None => Standing::Open,
            },
        }
    }

    /// Whether the conjunction is seen to hold nowhere.
    pub(crate) fn misses(&self, conditions: &Conjunction) -> bool {
        let nowhere = |literal| self.standing(literal) == Standing::Nowhere;
        self.beside(conditions).any(|(ours, _, theirs)| ours.is_some_and(|it| !it.overlaps(theirs)))
            || conditions.others().any(nowhere)
    }

    /// Whether the conjunction is seen to hold everywhere.
    pub(crate) fn is_within(&self, conditions: &Conjunction) -> bool {
        let everywhere = |literal| self.standing(literal) == Standing::Everywhere;
        self.beside(conditions).all(|(ours, _, theirs)| ours.is_some_and(|it| it.within(theirs)))
            && conditions.others().all(everywhere)
    }

    /// What the conditions are here, as [`standing`](Self::standing) tells of each.
    pub(crate) fn standings<'c>(
        &self,
        conditions: &'c Conjunction,
    ) -> impl Iterator<Item = (Literal<'c>, Standing)> {
        let sets = self.beside(conditions).map(|(ours, axis, theirs)| {
            (Literal::Set(axis, theirs), standing_of_set(ours, theirs))
        });
        sets.chain(conditions.others().map(|literal| (literal, self.standing(literal))))
    }

    /// Each set of the conditions beside the one of the region: both are in order.
    fn beside<'c>(
        &self,
        conditions: &'c Conjunction,
    ) -> impl Iterator<Item = (Option<&Ranges>, Axis, &'c Ranges)> {
        let mut ours = self.sets.as_slice();
        conditions.sets.iter().map(move |(axis, theirs)| {
            while let Some(((known, set), rest)) = ours.split_first() {
                if known > axis {
                    break;
                }
                ours = rest;
                if known == axis {
                    return (Some(set), *axis, &**theirs);
                }
            }
            (None, *axis, &**theirs)
        })
    }

    pub(crate) fn relation(&self, number: u32) -> Option<bool> {
        self.relations.iter().find(|(known, _)| *known == number).map(|(_, holds)| *holds)
    }

    /// A relation that is said to hold and not to hold is kept both ways: nothing meets that.
    fn relate(&mut self, number: u32, holds: bool) {
        if !self.relations.contains(&(number, holds)) {
            self.relations.push((number, holds));
        }
    }

    /// Positive conditions on groups hold together where the caller is in every group that is not
    /// excluded: so another holds nowhere if all of its groups are, and everywhere if one of those
    /// that are asked for leaves no group but its own.
    fn standing_of_groups(&self, groups: &Ranges) -> Standing {
        if groups.within(&self.outside) {
            return Standing::Nowhere;
        }
        let implied = |asked: &Arc<Ranges>| {
            asked.within(groups)
                || (asked.overlaps(&self.outside) && asked.without(&self.outside).within(groups))
        };
        if self.inside.iter().any(implied) { Standing::Everywhere } else { Standing::Open }
    }

    fn place(&self, axis: Axis) -> Result<usize, usize> {
        self.sets.binary_search_by_key(&axis, |(axis, _)| *axis)
    }
}

fn standing_of_set(ours: Option<&Ranges>, theirs: &Ranges) -> Standing {
    match ours {
        Some(ours) if !ours.overlaps(theirs) => Standing::Nowhere,
        Some(ours) if ours.within(theirs) => Standing::Everywhere,
        Some(_) | None => Standing::Open,
    }
}
