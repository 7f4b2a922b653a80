//! Rules that were written elsewhere, as a policy document.
//!
//! What is read is put together as the JSON of a document and handed to the engine's own check, so that
//! an import can say nothing that a policy could not. What does not translate is never guessed at: an
//! allow that would be wider is left out and told, a deny that would be narrower refuses the whole.

mod iam;
mod json;
mod parts;
mod rows;

use sekisho_policy::{Document, Problems};
use serde_json::{Value, json};

use self::parts::Parts;
pub(crate) use self::{iam::from_iam, rows::from_rows};
use crate::Language;

/// Rules on their way into a document.
#[derive(Debug, Default)]
pub(crate) struct Imported {
    parts: Parts,
    /// What was left out, or read in another way than may have been meant.
    pub(crate) warnings: Vec<Remark>,
    /// What cannot be left out.
    pub(crate) errors: Vec<Remark>,
}

/// What became of one place of the source.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Remark {
    place: Place,
    english: String,
    japanese: String,
}

/// A place of the source, numbered from 1.
#[derive(Clone, Debug, Eq, PartialEq)]
enum Place {
    Line(usize),
    Row(usize),
    /// A statement that has a name.
    Sid(String),
    Statement(usize),
}

impl Imported {
    /// The document, checked by the engine.
    pub(crate) fn document(&self, policy: &str, utc_offset: &str) -> Result<Document, Problems> {
        let Parts { zones, rules } = &self.parts;
        let zones: serde_json::Map<String, Value> =
            zones.iter().map(|(zone, name)| (name.clone(), zone.clone().into())).collect();
        let mut document = json!({
            "version": 1,
            "policy": policy,
            "utc_offset": utc_offset,
            "rules": rules,
        });
        if let (Value::Object(members), false) = (&mut document, zones.is_empty()) {
            members.insert("zones".to_owned(), Value::Object(zones));
        }
        Document::from_json(&document.to_string())
    }

    fn warn(&mut self, place: &Place, english: impl Into<String>, japanese: impl Into<String>) {
        self.warnings.push(Remark::new(place, english, japanese));
    }

    fn refuse(&mut self, place: &Place, english: impl Into<String>, japanese: impl Into<String>) {
        self.errors.push(Remark::new(place, english, japanese));
    }
}

impl Remark {
    fn new(place: &Place, english: impl Into<String>, japanese: impl Into<String>) -> Self {
        Self { place: place.clone(), english: english.into(), japanese: japanese.into() }
    }

    /// The remark with its place.
    pub(crate) fn told(&self, language: Language) -> String {
        let Self { place, english, japanese } = self;
        let place = match place {
            Place::Line(number) => {
                language.pick(format!("line {number}"), format!("{number} 行目"))
            }
            Place::Row(number) => language.pick(format!("row {number}"), format!("行 {number}")),
            Place::Sid(name) => name.clone(),
            Place::Statement(number) => {
                language.pick(format!("statement {number}"), format!("文 {number}"))
            }
        };
        format!("{place}: {}", language.pick(english, japanese))
    }
}
