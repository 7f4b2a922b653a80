//! The contract of the port, on every adapter.

use std::{future::Future, pin::Pin, sync::Arc, time::Duration};

use sekisho_executor::{Fleet, SimulatedFleet, State};
use sekisho_policy::InstanceId;
use support::{
    fleet_contract::{self, Ground},
    turned_clock::TurnedClock,
};

use crate::city::{TEN_O_CLOCK, TRANSITION, id, machine};

struct Simulated {
    clock: Arc<TurnedClock>,
    fleet: Arc<SimulatedFleet>,
    launched: u32,
}

impl Ground for Simulated {
    fn fleet(&self) -> Arc<dyn Fleet> {
        self.fleet.clone()
    }

    fn launch(&mut self, tags: &[(&str, &str)]) -> Pin<Box<dyn Future<Output = InstanceId> + '_>> {
        self.launched += 1;
        let name = format!("i-{:017x}", self.launched);
        self.fleet.put(machine(&name, tags).in_state(State::Running));
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
    let fleet = Arc::new(SimulatedFleet::new(clock.clone(), TRANSITION));
    assert!(TRANSITION > Duration::from_secs(1));

    fleet_contract::hold(&mut Simulated { clock, fleet, launched: 0 }).await;
}

#[cfg(feature = "moto")]
mod moto {
    use sekisho_executor::{Ec2Fleet, SystemClock};
    use sekisho_policy::{AccountId, Region};
    use support::{
        moto::{ACCOUNT, Moto, REGION},
        world::{Launch, World},
    };

    use super::*;

    struct Emulated {
        fleet: Arc<Ec2Fleet>,
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
        let account = AccountId::parse(ACCOUNT).unwrap();
        let region = Region::parse(REGION).unwrap();
        let clock = Arc::new(SystemClock::new());
        let fleet = Arc::new(Ec2Fleet::at_endpoint(moto.endpoint(), account, region, clock));

        fleet_contract::hold(&mut Emulated { fleet, world: World::of(moto) }).await;
    }
}
