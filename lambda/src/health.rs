//! How far a Lambda is from having nothing to decide with.

use core::time::Duration;

use sekisho_identity::Verifier;
use sekisho_policy::UnixTime;
use sekisho_store::PolicyCache;

/// The ages of what answers rest on.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "what is measured of the two caches")]
pub struct Health {
    /// Since the keys of some issuer were fetched, the oldest of them; `None` while there are none.
    pub key_age: Option<Duration>,
    /// Since the table last confirmed the policy that is held; `None` while none is held.
    pub policy_age: Option<Duration>,
    /// How many fetches of signing keys failed since the process began; `None` where none are fetched.
    pub key_refresh_failures: Option<u64>,
    /// How many reads of the policy table failed since the process began.
    pub policy_refresh_failures: u64,
}

impl Health {
    /// The health of a Lambda at `now`.
    #[must_use]
    pub fn of(verifier: &Verifier, policies: &PolicyCache, now: UnixTime) -> Self {
        Self {
            key_age: verifier.oldest_keys(now),
            policy_age: policies.age(now),
            key_refresh_failures: Some(verifier.failed_fetches()),
            policy_refresh_failures: policies.status().failures,
        }
    }
}
