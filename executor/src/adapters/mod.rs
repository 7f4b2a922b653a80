//! The world: AWS by its SDK (behind the features `ec2`, `ecs` and `rds`), a simulated one, and the system's
//! clock.

mod automation;
mod clock;
mod cloud;
mod ecs;
mod fleet;
mod kinds;
mod runbooks;
#[cfg(feature = "ec2")]
mod sdk;
mod services;
mod simulated;

pub use clock::SystemClock;
pub(crate) use ecs::ROLLOUT_FAILED;
pub(crate) use fleet::{COUNT_UNKNOWN, NOT_NOTED};
pub use fleet::{CloudFleet, ServiceCounts};
pub use kinds::FleetOfKinds;
pub use runbooks::CloudRunbooks;
pub use simulated::{
    Fault, RunbookFault, SimulatedCall, SimulatedCloud, SimulatedDatabase, SimulatedError,
    SimulatedInstance, SimulatedRole, SimulatedRun, SimulatedRunbook, SimulatedService,
    SimulatedSession, SimulatedWire, UnknownFault, UnreadablePolicy, WireAnswer,
};
