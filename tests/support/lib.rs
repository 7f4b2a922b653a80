//! What the suites share: the naive oracle, strategies, servers to talk to.

pub mod api_gateway;
pub mod binary;
pub mod events;
pub mod function;
pub mod moto;
pub mod runtime_api;
pub mod tokens;
pub mod world;
