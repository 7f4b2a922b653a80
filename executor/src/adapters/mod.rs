//! The world: real EC2 (behind the feature `ec2`), a simulated one, and the system's clock.

mod batch;
mod clock;
#[cfg(feature = "ec2")]
mod ec2;
mod simulated;

pub use clock::SystemClock;
#[cfg(feature = "ec2")]
pub use ec2::Ec2Fleet;
pub use simulated::{
    Fault, SimulatedCall, SimulatedError, SimulatedFleet, SimulatedInstance, UnknownFault,
};
