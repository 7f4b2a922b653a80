//! What a publish or a rollback is asked to do.

use sekisho_policy::UnixTime;

use crate::PlanId;

/// Who publishes, why, when, and over what.
#[derive(Clone, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "the four things a history entry must answer")]
pub struct PublishRequest {
    /// What must be active for the publish to go through.
    pub expected: Expected,
    /// Who publishes: one line of 1 to 128 characters.
    pub by: String,
    /// Why: one line of 1 to 1,024 characters.
    pub why: String,
    /// When.
    pub at: UnixTime,
}

/// What must be active for a publish to go through.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "something, nothing, anything, or what was planned")]
pub enum Expected {
    /// Whatever is active when the publish begins; it must still be when it ends.
    Any,
    /// Nothing: this is the first publish of the policy.
    Nothing,
    /// What was in force when this was planned, and what was to be published then: both as they were.
    Plan(PlanId),
    /// This version, so that what was reviewed against it is published over it.
    Version(u64),
}

impl PublishRequest {
    /// The field that is not a line of text of the right length, and the most characters it may have.
    pub(crate) fn fault(&self) -> Option<(&'static str, usize)> {
        [("by", &self.by, 128), ("why", &self.why, 1024)]
            .into_iter()
            .find(|(_, text, most)| !is_line(text, *most))
            .map(|(field, _, most)| (field, most))
    }
}

fn is_line(text: &str, most: usize) -> bool {
    !text.trim().is_empty() && text.chars().count() <= most && !text.chars().any(char::is_control)
}
