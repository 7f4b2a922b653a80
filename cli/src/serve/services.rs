//! The services of the town as they are when the morning begins.

use sekisho_executor::{
    AwsError, Place, ServiceCounts, SimulatedCloud, SimulatedError, SimulatedService, Tasks,
};
use sekisho_policy::{ResourceKind, UnixTime};

use super::system::StartError;
use crate::scenario::{MachineState, Town};

/// How many tasks a service runs.
const TASKS: u32 = 2;

/// Puts the services of a town into the cloud. Of one that is stopped it is remembered how many tasks it
/// had, as if it had been stopped from here the evening before.
pub(super) async fn put(
    town: &Town,
    cloud: &SimulatedCloud,
    counts: &ServiceCounts,
    now: UnixTime,
) -> Result<(), StartError> {
    let part = |error: SimulatedError| failed(error.to_string());
    let place = Place { account: town.account.clone(), region: town.region.clone() };
    let services = town.instances.iter().filter(|(_, one)| one.id.kind() == ResourceKind::Service);
    for (name, machine) in services {
        let (account, region) = (place.account.clone(), place.region.clone());
        let mut service = SimulatedService::new(account, region, machine.id.clone());
        service = service.tagged("Name", name).map_err(part)?;
        for (key, value) in &machine.tags {
            service = service.tagged(key, value).map_err(part)?;
        }
        cloud.put_service(match machine.state {
            MachineState::Running => service.running(TASKS),
            MachineState::Stopped => service,
        });
        let tasks = cloud.tasks(&place, &machine.id).filter(|tasks| tasks.desired == 0);
        if let Some(tasks) = tasks {
            let tasks = Tasks { desired: TASKS, ..tasks };
            let remembered = counts.remember(&place, &machine.id, tasks, now).await;
            remembered.map_err(|AwsError { text, .. }| failed(text))?;
        }
    }
    Ok(())
}

const fn failed(message: String) -> StartError {
    StartError::Part { part: "the machines", message }
}
