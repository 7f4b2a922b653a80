//! What an executor is set to, whatever the environment it was read from.

use std::{sync::Arc, time::Duration};

use sekisho_lambda::{ApiPin, DecisionIds, RandomIds, TimeBudget};

use crate::{AuditListings, Tiers};

/// The time for one answer: API Gateway gives up after 29 seconds, and what it gives up on nobody is
/// told about.
pub const TIME_BUDGET: TimeBudget =
    TimeBudget::new(Duration::from_secs(25), Duration::from_millis(500));

/// The tag that marks the instances the original script's body is about.
#[derive(Clone, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "a tag is a key and a value")]
pub struct TargetTag {
    /// The key, compared byte for byte.
    pub key: String,
    /// The value, compared byte for byte.
    pub value: String,
}

impl TargetTag {
    /// Reads `Key=Value`: a key can hold no `=` here; a value can.
    ///
    /// # Errors
    ///
    /// What is required.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        const REQUIRED: &str = "a tag as Key=Value, of at most 128 and 256 characters";
        let (key, value) = text.split_once('=').ok_or(REQUIRED)?;
        if key.is_empty() || key.chars().count() > 128 || value.chars().count() > 256 {
            return Err(REQUIRED);
        }
        Ok(Self { key: key.to_owned(), value: value.to_owned() })
    }
}

/// How an executor works.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ExecutorSettings {
    /// The API whose calls are carried out: an event of any other is refused.
    pub api: ApiPin,
    /// Where decision ids come from.
    pub decision_ids: Arc<dyn DecisionIds>,
    /// What `POST /` acts on. Without one it acts on nothing, and says so.
    pub default_target: Option<TargetTag>,
    /// How much is recorded of `GET /instances`.
    pub audit_listings: AuditListings,
    /// In which order instances of one request are started and stopped; all at once without.
    pub tiers: Option<Tiers>,
    /// The longest a request may take, everything included: that of [`TIME_BUDGET`].
    pub budget: Duration,
    /// The longest a caller may ask to wait for a state: 20 seconds of those 25.
    pub longest_wait: Duration,
    /// The time between two looks while waiting: 2 seconds.
    pub poll_every: Duration,
}

impl ExecutorSettings {
    /// The settings for an API, with random decision ids, the numbers above, whole lists in the audit
    /// lines and no default target.
    #[must_use]
    pub fn new(api: ApiPin) -> Self {
        Self {
            api,
            decision_ids: Arc::new(RandomIds::new()),
            default_target: None,
            tiers: None,
            audit_listings: AuditListings::Instances,
            budget: TIME_BUDGET.longest(),
            longest_wait: Duration::from_secs(20),
            poll_every: Duration::from_secs(2),
        }
    }

    /// The same settings with ids from another source.
    #[must_use]
    pub fn with_decision_ids(mut self, decision_ids: Arc<dyn DecisionIds>) -> Self {
        self.decision_ids = decision_ids;
        self
    }

    /// Sets how much is recorded of `GET /instances`.
    #[must_use]
    pub const fn with_audit_listings(mut self, audit_listings: AuditListings) -> Self {
        self.audit_listings = audit_listings;
        self
    }

    /// Sets the order of starts and stops.
    #[must_use]
    pub fn with_tiers(mut self, tiers: Tiers) -> Self {
        self.tiers = Some(tiers);
        self
    }

    /// Sets what `POST /` acts on.
    #[must_use]
    pub fn with_default_target(mut self, target: TargetTag) -> Self {
        self.default_target = Some(target);
        self
    }
}
