//! What only an adapter may name.

mod aws;

pub use aws::aws_config;
