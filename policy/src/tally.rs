//! From the verdicts of the rules to one answer: deny wins, silence denies.

use alloc::{string::String, vec::Vec};

use tinyvec::TinyVec;

use crate::{
    DenialReason, Effect, Fact, MissingFact, RuleId,
    compile::{Compiled, RequiredTags},
    condition,
    truth::{Missing, Truth},
    view::View,
};

/// The rules by what was found of them. They may be counted in any order, and more than once.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    allows: Pile,
    denies: Pile,
}

/// The rules of one effect that are not false.
#[derive(Debug, Default)]
struct Pile {
    /// Numbers of rules.
    holding: Numbers,
    undecided: Numbers,
    missing: Option<Missing>,
}

/// Few requests are of interest to more rules than lie in place.
type Numbers = TinyVec<[u32; 6]>;

impl Tally {
    /// A tally for this instance.
    ///
    /// # Errors
    ///
    /// [`DenialReason::MissingRequiredTag`] if the instance is known to lack a required tag: no
    /// rule is read then. If its tags are unknown, they are missing before any rule is counted.
    pub(crate) fn open(
        required_tags: &RequiredTags,
        instance: &View<'_>,
    ) -> Result<Self, DenialReason> {
        let mut tally = Self::default();
        let mut lacking: Vec<String> = Vec::new();
        for key in &required_tags.texts {
            match condition::value(instance.tags, key.borrowed()) {
                Fact::Known(_) => {}
                Fact::Absent => lacking.push(key.as_str().into()),
                Fact::Unknown => {
                    tally.denies.missing.get_or_insert_default().insert(MissingFact::Tags);
                }
            }
        }
        if lacking.is_empty() {
            Ok(tally)
        } else {
            Err(DenialReason::MissingRequiredTag { tags: lacking })
        }
    }

    /// Counts a rule; asks what it waits for only if it is undecided.
    #[inline]
    pub(crate) fn count(
        &mut self,
        effect: Effect,
        rule: u32,
        truth: Truth,
        missing: impl FnOnce() -> Missing,
    ) {
        let pile = match effect {
            Effect::Allow => &mut self.allows,
            Effect::Deny => &mut self.denies,
        };
        match truth {
            Truth::False => {}
            Truth::True => pile.holding.push(rule),
            Truth::Undecided => {
                pile.undecided.push(rule);
                pile.missing.get_or_insert_default().extend(missing());
            }
        }
    }

    /// The allow rules that hold, or why they do not count.
    ///
    /// # Errors
    ///
    /// [`DenialReason`]: a deny rule holds, or might, or no allow rule holds for certain.
    pub(crate) fn settle(self, policy: &Compiled) -> Result<Vec<RuleId>, DenialReason> {
        let Self { allows, denies } = self;
        if !denies.holding.is_empty() {
            Err(DenialReason::Explicit { rules: ids(denies.holding, policy) })
        } else if denies.is_undecided() {
            Err(denies.indeterminate(policy))
        } else if !allows.holding.is_empty() {
            Ok(ids(allows.holding, policy))
        } else if allows.is_undecided() {
            Err(allows.indeterminate(policy))
        } else {
            Err(DenialReason::Default)
        }
    }
}

impl Pile {
    fn is_undecided(&self) -> bool {
        !(self.undecided.is_empty() && self.missing.is_none())
    }

    fn indeterminate(self, policy: &Compiled) -> DenialReason {
        DenialReason::Indeterminate {
            rules: ids(self.undecided, policy),
            missing: self.missing.into_iter().flatten().collect(),
        }
    }
}

/// The ids of these rules, each once. Rules are numbered in the order of their ids.
fn ids(mut numbers: Numbers, policy: &Compiled) -> Vec<RuleId> {
    if numbers.len() > 1 {
        numbers.sort_unstable();
    }
    let mut ids = Vec::with_capacity(numbers.len());
    let mut last = None;
    for number in &numbers {
        if last.replace(*number) != Some(*number) {
            ids.extend(policy.rule(*number).map(|rule| rule.id.clone()));
        }
    }
    ids
}
