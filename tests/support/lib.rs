//! What the suites share: servers to talk to, contracts, tokens, a small world.

pub mod api_gateway;
pub mod aws_wire;
pub mod binary;
pub mod cut_off;
pub mod events;
pub mod faulty_table;
pub mod fleet_contract;
pub mod forward;
pub mod function;
pub mod invariants_contract;
pub mod key_server;
pub mod moto;
pub mod notes_contract;
pub mod open_table;
pub mod plan_contract;
pub mod policy_table_contract;
pub mod prune_contract;
pub mod publish_contract;
pub mod rows;
pub mod runtime_api;
pub mod schema;
pub mod tokens;
pub mod turned_clock;
pub mod watch_events;
pub mod way;
pub mod world;

pub use door_support::{one_id, token_corpus};
