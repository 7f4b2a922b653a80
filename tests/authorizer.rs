//! The authorizer's answers, in process: every event shape, every refusal, proved through API
//! Gateway's own combination of documents.

#[path = "authorizer/combination.rs"]
mod combination;
