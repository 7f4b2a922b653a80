//! The kinds of change.

use core::{fmt, str::FromStr};

use crate::InvalidId;

/// A kind of small mistake that an author of a policy makes.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[expect(clippy::exhaustive_enums, reason = "a new operator must be told in every room")]
pub enum Operator {
    /// A list names one value more: the next one that the document names elsewhere in the same
    /// place, or one that it names nowhere. Of actions, each of those that are not there.
    AddValue,
    /// A schedule's `except` lacks a calendar.
    DropCalendar,
    /// A rule, one of its exceptions or a zone asks for one thing less.
    DropCondition,
    /// A deny rule lacks one of its `unless` clauses.
    DropException,
    /// A tag is not required.
    DropRequiredTag,
    /// A rule is gone.
    DropRule,
    /// An allow rule denies, a deny rule allows.
    FlipEffect,
    /// A list lacks one of its values.
    RemoveValue,
    /// A network is twice as large, or one half of itself.
    ResizeNetwork,
    /// A window of a schedule is on the days before or after.
    ShiftDay,
    /// A window of a schedule starts or ends a minute sooner or later.
    ShiftMinute,
    /// A time or an age in a rule is a second less or more.
    ShiftSecond,
    /// Two tags of a clause have each other's condition.
    SwapTags,
    /// A tag that is compared with a fact of the caller need only be there.
    TagPresent,
    /// A rule that is not in force is. One that is, is not, if it is the only rule of the document and
    /// cannot be dropped.
    ToggleEnabled,
}

impl Operator {
    /// Every operator, in the order of their names.
    pub const ALL: [Self; 15] = [
        Self::AddValue,
        Self::DropCalendar,
        Self::DropCondition,
        Self::DropException,
        Self::DropRequiredTag,
        Self::DropRule,
        Self::FlipEffect,
        Self::RemoveValue,
        Self::ResizeNetwork,
        Self::ShiftDay,
        Self::ShiftMinute,
        Self::ShiftSecond,
        Self::SwapTags,
        Self::TagPresent,
        Self::ToggleEnabled,
    ];

    /// Its name: `add-value`, `drop-condition`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::AddValue => "add-value",
            Self::DropCalendar => "drop-calendar",
            Self::DropCondition => "drop-condition",
            Self::DropException => "drop-exception",
            Self::DropRequiredTag => "drop-required-tag",
            Self::DropRule => "drop-rule",
            Self::FlipEffect => "flip-effect",
            Self::RemoveValue => "remove-value",
            Self::ResizeNetwork => "resize-network",
            Self::ShiftDay => "shift-day",
            Self::ShiftMinute => "shift-minute",
            Self::ShiftSecond => "shift-second",
            Self::SwapTags => "swap-tags",
            Self::TagPresent => "tag-present",
            Self::ToggleEnabled => "toggle-enabled",
        }
    }
}

impl fmt::Display for Operator {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

impl FromStr for Operator {
    type Err = InvalidId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let operator = Self::ALL.into_iter().find(|operator| operator.name() == text);
        operator.ok_or_else(|| {
            InvalidId::new(
                text,
                "one of add-value, drop-calendar, drop-condition, drop-exception, \
                 drop-required-tag, drop-rule, flip-effect, remove-value, resize-network, \
                 shift-day, shift-minute, shift-second, swap-tags, tag-present, toggle-enabled",
            )
        })
    }
}
