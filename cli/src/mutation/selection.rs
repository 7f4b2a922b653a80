//! Which mutants are tried.

use std::collections::BTreeSet;

use sekisho_policy::{
    Document, Name, RuleId,
    mutants::{Mutant, Operator, Part},
};

/// Which mutants are tried: all of them, unless some are asked for.
#[derive(Debug, Default)]
pub(crate) struct Selection<'a> {
    operators: Option<BTreeSet<Operator>>,
    rules: Option<Rules<'a>>,
}

/// Rules, and what they refer to.
#[derive(Debug)]
struct Rules<'a> {
    ids: BTreeSet<&'a RuleId>,
    zones: BTreeSet<&'a Name>,
    schedules: BTreeSet<&'a Name>,
}

impl<'a> Selection<'a> {
    /// Those of these operators and of these rules, with the zones and schedules that the rules use; of
    /// all where none is named.
    pub(crate) fn new(document: &'a Document, operators: &[Operator], rules: &[RuleId]) -> Self {
        let operators = (!operators.is_empty()).then(|| operators.iter().copied().collect());
        let of_rules = document.rules().iter().filter(|rule| rules.contains(&rule.id));
        let clauses = of_rules.clone().flat_map(|rule| rule.unless.iter().chain([&rule.when]));
        let rules = (!rules.is_empty()).then(|| Rules {
            ids: of_rules.map(|rule| &rule.id).collect(),
            zones: clauses.clone().flat_map(|clause| clause.from.iter().flatten()).collect(),
            schedules: clauses.flat_map(|clause| clause.during.iter().flatten()).collect(),
        });
        Self { operators, rules }
    }

    fn has(&self, mutant: &Mutant<'_>) -> bool {
        let of_operator = self.operators.as_ref().is_none_or(|it| it.contains(&mutant.operator()));
        let of_rules = self.rules.as_ref().is_none_or(|rules| match mutant.part() {
            Part::Policy => false,
            Part::Zone(name) => rules.zones.contains(name),
            Part::Schedule(name) => rules.schedules.contains(name),
            Part::Rule(id) => rules.ids.contains(id),
        });
        of_operator && of_rules
    }

    /// The mutants of the document that are selected, in their order; where they are more than the most
    /// that are wanted, some that lie evenly among them.
    pub(crate) fn of(
        &self,
        document: &'a Document,
        most: Option<usize>,
    ) -> impl Iterator<Item = Mutant<'a>> {
        let all = || document.mutants().filter(|mutant| self.has(mutant));
        let count = most.map(|_| all().count()).unwrap_or_default();
        let most = most.filter(|most| *most < count);
        // How many of those before a place are wanted, in proportion.
        let until =
            move |place: usize| most.and_then(|most| place.saturating_mul(most).checked_div(count));
        let wanted = all().enumerate().filter(move |(place, _)| {
            most.is_none() || until(*place) != until(place.saturating_add(1))
        });
        wanted.map(|(_, mutant)| mutant)
    }
}
