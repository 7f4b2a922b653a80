//! What a clause asks for, one condition at a time.

use super::{Program, Values, high, low, size};
use crate::{CallerFact, UnixTime, text::Text};

/// A condition on everything but the instance.
#[derive(Clone, Copy, Debug)]
pub(crate) enum AttemptAtom<'a> {
    /// One of the actions of which these are the bits.
    Actions(u8),
    NotBefore(UnixTime),
    NotAfter(UnixTime),
    SignedInWithin(u32),
    IssuedBefore(UnixTime),
    Users(Values<'a>),
    Groups(Values<'a>),
    /// Numbers of schedules of the policy.
    During(&'a [u64]),
    /// Numbers of zones of the policy.
    From(&'a [u64]),
}

/// A condition on the instance.
#[derive(Clone, Copy, Debug)]
pub(crate) enum InstanceAtom<'a> {
    Ids(Values<'a>),
    Accounts(Values<'a>),
    Regions(Values<'a>),
    Tag(&'a Text, TagTest<'a>),
}

/// A condition on the value of one tag.
#[derive(Clone, Copy, Debug)]
pub(crate) enum TagTest<'a> {
    In(Values<'a>),
    Present,
    EqualsCaller(&'a CallerFact),
}

/// What an atom is: the first four bits of its head.
pub(super) mod kind {
    pub(in super::super) const ACTIONS: u32 = 0;
    pub(in super::super) const NOT_BEFORE: u32 = 1;
    pub(in super::super) const NOT_AFTER: u32 = 2;
    pub(in super::super) const SIGNED_IN_WITHIN: u32 = 3;
    pub(in super::super) const ISSUED_BEFORE: u32 = 4;
    pub(in super::super) const USERS: u32 = 5;
    pub(in super::super) const GROUPS: u32 = 6;
    pub(in super::super) const DURING: u32 = 7;
    pub(in super::super) const FROM: u32 = 8;
    pub(in super::super) const IDS: u32 = 9;
    pub(in super::super) const ACCOUNTS: u32 = 10;
    pub(in super::super) const REGIONS: u32 = 11;
    pub(in super::super) const TAG_IN: u32 = 12;
    pub(in super::super) const TAG_PRESENT: u32 = 13;
    pub(in super::super) const TAG_EQUALS_CALLER: u32 = 14;
}

/// Behind the kind, two bits of the head say how many words a value has, and 26 of which tag the
/// atom is; then how many words follow.
pub(super) const KIND: u32 = 28;
pub(super) const WIDTH: u32 = 26;

/// Atoms as they are written.
#[derive(Clone, Copy, Debug)]
struct Words<'a> {
    program: &'a Program,
    left: &'a [u64],
}

/// The conditions of a clause on everything but the instance, cheapest first.
#[derive(Clone, Debug)]
pub(crate) struct AttemptAtoms<'a>(Words<'a>);

/// The conditions of a clause on the instance: on which it is, then on its tags.
#[derive(Clone, Debug)]
pub(crate) struct InstanceAtoms<'a>(Words<'a>);

impl<'a> Words<'a> {
    /// The kind and the key of the next atom, and its values.
    fn next(&mut self) -> Option<(u32, usize, Values<'a>)> {
        let (head, rest) = self.left.split_first()?;
        // INVARIANT (heads count): the encoder counts the words that it writes behind a head.
        let (words, rest) = rest.split_at_checked(size(low(*head)))?;
        self.left = rest;
        let what = high(*head);
        let key = size(what & ((1 << WIDTH) - 1));
        let width = what >> WIDTH & 0b11;
        Some((what >> KIND, key, Values { program: self.program, width, words }))
    }
}

impl<'a> AttemptAtoms<'a> {
    pub(super) const fn new(program: &'a Program, left: &'a [u64]) -> Self {
        Self(Words { program, left })
    }
}

impl<'a> InstanceAtoms<'a> {
    pub(super) const fn new(program: &'a Program, left: &'a [u64]) -> Self {
        Self(Words { program, left })
    }

    /// Whether there is none.
    pub(crate) const fn is_empty(&self) -> bool {
        self.0.left.is_empty()
    }
}

impl<'a> Iterator for AttemptAtoms<'a> {
    type Item = AttemptAtom<'a>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        let (kind, _, values) = self.0.next()?;
        let number = values.words.first().copied().unwrap_or_default();
        let time = UnixTime::from_seconds(number.cast_signed());
        Some(match kind {
            kind::ACTIONS => AttemptAtom::Actions(u8::try_from(number).unwrap_or_default()),
            kind::NOT_BEFORE => AttemptAtom::NotBefore(time),
            kind::NOT_AFTER => AttemptAtom::NotAfter(time),
            kind::SIGNED_IN_WITHIN => AttemptAtom::SignedInWithin(low(number)),
            kind::ISSUED_BEFORE => AttemptAtom::IssuedBefore(time),
            kind::USERS => AttemptAtom::Users(values),
            kind::GROUPS => AttemptAtom::Groups(values),
            kind::DURING => AttemptAtom::During(values.words),
            // INVARIANT (kinds are known): the encoder writes no other among these.
            _ => AttemptAtom::From(values.words),
        })
    }
}

impl<'a> Iterator for InstanceAtoms<'a> {
    type Item = InstanceAtom<'a>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        let (kind, key, values) = self.0.next()?;
        let test = match kind {
            kind::IDS => return Some(InstanceAtom::Ids(values)),
            kind::ACCOUNTS => return Some(InstanceAtom::Accounts(values)),
            kind::REGIONS => return Some(InstanceAtom::Regions(values)),
            kind::TAG_IN => TagTest::In(values),
            kind::TAG_PRESENT => TagTest::Present,
            // INVARIANT (kinds are known): the encoder writes no other among these.
            _ => {
                let fact = values.words.first().copied().unwrap_or_default();
                TagTest::EqualsCaller(self.0.program.facts.get(size(low(fact)))?)
            }
        };
        Some(InstanceAtom::Tag(self.0.program.keys.get(key)?, test))
    }
}
