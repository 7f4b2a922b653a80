//! The world: AWS by its SDK (behind the feature `ec2`), a simulated one, and the system's clock.

mod clock;
mod cloud;
mod fleet;
#[cfg(feature = "ec2")]
mod sdk;
mod simulated;

pub use clock::SystemClock;
pub use fleet::CloudFleet;
pub use simulated::{
    Fault, SimulatedCall, SimulatedCloud, SimulatedError, SimulatedInstance, SimulatedRole,
    SimulatedSession, SimulatedWire, UnknownFault, UnreadablePolicy, WireAnswer,
};
