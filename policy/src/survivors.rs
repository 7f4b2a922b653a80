//! The rules that are left once the attempt is known, filed by what they ask of the instance.

use alloc::{sync::Arc, vec::Vec};

use crate::{
    Attempt, DenialReason, Effect, Instance, RuleId,
    compile::Compiled,
    condition::CallerValues,
    index::{self, Dimension, Entry, Index, Lanes, Probe},
    program::{ClauseAt, Conditions, InstanceAtom, TagTest},
    scene::Scene,
    tally::Tally,
    truth::{Missing, Truth},
};

/// A policy with one attempt filled in.
#[derive(Debug)]
pub(crate) struct Survivors {
    pub(crate) policy: Arc<Compiled>,
    pub(crate) attempt: Arc<Attempt>,
    /// The rules that some instance could make true or undecided, sorted by id.
    pub(crate) rules: Vec<Survivor>,
    /// What the attempt has for a rule to look at.
    lanes: Lanes,
    by_instance: Index,
}

/// A rule with the attempt filled in.
#[derive(Debug)]
pub(crate) struct Survivor {
    /// Its number in the policy.
    pub(crate) rule: u32,
    pub(crate) effect: Effect,
    pub(crate) when: Remainder,
    pub(crate) unless: Vec<Remainder>,
}

/// What is left of a clause: its conditions on the instance, none of which is known to be false.
#[derive(Debug)]
pub(crate) struct Remainder {
    pub(crate) clause: ClauseAt,
    /// The facts of the attempt that the rest of the clause waits for. Empty: the rest is true.
    pub(crate) waits_for: Missing,
}

impl Survivors {
    pub(crate) fn new(policy: Arc<Compiled>, attempt: Arc<Attempt>) -> Self {
        let scene = Scene::new(&attempt, &policy);
        let lanes = Lanes::of_attempt(&scene);
        let any = Instance::default();
        let probe = Probe {
            caller: &attempt.caller,
            whereabouts: Some(&scene.whereabouts),
            instance: &any,
        };
        let mut rules = Vec::new();
        policy.by_attempt.visit(
            &probe,
            || lanes.with_any_instance(),
            |candidate| {
                rules.extend(Survivor::new(&policy, candidate.rule, &scene));
            },
        );
        rules.sort_unstable_by_key(|survivor| survivor.rule);
        rules.dedup_by_key(|survivor| survivor.rule);
        let entries = rules.iter().zip(0..).map(|(survivor, number)| {
            let when = survivor.when.clause;
            Entry { rule: number, when, lanes: Lanes::needed(policy.program.clause(when)) }
        });
        let entries: Vec<Entry> = entries.collect();
        let by_instance = index::build(&policy.program, &entries, &Dimension::OF_INSTANCE);
        Self { policy, attempt, rules, lanes, by_instance }
    }

    /// The allow rules that let this instance be touched, or why none does.
    pub(crate) fn allowing_rules(&self, instance: &Instance) -> Result<Vec<RuleId>, DenialReason> {
        let policy = &*self.policy;
        let mut tally = Tally::default();
        tally.require(&policy.required_tags, instance)?;
        let probe = Probe { caller: &self.attempt.caller, whereabouts: None, instance };
        let lanes = || self.lanes.with_instance(instance, policy.tested);
        self.by_instance.visit(&probe, lanes, |candidate| {
            let survivor = usize::try_from(candidate.rule).ok();
            if let Some(survivor) = survivor.and_then(|number| self.rules.get(number)) {
                tally.count(survivor.effect, survivor.rule, self.truth(survivor, instance));
            }
        });
        tally.settle(policy, |rule| self.missing(rule, instance))
    }

    /// The conditions of what is left of a clause.
    pub(crate) fn conditions(&self, remainder: &Remainder) -> Conditions<'_> {
        self.policy.program.clause(remainder.clause)
    }

    #[inline]
    fn truth(&self, survivor: &Survivor, instance: &Instance) -> Truth {
        let when = self.remains(&survivor.when, instance);
        if when == Truth::False {
            return Truth::False;
        }
        let exceptions = survivor.unless.iter();
        when.and(Truth::all(exceptions.map(|clause| self.remains(clause, instance).not())))
    }

    /// Whether what is left of a clause holds.
    #[inline]
    fn remains(&self, remainder: &Remainder, instance: &Instance) -> Truth {
        let caller = &self.attempt.caller;
        let atoms = self.conditions(remainder).instance;
        let attempt = if remainder.waits_for.is_empty() { Truth::True } else { Truth::Undecided };
        attempt.and(Truth::all(atoms.map(|atom| atom.truth(caller, instance))))
    }

    /// What an undecided rule waits for.
    fn missing(&self, rule: u32, instance: &Instance) -> Missing {
        let caller = &self.attempt.caller;
        let survivor = self.rules.binary_search_by_key(&rule, |survivor| survivor.rule);
        let survivor = survivor.ok().and_then(|at| self.rules.get(at));
        let clauses = survivor
            .into_iter()
            .flat_map(|survivor| core::iter::once(&survivor.when).chain(&survivor.unless));
        let undecided = clauses.filter(|clause| self.remains(clause, instance) == Truth::Undecided);
        let missing = undecided.flat_map(|clause| {
            let atoms = self.conditions(clause).instance;
            let of_instance = atoms.flat_map(|atom| atom.missing(caller, instance));
            clause.waits_for.iter().cloned().chain(of_instance)
        });
        missing.collect()
    }
}

impl Survivor {
    /// `None` if the rule is false on every instance.
    fn new(policy: &Compiled, number: u32, scene: &Scene<'_>) -> Option<Self> {
        let rule = policy.rule(number)?;
        let when = Remainder::new(policy, rule.when, scene)?;
        let unless = policy.exceptions(rule).iter();
        let unless: Vec<_> =
            unless.filter_map(|clause| Remainder::new(policy, *clause, scene)).collect();
        if unless.iter().any(|clause| clause.is_always_true(policy)) {
            return None;
        }
        Some(Self { rule: number, effect: rule.effect, when, unless })
    }
}

impl Remainder {
    /// `None` if the clause is false on every instance.
    fn new(policy: &Compiled, at: ClauseAt, scene: &Scene<'_>) -> Option<Self> {
        let clause = policy.program.clause(at);
        let waits_for = match Truth::all(clause.attempt.clone().map(|atom| atom.truth(scene))) {
            Truth::False => return None,
            Truth::True => Missing::new(),
            Truth::Undecided => clause.attempt.flat_map(|atom| atom.missing(scene)).collect(),
        };
        let is_hopeless = |atom| match atom {
            InstanceAtom::Tag(_, TagTest::EqualsCaller(fact)) => {
                matches!(CallerValues::new(&scene.attempt.caller, fact), CallerValues::None)
            }
            InstanceAtom::Ids(_)
            | InstanceAtom::Accounts(_)
            | InstanceAtom::Regions(_)
            | InstanceAtom::Tag(_, TagTest::In(_) | TagTest::Present) => false,
        };
        (!clause.instance.into_iter().any(is_hopeless)).then_some(Self { clause: at, waits_for })
    }

    fn is_always_true(&self, policy: &Compiled) -> bool {
        self.waits_for.is_empty() && policy.program.clause(self.clause).instance.is_empty()
    }
}
