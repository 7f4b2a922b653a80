//! What is unknown of a request, for the search for what has to change: an allow rule that waits for
//! it does not allow, a deny rule that waits for it denies.

use alloc::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    vec::Vec,
};

use super::{
    axes::Axis,
    lever::Lever,
    ranges::Ranges,
    region::{Conjunction, Cover, Literal, Region},
    world::World,
};
use crate::{CallerFact, Fact, Request};

/// The facts of a request that are unknown. Its region is that of the request without them, so that no
/// condition of an allow rule holds that waits for one.
#[derive(Clone, Debug, Default)]
pub(super) struct Doubt {
    axes: BTreeSet<Axis>,
    groups: bool,
    /// Where it may come from, if not all of that is known.
    places: Option<Ranges>,
}

impl Doubt {
    pub(super) fn of(world: &World<'_>, request: &Request) -> Self {
        let (caller, instance) = (&request.attempt.caller, &request.instance);
        let source = &request.attempt.source;
        let tags = if instance.tags == Fact::Unknown { world.tags.as_slice() } else { &[] };
        let tags = tags.iter().filter_map(|key| world.tag(key));
        let claims = world.claims.iter().filter(|name| caller.claim(name) == Fact::Unknown);
        let claims = claims.filter_map(|name| world.claim(name));
        let others = [
            (caller.user() == Fact::Unknown, Axis::USER),
            (caller.signed_in_at() == Fact::Unknown, Axis::SIGN_IN),
            (caller.issued_at() == Fact::Unknown, Axis::ISSUE),
            (instance.account == Fact::Unknown, Axis::ACCOUNT),
            (instance.region == Fact::Unknown, Axis::REGION),
            (instance.id == Fact::Unknown, Axis::ID),
        ];
        let others = others.into_iter().filter(|(unknown, _)| *unknown).map(|(_, axis)| axis);
        let is_somewhere =
            source.address() == Fact::Unknown || source.vpc_endpoint() == Fact::Unknown;
        Self {
            axes: others.chain(tags).chain(claims).collect(),
            groups: caller.groups() == Fact::Unknown,
            places: is_somewhere.then(|| world.places.possible(source)),
        }
    }

    /// What is left of it once these levers are pulled: who signs in again, or goes somewhere else, has
    /// known facts.
    pub(super) fn after(&self, levers: &BTreeSet<Lever>) -> Self {
        let mut left = self.clone();
        if levers.contains(&Lever::SignIn) || levers.contains(&Lever::Time) {
            left.axes.remove(&Axis::SIGN_IN);
            left.axes.remove(&Axis::ISSUE);
        }
        if levers.contains(&Lever::Place) {
            left.places = None;
        }
        left
    }

    /// Whether this lever changes something of which it is not known what it is. What it becomes is
    /// then no change that can be told.
    pub(super) fn is_about(&self, world: &World<'_>, lever: Lever) -> bool {
        let of = |axis: Option<Axis>| axis.is_some_and(|axis| self.axes.contains(&axis));
        match lever {
            Lever::SignIn | Lever::Time | Lever::Place => false,
            Lever::Join | Lever::Leave => self.groups,
            Lever::Claim(at) => of(world.claims.get(at).and_then(|name| world.claim(name))),
            Lever::Tag(at) => of(world.tags.get(at).and_then(|key| world.tag(key))),
        }
    }

    /// The region with everything in it that the unknown facts may be.
    pub(super) fn widened<'r>(&self, region: &'r Region) -> Cow<'r, Region> {
        if self.axes.is_empty() && !self.groups && self.places.is_none() {
            return Cow::Borrowed(region);
        }
        let mut wide = region.clone();
        self.axes.iter().for_each(|axis| wide.free(*axis));
        if let Some(places) = &self.places {
            wide.free(Axis::PLACE);
            wide.keep(Axis::PLACE, places);
        }
        if self.groups {
            (wide.outside, wide.is_closed) = (Ranges::default(), false);
        }
        Cow::Owned(wide)
    }

    /// What a deny rule denies, or may deny, whatever the unknown facts are.
    pub(super) fn denied<'c>(&self, world: &World<'_>, cover: &'c Cover) -> Cow<'c, Cover> {
        let is_sure = |conditions: &Conjunction| {
            conditions.literals().all(|literal| !self.is_open(world, literal))
        };
        if is_sure(&cover.when) && cover.unless.iter().all(is_sure) {
            return Cow::Borrowed(cover);
        }
        let is_known = |literal| !self.is_open(world, literal);
        let sets = cover.when.sets.iter();
        let sets = sets.filter(|(axis, set)| is_known(Literal::Set(*axis, set)));
        let mut sets: BTreeMap<Axis, Arc<Ranges>> = sets.cloned().collect();
        let (relations, open): (Vec<u32>, Vec<u32>) =
            cover.when.relations.iter().partition(|number| is_known(Literal::Relation(**number)));
        // Where the one side is not there, the other may be what it likes.
        for axis in open.iter().flat_map(|number| self.known_sides(world, *number)) {
            let set = sets.entry(axis).or_insert_with(|| Arc::new(world.present()));
            *set = Arc::new(set.meet(&world.present()));
        }
        let groups = cover.when.groups.clone().filter(|_| !self.groups);
        let when = Conjunction { sets: sets.into_iter().collect(), groups, relations };
        let unless = cover.unless.iter().filter(|exception| is_sure(exception)).cloned();
        Cow::Owned(Cover { when, unless: unless.collect() })
    }

    /// Whether a condition waits for an unknown fact.
    fn is_open(&self, world: &World<'_>, literal: Literal<'_>) -> bool {
        match literal {
            Literal::Set(Axis::PLACE, held) => {
                let places = self.places.as_ref();
                places.is_some_and(|places| places.overlaps(held) && !places.within(held))
            }
            Literal::Set(axis, _) => self.axes.contains(&axis),
            Literal::Groups(_) => self.groups,
            Literal::Relation(number) => world.relation(number).is_some_and(|relation| {
                let tag = world.tag(relation.tag);
                let fact = world.fact(relation.fact);
                let is_unknown =
                    |axis: Option<Axis>| axis.is_some_and(|it| self.axes.contains(&it));
                let is_of_groups = matches!(relation.fact, CallerFact::Groups);
                is_unknown(tag) || is_unknown(fact) || (is_of_groups && self.groups)
            }),
        }
    }

    /// What is known of the tag and the fact of a relation.
    fn known_sides(&self, world: &World<'_>, number: u32) -> impl Iterator<Item = Axis> {
        let relation = world.relation(number);
        let tag = relation.and_then(|relation| world.tag(relation.tag));
        let fact = relation.and_then(|relation| world.fact(relation.fact));
        tag.into_iter().chain(fact).filter(|axis| !self.axes.contains(axis))
    }
}
