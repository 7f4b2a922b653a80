//! `instances.tags`: conditions on one tag, and the caller's values a tag is compared with.

use alloc::{collections::BTreeSet, string::String, sync::Arc};

use crate::{
    Caller, CallerFact, Fact, Instance, MissingFact, TagCondition, Tags, verdict::Verdict,
};

/// A condition on the value of one tag.
#[derive(Clone, Debug)]
pub(crate) enum TagTest {
    In(Arc<BTreeSet<String>>),
    Present,
    EqualsCaller(CallerFact),
}

impl TagTest {
    pub(crate) fn new(condition: TagCondition) -> Self {
        match condition {
            TagCondition::In(values) => Self::In(Arc::new(values)),
            TagCondition::Present => Self::Present,
            TagCondition::EqualsCaller(fact) => Self::EqualsCaller(fact),
        }
    }

    pub(super) fn verdict(&self, key: &str, caller: &Caller, instance: &Instance) -> Verdict {
        let value = value(instance.tags.as_ref(), key);
        match self {
            Self::In(values) => {
                Verdict::test(value, MissingFact::Tags, |value| values.contains(value))
            }
            Self::Present => Verdict::test(value, MissingFact::Tags, |_| true),
            Self::EqualsCaller(fact) => match CallerValues::new(caller, fact) {
                CallerValues::None => Verdict::False,
                CallerValues::Known(values) => {
                    Verdict::test(value, MissingFact::Tags, |value| values.contains(value))
                }
                CallerValues::Unknown(missing) => unresolved(value, missing),
            },
        }
    }
}

/// The values of the caller that a tag may equal.
pub(crate) enum CallerValues<'a> {
    /// There is none: the fact is absent, or the caller is known to be in no group.
    None,
    /// One of these.
    Known(BTreeSet<&'a str>),
    /// This fact would tell.
    Unknown(MissingFact),
}

impl<'a> CallerValues<'a> {
    pub(crate) fn new(caller: &'a Caller, fact: &CallerFact) -> Self {
        let (values, missing): (Fact<BTreeSet<&'a str>>, _) = match fact {
            CallerFact::Groups => {
                let groups = caller.groups();
                (
                    groups.map(|groups| groups.iter().map(|group| &**group).collect()),
                    MissingFact::Groups,
                )
            }
            CallerFact::User => (caller.user().map(|user| [user].into()), MissingFact::User),
            CallerFact::Claim(name) => {
                (caller.claim(name).map(|claim| [claim].into()), MissingFact::Claim(name.clone()))
            }
        };
        match values {
            Fact::Known(values) if values.is_empty() => Self::None,
            Fact::Known(values) => Self::Known(values),
            Fact::Absent => Self::None,
            Fact::Unknown => Self::Unknown(missing),
        }
    }
}

/// Whether a tag of this value equals a fact of the caller that is unknown: an absent tag equals
/// nothing, any other waits for the fact.
pub(crate) fn unresolved(value: Fact<&str>, missing: MissingFact) -> Verdict {
    match value {
        Fact::Known(_) => Verdict::undecided(missing),
        Fact::Absent => Verdict::False,
        Fact::Unknown => Verdict::Undecided([MissingFact::Tags, missing].into()),
    }
}

/// The value of one tag. The whole tag set is fetched together, so a tag that is not in a known set
/// is known to be absent.
pub(crate) fn value<'a>(tags: Fact<&'a Tags>, key: &str) -> Fact<&'a str> {
    match tags {
        Fact::Known(tags) => Fact::known_or_absent(tags.value(key)),
        Fact::Absent => Fact::Absent,
        Fact::Unknown => Fact::Unknown,
    }
}
