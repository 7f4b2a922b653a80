//! The checked document: plain data that obeys every law of the language.
//!
//! Everything here is readable from outside and built only by the check.

use alloc::{
    collections::{BTreeMap, BTreeSet},
    string::String,
    vec::Vec,
};
use core::fmt;

use ipnet::IpNet;
use jiff::civil::Date;

use crate::{
    AccountId, Action, InstanceId, Name, PolicyName, Problem, Region, RuleId, RunbookName,
    UnixTime, UtcOffset, VpcEndpointId,
};

/// A checked policy document, version 1.
///
/// Two documents are equal if they say the same: the order of what they were written in, comments,
/// and warnings do not count. Rules are kept by id, the values of each list in their own order.
#[derive(Clone, Debug)]
pub struct Document {
    pub(crate) name: PolicyName,
    pub(crate) utc_offset: UtcOffset,
    pub(crate) required_tags: BTreeSet<String>,
    pub(crate) zones: BTreeMap<Name, Zone>,
    pub(crate) calendars: BTreeMap<Name, Calendar>,
    pub(crate) schedules: BTreeMap<Name, Schedule>,
    pub(crate) rules: Vec<Rule>,
    pub(crate) warnings: Vec<Problem>,
}

impl Document {
    /// The name of the policy.
    #[must_use]
    pub const fn name(&self) -> &PolicyName {
        &self.name
    }

    /// The offset in which schedules and dates are read.
    #[must_use]
    pub const fn utc_offset(&self) -> UtcOffset {
        self.utc_offset
    }

    /// The tags every instance must carry to be touched at all.
    #[must_use]
    pub const fn required_tags(&self) -> &BTreeSet<String> {
        &self.required_tags
    }

    /// The zones by name.
    #[must_use]
    pub const fn zones(&self) -> &BTreeMap<Name, Zone> {
        &self.zones
    }

    /// The calendars by name.
    #[must_use]
    pub const fn calendars(&self) -> &BTreeMap<Name, Calendar> {
        &self.calendars
    }

    /// The schedules by name.
    #[must_use]
    pub const fn schedules(&self) -> &BTreeMap<Name, Schedule> {
        &self.schedules
    }

    /// The rules, by id: the order they were written in never matters to a decision.
    #[must_use]
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// The same document without its rules: it allows nothing.
    #[must_use]
    pub fn without_rules(&self) -> Self {
        let Self { name, utc_offset, required_tags, zones, calendars, schedules, .. } = self;
        Self {
            name: name.clone(),
            utc_offset: *utc_offset,
            required_tags: required_tags.clone(),
            zones: zones.clone(),
            calendars: calendars.clone(),
            schedules: schedules.clone(),
            rules: Vec::new(),
            warnings: Vec::new(),
        }
    }

    /// What is legal but looks wrong, in the order of the document.
    ///
    /// The codes: `private_network_alone`, `escapable_deny`, `unused_name`, `look_alike`,
    /// `nothing_allowed`, `unknown_region`.
    #[must_use]
    pub fn warnings(&self) -> &[Problem] {
        &self.warnings
    }
}

impl PartialEq for Document {
    fn eq(&self, other: &Self) -> bool {
        let Self {
            name,
            utc_offset,
            required_tags,
            zones,
            calendars,
            schedules,
            rules,
            warnings: _,
        } = self;
        *name == other.name
            && *utc_offset == other.utc_offset
            && *required_tags == other.required_tags
            && *zones == other.zones
            && *calendars == other.calendars
            && *schedules == other.schedules
            && *rules == other.rules
    }
}

impl Eq for Document {}

/// What a rule does when its conditions hold.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
#[expect(clippy::exhaustive_enums, reason = "a rule allows or denies")]
pub enum Effect {
    /// Allow, unless some deny rule is true.
    Allow,
    /// Deny, whatever allows.
    Deny,
}

/// One rule.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Rule {
    /// Its name, unique in the document.
    pub id: RuleId,
    /// What it does.
    pub effect: Effect,
    /// Whether it is in force. A rule that is not is still checked.
    pub enabled: bool,
    /// What its author says of it.
    pub description: Option<String>,
    /// Who approved a rule for everyone on any instance.
    pub approved_by: Option<String>,
    /// When it applies: every condition must hold.
    pub when: Clause,
    /// For a deny rule: it does not apply where one of these holds. Empty for an allow rule.
    pub unless: Vec<Clause>,
    /// For an allow rule: what must be done before what it allows. Empty for a deny rule.
    pub obligations: Obligations,
}

/// What must be done before what a rule allows. A decision is bound by the obligations of *every*
/// allow rule that is true for its request; none of them changes what the decision is.
#[derive(Clone, Debug, Default, Eq, Ord, PartialEq, PartialOrd)]
#[non_exhaustive]
pub struct Obligations {
    /// Before an instance is stopped, this runbook must have succeeded on it. Only where the rule's
    /// actions include `stop`.
    pub before_stop: Option<RunbookName>,
}

impl Obligations {
    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        let Self { before_stop } = self;
        before_stop.is_none()
    }
}

/// Positive conditions, all of which must hold. `None` is no condition (`everyone`, `any`, or an
/// optional field left out).
#[derive(Clone, Debug, Default, Eq, Ord, PartialEq, PartialOrd)]
#[non_exhaustive]
pub struct Clause {
    /// The caller. `None`: everyone.
    pub who: Option<Who>,
    /// The action is one of these. `None`: any.
    pub actions: Option<BTreeSet<Action>>,
    /// The call comes from one of these zones.
    pub from: Option<BTreeSet<Name>>,
    /// The time is within one of these schedules.
    pub during: Option<BTreeSet<Name>>,
    /// The time is at or after this.
    pub not_before: Option<UnixTime>,
    /// The time is before this.
    pub not_after: Option<UnixTime>,
    /// The caller signed in less than this many seconds ago. Not in the `when` of a deny rule.
    pub signed_in_within: Option<u32>,
    /// The token was issued before this (revocation). Only in the `when` of a deny rule.
    pub issued_before: Option<UnixTime>,
    /// The instance. `None`: any.
    pub instances: Option<Instances>,
}

/// Conditions on the caller. Both fields given: both must hold.
#[derive(Clone, Debug, Default, Eq, Ord, PartialEq, PartialOrd)]
#[non_exhaustive]
pub struct Who {
    /// The caller is in at least one of these groups.
    pub groups: Option<BTreeSet<String>>,
    /// The caller is one of these users.
    pub users: Option<BTreeSet<String>>,
}

/// Conditions on the instance: every field given must hold.
#[derive(Clone, Debug, Default, Eq, Ord, PartialEq, PartialOrd)]
#[non_exhaustive]
pub struct Instances {
    /// It belongs to one of these accounts.
    pub accounts: Option<BTreeSet<AccountId>>,
    /// It runs in one of these regions.
    pub regions: Option<BTreeSet<Region>>,
    /// It is one of these.
    pub ids: Option<BTreeSet<InstanceId>>,
    /// Each of these tags satisfies its condition.
    pub tags: BTreeMap<String, TagCondition>,
}

/// A condition on the value of one tag.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
#[expect(clippy::exhaustive_enums, reason = "a new condition must be decided on everywhere")]
pub enum TagCondition {
    /// The value is one of these.
    In(BTreeSet<String>),
    /// The tag is there, with whatever value.
    Present,
    /// The value equals this fact of the caller.
    EqualsCaller(CallerFact),
}

/// A fact of the caller that a tag is compared with.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
#[expect(clippy::exhaustive_enums, reason = "a new fact must be decided on everywhere")]
pub enum CallerFact {
    /// One of the caller's groups.
    Groups,
    /// The caller's user name.
    User,
    /// A trusted claim of the caller's token.
    Claim(String),
}

impl fmt::Display for CallerFact {
    /// As a document has it: `groups`, `user` or `claim:NAME`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Groups => formatter.write_str("groups"),
            Self::User => formatter.write_str("user"),
            Self::Claim(name) => write!(formatter, "claim:{name}"),
        }
    }
}

/// A place a call may come from. Both fields given: both must hold. At least one is given.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Zone {
    /// The VPC endpoints.
    pub vpc_endpoints: Option<BTreeSet<VpcEndpointId>>,
    /// The networks, canonical (no host bits, no `/0`).
    pub cidrs: Option<BTreeSet<IpNet>>,
}

/// Days, as ranges of dates.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Calendar {
    /// The ranges, in order; they may overlap.
    pub ranges: Vec<DateRange>,
}

/// From a first to a last date, both included.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
#[non_exhaustive]
pub struct DateRange {
    /// The first day.
    pub first: Date,
    /// The last day, not before the first.
    pub last: Date,
}

/// Weekly windows, except on the days of some calendars.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Schedule {
    /// The windows, in order; they may overlap.
    pub weekly: Vec<Window>,
    /// Calendars on whose days no window starts.
    pub except: BTreeSet<Name>,
}

/// A window of the week, [from, to). If `to` is not after `from` it runs over midnight and belongs
/// to the day it starts on.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
#[non_exhaustive]
pub struct Window {
    /// The days it starts on.
    pub days: BTreeSet<Weekday>,
    /// Minute of the day it starts at, 0..=1439.
    pub from: u16,
    /// Minute of the day it ends before, 1..=1440 (`24:00`); never equal to `from`. `00:00` is
    /// written `24:00`.
    pub to: u16,
}

/// A day of the week.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
#[expect(clippy::exhaustive_enums, reason = "a week has seven days")]
#[expect(missing_docs, reason = "each says what it is")]
pub enum Weekday {
    Mon,
    Tue,
    Wed,
    Thu,
    Fri,
    Sat,
    Sun,
}

impl Weekday {
    /// The days, Monday first.
    pub const ALL: [Self; 7] =
        [Self::Mon, Self::Tue, Self::Wed, Self::Thu, Self::Fri, Self::Sat, Self::Sun];

    /// The name used in policies: `mon` to `sun`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Mon => "mon",
            Self::Tue => "tue",
            Self::Wed => "wed",
            Self::Thu => "thu",
            Self::Fri => "fri",
            Self::Sat => "sat",
            Self::Sun => "sun",
        }
    }
}
