//! The zones and rules of a document that is being put together.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

/// Zones by what they are, and rules in the form of a document.
#[derive(Debug, Default)]
pub(super) struct Parts {
    /// Each zone once, with the name it was given.
    pub(super) zones: BTreeMap<Zone, String>,
    pub(super) rules: Vec<Value>,
}

/// Where a call comes from: what of it is given must hold.
#[derive(Clone, Debug, Default, Eq, Ord, PartialEq, PartialOrd)]
pub(super) struct Zone {
    pub(super) vpc_endpoints: BTreeSet<String>,
    pub(super) cidrs: BTreeSet<String>,
}

/// One rule, as far as sources say anything of it. What is empty is no condition.
#[derive(Clone, Debug, Default)]
pub(super) struct Rule {
    pub(super) id: String,
    pub(super) effect: String,
    pub(super) groups: BTreeSet<String>,
    pub(super) users: BTreeSet<String>,
    pub(super) actions: BTreeSet<String>,
    pub(super) accounts: BTreeSet<String>,
    pub(super) regions: BTreeSet<String>,
    pub(super) ids: BTreeSet<String>,
    pub(super) tags: BTreeMap<String, Tag>,
    pub(super) zone: Zone,
    pub(super) enabled: Option<Value>,
    /// Whether an IAM policy says it of `*`, and not of instances by their names.
    pub(super) any_resource: bool,
}

/// What is asked of a tag.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Tag {
    In(BTreeSet<String>),
    Present,
}

impl Parts {
    pub(super) fn push(&mut self, rule: Rule) {
        let from = (rule.zone != Zone::default()).then(|| json!([self.named(&rule.zone)]));
        let Rule {
            id, effect, groups, users, actions, accounts, regions, ids, tags, enabled, ..
        } = rule;
        let mut who = Map::new();
        put(&mut who, "groups", &groups);
        put(&mut who, "users", &users);
        let mut instances = Map::new();
        put(&mut instances, "accounts", &accounts);
        put(&mut instances, "regions", &regions);
        put(&mut instances, "ids", &ids);
        let tags: Map<String, Value> =
            tags.into_iter().map(|(key, tag)| (key, tag.into())).collect();
        if !tags.is_empty() {
            instances.insert("tags".to_owned(), tags.into());
        }
        let or = |object: Map<String, Value>, word: &str| {
            if object.is_empty() { json!(word) } else { Value::Object(object) }
        };
        let mut rule = Map::from_iter([
            ("id".to_owned(), json!(id)),
            ("effect".to_owned(), json!(effect)),
            ("who".to_owned(), or(who, "everyone")),
            ("actions".to_owned(), json!(actions)),
            ("instances".to_owned(), or(instances, "any")),
        ]);
        rule.extend(from.map(|from| ("from".to_owned(), from)));
        rule.extend(enabled.map(|enabled| ("enabled".to_owned(), enabled)));
        self.rules.push(Value::Object(rule));
    }

    /// The name of a zone, a new one for one that was not there before.
    fn named(&mut self, zone: &Zone) -> String {
        let number = self.zones.len().saturating_add(1);
        self.zones.entry(zone.clone()).or_insert_with(|| format!("zone-{number}")).clone()
    }
}

impl From<Zone> for Value {
    fn from(zone: Zone) -> Self {
        let mut members = Map::new();
        put(&mut members, "vpce", &zone.vpc_endpoints);
        put(&mut members, "cidrs", &zone.cidrs);
        Self::Object(members)
    }
}

impl From<Tag> for Value {
    fn from(tag: Tag) -> Self {
        match tag {
            Tag::In(values) => json!(values),
            Tag::Present => json!({ "present": true }),
        }
    }
}

fn put(members: &mut Map<String, Value>, name: &str, values: &BTreeSet<String>) {
    if !values.is_empty() {
        members.insert(name.to_owned(), json!(values));
    }
}
