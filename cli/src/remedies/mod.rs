//! What would have to change for a denied request to be allowed: in words, and as JSON.

mod answer;
mod change;
mod json;
mod place;
mod values;

pub(crate) use self::{answer::Answer, json::as_json};
