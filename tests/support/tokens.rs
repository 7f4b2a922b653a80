//! Tokens for the suites: one dev issuer for the whole process, because RSA keys take time to make.

use std::sync::{Arc, LazyLock};

pub use door_support::tokens::{CLIENT, ISSUER, MemoryKeys, expectation, prefixed};
use sekisho::serve::issuer::DevIssuer;
use sekisho_identity::{ClientId, IssuerUrl, KeySettings, KeySource, TokenUse, Verifier};

/// The one dev issuer of this process. Do not rotate it: make your own for that.
pub fn dev_issuer() -> &'static DevIssuer {
    static SHARED: LazyLock<DevIssuer> = LazyLock::new(|| another_issuer(ISSUER));
    &SHARED
}

/// A dev issuer with keys of its own.
pub fn another_issuer(issuer: &str) -> DevIssuer {
    DevIssuer::new(IssuerUrl::parse(issuer).unwrap(), ClientId::parse(CLIENT).unwrap()).unwrap()
}

/// A verifier of the shared dev issuer's access tokens, with its keys in memory.
pub fn access_verifier() -> Verifier {
    let keys: Arc<dyn KeySource> = MemoryKeys::new(dev_issuer().jwks().to_string());
    let issuers = vec![(expectation(ISSUER, TokenUse::Access), keys)];
    Verifier::new(issuers, KeySettings::default()).unwrap()
}
