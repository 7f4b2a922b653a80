//! A first look at a rule: eight sets of fifteen, of which each must have something in common with
//! the request's. A rule that fails it cannot hold; one that passes is looked at properly.

use crate::{
    Fact, Instance,
    condition::bits,
    program::{AttemptAtom, Conditions, InstanceAtom, TagTest, Values},
    scene::Scene,
    text::Text,
};

/// What a rule needs of a request, or what a request has, in eight lanes of 16 bits.
///
/// The highest bit of a lane is of no value: a request always has it, and a rule that asks for
/// nothing in the lane takes all bits.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Lanes([u64; 2]);

/// What each lane is about. Two conditions may share one: only the first of them counts then.
#[derive(Clone, Copy, Debug)]
enum Lane {
    Action,
    Groups,
    UserOrRegion,
    Zones,
    IdOrAccount,
    /// One of three, by the key.
    Tag(u64),
}

const ALL: u64 = 0xffff;
const NOTHING_ASKED: u64 = 0x8000_8000_8000_8000;

impl Lanes {
    /// What a rule needs.
    pub(crate) fn needed(clause: Conditions<'_>) -> Self {
        let mut lanes = Self([u64::MAX; 2]);
        for atom in clause.attempt {
            match atom {
                AttemptAtom::Actions(actions) => lanes.need(Lane::Action, u64::from(actions)),
                AttemptAtom::Groups(groups) => lanes.need(Lane::Groups, spots(groups)),
                AttemptAtom::Users(users) => lanes.need(Lane::UserOrRegion, spots(users)),
                AttemptAtom::From(zones) => {
                    let zones = zones.iter().fold(0, |all, zone| all | zone_spot(*zone));
                    lanes.need(Lane::Zones, zones);
                }
                AttemptAtom::NotBefore(_)
                | AttemptAtom::NotAfter(_)
                | AttemptAtom::SignedInWithin(_)
                | AttemptAtom::IssuedBefore(_)
                | AttemptAtom::During(_) => {}
            }
        }
        for atom in clause.instance {
            match atom {
                InstanceAtom::Ids(ids) => lanes.need(Lane::IdOrAccount, spots(ids)),
                InstanceAtom::Accounts(accounts) => {
                    lanes.need(Lane::IdOrAccount, spots(accounts));
                }
                InstanceAtom::Regions(regions) => lanes.need(Lane::UserOrRegion, spots(regions)),
                InstanceAtom::Tag(key, TagTest::In(values)) => {
                    lanes.need(Lane::Tag(key.hash()), spots(values));
                }
                InstanceAtom::Tag(_, TagTest::Present | TagTest::EqualsCaller(_)) => {}
            }
        }
        lanes
    }

    /// What an attempt has, and whatever an instance may have.
    pub(crate) fn of_attempt(scene: &Scene<'_>) -> Self {
        let mut lanes = Self([NOTHING_ASKED; 2]);
        let caller = &scene.attempt.caller;
        lanes.has(Lane::Action, u64::from(bits(scene.attempt.action)));
        match caller.groups() {
            Fact::Known(groups) => {
                let groups = groups.texts().iter().fold(0, |all, it| all | spot(it.hash()));
                lanes.has(Lane::Groups, groups);
            }
            Fact::Absent => {}
            Fact::Unknown => lanes.has(Lane::Groups, ALL),
        }
        lanes.has_text(Lane::UserOrRegion, caller.user_text());
        let zones = scene.whereabouts.iter().fold(0, |all, zone| all | zone_spot(zone));
        lanes.has(Lane::Zones, zones);
        lanes
    }

    /// What the attempt has and this instance. `tested` are the hashes of the keys of tags that
    /// some rule tests, as far as one word tells: no other tag counts.
    pub(crate) fn with_instance(self, instance: &Instance, tested: Keys) -> Self {
        let mut lanes = self;
        lanes.has_text(Lane::IdOrAccount, instance.id_text());
        lanes.has_text(Lane::IdOrAccount, instance.account_text());
        lanes.has_text(Lane::UserOrRegion, instance.region_text());
        match &instance.tags {
            Fact::Known(tags) => {
                for tag in tags.tags().iter().filter(|tag| tested.may_have(tag.key.hash())) {
                    lanes.has(Lane::Tag(tag.key.hash()), spot(tag.value.hash()));
                }
            }
            Fact::Absent => {}
            Fact::Unknown => {
                for third in [0, u64::MAX / 2, u64::MAX] {
                    lanes.has(Lane::Tag(third), ALL);
                }
            }
        }
        lanes
    }

    /// What the attempt has and any instance may have.
    pub(crate) fn with_any_instance(self) -> Self {
        self.with_instance(&Instance::default(), Keys::default())
    }

    /// Four of the lanes: the first half or the second.
    #[inline]
    pub(super) fn half(self, half: usize) -> u64 {
        self.0.get(half).copied().unwrap_or_default()
    }

    /// Whether each lane of a half has something in common with this one.
    #[inline]
    pub(super) fn meet(self, half: usize, other: u64) -> bool {
        all_lanes(self.half(half) & other)
    }

    fn need(&mut self, lane: Lane, spots: u64) {
        let (word, shift) = lane.place();
        if let Some(word) = self.0.get_mut(word)
            && *word >> shift & ALL == ALL
        {
            *word &= !(ALL << shift) | spots << shift;
        }
    }

    fn has(&mut self, lane: Lane, spots: u64) {
        let (word, shift) = lane.place();
        if let Some(word) = self.0.get_mut(word) {
            *word |= spots << shift;
        }
    }

    fn has_text(&mut self, lane: Lane, text: Fact<&Text>) {
        match text {
            Fact::Known(text) => self.has(lane, spot(text.hash())),
            Fact::Absent => {}
            Fact::Unknown => self.has(lane, ALL),
        }
    }
}

/// Whether none of the four lanes of a word is empty.
#[inline]
const fn all_lanes(word: u64) -> bool {
    // In each lane the lower 15 bits and this carry into the highest unless they are all nought.
    const LOWER: u64 = 0x7fff_7fff_7fff_7fff;
    ((word & LOWER).wrapping_add(LOWER) | word) & !LOWER == !LOWER
}

impl Lane {
    /// The half the lane is in, and where in it: what tells most rules apart comes first.
    const fn place(self) -> (usize, u64) {
        match self {
            Self::Action => (0, 0),
            Self::Zones => (0, 16),
            Self::Tag(key) => match share(key, 3) {
                0 => (0, 32),
                1 => (0, 48),
                _ => (1, 0),
            },
            Self::Groups => (1, 16),
            Self::UserOrRegion => (1, 32),
            Self::IdOrAccount => (1, 48),
        }
    }
}

fn spots(values: Values<'_>) -> u64 {
    values.iter().fold(0, |all, value| all | spot(value.hash()))
}

/// In which of so many parts of the numbers there are a hash lies.
const fn share(hash: u64, parts: u64) -> u64 {
    (hash >> 32).wrapping_mul(parts) >> 32
}

/// One of fifteen bits.
const fn spot(hash: u64) -> u64 {
    1 << share(hash, 15)
}

const fn zone_spot(zone: u64) -> u64 {
    1 << (zone % 15)
}

/// Keys of tags, by a bit of their hashes: whether one may be among them.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Keys(u64);

impl Keys {
    pub(crate) const fn insert(&mut self, key: u64) {
        self.0 |= 1 << (key % 64);
    }

    pub(crate) const fn may_have(self, key: u64) -> bool {
        self.0 >> (key % 64) & 1 != 0
    }
}
