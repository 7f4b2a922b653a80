//! The way into an account: STS, which every service's adapter enters by.

use aws_config::SdkConfig;
use aws_sdk_sts::{
    Client,
    config::{self, BehaviorVersion, Region, retry::RetryConfig},
};

use super::{ATTEMPT, SLOW_ATTEMPT, failure, nobody, timeouts};
use crate::{
    AwsError,
    adapters::cloud::{self, AssumeRole, Failure, FailureKind},
};

/// A client of STS.
#[derive(Debug)]
pub(super) struct Door(Client);

impl Door {
    pub(super) fn of_aws(shared: &SdkConfig) -> Self {
        Self::new(config::Builder::from(shared), ATTEMPT)
    }

    pub(super) fn at_endpoint(endpoint: &str) -> Self {
        let sts = config::Builder::new()
            .behavior_version(BehaviorVersion::latest())
            .credentials_provider(nobody())
            .region(Region::new("us-east-1"))
            .endpoint_url(endpoint);
        Self::new(sts, SLOW_ATTEMPT)
    }

    fn new(sts: config::Builder, attempt: std::time::Duration) -> Self {
        let sts = sts.retry_config(RetryConfig::disabled()).timeout_config(timeouts(attempt));
        Self(Client::from_conf(sts.build()))
    }

    /// One `AssumeRole`.
    pub(super) async fn enter(&self, ask: &AssumeRole) -> Result<cloud::Credentials, Failure> {
        let answer = self
            .0
            .assume_role()
            .role_arn(&ask.role)
            .role_session_name(&ask.session_name)
            .source_identity(&ask.source_identity)
            .set_external_id(ask.external_id.as_ref().map(|id| id.as_str().to_owned()))
            .policy(&ask.policy)
            .duration_seconds(i32::try_from(ask.lasts.as_secs()).unwrap_or(i32::MAX))
            .send()
            .await
            .map_err(|error| failure::of(&error))?;
        let incomplete = || {
            let error = AwsError::new("Incomplete", "the answer of STS lacks credentials");
            Failure::of(FailureKind::Refused, error)
        };
        let credentials = answer.credentials().ok_or_else(incomplete)?;
        Ok(cloud::Credentials {
            access_key_id: credentials.access_key_id().to_owned(),
            secret_access_key: credentials.secret_access_key().to_owned(),
            session_token: credentials.session_token().to_owned(),
        })
    }
}
