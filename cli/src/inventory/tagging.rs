//! Instances as `aws resourcegroupstaggingapi get-resources` prints them.

use sekisho_policy::{AccountId, Fact, Instance, InstanceId, Region};
use serde_json::Value;

use super::{ec2::tags, json::At, misfit::Fault};

/// The instances of one output, and how many other resources are left out.
pub(super) fn read(value: &Value) -> Result<(Vec<Instance>, usize), Fault> {
    let root = At::root(value);
    root.is_whole()?;
    let (mut instances, mut others) = (Vec::new(), 0_usize);
    for resource in root.member("ResourceTagMappingList").items("a list of resources")? {
        let arn = resource.member("ResourceARN");
        let parts: Vec<&str> = arn.text(ARN)?.splitn(6, ':').collect();
        let ["arn", _, service, region, account, named] = parts.as_slice() else {
            return Err(arn.wrong(ARN));
        };
        let id = match *service {
            "ec2" => named.strip_prefix("instance/").map(str::to_owned),
            "ecs" => service_id(named),
            "rds" => named.starts_with("db:").then(|| (*named).to_owned()),
            _ => None,
        };
        let Some(id) = id else {
            others = others.saturating_add(1);
            continue;
        };
        let wrong = |_| arn.wrong(ARN);
        instances.push(Instance {
            account: Fact::Known(AccountId::parse(account).map_err(wrong)?),
            region: Fact::Known(Region::parse(region).map_err(wrong)?),
            id: Fact::Known(InstanceId::parse(&id).map_err(wrong)?),
            tags: tags(&resource)?,
        });
    }
    Ok((instances, others))
}

/// The id of a service; `None` for anything else of ECS, and for an ARN of the old form, which names no
/// cluster and whose service carries no tags.
fn service_id(named: &str) -> Option<String> {
    let (cluster, service) = named.strip_prefix("service/")?.split_once('/')?;
    Some(format!("service:{cluster}:{service}"))
}

const ARN: &str =
    "an ARN such as `arn:aws:ec2:ap-northeast-1:111122223333:instance/i-0123456789abcdef0`";
