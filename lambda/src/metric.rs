//! The names of what both Lambdas measure: the one place they are written down.

/// The namespace of every metric in CloudWatch.
pub const NAMESPACE: &str = "Sekisho";

/// One metric. `docs/metrics.md` says what to do when it moves; the names are stable, because alarms
/// are defined on them.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
#[expect(clippy::exhaustive_enums, reason = "a new metric must be documented")]
pub enum Metric {
    /// 1 where the audit lines of an answer could not be written, so that the caller got an error
    /// in its place; 0 otherwise.
    AuditFailures,
    /// 1 for the first event of a process, 0 for every other: its average is the share of calls that
    /// met a cold start.
    ColdStarts,
    /// How many decisions had this outcome, or this code: one for a call, or one for each instance
    /// that was decided on.
    Decisions,
    /// Seconds since the signing keys were fetched, of the issuer whose keys are oldest; not
    /// reported while there are none.
    KeyAge,
    /// How many fetches of signing keys failed since the last event of this process, as with
    /// [`PolicyRefreshFailures`](Self::PolicyRefreshFailures); not reported by a function that needs no
    /// keys.
    KeyRefreshFailures,
    /// Milliseconds from the event to the answer, its audit lines included.
    Latency,
    /// Seconds since the policy table last confirmed the policy that is held; not reported while
    /// none is held.
    PolicyAge,
    /// How many reads of the policy table failed since the last event of this process: those of the
    /// cold start count for its first.
    PolicyRefreshFailures,
}

impl Metric {
    /// Every metric, in the order of their names.
    pub const ALL: [Self; 8] = [
        Self::AuditFailures,
        Self::ColdStarts,
        Self::Decisions,
        Self::KeyAge,
        Self::KeyRefreshFailures,
        Self::Latency,
        Self::PolicyAge,
        Self::PolicyRefreshFailures,
    ];

    /// The name in CloudWatch.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::AuditFailures => "AuditFailures",
            Self::ColdStarts => "ColdStarts",
            Self::Decisions => "Decisions",
            Self::KeyAge => "KeyAge",
            Self::KeyRefreshFailures => "KeyRefreshFailures",
            Self::Latency => "Latency",
            Self::PolicyAge => "PolicyAge",
            Self::PolicyRefreshFailures => "PolicyRefreshFailures",
        }
    }

    /// The unit, as CloudWatch spells it.
    #[must_use]
    pub const fn unit(self) -> &'static str {
        match self {
            Self::AuditFailures
            | Self::ColdStarts
            | Self::Decisions
            | Self::KeyRefreshFailures
            | Self::PolicyRefreshFailures => "Count",
            Self::KeyAge | Self::PolicyAge => "Seconds",
            Self::Latency => "Milliseconds",
        }
    }

    /// The sets of dimensions it is kept by.
    ///
    /// Every set is a series that is paid for, for each of its values: outcomes and codes are texts
    /// of the program, never of a caller, and `Function` is the one name a process is deployed under.
    #[must_use]
    pub const fn dimensions(self) -> &'static [&'static [&'static str]] {
        match self {
            Self::Decisions => &[&[FUNCTION, OUTCOME], &[FUNCTION, CODE]],
            Self::AuditFailures
            | Self::ColdStarts
            | Self::KeyAge
            | Self::KeyRefreshFailures
            | Self::Latency
            | Self::PolicyAge
            | Self::PolicyRefreshFailures => &[&[FUNCTION]],
        }
    }
}

/// The dimension with the name the function is deployed under: two installations in one account do
/// not add up.
pub const FUNCTION: &str = "Function";
/// The dimension with what a caller was told, as the audit line has it.
pub const OUTCOME: &str = "Outcome";
/// The dimension with the stable code of the reason, as the audit line has it.
pub const CODE: &str = "Code";
