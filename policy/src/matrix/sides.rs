//! The two sides of a matrix: callers and instances, told apart as far as the rules can.

use alloc::{collections::BTreeSet, string::String, vec::Vec};

use super::{
    bits::Bits,
    classes::Classes,
    clauses::Clauses,
    filed::{Asked, Filed},
    relation::{OfCaller, OfInstance, Relation},
};
use crate::{
    AccountId, Caller, Document, Fact, Instance, InstanceId, Region, TagCondition,
    condition::value, text::Text,
};

/// A caller, as far as the rules can tell.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub(super) struct CallerSign {
    /// The clauses that are about this caller.
    pub(super) clauses: Bits,
    /// What there is to compare with a tag, a relation each.
    pub(super) values: Vec<OfCaller>,
}

/// An instance, as far as the rules can tell. `None` is one that lacks a required tag, or of which
/// that is not known: nobody may do anything to it.
pub(super) type InstanceSign = Option<TouchableSign>;

/// An instance that has the required tags.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub(super) struct TouchableSign {
    /// The clauses that are about this instance.
    pub(super) clauses: Bits,
    /// What it has in the tag of each relation.
    pub(super) values: Vec<OfInstance>,
}

/// The classes of callers.
pub(super) fn callers(
    clauses: &Clauses<'_>,
    relations: &[Relation<'_>],
    callers: &[&Caller],
) -> Classes<CallerSign> {
    let who = |number| clauses.clause(number)?.who.as_ref();
    let users = Filed::new(clauses, |number| among(who(number)?.users.as_ref(), String::as_str));
    let groups = Filed::new(clauses, |number| among(who(number)?.groups.as_ref(), String::as_str));
    Classes::new(callers.iter().map(|caller| {
        let mut met = users.met(caller.user().map(Some));
        met.keep(&groups.met(caller.groups().map(|of| of.texts().iter().map(Text::as_str))));
        let values = relations.iter().map(|relation| relation.of_caller(caller));
        CallerSign { clauses: met, values: values.collect() }
    }))
}

/// The classes of instances.
pub(super) fn instances(
    document: &Document,
    clauses: &Clauses<'_>,
    relations: &[Relation<'_>],
    instances: &[&Instance],
) -> Classes<InstanceSign> {
    let asked = |number| clauses.clause(number)?.instances.as_ref();
    let accounts =
        Filed::new(clauses, |number| among(asked(number)?.accounts.as_ref(), AccountId::as_str));
    let regions =
        Filed::new(clauses, |number| among(asked(number)?.regions.as_ref(), Region::as_str));
    let ids = Filed::new(clauses, |number| among(asked(number)?.ids.as_ref(), InstanceId::as_str));
    let keys = (0..clauses.len()).filter_map(asked).flat_map(|it| it.tags.keys());
    let keys: BTreeSet<&str> = keys.map(String::as_str).collect();
    let tags = keys.into_iter().map(|key| {
        let filed = Filed::new(clauses, |number| match asked(number)?.tags.get(key)? {
            // The relations tell of these.
            TagCondition::EqualsCaller(_) => None,
            TagCondition::Present => Some(Asked::Any),
            TagCondition::In(values) => among(Some(values), String::as_str),
        });
        (Text::new(key), filed)
    });
    let tags: Vec<(Text, Filed<'_>)> = tags.filter(|(_, filed)| !filed.is_idle()).collect();
    let required: Vec<Text> = document.required_tags.iter().map(|key| Text::new(key)).collect();
    Classes::new(instances.iter().map(|instance| {
        if !required.iter().all(|key| matches!(value(instance, key), Fact::Known(_))) {
            return None;
        }
        let mut met = accounts.met(instance.account.as_ref().map(|it| Some(it.as_str())));
        met.keep(&regions.met(instance.region.as_ref().map(|it| Some(it.as_str()))));
        met.keep(&ids.met(instance.id.as_ref().map(|it| Some(it.as_str()))));
        for (key, filed) in &tags {
            met.keep(&filed.met(value(instance, key).map(|it| Some(it.as_str()))));
        }
        let values = relations.iter().map(|relation| relation.of_instance(instance));
        Some(TouchableSign { clauses: met, values: values.collect() })
    }))
}

/// One of these values, if there are any to ask for.
fn among<T>(values: Option<&BTreeSet<T>>, text: fn(&T) -> &str) -> Option<Asked<'_>> {
    Some(Asked::Among(values?.iter().map(text).collect()))
}
