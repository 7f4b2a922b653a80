//! What the instances and the people of the hints have, as far as it is known.

use alloc::{
    collections::{BTreeMap, BTreeSet},
    string::{String, ToString},
};

use super::Hints;
use crate::{
    AccountId, Condition, Fact, Instance, InstanceId, Region, Tags,
    document::check::{look, nearest},
};

/// The values that there are, of one kind.
#[derive(Debug, Default)]
pub(super) struct Values {
    exact: BTreeSet<String>,
    /// One value of each look.
    looks: BTreeMap<String, String>,
    /// Of how many the value is unknown.
    pub(super) unknown: usize,
}

/// What the people and the instances of the hints have.
#[derive(Debug, Default)]
pub(super) struct Inventory {
    accounts: Values,
    regions: Values,
    ids: Values,
    /// The keys of the tags.
    keys: Values,
    tags: BTreeMap<String, Values>,
    users: Values,
    groups: Values,
}

impl Inventory {
    pub(super) fn new(hints: &Hints) -> Self {
        let mut inventory = Self::default();
        for instance in &hints.instances {
            inventory.accounts.note(instance.account.as_ref().map(AccountId::as_str));
            inventory.regions.note(instance.region.as_ref().map(Region::as_str));
            inventory.ids.note(instance.id.as_ref().map(InstanceId::as_str));
            if instance.tags == Fact::Unknown {
                inventory.keys.note(Fact::Unknown);
            }
            for (key, value) in instance.tags.known().into_iter().flat_map(Tags::iter) {
                inventory.keys.note(Fact::Known(key));
                inventory.tags.entry(key.to_string()).or_default().note(Fact::Known(value));
            }
        }
        for caller in &hints.people {
            inventory.users.note(caller.user());
            match caller.groups() {
                Fact::Known(groups) => {
                    groups.iter().for_each(|group| inventory.groups.note(Fact::Known(group)));
                }
                Fact::Absent => {}
                Fact::Unknown => inventory.groups.note(Fact::Unknown),
            }
        }
        inventory
    }

    /// The values that a condition asks for: those of a tag that is there, or the keys of the tags.
    /// `None` for a condition that is about neither instances nor who the caller is.
    pub(super) fn values(&self, condition: &Condition) -> Option<&Values> {
        match condition {
            Condition::Groups => Some(&self.groups),
            Condition::Users => Some(&self.users),
            Condition::Accounts => Some(&self.accounts),
            Condition::Regions => Some(&self.regions),
            Condition::InstanceIds => Some(&self.ids),
            Condition::Tag(key) => self.tags.get(key),
            Condition::Actions
            | Condition::From
            | Condition::During
            | Condition::NotBefore
            | Condition::NotAfter
            | Condition::SignedInWithin
            | Condition::IssuedBefore => None,
        }
    }

    /// The keys of the tags that there are.
    pub(super) const fn keys(&self) -> &Values {
        &self.keys
    }
}

impl Values {
    fn note(&mut self, value: Fact<&str>) {
        match value {
            Fact::Known(value) => {
                self.exact.insert(value.into());
                self.looks.entry(look(value)).or_insert_with(|| value.into());
            }
            Fact::Absent => {}
            Fact::Unknown => self.unknown = self.unknown.saturating_add(1),
        }
    }

    pub(super) fn has(&self, value: &str) -> bool {
        self.exact.contains(value)
    }

    /// A value that is there and is probably meant: it looks the same, or is spelt alike.
    pub(super) fn meant(&self, value: &str) -> Option<&str> {
        let alike = self.looks.get(&look(value));
        alike.map(String::as_str).or_else(|| self.spelt_alike(value))
    }

    /// What is spelt alike. What differs in its digits alone is the name of something else: `web-1` and
    /// `web-2`, an account and another. Where one letter is a word, as in `税務課` and `総務課`, only an
    /// end may be missing or too much.
    fn spelt_alike(&self, value: &str) -> Option<&str> {
        let without_digits = |text: &str| text.replace(|letter: char| letter.is_ascii_digit(), "");
        let plain = without_digits(value);
        let others = self.exact.iter().map(String::as_str);
        let mut others = others.filter(|other| without_digits(other) != plain);
        if value.is_ascii() {
            return nearest(value, others.filter(|other| other.is_ascii()));
        }
        let extends =
            |long: &str, short: &str| short.chars().nth(1).is_some() && long.starts_with(short);
        others.find(|other| extends(other, value) || extends(value, other))
    }
}

/// Whether an instance is known to lack a tag. The key is in NFC.
pub(super) fn lacks(instance: &Instance, key: &str) -> bool {
    match &instance.tags {
        Fact::Known(tags) => tags.value(key).is_none(),
        Fact::Absent => true,
        Fact::Unknown => false,
    }
}
