//! Times engines in turns, so that a noisy moment of the machine hits all of them alike.

mod entitlement;
mod footprint;
mod memory;
mod race;
mod seat;

pub use entitlement::entitlement;
pub use footprint::footprint;
pub use memory::Counting;
pub(crate) use memory::taken;
pub use race::{Pace, race};
pub use seat::{Contestant, Seat};

/// The one in the middle.
fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
