//! What is wrong with a document, where, what was required, and what to write instead.

use alloc::{string::String, vec::Vec};
use core::fmt;

/// Where in a document.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub struct Place {
    /// The path from the root, such as `rules[1].instances.tags.Env[0]`; empty for the root itself.
    pub path: String,
    /// Line and column, both from 1, where the form of the document has them (YAML).
    pub position: Option<(usize, usize)>,
    /// The sort key of the table row, where the document is rows.
    pub row: Option<String>,
}

/// One thing wrong with a document.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Problem {
    /// A stable code, such as `unknown_key`.
    pub code: &'static str,
    /// Where.
    pub place: Place,
    /// What was found there.
    pub found: String,
    /// What was required.
    pub required: String,
    /// What to do next: the nearest valid spelling, the corrected value, the form to use instead.
    pub help: Option<String>,
}

/// Everything wrong with a document: never empty.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Problems {
    pub(crate) list: Vec<Problem>,
}

impl Problems {
    /// The problems, in the order of the document.
    #[must_use]
    pub fn as_slice(&self) -> &[Problem] {
        &self.list
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "found {}, required {}", self.found, self.required)
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.list.iter().enumerate() {
            if index > 0 {
                formatter.write_str("\n")?;
            }
            problem.fmt(formatter)?;
        }
        Ok(())
    }
}

impl core::error::Error for Problems {}
