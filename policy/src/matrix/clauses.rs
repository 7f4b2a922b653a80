//! Every clause of the rules in force, numbered.

use alloc::{collections::BTreeMap, sync::Arc, vec::Vec};

use super::bits::Bits;
use crate::{Action, Clause, Document, Effect, RuleId};

/// The clauses of a policy: of each rule its own, then its exceptions.
#[derive(Debug)]
pub(super) struct Clauses<'a> {
    pub(super) list: Vec<Numbered<'a>>,
    /// What is left of clauses once caller, action and instance are known, each once.
    pub(super) rests: Vec<Arc<Clause>>,
    /// The clauses of allow rules.
    pub(super) allowing: Bits,
    /// The clauses that count only where they are true. The other ones, those of deny rules, count
    /// where they may be.
    pub(super) strict: Bits,
}

/// A clause and what it belongs to.
#[derive(Debug)]
pub(super) struct Numbered<'a> {
    pub(super) rule: &'a RuleId,
    pub(super) part: Part,
    pub(super) clause: &'a Clause,
    /// The number of what is left of it.
    pub(super) rest: usize,
}

/// What a clause does in its rule.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Part {
    Allow,
    Deny,
    /// It lifts the deny rule whose clause has this number.
    Unless(usize),
}

impl<'a> Clauses<'a> {
    pub(super) fn new(document: &'a Document) -> Self {
        let mut list: Vec<Numbered<'a>> = Vec::new();
        let mut rests = Rests::default();
        for rule in document.rules.iter().filter(|rule| rule.enabled) {
            let own = list.len();
            let part = match rule.effect {
                Effect::Allow => Part::Allow,
                Effect::Deny => Part::Deny,
            };
            let exceptions = rule.unless.iter().map(|clause| (Part::Unless(own), clause));
            for (part, clause) in [(part, &rule.when)].into_iter().chain(exceptions) {
                list.push(Numbered { rule: &rule.id, part, clause, rest: rests.number(clause) });
            }
        }
        let (mut allowing, mut strict) = (Bits::none(list.len()), Bits::none(list.len()));
        for (number, clause) in list.iter().enumerate() {
            if clause.part == Part::Allow {
                allowing.insert(number);
            }
            if clause.part != Part::Deny {
                strict.insert(number);
            }
        }
        Self { list, rests: rests.list, allowing, strict }
    }

    /// How many there are.
    pub(super) const fn len(&self) -> usize {
        self.list.len()
    }

    /// The clause of this number.
    pub(super) fn clause(&self, number: usize) -> Option<&'a Clause> {
        self.list.get(number).map(|numbered| numbered.clause)
    }

    /// Those that are about this action.
    pub(super) fn about(&self, action: Action) -> Bits {
        let mut about = Bits::none(self.len());
        for (number, Numbered { clause, .. }) in self.list.iter().enumerate() {
            if clause.actions.as_ref().is_none_or(|actions| actions.contains(&action)) {
                about.insert(number);
            }
        }
        about
    }
}

/// What is left of clauses, each once.
#[derive(Debug, Default)]
struct Rests {
    list: Vec<Arc<Clause>>,
    numbers: BTreeMap<Arc<Clause>, usize>,
}

impl Rests {
    fn number(&mut self, clause: &Clause) -> usize {
        let rest = Clause {
            who: None,
            actions: None,
            from: clause.from.clone(),
            during: clause.during.clone(),
            not_before: clause.not_before,
            not_after: clause.not_after,
            signed_in_within: clause.signed_in_within,
            issued_before: clause.issued_before,
            instances: None,
        };
        if let Some(number) = self.numbers.get(&rest) {
            return *number;
        }
        let (rest, number) = (Arc::new(rest), self.list.len());
        self.list.push(rest.clone());
        self.numbers.insert(rest, number);
        number
    }
}
