//! RDS over the wire: forms in, XML out.

use std::sync::Arc;

use sekisho_lambda::Change;

use super::{
    SimulatedWire,
    request::{self, Parameters},
    xml::{Element, list, text},
};
use crate::{
    Place, Tie,
    adapters::{
        cloud::{Failure, Page, Session},
        fleet::name_of,
        simulated::{SimulatedDatabase, database_calls::Databases},
    },
};

impl SimulatedWire {
    pub(super) async fn rds(
        &self,
        action: &str,
        place: &Place,
        session: Option<&Session>,
        parameters: &Parameters,
    ) -> Result<Element, Failure> {
        let databases = Databases(Arc::clone(&self.cloud));
        self.cloud.travel().await;
        if action == "DescribeDBInstances" {
            let token = parameters.text("Marker").map(str::to_owned);
            let page = Page { filters: parameters.database_filters(), token };
            let (shown, next) = databases.page(place, session, &page)?;
            let mut result =
                vec![list("DBInstances", shown.iter().map(|one| database(place, one)).collect())];
            result.extend(next.map(|marker| text("Marker", marker)));
            let result = list("DescribeDBInstancesResult", result);
            return Ok(list("DescribeDBInstancesResponse", vec![result]));
        }
        let (change, response, result) = match action {
            "RebootDBInstance" => {
                (Change::Reboot, "RebootDBInstanceResponse", "RebootDBInstanceResult")
            }
            "StartDBInstance" => {
                (Change::Start, "StartDBInstanceResponse", "StartDBInstanceResult")
            }
            "StopDBInstance" => (Change::Stop, "StopDBInstanceResponse", "StopDBInstanceResult"),
            _ => {
                return Err(request::invalid(
                    "InvalidAction",
                    "the simulation knows no such action",
                ));
            }
        };
        let id = parameters.database()?;
        let taken = databases.change_now(place, session, change, &id)?;
        let after = self.cloud.world().databases.get(&(place.clone(), id)).cloned();
        let after = after.iter().map(|one| database(place, one)).collect();
        let request_id = text("RequestId", taken.request_id.unwrap_or_default());
        let metadata = list("ResponseMetadata", vec![request_id]);
        Ok(list(response, vec![list(result, after), metadata]))
    }
}

fn database(place: &Place, one: &SimulatedDatabase) -> Element {
    let name = name_of(&one.seen.id);
    let Place { account, region } = place;
    let tag = |(key, value): &(String, String)| {
        list("Tag", vec![text("Key", key.as_str()), text("Value", value.as_str())])
    };
    let mut elements = vec![
        text("DBInstanceIdentifier", name),
        text("DBInstanceArn", format!("arn:aws:rds:{region}:{account}:db:{name}")),
        text("DbiResourceId", one.seen.lasting_id.clone().unwrap_or_default()),
        text("DBInstanceStatus", one.status()),
        list("TagList", one.seen.tags.iter().map(tag).collect()),
    ];
    elements.extend(one.seen.tie.and_then(|tie| match tie {
        Tie::Cluster => Some(text("DBClusterIdentifier", format!("{name}-cluster"))),
        Tie::Replica => Some(list(
            "ReadReplicaDBInstanceIdentifiers",
            vec![text("ReadReplicaDBInstanceIdentifier", format!("{name}-replica"))],
        )),
        // Of services.
        Tie::Daemon | Tie::Deployer => None,
    }));
    list("DBInstance", elements)
}
