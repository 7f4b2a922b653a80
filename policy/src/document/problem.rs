//! What is wrong with a document, where, what was required, and what to write instead.

use alloc::{string::String, vec::Vec};
use core::fmt;

use crate::RuleId;

/// Where in a document.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub struct Place {
    /// The path from the root, such as `rules[1].instances.tags.Env[0]`; empty for the root itself.
    /// In a document of rows the path starts at the row.
    pub path: String,
    /// Line and column, both from 1, where the form of the document has them (YAML).
    pub position: Option<(usize, usize)>,
    /// The sort key of the table row, where the document is rows.
    pub row: Option<String>,
    /// The rule it is in, where that has an id.
    pub rule: Option<RuleId>,
}

/// One thing wrong with a document, or (among the warnings) legal but probably not meant.
///
/// Displayed as one line: `line 14, column 13, rules[0].from[1]: found …, required …; what to do`.
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
    /// The problems, in the order of the document: at most [`crate::Limits::problems`] of them, and
    /// then one with the code `more_problems` that says how many were left out.
    #[must_use]
    pub fn as_slice(&self) -> &[Problem] {
        &self.list
    }
}

impl fmt::Display for Place {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut separator = "";
        if let Some(row) = &self.row {
            write!(formatter, "row {row}")?;
            separator = ", ";
        }
        if let Some((line, column)) = self.position {
            write!(formatter, "{separator}line {line}, column {column}")?;
            separator = ", ";
        }
        if !self.path.is_empty() {
            write!(formatter, "{separator}{}", self.path)
        } else if separator.is_empty() {
            formatter.write_str("the document")
        } else {
            Ok(())
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { code: _, place, found, required, help } = self;
        write!(formatter, "{place}: found {found}, required {required}")?;
        match help {
            Some(help) => write!(formatter, "; {help}"),
            None => Ok(()),
        }
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
