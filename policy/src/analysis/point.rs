//! One point of a region: exact, whatever relations there are between its texts.

use alloc::{
    collections::{BTreeMap, BTreeSet},
    vec::Vec,
};

use super::{
    axes::Axis,
    budget::{Spent, Steps},
    ranges::Ranges,
    region::Region,
    world::World,
};
use crate::CallerFact;

/// What is chosen of a text.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum Choice {
    /// The text of this class.
    Text(u32),
    /// A text that no condition names. Equal numbers are equal texts.
    Fresh(u32),
    /// There is none.
    Absent,
}

/// The choices that are bound to each other; every other axis is free within its set.
#[derive(Debug, Default)]
pub(crate) struct Point {
    /// The texts that take part in a relation.
    pub(crate) texts: BTreeMap<Axis, Choice>,
    /// The groups of the caller.
    pub(crate) groups: BTreeSet<Choice>,
    /// The moment.
    pub(crate) moment: u32,
}

/// The bundles that must hold different texts, as their places.
type Apart = Vec<(usize, usize)>;

/// Axes that must hold one text.
#[derive(Debug)]
struct Bundle {
    axes: Vec<Axis>,
    classes: Ranges,
    /// Some condition asks that there is a text.
    is_present: bool,
    /// Whether the caller is in the group of that name, where that matters.
    is_group: Option<bool>,
    choice: Option<Choice>,
}

impl Point {
    /// A point of the region; `None` if there is none. A moment at or after the one that is asked
    /// for is preferred.
    pub(crate) fn of(
        region: &Region,
        world: &World<'_>,
        moment: u32,
        steps: &mut Steps,
    ) -> Result<Option<Self>, Spent> {
        if region.sets().iter().any(|(_, set)| set.is_empty()) {
            return Ok(None);
        }
        let Some(moment) = moment_of(region, world, moment) else { return Ok(None) };
        let Some((mut bundles, apart)) = bundles(region, world) else { return Ok(None) };
        let other = world.texts.other();
        let mut fresh = 0_u32;
        for bundle in &mut bundles {
            // A text that nobody named differs from every other, and its group is nobody's.
            if bundle.classes.contains(other) {
                bundle.choice = Some(Choice::Fresh(fresh));
                fresh = fresh.saturating_add(1);
            } else if !bundle.is_present && bundle.classes.contains(world.texts.absent()) {
                bundle.choice = Some(Choice::Absent);
            }
        }
        let open: Vec<usize> = (0_usize..)
            .zip(&bundles)
            .filter(|(_, bundle)| bundle.choice.is_none())
            .map(|(at, _)| at)
            .collect();
        if !assign(&mut bundles, &open, &apart, region, steps)? {
            return Ok(None);
        }
        let mut point = Self { moment, ..Self::default() };
        let mut refused = region.outside.clone();
        for bundle in &bundles {
            let choice = bundle.choice.unwrap_or(Choice::Absent);
            point.texts.extend(bundle.axes.iter().map(|axis| (*axis, choice)));
            match (bundle.is_group, choice) {
                (Some(true), _) => {
                    point.groups.insert(choice);
                }
                (Some(false), Choice::Text(class)) => {
                    refused = refused.join(&Ranges::one(class));
                }
                (Some(false) | None, _) => {}
            }
        }
        for asked in &region.inside {
            let has = |class: u32| point.groups.contains(&Choice::Text(class));
            if !asked.iter().any(has) {
                let Some(group) = asked.without(&refused).first() else { return Ok(None) };
                point.groups.insert(Choice::Text(group));
            }
        }
        Ok(Some(point))
    }
}

/// A moment of the region at which some of its hours are found.
fn moment_of(region: &Region, world: &World<'_>, near: u32) -> Option<u32> {
    let all = Ranges::run(0, world.clock.moments());
    let moments = region.set(Axis::MOMENT).unwrap_or(&all);
    let hours = region.set(Axis::HOURS);
    let later = moments.meet(&Ranges::run(near, u32::MAX));
    world.clock.first_moment(&later, hours).or_else(|| world.clock.first_moment(moments, hours))
}

/// The texts that take part in relations, and which of them must differ; `None` if they cannot be.
fn bundles(region: &Region, world: &World<'_>) -> Option<(Vec<Bundle>, Apart)> {
    let mut bundles: Vec<Bundle> = Vec::new();
    let all = Ranges::run(0, world.texts.classes());
    let place = |bundles: &mut Vec<Bundle>, axis: Axis| {
        let known = bundles.iter().position(|bundle| bundle.axes.contains(&axis));
        known.unwrap_or_else(|| {
            bundles.push(Bundle {
                axes: [axis].into(),
                classes: region.set(axis).unwrap_or(&all).clone(),
                is_present: false,
                is_group: None,
                choice: None,
            });
            bundles.len().saturating_sub(1)
        })
    };
    let related = region.relations.iter().filter_map(|(number, holds)| {
        let relation = world.relation(*number)?;
        Some((world.tag(relation.tag)?, relation.fact, *holds))
    });
    let related: Vec<(Axis, &CallerFact, bool)> = related.collect();
    // What is equal comes first, so that each axis is in its last bundle when the rest is noted.
    for (tag, fact, _) in related.iter().filter(|(.., holds)| *holds) {
        let one = place(&mut bundles, *tag);
        if let Some(fact) = world.fact(fact) {
            let other = place(&mut bundles, fact);
            if one != other {
                let (low, high) = (one.min(other), one.max(other));
                let gone = bundles.remove(high);
                if let Some(left) = bundles.get_mut(low) {
                    left.axes.extend(gone.axes);
                    left.classes = left.classes.meet(&gone.classes);
                }
            }
        }
        let at = place(&mut bundles, *tag);
        if let Some(bundle) = bundles.get_mut(at) {
            let is_named = region.is_closed && **fact == CallerFact::Groups;
            let end = if is_named { world.texts.other() } else { world.texts.absent() };
            bundle.is_present = true;
            bundle.classes = bundle.classes.meet(&Ranges::run(0, end));
        }
    }
    let mut apart = Vec::new();
    for (tag, fact, holds) in &related {
        let one = place(&mut bundles, *tag);
        match world.fact(fact) {
            None => {
                let bundle = bundles.get_mut(one)?;
                if bundle.is_group.is_some_and(|is_group| is_group != *holds) {
                    return None;
                }
                bundle.is_group = Some(*holds);
            }
            Some(_) if *holds => {}
            Some(fact) => {
                let other = place(&mut bundles, fact);
                if one == other {
                    return None;
                }
                apart.push((one, other));
            }
        }
    }
    let is_empty = |bundle: &Bundle| bundle.classes.is_empty();
    (!bundles.iter().any(is_empty)).then_some((bundles, apart))
}

/// Chooses a text for each of these bundles, none of which can be a fresh one; tells whether that
/// can be done.
fn assign(
    bundles: &mut [Bundle],
    open: &[usize],
    apart: &Apart,
    region: &Region,
    steps: &mut Steps,
) -> Result<bool, Spent> {
    let Some((at, rest)) = open.split_first() else {
        return Ok(groups_can_be(bundles, region));
    };
    let Some(classes) = bundles.get(*at).map(|bundle| bundle.classes.clone()) else {
        return Ok(false);
    };
    for class in classes.iter() {
        steps.take()?;
        let choice = Choice::Text(class);
        let differs = apart.iter().all(|(one, other)| {
            let beside = match () {
                () if one == at => other,
                () if other == at => one,
                () => return true,
            };
            bundles.get(*beside).and_then(|bundle| bundle.choice) != Some(choice)
        });
        if !differs {
            continue;
        }
        if let Some(bundle) = bundles.get_mut(*at) {
            bundle.choice = Some(choice);
        }
        if groups_can_be(bundles, region) && assign(bundles, rest, apart, region, steps)? {
            return Ok(true);
        }
    }
    if let Some(bundle) = bundles.get_mut(*at) {
        bundle.choice = None;
    }
    Ok(false)
}

/// Whether a caller can be in the groups, and not in the groups, that the choices made so far ask for.
fn groups_can_be(bundles: &[Bundle], region: &Region) -> bool {
    let named = |is_group: bool| {
        bundles.iter().filter(move |bundle| bundle.is_group == Some(is_group)).filter_map(
            |bundle| match bundle.choice {
                Some(Choice::Text(class)) => Some(class),
                Some(Choice::Fresh(_) | Choice::Absent) | None => None,
            },
        )
    };
    let refused = named(false).collect::<Ranges>().join(&region.outside);
    !named(true).any(|class| refused.contains(class))
        && !region.inside.iter().any(|groups| groups.within(&refused))
}
