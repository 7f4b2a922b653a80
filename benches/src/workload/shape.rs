//! The kinds of policy that are measured.

use clap::ValueEnum;

/// A kind of policy. Everything but [`Shape::Town`] is there to hurt.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, ValueEnum)]
pub enum Shape {
    /// The ordinary one: a group holds about 20 rules, however many rules there are.
    Town,
    /// A town in which one group holds a tenth of all rules, and every caller is in it.
    Skew,
    /// All rules in one group, told apart by tags only.
    TagsOnly,
    /// All rules in one group, told apart by the network only.
    NetworkOnly,
    /// All rules in one group, told apart by the instance's id only.
    IdsOnly,
    /// A town whose callers are in 100 groups.
    ManyGroups,
    /// A town whose instances have 50 tags.
    ManyTags,
    /// All rules in one group, each for one network; the networks lie within one another.
    Nested,
    /// Every rule matches every question.
    AllMatch,
    /// A town in which 95 % of the rules deny.
    DenyHeavy,
}

impl Shape {
    /// The name in tables and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Town => "town",
            Self::Skew => "skew",
            Self::TagsOnly => "tags-only",
            Self::NetworkOnly => "network-only",
            Self::IdsOnly => "ids-only",
            Self::ManyGroups => "many-groups",
            Self::ManyTags => "many-tags",
            Self::Nested => "nested",
            Self::AllMatch => "all-match",
            Self::DenyHeavy => "deny-heavy",
        }
    }
}
