//! How the Lambdas reach AWS.

use aws_config::{SdkConfig, environment::EnvironmentVariableCredentialsProvider};
use aws_smithy_http_client::{
    Builder,
    tls::{Provider, TlsContext, TrustStore, rustls_provider::CryptoMode},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use sekisho_identity::TlsRoots;
use sekisho_policy::Partition;

use crate::process::Fault;

/// The SDK's configuration by the environment, credentials included, with connections to servers of this partition that
/// `roots` vouch for.
///
/// # Errors
///
/// If the SDK does not take the roots.
pub async fn aws_config(roots: TlsRoots, partition: &Partition) -> Result<SdkConfig, Fault> {
    let trusted = match roots {
        TlsRoots::Bundled => bundled(partition),
        TlsRoots::System => TrustStore::default(),
    };
    let client = Builder::new()
        .tls_provider(Provider::Rustls(CryptoMode::AwsLc))
        .tls_context(TlsContext::builder().with_trust_store(trusted).build()?)
        .build_https();
    Ok(aws_config::from_env()
        .http_client(client)
        // Lambda puts them there. The SDK's chain of places to look in would make a client of another
        // service before it looks.
        .credentials_provider(EnvironmentVariableCredentialsProvider::new())
        .load()
        .await)
}

fn bundled(partition: &Partition) -> TrustStore {
    // Any host of the partition: the same authorities vouch for all of them.
    let host = if partition.as_str() == "aws" { "dynamodb.amazonaws.com" } else { "" };
    TlsRoots::bundled_for(host)
        .fold(TrustStore::empty(), |store, root| store.with_pem_certificate(pem(root)))
}

fn pem(certificate: &[u8]) -> String {
    let text = STANDARD.encode(certificate);
    format!("-----BEGIN CERTIFICATE-----\n{text}\n-----END CERTIFICATE-----\n")
}
