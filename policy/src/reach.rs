//! What an entitlement reaches: the instances that its allow rules leave open, less those that its
//! deny rules are known to close.

use alloc::{collections::BTreeSet, vec::Vec};

use crate::{
    DenialReason, Effect, MissingFact, RuleId,
    residual::{Residual, ResidualRule},
    space::{Cut, Space},
    work::Work,
};

/// The instances an entitlement may admit, and the deny rules that close the rest.
#[derive(Debug)]
pub(crate) struct Reach {
    /// Every admitted instance is in one of these, and none of these is within another unless the
    /// work was spent before that was found. Sorted.
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

/// A deny rule as a space that it closes, worked out once for all the spaces it is taken from.
struct Closing<'a> {
    rule: &'a RuleId,
    /// The instances that are not known to fail the rule's own conditions.
    part: Space,
    /// The facts that those conditions wait for.
    missing: BTreeSet<&'a MissingFact>,
    exceptions: Vec<Exception<'a>>,
}

struct Exception<'a> {
    part: Space,
    /// Whether it can be true there, not merely undecided.
    saves: bool,
    missing: BTreeSet<&'a MissingFact>,
}

/// A deny rule that is nowhere false on its part of a space.
struct Blocked<'a> {
    rule: &'a RuleId,
    /// The facts that the rule waits for there. Empty: it is true on the whole part.
    missing: BTreeSet<&'a MissingFact>,
}

impl Reach {
    pub(crate) fn new(residual: &Residual) -> Self {
        let mut work = Work::of_entitlement();
        let required = Space::carrying(&residual.required_tags);
        let closings: Vec<_> = rules(residual, Effect::Deny).map(Closing::new).collect();
        let mut closed = Closed::default();
        let mut open: Vec<Space> = rules(residual, Effect::Allow)
            .filter(|rule| rule.when.can_be_true())
            .filter_map(|rule| Space::of(&rule.when).meet(&required))
            .filter_map(|space| closed.remainder(&closings, space, &mut work))
            .collect();
        open.sort();
        open.dedup();
        let all = open.clone();
        open.retain(|space| {
            !all.iter()
                .any(|other| !work.is_spent() && space.within(other, &mut work) && other != space)
        });
        Self { open, closed }
    }

    /// Why nothing is open, strongest reason first; `None` if something is.
    pub(crate) fn refusal(&self, residual: &Residual) -> Option<DenialReason> {
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
        // One look at each rule: never more than the policy is long.
        let mut work = Work::of_entitlement();
        let everything = Space::carrying(&residual.required_tags);
        let mut closed = Self::default();
        for closing in rules(residual, Effect::Deny).map(Closing::new) {
            if let Cut::Everything = everything.without(&closing.part, &mut work)
                && let Some(blocked) = closing.on(&everything, &mut work)
            {
                closed.note(&[blocked]);
            }
        }
        closed
    }

    /// What the deny rules leave of a space: `None`, and a note of who closed it, if nothing. Once
    /// the work is spent the space is left as it is then.
    fn remainder(
        &mut self,
        closings: &[Closing<'_>],
        mut space: Space,
        work: &mut Work,
    ) -> Option<Space> {
        let mut blockers = Vec::new();
        loop {
            let mut smaller = false;
            for closing in closings {
                if work.is_spent() {
                    return Some(space);
                }
                let cut = space.without(&closing.part, work);
                if let Cut::Nothing = cut {
                    continue;
                }
                let Some(blocked) = closing.on(&space, work) else { continue };
                blockers.push(blocked);
                let Cut::Values(dimension, values) = cut else {
                    self.note(&blockers);
                    return None;
                };
                space.remove(dimension, values, work);
                smaller = true;
            }
            if !smaller {
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

    fn reason(&self) -> Option<DenialReason> {
        if !self.explicit.is_empty() {
            Some(DenialReason::Explicit { rules: self.explicit.iter().cloned().collect() })
        } else if !self.undecided.is_empty() {
            Some(DenialReason::Indeterminate {
                rules: self.undecided.iter().cloned().collect(),
                missing: self.missing.iter().cloned().collect(),
            })
        } else {
            None
        }
    }
}

impl<'a> Closing<'a> {
    fn new(deny: &'a ResidualRule) -> Self {
        let exceptions = deny.unless.iter().map(|exception| Exception {
            part: Space::of(exception),
            saves: exception.can_be_true(),
            missing: exception.missing().collect(),
        });
        Self {
            rule: &deny.id,
            part: Space::of(&deny.when),
            missing: deny.when.missing().collect(),
            exceptions: exceptions.collect(),
        }
    }

    /// The rule on its part of a space, which overlaps it; `None` if an exception of the rule may
    /// save an instance there.
    fn on(&self, space: &Space, work: &mut Work) -> Option<Blocked<'a>> {
        let mut waiting = Vec::new();
        for exception in &self.exceptions {
            if exception.part.overlaps_both(space, &self.part, work) {
                if exception.saves {
                    return None;
                }
                waiting.push(&exception.missing);
            }
        }
        let missing = waiting.into_iter().flatten().chain(&self.missing).copied().collect();
        Some(Blocked { rule: self.rule, missing })
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
