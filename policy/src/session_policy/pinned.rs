//! The session policy for instances that were decided on one by one.

use alloc::{
    collections::{BTreeMap, BTreeSet},
    string::{String, ToString},
    sync::Arc,
    vec::Vec,
};

use crate::{
    Grant, Instance,
    residual::{Remainder, Residual},
    space::{Dimension, Space, Values},
};

use super::statement::Statement;

/// The account and the region of some instances, and the values of the tags that count.
type Alike<'a> = (String, String, Vec<Option<&'a str>>);

/// One statement for all instances that are of one place and agree in the tags that count.
pub(super) fn statements<'a>(
    residual: &Residual,
    grants: impl Iterator<Item = &'a Grant>,
) -> Vec<Statement> {
    let keys = keys(residual);
    let mut alike: BTreeMap<Alike<'_>, BTreeSet<String>> = BTreeMap::new();
    for grant in grants {
        let Instance { account, region, id, tags } = grant.instance();
        // Of what is not known a decision may rest on nothing, but AWS has to be told something.
        let (Some(account), Some(region), Some(id), Some(tags)) =
            (account.known(), region.known(), id.known(), tags.known())
        else {
            continue;
        };
        let values = keys.iter().map(|key| tags.value(key)).collect();
        let place = (account.to_string(), region.to_string(), values);
        alike.entry(place).or_default().insert(id.to_string());
    }
    let statement = |((account, region, values), ids): (_, _)| {
        let identity = [
            (Dimension::Account, one(account)),
            (Dimension::Region, one(region)),
            (Dimension::Id, Values::In(Arc::new(ids))),
        ];
        let tags = keys.iter().zip::<Vec<Option<&str>>>(values);
        let (there, absent): (Vec<_>, Vec<_>) = tags.partition(|(_, value)| value.is_some());
        let there = there.into_iter().filter_map(|(key, value)| {
            Some((Dimension::Tag(key.clone()), one(value?.to_string())))
        });
        let within = Space(identity.into_iter().chain(there).collect());
        let absent = absent.into_iter().map(|(key, _)| Dimension::Tag(key.clone()));
        Statement::allow_without(within, absent)
    };
    alike.into_iter().map(statement).collect()
}

/// The keys of all tags that a rule for this attempt looks at.
pub(super) fn keys(residual: &Residual) -> BTreeSet<Arc<str>> {
    let of = |clause: &Remainder| clause.tags.keys().cloned().collect::<Vec<_>>();
    let rules = residual.rules.iter();
    let clauses = rules.flat_map(|rule| rule.unless.iter().chain([&rule.when]));
    let required = residual.required_tags.iter().map(|key| (&**key).into());
    clauses.flat_map(of).chain(required).collect()
}

fn one(text: String) -> Values {
    Values::In(Arc::new(BTreeSet::from([text])))
}
