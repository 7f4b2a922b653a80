//! The bodies of the fuzz targets of `tests/fuzz`: functions of bytes that panic where something that
//! always holds does not. The suite runs them too (`tests/engine/fuzzed.rs`), so that they cannot rot.

mod decide;
mod documents;
mod kept;
mod replay;
mod requests;
mod rows;

pub use decide::decide;
pub use documents::{document_json, document_rows, document_yaml};
pub use kept::{kept, targets_of};
pub use replay::{and_broken, replay};
pub use requests::request_json;
pub use rows::{from_bytes, to_bytes};

/// What a body made of its bytes: a fuzz target does not ask, a test counts.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Outcome {
    /// Nothing was tried: no UTF-8, too few bytes, or too many rules.
    Nothing,
    /// Read, and found wrong.
    Refused,
    /// Read and accepted, or decided: everything that must hold held.
    Held,
}

/// A target, by its name.
pub type Target = fn(&[u8]) -> Outcome;

/// Every target there is.
pub const TARGETS: [(&str, Target); 5] = [
    ("decide", decide),
    ("document_json", document_json),
    ("document_rows", document_rows),
    ("document_yaml", document_yaml),
    ("request_json", request_json),
];
