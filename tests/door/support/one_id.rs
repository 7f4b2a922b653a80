//! Decisions that all have one id.

use sekisho_lambda::DecisionIds;

/// The id every decision gets.
pub const DECISION_ID: &str = "11111111-2222-4333-8444-555555555555";

/// Where there is only [`DECISION_ID`].
#[derive(Debug)]
pub struct OneId;

impl DecisionIds for OneId {
    fn next(&self) -> String {
        DECISION_ID.to_owned()
    }
}
