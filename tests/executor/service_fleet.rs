//! The contract of the port, on every adapter of ECS.

use std::{future::Future, pin::Pin, sync::Arc};

use sekisho_executor::{Fleet, FleetOfKinds, SimulatedCloud};
use sekisho_policy::{InstanceId, ResourceKind};
use support::{
    fleet_contract::{self, Ground, TASKS},
    turned_clock::TurnedClock,
};

use crate::{
    city::{ACCOUNT, TEN_O_CLOCK, TRANSITION, home, id},
    service_city::{no_counts, service_of},
};

struct SimulatedServices {
    clock: Arc<TurnedClock>,
    cloud: Arc<SimulatedCloud>,
    fleet: Arc<dyn Fleet>,
    created: u32,
}

impl Ground for SimulatedServices {
    fn fleet(&self) -> Arc<dyn Fleet> {
        self.fleet.clone()
    }

    fn kind(&self) -> ResourceKind {
        ResourceKind::Service
    }

    fn launch(&mut self, tags: &[(&str, &str)]) -> Pin<Box<dyn Future<Output = InstanceId> + '_>> {
        self.created += 1;
        let name = format!("service:cluster-{}:service-{}", self.created % 3, self.created);
        self.cloud.put_service(service_of(ACCOUNT, &name, tags).running(TASKS));
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
async fn the_simulated_services_hold_the_contract_by_themselves_and_beside_instances() {
    for beside in [false, true] {
        let clock = Arc::new(TurnedClock::standing_at(TEN_O_CLOCK));
        let cloud = Arc::new(SimulatedCloud::new(clock.clone(), TRANSITION));
        let services = cloud.services(home(), no_counts());
        let fleet: Arc<dyn Fleet> = if beside {
            Arc::new(FleetOfKinds::new([cloud.fleet(home()), services]))
        } else {
            Arc::new(services)
        };

        fleet_contract::hold(&mut SimulatedServices { clock, cloud, fleet, created: 0 }).await;
    }
}

#[cfg(feature = "moto")]
mod moto {
    use sekisho_executor::{CloudFleet, SimulatedRole, SystemClock};
    use sekisho_policy::AccountId;
    use support::{
        aws_wire::AwsWire,
        moto::{self, Moto},
        world::World,
    };

    use super::*;
    use crate::{
        city::{home_of, places},
        fleet::moto::ALL,
    };

    struct EmulatedServices {
        fleet: Arc<CloudFleet>,
        world: World,
        created: u32,
    }

    impl Ground for EmulatedServices {
        fn fleet(&self) -> Arc<dyn Fleet> {
            self.fleet.clone()
        }

        fn kind(&self) -> ResourceKind {
            ResourceKind::Service
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
                self.world.create_service(("contract", &name), TASKS, &tags).await;
                id(&format!("service:contract:{name}"))
            })
        }

        fn settle(&mut self) {}

        /// moto 5.2.5 lets as many tasks run as are asked for before it answers, and pages no lists.
        fn shows_transitions(&self) -> bool {
            false
        }

        fn escapes_backslashes(&self) -> bool {
            true
        }
    }

    #[tokio::test]
    async fn the_ecs_adapter_holds_the_contract_on_moto() {
        let moto = Moto::shared();
        let places = home_of(moto::ACCOUNT, moto::REGION);
        let clock = Arc::new(SystemClock::new());
        let (at, counts) = (moto.endpoint(), no_counts());
        let fleet = Arc::new(CloudFleet::services_at_endpoint(at, places, counts, clock));
        let world = World::of(moto);

        fleet_contract::hold(&mut EmulatedServices { fleet, world, created: 0 }).await;
    }

    #[tokio::test]
    async fn the_ecs_adapter_holds_the_contract_over_the_wire_of_the_simulation() {
        for places in [home(), places(&[ACCOUNT])] {
            let clock = Arc::new(TurnedClock::standing_at(TEN_O_CLOCK));
            let cloud = Arc::new(SimulatedCloud::new(clock.clone(), TRANSITION));
            let arn = format!("arn:aws:iam::{ACCOUNT}:role/sekisho/Actor");
            let role = SimulatedRole::new(&arn, ALL).unwrap();
            cloud.put_role(AccountId::parse(ACCOUNT).unwrap(), role);
            let wire = AwsWire::open(cloud.clone(), ACCOUNT).await;
            let (at, counts) = (wire.endpoint(), no_counts());
            let fleet = CloudFleet::services_at_endpoint(at, places, counts, clock.clone());
            let fleet: Arc<dyn Fleet> = Arc::new(fleet);

            fleet_contract::hold(&mut SimulatedServices { clock, cloud, fleet, created: 0 }).await;
        }
    }
}
