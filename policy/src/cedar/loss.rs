//! What Cedar cannot say.

use alloc::string::String;
use core::fmt;

use crate::RuleId;

/// One condition that does not translate, and what became of its rule. Never does a decision open
/// anything by it; only an obligation ([`LossKind::Unbound`]) is no part of a decision in Cedar.
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
#[expect(clippy::exhaustive_enums, reason = "a new loss must be told in every language")]
pub enum LossKind {
    /// An allow rule is left out: what it alone allows is denied.
    AllowLeftOut,
    /// A deny rule is written without the condition: it denies more.
    DeniesMore,
    /// An exception of a deny rule is left out: the rule denies more.
    ExceptionLeftOut,
    /// What must be done first is an annotation only: Cedar lets the action be taken without it.
    Unbound,
}

impl fmt::Display for CedarLoss {
    /// `rule …: … has no counterpart in Cedar, …: …`
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { rule, condition, reason, kind } = self;
        let outcome = match kind {
            LossKind::AllowLeftOut => "the rule is left out, and what it alone allows is denied",
            LossKind::DeniesMore => "the rule is written without it, and denies more",
            LossKind::Unbound => {
                "it is an annotation of the rule, and whoever acts on a decision has to see to it"
            }
            LossKind::ExceptionLeftOut => "the exception is left out, and the rule denies more",
        };
        write!(
            formatter,
            "rule `{rule}`: `{condition}` has no counterpart in Cedar, {reason}: {outcome}"
        )
    }
}
