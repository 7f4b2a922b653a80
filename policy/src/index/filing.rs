//! What a rule can be filed under: the values of one of its conditions, of which a request must have
//! one.

use crate::program::{AttemptAtom, Conditions, InstanceAtom, TagTest, Values};

/// What a condition is about.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum Dimension {
    Groups,
    User,
    Zones,
    Id,
    Account,
    Region,
    Tags,
}

impl Dimension {
    pub(crate) const EVERY: [Self; 7] =
        [Self::Groups, Self::User, Self::Zones, Self::Id, Self::Account, Self::Region, Self::Tags];
    /// Those that an attempt has values in.
    pub(crate) const OF_ATTEMPT: [Self; 3] = [Self::Groups, Self::User, Self::Zones];
    /// Those that an instance has values in.
    pub(crate) const OF_INSTANCE: [Self; 4] = [Self::Id, Self::Account, Self::Region, Self::Tags];
}

/// One condition a rule can be filed under.
#[derive(Clone, Copy, Debug)]
pub(super) struct Filing<'a> {
    pub(super) dimension: Dimension,
    /// Of a tag: the hash of its key.
    pub(super) key: u64,
    values: FiledUnder<'a>,
}

#[derive(Clone, Copy, Debug)]
enum FiledUnder<'a> {
    Texts(Values<'a>),
    Numbers(&'a [u64]),
    Presence,
}

impl Filing<'_> {
    /// Every condition of a clause that it can be filed under.
    pub(super) fn all(clause: Conditions<'_>) -> impl Iterator<Item = Filing<'_>> {
        let of_attempt = clause.attempt.filter_map(|atom| {
            let (dimension, values) = match atom {
                AttemptAtom::Groups(groups) => (Dimension::Groups, FiledUnder::Texts(groups)),
                AttemptAtom::Users(users) => (Dimension::User, FiledUnder::Texts(users)),
                AttemptAtom::From(zones) => (Dimension::Zones, FiledUnder::Numbers(zones)),
                AttemptAtom::Actions(_)
                | AttemptAtom::NotBefore(_)
                | AttemptAtom::NotAfter(_)
                | AttemptAtom::SignedInWithin(_)
                | AttemptAtom::IssuedBefore(_)
                | AttemptAtom::During(_) => return None,
            };
            Some(Filing { dimension, key: 0, values })
        });
        let of_instance = clause.instance.map(|atom| {
            let (dimension, key, values) = match atom {
                InstanceAtom::Ids(ids) => (Dimension::Id, 0, FiledUnder::Texts(ids)),
                InstanceAtom::Accounts(ids) => (Dimension::Account, 0, FiledUnder::Texts(ids)),
                InstanceAtom::Regions(ids) => (Dimension::Region, 0, FiledUnder::Texts(ids)),
                InstanceAtom::Tag(key, TagTest::In(values)) => {
                    (Dimension::Tags, key.hash(), FiledUnder::Texts(values))
                }
                InstanceAtom::Tag(key, TagTest::Present | TagTest::EqualsCaller(_)) => {
                    (Dimension::Tags, key.hash(), FiledUnder::Presence)
                }
            };
            Filing { dimension, key, values }
        });
        of_attempt.chain(of_instance)
    }

    /// The hashes it is filed under.
    pub(super) fn hashes(self) -> impl Iterator<Item = u64> {
        let texts = match self.values {
            FiledUnder::Texts(values) => Some(values),
            FiledUnder::Numbers(_) | FiledUnder::Presence => None,
        };
        let numbers = match self.values {
            FiledUnder::Numbers(numbers) => numbers,
            FiledUnder::Texts(_) | FiledUnder::Presence => &[],
        };
        let presence = matches!(self.values, FiledUnder::Presence).then(|| presence(self.key));
        let texts = texts.into_iter().flat_map(Values::hashes);
        let (dimension, key) = (self.dimension, self.key);
        texts
            .map(move |hash| value(dimension, key, hash))
            .chain(numbers.iter().map(|number| value(Dimension::Zones, 0, *number)))
            .chain(presence)
    }

    pub(super) const fn is_presence(self) -> bool {
        matches!(self.values, FiledUnder::Presence)
    }

    pub(super) fn len(self) -> usize {
        match self.values {
            FiledUnder::Texts(values) => values.len(),
            FiledUnder::Numbers(numbers) => numbers.len(),
            FiledUnder::Presence => 1,
        }
    }
}

/// The hash of a value in a dimension; of a tag, `key` is the hash of its key.
#[inline]
pub(super) fn value(dimension: Dimension, key: u64, value: u64) -> u64 {
    let salt = match dimension {
        Dimension::Groups => 1,
        Dimension::User => 2,
        Dimension::Zones => 3,
        Dimension::Id => 4,
        Dimension::Account => 5,
        Dimension::Region => 6,
        Dimension::Tags => key,
    };
    mix(value, salt)
}

/// The hash of a tag that is there, whatever its value.
#[inline]
pub(super) const fn presence(key: u64) -> u64 {
    mix(key, 7)
}

/// One hash of two.
#[inline]
pub(super) const fn mix(left: u64, right: u64) -> u64 {
    // The golden ratio in 64 bits, as Fibonacci hashing has it.
    let mixed = (left ^ right.rotate_left(29)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed ^ (mixed >> 32)
}
