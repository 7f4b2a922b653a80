//! Why a request was denied, in terms of the rules that nearly allowed it.

use alloc::{string::String, vec::Vec};
use core::fmt;

use crate::{
    Attempt, Clause, Effect, Instance, MissingFact, RuleId,
    compile::{Compiled, CompiledRule},
    condition::{CallerValues, unknown},
    program::{Conditions, InstanceAtom, TagTest},
    scene::Scene,
    truth::{Missing, Truth},
};

/// The allow rules that were not true: fewest failed conditions first, of these first the rules that are
/// for this caller and this action, then by id.
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

impl Clause {
    /// The conditions that it has, in the order of the language.
    #[must_use]
    pub fn conditions(&self) -> Vec<Condition> {
        let who = self.who.as_ref();
        let instances = self.instances.as_ref();
        let has = [
            (who.is_some_and(|who| who.groups.is_some()), Condition::Groups),
            (who.is_some_and(|who| who.users.is_some()), Condition::Users),
            (self.actions.is_some(), Condition::Actions),
            (self.from.is_some(), Condition::From),
            (self.during.is_some(), Condition::During),
            (self.not_before.is_some(), Condition::NotBefore),
            (self.not_after.is_some(), Condition::NotAfter),
            (self.signed_in_within.is_some(), Condition::SignedInWithin),
            (self.issued_before.is_some(), Condition::IssuedBefore),
            (instances.is_some_and(|it| it.accounts.is_some()), Condition::Accounts),
            (instances.is_some_and(|it| it.regions.is_some()), Condition::Regions),
            (instances.is_some_and(|it| it.ids.is_some()), Condition::InstanceIds),
        ];
        let tags = instances.into_iter().flat_map(|instances| instances.tags.keys());
        let has = has.into_iter().filter_map(|(has, condition)| has.then_some(condition));
        has.chain(tags.cloned().map(Condition::Tag)).collect()
    }
}

impl Explanation {
    pub(crate) fn new(policy: &Compiled, attempt: &Attempt, instance: Option<&Instance>) -> Self {
        let scene = Scene::new(attempt, policy);
        let allows = policy.rules.iter().filter(|rule| rule.effect == Effect::Allow);
        let misses = allows.filter_map(|rule| {
            NearMiss::new(rule, policy.program.clause(rule.when), &scene, instance)
        });
        let mut near_misses: Vec<_> = misses.collect();
        // Stable, and the rules come in the order of their ids.
        near_misses.sort_by_key(|miss| (miss.failed.len(), miss.is_about_others()));
        Self { near_misses }
    }
}

impl NearMiss {
    /// `None` if nothing fails.
    fn new(
        rule: &CompiledRule,
        when: Conditions<'_>,
        scene: &Scene<'_>,
        instance: Option<&Instance>,
    ) -> Option<Self> {
        let caller = &scene.attempt.caller;
        let of_attempt =
            when.attempt.map(|atom| (atom.name(), atom.truth(scene), atom.missing(scene)));
        let of_instance = when.instance.map(|atom| match instance {
            Some(instance) => {
                (atom.name(), atom.truth(caller, instance), atom.missing(caller, instance))
            }
            None => (atom.name(), whatever_the_instance(atom, scene), waits_for(atom, scene)),
        });
        let mut failed = Vec::new();
        let mut missing = Missing::new();
        for (condition, truth, facts) in of_attempt.chain(of_instance) {
            if truth != Truth::True {
                missing.extend(facts);
                failed.push(condition);
            }
        }
        failed.sort();
        (!failed.is_empty()).then(|| Self {
            rule: rule.id.clone(),
            failed,
            missing: missing.into_iter().collect(),
        })
    }
}

impl NearMiss {
    /// Whether the rule is for others than the caller, or for other actions: it was hardly meant for this.
    fn is_about_others(&self) -> bool {
        let of_question = |failed: &Condition| {
            matches!(failed, Condition::Groups | Condition::Users | Condition::Actions)
        };
        self.failed.iter().any(of_question)
    }
}

/// Whether some instance meets the condition: none does where the caller has no value to compare a
/// tag with, or none that is known.
fn whatever_the_instance(atom: InstanceAtom<'_>, scene: &Scene<'_>) -> Truth {
    match compared(atom, scene) {
        Some((CallerValues::None, _)) => Truth::False,
        Some((CallerValues::Unknown, _)) => Truth::Undecided,
        Some((CallerValues::One(_) | CallerValues::Groups(_), _)) | None => Truth::True,
    }
}

/// The fact that would tell whether some instance meets the condition.
fn waits_for(atom: InstanceAtom<'_>, scene: &Scene<'_>) -> Missing {
    match compared(atom, scene) {
        Some((CallerValues::Unknown, missing)) => [missing].into(),
        Some(_) | None => Missing::new(),
    }
}

/// The values of the caller that the condition compares a tag with, and what they are.
fn compared<'a>(
    atom: InstanceAtom<'_>,
    scene: &Scene<'a>,
) -> Option<(CallerValues<'a>, MissingFact)> {
    match atom {
        InstanceAtom::Tag(_, TagTest::EqualsCaller(fact)) => {
            Some((CallerValues::new(&scene.attempt.caller, fact), unknown(fact)))
        }
        InstanceAtom::Ids(_)
        | InstanceAtom::Accounts(_)
        | InstanceAtom::Regions(_)
        | InstanceAtom::Tag(_, TagTest::In(_) | TagTest::Present) => None,
    }
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
