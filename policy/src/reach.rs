//! What an entitlement reaches: the instances that its allow rules leave open, less those that its
//! deny rules are known to close.

use alloc::{collections::BTreeSet, vec::Vec};

use crate::{
    DenialReason, Effect, MissingFact, RuleId,
    residual::{Residual, ResidualRule},
    space::Space,
};

/// The instances an entitlement may admit, and the deny rules that close the rest.
#[derive(Debug)]
pub(crate) struct Reach {
    /// Every admitted instance is in one of these, and none of these is within another. Sorted.
    pub(crate) open: Vec<Space>,
    /// Why the allow rules that are not in `open` are not.
    closed: Closed,
}

/// Deny rules that close something entirely: those that do, and those that may.
#[derive(Debug, Default)]
struct Closed {
    explicit: BTreeSet<RuleId>,
    undecided: BTreeSet<RuleId>,
    missing: BTreeSet<MissingFact>,
}

/// The part of a space on which a deny rule is nowhere false.
struct Blocked<'a> {
    rule: &'a RuleId,
    part: Space,
    /// The facts that the rule waits for there. Empty: it is true on the whole part.
    missing: BTreeSet<&'a MissingFact>,
}

impl Reach {
    pub(crate) fn new(residual: &Residual) -> Self {
        let required = Space::carrying(&residual.required_tags);
        let mut closed = Closed::default();
        let mut open: Vec<Space> = rules(residual, Effect::Allow)
            .filter(|rule| rule.when.can_be_true())
            .filter_map(|rule| Space::of(&rule.when).meet(&required))
            .filter_map(|space| closed.remainder(residual, space))
            .collect();
        open.sort();
        open.dedup();
        let all = open.clone();
        open.retain(|space| {
            !all.iter().any(|other| other != space && space.without(other).is_none())
        });
        Self { open, closed }
    }

    /// Why nothing is open, strongest reason first; `None` if something is.
    pub(crate) fn refusal(self, residual: &Residual) -> Option<DenialReason> {
        if !self.open.is_empty() {
            return None;
        }
        let everywhere = Closed::everywhere(residual);
        let reason = if everywhere.explicit.is_empty() {
            self.closed.reason().or_else(|| everywhere.reason())
        } else {
            everywhere.reason()
        };
        Some(reason.unwrap_or_else(|| undecided_allows(residual)))
    }
}

impl Closed {
    /// The deny rules each of which closes every instance there can be.
    fn everywhere(residual: &Residual) -> Self {
        let everything = Space::carrying(&residual.required_tags);
        let mut closed = Self::default();
        for rule in rules(residual, Effect::Deny) {
            if let Some(blocked) = Blocked::new(rule, &everything)
                && everything.without(&blocked.part).is_none()
            {
                closed.note(&[blocked]);
            }
        }
        closed
    }

    /// What the deny rules leave of a space: `None`, and a note of who closed it, if nothing.
    fn remainder(&mut self, residual: &Residual, mut space: Space) -> Option<Space> {
        let mut blockers = Vec::new();
        loop {
            let before = space.clone();
            for rule in rules(residual, Effect::Deny) {
                let Some(blocked) = Blocked::new(rule, &space) else { continue };
                let left = space.without(&blocked.part);
                if left.as_ref() != Some(&space) {
                    blockers.push(blocked);
                }
                let Some(left) = left else {
                    self.note(&blockers);
                    return None;
                };
                space = left;
            }
            if space == before {
                return Some(space);
            }
        }
    }

    /// Notes that these rules together close something.
    fn note(&mut self, blockers: &[Blocked<'_>]) {
        if blockers.iter().all(|blocked| blocked.missing.is_empty()) {
            self.explicit.extend(blockers.iter().map(|blocked| blocked.rule.clone()));
        }
        for waiting in blockers.iter().filter(|blocked| !blocked.missing.is_empty()) {
            self.undecided.insert(waiting.rule.clone());
            self.missing.extend(waiting.missing.iter().copied().cloned());
        }
    }

    fn reason(self) -> Option<DenialReason> {
        if !self.explicit.is_empty() {
            Some(DenialReason::Explicit { rules: self.explicit.into_iter().collect() })
        } else if !self.undecided.is_empty() {
            Some(DenialReason::Indeterminate {
                rules: self.undecided.into_iter().collect(),
                missing: self.missing.into_iter().collect(),
            })
        } else {
            None
        }
    }
}

impl<'a> Blocked<'a> {
    /// `None` if there is no such part, or if an exception of the rule may save an instance there.
    fn new(deny: &'a ResidualRule, space: &Space) -> Option<Self> {
        let part = Space::of(&deny.when);
        let there = space.meet(&part)?;
        let mut missing: BTreeSet<_> = deny.when.missing().collect();
        for exception in &deny.unless {
            if there.meet(&Space::of(exception)).is_some() {
                if exception.can_be_true() {
                    return None;
                }
                missing.extend(exception.missing());
            }
        }
        Some(Self { rule: &deny.id, part, missing })
    }
}

/// The allow rules that only unknown facts of the attempt keep from being true somewhere.
fn undecided_allows(residual: &Residual) -> DenialReason {
    let waiting = || rules(residual, Effect::Allow).filter(|rule| !rule.when.can_be_true());
    if waiting().next().is_none() {
        return DenialReason::Default;
    }
    let missing: BTreeSet<_> = waiting().flat_map(|rule| rule.when.missing()).collect();
    DenialReason::Indeterminate {
        rules: waiting().map(|rule| rule.id.clone()).collect(),
        missing: missing.into_iter().cloned().collect(),
    }
}

fn rules(residual: &Residual, effect: Effect) -> impl Iterator<Item = &ResidualRule> {
    residual.rules.iter().filter(move |rule| rule.effect == effect)
}
