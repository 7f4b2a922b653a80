//! What became of an event about one instance.

/// What became of an event about one instance.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "whoever alarms on outcomes must see a new one")]
pub enum GuardOutcome {
    /// It was told before.
    Duplicate,
    /// Something failed; what is told with it says whether the event comes again.
    Failed,
    /// It was stopped through the checkpoint, or by nobody.
    InOrder,
    /// It was started too often already, and is left as it is.
    Loop,
    /// It is of no instance that the guard watches.
    NotGuarded,
    /// The policy forbids that the guard starts it.
    Refused,
    /// It was stopped past the checkpoint, and no rule has the guard start it, or nothing can be done.
    Reported,
    /// It was stopped past the checkpoint, and AWS has taken the request to start it again.
    Started,
    /// It is about to be started: recorded before AWS is asked.
    Starting,
    /// It is no event that the guard understands.
    Unreadable,
}

impl GuardOutcome {
    /// The name in audit lines and metrics.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Duplicate => "duplicate",
            Self::Failed => "failed",
            Self::InOrder => "in_order",
            Self::Loop => "loop",
            Self::NotGuarded => "not_guarded",
            Self::Refused => "refused",
            Self::Reported => "reported",
            Self::Started => "started",
            Self::Starting => "starting",
            Self::Unreadable => "unreadable",
        }
    }
}

/// What is told of an event about one instance.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Told {
    pub(super) outcome: GuardOutcome,
    pub(super) code: &'static str,
    pub(super) detail: Option<String>,
    /// Whether the event must come again.
    pub(super) again: bool,
    /// Whether the event is done with and is to be remembered so.
    pub(super) remembered: bool,
}

impl Told {
    const fn new(outcome: GuardOutcome, code: &'static str) -> Self {
        Self { outcome, code, detail: None, again: false, remembered: false }
    }

    /// What was found out of a stop; a second delivery is a duplicate.
    pub(super) const fn finally(outcome: GuardOutcome, code: &'static str) -> Self {
        let mut told = Self::new(outcome, code);
        told.remembered = true;
        told
    }

    /// What needs no memory: a second delivery is told the same.
    pub(super) const fn simply(outcome: GuardOutcome, code: &'static str) -> Self {
        Self::new(outcome, code)
    }

    pub(super) fn with_detail(mut self, detail: Option<String>) -> Self {
        self.detail = detail;
        self
    }

    /// What is tried again when the event comes again.
    pub(super) fn again(code: &'static str, detail: Option<String>) -> Self {
        Self { detail, again: true, ..Self::new(GuardOutcome::Failed, code) }
    }
}
