//! The world: AWS by its SDK (behind the feature `ec2`), a simulated one, and the system's clock.

mod automation;
mod clock;
mod cloud;
mod fleet;
mod runbooks;
#[cfg(feature = "ec2")]
mod sdk;
mod simulated;

pub use clock::SystemClock;
pub use fleet::CloudFleet;
pub use runbooks::CloudRunbooks;
pub use simulated::{
    Fault, RunbookFault, SimulatedCall, SimulatedCloud, SimulatedError, SimulatedInstance,
    SimulatedRole, SimulatedRun, SimulatedRunbook, SimulatedSession, SimulatedWire, UnknownFault,
    UnreadablePolicy, WireAnswer,
};
