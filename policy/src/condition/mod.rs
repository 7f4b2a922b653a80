//! Whether the conditions of a clause hold. One matcher a file; no negation anywhere.

mod action;
mod instance;
mod schedule;
mod source;
mod tag;
mod time;
mod who;

pub(crate) use action::bits;
pub(crate) use schedule::{Days, Hours, day};
pub(crate) use source::{missing, within};
pub(crate) use tag::{CallerValues, unknown, value};

use crate::{
    Caller, Condition, Instance, MissingFact,
    program::{AttemptAtom, Conditions, InstanceAtom},
    scene::Scene,
    truth::{Missing, Truth},
};

impl Conditions<'_> {
    /// Whether the clause holds.
    #[inline]
    pub(crate) fn truth(self, scene: &Scene<'_>, instance: &Instance) -> Truth {
        let attempt = Truth::all(self.attempt.map(|atom| atom.truth(scene)));
        if attempt == Truth::False {
            return Truth::False;
        }
        let caller = &scene.attempt.caller;
        attempt.and(Truth::all(self.instance.map(|atom| atom.truth(caller, instance))))
    }

    /// What the undecided conditions of the clause wait for.
    pub(crate) fn missing(self, scene: &Scene<'_>, instance: &Instance) -> Missing {
        let caller = &scene.attempt.caller;
        let attempt = self.attempt.flat_map(|atom| atom.missing(scene));
        attempt.chain(self.instance.flat_map(|atom| atom.missing(caller, instance))).collect()
    }
}

impl AttemptAtom<'_> {
    #[inline]
    pub(crate) fn truth(self, scene: &Scene<'_>) -> Truth {
        let attempt = scene.attempt;
        match self {
            Self::Actions(actions) => Truth::of(actions & bits(attempt.action) != 0),
            Self::NotBefore(first) => time::not_before(first, attempt),
            Self::NotAfter(end) => time::not_after(end, attempt),
            Self::SignedInWithin(seconds) => time::signed_in_within(seconds, attempt),
            Self::IssuedBefore(end) => time::issued_before(end, attempt),
            Self::Users(users) => who::users(users, &attempt.caller),
            Self::Groups(groups) => who::groups(groups, &attempt.caller),
            Self::During(schedules) => scene.during(schedules),
            Self::From(zones) => scene.from(zones),
        }
    }

    /// What the condition waits for, if it is undecided.
    pub(crate) fn missing(self, scene: &Scene<'_>) -> Missing {
        if self.truth(scene) != Truth::Undecided {
            return Missing::new();
        }
        match self {
            // Whatever is tried, it is known, and so is the time.
            Self::Actions(_) | Self::NotBefore(_) | Self::NotAfter(_) => Missing::new(),
            Self::SignedInWithin(_) => [MissingFact::SignedInAt].into(),
            Self::IssuedBefore(_) => [MissingFact::IssuedAt].into(),
            Self::Users(_) => [MissingFact::User].into(),
            Self::Groups(_) => [MissingFact::Groups].into(),
            Self::During(_) => [MissingFact::Time].into(),
            Self::From(zones) => scene.missing_of(zones),
        }
    }

    /// The condition as the author of the rule knows it.
    pub(crate) const fn name(&self) -> Condition {
        match self {
            Self::Actions(_) => Condition::Actions,
            Self::NotBefore(_) => Condition::NotBefore,
            Self::NotAfter(_) => Condition::NotAfter,
            Self::SignedInWithin(_) => Condition::SignedInWithin,
            Self::IssuedBefore(_) => Condition::IssuedBefore,
            Self::Users(_) => Condition::Users,
            Self::Groups(_) => Condition::Groups,
            Self::During(_) => Condition::During,
            Self::From(_) => Condition::From,
        }
    }
}

impl InstanceAtom<'_> {
    #[inline]
    pub(crate) fn truth(self, caller: &Caller, instance: &Instance) -> Truth {
        match self {
            Self::Ids(ids) => instance::among(ids, instance.id_text()),
            Self::Accounts(accounts) => instance::among(accounts, instance.account_text()),
            Self::Regions(regions) => instance::among(regions, instance.region_text()),
            Self::Tag(key, test) => tag::truth(key, test, caller, instance),
        }
    }

    /// What the condition waits for, if it is undecided.
    pub(crate) fn missing(self, caller: &Caller, instance: &Instance) -> Missing {
        if self.truth(caller, instance) != Truth::Undecided {
            return Missing::new();
        }
        match self {
            Self::Ids(_) => [MissingFact::InstanceId].into(),
            Self::Accounts(_) => [MissingFact::Account].into(),
            Self::Regions(_) => [MissingFact::Region].into(),
            Self::Tag(_, test) => tag::missing(test, caller, instance),
        }
    }

    /// The condition as the author of the rule knows it.
    pub(crate) fn name(&self) -> Condition {
        match self {
            Self::Ids(_) => Condition::InstanceIds,
            Self::Accounts(_) => Condition::Accounts,
            Self::Regions(_) => Condition::Regions,
            Self::Tag(key, _) => Condition::Tag(key.as_str().into()),
        }
    }
}
