//! Sets of instances, as one set of values for every dimension an instance has: what a clause that
//! is cut down to its instance conditions describes.

use alloc::{
    collections::{BTreeMap, BTreeSet, btree_map::Entry},
    string::String,
    sync::Arc,
    vec::Vec,
};

use crate::{
    residual::{Remainder, TagRemainder},
    work::Work,
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
    /// One of these: never none. Shared with the rule, or with the cut that made it.
    In(Arc<BTreeSet<String>>),
}

/// What taking another space away does to a space, as far as one space can say it: exact where
/// they differ in at most one dimension.
#[derive(Debug)]
pub(crate) enum Cut<'a> {
    /// Nothing is left.
    Everything,
    /// Nothing is taken away, or not in a way that leaves one space.
    Nothing,
    /// Some of these values of one dimension are taken away, and some are left.
    Values(&'a Dimension, &'a BTreeSet<String>),
}

impl Space {
    /// The instances that are not known to fail the clause: unknown facts of the attempt are taken
    /// to hold, and a tag compared with one to match.
    pub(crate) fn of(clause: &Remainder) -> Self {
        let tags = clause.tags.iter().map(|(key, test)| {
            let values = match test {
                TagRemainder::In(values) => Values::In(values.clone()),
                TagRemainder::Present | TagRemainder::Unresolved(_) => Values::Some,
            };
            (Dimension::Tag(key.clone()), values)
        });
        let identity = [
            (Dimension::Account, &clause.accounts),
            (Dimension::Region, &clause.regions),
            (Dimension::Id, &clause.ids),
        ];
        let identity = identity
            .into_iter()
            .filter_map(|(dimension, values)| Some((dimension, Values::In(values.clone()?))));
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

    /// Whether some instance is in both: whether they [meet](Self::meet).
    pub(crate) fn overlaps(&self, other: &Self, work: &mut Work) -> bool {
        other.0.iter().all(|(dimension, theirs)| {
            work.take(1);
            self.0.get(dimension).is_none_or(|ours| ours.overlaps(theirs, work))
        })
    }

    /// Whether some instance is in all three, where some is in the other two.
    pub(crate) fn overlaps_both<'a>(
        &'a self,
        left: &'a Self,
        right: &'a Self,
        work: &mut Work,
    ) -> bool {
        self.0.iter().all(|(dimension, ours)| {
            work.take(1);
            let named = |values: &'a Values| match values {
                Values::In(values) => Some(&**values),
                Values::Some => None,
            };
            let others = [left.0.get(dimension), right.0.get(dimension)];
            let sets = others.into_iter().flatten().chain([ours]).filter_map(named);
            let mut sets: Vec<&BTreeSet<String>> = sets.collect();
            sets.sort_by_key(|set| set.len());
            let Some((fewest, more)) = sets.split_first() else { return true };
            work.take(fewest.len());
            fewest.iter().any(|value| more.iter().all(|set| set.contains(value)))
        })
    }

    /// Whether every instance in this space is in the other.
    pub(crate) fn within(&self, other: &Self, work: &mut Work) -> bool {
        other.0.iter().all(|(dimension, theirs)| self.is_within(dimension, theirs, work))
    }

    /// What taking another space away does to this one.
    pub(crate) fn without<'a>(&self, other: &'a Self, work: &mut Work) -> Cut<'a> {
        let mut outside =
            other.0.iter().filter(|(dimension, theirs)| !self.is_within(dimension, theirs, work));
        let Some((dimension, theirs)) = outside.next() else { return Cut::Everything };
        if outside.next().is_some() {
            return Cut::Nothing;
        }
        drop(outside);
        let (Some(Values::In(ours)), Values::In(theirs)) = (self.0.get(dimension), theirs) else {
            return Cut::Nothing;
        };
        work.take(ours.len().min(theirs.len()));
        if ours.is_disjoint(theirs) {
            return Cut::Nothing;
        }
        Cut::Values(dimension, theirs)
    }

    /// Takes values of one dimension away.
    pub(crate) fn remove(
        &mut self,
        dimension: &Dimension,
        values: &BTreeSet<String>,
        work: &mut Work,
    ) {
        if let Some(Values::In(ours)) = self.0.get_mut(dimension) {
            work.take(ours.len());
            Arc::make_mut(ours).retain(|value| !values.contains(value));
        }
    }

    /// How many values it names.
    pub(crate) fn values(&self) -> usize {
        let counts = self.0.values().map(|values| match values {
            Values::Some => 1,
            Values::In(values) => values.len(),
        });
        counts.fold(0, usize::saturating_add)
    }

    fn is_within(&self, dimension: &Dimension, theirs: &Values, work: &mut Work) -> bool {
        work.take(1);
        self.0.get(dimension).is_some_and(|ours| ours.within(theirs, work))
    }
}

impl Values {
    fn meet(&self, other: &Self) -> Option<Self> {
        match (self, other) {
            (Self::Some, values) | (values, Self::Some) => Some(values.clone()),
            (Self::In(ours), Self::In(theirs)) => {
                let both: BTreeSet<_> = ours.intersection(theirs).cloned().collect();
                (!both.is_empty()).then(|| Self::In(Arc::new(both)))
            }
        }
    }

    fn overlaps(&self, other: &Self, work: &mut Work) -> bool {
        match (self, other) {
            (Self::Some, _) | (_, Self::Some) => true,
            (Self::In(ours), Self::In(theirs)) => {
                work.take(ours.len().min(theirs.len()));
                !ours.is_disjoint(theirs)
            }
        }
    }

    fn within(&self, other: &Self, work: &mut Work) -> bool {
        match (self, other) {
            (_, Self::Some) => true,
            (Self::Some, Self::In(_)) => false,
            (Self::In(ours), Self::In(theirs)) => {
                // A larger set is within no smaller one, which takes no comparison to see.
                work.take(if ours.len() > theirs.len() { 0 } else { ours.len() });
                ours.is_subset(theirs)
            }
        }
    }
}
