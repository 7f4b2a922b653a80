//! The vendor's and the security team's bench, and the whole checkpoint on one machine.

pub mod serve;
