//! A checked document, written in each of its forms from one tree.

mod json;
mod table;
mod tree;
mod yaml;

pub(super) use json::write as json;
pub(super) use table::write as rows;
pub(crate) use table::{each_row, rule_row};
pub(super) use tree::offset;
pub(super) use yaml::write as yaml;
