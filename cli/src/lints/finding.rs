//! The findings about one policy.

use std::collections::{BTreeMap, BTreeSet};

use sekisho_policy::{
    Condition, Document, Effect, MissingFact, Problem, Rule, RuleId,
    analysis::{Analysis, Budget, Hints, Lint},
};

use crate::command::Severity;

/// One finding.
#[derive(Clone, Debug)]
pub(crate) enum Finding {
    /// By the document alone.
    Document(Problem),
    /// By all of its rules together.
    Rules(Lint),
}

/// What a finding is about, in the order in which they are told.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum Subject<'a> {
    Policy,
    Rule(&'a RuleId),
    Instances,
    People,
}

/// Everything that looks wrong: first what is about the policy as a whole, then rule by rule in the order
/// of their ids, then what the instances and the people lack.
#[derive(Debug)]
pub(crate) struct Findings<'a> {
    pub(crate) document: &'a Document,
    pub(crate) list: Vec<Finding>,
    /// The rules that others make redundant, with these others.
    redundant: BTreeMap<RuleId, Vec<RuleId>>,
}

impl<'a> Findings<'a> {
    /// Looks for all of them; the budget is for each rule.
    pub(crate) fn of(document: &'a Document, hints: &Hints, budget: Budget) -> Self {
        let lints = Analysis::new(document, &[], hints).lint(budget);
        let mut redundant = BTreeMap::new();
        let mut escapable = BTreeSet::new();
        for lint in &lints {
            if let Lint::Redundant { rule, by } = lint {
                redundant.insert(rule.clone(), by.clone());
            } else if let Lint::EscapableDeny { rule, .. } = lint {
                escapable.insert(rule.clone());
            }
        }
        let warnings = document.warnings().iter().filter(|warning| {
            // The lint says the same of each rule in force, and counts the instances.
            let rule = warning.place.rule.as_ref();
            warning.code != ESCAPABLE || !rule.is_some_and(|rule| escapable.contains(rule))
        });
        let warnings = warnings.cloned().map(Finding::Document);
        let mut list: Vec<Finding> =
            warnings.chain(lints.into_iter().map(Finding::Rules)).collect();
        // Stable: of a rule, what the document shows comes first.
        list.sort_by(|one, other| one.subject().cmp(&other.subject()));
        Self { document, list, redundant }
    }

    /// How many there are of this severity.
    pub(crate) fn count(&self, severity: Severity) -> usize {
        self.list.iter().filter(|finding| finding.severity() == severity).count()
    }

    /// The rules that make this one redundant and are redundant themselves: not all of them can go.
    pub(super) fn redundant_too<'b>(&self, by: &'b [RuleId]) -> Vec<&'b RuleId> {
        by.iter().filter(|rule| self.redundant.contains_key(*rule)).collect()
    }

    /// Whether two rules say the same, as far as that matters.
    pub(super) fn say_the_same(&self, rule: &RuleId, by: &[RuleId]) -> bool {
        let [other] = by else { return false };
        self.redundant.get(other).is_some_and(|by| *by == [rule.clone()])
    }

    /// What a rule of the document does.
    pub(super) fn effect(&self, rule: &RuleId) -> Option<Effect> {
        self.rule(rule).map(|rule| rule.effect)
    }

    /// Whether a rule of the document has exceptions.
    pub(super) fn has_exceptions(&self, rule: &RuleId) -> bool {
        self.rule(rule).is_some_and(|rule| !rule.unless.is_empty())
    }

    /// An exception of a rule, as its author knows it: by what it asks for, where the rule has several.
    pub(super) fn exception(&self, rule: &RuleId, number: usize) -> String {
        let exceptions = self.rule(rule).map(|rule| rule.unless.as_slice()).unwrap_or_default();
        match exceptions.get(number) {
            Some(clause) if exceptions.len() > 1 => {
                let names: Vec<String> =
                    clause.conditions().iter().map(Condition::to_string).collect();
                format!("unless {{{}}}", names.join(", "))
            }
            Some(_) | None => "unless".to_owned(),
        }
    }

    fn rule(&self, id: &RuleId) -> Option<&Rule> {
        let rules = self.document.rules();
        let at = rules.binary_search_by_key(&id, |rule| &rule.id).ok()?;
        rules.get(at)
    }
}

impl Finding {
    /// What it is about.
    pub(crate) fn subject(&self) -> Subject<'_> {
        match self {
            Self::Rules(
                Lint::Absent { condition: Condition::Groups | Condition::Users, .. }
                | Lint::UnknownFacts {
                    fact: MissingFact::Claim(_) | MissingFact::Groups | MissingFact::User,
                    ..
                },
            ) => Subject::People,
            Self::Rules(
                Lint::Absent { .. }
                | Lint::MissingRequiredTag { .. }
                | Lint::NeverEqual { .. }
                | Lint::UnknownFacts { .. },
            ) => Subject::Instances,
            Self::Document(_) | Self::Rules(_) => {
                self.rule().map_or(Subject::Policy, Subject::Rule)
            }
        }
    }

    /// The rule that it is about; `None` if it is about no rule, or about several.
    pub(crate) const fn rule(&self) -> Option<&RuleId> {
        match self {
            Self::Document(problem) => problem.place.rule.as_ref(),
            Self::Rules(lint) => lint.rule(),
        }
    }

    /// Its stable name.
    pub(crate) const fn code(&self) -> &'static str {
        match self {
            Self::Document(problem) => problem.code,
            Self::Rules(lint) => lint.code(),
        }
    }

    /// Whether it says that something was not found out.
    pub(crate) const fn is_undecided(&self) -> bool {
        matches!(self, Self::Rules(Lint::Undecided { .. }))
    }

    /// A guard rail that stops nothing today is no mistake; nor is what is unknown.
    pub(crate) const fn severity(&self) -> Severity {
        match self {
            Self::Rules(
                Lint::IdleDeny { .. } | Lint::IdleException { .. } | Lint::UnknownFacts { .. },
            ) => Severity::Information,
            Self::Document(_) | Self::Rules(_) => Severity::Warning,
        }
    }
}

/// What both a document and a lint call by this name.
const ESCAPABLE: &str = "escapable_deny";
