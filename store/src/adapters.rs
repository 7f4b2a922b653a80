//! The tables of the world.

pub(crate) mod dynamodb;
pub(crate) mod file;
