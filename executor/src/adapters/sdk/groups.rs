//! What Auto Scaling says of the members of its groups.

use std::collections::BTreeMap;

use aws_config::SdkConfig;
use aws_sdk_autoscaling::{
    Client,
    config::{self, BehaviorVersion, Region, retry::RetryConfig},
};
use sekisho_policy::InstanceId;

use super::{ATTEMPT, SLOW_ATTEMPT, credentials, failure, nobody, timeouts};
use crate::{
    Place,
    adapters::cloud::{Failure, Session},
};

/// A client of Auto Scaling.
#[derive(Debug)]
pub(super) struct Groups(Client);

/// SOURCE: Auto Scaling user guide, "instance lifecycle": not `EnteringStandby`, when it is still
/// replaced.
const STANDBY: &str = "Standby";

impl Groups {
    pub(super) fn of_aws(shared: &SdkConfig) -> Self {
        Self::new(config::Builder::from(shared), ATTEMPT)
    }

    pub(super) fn at_endpoint(endpoint: &str) -> Self {
        let groups = config::Builder::new()
            .behavior_version(BehaviorVersion::latest())
            .credentials_provider(nobody())
            .region(Region::new("us-east-1"))
            .endpoint_url(endpoint);
        Self::new(groups, SLOW_ATTEMPT)
    }

    fn new(groups: config::Builder, attempt: std::time::Duration) -> Self {
        let groups = groups.retry_config(RetryConfig::disabled()).timeout_config(timeouts(attempt));
        Self(Client::from_conf(groups.build()))
    }

    /// One `DescribeAutoScalingInstances`.
    pub(super) async fn standby(
        &self,
        place: &Place,
        session: Option<&Session>,
        ids: &[InstanceId],
    ) -> Result<BTreeMap<InstanceId, bool>, Failure> {
        let region = Region::new(place.region.as_str().to_owned());
        let mut at = config::Builder::new().region(region);
        if let Some(session) = session {
            at = at.credentials_provider(credentials(session));
        }
        let answer = self
            .0
            .describe_auto_scaling_instances()
            .set_instance_ids(Some(ids.iter().map(ToString::to_string).collect()))
            .customize()
            .config_override(at)
            .send()
            .await
            .map_err(|error| failure::of(&error))?;
        let members = answer.auto_scaling_instances().iter().filter_map(|member| {
            let id = InstanceId::parse(member.instance_id()?).ok()?;
            Some((id, member.lifecycle_state() == Some(STANDBY)))
        });
        Ok(members.collect())
    }
}
