//! What about a request can be changed, and by whom.

use alloc::{collections::BTreeSet, vec::Vec};

use super::{axes::Axis, ranges::Ranges, region::Region, world::World};
use crate::{CallerFact, Fact, Request};

/// A kind of change, easiest first. Who a person is, and which instance it is about, is not changed.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum Lever {
    /// The caller signs in again.
    SignIn,
    /// The caller comes again later, and signs in then.
    Time,
    /// The caller calls from somewhere else.
    Place,
    /// The caller joins groups.
    Join,
    /// The caller leaves groups.
    Leave,
    /// Another value of the claim at this place of the world's list.
    Claim(usize),
    /// Another value of the tag at this place of the world's list.
    Tag(usize),
}

impl Lever {
    /// What it costs. The caller can do the first two alone and at once; a network is changed by
    /// walking to another room, groups and claims by whoever manages the accounts, a tag by whoever
    /// answers for the instance. Two of a kind are dearer than one of the kind before, and what
    /// somebody else has to do is dearer than all that the caller can.
    pub(crate) const fn weight(self) -> u32 {
        match self {
            Self::SignIn => 1,
            Self::Time => 2,
            Self::Place => 4,
            Self::Join => 8,
            Self::Leave => 9,
            Self::Claim(_) => 12,
            Self::Tag(_) => 16,
        }
    }

    /// Every lever there is, but the one that another contains.
    pub(crate) fn all(world: &World<'_>) -> BTreeSet<Self> {
        let claims = (0..world.claims.len()).map(Self::Claim);
        let tags = (0..world.tags.len()).map(Self::Tag);
        [Self::Time, Self::Place, Self::Join, Self::Leave]
            .into_iter()
            .chain(claims)
            .chain(tags)
            .collect()
    }

    /// The levers that can make a condition on this axis true.
    pub(crate) fn of_axis(world: &World<'_>, axis: Axis) -> Option<Self> {
        match axis {
            Axis::MOMENT | Axis::HOURS => Some(Self::Time),
            Axis::SIGN_IN | Axis::ISSUE => Some(Self::SignIn),
            Axis::PLACE => Some(Self::Place),
            Axis::ACTION | Axis::USER | Axis::ACCOUNT | Axis::REGION | Axis::ID => None,
            Axis(number) => {
                let at = usize::try_from(number.saturating_sub(Axis::FIRST_TAG)).ok()?;
                let tags = world.tags.len();
                Some(at.checked_sub(tags).map_or(Self::Tag(at), Self::Claim))
            }
        }
    }

    /// The levers that can make a tag equal, or not equal, a fact of the caller.
    pub(crate) fn of_relation(world: &World<'_>, number: u32) -> Vec<Self> {
        let Some(relation) = world.relation(number) else { return Vec::new() };
        let tag = world.tag(relation.tag).and_then(|axis| Self::of_axis(world, axis));
        let fact = match relation.fact {
            CallerFact::Groups => Some(Self::Join),
            CallerFact::User => None,
            CallerFact::Claim(name) => {
                world.claim(name).and_then(|axis| Self::of_axis(world, axis))
            }
        };
        tag.into_iter().chain(fact).collect()
    }
}

/// The requests that differ from this one at most by these changes. `exact` is the region of the
/// request itself.
pub(crate) fn reached(
    world: &World<'_>,
    exact: &Region,
    request: &Request,
    levers: &BTreeSet<Lever>,
) -> Vec<Region> {
    let mut region = exact.clone();
    let at = request.attempt.at;
    for lever in levers {
        match lever {
            Lever::SignIn | Lever::Time => {}
            Lever::Place => region.free(Axis::PLACE),
            Lever::Join => {
                region.outside = Ranges::default();
                region.is_closed = false;
            }
            Lever::Leave => region.inside.clear(),
            Lever::Claim(claim) => {
                let name = world.claims.get(*claim);
                name.and_then(|name| world.claim(name)).into_iter().for_each(|it| region.free(it));
            }
            Lever::Tag(tag) => {
                let key = world.tags.get(*tag);
                key.and_then(|key| world.tag(key)).into_iter().for_each(|it| region.free(it));
            }
        }
    }
    if !levers.contains(&Lever::SignIn) && !levers.contains(&Lever::Time) {
        return [region].into();
    }
    // Who signs in again did so just now, with a token of just now.
    let issued = world.issue(Fact::Known(at)).unwrap_or(0);
    region.free(Axis::SIGN_IN);
    region.keep(Axis::SIGN_IN, &Ranges::one(0));
    region.free(Axis::ISSUE);
    if !levers.contains(&Lever::Time) {
        region.keep(Axis::ISSUE, &Ranges::one(issued));
        return [region].into();
    }
    region.free(Axis::MOMENT);
    region.free(Axis::HOURS);
    region.keep(Axis::MOMENT, &world.clock.since(at));
    (issued..world.size(Axis::ISSUE))
        .map(|class| {
            let mut region = region.clone();
            region.keep(Axis::ISSUE, &Ranges::one(class));
            let place = usize::try_from(class).unwrap_or(usize::MAX);
            let bound = |at: usize| world.issues.get(at).copied();
            if let Some(from) = place.checked_sub(1).and_then(bound) {
                region.keep(Axis::MOMENT, &world.clock.since(from));
            }
            if let Some(end) = bound(place) {
                region.keep(Axis::MOMENT, &world.clock.before(end));
            }
            region
        })
        .collect()
}
