//! What must not be found.

use crate::command::Severity;

use super::Finding;

/// What must not be found: the command fails if it is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Denied {
    All,
    Code(&'static str),
    Warnings,
}

impl Denied {
    /// Reads `all`, `warnings` or the code of a finding.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        match text {
            "all" => Ok(Self::All),
            "warnings" => Ok(Self::Warnings),
            text => {
                let known = CODES.iter().find(|code| **code == text);
                known.map(|code| Self::Code(code)).ok_or_else(|| {
                    format!("required `all`, `warnings` or one of {}", CODES.join(", "))
                })
            }
        }
    }

    /// Whether it is one of these.
    pub(crate) fn has(self, finding: &Finding) -> bool {
        match self {
            Self::All => true,
            Self::Code(code) => finding.code() == code,
            Self::Warnings => finding.severity() == Severity::Warning,
        }
    }
}

/// Every code that a finding may have: those of a document's warnings, then those of lints.
const CODES: [&str; 20] = [
    "look_alike",
    "more_problems",
    "nothing_allowed",
    "private_network_alone",
    "unknown_region",
    "unused_name",
    "absent_from_instances",
    "absent_from_people",
    "calendar_over",
    "escapable_deny",
    "expired",
    "idle_deny",
    "idle_exception",
    "impossible",
    "missing_required_tag",
    "never_equal",
    "overridden",
    "redundant",
    "undecided",
    "unknown_facts",
];
