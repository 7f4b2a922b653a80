//! What an author wrote, checked: the only way into the engine.
//!
//! YAML, JSON and table rows are each read into one private tree of values with their places
//! (`forms`); one reader walks it, gathers every problem and builds the checked model (`check`); the
//! writers turn that model back into each form (`write`).

pub(crate) mod check;
pub(crate) mod forms;
mod model;
pub(crate) mod node;
mod problem;
pub(crate) mod report;
mod rows;
mod slice;
mod trail;
mod write;

use alloc::{string::String, vec::Vec};

pub(crate) use check::{is_instant, is_network, span_text};
pub use model::{
    Calendar, CallerFact, Clause, DateRange, Document, Effect, Instances, Obligations, Rule,
    Schedule, TagCondition, Weekday, Who, Window, Zone,
};
pub use problem::{Place, Problem, Problems};
pub use rows::{Attribute, Row};
pub(crate) use write::{
    clause_attributes, each_row, instant, invariant_rows, invariants_json, invariants_yaml,
    rule_row,
};

impl Document {
    /// Reads a document written in YAML 1.2 with the core schema: no anchors, aliases or tags, and
    /// no second document. Text that YAML would read as a number, `true`, `false` or nothing needs
    /// quotes; `yes`, `no`, times and dates do not.
    ///
    /// # Errors
    ///
    /// [`Problems`]: every one that the document has, each with its line and column.
    pub fn from_yaml(text: &str) -> Result<Self, Problems> {
        check::check(forms::read_yaml(text, forms::Subject::Policy))
    }

    /// Reads a document written in JSON (RFC 8259).
    ///
    /// # Errors
    ///
    /// [`Problems`]: every one that the document has, each with its path.
    pub fn from_json(text: &str) -> Result<Self, Problems> {
        // Whatever is wrong with a document, the tree of the whole of it has to tell.
        let sound = forms::outline_json(text).and_then(check::check_outline);
        let whole = || check::check(forms::read_json(text, forms::Subject::Policy));
        sound.map_or_else(whole, Ok)
    }

    /// Reads a document kept as rows of the policy table, in any order.
    ///
    /// The row `POLICY` holds `version` (N), `policy`, `utc_offset` and perhaps `required_tags`.
    /// `ZONE#…`, `SCHEDULE#…` and `RULE#…` hold the keys of YAML as attributes; `CALENDAR#…` holds
    /// its list as `dates`. What follows `#` is the name, or the id of the rule: there is no
    /// attribute `id`. Lists are L of S; a set (SS) is refused, since whether one is empty or holds
    /// the same value twice would depend on the tool that wrote it. Nothing counts the rows: a
    /// draft may lose or gain a rule, and `publish` shows that it did. Rows `INVARIANT#…` are no part of
    /// the document, and are passed over here: [`Invariants::from_rows`](crate::Invariants::from_rows)
    /// reads them.
    ///
    /// # Errors
    ///
    /// [`Problems`]: every one that the rows have, each with the row's key and attribute.
    pub fn from_rows(rows: &[Row]) -> Result<Self, Problems> {
        check::check(forms::read_rows(rows))
    }

    /// The rows of the policy table that hold this document: `from_rows(to_rows(d)) == d`.
    #[must_use]
    pub fn to_rows(&self) -> Vec<Row> {
        write::rows(self)
    }

    /// The canonical JSON of this document: equal documents have equal texts, and
    /// `from_json(to_json(d)) == d`.
    ///
    /// It has no spaces; keys stand in the order of the language, the values of a list, the rules
    /// and the `unless` clauses in their own; defaults are left out; times are in the policy's
    /// offset. Comments are lost.
    #[must_use]
    pub fn to_json(&self) -> String {
        write::json(self)
    }

    /// The document as YAML for people: `from_yaml(to_yaml(d)) == d`. Comments are lost.
    #[must_use]
    pub fn to_yaml(&self) -> String {
        write::yaml(self)
    }
}
