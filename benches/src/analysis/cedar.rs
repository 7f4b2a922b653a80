//! Cedar's own check of the same rules: its validator, the part of its tooling that needs no solver.

use std::time::Instant;

use cedar_policy::{PolicySet, Schema, ValidationMode, Validator};
use sekisho_policy::Document;

use super::Kind;

/// The milliseconds that Cedar takes to read a document's rules, and to validate them strictly: which
/// finds type errors and, of policies that are impossible, those that are so by their types alone.
pub fn validate(kind: Kind, rules: usize) -> (f64, f64) {
    let text = kind.draw(rules).to_string();
    let document = Document::from_json(&text).unwrap_or_else(|problems| panic!("{problems}"));
    let cedar = document.to_cedar();
    let start = Instant::now();
    let policies: PolicySet = cedar.policies().parse().expect("policies that Cedar reads");
    let read = start.elapsed();
    let (schema, _) = Schema::from_cedarschema_str(cedar.schema()).expect("a schema");
    let start = Instant::now();
    let result = Validator::new(schema).validate(&policies, ValidationMode::Strict);
    assert!(result.validation_passed(), "policies that are valid");
    let validated = start.elapsed();
    (read.as_secs_f64() * 1_000.0, validated.as_secs_f64() * 1_000.0)
}
