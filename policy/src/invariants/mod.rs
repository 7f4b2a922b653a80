//! What must be true of a policy, whatever its rules are: statements in the conditions of rules.
//!
//! They are no part of a [`Document`] and decide nothing. They are read by the same check, beside the
//! document that declares the zones and schedules they name.

mod model;

use alloc::{string::String, vec::Vec};

pub use model::{Invariant, Invariants, Statement};

use crate::{
    Document, Problem, Problems, Row,
    document::{check, forms, invariant_rows, invariants_json, invariants_yaml},
};

impl Invariants {
    /// Reads a file of invariants of this document, written in YAML as documents are.
    ///
    /// ```
    /// use sekisho_policy::{Document, Invariants};
    ///
    /// let document = Document::from_yaml(
    ///     "{ version: 1, policy: p, utc_offset: '+09:00', rules: [{ id: staff, effect: allow, \
    ///      who: { groups: [staff] }, actions: [start], instances: { tags: { Env: [dev] } } }] }",
    /// )
    /// .unwrap();
    ///
    /// let invariants = Invariants::from_yaml(
    ///     "version: 1\n\
    ///      invariants:\n\
    ///      - id: production-is-never-stopped\n\
    ///     \x20 never: { actions: [stop], instances: { tags: { Env: [prod] } } }\n\
    ///      - id: staff-only\n\
    ///     \x20 only: any\n\
    ///     \x20 within: { who: { groups: [staff] } }\n",
    ///     &document,
    /// )
    /// .unwrap();
    ///
    /// assert_eq!(invariants.as_slice().len(), 2);
    /// ```
    ///
    /// # Errors
    ///
    /// [`Problems`]: every one that the file has, each with its line and column.
    pub fn from_yaml(text: &str, document: &Document) -> Result<Self, Problems> {
        let read = forms::read_yaml(text, forms::Subject::Invariants);
        check::check_invariants(read, document).map(|checked| Self::of(document, checked))
    }

    /// Reads a file of invariants of this document, written in JSON (RFC 8259).
    ///
    /// # Errors
    ///
    /// [`Problems`]: every one that the file has, each with its path.
    pub fn from_json(text: &str, document: &Document) -> Result<Self, Problems> {
        let read = forms::read_json(text, forms::Subject::Invariants);
        check::check_invariants(read, document).map(|checked| Self::of(document, checked))
    }

    /// Reads the rows `INVARIANT#…`, in any order, and passes over all others. What follows `#` is the
    /// id: there is no attribute `id`.
    ///
    /// # Errors
    ///
    /// [`Problems`]: every one that the rows have, each with the row's key and attribute.
    pub fn from_rows(rows: &[Row], document: &Document) -> Result<Self, Problems> {
        let read = forms::read_invariant_rows(rows);
        check::check_invariant_rows(read, document).map(|checked| Self::of(document, checked))
    }

    fn of(document: &Document, (list, warnings): (Vec<Invariant>, Vec<Problem>)) -> Self {
        Self { list, utc_offset: document.utc_offset, warnings }
    }

    /// The rows of the policy table that hold these invariants: `from_rows(to_rows(i), d) == i`.
    #[must_use]
    pub fn to_rows(&self) -> Vec<Row> {
        invariant_rows(self)
    }

    /// The canonical JSON of these invariants: those of one document that are equal have equal texts,
    /// and `from_json(to_json(i), d) == i`. As [`Document::to_json`]; comments are lost.
    #[must_use]
    pub fn to_json(&self) -> String {
        invariants_json(self)
    }

    /// The invariants as YAML for people: `from_yaml(to_yaml(i), d) == i`. Comments are lost.
    #[must_use]
    pub fn to_yaml(&self) -> String {
        invariants_yaml(self)
    }
}
