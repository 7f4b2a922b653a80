//! What every event of EventBridge has.

use sekisho_policy::{AccountId, Region, UnixTime};
use serde::Deserialize;

use super::time;
use crate::Place;

/// An event of EC2, its detail still unread.
pub(super) struct Whole<'a> {
    pub(super) id: String,
    pub(super) detail_type: String,
    pub(super) at: UnixTime,
    pub(super) place: Place,
    pub(super) text: &'a str,
}

/// The envelope of an event.
pub(super) fn read(text: &str) -> Result<Whole<'_>, &'static str> {
    let wire: Wire = serde_json::from_str(text)
        .map_err(|_| "it is no object with the members of an event of EventBridge")?;
    if wire.source != "aws.ec2" {
        return Err("its `source` is not `aws.ec2`");
    }
    let account = AccountId::parse(&wire.account).map_err(|_| "its `account` is none")?;
    let region = Region::parse(&wire.region).map_err(|_| "its `region` is none")?;
    if wire.id.is_empty() || wire.id.len() > LONGEST_ID {
        return Err("its `id` is none");
    }
    Ok(Whole {
        id: wire.id,
        detail_type: wire.detail_type,
        at: time(&wire.time)?,
        place: Place { account, region },
        text,
    })
}

#[derive(Deserialize)]
struct Wire {
    id: String,
    #[serde(rename = "detail-type")]
    detail_type: String,
    source: String,
    account: String,
    time: String,
    region: String,
}

/// Ids of AWS are UUIDs; what is kept of them is bounded.
pub(super) const LONGEST_ID: usize = 64;
