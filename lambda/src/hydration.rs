//! What a cold start fetches.

use sekisho_identity::Verifier;
use sekisho_policy::UnixTime;
use sekisho_store::PolicyCache;

/// Gets the keys and the policy, both at once, before the first event asks for them. What could not
/// be had is logged and tried again by the events, which are refused until it can.
pub async fn hydrate(verifier: &Verifier, policies: &PolicyCache, now: UnixTime) {
    let (keys, policy) = tokio::join!(verifier.hydrate(now), policies.hydrate(now));
    for (issuer, error) in keys.failures() {
        tracing::error!(issuer = issuer.as_str(), %error, "no keys yet: tokens are refused");
    }
    if let Err(error) = policy {
        tracing::error!(%error, "no policy yet: everything is denied");
    }
}
