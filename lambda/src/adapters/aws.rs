//! How the Lambdas reach AWS.

use aws_config::SdkConfig;
use aws_smithy_http_client::{
    Builder,
    tls::{Provider, TlsContext, TrustStore, rustls_provider::CryptoMode},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use sekisho_identity::TlsRoots;
use webpki_root_certs::TLS_SERVER_ROOT_CERTS;

use crate::process::Fault;

/// The SDK's configuration by the environment, with connections to servers that `roots` vouch for.
///
/// Of the bundled roots only those are taken that AWS has its endpoints' certificates from: nobody
/// else has anything to say about a connection to AWS, and each costs time at a cold start.
///
/// # Errors
///
/// If the SDK does not take the roots.
pub async fn aws_config(roots: TlsRoots) -> Result<SdkConfig, Fault> {
    let trusted = match roots {
        TlsRoots::Bundled => bundled(),
        TlsRoots::System => TrustStore::default(),
    };
    let client = Builder::new()
        .tls_provider(Provider::Rustls(CryptoMode::AwsLc))
        .tls_context(TlsContext::builder().with_trust_store(trusted).build()?)
        .build_https();
    Ok(aws_config::from_env().http_client(client).load().await)
}

fn bundled() -> TrustStore {
    TLS_SERVER_ROOT_CERTS
        .iter()
        .filter(|root| AUTHORITIES.iter().any(|name| contains(root, name.as_bytes())))
        .fold(TrustStore::empty(), |store, root| store.with_pem_certificate(pem(root)))
}

/// Whether a certificate names an authority. A wrong hit would be one more root of Mozilla's list.
fn contains(certificate: &[u8], name: &[u8]) -> bool {
    certificate.windows(name.len()).any(|part| part == name)
}

fn pem(certificate: &[u8]) -> String {
    let text = STANDARD.encode(certificate);
    format!("-----BEGIN CERTIFICATE-----\n{text}\n-----END CERTIFICATE-----\n")
}

/// Amazon's own authorities, Starfield's, which signed them, and those of `DigiCert`, which vouch for
/// endpoints outside of the `aws` partition.
// SOURCE: Amazon Trust Services, "Repository": Amazon Root CA 1 to 4 and Starfield Services Root G2
const AUTHORITIES: [&str; 3] = ["Amazon", "Starfield", "DigiCert"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amazons_five_authorities_are_among_the_bundled_roots_and_most_others_are_not() {
        let named = |name: &str| {
            TLS_SERVER_ROOT_CERTS.iter().filter(|root| contains(root, name.as_bytes())).count()
        };

        assert_eq!(named("Amazon Root CA"), 4);
        assert!(named("Starfield Services Root Certificate Authority - G2") == 1);
        let taken: usize = AUTHORITIES.into_iter().map(named).sum();
        assert!(taken < 25, "{taken} of {}", TLS_SERVER_ROOT_CERTS.len());
    }
}
