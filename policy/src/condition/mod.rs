//! What a clause of a rule asks for, compiled. One matcher a file; no negation anywhere.

mod action;
mod group;
mod instance;
mod instant;
mod schedule;
mod sign_in;
mod tag;
mod user;
mod zone;

use alloc::{collections::BTreeSet, string::String, sync::Arc, vec::Vec};

pub(crate) use instance::Identity;
pub(crate) use schedule::{Days, Hours};
pub(crate) use tag::{CallerValues, TagTest, unresolved, value};
pub(crate) use zone::within;

use crate::{Action, Condition, Instance, UnixTime, scene::Scene, verdict::Verdict};

/// One clause: every condition must hold.
#[derive(Clone, Debug)]
pub(crate) struct Conditions {
    /// On everything but the instance, cheapest first.
    pub(crate) attempt: Vec<AttemptCondition>,
    /// On which instance it is.
    pub(crate) identity: Identity,
    /// On the tags of the instance.
    pub(crate) tags: Vec<(Arc<str>, TagTest)>,
}

/// A condition on everything but the instance, in the order of what it costs to test.
#[derive(Clone, Debug)]
pub(crate) enum AttemptCondition {
    Actions(BTreeSet<Action>),
    NotBefore(UnixTime),
    NotAfter(UnixTime),
    SignedInWithin(u32),
    IssuedBefore(UnixTime),
    Users(BTreeSet<String>),
    Groups(BTreeSet<String>),
    /// Indices of schedules of the policy.
    During(Vec<usize>),
    /// Indices of zones of the policy.
    From(Vec<usize>),
}

impl Conditions {
    /// Whether the clause holds.
    pub(crate) fn verdict(&self, scene: &Scene<'_>, instance: &Instance) -> Verdict {
        let attempt = self.attempt.iter().map(|condition| condition.verdict(scene));
        let identity = self.identity.verdicts(instance).map(|(_, verdict)| verdict);
        let caller = &scene.attempt.caller;
        let tags = self.tags.iter().map(|(key, test)| test.verdict(key, caller, instance));
        Verdict::all(attempt.chain(identity).chain(tags))
    }

    /// Each condition on the attempt, and whether it holds, in the order of what they cost.
    pub(crate) fn attempt_verdicts(
        &self,
        scene: &Scene<'_>,
    ) -> impl Iterator<Item = (Condition, Verdict)> {
        self.attempt.iter().map(move |condition| (condition.name(), condition.verdict(scene)))
    }

    /// Each condition on the instance, and whether it holds.
    pub(crate) fn instance_verdicts(
        &self,
        scene: &Scene<'_>,
        instance: &Instance,
    ) -> impl Iterator<Item = (Condition, Verdict)> {
        let tags = self.tags.iter().map(move |(key, test)| {
            let verdict = test.verdict(key, &scene.attempt.caller, instance);
            (Condition::Tag((&**key).into()), verdict)
        });
        self.identity.verdicts(instance).chain(tags)
    }

    /// Whether the clause holds as far as the attempt goes.
    pub(crate) fn attempt_verdict(&self, scene: &Scene<'_>) -> Verdict {
        Verdict::all(self.attempt.iter().map(|condition| condition.verdict(scene)))
    }
}

impl AttemptCondition {
    pub(crate) fn verdict(&self, scene: &Scene<'_>) -> Verdict {
        let attempt = scene.attempt;
        match self {
            Self::Actions(actions) => action::verdict(actions, attempt),
            Self::NotBefore(first) => instant::not_before(*first, attempt),
            Self::NotAfter(end) => instant::not_after(*end, attempt),
            Self::SignedInWithin(seconds) => sign_in::verdict(*seconds, attempt),
            Self::IssuedBefore(end) => instant::issued_before(*end, attempt),
            Self::Users(users) => user::verdict(users, attempt),
            Self::Groups(groups) => group::verdict(groups, attempt),
            Self::During(schedules) => scene.during(schedules),
            Self::From(zones) => scene.from(zones),
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
