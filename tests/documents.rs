//! Good and broken documents: what is read, and every line of what is said.

#[path = "documents/building.rs"]
mod building; // the `cargo` commands of the pages
#[path = "documents/corpus.rs"]
mod corpus;
#[path = "documents/invariants.rs"]
mod invariants;
#[path = "documents/links.rs"]
mod links; // of the pages
#[path = "documents/many_rules.rs"]
mod many_rules;
#[path = "documents/pages.rs"]
mod pages;
#[path = "documents/properties.rs"]
mod properties;
#[path = "documents/reference.rs"]
mod reference; // the page about the language leaves nothing out
