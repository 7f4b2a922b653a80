//! One statement of a session policy.

use alloc::{
    collections::{BTreeMap, BTreeSet},
    format,
    string::String,
    sync::Arc,
    vec::Vec,
};

use serde_json::{Map, Value, json};

use crate::{
    Partition, ResourceKind,
    space::{Dimension, Space, Values},
};

/// A statement about the instances in a space, less those that are outside it in some way.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Statement {
    effect: &'static str,
    within: Space,
    outside: BTreeMap<Dimension, Outside>,
}

/// How an instance is outside a condition.
#[derive(Clone, Debug, Eq, PartialEq)]
enum Outside {
    /// It has no such tag.
    Absent,
    /// Its value, if it has one, is none of these.
    Others(BTreeSet<String>),
}

impl Statement {
    pub(super) fn allow(within: &Space) -> Self {
        Self { effect: "Allow", within: within.clone(), outside: BTreeMap::new() }
    }

    /// What is in the space and lacks these tags.
    pub(super) fn allow_without(within: Space, absent: impl Iterator<Item = Dimension>) -> Self {
        let outside = absent.map(|tag| (tag, Outside::Absent)).collect();
        Self { effect: "Allow", within, outside }
    }

    pub(super) fn deny(within: Space) -> Self {
        Self { effect: "Deny", within, outside: BTreeMap::new() }
    }

    /// The same statement about those of its instances that do not meet this condition; `None` if
    /// there is none.
    pub(super) fn outside(&self, dimension: &Dimension, condition: &Values) -> Option<Self> {
        let mut narrowed = self.clone();
        match (narrowed.within.0.get_mut(dimension), condition) {
            (Some(_), Values::Some) => return None,
            (Some(Values::In(ours)), Values::In(theirs)) => {
                let left: BTreeSet<_> = ours.difference(theirs).cloned().collect();
                if left.is_empty() {
                    return None;
                }
                *ours = Arc::new(left);
            }
            (None, Values::Some) => {
                narrowed.outside.insert(dimension.clone(), Outside::Absent);
            }
            (Some(Values::Some) | None, Values::In(theirs)) => {
                let others = Outside::Others(BTreeSet::new());
                // Absent is outside of every set of values already.
                if let Outside::Others(others) =
                    narrowed.outside.entry(dimension.clone()).or_insert(others)
                {
                    others.extend(theirs.iter().cloned());
                }
            }
        }
        Some(narrowed)
    }

    /// The same statement about resources of this kind alone; `None` if it names others alone.
    pub(super) fn of_kind(mut self, kind: ResourceKind) -> Option<Self> {
        if let Some(Values::In(ids)) = self.within.0.get_mut(&Dimension::Id) {
            Arc::make_mut(ids).retain(|id| ResourceKind::of(id) == kind);
            if ids.is_empty() {
                return None;
            }
        }
        if let Some(Outside::Others(ids)) = self.outside.get_mut(&Dimension::Id) {
            ids.retain(|id| ResourceKind::of(id) == kind);
            if ids.is_empty() {
                self.outside.remove(&Dimension::Id);
            }
        }
        Some(self)
    }

    pub(super) fn dimensions(&self) -> impl Iterator<Item = &Dimension> {
        self.within.0.keys().chain(self.outside.keys())
    }

    /// How many ARNs the text of it has, or fewer: accounts, regions and ids multiply.
    pub(super) fn arns(&self) -> usize {
        if self.outside.contains_key(&Dimension::Id) {
            return 0;
        }
        let counts = [Dimension::Account, Dimension::Id, Dimension::Region].map(|dimension| {
            match self.within.0.get(&dimension) {
                Some(Values::In(values)) => values.len(),
                Some(Values::Some) | None => 1,
            }
        });
        counts.into_iter().fold(1, usize::saturating_mul)
    }

    pub(super) fn json(&self, partition: &Partition, kind: ResourceKind, action: &str) -> Value {
        let mut conditions = Conditions::default();
        let (element, instances) = self.instances(partition, kind, &mut conditions);
        for (dimension, values) in &self.within.0 {
            if let Dimension::Tag(key) = dimension {
                match values {
                    Values::In(values) => conditions.add("StringEquals", &tag(key), texts(values)),
                    Values::Some => conditions.add("Null", &tag(key), json!("false")),
                }
            }
        }
        for (dimension, outside) in &self.outside {
            let key = match dimension {
                Dimension::Account => ACCOUNT.into(),
                Dimension::Region => REGION.into(),
                // By `NotResource`.
                Dimension::Id => continue,
                Dimension::Tag(key) => tag(key),
            };
            match outside {
                Outside::Absent => conditions.add("Null", &key, json!("true")),
                Outside::Others(values) => conditions.add("StringNotEquals", &key, texts(values)),
            }
        }
        let mut statement = Map::new();
        statement.insert("Effect".into(), json!(self.effect));
        statement.insert("Action".into(), json!(action));
        statement.insert(element.into(), instances);
        if !conditions.0.is_empty() {
            statement.insert("Condition".into(), json!(conditions.0));
        }
        Value::Object(statement)
    }

    /// The element of the statement that says which instances, and what is in it.
    fn instances(
        &self,
        partition: &Partition,
        kind: ResourceKind,
        conditions: &mut Conditions,
    ) -> (&'static str, Value) {
        if let Some(Outside::Others(ids)) = self.outside.get(&Dimension::Id) {
            // All resources but these leaves no room for accounts and regions: they become
            // conditions, which a statement that denies takes as met where AWS does not tell.
            for (dimension, key) in [(Dimension::Account, ACCOUNT), (Dimension::Region, REGION)] {
                if let Some(Values::In(values)) = self.within.0.get(&dimension) {
                    conditions.add("StringEqualsIfExists", key, texts(values));
                }
            }
            let arns: Vec<_> = ids.iter().map(|id| kind.arn(partition, "*", "*", id)).collect();
            return ("NotResource", list(&arns));
        }
        let any = BTreeSet::from([String::from("*")]);
        let values = |dimension| match self.within.0.get(&dimension) {
            Some(Values::In(values)) => &**values,
            Some(Values::Some) | None => &any,
        };
        let mut arns = Vec::new();
        for region in values(Dimension::Region) {
            for account in values(Dimension::Account) {
                for id in values(Dimension::Id) {
                    arns.push(kind.arn(partition, region, account, id));
                }
            }
        }
        ("Resource", list(&arns))
    }
}

/// Operator to condition key to values.
#[derive(Default)]
struct Conditions(BTreeMap<&'static str, BTreeMap<String, Value>>);

impl Conditions {
    fn add(&mut self, operator: &'static str, key: &str, values: Value) {
        self.0.entry(operator).or_default().insert(key.into(), values);
    }
}

const ACCOUNT: &str = "aws:ResourceAccount";
const REGION: &str = "aws:RequestedRegion";

fn tag(key: &str) -> String {
    format!("aws:ResourceTag/{key}")
}

/// `${` begins a policy variable: `${$}` is a dollar that does not.
fn texts(values: &BTreeSet<String>) -> Value {
    let escaped: Vec<_> = values.iter().map(|value| value.replace("${", "${$}{")).collect();
    list(&escaped)
}

/// One text, or a list of several: the shorter form counts.
fn list(texts: &[String]) -> Value {
    if let [text] = texts { json!(text) } else { json!(texts) }
}
