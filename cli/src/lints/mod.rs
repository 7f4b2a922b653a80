//! What looks wrong in a policy: what its document shows by itself, and what its rules do to each other.

mod covered;
mod denied;
mod finding;
mod json;
mod lacking;
mod told;
mod words;

pub(crate) use self::{
    denied::Denied,
    finding::{Finding, Findings, Subject},
    json::as_json,
    told::tell,
};
