//! The tables of the world.

#[cfg(feature = "dynamodb")]
pub(crate) mod dynamodb;
pub(crate) mod file;
pub(crate) mod memory;
