//! The contract of the port, on every adapter.

use std::{future::Future, pin::Pin, sync::Arc, time::Duration};

use sekisho_executor::{CloudFleet, Fleet, FleetOfKinds, SimulatedCloud, State};
use sekisho_policy::{InstanceId, ResourceKind};
use support::{
    fleet_contract::{self, Ground},
    turned_clock::TurnedClock,
};

use crate::{
    city::{ACCOUNT, TEN_O_CLOCK, TRANSITION, home, id, machine},
    database_city::database_of,
};

struct Simulated {
    clock: Arc<TurnedClock>,
    cloud: Arc<SimulatedCloud>,
    fleet: Arc<CloudFleet>,
    launched: u32,
}

impl Ground for Simulated {
    fn fleet(&self) -> Arc<dyn Fleet> {
        self.fleet.clone()
    }

    fn launch(&mut self, tags: &[(&str, &str)]) -> Pin<Box<dyn Future<Output = InstanceId> + '_>> {
        self.launched += 1;
        let name = format!("i-{:017x}", self.launched);
        self.cloud.put(machine(&name, tags).in_state(State::Running));
        Box::pin(async move { id(&name) })
    }

    fn launch_member(&mut self, standby: bool) -> Pin<Box<dyn Future<Output = InstanceId> + '_>> {
        self.launched += 1;
        let name = format!("i-{:017x}", self.launched);
        let member = machine(&name, &[]).in_state(State::Running).in_auto_scaling_group("web");
        self.cloud.put(if standby { member.in_standby() } else { member });
        Box::pin(async move { id(&name) })
    }

    fn settle(&mut self) {
        self.clock.turn(TRANSITION);
    }

    fn shows_transitions(&self) -> bool {
        true
    }

    fn escapes_backslashes(&self) -> bool {
        true
    }
}

#[tokio::test]
async fn the_simulated_fleet_holds_the_contract() {
    // Calls of one batch are half a second apart: states must outlast that to be seen.
    let clock = Arc::new(TurnedClock::standing_at(TEN_O_CLOCK));
    let cloud = Arc::new(SimulatedCloud::new(clock.clone(), TRANSITION));
    let fleet = Arc::new(cloud.fleet(home()));
    assert!(TRANSITION > Duration::from_secs(1));

    fleet_contract::hold(&mut Simulated { clock, cloud, fleet, launched: 0 }).await;
}

struct SimulatedDatabases {
    clock: Arc<TurnedClock>,
    cloud: Arc<SimulatedCloud>,
    fleet: Arc<dyn Fleet>,
    created: u32,
}

impl Ground for SimulatedDatabases {
    fn fleet(&self) -> Arc<dyn Fleet> {
        self.fleet.clone()
    }

    fn kind(&self) -> ResourceKind {
        ResourceKind::Database
    }

    fn launch(&mut self, tags: &[(&str, &str)]) -> Pin<Box<dyn Future<Output = InstanceId> + '_>> {
        self.created += 1;
        let name = format!("db:database-{}", self.created);
        self.cloud.put_database(database_of(ACCOUNT, &name, tags).in_status("available"));
        Box::pin(async move { id(&name) })
    }

    fn settle(&mut self) {
        self.clock.turn(TRANSITION);
    }

    fn shows_transitions(&self) -> bool {
        true
    }

    fn escapes_backslashes(&self) -> bool {
        true
    }
}

#[tokio::test]
async fn the_simulated_databases_hold_the_contract_by_themselves_and_beside_instances() {
    for beside in [false, true] {
        let clock = Arc::new(TurnedClock::standing_at(TEN_O_CLOCK));
        let cloud = Arc::new(SimulatedCloud::new(clock.clone(), TRANSITION));
        let fleet: Arc<dyn Fleet> = if beside {
            Arc::new(FleetOfKinds::new([cloud.fleet(home()), cloud.databases(home())]))
        } else {
            Arc::new(cloud.databases(home()))
        };

        fleet_contract::hold(&mut SimulatedDatabases { clock, cloud, fleet, created: 0 }).await;
    }
}

#[cfg(feature = "moto")]
pub mod moto {
    use sekisho_executor::{SimulatedRole, SystemClock};
    use sekisho_policy::AccountId;
    use support::{
        aws_wire::AwsWire,
        moto::{self, Moto},
        world::{Launch, World},
    };

    use super::*;
    use crate::city::{home_of, places};

    /// A role that leaves it all to the session policy.
    pub const ALL: &str = r#"{ "Version": "2012-10-17",
        "Statement": { "Effect": "Allow", "Action": ["autoscaling:*", "ec2:*", "ecs:*", "rds:*"], "Resource": "*" } }"#;

    struct Emulated {
        fleet: Arc<CloudFleet>,
        world: World,
    }

    impl Ground for Emulated {
        fn fleet(&self) -> Arc<dyn Fleet> {
            self.fleet.clone()
        }

        fn launch(
            &mut self,
            tags: &[(&str, &str)],
        ) -> Pin<Box<dyn Future<Output = InstanceId> + '_>> {
            let tags: Vec<(String, String)> =
                tags.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
            Box::pin(async move {
                let tags: Vec<(&str, &str)> =
                    tags.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
                let launch = Launch { tags: &tags, state: "running" };
                id(&self.world.launch(&[launch]).await.remove(0))
            })
        }

        fn launch_member(
            &mut self,
            standby: bool,
        ) -> Pin<Box<dyn Future<Output = InstanceId> + '_>> {
            Box::pin(async move {
                let launch = Launch { tags: &[], state: "running" };
                let member = self.world.launch(&[launch]).await.remove(0);
                self.world.join_group(&member, standby).await;
                id(&member)
            })
        }

        fn settle(&mut self) {}

        /// moto 5.2.5 moves an instance to its next state before it answers.
        fn shows_transitions(&self) -> bool {
            false
        }

        /// moto 5.2.5 knows `\*` and `\?`, but not `\\`.
        fn escapes_backslashes(&self) -> bool {
            false
        }
    }

    #[tokio::test]
    async fn the_ec2_adapter_holds_the_contract_on_moto() {
        let moto = Moto::shared();
        let places = home_of(moto::ACCOUNT, moto::REGION);
        let clock = Arc::new(SystemClock::new());
        let fleet = Arc::new(CloudFleet::at_endpoint(moto.endpoint(), places, clock));

        fleet_contract::hold(&mut Emulated { fleet, world: World::of(moto) }).await;
    }

    /// The production adapter against the simulation, in both of its ways into an account.
    #[tokio::test]
    async fn the_ec2_adapter_holds_the_contract_over_the_wire_of_the_simulation() {
        for (places, roles) in [(home(), 0), (places(&[ACCOUNT]), 1)] {
            let clock = Arc::new(TurnedClock::standing_at(TEN_O_CLOCK));
            let cloud = Arc::new(SimulatedCloud::new(clock.clone(), TRANSITION));
            let arn = format!("arn:aws:iam::{ACCOUNT}:role/sekisho/Actor");
            let role = SimulatedRole::new(&arn, ALL).unwrap();
            cloud.put_role(AccountId::parse(ACCOUNT).unwrap(), role);
            let wire = AwsWire::open(cloud.clone(), ACCOUNT).await;
            let fleet = CloudFleet::at_endpoint(wire.endpoint(), places, clock.clone());
            let fleet = Arc::new(fleet);

            let sessions = cloud.clone();
            fleet_contract::hold(&mut Simulated { clock, cloud, fleet, launched: 0 }).await;

            assert!(sessions.sessions().len() >= roles);
        }
    }

    struct EmulatedDatabases {
        fleet: Arc<CloudFleet>,
        world: World,
        created: u32,
    }

    impl Ground for EmulatedDatabases {
        fn fleet(&self) -> Arc<dyn Fleet> {
            self.fleet.clone()
        }

        fn kind(&self) -> ResourceKind {
            ResourceKind::Database
        }

        fn launch(
            &mut self,
            tags: &[(&str, &str)],
        ) -> Pin<Box<dyn Future<Output = InstanceId> + '_>> {
            self.created += 1;
            let name = format!("contract-{}", self.created);
            let tags: Vec<(String, String)> =
                tags.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
            Box::pin(async move {
                let tags: Vec<(&str, &str)> =
                    tags.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
                self.world.create_databases(&[(&name, &tags)]).await;
                id(&format!("db:{name}"))
            })
        }

        fn settle(&mut self) {}

        /// moto 5.2.5 moves a database to its next state before it answers.
        fn shows_transitions(&self) -> bool {
            false
        }

        fn escapes_backslashes(&self) -> bool {
            true
        }
    }

    #[tokio::test]
    async fn the_rds_adapter_holds_the_contract_on_moto() {
        let moto = Moto::shared();
        let places = home_of(moto::ACCOUNT, moto::REGION);
        let clock = Arc::new(SystemClock::new());
        let fleet = CloudFleet::databases_at_endpoint(moto.endpoint(), places, clock);
        let (fleet, world) = (Arc::new(fleet), World::of(moto));

        fleet_contract::hold(&mut EmulatedDatabases { fleet, world, created: 0 }).await;
    }

    #[tokio::test]
    async fn the_rds_adapter_holds_the_contract_over_the_wire_of_the_simulation() {
        for places in [home(), places(&[ACCOUNT])] {
            let clock = Arc::new(TurnedClock::standing_at(TEN_O_CLOCK));
            let cloud = Arc::new(SimulatedCloud::new(clock.clone(), TRANSITION));
            let arn = format!("arn:aws:iam::{ACCOUNT}:role/sekisho/Actor");
            let role = SimulatedRole::new(&arn, ALL).unwrap();
            cloud.put_role(AccountId::parse(ACCOUNT).unwrap(), role);
            let wire = AwsWire::open(cloud.clone(), ACCOUNT).await;
            let fleet = CloudFleet::databases_at_endpoint(wire.endpoint(), places, clock.clone());
            let fleet: Arc<dyn Fleet> = Arc::new(fleet);

            fleet_contract::hold(&mut SimulatedDatabases { clock, cloud, fleet, created: 0 }).await;
        }
    }
}
