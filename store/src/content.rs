//! What a version says, and what must be true of it.

use sekisho_policy::{
    Document, Invariant, Invariants, Problems, Row, UnixTime,
    analysis::{Budget, Hints, Verdict},
};

/// A document and its invariants: what is drafted, planned and published together.
///
/// Only the document decides anything. Its snapshot, which is all that a Lambda reads, is without the
/// invariants; the line of the history has them.
#[derive(Clone, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "what decides, and what is proved of it")]
pub struct Content {
    /// What decides.
    pub document: Document,
    /// What must be true of it.
    pub invariants: Invariants,
}

impl Content {
    /// This document with the invariants among these rows.
    ///
    /// # Errors
    ///
    /// [`Problems`] of the invariants: they may name what this document has not.
    pub fn with_rows(document: Document, rows: &[Row]) -> Result<Self, Problems> {
        let invariants = Invariants::from_rows(rows, &document)?;
        Ok(Self { document, invariants })
    }

    /// The invariants that are not proved of the document, each with why; witnesses are at this time or
    /// soon after. Each invariant has the budget to itself.
    #[must_use]
    pub fn unproved(&self, near: UnixTime, budget: Budget) -> Vec<(Invariant, Verdict)> {
        let verdicts = self.invariants.prove(&self.document, &Hints::near(near), budget);
        let invariants = self.invariants.as_slice().iter().cloned();
        invariants.zip(verdicts).filter(|(_, verdict)| !verdict.holds()).collect()
    }

    /// The rows that hold it, by key.
    #[must_use]
    pub fn to_rows(&self) -> Vec<Row> {
        let mut rows = self.document.to_rows();
        rows.extend(self.invariants.to_rows());
        rows.sort_by(|one, other| one.key.cmp(&other.key));
        rows
    }
}
