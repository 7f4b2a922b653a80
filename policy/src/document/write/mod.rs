//! A checked document and invariants, written in each of their forms from one tree.

mod json;
mod table;
mod tree;
mod yaml;

pub(super) use json::write as json;
pub(crate) use json::write_invariants as invariants_json;
pub(super) use table::write as rows;
pub(crate) use table::{clause_attributes, each_row, invariant_rows, rule_row};
pub(crate) use tree::instant;
pub(super) use tree::offset;
pub(super) use yaml::write as yaml;
pub(crate) use yaml::write_invariants as invariants_yaml;
