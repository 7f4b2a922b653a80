//! What Cedar cannot say.

use alloc::string::String;
use core::fmt;

use crate::RuleId;

/// One condition that does not translate, and what became of its rule. Never does it open anything.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct CedarLoss {
    /// The rule.
    pub rule: RuleId,
    /// The condition: `during: [office-hours]`, or `unless.during: [office-hours]`.
    pub condition: String,
    /// Why Cedar cannot say it.
    pub reason: &'static str,
    /// What became of the rule.
    pub kind: LossKind,
}

/// What becomes of a rule with a condition that does not translate.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "there is no fourth way that opens nothing")]
pub enum LossKind {
    /// An allow rule is left out: what it alone allows is denied.
    AllowLeftOut,
    /// A deny rule is written without the condition: it denies more.
    DeniesMore,
    /// An exception of a deny rule is left out: the rule denies more.
    ExceptionLeftOut,
}

impl fmt::Display for CedarLoss {
    /// `rule …: … has no counterpart in Cedar, …: …`
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { rule, condition, reason, kind } = self;
        let outcome = match kind {
            LossKind::AllowLeftOut => "the rule is left out, and what it alone allows is denied",
            LossKind::DeniesMore => "the rule is written without it, and denies more",
            LossKind::ExceptionLeftOut => "the exception is left out, and the rule denies more",
        };
        write!(
            formatter,
            "rule `{rule}`: `{condition}` has no counterpart in Cedar, {reason}: {outcome}"
        )
    }
}
