//! `instances.tags`: conditions on one tag, and the caller's values a tag is compared with.

use alloc::vec::Vec;

use crate::{
    Caller, CallerFact, Fact, Groups, Instance, MissingFact,
    program::TagTest,
    text::Text,
    truth::{Missing, Truth},
};

#[inline]
pub(super) fn truth(key: &Text, test: TagTest<'_>, caller: &Caller, instance: &Instance) -> Truth {
    let value = value(instance, key);
    match test {
        TagTest::In(values) => Truth::test(value, |value| values.contain(value)),
        TagTest::Present => Truth::test(value, |_| true),
        TagTest::EqualsCaller(fact) => match CallerValues::new(caller, fact) {
            CallerValues::None => Truth::False,
            CallerValues::One(only) => Truth::test(value, |value| value == only),
            CallerValues::Groups(groups) => Truth::test(value, |value| groups.has(value)),
            // An absent tag equals nothing, any other waits for the fact.
            CallerValues::Unknown => match value {
                Fact::Absent => Truth::False,
                Fact::Known(_) | Fact::Unknown => Truth::Undecided,
            },
        },
    }
}

/// What an undecided condition waits for.
pub(super) fn missing(test: TagTest<'_>, caller: &Caller, instance: &Instance) -> Missing {
    let mut missing = Missing::new();
    if instance.tags == Fact::Unknown {
        missing.insert(MissingFact::Tags);
    }
    if let TagTest::EqualsCaller(fact) = test
        && let CallerValues::Unknown = CallerValues::new(caller, fact)
    {
        missing.insert(unknown(fact));
    }
    missing
}

/// The fact of the caller, as one that is missing.
pub(crate) fn unknown(fact: &CallerFact) -> MissingFact {
    match fact {
        CallerFact::Groups => MissingFact::Groups,
        CallerFact::User => MissingFact::User,
        CallerFact::Claim(name) => MissingFact::Claim(name.clone()),
    }
}

/// The values of the caller that a tag may equal.
pub(crate) enum CallerValues<'a> {
    /// There is none: the fact is absent, or the caller is known to be in no group.
    None,
    /// This one.
    One(&'a Text),
    /// One of these.
    Groups(&'a Groups),
    /// It is unknown.
    Unknown,
}

impl<'a> CallerValues<'a> {
    pub(crate) fn new(caller: &'a Caller, fact: &CallerFact) -> Self {
        let values = match fact {
            CallerFact::Groups => caller
                .groups()
                .map(|groups| if groups.is_empty() { Self::None } else { Self::Groups(groups) }),
            CallerFact::User => caller.user_text().map(Self::One),
            CallerFact::Claim(name) => caller.claim_text(name).map(Self::One),
        };
        match values {
            Fact::Known(values) => values,
            Fact::Absent => Self::None,
            Fact::Unknown => Self::Unknown,
        }
    }

    /// The known values.
    pub(crate) fn texts(&self) -> Vec<&'a str> {
        match self {
            Self::None | Self::Unknown => Vec::new(),
            Self::One(value) => [value.as_str()].into(),
            Self::Groups(groups) => groups.texts().iter().map(Text::as_str).collect(),
        }
    }
}

/// The value of one tag. The whole tag set is fetched together, so a tag that is not in a known set
/// is known to be absent.
#[inline]
pub(crate) fn value<'a>(instance: &'a Instance, key: &Text) -> Fact<&'a Text> {
    match &instance.tags {
        Fact::Known(tags) => Fact::known_or_absent(tags.text(key)),
        Fact::Absent => Fact::Absent,
        Fact::Unknown => Fact::Unknown,
    }
}
