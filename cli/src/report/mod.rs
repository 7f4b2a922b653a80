//! How answers look: aligned columns for people, one JSON object a line for programs.

mod changes;
mod morning;
mod table;
mod welcome;

pub(crate) use self::{
    changes::changes,
    morning::{Morning, act_as_json},
    welcome::welcome,
};
