//! The vendor's and the security team's bench.

pub mod serve;
