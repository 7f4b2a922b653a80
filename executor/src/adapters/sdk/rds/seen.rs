//! A database of the SDK as this room sees it.

use aws_sdk_rds::types::DbInstance;
use sekisho_policy::InstanceId;

use crate::{Place, Seen, State, Tie};

/// The database; `None` for one of another account. What decides about it must be there: an answer
/// without it is no answer.
pub(super) fn from(database: &DbInstance, place: &Place) -> Result<Option<Seen>, &'static str> {
    let arn = database.db_instance_arn().ok_or("the ARN of a database")?;
    if arn.split(':').nth(4) != Some(place.account.as_str()) {
        return Ok(None);
    }
    let name = database.db_instance_identifier().unwrap_or_default();
    let id = InstanceId::parse(&format!("db:{name}"));
    let id = id.map_err(|_| "a database's name that can be read")?;
    let status = database.db_instance_status().ok_or("the state of a database")?;
    let state = State::of_database(status);
    let mut seen = Seen::new(place.account.clone(), place.region.clone(), id, state);
    seen.status = (state == State::Unknown).then(|| status.to_owned());
    for tag in database.tag_list() {
        let key = tag.key().ok_or("the key of a tag")?;
        seen.tags.push((key.to_owned(), tag.value().unwrap_or_default().to_owned()));
    }
    seen.lasting_id = database.dbi_resource_id().map(str::to_owned);
    seen.tie = tie(database);
    Ok(Some(seen))
}

/// SOURCE: Amazon RDS user guide, "Stopping an Amazon RDS DB instance temporarily", limitations: one
/// that has a read replica or is one is not stopped. `DBClusterIdentifier` is there for a member of a
/// cluster, Aurora's or another.
fn tie(database: &DbInstance) -> Option<Tie> {
    let is_some = |text: Option<&str>| text.is_some_and(|text| !text.is_empty());
    let is_replica = is_some(database.read_replica_source_db_instance_identifier())
        || is_some(database.read_replica_source_db_cluster_identifier())
        || !database.read_replica_db_instance_identifiers().is_empty()
        || !database.read_replica_db_cluster_identifiers().is_empty();
    if is_some(database.db_cluster_identifier()) {
        return Some(Tie::Cluster);
    }
    is_replica.then_some(Tie::Replica)
}
