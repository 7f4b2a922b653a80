//! An instance of the SDK as this room sees it.

use aws_sdk_ec2::types::{DeviceType, Instance};
use sekisho_policy::{AccountId, InstanceId, Region, UnixTime};

use crate::{AwsError, Seen, State};

/// The instance. What decides about it must be there: an answer without it is no answer.
pub(super) fn from(
    instance: &Instance,
    account: &AccountId,
    region: &Region,
) -> Result<Seen, &'static str> {
    let id = instance.instance_id().and_then(|id| InstanceId::parse(id).ok());
    let id = id.ok_or("an instance id that can be read")?;
    let state = instance.state().and_then(|state| state.name());
    let state = state.map_or(State::Unknown, |name| State::named(name.as_str()));
    let mut seen = Seen::new(account.clone(), region.clone(), id, state);
    for tag in instance.tags() {
        let key = tag.key().ok_or("the key of a tag")?;
        seen.tags.push((key.to_owned(), tag.value().unwrap_or_default().to_owned()));
    }
    seen.state_reason = instance.state_reason().map(|reason| {
        AwsError::new(reason.code().unwrap_or_default(), reason.message().unwrap_or_default())
    });
    let reason = instance.state_transition_reason().filter(|reason| !reason.is_empty());
    seen.transition_reason = reason.map(str::to_owned);
    seen.launched_at = instance.launch_time().map(|at| UnixTime::from_seconds(at.secs()));
    seen.instance_store = instance.root_device_type() == Some(&DeviceType::InstanceStore);
    seen.managed_by = instance
        .operator()
        .filter(|operator| operator.managed() == Some(true))
        .map(|operator| operator.principal().unwrap_or("an AWS service").to_owned());
    Ok(seen)
}
