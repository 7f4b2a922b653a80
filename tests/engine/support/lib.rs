//! What the engine's suite rests on: the naive oracle, brute force, strategies, and what reads the
//! engine's output as AWS would.

pub mod brute;
pub mod drawn;
pub mod ec2_filter;
pub mod fuzzed;
pub mod iam;
pub mod oracle;
pub mod strategies;
