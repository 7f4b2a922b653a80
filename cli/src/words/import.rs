//! What is no row of a table.

use super::Phrase;

/// What was found.
pub(super) const FOUND: &[Phrase] = &[
    ("a truth value", "真偽値"),
    ("a number", "数値"),
    ("an `Item` that is no object", "オブジェクトでない `Item`"),
];

/// What was required.
pub(super) const REQUIRED: &[Phrase] = &[(
    "a row: a JSON object, or `{\"Item\": {…}}` as DynamoDB exports it",
    "行(JSON のオブジェクト、または DynamoDB のエクスポートの `{\"Item\": {…}}`)",
)];
