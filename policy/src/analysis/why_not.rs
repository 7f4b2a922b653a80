//! The least that has to change for a denied request to be allowed.

use alloc::{collections::BTreeSet, string::String, vec::Vec};

use super::{
    Analysis, Budget, Effort, Hints, Span, Undecided,
    budget::Steps,
    remedies::Search,
    unknown_facts::{as_absent, is_for_good, unknown},
};
use crate::{
    Condition, Decision, DenialReason, Document, Effect, MissingFact, NearMiss, Policy, Request,
    RuleId, Source, UnixTime,
};

/// What would have to change for a request to be allowed.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct WhyNot {
    /// Why it is denied; `None` if it is allowed.
    pub reason: Option<DenialReason>,
    /// The changes that are enough, easiest first. None is a part of another: each yields an allow,
    /// and no proper part of it does. Empty, with the search at its end and no fact unknown: the
    /// facts can be changed as one likes, the rules have to change.
    pub remedies: Vec<Remedy>,
    /// The facts that are unknown and that some rule asks for, which nothing that is known rules out.
    /// A remedy is enough whatever they are; once they are known there may be more of them.
    pub unknown: Vec<MissingFact>,
    /// Where only the rules can change that, because of deny rules: those. `None` where a change of facts
    /// is enough, and where facts are unknown.
    pub barred: Option<Barred>,
    /// Where only the rules can change that, and no allow rule can be met: the one of which the fewest
    /// conditions fail that no change can make true, and of those the fewest altogether.
    pub nearest: Option<RuleId>,
    /// Why the search did not come to an end, if it did not.
    pub undecided: Option<Undecided>,
    /// What it cost.
    pub effort: Effort,
}

/// Changes that are enough together.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Remedy {
    /// What changes.
    pub changes: Vec<FactChange>,
    /// How hard that is: by who can do it.
    pub weight: u32,
    /// The request with the changes made, which the engine allows.
    pub request: Request,
    /// The rules that allow it then.
    pub rules: Vec<RuleId>,
    /// Other values would do, too: all of these requests are allowed.
    pub region: Span,
}

/// Deny rules but for which a request would be allowed, perhaps after some changes.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Barred {
    /// What changes first; empty if nothing has to.
    pub changes: Vec<FactChange>,
    /// The request with the changes made.
    pub request: Request,
    /// The deny rules that deny it then.
    pub by: Vec<RuleId>,
    /// The rules that allow it then, once those deny rules do not.
    pub rules: Vec<RuleId>,
}

/// A change of one fact.
#[derive(Clone, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "a new lever must be told in every room")]
pub enum FactChange {
    /// The caller signs in again.
    SignInAgain,
    /// The caller comes at this time, and signs in then: the first time at which it is enough.
    At(UnixTime),
    /// The caller calls from there, or from another place in the same zones.
    From(Source),
    /// The caller joins these groups.
    JoinGroups(BTreeSet<String>),
    /// The caller leaves these groups.
    LeaveGroups(BTreeSet<String>),
    /// A claim of the caller gets this value, or goes (`None`).
    Claim(String, Option<String>),
    /// A tag of the instance gets this value, or goes (`None`).
    Tag(String, Option<String>),
}

impl Document {
    /// What would have to change for a request to be allowed: at most so many remedies, the easiest
    /// first.
    ///
    /// Person, action and instance stay who and what they are; time only goes on. Weighed by who can
    /// do it: to sign in again, to wait, to go to another network, then groups, claims and tags. What
    /// is unknown stays unknown, but for when the caller signed in and where the call comes from.
    #[must_use]
    pub fn why_not(&self, request: &Request, remedies: usize, budget: Budget) -> WhyNot {
        let known = as_absent(self, request);
        let hints = Hints::near(request.attempt.at)
            .with_people([known.attempt.caller.clone()].into())
            .with_instances([(*known.instance).clone()].into());
        let analysis = Analysis::new(self, &[], &hints);
        let mut why = WhyNot {
            reason: None,
            remedies: Vec::new(),
            unknown: Vec::new(),
            barred: None,
            nearest: None,
            undecided: None,
            effort: Effort::default(),
        };
        let Decision::Deny(denial) = analysis.policy.decide(request.clone()) else { return why };
        why.unknown = unknown(&analysis.policy, request, denial.reason());
        why.reason = Some(denial.reason().clone());
        let Some(exact) = analysis.world.keep_request(&known) else {
            // Every other fact is known, or as if there were none.
            why.unknown.push(MissingFact::Time);
            why.unknown.sort_unstable();
            why.unknown.dedup();
            return why;
        };
        let mut steps = Steps::new(budget);
        let search = Search::new(&analysis, request, &known, exact);
        if let Err(undecided) = search.run(remedies, &mut why.remedies, &mut steps) {
            why.undecided = Some(undecided);
        }
        why.effort = steps.effort();
        if why.remedies.is_empty() && why.unknown.is_empty() && why.undecided.is_none() {
            self.blame(&analysis.policy, request, budget, &mut why);
        }
        why
    }

    /// Says which rules would have to change.
    fn blame(&self, policy: &Policy, request: &Request, budget: Budget, why: &mut WhyNot) {
        let mut without = self.clone();
        without.rules.retain(|rule| rule.effect == Effect::Allow);
        if without.rules.len() < self.rules.len() {
            let mut then = without.why_not(request, 1, budget);
            why.effort.steps = why.effort.steps.saturating_add(then.effort.steps);
            why.undecided = then.undecided;
            let (changes, request) = match (then.reason, then.remedies.pop()) {
                (None, _) => (Vec::new(), request.clone()),
                (Some(_), Some(remedy)) => (remedy.changes, remedy.request),
                (Some(_), None) => {
                    why.nearest = then.nearest;
                    return;
                }
            };
            why.barred = barred(policy, &Policy::compile(without), changes, request);
        } else {
            why.nearest = nearest(policy, request);
        }
    }
}

fn barred(
    policy: &Policy,
    without: &Policy,
    changes: Vec<FactChange>,
    request: Request,
) -> Option<Barred> {
    let Decision::Deny(denial) = policy.decide(request.clone()) else { return None };
    let Decision::Allow(grant) = without.decide(request.clone()) else { return None };
    let DenialReason::Explicit { rules: by } = denial.reason() else { return None };
    Some(Barred { changes, request, by: by.clone(), rules: grant.rules().to_vec() })
}

fn nearest(policy: &Policy, request: &Request) -> Option<RuleId> {
    let misses = policy.explain(&request.attempt, Some(&request.instance)).near_misses;
    // Time only goes on.
    let for_good =
        |condition: &&Condition| is_for_good(condition) || **condition == Condition::NotAfter;
    let key = |miss: &NearMiss| (miss.failed.iter().filter(for_good).count(), miss.failed.len());
    misses.into_iter().min_by_key(key).map(|miss| miss.rule)
}
