//! From the clauses that are left for a caller, an action and an instance to what they come to.

use alloc::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    vec::Vec,
};

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use super::{
    access::{Access, AccessCondition, AllowedWhen, DeniedWhen},
    clauses::{Clauses, Part},
    extent::Extents,
};
use crate::{Clause, RuleId};

/// What every combination of clauses comes to, each found out once.
#[derive(Debug)]
pub(super) struct Judged<'a> {
    clauses: &'a Clauses<'a>,
    extents: Extents<'a>,
    /// What is left of the combinations, whatever rules it is of.
    verdicts: HashMap<Rest, Verdict, FixedState>,
    numbers: BTreeMap<Access, u32>,
    list: Vec<Access>,
}

/// What is left of a combination of clauses, by the numbers of the parts.
#[derive(Clone, Debug, Default, Eq, Hash, PartialEq)]
pub(super) struct Rest {
    pub(super) allowed: BTreeSet<usize>,
    pub(super) denied: BTreeSet<Denied>,
}

/// What is left of a deny rule: itself, and its exceptions.
pub(super) type Denied = (usize, BTreeSet<usize>);

/// What it comes to.
#[derive(Clone, Debug)]
enum Verdict {
    All(BTreeSet<usize>),
    /// The parts that count.
    Part(Rest),
    None,
}

impl<'a> Judged<'a> {
    /// Nothing found out yet, but that nothing comes to [`Access::None`], which is number 0.
    pub(super) fn new(clauses: &'a Clauses<'a>, extents: Extents<'a>) -> Self {
        let mut judged = Self {
            clauses,
            extents,
            verdicts: HashMap::default(),
            numbers: BTreeMap::new(),
            list: Vec::new(),
        };
        judged.number(Access::None);
        judged
    }

    /// Everything that was found, by its number.
    pub(super) fn into_list(self) -> Vec<Access> {
        self.list
    }

    /// The number of what these clauses come to, which are numbered in order.
    pub(super) fn judge(&mut self, left: impl Iterator<Item = usize>) -> u32 {
        let mut allowed: BTreeMap<usize, Vec<RuleId>> = BTreeMap::new();
        let mut denying: BTreeMap<usize, (&RuleId, Denied)> = BTreeMap::new();
        for number in left {
            let Some(numbered) = self.clauses.list.get(number) else { continue };
            match numbered.part {
                Part::Allow => {
                    allowed.entry(numbered.rest).or_default().push(numbered.rule.clone());
                }
                Part::Deny => {
                    denying.insert(number, (numbered.rule, (numbered.rest, BTreeSet::new())));
                }
                Part::Unless(own) => {
                    if let Some((_, (_, unless))) = denying.get_mut(&own) {
                        unless.insert(numbered.rest);
                    }
                }
            }
        }
        let mut denied: BTreeMap<Denied, Vec<RuleId>> = BTreeMap::new();
        for (rule, rest) in denying.into_values() {
            denied.entry(rest).or_default().push(rule.clone());
        }
        let rest = Rest {
            allowed: allowed.keys().copied().collect(),
            denied: denied.keys().cloned().collect(),
        };
        let access = match self.verdict(rest) {
            Verdict::None => Access::None,
            Verdict::All(kept) => Access::All { rules: rules_of(&kept, &mut allowed) },
            Verdict::Part(kept) => Access::Conditional(self.condition(&kept, &allowed, &denied)),
        };
        self.number(access)
    }

    fn verdict(&mut self, rest: Rest) -> Verdict {
        if let Some(known) = self.verdicts.get(&rest) {
            return known.clone();
        }
        let verdict = self.found_out(&rest);
        self.verdicts.insert(rest, verdict.clone());
        verdict
    }

    /// What is left over when what takes nothing away and what is taken away are left out.
    fn found_out(&self, rest: &Rest) -> Verdict {
        let extents = &self.extents;
        let allowed = rest.allowed.iter().copied();
        let meets = |denied: &&Denied| {
            rest.allowed.iter().any(|allowed| extents.takes_from(*allowed, denied))
        };
        let denied: BTreeSet<Denied> = rest.denied.iter().filter(meets).cloned().collect();
        let kept: BTreeSet<usize> =
            allowed.filter(|allowed| !extents.is_taken(*allowed, &denied)).collect();
        if kept.is_empty() {
            return Verdict::None;
        }
        let takes = |denied: &Denied| kept.iter().any(|it| extents.takes_from(*it, denied));
        let denied: BTreeSet<Denied> = denied.into_iter().filter(takes).collect();
        if denied.is_empty() && extents.are_everything(&kept) {
            return Verdict::All(kept);
        }
        Verdict::Part(Rest { allowed: kept, denied })
    }

    fn condition(
        &self,
        kept: &Rest,
        allowed: &BTreeMap<usize, Vec<RuleId>>,
        denied: &BTreeMap<Denied, Vec<RuleId>>,
    ) -> AccessCondition {
        let clause = |number: &usize| -> Arc<Clause> {
            // INVARIANT (rests resolve): they were numbered with the list. One that is not there
            // would be no condition.
            self.clauses.rests.get(*number).cloned().unwrap_or_default()
        };
        let allowances = kept.allowed.iter().map(|number| AllowedWhen {
            rules: allowed.get(number).cloned().unwrap_or_default(),
            when: clause(number),
        });
        let denials = kept.denied.iter().map(|denial| DeniedWhen {
            rules: denied.get(denial).cloned().unwrap_or_default(),
            when: clause(&denial.0),
            unless: denial.1.iter().map(clause).collect(),
        });
        let mut condition =
            AccessCondition { allowed: allowances.collect(), denied: denials.collect() };
        condition.allowed.sort();
        condition.denied.sort();
        condition
    }

    fn number(&mut self, access: Access) -> u32 {
        if let Some(number) = self.numbers.get(&access) {
            return *number;
        }
        // INVARIANT (fits): as many would not fit into memory.
        let new = u32::try_from(self.list.len()).unwrap_or(u32::MAX);
        self.numbers.insert(access.clone(), new);
        self.list.push(access);
        new
    }
}

/// The rules of which these parts are left, sorted.
fn rules_of(kept: &BTreeSet<usize>, allowed: &mut BTreeMap<usize, Vec<RuleId>>) -> Vec<RuleId> {
    let rules = kept.iter().filter_map(|number| allowed.remove(number));
    let mut rules: Vec<RuleId> = rules.flatten().collect();
    rules.sort_unstable();
    rules
}
