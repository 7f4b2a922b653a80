//! `instances.tags`: conditions on one tag, and the caller's values a tag is compared with.

use alloc::collections::BTreeSet;

use crate::{
    Caller, CallerFact, Fact, Instance, MissingFact, TagCondition, Tags, verdict::Verdict,
};

pub(super) fn verdict(
    key: &str,
    condition: &TagCondition,
    caller: &Caller,
    instance: &Instance,
) -> Verdict {
    let value = value(instance.tags.as_ref(), key);
    match condition {
        TagCondition::In(values) => {
            Verdict::test(value, MissingFact::Tags, |value| values.contains(value))
        }
        TagCondition::Present => Verdict::test(value, MissingFact::Tags, |_| true),
        TagCondition::EqualsCaller(fact) => equals(value, caller, fact),
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

/// The values of the caller that a tag may equal, or the fact that would tell them. A caller in no
/// group has no value: nothing equals it.
pub(crate) fn caller_values<'a>(
    caller: &'a Caller,
    fact: &CallerFact,
) -> Result<BTreeSet<&'a str>, MissingFact> {
    let (values, missing) = match fact {
        CallerFact::Groups => {
            let groups =
                caller.groups().map(|groups| groups.iter().map(|group| &**group).collect());
            (groups, MissingFact::Groups)
        }
        CallerFact::User => (caller.user().map(|user| [user].into()), MissingFact::User),
        CallerFact::Claim(name) => {
            (caller.claim(name).map(|claim| [claim].into()), MissingFact::Claim(name.clone()))
        }
    };
    match values {
        Fact::Known(values) => Ok(values),
        Fact::Absent => Ok(BTreeSet::new()),
        Fact::Unknown => Err(missing),
    }
}

/// A relation is false if either side is absent, else undecided by every side that is unknown.
fn equals(value: Fact<&str>, caller: &Caller, fact: &CallerFact) -> Verdict {
    let of_caller = caller_values(caller, fact);
    if value == Fact::Absent || of_caller.as_ref().is_ok_and(BTreeSet::is_empty) {
        return Verdict::False;
    }
    match (value, of_caller) {
        (Fact::Known(value), Ok(values)) => Verdict::of(values.contains(value)),
        (Fact::Unknown, Err(missing)) => Verdict::Undecided([MissingFact::Tags, missing].into()),
        (_, Err(missing)) => Verdict::undecided(missing),
        (_, Ok(_)) => Verdict::undecided(MissingFact::Tags),
    }
}
