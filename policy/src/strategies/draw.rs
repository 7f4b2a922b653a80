//! What chance decides about a request, before it is known what there is to choose from: numbers, so
//! that a request shrinks fact by fact, and a document can shrink under it.

use alloc::vec::Vec;

use proptest::{
    collection::vec,
    prelude::any,
    strategy::{BoxedStrategy, Strategy},
};

use crate::Fact;

/// One decision of chance for every place of a request.
#[derive(Clone, Debug)]
pub(crate) struct Draw(Vec<Choice>);

/// How a fact is drawn, and which of the values.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Choice {
    /// 0..=99: the lower, the simpler.
    pub(crate) how: u8,
    pub(crate) which: u32,
}

/// Where a fact comes from.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum How {
    Absent,
    Unknown,
    /// From everything that the policy names, and a value that it does not.
    Pool,
    /// From what the rules that are aimed at ask for.
    Aimed,
}

/// The places of a request.
#[derive(Clone, Copy, Debug)]
#[repr(u8)]
pub(crate) enum Slot {
    Calm,
    Aim,
    Second,
    Action,
    User,
    Groups,
    GroupMore,
    GroupOther,
    Claim,
    Zone,
    Address,
    Endpoint,
    Time,
    Day,
    Jitter,
    SignedIn,
    Issued,
    Account,
    Region,
    Id,
    Tags,
    /// The first of the places for tags: a tag of any number has one of these.
    Tag,
}

const TAGS: usize = 8;
const SLOTS: usize = 21 + TAGS;

pub(crate) fn draw() -> BoxedStrategy<Draw> {
    let choice = (0..100_u8, any::<u32>()).prop_map(|(how, which)| Choice { how, which });
    vec(choice, SLOTS).prop_map(Draw).boxed()
}

impl Draw {
    pub(crate) fn choice(&self, slot: Slot) -> Choice {
        self.0.get(position(slot)).copied().unwrap_or_default()
    }

    /// The choice for the tag of this number.
    pub(crate) fn tag(&self, number: usize) -> Choice {
        let place =
            position(Slot::Tag).saturating_add(number.checked_rem(TAGS).unwrap_or_default());
        self.0.get(place).copied().unwrap_or_default()
    }

    /// Where the fact comes from. In half of the requests every fact is known, or few would ever be
    /// allowed.
    pub(crate) fn how(&self, choice: Choice) -> How {
        match choice.how {
            0..=15 if self.choice(Slot::Calm).how >= 50 => How::Aimed,
            0..=4 => How::Absent,
            5..=15 => How::Unknown,
            16..=31 => How::Pool,
            _ => How::Aimed,
        }
    }

    /// The fact: of what is aimed at, or if nothing is aimed at, of everything.
    pub(crate) fn fact<T: Clone>(&self, slot: Slot, pool: &[T], aimed: &[T]) -> Fact<T> {
        let choice = self.choice(slot);
        let value = match self.how(choice) {
            How::Absent => return Fact::Absent,
            How::Unknown => return Fact::Unknown,
            How::Aimed if !aimed.is_empty() => choice.of(aimed),
            How::Aimed | How::Pool => choice.of(pool),
        };
        Fact::known_or_unknown(value.cloned())
    }
}

impl Choice {
    pub(crate) fn of<T>(self, values: &[T]) -> Option<&T> {
        values.get(self.below(values.len()))
    }

    /// A number below this one; 0 below 0.
    pub(crate) fn below(self, end: usize) -> usize {
        usize::try_from(self.which)
            .ok()
            .and_then(|which| which.checked_rem(end))
            .unwrap_or_default()
    }

    /// Another choice, that depends on this one.
    pub(crate) fn next(self) -> Self {
        Self { how: self.how, which: self.which >> 8 }
    }
}

#[expect(clippy::as_conversions, reason = "the slots are numbered from 0 to 21")]
const fn position(slot: Slot) -> usize {
    slot as usize
}
