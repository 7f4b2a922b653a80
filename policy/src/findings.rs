//! What is found of every rule for one request, condition by condition.

use alloc::vec::Vec;

use crate::{
    Condition, Effect, Instance, MissingFact, Request, RuleId,
    compile::{Compiled, CompiledRule},
    program::Conditions,
    scene::Scene,
    truth::{Missing, Truth},
};

/// What was found of one rule in force.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Finding {
    /// The rule.
    pub rule: RuleId,
    /// What it does if it is true.
    pub effect: Effect,
    /// Whether it is true: all of its own conditions are, and no exception is.
    pub truth: Truth,
    /// Its own conditions, then those of its exceptions, each in the order of the language.
    pub conditions: Vec<FoundCondition>,
}

/// What was found of one condition of a rule.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct FoundCondition {
    /// Which of the rule's `unless` clauses it stands in, from 0; `None` for the rule's own.
    pub exception: Option<usize>,
    /// The condition.
    pub condition: Condition,
    /// Whether it holds.
    pub truth: Truth,
    /// The facts that it waits for, if that is undecided, sorted.
    pub missing: Vec<MissingFact>,
    /// Whether the truth of the rule rests on it alone: were it the other way, and all others as they
    /// are, the rule would be too.
    pub decisive: bool,
}

/// A clause of a rule, with what was found of it.
struct FoundClause {
    truth: Truth,
    conditions: Vec<(Condition, Truth, Missing)>,
    /// How many of the conditions are not true.
    failed: usize,
}

pub(crate) fn of_request(policy: &Compiled, request: &Request) -> Vec<Finding> {
    let scene = Scene::new(&request.attempt, policy);
    let one = |rule| of_rule(policy, rule, &scene, &request.instance);
    policy.rules.iter().map(one).collect()
}

fn of_rule(
    policy: &Compiled,
    rule: &CompiledRule,
    scene: &Scene<'_>,
    instance: &Instance,
) -> Finding {
    let when = FoundClause::new(policy.program.clause(rule.when), scene, instance);
    let exceptions = policy.exceptions(rule).iter();
    let exceptions =
        exceptions.map(|at| FoundClause::new(policy.program.clause(*at), scene, instance));
    let exceptions: Vec<FoundClause> = exceptions.collect();
    let lifting = exceptions.iter().filter(|clause| clause.truth != Truth::False).count();
    let truth = policy.unless(when.truth, rule, scene, instance);
    let holds = when.truth == Truth::True;
    let of_exceptions = exceptions.iter().enumerate().flat_map(|(number, clause)| {
        let others = lifting.saturating_sub(usize::from(clause.truth != Truth::False));
        clause.found(Some(number), holds && others == 0)
    });
    let own = when.found(None, lifting == 0);
    let conditions = own.chain(of_exceptions).collect();
    Finding { rule: rule.id.clone(), effect: rule.effect, truth, conditions }
}

impl FoundClause {
    fn new(clause: Conditions<'_>, scene: &Scene<'_>, instance: &Instance) -> Self {
        let caller = &scene.attempt.caller;
        let truth = clause.clone().truth(scene, instance);
        let attempt =
            clause.attempt.map(|atom| (atom.name(), atom.truth(scene), atom.missing(scene)));
        let of_instance = clause.instance.map(|atom| {
            (atom.name(), atom.truth(caller, instance), atom.missing(caller, instance))
        });
        let mut conditions: Vec<_> = attempt.chain(of_instance).collect();
        conditions.sort_by(|(left, ..), (right, ..)| left.cmp(right));
        let failed = conditions.iter().filter(|(_, truth, _)| *truth != Truth::True).count();
        Self { truth, conditions, failed }
    }

    /// The conditions. The other clauses of the rule may leave it to this one whether it is true.
    fn found(
        &self,
        exception: Option<usize>,
        left_to_this: bool,
    ) -> impl Iterator<Item = FoundCondition> {
        self.conditions.iter().map(move |(condition, truth, missing)| {
            let others = self.failed.saturating_sub(usize::from(*truth != Truth::True));
            FoundCondition {
                exception,
                condition: condition.clone(),
                truth: *truth,
                missing: missing.iter().cloned().collect(),
                decisive: left_to_this && others == 0,
            }
        })
    }
}
