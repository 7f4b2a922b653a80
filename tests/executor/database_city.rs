//! The city with databases beside its instances.

use std::sync::Arc;

use sekisho_executor::{ExecutorSettings, FleetOfKinds, Place, SimulatedDatabase};
use sekisho_policy::{AccountId, InstanceId, Region};
use support::{events::api, turned_clock::TurnedClock};

use crate::city::{ACCOUNT, City, REGION, TEN_O_CLOCK, cloud, id, places};

/// Of the parks, stopped.
pub const LEDGER: &str = "db:parks-ledger";
/// Of the parks, in production, running.
pub const ROADS: &str = "db:parks-roads";
/// Of finance, which the parks may not know of, running.
pub const TAXES: &str = "db:taxes";

impl City {
    /// A city in these accounts that has databases switched on.
    pub async fn with_databases(
        accounts: &[&str],
        change: impl FnOnce(ExecutorSettings) -> ExecutorSettings,
    ) -> Self {
        let clock = Arc::new(TurnedClock::standing_at(TEN_O_CLOCK));
        let (cloud, places) = (Arc::new(cloud(clock.clone())), places(accounts));
        let fleets = [cloud.fleet(places.clone()), cloud.databases(places.clone())];
        let fleet = Arc::new(FleetOfKinds::new(fleets));
        Self::around(clock, cloud, fleet, change(ExecutorSettings::new(api())), places).await
    }

    /// The same, whose executor reaches its account by the production adapters, over the wire.
    #[cfg(feature = "moto")]
    pub async fn with_databases_over_the_wire() -> Self {
        use sekisho_executor::CloudFleet;
        let clock = Arc::new(TurnedClock::standing_at(TEN_O_CLOCK));
        let (cloud, places) = (Arc::new(cloud(clock.clone())), places(&[ACCOUNT]));
        let wire = support::aws_wire::AwsWire::open(cloud.clone(), ACCOUNT).await;
        let (at, own) = (wire.endpoint(), places.clone());
        let fleet = FleetOfKinds::new([
            CloudFleet::at_endpoint(at, own.clone(), clock.clone()),
            CloudFleet::databases_at_endpoint(at, own, clock.clone()),
        ]);
        let settings = ExecutorSettings::new(api());
        let city = Self::around(clock, cloud, Arc::new(fleet), settings, places).await;
        city.behind(wire)
    }

    /// What RDS calls the state of a database of its account.
    pub fn status(&self, database: &str) -> String {
        self.fleet.database_status(&place_in(ACCOUNT), &id(database)).expect("it is there")
    }
}

/// The city with its three databases.
pub async fn city() -> City {
    peopled(City::with_databases(&[ACCOUNT], |settings| settings).await)
}

/// This city with those databases.
pub fn peopled(city: City) -> City {
    let put = |name, tags: &[_], status| {
        city.fleet.put_database(database_of(ACCOUNT, name, tags).in_status(status));
    };
    put(LEDGER, &[("Name", "ledger"), ("Department", "parks")], "stopped");
    put(ROADS, &[("Department", "parks"), ("Env", "prod")], "available");
    put(TAXES, &[("Department", "finance")], "available");
    city
}

/// A stopped database with these tags, in this account.
pub fn database_of(account: &str, id: &str, tags: &[(&str, &str)]) -> SimulatedDatabase {
    let Place { account, region } = place_in(account);
    let database = SimulatedDatabase::new(account, region, InstanceId::parse(id).unwrap());
    tags.iter().fold(database, |database, (key, value)| database.tagged(key, value).unwrap())
}

/// The one region of a city in this account.
pub fn place_in(account: &str) -> Place {
    let region = Region::parse(REGION).unwrap();
    Place { account: AccountId::parse(account).unwrap(), region }
}
