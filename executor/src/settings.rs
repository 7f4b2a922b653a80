//! What an executor is set to, whatever the environment it was read from.

use std::time::Duration;

use sekisho_policy::AccountId;

/// The API whose calls are carried out: an event of any other is refused.
#[derive(Clone, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "what a proxy event says of its API")]
pub struct ApiPin {
    /// The account that owns the API.
    pub account: AccountId,
    /// The id of the REST API.
    pub api_id: String,
    /// The stage that is called.
    pub stage: String,
}

/// The tag that marks the instances the original script's body is about.
#[derive(Clone, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "a tag is a key and a value")]
pub struct TargetTag {
    /// The key, compared byte for byte.
    pub key: String,
    /// The value, compared byte for byte.
    pub value: String,
}

/// How an executor works.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct ExecutorSettings {
    /// The API whose calls are carried out.
    pub api: ApiPin,
    /// What `POST /` acts on. Without one it acts on nothing, and says so.
    pub default_target: Option<TargetTag>,
    /// The longest a request may take, everything included. 25 seconds: API Gateway gives up after
    /// 29, and what it gives up on nobody is told about.
    pub budget: Duration,
    /// The longest a caller may ask to wait for a state: 20 seconds of those 25.
    pub longest_wait: Duration,
    /// The time between two looks while waiting: 2 seconds.
    pub poll_every: Duration,
}

impl ExecutorSettings {
    /// The settings for an API, with the numbers above and no default target.
    #[must_use]
    pub const fn new(api: ApiPin) -> Self {
        Self {
            api,
            default_target: None,
            budget: Duration::from_secs(25),
            longest_wait: Duration::from_secs(20),
            poll_every: Duration::from_secs(2),
        }
    }

    /// Sets what `POST /` acts on.
    #[must_use]
    pub fn with_default_target(mut self, target: TargetTag) -> Self {
        self.default_target = Some(target);
        self
    }
}
