//! A request is refused with reasons, or is read again as the same facts.

use sekisho_policy::{NamedRequest, Record};

use super::Outcome;

/// A text read as a request.
///
/// # Panics
///
/// If something does not hold that must.
#[must_use]
pub fn request_json(bytes: &[u8]) -> Outcome {
    let Ok(text) = str::from_utf8(bytes) else { return Outcome::Nothing };
    match NamedRequest::from_json(text) {
        Ok(named) => {
            let line = serde_json::to_string(&Record::of(&named)).expect("a record is JSON");
            assert!(!line.contains('\n'), "{line}");
            assert_eq!(NamedRequest::from_json(&line), Ok(named), "{line}");
            Outcome::Held
        }
        Err(refused) => {
            let said = refused.to_string();
            assert!(!refused.problems().is_empty(), "refused without a reason");
            assert!(!said.contains(['\n', '\r']), "more than one line: {said:?}");
            assert!(said.contains(": found ") && said.contains(", required "), "{said}");
            Outcome::Refused
        }
    }
}
