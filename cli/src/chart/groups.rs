//! People and instances that are shown as one.

use std::collections::{BTreeMap, BTreeSet};

use sekisho_policy::{AccountId, Clause, Document, Fact, Instance, Region};

/// Instances of one class that have the same in everything that rules look at, but for their ids.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct InstanceGroup {
    /// The class in the matrix.
    pub(super) class: usize,
    /// What they have in common: tags by their keys, `account`, `region`.
    pub(super) facts: Facts,
    /// Their places among the instances.
    pub(super) members: Vec<usize>,
}

/// Names of facts, and what they are.
pub(super) type Facts = Vec<(String, Fact<String>)>;

/// The people of each class.
pub(super) fn people_groups(
    people: usize,
    classes: usize,
    class: impl Fn(usize) -> Option<usize>,
) -> Vec<Vec<usize>> {
    let mut groups = vec![Vec::new(); classes];
    for person in 0..people {
        if let Some(group) = class(person).and_then(|class| groups.get_mut(class)) {
            group.push(person);
        }
    }
    groups
}

/// The instances of each class, told apart by what rules of these documents look at, in the order of
/// that.
pub(super) fn instance_groups(
    documents: &[&Document],
    instances: &[Instance],
    class: impl Fn(usize) -> Option<usize>,
) -> Vec<InstanceGroup> {
    let looked_at = LookedAt::new(documents, instances);
    let mut groups: BTreeMap<(Facts, usize), Vec<usize>> = BTreeMap::new();
    for (place, instance) in instances.iter().enumerate() {
        if let Some(class) = class(place) {
            groups.entry((looked_at.facts(instance), class)).or_default().push(place);
        }
    }
    let group = |((facts, class), members)| InstanceGroup { class, facts, members };
    groups.into_iter().map(group).collect()
}

/// What the rules in force look at in an instance; of account and region only what differs.
struct LookedAt<'a> {
    accounts: bool,
    regions: bool,
    tags: BTreeSet<&'a str>,
}

impl<'a> LookedAt<'a> {
    fn new(documents: &[&'a Document], all: &[Instance]) -> Self {
        let rules = documents.iter().flat_map(|document| document.rules());
        let rules = rules.filter(|rule| rule.enabled);
        let clauses = rules.flat_map(|rule| [&rule.when].into_iter().chain(&rule.unless));
        let instances: Vec<_> =
            clauses.filter_map(|clause: &Clause| clause.instances.as_ref()).collect();
        let keys = instances.iter().flat_map(|it| it.tags.keys());
        let required = documents.iter().flat_map(|document| document.required_tags());
        let accounts: BTreeSet<_> = all.iter().map(|it| &it.account).collect();
        let regions: BTreeSet<_> = all.iter().map(|it| &it.region).collect();
        Self {
            accounts: accounts.len() > 1 && instances.iter().any(|it| it.accounts.is_some()),
            regions: regions.len() > 1 && instances.iter().any(|it| it.regions.is_some()),
            tags: keys.chain(required).map(String::as_str).collect(),
        }
    }

    fn facts(&self, instance: &Instance) -> Facts {
        let tag = |key: &&str| {
            let value = match &instance.tags {
                Fact::Known(tags) => Fact::known_or_absent(tags.value(key).map(ToOwned::to_owned)),
                Fact::Absent => Fact::Absent,
                Fact::Unknown => Fact::Unknown,
            };
            ((*key).to_owned(), value)
        };
        let account = instance.account.as_ref().map(AccountId::to_string);
        let region = instance.region.as_ref().map(Region::to_string);
        let account = self.accounts.then(|| ("account".to_owned(), account));
        let region = self.regions.then(|| ("region".to_owned(), region));
        self.tags.iter().map(tag).chain(account).chain(region).collect()
    }
}
