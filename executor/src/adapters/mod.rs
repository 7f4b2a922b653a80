//! The world: AWS by its SDK (behind the features `ec2` and `rds`), a simulated one, and the system's
//! clock.

mod automation;
mod clock;
mod cloud;
mod fleet;
mod kinds;
mod runbooks;
#[cfg(feature = "ec2")]
mod sdk;
mod simulated;

pub use clock::SystemClock;
pub use fleet::CloudFleet;
pub use kinds::FleetOfKinds;
pub use runbooks::CloudRunbooks;
pub use simulated::{
    Fault, RunbookFault, SimulatedCall, SimulatedCloud, SimulatedDatabase, SimulatedError,
    SimulatedInstance, SimulatedRole, SimulatedRun, SimulatedRunbook, SimulatedSession,
    SimulatedWire, UnknownFault, UnreadablePolicy, WireAnswer,
};
