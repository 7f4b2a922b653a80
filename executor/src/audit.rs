//! The lines that are left of every request: what was decided of each instance, written before
//! anything is done, and what became of it; what a list showed; or one for a request that came to none.

mod decision;
mod listing;
mod outcome;

use sekisho_lambda::{Common, Decided};
use sekisho_policy::{Action, Record};
use serde::Serialize;
use serde_json::Value;

pub(crate) use decision::{DecisionRecord, Next, Ruling};
pub use listing::AuditListings;
pub(crate) use listing::shown;
pub(crate) use outcome::{OutcomeRecord, RunbookRecord, RunbookStatus, TagsAfter};

/// One line, as JSON.
///
/// It begins with the members that the authorizer's lines have too ([`Common`]). What is not known is
/// null; the names of the members are stable. `instance` and `decision` are the engine's records, from
/// which the decision can be made again.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AuditLine {
    #[serde(flatten)]
    common: Common,
    #[serde(flatten)]
    rest: Box<Rest>,
}

/// What only the executor's lines have.
#[derive(Clone, Debug, PartialEq, Serialize)]
struct Rest {
    stage: &'static str,
    /// Null in a line that was written before the answer was known.
    status: Option<u16>,
    outcome: &'static str,
    code: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
    action: Option<&'static str>,
    #[serde(flatten)]
    about: About,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
enum About {
    Request {},
    Decision(decision::DecisionLine),
    Listing(listing::ListingLine),
    Outcome(outcome::OutcomeLine),
}

impl AuditLine {
    /// The line of a request that came to no instance.
    pub(crate) fn of_request(
        common: Common,
        status: u16,
        outcome: &'static str,
        code: &'static str,
    ) -> Self {
        Self::new(common, "request", Some(status), (outcome, code), About::Request {})
    }

    /// What was decided of one instance; the status only if the answer is known.
    pub(crate) fn of_decision(common: Common, status: Option<u16>, record: DecisionRecord) -> Self {
        let (told, action) = ((record.outcome.name(), record.code), record.action);
        let about = About::Decision(record.into_line());
        Self::new(common, "decision", status, told, about).with_action(action)
    }

    /// What became of one instance that something was to be done about.
    pub(crate) fn of_outcome(common: Common, status: u16, record: OutcomeRecord) -> Self {
        let (told, action) = ((record.outcome.name(), record.code), record.action);
        let about = About::Outcome(record.into_line());
        Self::new(common, "outcome", Some(status), told, about).with_action(action)
    }

    /// The lines of a list of so many instances; without the instances where lists are only counted.
    pub(crate) fn of_listing(
        common: &Common,
        status: u16,
        count: usize,
        shown: Option<Vec<Value>>,
    ) -> Vec<Self> {
        let line = |line| {
            let (told, about) = (("shown", "entitled"), About::Listing(line));
            Self::new(common.clone(), "listing", Some(status), told, about)
                .with_action(Action::Describe)
        };
        listing::ListingLine::all(count, shown).into_iter().map(line).collect()
    }

    fn new(
        common: Common,
        stage: &'static str,
        status: Option<u16>,
        (outcome, code): (&'static str, &'static str),
        about: About,
    ) -> Self {
        let rest = Rest { stage, status, outcome, code, detail: None, action: None, about };
        Self { common, rest: Box::new(rest) }
    }

    pub(crate) fn with_detail(mut self, detail: Option<&str>) -> Self {
        self.rest.detail = detail.map(str::to_owned);
        self
    }

    fn with_action(mut self, action: Action) -> Self {
        self.rest.action = Some(action.name());
        self
    }

    /// What became of it: the name of an [`Outcome`](crate::Outcome), or `refused` or `shown` for a
    /// whole request.
    #[must_use]
    pub const fn outcome(&self) -> &'static str {
        self.rest.outcome
    }

    /// The stable code of the reason.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        self.rest.code
    }
}

impl Decided for AuditLine {
    fn decision_id(&self) -> &str {
        self.common.decision_id()
    }

    fn outcome(&self) -> &'static str {
        self.rest.outcome
    }

    fn code(&self) -> &'static str {
        self.rest.code
    }

    fn is_final(&self) -> bool {
        match &self.rest.about {
            About::Decision(line) => line.is_final(),
            About::Listing(line) => line.is_first(),
            About::Outcome(_) | About::Request { .. } => true,
        }
    }
}

/// The record of something as a JSON value. Records are objects of texts, numbers and lists, which
/// always serialise; were it otherwise, the line would hold null there.
pub(crate) fn record<T>(record: &Record<'_, T>) -> Value
where
    for<'a> Record<'a, T>: Serialize,
{
    serde_json::to_value(record).unwrap_or(Value::Null)
}
