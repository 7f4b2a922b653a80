//! Instances as `aws ec2 describe-instances` prints them.

use sekisho_policy::{AccountId, Fact, Instance, InstanceId, Region, Tags};
use serde_json::Value;

use super::{json::At, misfit::Fault, region};

/// The instances of one output, and how many are left out because they are being terminated or are.
pub(super) fn read(
    value: &Value,
    region: Option<&Region>,
) -> Result<(Vec<Instance>, usize), Fault> {
    let root = At::root(value);
    root.is_whole()?;
    let (mut instances, mut gone) = (Vec::new(), 0_usize);
    for reservation in root.member("Reservations").items(RESERVATIONS)? {
        let account = reservation.member("OwnerId").id(AccountId::parse)?;
        for instance in reservation.member("Instances").items("a list of instances")? {
            let state = instance.member("State").member("Name").text_if_any("a state")?;
            if state.is_some_and(|state| GONE.contains(&state)) {
                gone = gone.saturating_add(1);
            } else {
                instances.push(Instance {
                    account: Fact::Known(account.clone()),
                    region: Fact::Known(region_of(&instance, region)?),
                    id: Fact::Known(instance.member("InstanceId").id(InstanceId::parse)?),
                    tags: tags(&instance)?,
                });
            }
        }
    }
    Ok((instances, gone))
}

/// The tags of a resource; without a list of them it has none.
pub(super) fn tags(resource: &At<'_>) -> Result<Fact<Tags>, Fault> {
    let mut pairs = Vec::new();
    for tag in resource.member("Tags").items_if_any("a list of tags")? {
        let key = tag.member("Key").text("the key of a tag")?;
        pairs.push((key, tag.member("Value").text("the value of a tag")?));
    }
    Ok(Tags::collect(pairs))
}

/// The region that was given, or that of the zone.
fn region_of(instance: &At<'_>, given: Option<&Region>) -> Result<Region, Fault> {
    if let Some(region) = given {
        return Ok(region.clone());
    }
    let zone = instance.member("Placement").member("AvailabilityZone");
    region::of_zone(zone.text(ZONE)?).ok_or_else(|| zone.wrong(ZONE))
}

/// States in which nothing can be done to an instance ever again.
const GONE: [&str; 2] = ["shutting-down", "terminated"];
const RESERVATIONS: &str = "a list of reservations";
const ZONE: &str = "a zone such as `ap-northeast-1a`, or the region with `--region`";
