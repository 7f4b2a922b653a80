//! How answers look: aligned columns for people, one JSON object a line for programs.

mod changes;
mod condition;
mod count;
mod local_time;
mod meaning;
mod morning;
mod table;
mod welcome;

pub(crate) use self::{
    changes::changes,
    condition::{FailedCondition, failed_conditions},
    count::count,
    local_time::{date_and_time, local_time},
    meaning::meaning,
    morning::{Morning, act_as_json},
    table::{Column, Table},
    welcome::welcome,
};
