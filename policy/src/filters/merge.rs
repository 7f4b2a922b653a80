//! Fewer selections that find no less: each costs its caller a call.

use alloc::{
    collections::{BTreeMap, BTreeSet},
    string::String,
    sync::Arc,
    vec,
    vec::Vec,
};

use super::MOST_VALUES;
use crate::{
    Limits,
    space::{Dimension, Space, Values},
};

/// Spaces that together hold every instance of the given ones, at most [`Limits::selectors`] for
/// each account and region, none with more ids than one filter takes.
pub(super) fn merged(open: &[Space]) -> Vec<Space> {
    let mut spaces = open.to_vec();
    let dimensions: BTreeSet<Dimension> =
        open.iter().flat_map(|space| space.0.keys()).cloned().collect();
    let values = open.iter().map(Space::values).fold(open.len(), usize::saturating_add);
    if values.saturating_mul(dimensions.len()) <= Limits::VERSION_1.reach_steps {
        for dimension in &dimensions {
            spaces = joined(spaces, dimension);
        }
    }
    while let Some(crowd) = crowd(&spaces) {
        let (crowded, mut others) = parted(spaces, &crowd);
        others.extend(hull(crowded));
        spaces = others;
    }
    spaces.into_iter().flat_map(split).collect()
}

/// Those that differ only in their values of this dimension, as one: nothing more is in it. Values
/// of a tag only as far as one filter takes them.
fn joined(spaces: Vec<Space>, dimension: &Dimension) -> Vec<Space> {
    let most = match dimension {
        Dimension::Tag(_) => MOST_VALUES,
        Dimension::Account | Dimension::Id | Dimension::Region => usize::MAX,
    };
    let mut alike: BTreeMap<Space, Vec<Arc<BTreeSet<String>>>> = BTreeMap::new();
    let mut joined = Vec::new();
    for mut space in spaces {
        if let Some(Values::In(values)) = space.0.get(dimension) {
            let values = values.clone();
            space.0.remove(dimension);
            let lists = alike.entry(space).or_default();
            match lists.last_mut() {
                Some(list) if list.len().saturating_add(values.len()) <= most => {
                    Arc::make_mut(list).extend(values.iter().cloned());
                }
                _ => lists.push(values),
            }
        } else {
            joined.push(space);
        }
    }
    for (rest, lists) in alike {
        joined.extend(lists.into_iter().map(|list| {
            let mut space = rest.clone();
            space.0.insert(dimension.clone(), Values::In(list));
            space
        }));
    }
    joined
}

/// The indices of spaces that are too many for some account and region; `None` if there is none.
fn crowd(spaces: &[Space]) -> Option<BTreeSet<usize>> {
    let most = Limits::VERSION_1.selectors;
    let too_many = |crowd: &BTreeSet<usize>| {
        let calls = spaces.iter().enumerate().filter(|(index, _)| crowd.contains(index));
        calls.map(|(_, space)| calls_for(space)).fold(0, usize::saturating_add) > most
    };
    let all: BTreeSet<usize> = (0..spaces.len()).collect();
    if !too_many(&all) {
        return None;
    }
    let (accounts, regions) =
        (named(spaces, &Dimension::Account), named(spaces, &Dimension::Region));
    let looks = accounts.len().saturating_mul(regions.len()).saturating_mul(spaces.len());
    if looks > Limits::VERSION_1.reach_steps / 5 {
        return Some(all); // so many accounts that looking at each would cost more than it saves
    }
    let places = accounts.iter().flat_map(|account| regions.iter().map(move |it| (account, it)));
    let mut crowds = places.map(|(account, region)| -> BTreeSet<usize> {
        let here = spaces.iter().enumerate().filter(|(_, space)| {
            holds(space, &Dimension::Account, *account) && holds(space, &Dimension::Region, *region)
        });
        here.map(|(index, _)| index).collect()
    });
    crowds.find(too_many)
}

/// How many selections a space becomes.
fn calls_for(space: &Space) -> usize {
    match space.0.get(&Dimension::Id) {
        Some(Values::In(ids)) => ids.len().div_ceil(MOST_VALUES),
        Some(Values::Some) | None => 1,
    }
}

/// The values that some space names in a dimension, and `None` for any other.
fn named<'a>(spaces: &'a [Space], dimension: &Dimension) -> BTreeSet<Option<&'a str>> {
    let named = spaces.iter().filter_map(|space| match space.0.get(dimension) {
        Some(Values::In(values)) => Some(values.iter().map(|value| Some(&**value))),
        Some(Values::Some) | None => None,
    });
    named.flatten().chain([None]).collect()
}

fn holds(space: &Space, dimension: &Dimension, value: Option<&str>) -> bool {
    match space.0.get(dimension) {
        Some(Values::In(values)) => value.is_some_and(|value| values.contains(value)),
        Some(Values::Some) | None => true,
    }
}

fn parted(spaces: Vec<Space>, crowd: &BTreeSet<usize>) -> (Vec<Space>, Vec<Space>) {
    let (mut crowded, mut others) = (Vec::new(), Vec::new());
    for (index, space) in spaces.into_iter().enumerate() {
        if crowd.contains(&index) { crowded.push(space) } else { others.push(space) }
    }
    (crowded, others)
}

/// The smallest space that holds all of them, less its ids if one filter does not take them.
fn hull(spaces: Vec<Space>) -> Option<Space> {
    let mut hull = spaces.into_iter().reduce(|mut hull, space| {
        hull.0.retain(|dimension, ours| match (ours, space.0.get(dimension)) {
            (_, None) => false,
            (Values::In(ours), Some(Values::In(theirs))) => {
                Arc::make_mut(ours).extend(theirs.iter().cloned());
                true
            }
            (ours, Some(_)) => {
                *ours = Values::Some;
                true
            }
        });
        hull
    })?;
    if calls_for(&hull) > 1 {
        hull.0.remove(&Dimension::Id);
    }
    Some(hull)
}

/// The same instances, with no more ids in one space than one filter takes.
fn split(space: Space) -> Vec<Space> {
    let Some(Values::In(ids)) = space.0.get(&Dimension::Id).filter(|_| calls_for(&space) > 1)
    else {
        return vec![space];
    };
    let ids: Vec<&String> = ids.iter().collect();
    let parts = ids.chunks(MOST_VALUES).map(|ids| {
        let ids = ids.iter().copied().cloned().collect();
        let mut part = space.clone();
        part.0.insert(Dimension::Id, Values::In(Arc::new(ids)));
        part
    });
    parts.collect()
}
