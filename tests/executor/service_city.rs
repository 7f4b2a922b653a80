//! The city with services of ECS beside its instances.

use std::sync::Arc;

use sekisho_executor::{
    ExecutorSettings, FleetOfKinds, Place, ServiceCounts, SimulatedService, Tasks,
};
use sekisho_policy::{InstanceId, PolicyName};
use sekisho_store::{MemoryNotes, Notes};
use support::{events::api, turned_clock::TurnedClock};

use crate::{
    city::{ACCOUNT, City, TEN_O_CLOCK, cloud, id, places},
    database_city::place_in,
};

/// Of the parks, three tasks that run.
pub const DESK: &str = "service:town:parks-desk";
/// Of the parks, in another cluster, in production, one task that runs.
pub const ROADS: &str = "service:Works_2:parks-roads";
/// Of finance, which the parks may not know of, two tasks that run.
pub const TAXES: &str = "service:town:taxes";

/// The counts that are remembered in these notes.
pub fn counts(notes: Arc<dyn Notes>) -> ServiceCounts {
    ServiceCounts::new(notes, PolicyName::parse("asahikawa").unwrap())
}

/// The counts of nobody yet.
pub fn no_counts() -> ServiceCounts {
    counts(Arc::new(MemoryNotes::new()))
}

impl City {
    /// A city in these accounts that has services switched on, and remembers their counts in these
    /// notes.
    pub async fn with_services(accounts: &[&str], notes: Arc<dyn Notes>) -> Self {
        let clock = Arc::new(TurnedClock::standing_at(TEN_O_CLOCK));
        let (cloud, places) = (Arc::new(cloud(clock.clone())), places(accounts));
        let fleets = [cloud.fleet(places.clone()), cloud.services(places.clone(), counts(notes))];
        let fleet = Arc::new(FleetOfKinds::new(fleets));
        Self::around(clock, cloud, fleet, ExecutorSettings::new(api()), places).await
    }

    /// The same, whose executor reaches its account by the production adapters, over the wire.
    #[cfg(feature = "moto")]
    pub async fn with_services_over_the_wire() -> Self {
        use sekisho_executor::CloudFleet;
        let clock = Arc::new(TurnedClock::standing_at(TEN_O_CLOCK));
        let (cloud, places) = (Arc::new(cloud(clock.clone())), places(&[ACCOUNT]));
        let wire = support::aws_wire::AwsWire::open(cloud.clone(), ACCOUNT).await;
        let (at, own) = (wire.endpoint(), places.clone());
        let fleet = FleetOfKinds::new([
            CloudFleet::at_endpoint(at, own.clone(), clock.clone()),
            CloudFleet::services_at_endpoint(at, own, no_counts(), clock.clone()),
        ]);
        let settings = ExecutorSettings::new(api());
        let city = Self::around(clock, cloud, Arc::new(fleet), settings, places).await;
        city.behind(wire)
    }

    /// The tasks of a service of its account: how many are to be, run, and are to come.
    pub fn tasks(&self, service: &str) -> (u32, u32, u32) {
        let tasks = self.fleet.tasks(&place_in(ACCOUNT), &id(service));
        let Tasks { desired, running, pending, .. } = tasks.expect("it is there");
        (desired, running, pending)
    }

    /// How many calls of this name reached ECS.
    pub fn ecs(&self, call: &str) -> usize {
        self.fleet.ecs_calls().get(call).copied().unwrap_or_default()
    }
}

/// The city with its three services.
pub async fn city() -> City {
    peopled(City::with_services(&[ACCOUNT], Arc::new(MemoryNotes::new())).await)
}

/// This city with those services.
pub fn peopled(city: City) -> City {
    let put = |name, tags: &[_], tasks| {
        city.fleet.put_service(service_of(ACCOUNT, name, tags).running(tasks));
    };
    put(DESK, &[("Name", "desk"), ("Department", "parks")], 3);
    put(ROADS, &[("Department", "parks"), ("Env", "prod")], 1);
    put(TAXES, &[("Department", "finance")], 2);
    city
}

/// A service without tasks, with these tags, in this account.
pub fn service_of(account: &str, id: &str, tags: &[(&str, &str)]) -> SimulatedService {
    let Place { account, region } = place_in(account);
    let service = SimulatedService::new(account, region, InstanceId::parse(id).unwrap());
    tags.iter().fold(service, |service, (key, value)| service.tagged(key, value).unwrap())
}
