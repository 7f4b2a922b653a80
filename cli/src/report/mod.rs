//! How answers look: aligned columns for people, one JSON object a line for programs.

mod answer;
mod case;
mod changes;
mod condition;
mod count;
mod coverage;
mod facts;
mod local_time;
mod meaning;
mod morning;
mod mutant;
mod mutation;
mod proof;
mod redefined;
mod request;
mod table;
mod welcome;

pub(crate) use self::{
    answer::{quoted, reason},
    case::{case_as_json, cases_counted, failure},
    changes::changes,
    condition::{FailedCondition, failed_conditions, failed_lines},
    count::count,
    coverage::{coverage, coverage_as_json},
    local_time::{date_and_time, local_time, moment, weekday_and_time},
    meaning::meaning,
    morning::{Morning, act_as_json},
    mutant::mutant_said,
    mutation::{
        counts_as_json, mutant_as_json, new_case, new_cases_counted, outcome, outcome_as_json,
        percent, score,
    },
    proof::{Proofs, proof, proof_as_json},
    redefined::redefined,
    request::{About, place, time, verb, which, who},
    table::{Column, Table},
    welcome::welcome,
};
