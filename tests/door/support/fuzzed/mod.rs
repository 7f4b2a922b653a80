//! The bodies of the fuzz targets that stand before the engine: what a stranger can send. As with
//! the engine's they are functions of bytes that panic where something that always holds does not,
//! and the suite runs them too (`tests/door/fuzzed.rs`).

mod event;
mod key_set;
mod token;

use engine_support::fuzzed::Target;

pub use self::{
    event::authorizer_event,
    key_set::key_set,
    token::{NOW, token_claims, token_edits, token_header, token_text},
};

/// Every target there is.
pub const TARGETS: [(&str, Target); 6] = [
    ("authorizer_event", authorizer_event),
    ("key_set", key_set),
    ("token_claims", token_claims),
    ("token_edits", token_edits),
    ("token_header", token_header),
    ("token_text", token_text),
];
