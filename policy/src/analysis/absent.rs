//! What a policy asks for and nothing real has.

use alloc::{
    collections::{BTreeMap, BTreeSet},
    string::String,
    vec::Vec,
};

use super::{
    Hints, Lint,
    inventory::{Inventory, lacks},
    unequal::unequal,
};
use crate::{Clause, Condition, Document, Instance, InstanceId, MissingFact, RuleId, TagCondition};

/// A value of a condition, or any (`None`).
type Asked<'a> = (Condition, Option<&'a str>);

/// What the instances, and what the people, do not have. Of instances, or of people, that are not given
/// nothing is said; nor is anything that what is unknown could make false.
pub(super) fn absent(document: &Document, hints: &Hints) -> Vec<Lint> {
    let inventory = Inventory::new(hints);
    let mut required = Vec::new();
    // How many there are of whom, or of which, such a fact is unknown, where that matters.
    let mut unknown: BTreeMap<MissingFact, usize> = BTreeMap::new();
    let mut found = Vec::new();
    if !hints.instances.is_empty() {
        required = missing_tags(document, hints, &inventory);
        if !document.required_tags.is_empty() {
            unknown.insert(MissingFact::Tags, inventory.keys().unknown);
        }
    }
    for ((condition, value), rules) in asked(document, hints) {
        let tag = if let Condition::Tag(key) = &condition { Some(key.as_str()) } else { None };
        let values = inventory.values(&condition);
        // A key that no instance has is told once, whatever is asked of it; a required one is told already.
        let is_there = match (values, value) {
            (Some(values), Some(value)) => values.has(value),
            (Some(_), None) => true,
            (None, value) => value.is_some() || tag.is_some_and(|tag| is_missing(&required, tag)),
        };
        if is_there {
            continue;
        }
        let unknowns = if tag.is_some() { Some(inventory.keys()) } else { values };
        let unknowns = unknowns.map_or(0, |values| values.unknown);
        if unknowns > 0 {
            unknown.extend(fact_of(&condition).map(|fact| (fact, unknowns)));
            continue;
        }
        let meant = match (value, tag) {
            (Some(value), _) if condition != Condition::InstanceIds => {
                values.and_then(|values| values.meant(value))
            }
            (None, Some(tag)) => inventory.keys().meant(tag),
            _ => None,
        };
        found.push(Lint::Absent {
            condition,
            value: value.map(Into::into),
            rules: rules.into_iter().cloned().collect(),
            meant: meant.map(Into::into),
        });
    }
    found.extend(unequal(document, hints, &mut unknown));
    let unknown = unknown.into_iter().filter(|(_, number)| *number > 0);
    let unknown = unknown.map(|(fact, number)| Lint::UnknownFacts { fact, number });
    required.into_iter().chain(found).chain(unknown).collect()
}

/// What the rules in force ask of instances, if there are any, and of people, if there are any: by what
/// it is, with the rules.
fn asked<'a>(document: &'a Document, hints: &Hints) -> BTreeMap<Asked<'a>, BTreeSet<&'a RuleId>> {
    let mut asked: BTreeMap<Asked<'a>, BTreeSet<&RuleId>> = BTreeMap::new();
    for rule in document.rules.iter().filter(|rule| rule.enabled) {
        let clauses = [&rule.when].into_iter().chain(&rule.unless);
        let of_people = clauses.clone().filter(|_| !hints.people.is_empty()).flat_map(of_people);
        let of_instances = clauses.filter(|_| !hints.instances.is_empty()).flat_map(of_instances);
        for one in of_people.chain(of_instances) {
            asked.entry(one).or_default().insert(&rule.id);
        }
    }
    asked
}

fn of_people(clause: &Clause) -> Vec<Asked<'_>> {
    let Some(who) = &clause.who else { return Vec::new() };
    let groups = who.groups.iter().flatten().map(|it| (Condition::Groups, Some(it.as_str())));
    let users = who.users.iter().flatten().map(|it| (Condition::Users, Some(it.as_str())));
    groups.chain(users).collect()
}

fn of_instances(clause: &Clause) -> Vec<Asked<'_>> {
    let Some(instances) = &clause.instances else { return Vec::new() };
    let accounts = instances.accounts.iter().flatten();
    let regions = instances.regions.iter().flatten();
    let ids = instances.ids.iter().flatten();
    let mut asked: Vec<Asked<'_>> = accounts
        .map(|it| (Condition::Accounts, Some(it.as_str())))
        .chain(regions.map(|it| (Condition::Regions, Some(it.as_str()))))
        .chain(ids.map(|it| (Condition::InstanceIds, Some(it.as_str()))))
        .collect();
    for (key, condition) in &instances.tags {
        let named = || Condition::Tag(key.clone());
        asked.push((named(), None));
        if let TagCondition::In(wanted) = condition {
            asked.extend(wanted.iter().map(|it| (named(), Some(it.as_str()))));
        }
    }
    asked
}

/// The required tags that some instances lack.
fn missing_tags(document: &Document, hints: &Hints, inventory: &Inventory) -> Vec<Lint> {
    let of = hints.instances.len();
    let mut found = Vec::new();
    for tag in &document.required_tags {
        let lacking = hints.instances.iter().filter(|instance| lacks(instance, tag));
        let lacking: Vec<&Instance> = lacking.collect();
        if lacking.is_empty() {
            continue;
        }
        let ids: BTreeSet<&InstanceId> = lacking.iter().filter_map(|it| it.id.known()).collect();
        let meant = if lacking.len() == of { inventory.keys().meant(tag) } else { None };
        found.push(Lint::MissingRequiredTag {
            tag: tag.clone(),
            lacking: lacking.len(),
            of,
            instances: ids.into_iter().cloned().collect(),
            meant: meant.map(String::from),
        });
    }
    found
}

/// Whether it is told of a required tag that no instance has it.
fn is_missing(required: &[Lint], key: &str) -> bool {
    required.iter().any(|lint| {
        matches!(lint, Lint::MissingRequiredTag { tag, lacking, of, .. } if tag == key && lacking == of)
    })
}

/// The fact that a condition asks for.
fn fact_of(condition: &Condition) -> Option<MissingFact> {
    match condition {
        Condition::Groups => Some(MissingFact::Groups),
        Condition::Users => Some(MissingFact::User),
        Condition::Accounts => Some(MissingFact::Account),
        Condition::Regions => Some(MissingFact::Region),
        Condition::InstanceIds => Some(MissingFact::InstanceId),
        Condition::Tag(_) => Some(MissingFact::Tags),
        Condition::Actions
        | Condition::From
        | Condition::During
        | Condition::NotBefore
        | Condition::NotAfter
        | Condition::SignedInWithin
        | Condition::IssuedBefore => None,
    }
}
