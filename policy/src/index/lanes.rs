//! A first look at a rule: eight small sets, of which each must have something in common with the
//! request's. A rule that fails it cannot hold; one that passes is looked at properly.

use crate::{
    Fact, Instance,
    condition::bits,
    program::{AttemptAtom, Conditions, InstanceAtom, TagTest, Values},
    scene::Scene,
    text::Text,
};

/// What a rule needs of a request, or what a request has, in eight lanes of bits.
///
/// The highest bit of a lane is of no value: a request always has it, and a rule that asks for
/// nothing in the lane takes all bits.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(crate) struct Lanes([u64; 2]);

// Two conditions may share a lane: only the first of them counts then. Tags have three, by the key.

/// Where a lane is.
#[derive(Clone, Copy, Debug)]
struct Place {
    /// The first half is looked at first: in it is what tells most rules apart.
    half: usize,
    /// Its lowest bit.
    first: u64,
    /// How many bits are of values.
    bits: u64,
}

const ACTION: Place = Place { half: 0, first: 0, bits: 4 };
const ZONES: Place = Place { half: 0, first: 5, bits: 19 };
const TAGS: [Place; 3] = [
    Place { half: 0, first: 25, bits: 12 },
    Place { half: 0, first: 38, bits: 12 },
    Place { half: 0, first: 51, bits: 12 },
];
const GROUPS: Place = Place { half: 1, first: 0, bits: 20 };
const USER_OR_REGION: Place = Place { half: 1, first: 21, bits: 20 };
const ID_OR_ACCOUNT: Place = Place { half: 1, first: 42, bits: 21 };

/// The highest bit of each lane.
const fn nothing_asked() -> [u64; 2] {
    let [first, second, third] = TAGS;
    [
        ACTION.highest() | ZONES.highest() | first.highest() | second.highest() | third.highest(),
        GROUPS.highest() | USER_OR_REGION.highest() | ID_OR_ACCOUNT.highest(),
    ]
}

impl Lanes {
    /// What a rule needs.
    pub(crate) fn needed(clause: Conditions<'_>) -> Self {
        let mut lanes = Self([u64::MAX; 2]);
        for atom in clause.attempt {
            match atom {
                AttemptAtom::Actions(actions) => lanes.need(ACTION, u64::from(actions)),
                AttemptAtom::Groups(groups) => lanes.need(GROUPS, GROUPS.spots(groups)),
                AttemptAtom::Users(users) => {
                    lanes.need(USER_OR_REGION, USER_OR_REGION.spots(users));
                }
                AttemptAtom::From(zones) => {
                    let zones = zones.iter().fold(0, |all, zone| all | ZONES.number(*zone));
                    lanes.need(ZONES, zones);
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
                InstanceAtom::Ids(ids) | InstanceAtom::Accounts(ids) => {
                    lanes.need(ID_OR_ACCOUNT, ID_OR_ACCOUNT.spots(ids));
                }
                InstanceAtom::Regions(regions) => {
                    lanes.need(USER_OR_REGION, USER_OR_REGION.spots(regions));
                }
                InstanceAtom::Tag(key, TagTest::In(values)) => {
                    let lane = Place::of_tag(key.hash());
                    lanes.need(lane, lane.spots(values));
                }
                InstanceAtom::Tag(_, TagTest::Present | TagTest::EqualsCaller(_)) => {}
            }
        }
        lanes
    }

    /// What an attempt has, and whatever an instance may have.
    pub(crate) fn of_attempt(scene: &Scene<'_>) -> Self {
        let mut lanes = Self(nothing_asked());
        let caller = &scene.attempt.caller;
        lanes.has(ACTION, u64::from(bits(scene.attempt.action)));
        match caller.groups() {
            Fact::Known(groups) => {
                let groups = groups.texts().iter();
                lanes.has(GROUPS, groups.fold(0, |all, it| all | GROUPS.spot(it.hash())));
            }
            Fact::Absent => {}
            Fact::Unknown => lanes.has(GROUPS, GROUPS.all()),
        }
        lanes.has_text(USER_OR_REGION, caller.user_text());
        let zones = scene.whereabouts.iter();
        lanes.has(ZONES, zones.fold(0, |all, zone| all | ZONES.number(zone)));
        lanes
    }

    /// What the attempt has and this instance. `tested` are the hashes of the keys of tags that
    /// some rule tests, as far as one word tells: no other tag counts.
    pub(crate) fn with_instance(self, instance: &Instance, tested: Keys) -> Self {
        let mut lanes = self;
        lanes.has_text(ID_OR_ACCOUNT, instance.id_text());
        lanes.has_text(ID_OR_ACCOUNT, instance.account_text());
        lanes.has_text(USER_OR_REGION, instance.region_text());
        match &instance.tags {
            Fact::Known(tags) => {
                for tag in tags.tags().iter().filter(|tag| tested.may_have(tag.key.hash())) {
                    let lane = Place::of_tag(tag.key.hash());
                    lanes.has(lane, lane.spot(tag.value.hash()));
                }
            }
            Fact::Absent => {}
            Fact::Unknown => {
                for lane in TAGS {
                    lanes.has(lane, lane.all());
                }
            }
        }
        lanes
    }

    /// What the attempt has and any instance may have.
    pub(crate) fn with_any_instance(self) -> Self {
        self.with_instance(&Instance::default(), Keys::default())
    }

    /// Half of the lanes: the first or the second.
    #[inline]
    pub(super) fn half(self, half: usize) -> u64 {
        self.0.get(half).copied().unwrap_or_default()
    }

    /// Whether each lane of a half has something in common with this one.
    #[inline]
    pub(super) fn meet(self, half: usize, other: u64) -> bool {
        // In each lane the lower bits and this carry into the highest unless they are all nought.
        let highest = nothing_asked().get(half).copied().unwrap_or_default();
        let both = self.half(half) & other;
        ((both & !highest).wrapping_add(!highest) | both) & highest == highest
    }

    fn need(&mut self, lane: Place, spots: u64) {
        let everything = lane.all() | 1 << lane.bits;
        if let Some(word) = self.0.get_mut(lane.half)
            && *word >> lane.first & everything == everything
        {
            *word &= !(everything << lane.first) | spots << lane.first;
        }
    }

    #[inline]
    fn has(&mut self, lane: Place, spots: u64) {
        if let Some(word) = self.0.get_mut(lane.half) {
            *word |= spots << lane.first;
        }
    }

    #[inline]
    fn has_text(&mut self, lane: Place, text: Fact<&Text>) {
        match text {
            Fact::Known(text) => self.has(lane, lane.spot(text.hash())),
            Fact::Absent => {}
            Fact::Unknown => self.has(lane, lane.all()),
        }
    }
}

impl Place {
    #[inline]
    fn of_tag(key: u64) -> Self {
        let [first, second, third] = TAGS;
        match share(key, 3) {
            0 => first,
            1 => second,
            _ => third,
        }
    }

    const fn highest(self) -> u64 {
        1 << self.first << self.bits
    }

    /// The bits of all values.
    const fn all(self) -> u64 {
        (1_u64 << self.bits).wrapping_sub(1)
    }

    /// The bit of a text, by its hash.
    #[inline]
    const fn spot(self, hash: u64) -> u64 {
        1 << share(hash, self.bits)
    }

    fn spots(self, values: Values<'_>) -> u64 {
        values.hashes().fold(0, |all, hash| all | self.spot(hash))
    }

    /// The bit of a number.
    #[inline]
    fn number(self, number: u64) -> u64 {
        1 << number.checked_rem(self.bits).unwrap_or_default()
    }
}

/// In which of so many parts of the numbers there are a hash lies.
#[inline]
const fn share(hash: u64, parts: u64) -> u64 {
    (hash >> 32).wrapping_mul(parts) >> 32
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Action;

    #[test]
    fn the_lane_of_actions_has_a_bit_for_each() {
        // A rule whose only action had none would never be found.
        for action in Action::ALL {
            let bit = u64::from(bits(action));
            assert_eq!(bit & ACTION.all(), bit, "{action}");
            assert_eq!(bit.count_ones(), 1, "{action}");
        }
    }
}
