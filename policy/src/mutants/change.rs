//! What is different about a mutant.

use alloc::string::String;

use crate::{Condition, Name, RuleId, UnixTime, Window};

/// The part of a document that is changed.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "a new part must be told in every room")]
pub enum Part<'a> {
    /// The document's own keys.
    Policy,
    /// A zone that some rule in force uses.
    Zone(&'a Name),
    /// A schedule that some rule in force uses.
    Schedule(&'a Name),
    /// A rule.
    Rule(&'a RuleId),
}

/// Where in its part the change is.
#[derive(Clone, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "a new place must be told in every room")]
pub enum Site {
    /// The whole part.
    Whole,
    /// `effect` of a rule.
    Effect,
    /// `enabled` of a rule.
    Enabled,
    /// A condition of a rule, or of one of its exceptions.
    Condition {
        /// Which of the rule's `unless` clauses, from 0; `None` for the rule's own conditions.
        exception: Option<usize>,
        /// The condition.
        condition: Condition,
    },
    /// An `unless` clause of a rule: which, from 0.
    Exception(usize),
    /// `vpce` of a zone.
    VpcEndpoints,
    /// `cidrs` of a zone.
    Cidrs,
    /// `weekly` of a schedule.
    Weekly,
    /// `except` of a schedule.
    Except,
    /// `required_tags` of the document.
    RequiredTags,
}

/// What the change is.
#[derive(Clone, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "a new change must be told in every room")]
pub enum Change {
    /// This value is in the list.
    Added(Value),
    /// What stands at the site is not there.
    Dropped,
    /// The tag at the site has the condition of this one, and this one has that one's.
    Exchanged(String),
    /// This value is not in the list.
    Removed(Value),
    /// There is another value.
    Replaced {
        /// The value that the document has.
        before: Value,
        /// The value that the mutant has.
        after: Value,
    },
}

/// A value, as it is told.
#[derive(Clone, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "a new kind of value must be told in every room")]
pub enum Value {
    /// A number of seconds.
    Seconds(u32),
    /// What is written in the document.
    Text(String),
    /// An instant.
    Time(UnixTime),
    /// A window of the week.
    Window(Window),
}
