//! Why a request was denied, in terms of the rules that nearly allowed it.

use alloc::{collections::BTreeSet, string::String, vec::Vec};
use core::fmt;

use crate::{
    Attempt, Effect, Instance, MissingFact, RuleId,
    compile::{Compiled, CompiledRule},
    condition::{CallerValues, TagTest},
    scene::Scene,
    verdict::Verdict,
};

/// The allow rules that were not true, fewest failed conditions first, then by id.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Explanation {
    /// The rules and what each lacked.
    pub near_misses: Vec<NearMiss>,
}

/// One allow rule that was not true.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct NearMiss {
    /// The rule.
    pub rule: RuleId,
    /// The conditions that were false or undecided, in the order of the language.
    pub failed: Vec<Condition>,
    /// The facts that the undecided ones of them wait for, sorted.
    pub missing: Vec<MissingFact>,
}

/// A condition of a rule, as its author knows it, in the order of the language.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
#[expect(clippy::exhaustive_enums, reason = "a new condition must be explained in every room")]
pub enum Condition {
    /// `who.groups`
    Groups,
    /// `who.users`
    Users,
    /// `actions`
    Actions,
    /// `from`
    From,
    /// `during`
    During,
    /// `not_before`
    NotBefore,
    /// `not_after`
    NotAfter,
    /// `signed_in_within`
    SignedInWithin,
    /// `issued_before`
    IssuedBefore,
    /// `instances.accounts`
    Accounts,
    /// `instances.regions`
    Regions,
    /// `instances.ids`
    InstanceIds,
    /// `instances.tags`, one key of it
    Tag(String),
}

impl Explanation {
    pub(crate) fn new(policy: &Compiled, attempt: &Attempt, instance: Option<&Instance>) -> Self {
        let scene = Scene::new(attempt, policy);
        let allows = policy.rules.iter().filter(|rule| rule.effect == Effect::Allow);
        let mut near_misses: Vec<_> =
            allows.filter_map(|rule| NearMiss::new(rule, &scene, instance)).collect();
        // Stable, and the rules come in the order of their ids.
        near_misses.sort_by_key(|miss| miss.failed.len());
        Self { near_misses }
    }
}

impl NearMiss {
    /// `None` if nothing fails.
    fn new(rule: &CompiledRule, scene: &Scene<'_>, instance: Option<&Instance>) -> Option<Self> {
        let of_attempt = rule.when.attempt_verdicts(scene);
        let of_instance = instance.map_or_else(
            || whatever_the_instance(rule, scene),
            |instance| rule.when.instance_verdicts(scene, instance).collect(),
        );
        let mut failed = Vec::new();
        let mut missing = BTreeSet::new();
        for (condition, verdict) in of_attempt.chain(of_instance) {
            match verdict {
                Verdict::True => continue,
                Verdict::False => {}
                Verdict::Undecided(facts) => missing.extend(facts),
            }
            failed.push(condition);
        }
        failed.sort();
        (!failed.is_empty()).then(|| Self {
            rule: rule.id.clone(),
            failed,
            missing: missing.into_iter().collect(),
        })
    }
}

/// The conditions on the instance that no instance can meet, because the caller has no value to
/// compare a tag with, or none that is known.
fn whatever_the_instance(rule: &CompiledRule, scene: &Scene<'_>) -> Vec<(Condition, Verdict)> {
    let verdict = |test: &TagTest| match test {
        TagTest::In(_) | TagTest::Present => Verdict::True,
        TagTest::EqualsCaller(fact) => match CallerValues::new(&scene.attempt.caller, fact) {
            CallerValues::None => Verdict::False,
            CallerValues::Known(_) => Verdict::True,
            CallerValues::Unknown(missing) => Verdict::undecided(missing),
        },
    };
    rule.when
        .tags
        .iter()
        .map(|(key, test)| (Condition::Tag((&**key).into()), verdict(test)))
        .collect()
}

impl fmt::Display for Condition {
    /// Where the condition is written in a rule: `who.groups`, `instances.tags.Env`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Groups => "who.groups",
            Self::Users => "who.users",
            Self::Actions => "actions",
            Self::From => "from",
            Self::During => "during",
            Self::NotBefore => "not_before",
            Self::NotAfter => "not_after",
            Self::SignedInWithin => "signed_in_within",
            Self::IssuedBefore => "issued_before",
            Self::Accounts => "instances.accounts",
            Self::Regions => "instances.regions",
            Self::InstanceIds => "instances.ids",
            Self::Tag(key) => return write!(formatter, "instances.tags.{key}"),
        })
    }
}
