//! The world: real EC2 (behind the feature `ec2`), a simulated one, and the system's clock.

mod batch;
mod clock;
mod simulated;

pub use clock::SystemClock;
pub use simulated::{
    Fault, SimulatedCall, SimulatedError, SimulatedFleet, SimulatedInstance, UnknownFault,
};
