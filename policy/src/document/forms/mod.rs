//! The three forms of a document, each read into the same tree.

mod core_schema;
mod json;
mod table;
mod yaml;

pub(super) use json::{Later, Outline, outline as outline_json, read as read_json};
pub(crate) use json::{blank, tree as json_tree};
pub(super) use table::{CALENDAR_DATES, Kind, POLICY, read as read_rows};
pub(super) use yaml::read as read_yaml;

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

fn nothing() -> Fault {
    Fault::new("empty_document", "nothing", "a policy document")
        .help("start with `version: 1` and `policy:` with the name of the policy")
}
