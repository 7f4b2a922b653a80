//! A verifier with a turned clock and a counting source of keys.

use std::sync::Arc;

use sekisho::serve::issuer::DevIssuer;
use sekisho_identity::{
    BearerToken, IssuerExpectation, KeySettings, KeySource, TokenUse, Verifier,
};
use support::tokens::{MemoryKeys, expectation};

use crate::minting::{NOW, honest_claims, sato, signed};

/// Seconds.
pub const HOUR: i64 = 3600;

/// A verifier of one issuer's access tokens, and the counting source of its keys.
pub struct Bench {
    pub source: Arc<MemoryKeys>,
    pub verifier: Verifier,
}

impl Bench {
    pub fn new(issuer: &DevIssuer) -> Self {
        Self::with(issuer, KeySettings::default())
    }

    pub fn with(issuer: &DevIssuer, settings: KeySettings) -> Self {
        let source = MemoryKeys::new(issuer.jwks().to_string());
        let expected = expectation(issuer.issuer().as_str(), TokenUse::Access);
        let issuers: Vec<(IssuerExpectation, Arc<dyn KeySource>)> =
            vec![(expected, Arc::clone(&source) as _)];
        Self { source, verifier: Verifier::new(issuers, settings).unwrap() }
    }

    /// The code of the refusal of a token `after` seconds; none if it is accepted.
    pub async fn refusal(&self, token: &str, after: i64) -> Option<&'static str> {
        let token = BearerToken::from_compact(token).unwrap();
        let verdict = self.verifier.verify(&token, NOW.saturating_add(after)).await;
        verdict.err().map(|refusal| refusal.code())
    }
}

/// An honest token issued `after` seconds.
pub fn token(issuer: &DevIssuer, after: i64) -> String {
    issuer.access_token(&sato(), NOW.saturating_add(after)).unwrap()
}

/// A token that names a key nobody has.
pub fn junk(n: usize) -> String {
    let header = format!(r#"{{"kid":"junk-{n}","alg":"RS256"}}"#);
    signed(header.as_bytes(), honest_claims().as_bytes())
}
