//! The verifier of a configuration.

use std::sync::Arc;

use sekisho_identity::{
    ConfigError, HttpsKeys, IssuerConfig, KeyLocation, KeySettings, KeySource, PinnedKeys,
    TlsRoots, Verifier,
};
use sekisho_store::{PolicyTable, TableKeys};

/// A verifier for the tokens of these issuers, each with the key source its configuration names.
/// Nothing is fetched yet. `roots` vouch for the servers of the keys.
///
/// # Errors
///
/// [`ConfigError`] for issuers that contradict each other, or without TLS roots.
pub fn verifier(
    issuers: Vec<IssuerConfig>,
    table: &Arc<dyn PolicyTable>,
    roots: TlsRoots,
) -> Result<Verifier, ConfigError> {
    let mut sources = Vec::new();
    for issuer in issuers {
        let keys: Arc<dyn KeySource> = match issuer.keys {
            KeyLocation::Url(url) => Arc::new(HttpsKeys::new(url, roots)?),
            KeyLocation::File(path) => Arc::new(PinnedKeys::new(path)),
            KeyLocation::Table => {
                Arc::new(TableKeys::new(Arc::clone(table), issuer.expectation.issuer().clone()))
            }
        };
        sources.push((issuer.expectation, keys));
    }
    Verifier::new(sources, KeySettings::default())
}
