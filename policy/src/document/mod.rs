//! What an author wrote, checked: the only way into the engine.

mod model;
mod problem;
mod rows;

pub use model::{
    Calendar, CallerFact, Clause, DateRange, Document, Effect, Instances, Rule, Schedule,
    TagCondition, Weekday, Who, Window, Zone,
};
pub use problem::{Place, Problem, Problems};
pub use rows::{Attribute, Row};

impl Document {
    /// Reads a document written in YAML 1.2.
    ///
    /// # Errors
    ///
    /// [`Problems`]: every one that the document has, each with its line and column.
    pub fn from_yaml(text: &str) -> Result<Self, Problems> {
        let _ = text;
        Err(Problems { list: alloc::vec::Vec::new() })
    }

    /// Reads a document written in JSON (RFC 8259).
    ///
    /// # Errors
    ///
    /// [`Problems`]: every one that the document has, each with its path.
    pub fn from_json(text: &str) -> Result<Self, Problems> {
        let _ = text;
        Err(Problems { list: alloc::vec::Vec::new() })
    }

    /// Reads a document kept as rows of the policy table.
    ///
    /// # Errors
    ///
    /// [`Problems`]: every one that the rows have, each with the row's key and attribute.
    pub fn from_rows(rows: &[Row]) -> Result<Self, Problems> {
        let _ = rows;
        Err(Problems { list: alloc::vec::Vec::new() })
    }

    /// The rows of the policy table that hold this document: `from_rows(to_rows(d)) == d`.
    #[must_use]
    pub fn to_rows(&self) -> alloc::vec::Vec<Row> {
        alloc::vec::Vec::new()
    }

    /// The canonical JSON of this document: one text for one meaning, `from_json(to_json(d)) == d`.
    #[must_use]
    pub fn to_json(&self) -> alloc::string::String {
        alloc::string::String::new()
    }

    /// The document as YAML for people: `from_yaml(to_yaml(d)) == d`.
    #[must_use]
    pub fn to_yaml(&self) -> alloc::string::String {
        alloc::string::String::new()
    }
}
