//! The answer to a change.

use serde::Deserialize;

use super::instance::called;

/// What became of a change, instance by instance.
#[derive(Debug, Deserialize)]
pub(crate) struct Answer {
    pub(crate) decision_id: String,
    pub(crate) instances: Vec<Outcome>,
}

/// What became of one.
#[derive(Debug, Deserialize)]
pub(crate) struct Outcome {
    pub(crate) id: String,
    pub(crate) name: Option<String>,
    #[serde(rename = "outcome")]
    pub(crate) kind: String,
    pub(crate) code: String,
}

impl Outcome {
    pub(crate) fn called(&self) -> String {
        called(self.name.as_deref(), &self.id)
    }

    /// Whether it would be asked for.
    pub(crate) fn is_planned(&self) -> bool {
        self.kind == "planned"
    }

    /// Whether it is as it was asked for.
    pub(crate) fn is_there(&self) -> bool {
        matches!(self.kind.as_str(), "already" | "reached")
    }

    /// Whether it is on its way, so far as anybody knows.
    pub(crate) fn is_going(&self) -> bool {
        matches!(self.kind.as_str(), "requested" | "still_going")
    }
}
