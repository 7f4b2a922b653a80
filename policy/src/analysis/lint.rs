//! What is legal in a policy and looks wrong once all of its rules are looked at together.

use alloc::{collections::BTreeMap, string::String, vec::Vec};

use super::{
    Analysis, Budget, Hints, RuleStanding, Undecided,
    absent::absent,
    axes::Axis,
    budget::Steps,
    inventory::lacks,
    questions::exceptions,
    region::{Cover, Region},
    rules::Ruled,
    standing::{Aim, Judged},
};
use crate::{CallerFact, Condition, Effect, Fact, InstanceId, MissingFact, Name, Rule, RuleId};

/// One finding about a policy. None of them is about text alone: what a document shows by itself is
/// among [`crate::Document::warnings`].
#[derive(Clone, Debug)]
#[expect(clippy::exhaustive_enums, reason = "a new finding must be told in every room")]
pub enum Lint {
    /// No request meets the rule: see [`RuleStanding::Impossible`].
    Impossible {
        /// The rule.
        rule: RuleId,
    },
    /// An allow rule of which the deny rules leave nothing.
    Overridden {
        /// The rule.
        rule: RuleId,
        /// The deny rules that do it together, none of them too many.
        by: Vec<RuleId>,
    },
    /// A rule that says nothing that others do not say together, and has no obligations. Of two that say the same both are
    /// reported: one can go.
    Redundant {
        /// The rule.
        rule: RuleId,
        /// The rules that say it, none of them too many.
        by: Vec<RuleId>,
    },
    /// A deny rule that meets nothing that is allowed: a guard rail, for information.
    IdleDeny {
        /// The rule.
        rule: RuleId,
    },
    /// An exception that excepts nothing from being denied.
    IdleException {
        /// The rule.
        rule: RuleId,
        /// Which of its `unless` clauses, from 0.
        exception: usize,
    },
    /// A rule whose time is over: from now on no request meets it.
    Expired {
        /// The rule.
        rule: RuleId,
    },
    /// A calendar that rules use and whose last day is over.
    CalendarOver {
        /// The calendar.
        calendar: Name,
        /// The schedules that go by it.
        schedules: Vec<Name>,
    },
    /// A value that rules ask for and that no instance of the inventory, or none of the people, has.
    Absent {
        /// The condition that asks for it.
        condition: Condition,
        /// The value; `None` where no instance has the tag at all, whatever is asked of it.
        value: Option<String>,
        /// The rules in force that ask for it, themselves or in an exception, sorted.
        rules: Vec<RuleId>,
        /// A value, or the key of a tag, that is there and is probably meant.
        meant: Option<String>,
    },
    /// A required tag that instances of the inventory lack: every request about them is denied.
    MissingRequiredTag {
        /// The tag.
        tag: String,
        /// How many instances lack it.
        lacking: usize,
        /// Of how many.
        of: usize,
        /// Those of them whose ids are known, sorted.
        instances: Vec<InstanceId>,
        /// The key of a tag that is probably meant, where no instance has the required one.
        meant: Option<String>,
    },
    /// A tag that rules compare with a fact of the caller, and that no instance has in common with any
    /// of the people.
    NeverEqual {
        /// The tag.
        tag: String,
        /// What it is compared with.
        fact: CallerFact,
        /// The rules in force that do, themselves or in an exception, sorted.
        rules: Vec<RuleId>,
        /// A value of the tag and one of the fact that look the same.
        alike: Option<(String, String)>,
    },
    /// A fact that is unknown of some instances, or people, so that [`Lint::Absent`] or
    /// [`Lint::NeverEqual`] is not said of what it is about; or the tags of instances, where some are required.
    UnknownFacts {
        /// The fact.
        fact: MissingFact,
        /// Of how many it is unknown.
        number: usize,
    },
    /// A deny rule on a tag that is not required: whoever deletes the tag escapes the rule.
    EscapableDeny {
        /// The rule.
        rule: RuleId,
        /// The tag.
        tag: String,
        /// How many instances of the inventory are known to lack it; `None` without instances, and where
        /// it is known of none but not of all.
        lacking: Option<usize>,
    },
    /// What the rule is good for was not found out.
    Undecided {
        /// The rule.
        rule: RuleId,
        /// Why.
        why: Undecided,
    },
}

impl Analysis<'_> {
    /// Everything that looks wrong, rule by rule in the order of their ids, then the calendars, then what
    /// the instances and the people lack. The time of the hints is now, and what is asked for is looked
    /// for among their instances and people, where they have any.
    ///
    /// The budget is for each rule.
    #[must_use]
    pub fn lint(&self, budget: Budget) -> Vec<Lint> {
        let mut found = Vec::new();
        // No witness is shown, and to choose one among many hints takes long.
        let near = Hints::near(self.hints.near);
        let is_hinted = !self.hints.instances.is_empty() || !self.hints.people.is_empty();
        let plain = is_hinted.then(|| Analysis::new(self.document, &[], &near));
        for rule in self.document.rules.iter().filter(|rule| rule.enabled) {
            found.extend(plain.as_ref().unwrap_or(self).lint_rule(rule, budget));
        }
        found.extend(self.escapable());
        found.sort_by(|one, other| one.rule().cmp(&other.rule()));
        // What is of no rule comes last.
        found.extend(self.calendars_over());
        found.extend(absent(self.document, self.hints));
        found
    }

    fn lint_rule(&self, rule: &Rule, budget: Budget) -> Vec<Lint> {
        let id = &rule.id;
        let standing = match self.judge(id, budget, Aim::Any) {
            None | Some(Judged::Useful(_) | Judged::Not(RuleStanding::Useful(_))) => None,
            Some(Judged::Not(RuleStanding::Impossible(_))) => {
                return [Lint::Impossible { rule: id.clone() }].into();
            }
            Some(Judged::Not(RuleStanding::Overridden(by, _))) => {
                Some(Lint::Overridden { rule: id.clone(), by })
            }
            // Without it nothing is decided otherwise, but a stop may be bound by less.
            Some(Judged::Not(RuleStanding::Redundant(..))) if !rule.obligations.is_empty() => None,
            Some(Judged::Not(RuleStanding::Redundant(by, _))) => {
                Some(Lint::Redundant { rule: id.clone(), by })
            }
            Some(Judged::Not(RuleStanding::Idle(_))) => Some(Lint::IdleDeny { rule: id.clone() }),
            Some(Judged::Not(RuleStanding::Undecided(why))) => {
                return [Lint::Undecided { rule: id.clone(), why }].into();
            }
        };
        let is_useful = standing.is_none();
        let mut found: Vec<Lint> = standing.into_iter().collect();
        let known = match rule.effect {
            Effect::Allow => self.rules.allows.rule(id),
            Effect::Deny => self.rules.denies.rule(id),
        };
        let Some(ruled) = known else { return found };
        let mut steps = Steps::new(budget);
        match self.is_over(ruled, &mut steps) {
            Ok(true) => found.push(Lint::Expired { rule: id.clone() }),
            Ok(false) => {}
            Err(why) => found.push(Lint::Undecided { rule: id.clone(), why }),
        }
        // Of a rule that is good for nothing, no exception is good for anything.
        if is_useful {
            for exception in 0..ruled.cover.unless.len() {
                match self.is_idle(ruled, exception, &mut steps) {
                    Ok(true) => {
                        found.push(Lint::IdleException { rule: id.clone(), exception });
                    }
                    Ok(false) => {}
                    Err(why) => found.push(Lint::Undecided { rule: id.clone(), why }),
                }
            }
        }
        found
    }

    /// Whether no request meets the rule from now on.
    fn is_over(&self, rule: &Ruled<'_>, steps: &mut Steps) -> Result<bool, Undecided> {
        let mut clauses = [&rule.cover.when].into_iter().chain(&rule.cover.unless);
        let is_of_time = |axis: &Axis| matches!(*axis, Axis::MOMENT | Axis::HOURS);
        if !clauses.any(|clause| clause.sets.iter().any(|(axis, _)| is_of_time(axis))) {
            return Ok(false);
        }
        let mut region = Region::of(&rule.cover.when);
        region.keep(Axis::MOMENT, &self.world.clock.since(self.hints.near));
        self.is_impossible(&region, &exceptions(&rule.cover), steps)
    }

    /// Whether nothing that is allowed would be denied without this exception.
    fn is_idle(
        &self,
        rule: &Ruled<'_>,
        exception: usize,
        steps: &mut Steps,
    ) -> Result<bool, Undecided> {
        let Some(excepted) = rule.cover.unless.get(exception) else { return Ok(false) };
        let mut region = Region::of(&rule.cover.when);
        region.meet(excepted);
        let others = rule.cover.unless.iter().enumerate().filter(|(at, _)| *at != exception);
        let others: Vec<Cover> =
            others.map(|(_, when)| Cover { when: when.clone(), unless: Vec::new() }).collect();
        for allow in self.rules.allows.near(&region) {
            let mut both = region.clone();
            both.meet(&allow.cover.when);
            let denies = self.rules.denies.near(&both).filter(|deny| deny.by != rule.by);
            let denies: Vec<&Ruled<'_>> = denies.collect();
            if !self.is_covered(&both, &denies, &others, steps)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Calendars that rules use and that are over.
    fn calendars_over(&self) -> Vec<Lint> {
        let mut found = Vec::new();
        for (name, calendar) in &self.document.calendars {
            let schedules = self.document.schedules.iter();
            let schedules = schedules
                .filter(|(of, schedule)| {
                    schedule.except.contains(name) && self.world.uses_schedule(0, of)
                })
                .map(|(name, _)| name.clone());
            let schedules: Vec<Name> = schedules.collect();
            let is_over = calendar
                .ranges
                .iter()
                .all(|range| self.is_past(range.last, self.document.utc_offset));
            if is_over && !schedules.is_empty() {
                found.push(Lint::CalendarOver { calendar: name.clone(), schedules });
            }
        }
        found
    }

    /// Whether a day is over.
    fn is_past(&self, date: jiff::civil::Date, offset: crate::UtcOffset) -> bool {
        let now = crate::scene::LocalTime::new(self.hints.near, offset);
        now.is_some_and(|now| crate::condition::day(date) < now.today)
    }

    /// Deny rules on tags that are not required, with the instances that lack them.
    fn escapable(&self) -> Vec<Lint> {
        let mut found = Vec::new();
        let instances = &self.hints.instances;
        let has_all_tags =
            !instances.is_empty() && instances.iter().all(|it| it.tags != Fact::Unknown);
        // Many rules may look at one tag, and the instances are many.
        let mut counted: BTreeMap<&str, usize> = BTreeMap::new();
        let rules = self.document.rules.iter().filter(|rule| rule.enabled);
        for rule in rules.filter(|rule| rule.effect == Effect::Deny) {
            let keys = rule.when.instances.iter().flat_map(|instances| instances.tags.keys());
            for tag in keys.filter(|key| !self.document.required_tags.contains(*key)) {
                let count = || instances.iter().filter(|instance| lacks(instance, tag)).count();
                let lacking = *counted.entry(tag).or_insert_with(count);
                let is_known = lacking > 0 || has_all_tags;
                found.push(Lint::EscapableDeny {
                    rule: rule.id.clone(),
                    tag: tag.clone(),
                    lacking: is_known.then_some(lacking),
                });
            }
        }
        found
    }
}

impl Lint {
    /// The rule that it is about; `None` if it is about no rule.
    #[must_use]
    pub const fn rule(&self) -> Option<&RuleId> {
        match self {
            Self::Impossible { rule }
            | Self::Overridden { rule, .. }
            | Self::Redundant { rule, .. }
            | Self::IdleDeny { rule }
            | Self::IdleException { rule, .. }
            | Self::Expired { rule }
            | Self::EscapableDeny { rule, .. }
            | Self::Undecided { rule, .. } => Some(rule),
            Self::Absent { .. }
            | Self::CalendarOver { .. }
            | Self::MissingRequiredTag { .. }
            | Self::NeverEqual { .. }
            | Self::UnknownFacts { .. } => None,
        }
    }

    /// Its stable name: `impossible`, `overridden`, `redundant`, `idle_deny`, `idle_exception`,
    /// `expired`, `calendar_over`, `absent_from_people`, `absent_from_instances`,
    /// `missing_required_tag`, `never_equal`, `unknown_facts`, `escapable_deny`, `undecided`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Impossible { .. } => "impossible",
            Self::Overridden { .. } => "overridden",
            Self::Redundant { .. } => "redundant",
            Self::IdleDeny { .. } => "idle_deny",
            Self::IdleException { .. } => "idle_exception",
            Self::Expired { .. } => "expired",
            Self::CalendarOver { .. } => "calendar_over",
            Self::Absent { condition: Condition::Groups | Condition::Users, .. } => {
                "absent_from_people"
            }
            Self::Absent { .. } => "absent_from_instances",
            Self::MissingRequiredTag { .. } => "missing_required_tag",
            Self::NeverEqual { .. } => "never_equal",
            Self::UnknownFacts { .. } => "unknown_facts",
            Self::EscapableDeny { .. } => "escapable_deny",
            Self::Undecided { .. } => "undecided",
        }
    }
}
