//! Whether the cases of a policy would notice a small mistake in it.
//!
//! [`Mutation`] puts each mutant to the cases; of one that they all let pass it asks for a proof that it
//! decides as the policy does. If it does not, there is a request that shows it, and [`NewCase`] makes a
//! case of that.

mod counts;
mod new_case;
mod selection;
mod survivors;
mod tables;

use sekisho_policy::{
    Caller, Document, Instance, Policy, Request, UnixTime,
    analysis::{Answer, Budget, Comparison, Effort, Hints, Undecided},
    mutants::{Mutant, Trials},
};

pub(crate) use self::{
    counts::Counts, new_case::NewCase, selection::Selection, survivors::Survivors, tables::Tables,
};
use crate::cases::{Case, Expectation, Facts};

/// The mutants of a policy, put to its cases.
#[derive(Debug)]
pub(crate) struct Mutation<'a> {
    document: &'a Document,
    policy: Policy,
    trials: Trials<'a>,
    cases: Vec<&'a Case>,
    /// What new cases start from.
    defaults: Facts,
    new_cases: Vec<NewCase>,
    hints: Hints,
    budget: Budget,
}

/// What became of a mutant.
#[derive(Debug)]
pub(crate) enum Outcome {
    /// The case at this place fails.
    Killed(usize),
    /// Every case passes; the new case of this number would fail.
    Survived(usize),
    /// It decides as the policy does: a proof.
    Equivalent(Effort),
    /// Every case passes, and it was not found out whether it decides as the policy does.
    Undecided(Undecided),
}

impl<'a> Mutation<'a> {
    pub(crate) fn new(document: &'a Document, tables: &'a Tables, budget: Budget) -> Self {
        let cases: Vec<&Case> = tables.cases().map(|(_, case)| case).collect();
        let mut trials = Trials::of(document);
        for case in &cases {
            trials.add(case.request.clone());
        }
        Self {
            document,
            policy: Policy::compile(document.clone()),
            trials,
            hints: hints(&cases),
            cases,
            defaults: tables.defaults(),
            new_cases: Vec::new(),
            budget,
        }
    }

    /// What becomes of a mutant of the document.
    pub(crate) fn outcome(&mut self, mutant: &Mutant<'_>) -> Outcome {
        if let Some(outcome) = self.failing(mutant) {
            return outcome;
        }
        let (before, after) = self.trials.narrowed(mutant);
        let answer = Comparison::new(&before, &after, &self.hints).first_difference(self.budget);
        let found = match answer {
            Answer::None(effort) => return Outcome::Equivalent(effort),
            Answer::Undecided(undecided) => return Outcome::Undecided(undecided),
            Answer::Found(found) => found,
        };
        let offset = self.document.utc_offset();
        let decide = |request: &Request| {
            let mutated = self.trials.decide(mutant, request.clone());
            (self.policy.decide(request.clone()), mutated)
        };
        match NewCase::of(&found.witness, decide, &self.defaults, offset) {
            Some(case) => {
                self.trials.add(case.request.clone());
                self.new_cases.push(case);
                Outcome::Survived(self.new_cases.len().saturating_sub(1))
            }
            None => Outcome::Undecided(Undecided::Contradicted(found.witness)),
        }
    }

    /// The cases that would kill the survivors: each of them at least one.
    pub(crate) fn new_cases(&self) -> &[NewCase] {
        &self.new_cases
    }

    /// The first case that a mutant fails, or the first new one.
    fn failing(&mut self, mutant: &Mutant<'_>) -> Option<Outcome> {
        let (cases, new_cases) = (&self.cases, &self.new_cases);
        self.trials.decisions(mutant).find_map(|(at, decision)| {
            let passes = |expected: &Expectation| expected.is_met_by(&decision);
            if let Some(case) = cases.get(at) {
                return (!passes(&case.expected)).then_some(Outcome::Killed(at));
            }
            let number = at.checked_sub(cases.len())?;
            let case = new_cases.get(number)?;
            // Only the answer counts: a mutant that gives the same answers for other reasons is
            // equivalent, whichever cases were found before.
            let differs = Expectation::of(&decision).answer != case.expected.answer;
            differs.then_some(Outcome::Survived(number))
        })
    }
}

/// The people, the instances and the time of the cases: what a new case had better be about.
fn hints(cases: &[&Case]) -> Hints {
    let mut people: Vec<Caller> = Vec::new();
    let mut instances: Vec<Instance> = Vec::new();
    for case in cases {
        let (caller, instance) = (&case.request.attempt.caller, &case.request.instance);
        if people.len() < MOST_HINTS && !people.contains(caller) {
            people.push(caller.clone());
        }
        if instances.len() < MOST_HINTS && !instances.contains(instance) {
            instances.push((**instance).clone());
        }
    }
    let near = cases.first().map_or(UnixTime::from_seconds(0), |case| case.request.attempt.at);
    Hints::near(near).with_people(people).with_instances(instances)
}

/// More people would only take longer to look through.
const MOST_HINTS: usize = 16;
