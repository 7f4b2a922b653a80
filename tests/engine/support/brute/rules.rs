//! What a document tells of every request.

use sekisho_policy::{Clause, Document, Effect, RuleId};

use super::{
    atoms::{Atoms, Mask},
    set::Set,
};

/// A document as sets of atoms.
#[derive(Debug)]
pub(super) struct Rules<'d> {
    list: Vec<(&'d RuleId, Effect, Vec<Mask>)>,
    required: Vec<(String, Mask)>,
}

/// What a document tells of every request.
#[derive(Debug)]
pub struct Told<'d> {
    /// The rules in force, with the requests that they hold for.
    rules: Vec<(&'d RuleId, Effect, Set)>,
    /// The required tags, with the requests that lack them.
    required: Vec<(String, Set)>,
    none: Set,
}

impl<'d> Rules<'d> {
    pub(super) fn new(number: usize, document: &'d Document, atoms: &mut Atoms<'d>) -> Self {
        let rules = document.rules().iter().filter(|rule| rule.enabled).map(|rule| {
            let clauses = [&rule.when].into_iter().chain(&rule.unless);
            let masks = clauses.map(|clause: &'d Clause| atoms.of_clause(number, clause));
            (&rule.id, rule.effect, masks.collect())
        });
        Self { list: rules.collect(), required: atoms.of_required(document) }
    }

    pub(super) fn told(&self, all: &Set, holds: impl Fn(Mask) -> Set) -> Told<'d> {
        let rules = self.list.iter().map(|(id, effect, masks)| {
            let mut masks = masks.iter();
            let when = masks.next().map(|when| holds(*when)).expect("a rule has a clause");
            (*id, *effect, masks.fold(when, |set, unless| &set - &holds(*unless)))
        });
        let required = self.required.iter().map(|(key, mask)| (key.clone(), all - &holds(*mask)));
        Told { rules: rules.collect(), required: required.collect(), none: all.none() }
    }
}

impl Told<'_> {
    /// The requests that are allowed.
    #[must_use]
    pub fn allowed(&self) -> Set {
        self.allowed_but(None)
    }

    /// The requests that would be allowed without that rule.
    #[must_use]
    pub fn allowed_without(&self, rule: &RuleId) -> Set {
        self.allowed_but(Some(rule))
    }

    fn allowed_but(&self, without: Option<&RuleId>) -> Set {
        let allowed = self.all(Effect::Allow, without);
        let denied = self.all(Effect::Deny, without);
        self.required.iter().fold(&allowed - &denied, |left, (_, lacking)| &left - lacking)
    }

    /// The requests that some allow rule holds for.
    #[must_use]
    pub fn allows(&self) -> Set {
        self.all(Effect::Allow, None)
    }

    /// The requests that some rule of this effect holds for, other than that one.
    #[must_use]
    pub fn all(&self, wanted: Effect, without: Option<&RuleId>) -> Set {
        let rules = self.rules.iter().filter(|(id, effect, _)| {
            *effect == wanted && without.is_none_or(|without| *id != without)
        });
        rules.fold(self.none.clone(), |all, (_, _, set)| &all | set)
    }

    /// The requests that the rule holds for, if it is in force and of this effect.
    #[must_use]
    pub fn rule(&self, wanted: &RuleId, effect: Effect) -> &Set {
        let rule = self.rules.iter().find(|(id, known, _)| *id == wanted && *known == effect);
        rule.map_or(&self.none, |(_, _, set)| set)
    }

    /// The requests that lack some required tag.
    #[must_use]
    pub fn all_lacking(&self) -> Set {
        self.required.iter().fold(self.none.clone(), |all, (_, set)| &all | set)
    }

    /// The requests that lack this tag, if it is required.
    #[must_use]
    pub fn lacking(&self, key: &str) -> &Set {
        let tag = self.required.iter().find(|(known, _)| known == key);
        tag.map_or(&self.none, |(_, set)| set)
    }
}
