//! Tags that rules compare with a fact of the caller, and that equal it of nobody.

use alloc::{
    collections::{BTreeMap, BTreeSet},
    string::{String, ToString},
    vec::Vec,
};

use super::{Hints, Lint};
use crate::{
    Caller, CallerFact, Document, Fact, MissingFact, RuleId, TagCondition, Tags,
    condition::unknown as unknown_fact, document::check::look,
};

/// Values of a fact, and of how many it is unknown.
type Known<'a> = (BTreeSet<&'a str>, usize);

/// The comparisons of rules in force that hold for no instance and nobody, where both are given. Of a
/// tag that no instance has nothing is said here. Where what is unknown may be equal, it is counted.
pub(super) fn unequal(
    document: &Document,
    hints: &Hints,
    unknown: &mut BTreeMap<MissingFact, usize>,
) -> Vec<Lint> {
    let mut found = Vec::new();
    if hints.people.is_empty() || hints.instances.is_empty() {
        return found;
    }
    for ((tag, fact), rules) in compared(document) {
        let (values, tags_unknown) = of_instances(hints, tag);
        let (facts, facts_unknown) = of_people(&hints.people, fact);
        if values.is_empty() || !values.is_disjoint(&facts) {
            continue;
        }
        if tags_unknown > 0 {
            unknown.insert(MissingFact::Tags, tags_unknown);
        }
        if facts_unknown > 0 {
            unknown.insert(unknown_fact(fact), facts_unknown);
        }
        if tags_unknown > 0 || facts_unknown > 0 {
            continue;
        }
        found.push(Lint::NeverEqual {
            tag: tag.into(),
            fact: fact.clone(),
            rules: rules.into_iter().cloned().collect(),
            alike: alike(&values, &facts),
        });
    }
    found
}

/// Which tags rules in force compare with which facts.
fn compared(document: &Document) -> BTreeMap<(&str, &CallerFact), BTreeSet<&RuleId>> {
    let mut compared: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
    for rule in document.rules.iter().filter(|rule| rule.enabled) {
        let clauses = [&rule.when].into_iter().chain(&rule.unless);
        for (tag, condition) in
            clauses.filter_map(|it| it.instances.as_ref()).flat_map(|it| &it.tags)
        {
            if let TagCondition::EqualsCaller(fact) = condition {
                compared.entry((tag.as_str(), fact)).or_default().insert(&rule.id);
            }
        }
    }
    compared
}

fn of_instances<'a>(hints: &'a Hints, tag: &str) -> Known<'a> {
    let known = hints.instances.iter().filter_map(|it| it.tags.known());
    let values = known.filter_map(|tags: &Tags| tags.value(tag)).collect();
    let unknown = hints.instances.iter().filter(|it| it.tags == Fact::Unknown).count();
    (values, unknown)
}

fn of_people<'a>(people: &'a [Caller], fact: &CallerFact) -> Known<'a> {
    let mut values = BTreeSet::new();
    let mut unknown = 0_usize;
    let mut note = |value: Fact<&'a str>| match value {
        Fact::Known(value) => drop(values.insert(value)),
        Fact::Absent => {}
        Fact::Unknown => unknown = unknown.saturating_add(1),
    };
    for caller in people {
        match fact {
            CallerFact::Groups => match caller.groups() {
                Fact::Known(groups) => groups.iter().for_each(|group| note(Fact::Known(group))),
                Fact::Absent => {}
                Fact::Unknown => note(Fact::Unknown),
            },
            CallerFact::User => note(caller.user()),
            CallerFact::Claim(name) => note(caller.claim(name)),
        }
    }
    (values, unknown)
}

/// A value of each that look the same.
fn alike(values: &BTreeSet<&str>, facts: &BTreeSet<&str>) -> Option<(String, String)> {
    let looks: BTreeMap<String, &str> = facts.iter().map(|fact| (look(fact), *fact)).collect();
    let mut alike = values.iter().filter_map(|value| Some((*value, *looks.get(&look(value))?)));
    alike.next().map(|(value, fact)| (value.to_string(), fact.to_string()))
}
