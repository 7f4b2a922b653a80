//! What a [`Span`] says, read as its documentation has it.

use std::collections::BTreeSet;

use sekisho_policy::{
    Action, CallerFact, Name, UnixTime,
    analysis::{Edition, Label, Span, Values, Within},
};

use super::{
    facts::{Place, Time},
    texts::{Alphabet, Slot, Texts, Word, Words},
};

pub(super) fn action(span: &Span, action: Action) -> bool {
    span.actions.as_ref().is_none_or(|actions| actions.contains(&action))
}

/// The old and the new document are those of these places.
pub(super) fn time(span: &Span, time: &Time, of: [usize; 2]) -> bool {
    let within = |(from, to): &(Option<UnixTime>, Option<UnixTime>)| {
        from.is_none_or(|from| from.seconds() <= time.at)
            && to.is_none_or(|to| time.at < to.seconds())
    };
    span.times.as_ref().is_none_or(|times| times.iter().any(within))
        && named(span.schedules.as_ref(), &time.open, of)
}

/// The old and the new document are those of these places.
pub(super) fn place(span: &Span, place: &Place, of: [usize; 2]) -> bool {
    named(span.zones.as_ref(), &place.zones, of)
}

/// Whether one of these combinations is so, where these are what holds of all names.
fn named(
    wanted: Option<&Vec<Within>>,
    found: &BTreeSet<(usize, Name)>,
    [old, new]: [usize; 2],
) -> bool {
    let is_in = |label: &Label| {
        let is_in = |of: usize| found.contains(&(of, label.name.clone()));
        match label.edition {
            Some(Edition::Old) => is_in(old),
            Some(Edition::New) => is_in(new),
            // The one has no such name, or both mean the same by it.
            None => is_in(old) || is_in(new),
        }
    };
    wanted.is_none_or(|wanted| {
        wanted
            .iter()
            .any(|within| within.inside.iter().all(is_in) && !within.outside.iter().any(is_in))
    })
}

pub(super) fn signed_in(span: &Span, ago: Option<i64>) -> bool {
    let within = |(from, to): &(u32, Option<u32>)| match (ago, to) {
        // A sign-in that lies in the future is none.
        (Some(ago), Some(to)) => i64::from(*from) <= ago && ago < i64::from(*to),
        (Some(ago), None) => ago < 0 || i64::from(*from) <= ago,
        (None, to) => to.is_none(),
    };
    span.signed_in.as_ref().is_none_or(|ages| ages.iter().any(within))
}

pub(super) fn issued(span: &Span, issued: Option<i64>) -> bool {
    span.issued.as_ref().is_none_or(|times| {
        times.iter().any(|(from, to)| match issued {
            Some(issued) => {
                from.is_none_or(|from| from.seconds() <= issued)
                    && to.is_none_or(|to| issued < to.seconds())
            }
            None => to.is_none(),
        })
    })
}

/// What a span says of texts, in words of an alphabet.
pub(super) struct Reading {
    slots: Vec<(usize, Words, bool, bool)>,
    in_groups: Vec<Words>,
    in_no_group: Words,
    equal: Vec<(usize, Option<usize>, bool)>,
}

impl Reading {
    pub(super) fn new(span: &Span, alphabet: &Alphabet<'_>) -> Self {
        let slot = |slot: Slot<'_>| alphabet.slot_of(slot).expect("a fact that is asked for");
        let fixed = [
            (Slot::User, &span.user),
            (Slot::Account, &span.account),
            (Slot::Region, &span.region),
            (Slot::Id, &span.id),
        ];
        let fixed = fixed.into_iter().filter_map(|(slot, it)| Some((slot, it.as_ref()?)));
        let tags = span.tags.iter().map(|(key, it)| (Slot::Tag(key), it));
        let claims = span.claims.iter().map(|(name, it)| (Slot::Claim(name), it));
        let values = |(at, values): (Slot<'_>, &Values)| {
            let texts = alphabet.words_of(&values.texts);
            (slot(at), texts, values.is_other, values.may_be_absent)
        };
        let equal = span.equal.iter().map(|(key, fact, holds)| {
            let fact = match fact {
                CallerFact::Groups => None,
                CallerFact::User => Some(slot(Slot::User)),
                CallerFact::Claim(name) => Some(slot(Slot::Claim(name))),
            };
            (slot(Slot::Tag(key)), fact, *holds)
        });
        Self {
            slots: fixed.chain(tags).chain(claims).map(values).collect(),
            in_groups: span.in_groups.iter().map(|groups| alphabet.words_of(groups)).collect(),
            in_no_group: alphabet.words_of(&span.in_no_group),
            equal: equal.collect(),
        }
    }

    pub(super) fn holds(&self, texts: &Texts) -> bool {
        let word = |slot: usize| -> Word { texts.words[slot] };
        let among = |(slot, texts, is_other, may_be_absent): &(usize, Words, bool, bool)| {
            word(*slot).map_or(*may_be_absent, |word| (texts & 1 << word != 0) != *is_other)
        };
        let equals = |(tag, fact, holds): &(usize, Option<usize>, bool)| {
            let is_equal = word(*tag).is_some_and(|value| match fact {
                None => texts.groups & 1 << value != 0,
                Some(fact) => word(*fact) == Some(value),
            });
            is_equal == *holds
        };
        self.slots.iter().all(among)
            && self.in_groups.iter().all(|groups| texts.groups & groups != 0)
            && texts.groups & self.in_no_group == 0
            && self.equal.iter().all(equals)
    }
}
