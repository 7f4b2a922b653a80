//! From the verdicts of the rules to one answer: deny wins, silence denies.

use alloc::{string::String, vec::Vec};

use smallvec::SmallVec;

use crate::{
    DenialReason, Effect, Fact, Instance, MissingFact, RuleId,
    compile::{Compiled, RequiredTags},
    condition,
    truth::{Missing, Truth},
};

/// The rules by what was found of them. They may be counted in any order, and more than once.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    /// Few requests are of interest to more rules than lie in place.
    counted: SmallVec<[Counted; 6]>,
    /// The kinds of all that were counted.
    kinds: u8,
    /// Whether it could not be checked that the instance has the required tags.
    tags_unknown: bool,
}

/// A rule that is not false.
#[derive(Clone, Copy, Debug, Default)]
struct Counted {
    /// Its number.
    rule: u32,
    kind: u8,
}

/// Bits: what a rule does, and whether it is sure to.
mod kind {
    pub(super) const ALLOWS: u8 = 1;
    pub(super) const MAY_ALLOW: u8 = 2;
    pub(super) const DENIES: u8 = 4;
    pub(super) const MAY_DENY: u8 = 8;
}

impl Tally {
    /// Begins with the tags that every instance must carry.
    ///
    /// # Errors
    ///
    /// [`DenialReason::MissingRequiredTag`] if the instance is known to lack one: no rule is read
    /// then.
    pub(crate) fn require(
        &mut self,
        required_tags: &RequiredTags,
        instance: &Instance,
    ) -> Result<(), DenialReason> {
        let mut lacking: Vec<String> = Vec::new();
        for key in &required_tags.texts {
            match condition::value(instance, key) {
                Fact::Known(_) => {}
                Fact::Absent => lacking.push(key.as_str().into()),
                Fact::Unknown => self.tags_unknown = true,
            }
        }
        if lacking.is_empty() {
            Ok(())
        } else {
            Err(DenialReason::MissingRequiredTag { tags: lacking })
        }
    }

    /// Counts a rule.
    #[inline]
    pub(crate) fn count(&mut self, effect: Effect, rule: u32, truth: Truth) {
        let kind = match (effect, truth) {
            (Effect::Allow, Truth::True) => kind::ALLOWS,
            (Effect::Allow, Truth::Undecided) => kind::MAY_ALLOW,
            (Effect::Deny, Truth::True) => kind::DENIES,
            (Effect::Deny, Truth::Undecided) => kind::MAY_DENY,
            (Effect::Allow | Effect::Deny, Truth::False) => return,
        };
        self.kinds |= kind;
        self.counted.push(Counted { rule, kind });
    }

    /// The allow rules that hold, or why they do not count. What an undecided rule waits for is
    /// asked only if that is why.
    ///
    /// # Errors
    ///
    /// [`DenialReason`]: a deny rule holds, or might, or no allow rule holds for certain.
    pub(crate) fn settle(
        &self,
        policy: &Compiled,
        missing: impl Fn(u32) -> Missing,
    ) -> Result<Vec<RuleId>, DenialReason> {
        let any = |kind| self.kinds & kind != 0;
        let indeterminate = |kind, of_all: Option<MissingFact>| {
            let rules = self.rules(kind);
            let of_rules = rules.iter().flat_map(|rule| missing(*rule));
            let missing: Missing = of_rules.chain(of_all).collect();
            let missing = missing.into_iter().collect();
            DenialReason::Indeterminate { rules: ids(&rules, policy), missing }
        };
        if any(kind::DENIES) {
            Err(DenialReason::Explicit { rules: ids(&self.rules(kind::DENIES), policy) })
        } else if self.tags_unknown {
            Err(indeterminate(kind::MAY_DENY, Some(MissingFact::Tags)))
        } else if any(kind::MAY_DENY) {
            Err(indeterminate(kind::MAY_DENY, None))
        } else if any(kind::ALLOWS) {
            Ok(ids(&self.rules(kind::ALLOWS), policy))
        } else if any(kind::MAY_ALLOW) {
            Err(indeterminate(kind::MAY_ALLOW, None))
        } else {
            Err(DenialReason::Default)
        }
    }

    /// The rules of a kind, each once, in order.
    fn rules(&self, kind: u8) -> SmallVec<[u32; 6]> {
        let those = self.counted.iter().filter(|counted| counted.kind == kind);
        let mut rules = SmallVec::with_capacity(self.counted.len());
        rules.extend(those.map(|counted| counted.rule));
        if rules.len() > 1 {
            rules.sort_unstable();
            let mut last = None;
            rules.retain(|rule| last.replace(*rule) != Some(*rule));
        }
        rules
    }
}

/// The ids of these rules. Rules are numbered in the order of their ids.
fn ids(rules: &[u32], policy: &Compiled) -> Vec<RuleId> {
    let mut ids = Vec::with_capacity(rules.len());
    ids.extend(rules.iter().filter_map(|rule| policy.rule(*rule)).map(|rule| rule.id.clone()));
    ids
}
