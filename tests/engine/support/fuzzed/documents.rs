//! A document is refused with reasons, or says the same in every form it can be written in.

use sekisho_policy::{Document, Policy, Problems};

use super::{Outcome, rows};

/// A text read as JSON.
///
/// # Panics
///
/// If something does not hold that must.
#[must_use]
pub fn document_json(bytes: &[u8]) -> Outcome {
    str::from_utf8(bytes).map_or(Outcome::Nothing, |text| read(Document::from_json(text)))
}

/// A text read as YAML.
///
/// # Panics
///
/// If something does not hold that must.
#[must_use]
pub fn document_yaml(bytes: &[u8]) -> Outcome {
    str::from_utf8(bytes).map_or(Outcome::Nothing, |text| read(Document::from_yaml(text)))
}

/// Rows of the policy table, written as [`rows::to_bytes`] has them.
///
/// # Panics
///
/// If something does not hold that must.
#[must_use]
pub fn document_rows(bytes: &[u8]) -> Outcome {
    read(Document::from_rows(&rows::from_bytes(bytes)))
}

fn read(read: Result<Document, Problems>) -> Outcome {
    match read {
        Err(problems) => {
            assert!(!problems.as_slice().is_empty(), "refused without a reason");
            for problem in problems.as_slice() {
                let said = problem.to_string();
                assert!(!said.contains(['\n', '\r']), "more than one line: {said:?}");
                assert!(said.contains(": found ") && said.contains(", required "), "{said}");
            }
            Outcome::Refused
        }
        Ok(document) => {
            let json = document.to_json();
            let again = Document::from_json(&json);
            assert_eq!(again.as_ref(), Ok(&document), "{json}");
            assert_eq!(again.map(|again| again.to_json()), Ok(json.clone()), "canonical");
            let yaml = document.to_yaml();
            assert_eq!(Document::from_yaml(&yaml).as_ref(), Ok(&document), "{yaml}");
            assert_eq!(Document::from_rows(&document.to_rows()).as_ref(), Ok(&document), "{json}");
            let name = document.name().clone();
            assert_eq!(*Policy::compile(document).name(), name);
            Outcome::Held
        }
    }
}
