//! One sentence, and what it is about.

use alloc::string::String;
use core::fmt;

/// What a sentence is about.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "a document has these parts")]
pub enum About {
    /// The named days of a calendar.
    Calendar,
    /// The policy itself: its offset, the tags it requires, how many rules it has.
    Policy,
    /// A rule.
    Rule,
    /// The windows of a schedule.
    Schedule,
    /// The endpoints and networks of a zone.
    Zone,
}

impl About {
    /// `calendar`, `policy`, `rule`, `schedule` or `zone`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Calendar => "calendar",
            Self::Policy => "policy",
            Self::Rule => "rule",
            Self::Schedule => "schedule",
            Self::Zone => "zone",
        }
    }

    /// What the key of its row starts with.
    pub(super) const fn prefix(self) -> &'static str {
        match self {
            Self::Calendar => "CALENDAR#",
            Self::Policy => "POLICY",
            Self::Rule => "RULE#",
            Self::Schedule => "SCHEDULE#",
            Self::Zone => "ZONE#",
        }
    }

    /// Those of which a document may have several.
    pub(super) const NAMED: [Self; 4] = [Self::Zone, Self::Calendar, Self::Schedule, Self::Rule];
}

/// One part of a policy in words: one line, displayed as its text.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Sentence {
    pub(super) about: About,
    pub(super) name: String,
    pub(super) text: String,
}

impl Sentence {
    /// What it is about.
    #[must_use]
    pub const fn about(&self) -> About {
        self.about
    }

    /// The name of what it is about: the id of a rule, the name of a zone, of the policy …
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The sentence, without a line break.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }
}

impl fmt::Display for Sentence {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}
