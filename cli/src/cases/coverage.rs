//! What the cases of a table have shown of a policy, and what they have not.

use std::collections::{BTreeMap, BTreeSet};

use sekisho_policy::{
    Boundaries, Boundary, Condition, Decision, DenialReason, Document, Finding, RuleCondition,
    RuleId, Side, Truth,
};

use super::Verdict;

/// What cases have shown of a policy.
#[derive(Debug)]
pub(crate) struct Coverage {
    boundaries: Boundaries,
    rules: BTreeMap<RuleId, Seen>,
    /// The conditions that made a rule false, or kept its exception from lifting it, alone.
    conditions: BTreeMap<RuleCondition, bool>,
    /// The exceptions that lifted a rule.
    lifted: BTreeMap<(RuleId, usize), bool>,
    /// The required tags that were all that an instance lacked.
    required_tags: BTreeMap<String, bool>,
    /// The inner and the outer side of each boundary.
    sides: Vec<(bool, bool)>,
}

/// What was seen of a rule.
#[derive(Clone, Copy, Debug, Default)]
struct Seen {
    is_true: bool,
    is_false: bool,
    /// Whether there is anything that could make it false.
    has_conditions: bool,
}

/// So many of so many, and what is missing.
#[derive(Debug)]
pub(crate) struct Share<T> {
    pub(crate) shown: usize,
    pub(crate) of: usize,
    pub(crate) missing: Vec<T>,
}

/// So many of so many.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Size {
    pub(crate) shown: usize,
    pub(crate) of: usize,
}

/// A rule that was never true, or never false.
#[derive(Debug)]
pub(crate) struct Never<'a> {
    pub(crate) rule: &'a RuleId,
    pub(crate) is_true: bool,
    pub(crate) is_false: bool,
}

/// What no case has shown to matter.
#[derive(Debug)]
pub(crate) enum Missing<'a> {
    /// A condition that never decided alone.
    Condition(&'a RuleCondition),
    /// An exception of a rule that never lifted it.
    Exception(&'a RuleId, usize),
    /// A tag that was never all that an instance lacked.
    RequiredTag(&'a str),
}

impl<'a> Missing<'a> {
    const fn rule(&self) -> Option<&'a RuleId> {
        match self {
            Self::Condition(at) => Some(&at.rule),
            Self::Exception(rule, _) => Some(rule),
            Self::RequiredTag(_) => None,
        }
    }
}

impl Coverage {
    /// Of no case yet.
    pub(crate) fn new(document: &Document) -> Self {
        let boundaries = document.boundaries();
        let required_tags = document.required_tags().iter().map(|key| (key.clone(), false));
        Self {
            sides: vec![(false, false); boundaries.as_slice().len()],
            boundaries,
            rules: BTreeMap::new(),
            conditions: BTreeMap::new(),
            lifted: BTreeMap::new(),
            required_tags: required_tags.collect(),
        }
    }

    /// Counts a case. Of an instance that lacks a required tag no rule is read, so that it shows
    /// nothing of any.
    pub(crate) fn count(&mut self, verdict: &Verdict<'_>) {
        let lacking = match &verdict.decision {
            Decision::Deny(denial) => match denial.reason() {
                DenialReason::MissingRequiredTag { tags } => Some(tags),
                DenialReason::Explicit { .. }
                | DenialReason::Indeterminate { .. }
                | DenialReason::Default => None,
            },
            Decision::Allow(_) => None,
        };
        if let Some([only]) = lacking.map(Vec::as_slice) {
            self.required_tags.insert(only.clone(), true);
        }
        let mut decisive: BTreeSet<RuleCondition> = BTreeSet::new();
        for finding in &verdict.findings {
            self.note(finding, lacking.is_none(), &mut decisive);
        }
        for (place, side) in self.boundaries.touched_by(&verdict.case.request) {
            let boundary = self.boundaries.as_slice().get(place);
            let rests =
                boundary.is_some_and(|it| it.conditions.iter().any(|at| decisive.contains(at)));
            match (self.sides.get_mut(place).filter(|_| rests), side) {
                (Some((inside, _)), Side::Inside) => *inside = true,
                (Some((_, outside)), Side::Outside) => *outside = true,
                (None, _) => {}
            }
        }
    }

    fn note(&mut self, finding: &Finding, counts: bool, decisive: &mut BTreeSet<RuleCondition>) {
        let seen = self.rules.entry(finding.rule.clone()).or_default();
        seen.has_conditions = !finding.conditions.is_empty();
        seen.is_true |= counts && finding.truth == Truth::True;
        seen.is_false |= counts && finding.truth == Truth::False;
        for found in &finding.conditions {
            let at = RuleCondition {
                rule: finding.rule.clone(),
                exception: found.exception,
                condition: found.condition.clone(),
            };
            let decides = counts && found.decisive;
            if let Some(number) = found.exception {
                let lifted = self.lifted.entry((finding.rule.clone(), number)).or_default();
                *lifted |= decides && found.truth == Truth::True;
            }
            if decides {
                decisive.insert(at.clone());
            }
            *self.conditions.entry(at).or_default() |= decides && found.truth == Truth::False;
        }
    }

    /// The rules that were true in one case and false in another.
    pub(crate) fn rules(&self) -> Share<Never<'_>> {
        let shares = self.rules.iter().map(|(rule, seen)| {
            let is_false = seen.is_false || !seen.has_conditions;
            let never = Never { rule, is_true: !seen.is_true, is_false: !is_false };
            (seen.is_true && is_false, never)
        });
        Share::of(shares)
    }

    /// The conditions that alone made a difference.
    pub(crate) fn conditions(&self) -> Share<Missing<'_>> {
        let tags = self.required_tags.iter();
        let tags = tags.map(|(key, shown)| (*shown, Missing::RequiredTag(key)));
        let conditions = self.conditions.iter().map(|(at, shown)| (*shown, Missing::Condition(at)));
        let lifted = self.lifted.iter();
        let lifted =
            lifted.map(|((rule, number), shown)| (*shown, Missing::Exception(rule, *number)));
        let mut share = Share::of(tags.chain(conditions).chain(lifted));
        // Stable: of a rule the conditions come before the exceptions.
        share.missing.sort_by_key(Missing::rule);
        share
    }

    /// An exception of a rule, as its author knows it: by what it asks for, where the rule has several.
    pub(crate) fn exception(&self, rule: &RuleId, number: usize) -> String {
        if !self.lifted.contains_key(&(rule.clone(), 1)) {
            return "unless".to_owned();
        }
        // The first of the conditions, in the order of the language.
        let condition = Condition::Groups;
        let first = RuleCondition { rule: rule.clone(), exception: Some(number), condition };
        let conditions = self.conditions.range(first..).map(|(at, _)| at);
        let of_it = |at: &&RuleCondition| at.rule == *rule && at.exception == Some(number);
        let names: Vec<String> =
            conditions.take_while(of_it).map(|at| at.condition.to_string()).collect();
        format!("unless {{{}}}", names.join(", "))
    }

    /// The sides of boundaries that a case stood at, when nothing but that boundary decided about the
    /// rule. What is missing comes with the sides that are: the inner, the outer.
    pub(crate) fn boundaries(&self) -> Share<(&Boundary, (bool, bool))> {
        let sides = self.boundaries.as_slice().iter().zip(&self.sides);
        let missing: Vec<_> = sides
            .filter(|(_, (inside, outside))| !inside || !outside)
            .map(|(boundary, (inside, outside))| (boundary, (!inside, !outside)))
            .collect();
        let shown = self.sides.iter();
        let shown =
            shown.map(|(inside, outside)| usize::from(*inside).saturating_add((*outside).into()));
        let of = self.sides.len().saturating_mul(2);
        Share { shown: shown.sum(), of, missing }
    }
}

impl<T> Share<T> {
    fn of(all: impl Iterator<Item = (bool, T)>) -> Self {
        let mut share = Self { shown: 0, of: 0, missing: Vec::new() };
        for (shown, what) in all {
            share.of = share.of.saturating_add(1);
            if shown {
                share.shown = share.shown.saturating_add(1);
            } else {
                share.missing.push(what);
            }
        }
        share
    }

    /// How much is shown, whatever is missing.
    pub(crate) const fn size(&self) -> Size {
        Size { shown: self.shown, of: self.of }
    }
}

impl Size {
    /// Whether it is so many of a hundred.
    pub(crate) fn reaches(self, percent: u8) -> bool {
        self.shown.saturating_mul(100) >= self.of.saturating_mul(percent.into())
    }
}
