//! What stands before the engine, as a stranger meets it: tokens, key documents, events.

pub mod api;
pub mod fuzzed;
pub mod one_id;
pub mod pool;
pub mod token_corpus;
pub mod tokens;
