//! The clauses that a request tries to meet.

use alloc::{collections::BTreeSet, vec::Vec};

use crate::{Clause, TagCondition};

use super::{
    atoms::Atoms,
    draw::{Draw, Slot},
};

/// Up to two clauses: a rule's own, and one of its exceptions or another rule's.
#[derive(Clone, Debug, Default)]
pub(crate) struct Aim<'a>(Vec<&'a Clause>);

impl<'a> Aim<'a> {
    pub(crate) fn of(atoms: &'a Atoms, draw: &Draw) -> Self {
        let rules = &atoms.document.rules;
        let (aim, second) = (draw.choice(Slot::Aim), draw.choice(Slot::Second));
        let Some(rule) = aim.of(rules).filter(|_| aim.how >= 8) else { return Self::default() };
        let more = match second.how {
            0..=39 => None,
            40..=69 => second.of(&rule.unless),
            _ => second.of(rules).map(|other| &other.when),
        };
        Self(more.into_iter().chain([&rule.when]).collect())
    }

    /// The values that meet every clause, or where there are none, the rule's own clause; none if
    /// no clause asks for any.
    pub(crate) fn values<T: Clone + Ord + 'a>(
        &self,
        asked: impl Fn(&'a Clause) -> Option<&'a BTreeSet<T>>,
    ) -> Vec<T> {
        let mut met: Vec<T> = Vec::new();
        for values in self.0.iter().filter_map(|clause| asked(clause)) {
            let both: Vec<T> = met.iter().filter(|it| values.contains(*it)).cloned().collect();
            met = if both.is_empty() { values.iter().cloned().collect() } else { both };
        }
        met
    }

    /// What each clause asks for.
    pub(crate) fn each<T>(&self, asked: impl Fn(&'a Clause) -> Option<T>) -> Vec<T> {
        self.0.iter().filter_map(|clause| asked(clause)).collect()
    }

    /// What the rule's own clause asks of a tag, or else the other.
    pub(crate) fn tag(&self, key: &str) -> Option<&'a TagCondition> {
        let conditions = self.each(|clause| clause.instances.as_ref()?.tags.get(key));
        conditions.last().copied()
    }
}
