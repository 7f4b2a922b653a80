//! What one rule is good for, beside all the others.

use alloc::{boxed::Box, collections::BTreeSet, vec::Vec};

use super::{
    Analysis, Budget, Effort, Found, Span, Undecided,
    budget::{Spent, Steps},
    questions::exceptions,
    region::{Cover, Region},
    rules::{By, Ruled, ids},
    search::Uncovered,
    witness::witness,
};
use crate::{Decision, DenialReason, Effect, Request, RuleId};

/// What a rule is good for.
///
/// A rule that is reported as anything but useful can be removed, and no decision on a request of
/// which every fact is known changes: but only one at a time, since two rules that say the same are
/// both redundant while the other is there.
#[derive(Clone, Debug)]
#[must_use]
#[expect(clippy::exhaustive_enums, reason = "a lint must say something of each")]
pub enum RuleStanding {
    /// Some decision rests on it alone: here is one.
    Useful(Box<Found>),
    /// No request meets its conditions, or each that does meets one of its exceptions.
    Impossible(Effort),
    /// An allow rule of which the deny rules leave nothing: these together, none of them too many.
    /// Empty: an instance that lacks a required tag is all it allows.
    Overridden(Vec<RuleId>, Effort),
    /// Everything that it says is said by these together, none of them too many.
    Redundant(Vec<RuleId>, Effort),
    /// A deny rule that denies nothing that anything allows: a guard rail, for the time being.
    Idle(Effort),
    /// Nothing is known.
    Undecided(Undecided),
}

/// So many steps are taken in vain at most.
const GLIMPSE: u64 = 32;

impl Analysis<'_> {
    /// What a rule in force is good for; `None` if there is no such rule in force.
    #[must_use]
    pub fn standing(&self, rule: &RuleId, budget: Budget) -> Option<RuleStanding> {
        Some(match self.judge(rule, budget, Aim::Widest)? {
            Judged::Useful(useful) => {
                let Useful { rules, witness, region, effort } = *useful;
                let region = Span::new(&region, &self.world);
                RuleStanding::Useful(Box::new(Found { rules, witness, region, effort }))
            }
            Judged::Not(standing) => standing,
        })
    }

    /// The same, not yet in words.
    pub(super) fn judge(&self, rule: &RuleId, budget: Budget, aim: Aim) -> Option<Judged> {
        let mut steps = Steps::new(budget);
        let judged = match (self.rules.allows.rule(rule), self.rules.denies.rule(rule)) {
            (Some(allow), _) => self.of_allow(allow, aim, &mut steps),
            (None, Some(deny)) => self.of_deny(deny, aim, &mut steps),
            (None, None) => return None,
        };
        Some(judged.unwrap_or_else(|why| Judged::Not(RuleStanding::Undecided(why))))
    }

    fn of_allow(
        &self,
        allow: &Ruled<'_>,
        aim: Aim,
        steps: &mut Steps,
    ) -> Result<Judged, Undecided> {
        let region = Region::of(&allow.cover.when);
        let of = (allow, Effect::Allow);
        if let Some(found) = self.glimpse(aim, &region, of, &[], steps) {
            return self.useful(*found, allow, None, Effect::Allow, steps);
        }
        let others = self.rules.allows.near(&region).filter(|rule| rule.by != allow.by);
        let denies: Vec<&Ruled<'_>> = self.rules.denies.near(&region).collect();
        let all: Vec<&Ruled<'_>> = denies.iter().copied().chain(others).collect();
        match self.cover(&region, &all, &[], steps)? {
            Covered::No(found) => self.useful(*found, allow, None, Effect::Allow, steps),
            Covered::By(_) if self.is_impossible(&region, &[], steps)? => {
                Ok(Judged::Not(RuleStanding::Impossible(steps.effort())))
            }
            Covered::By(rules) => {
                Ok(Judged::Not(match self.cover(&region, &denies, &[], steps)? {
                    Covered::By(rules) => RuleStanding::Overridden(ids(rules), steps.effort()),
                    Covered::No(_) => RuleStanding::Redundant(ids(rules), steps.effort()),
                }))
            }
        }
    }

    fn of_deny(&self, deny: &Ruled<'_>, aim: Aim, steps: &mut Steps) -> Result<Judged, Undecided> {
        let region = Region::of(&deny.cover.when);
        let unless = exceptions(&deny.cover);
        let others = self.rules.denies.near(&region).filter(|rule| rule.by != deny.by);
        let others: Vec<&Ruled<'_>> = others.collect();
        match self.cover(&region, &others, &unless, steps)? {
            Covered::By(_) if self.is_impossible(&region, &unless, steps)? => {
                return Ok(Judged::Not(RuleStanding::Impossible(steps.effort())));
            }
            Covered::By(rules) => {
                return Ok(Judged::Not(RuleStanding::Redundant(ids(rules), steps.effort())));
            }
            Covered::No(_) => {}
        }
        // What is left of it may be what nothing allows.
        let mut covering = BTreeSet::new();
        let mut allowed = Vec::new();
        for allow in self.rules.allows.near(&region) {
            let mut both = region.clone();
            both.meet(&allow.cover.when);
            if let Some(found) = self.glimpse(aim, &both, (deny, Effect::Deny), &unless, steps) {
                return self.useful(*found, deny, Some(allow), Effect::Deny, steps);
            }
            match self.cover(&both, &others, &unless, steps)? {
                Covered::No(found) => {
                    return self.useful(*found, deny, Some(allow), Effect::Deny, steps);
                }
                Covered::By(rules) => covering.extend(rules),
            }
            allowed.push(both);
        }
        // What one of them covers of one allow rule others may cover of all of them.
        let mut used = others;
        used.retain(|rule| covering.contains(&rule.by));
        let mut at = 0_usize;
        while at < used.len() {
            let mut fewer = used.clone();
            fewer.remove(at);
            let mut is_covered = true;
            for region in &allowed {
                is_covered = is_covered && self.is_covered(region, &fewer, &unless, steps)?;
            }
            if is_covered {
                used = fewer;
            } else {
                at = at.saturating_add(1);
            }
        }
        Ok(Judged::Not(if used.is_empty() {
            RuleStanding::Idle(steps.effort())
        } else {
            RuleStanding::Redundant(ids(used.into_iter().map(|rule| rule.by)), steps.effort())
        }))
    }

    /// A request of the region that neither the exceptions nor another rule of the effects that matter
    /// holds, if one is seen at once: somebody of no name, in no more groups than it takes. Of a rule that
    /// is good for something there mostly is one, and most other rules are not about it.
    fn glimpse(
        &self,
        aim: Aim,
        region: &Region,
        (rule, effect): (&Ruled<'_>, Effect),
        unless: &[Cover],
        steps: &mut Steps,
    ) -> Option<Box<(Request, Region)>> {
        if aim == Aim::Widest {
            return None;
        }
        let plain = region.plain(&self.world);
        let allows = self.rules.allows.near(&plain).filter(|_| effect == Effect::Allow);
        let rules = allows.chain(self.rules.denies.near(&plain));
        let rules: Vec<&Ruled<'_>> = rules.filter(|other| other.by != rule.by).collect();
        match steps.attempt(GLIMPSE, |steps| self.look(&plain, &rules, unless, steps)) {
            Ok(Looked::At(found)) => Some(found),
            Ok(Looked::Through(_)) | Err(Spent) => None,
        }
    }

    /// Whether there is nothing in the region but its exceptions.
    pub(super) fn is_impossible(
        &self,
        region: &Region,
        unless: &[Cover],
        steps: &mut Steps,
    ) -> Result<bool, Undecided> {
        self.is_covered(region, &[], unless, steps)
    }

    /// Whether there is nothing in the region but these.
    pub(super) fn is_covered(
        &self,
        region: &Region,
        rules: &[&Ruled<'_>],
        unless: &[Cover],
        steps: &mut Steps,
    ) -> Result<bool, Undecided> {
        let looked = self.look(region, rules, unless, steps);
        let looked = looked.map_err(|Spent| Undecided::OutOfSteps(steps.effort()))?;
        Ok(matches!(looked, Looked::Through(_)))
    }

    /// Once the engine has said so too: that the request is allowed, or that it is denied by this
    /// rule.
    fn useful(
        &self,
        found: (Request, Region),
        rule: &Ruled<'_>,
        allow: Option<&Ruled<'_>>,
        effect: Effect,
        steps: &Steps,
    ) -> Result<Judged, Undecided> {
        let (witness, region) = found;
        let only = rule.by.rule();
        let is_so = match (self.policy.decide(witness.clone()), effect) {
            (Decision::Allow(grant), Effect::Allow) => {
                grant.rules().iter().map(Some).eq([only.as_ref()])
            }
            (Decision::Deny(denial), Effect::Deny) => {
                matches!(denial.reason(), DenialReason::Explicit { rules }
                    if rules.iter().map(Some).eq([only.as_ref()]))
            }
            (Decision::Allow(_) | Decision::Deny(_), _) => false,
        };
        if !is_so {
            return Err(Undecided::Contradicted(witness));
        }
        let by = [Some(rule.by), allow.map(|allow| allow.by)];
        let rules = ids(by.into_iter().flatten());
        let effort = steps.effort();
        Ok(Judged::Useful(Box::new(Useful { rules, witness, region, effort })))
    }

    /// Whether the region, less the exceptions, is covered by these rules; and then by which of
    /// them, none of which is too many.
    fn cover<'r>(
        &self,
        region: &Region,
        rules: &[&Ruled<'r>],
        unless: &[Cover],
        steps: &mut Steps,
    ) -> Result<Covered<'r>, Undecided> {
        let spent = |steps: &Steps| Undecided::OutOfSteps(steps.effort());
        let looked = self.look(region, rules, unless, steps).map_err(|Spent| spent(steps))?;
        let mut used = match looked {
            Looked::At(found) => return Ok(Covered::No(found)),
            Looked::Through(used) => used,
        };
        // One that covers everything by itself says it best.
        let alone = rules
            .iter()
            .find(|rule| rule.cover.unless.is_empty() && region.is_within(&rule.cover.when));
        if let Some(alone) = alone
            && !used.is_empty()
        {
            return Ok(Covered::By([alone.by].into()));
        }
        let mut at = 0_usize;
        while at < used.len() {
            let mut fewer = used.clone();
            fewer.remove(at);
            match self.look(region, &fewer, unless, steps).map_err(|Spent| spent(steps))? {
                Looked::At(_) => at = at.saturating_add(1),
                Looked::Through(left) => {
                    used.retain(|rule| left.iter().any(|other| other.by == rule.by));
                }
            }
        }
        Ok(Covered::By(used.into_iter().map(|rule| rule.by).collect()))
    }

    fn look<'l, 'r>(
        &self,
        region: &Region,
        rules: &[&'l Ruled<'r>],
        unless: &[Cover],
        steps: &mut Steps,
    ) -> Result<Looked<'l, 'r>, Spent> {
        let covers = rules.iter().map(|rule| &rule.cover).chain(unless);
        let mut uncovered = Uncovered::new(&self.world, region.clone(), covers);
        while let Some(region) = uncovered.next(steps)? {
            if let Some(request) = witness(&self.world, &region, self.hints, steps)? {
                return Ok(Looked::At(Box::new((request, region))));
            }
        }
        let used = uncovered.used().iter();
        let used = used.filter_map(|at| rules.get(usize::try_from(*at).ok()?).copied());
        Ok(Looked::Through(used.collect()))
    }
}

/// What to look for first.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Aim {
    /// Any request that shows what the rule is good for: what is found soonest.
    Any,
    /// One of a region that is as wide as may be.
    Widest,
}

/// What a rule is good for, where what it is good for is not in words: that can cost more than to find it.
pub(super) enum Judged {
    Useful(Box<Useful>),
    /// It is not useful, or nothing is known.
    Not(RuleStanding),
}

/// As [`Found`].
pub(super) struct Useful {
    rules: Vec<RuleId>,
    witness: Request,
    region: Region,
    effort: Effort,
}

enum Covered<'r> {
    /// Here is something that is not.
    No(Box<(Request, Region)>),
    /// By these.
    By(BTreeSet<By<'r>>),
}

enum Looked<'l, 'r> {
    At(Box<(Request, Region)>),
    Through(Vec<&'l Ruled<'r>>),
}
