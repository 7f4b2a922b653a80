//! Values that a policy asks for and that nothing real has.

use alloc::{
    collections::{BTreeMap, BTreeSet},
    string::{String, ToString},
    vec::Vec,
};

use super::{Hints, Lint};
use crate::{
    AccountId, CallerFact, Clause, Condition, Document, Fact, InstanceId, Region, TagCondition,
    document::check::look,
};

/// The values that are there, of one kind.
#[derive(Debug, Default)]
struct Values {
    exact: BTreeSet<String>,
    /// One value of each look.
    looks: BTreeMap<String, String>,
}

/// What the people and the instances of the hints have.
#[derive(Debug, Default)]
struct Inventory {
    accounts: Values,
    regions: Values,
    ids: Values,
    tags: BTreeMap<String, Values>,
    users: Values,
    groups: Values,
}

/// A value of a rule, or any, beside the values that there are.
type Asked<'a> = (Condition, Option<&'a str>, Option<&'a Values>);

/// The values of the rules in force that no instance and none of the people has. Of people, or of
/// instances, that are not given nothing is said.
pub(super) fn unknown_values(document: &Document, hints: &Hints) -> Vec<Lint> {
    let inventory = Inventory::new(hints);
    let mut found = Vec::new();
    for rule in document.rules.iter().filter(|rule| rule.enabled) {
        let exceptions = (0..).map(Some).zip(&rule.unless);
        for (exception, clause) in [(None, &rule.when)].into_iter().chain(exceptions) {
            let mut asked: Vec<Asked<'_>> = Vec::new();
            if !hints.people.is_empty() {
                asked.extend(inventory.people_of(clause));
            }
            if !hints.instances.is_empty() {
                asked.extend(inventory.instances_of(clause));
            }
            for (condition, value, values) in asked {
                let is_there = |value| values.is_some_and(|values| values.exact.contains(value));
                if value.is_some_and(is_there) {
                    continue;
                }
                let looks_like = values.zip(value);
                let looks_like = looks_like.and_then(|(all, value)| all.looks.get(&look(value)));
                found.push(Lint::UnknownValue {
                    rule: rule.id.clone(),
                    exception,
                    condition,
                    value: value.map(Into::into),
                    looks_like: looks_like.cloned(),
                });
            }
        }
    }
    found
}

impl Inventory {
    fn new(hints: &Hints) -> Self {
        let mut inventory = Self::default();
        for instance in &hints.instances {
            inventory.accounts.note(instance.account.as_ref().map(AccountId::as_str));
            inventory.regions.note(instance.region.as_ref().map(Region::as_str));
            inventory.ids.note(instance.id.as_ref().map(InstanceId::as_str));
            for (key, value) in instance.tags.known().into_iter().flat_map(crate::Tags::iter) {
                inventory.tags.entry(key.to_string()).or_default().note(Fact::Known(value));
            }
        }
        for caller in &hints.people {
            inventory.users.note(caller.user());
            let groups = caller.groups();
            for group in groups.known().into_iter().flat_map(|groups| groups.iter()) {
                inventory.groups.note(Fact::Known(group));
            }
        }
        inventory
    }

    fn people_of<'a>(&'a self, clause: &'a Clause) -> Vec<Asked<'a>> {
        let Some(who) = &clause.who else { return Vec::new() };
        let groups = who.groups.iter().flatten();
        let groups = groups.map(|it| (Condition::Groups, Some(it.as_str()), Some(&self.groups)));
        let users = who.users.iter().flatten();
        groups
            .chain(users.map(|it| (Condition::Users, Some(it.as_str()), Some(&self.users))))
            .collect()
    }

    fn instances_of<'a>(&'a self, clause: &'a Clause) -> Vec<Asked<'a>> {
        let Some(instances) = &clause.instances else { return Vec::new() };
        let mut asked: Vec<Asked<'a>> = Vec::new();
        let accounts = instances.accounts.iter().flatten();
        asked.extend(
            accounts.map(|it| (Condition::Accounts, Some(it.as_str()), Some(&self.accounts))),
        );
        let regions = instances.regions.iter().flatten();
        asked
            .extend(regions.map(|it| (Condition::Regions, Some(it.as_str()), Some(&self.regions))));
        let ids = instances.ids.iter().flatten();
        asked.extend(ids.map(|it| (Condition::InstanceIds, Some(it.as_str()), Some(&self.ids))));
        for (key, condition) in &instances.tags {
            let values = self.tags.get(key);
            let named = || Condition::Tag(key.clone());
            match condition {
                TagCondition::In(wanted) => {
                    asked.extend(wanted.iter().map(|it| (named(), Some(it.as_str()), values)));
                }
                // A key that no instance has is a value that none has.
                TagCondition::Present
                | TagCondition::EqualsCaller(
                    CallerFact::Groups | CallerFact::User | CallerFact::Claim(_),
                ) => {
                    if values.is_none() {
                        asked.push((named(), None, None));
                    }
                }
            }
        }
        asked
    }
}

impl Values {
    fn note(&mut self, value: Fact<&str>) {
        if let Fact::Known(value) = value {
            self.exact.insert(value.into());
            self.looks.entry(look(value)).or_insert_with(|| value.into());
        }
    }
}
