//! The three forms of a document, each read into the same tree.

mod core_schema;
mod json;
mod table;
mod yaml;

pub(super) use json::{Later, Outline, outline as outline_json};
pub(crate) use json::{blank, read as read_json, tree as json_tree};
pub(crate) use table::read_invariants as read_invariant_rows;
pub(super) use table::{CALENDAR_DATES, Kind, POLICY, read as read_rows};
pub(crate) use yaml::read as read_yaml;

use alloc::format;

use super::report::{Fault, Report};
use crate::Limits;

/// Whether a text is short enough to be read at all.
fn fits(text: &str, report: &mut Report) -> bool {
    let most = Limits::VERSION_1.document_bytes;
    let fits = text.len() <= most;
    if !fits {
        let found = format!("a document of {} bytes", text.len());
        report.refuse_whole(None, Fault::new("limit", found, format!("at most {most} bytes")));
    }
    fits
}

fn too_deep() -> Fault {
    let required = format!("lists and mappings at most {} deep", Limits::VERSION_1.depth);
    Fault::new("limit", "deeper nesting", required)
}

/// What a text is to hold: decides only what is said of one that holds nothing.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Subject {
    Invariants,
    Policy,
}

impl Subject {
    fn nothing(self) -> Fault {
        let (required, help) = match self {
            Self::Invariants => {
                ("a file of invariants", "start with `version: 1` and `invariants:` with a list")
            }
            Self::Policy => (
                "a policy document",
                "start with `version: 1` and `policy:` with the name of the policy",
            ),
        };
        Fault::new("empty_document", "nothing", required).help(help)
    }
}
