//! The world: AWS by its SDK (behind the features `ec2` and `rds`), a simulated one, and the system's
//! clock.

mod clock;
mod cloud;
mod fleet;
mod kinds;
#[cfg(feature = "ec2")]
mod sdk;
mod simulated;

pub use clock::SystemClock;
pub use fleet::CloudFleet;
pub use kinds::FleetOfKinds;
pub use simulated::{
    Fault, SimulatedCall, SimulatedCloud, SimulatedDatabase, SimulatedError, SimulatedInstance,
    SimulatedRole, SimulatedSession, SimulatedWire, UnknownFault, UnreadablePolicy, WireAnswer,
};
