//! From the verdicts of the rules to one answer: deny wins, silence denies.

use alloc::{collections::BTreeSet, string::String, vec::Vec};

use crate::{
    DenialReason, Effect, Fact, Instance, MissingFact, RuleId, condition, verdict::Verdict,
};

/// The rules by what was found of them. Rules are counted in the order of their ids.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    allows: Pile,
    denies: Pile,
}

/// The rules of one effect that are not false.
#[derive(Debug, Default)]
struct Pile {
    holding: Vec<RuleId>,
    undecided: Vec<RuleId>,
    missing: BTreeSet<MissingFact>,
}

impl Tally {
    /// A tally for this instance.
    ///
    /// # Errors
    ///
    /// [`DenialReason::MissingRequiredTag`] if the instance is known to lack a required tag: no
    /// rule is read then. If its tags are unknown, they are missing before any rule is counted.
    pub(crate) fn open(
        required_tags: &BTreeSet<String>,
        instance: &Instance,
    ) -> Result<Self, DenialReason> {
        let mut tally = Self::default();
        let mut lacking = Vec::new();
        for key in required_tags {
            match condition::value(instance.tags.as_ref(), key) {
                Fact::Known(_) => {}
                Fact::Absent => lacking.push(key.clone()),
                Fact::Unknown => {
                    tally.denies.missing.insert(MissingFact::Tags);
                }
            }
        }
        if lacking.is_empty() {
            Ok(tally)
        } else {
            Err(DenialReason::MissingRequiredTag { tags: lacking })
        }
    }

    pub(crate) fn count(&mut self, effect: Effect, rule: &RuleId, verdict: Verdict) {
        let pile = match effect {
            Effect::Allow => &mut self.allows,
            Effect::Deny => &mut self.denies,
        };
        match verdict {
            Verdict::False => {}
            Verdict::True => pile.holding.push(rule.clone()),
            Verdict::Undecided(missing) => {
                pile.undecided.push(rule.clone());
                pile.missing.extend(missing);
            }
        }
    }

    /// The allow rules that hold, or why they do not count.
    ///
    /// # Errors
    ///
    /// [`DenialReason`]: a deny rule holds, or might, or no allow rule holds for certain.
    pub(crate) fn settle(self) -> Result<Vec<RuleId>, DenialReason> {
        let Self { allows, denies } = self;
        if !denies.holding.is_empty() {
            Err(DenialReason::Explicit { rules: denies.holding })
        } else if denies.is_undecided() {
            Err(denies.indeterminate())
        } else if !allows.holding.is_empty() {
            Ok(allows.holding)
        } else if allows.is_undecided() {
            Err(allows.indeterminate())
        } else {
            Err(DenialReason::Default)
        }
    }
}

impl Pile {
    fn is_undecided(&self) -> bool {
        !(self.undecided.is_empty() && self.missing.is_empty())
    }

    fn indeterminate(self) -> DenialReason {
        DenialReason::Indeterminate {
            rules: self.undecided,
            missing: self.missing.into_iter().collect(),
        }
    }
}
