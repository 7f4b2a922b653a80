//! Sets of instances, as one set of values for every dimension an instance has: what a clause that
//! is cut down to its instance conditions describes.

use alloc::{
    borrow::ToOwned,
    collections::{BTreeMap, BTreeSet, btree_map::Entry},
    string::String,
    sync::Arc,
};

use crate::{
    AccountId, InstanceId, Region,
    residual::{Remainder, TagRemainder},
};

/// The instances that meet a condition in each of these dimensions; any instance if there is none.
#[derive(Clone, Debug, Default, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) struct Space(pub(crate) BTreeMap<Dimension, Values>);

/// A dimension in which instances differ.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum Dimension {
    Account,
    Region,
    Id,
    Tag(Arc<str>),
}

/// The values that are met in one dimension.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum Values {
    /// Any, but there must be one (a tag that is present).
    Some,
    /// One of these: never none.
    In(BTreeSet<String>),
}

impl Space {
    /// The instances that are not known to fail the clause: unknown facts of the attempt are taken
    /// to hold, and a tag compared with one to match.
    pub(crate) fn of(clause: &Remainder) -> Self {
        let identity = &clause.identity;
        let accounts =
            identity.accounts.as_ref().map(|ids| texts(ids.iter().map(AccountId::as_str)));
        let regions = identity.regions.as_ref().map(|ids| texts(ids.iter().map(Region::as_str)));
        let ids = identity.ids.as_ref().map(|ids| texts(ids.iter().map(InstanceId::as_str)));
        let tags = clause.tags.iter().map(|(key, test)| {
            let values = match test {
                TagRemainder::In(values) => Values::In((**values).clone()),
                TagRemainder::Present | TagRemainder::Unresolved(_) => Values::Some,
            };
            (Dimension::Tag(key.clone()), values)
        });
        let identity =
            [(Dimension::Account, accounts), (Dimension::Region, regions), (Dimension::Id, ids)]
                .into_iter()
                .filter_map(|(dimension, values)| Some((dimension, Values::In(values?))));
        Self(identity.chain(tags).collect())
    }

    /// The instances that carry all of these tags.
    pub(crate) fn carrying(keys: &BTreeSet<String>) -> Self {
        Self(keys.iter().map(|key| (Dimension::Tag((&**key).into()), Values::Some)).collect())
    }

    /// The instances in both; `None` if there is none.
    pub(crate) fn meet(&self, other: &Self) -> Option<Self> {
        let mut both = self.clone();
        for (dimension, theirs) in &other.0 {
            match both.0.entry(dimension.clone()) {
                Entry::Vacant(entry) => {
                    entry.insert(theirs.clone());
                }
                Entry::Occupied(mut entry) => {
                    let met = entry.get().meet(theirs)?;
                    entry.insert(met);
                }
            }
        }
        Some(both)
    }

    /// What is left of this space without another, as far as one space can say it: exact where they
    /// differ in at most one dimension, otherwise nothing is taken away. `None`: nothing is left.
    pub(crate) fn without(&self, other: &Self) -> Option<Self> {
        let mut outside = other.0.iter().filter(|(dimension, theirs)| {
            !self.0.get(*dimension).is_some_and(|ours| ours.within(theirs))
        });
        let (dimension, theirs) = outside.next()?;
        let mut left = self.clone();
        if outside.next().is_some() {
            return Some(left);
        }
        if let (Some(Values::In(ours)), Values::In(theirs)) = (left.0.get_mut(dimension), theirs) {
            ours.retain(|value| !theirs.contains(value));
        }
        Some(left)
    }
}

impl Values {
    fn meet(&self, other: &Self) -> Option<Self> {
        match (self, other) {
            (Self::Some, values) | (values, Self::Some) => Some(values.clone()),
            (Self::In(ours), Self::In(theirs)) => {
                let both: BTreeSet<_> = ours.intersection(theirs).cloned().collect();
                (!both.is_empty()).then_some(Self::In(both))
            }
        }
    }

    fn within(&self, other: &Self) -> bool {
        match (self, other) {
            (_, Self::Some) => true,
            (Self::Some, Self::In(_)) => false,
            (Self::In(ours), Self::In(theirs)) => ours.is_subset(theirs),
        }
    }
}

fn texts<'a>(values: impl Iterator<Item = &'a str>) -> BTreeSet<String> {
    values.map(ToOwned::to_owned).collect()
}
