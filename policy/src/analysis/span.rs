//! A region as its reader knows it: what is asked of each fact.

use alloc::{
    collections::{BTreeMap, BTreeSet},
    string::{String, ToString},
    vec::Vec,
};

use super::{
    axes::Axis,
    label::{Within, described},
    ranges::Ranges,
    region::Region,
    world::World,
};
use crate::{Action, CallerFact, UnixTime};

/// A set of requests: all that meet every condition given here.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub struct Span {
    /// The action is one of these.
    pub actions: Option<BTreeSet<Action>>,
    /// The time is in one of these: from the first on, before the second.
    pub times: Option<Vec<(Option<UnixTime>, Option<UnixTime>)>>,
    /// The time is inside and outside of these schedules: one of these combinations. Of more than 64,
    /// the first 64.
    pub schedules: Option<Vec<Within>>,
    /// The call comes from inside and outside of these zones: one of these combinations. Of more than
    /// 64, the first 64.
    pub zones: Option<Vec<Within>>,
    /// The caller signed in so many seconds ago: from the first on, less than the second. Where the
    /// second is missing: longer ago, or never.
    pub signed_in: Option<Vec<(u32, Option<u32>)>>,
    /// The token was issued then: from the first on, before the second. Where the second is
    /// missing: later, or at no known time.
    pub issued: Option<Vec<(Option<UnixTime>, Option<UnixTime>)>>,
    /// The user.
    pub user: Option<Values>,
    /// The caller is in at least one group of each of these.
    pub in_groups: Vec<BTreeSet<String>>,
    /// The caller is in none of these groups.
    pub in_no_group: BTreeSet<String>,
    /// The account of the instance.
    pub account: Option<Values>,
    /// Its region.
    pub region: Option<Values>,
    /// Its id.
    pub id: Option<Values>,
    /// Its tags.
    pub tags: BTreeMap<String, Values>,
    /// The claims of the caller.
    pub claims: BTreeMap<String, Values>,
    /// Whether a tag equals a fact of the caller.
    pub equal: Vec<(String, CallerFact, bool)>,
}

/// What a text may be.
#[derive(Clone, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "some texts, or all but some, and perhaps none")]
pub struct Values {
    /// One of these, or none of these.
    pub texts: BTreeSet<String>,
    /// Whether it is any text but those.
    pub is_other: bool,
    /// Whether it may be missing.
    pub may_be_absent: bool,
}

impl Span {
    pub(crate) fn new(region: &Region, world: &World<'_>) -> Self {
        let mut span = Self { in_no_group: names(world, &region.outside), ..Self::default() };
        span.in_groups = region.inside.iter().map(|groups| names(world, groups)).collect();
        for (axis, classes) in region.sets() {
            let classes = unsaid(world, region, *axis, classes);
            let possible = possible(world, region, *axis);
            if !possible.within(&classes) {
                span.note(world, *axis, &classes, &possible);
            }
        }
        let equal = region.relations.iter().filter_map(|(number, holds)| {
            let relation = world.relation(*number)?;
            Some((relation.tag.to_string(), relation.fact.clone(), *holds))
        });
        span.equal = equal.collect();
        span
    }

    fn note(&mut self, world: &World<'_>, axis: Axis, classes: &Ranges, possible: &Ranges) {
        match axis {
            Axis::ACTION => {
                let actions = classes
                    .iter()
                    .filter_map(|class| Action::ALL.get(usize::try_from(class).ok()?).copied());
                self.actions = Some(actions.collect());
            }
            Axis::MOMENT => {
                let runs = classes.runs().iter();
                let times = runs.map(|(from, to)| {
                    (world.clock.bounds(*from).0, world.clock.bounds(to.saturating_sub(1)).1)
                });
                self.times = Some(times.collect());
            }
            Axis::HOURS => {
                let others = possible.without(classes);
                let all: Vec<_> = world.clock.schedules().iter().zip(&world.schedules).collect();
                self.schedules = Some(described(classes, &others, &all));
            }
            Axis::PLACE => {
                let others = possible.without(classes);
                let all: Vec<_> = world.places.zones().iter().zip(&world.zones).collect();
                self.zones = Some(described(classes, &others, &all));
            }
            Axis::SIGN_IN => {
                let bound = |at: u32| world.sign_ins.get(usize::try_from(at).ok()?).copied();
                let runs = classes.runs().iter();
                let ages = runs.map(|(from, to)| {
                    let from = from.checked_sub(1).and_then(bound).unwrap_or(0);
                    (from, bound(to.saturating_sub(1)))
                });
                self.signed_in = Some(ages.collect());
            }
            Axis::ISSUE => {
                let bound = |at: u32| world.issues.get(usize::try_from(at).ok()?).copied();
                let runs = classes.runs().iter();
                let times = runs.map(|(from, to)| {
                    (from.checked_sub(1).and_then(bound), bound(to.saturating_sub(1)))
                });
                self.issued = Some(times.collect());
            }
            Axis::USER => self.user = Some(Values::new(world, classes)),
            Axis::ACCOUNT => self.account = Some(Values::of_identity(world, classes)),
            Axis::REGION => self.region = Some(Values::of_identity(world, classes)),
            Axis::ID => self.id = Some(Values::of_identity(world, classes)),
            Axis(number) => {
                let at = usize::try_from(number.saturating_sub(Axis::FIRST_TAG)).ok();
                let at = at.unwrap_or(usize::MAX);
                let values = Values::new(world, classes);
                if let Some(key) = world.tags.get(at) {
                    self.tags.insert((*key).into(), values);
                } else if let Some(name) = world.claims.get(at.saturating_sub(world.tags.len())) {
                    self.claims.insert((*name).into(), values);
                }
            }
        }
    }
}

impl Values {
    fn new(world: &World<'_>, classes: &Ranges) -> Self {
        let is_other = classes.contains(world.texts.other());
        let all = Ranges::run(0, world.texts.other());
        let texts = if is_other { all.without(classes) } else { all.meet(classes) };
        Self {
            texts: names(world, &texts),
            is_other,
            may_be_absent: classes.contains(world.texts.absent()),
        }
    }

    /// To a condition, an instance without an account is one of any other account.
    fn of_identity(world: &World<'_>, classes: &Ranges) -> Self {
        let values = Self::new(world, classes);
        Self { may_be_absent: values.is_other, ..values }
    }
}

fn names(world: &World<'_>, classes: &Ranges) -> BTreeSet<String> {
    classes.iter().filter_map(|class| world.texts.text(class)).map(ToString::to_string).collect()
}

/// The classes of an axis that there can be, as far as the rest of the region tells.
fn possible(world: &World<'_>, region: &Region, axis: Axis) -> Ranges {
    match (axis, region.set(Axis::MOMENT)) {
        (Axis::HOURS, Some(moments)) => world.clock.hours_of(moments),
        _ => equal(world, region, axis).unwrap_or_else(|| Ranges::run(0, world.size(axis))),
    }
}

/// The classes of a tag that equals a fact of the caller, as far as the caller tells.
fn equal(world: &World<'_>, region: &Region, axis: Axis) -> Option<Ranges> {
    let mut equal = region.relations.iter().filter_map(|(number, holds)| {
        let relation = world.relation(*number).filter(|_| *holds)?;
        (world.tag(relation.tag) == Some(axis)).then_some(relation)
    });
    let present = world.present();
    let relation = equal.next()?;
    Some(match world.fact(relation.fact) {
        None => present.without(&region.outside),
        Some(fact) => region.set(fact).map_or(present.clone(), |set| present.meet(set)),
    })
}

/// The classes of an axis, with those that are out of the question for another reason.
fn unsaid(world: &World<'_>, region: &Region, axis: Axis, classes: &Ranges) -> Ranges {
    match equal(world, region, axis) {
        // Those that are left are few: they are said as they are.
        Some(possible) if classes.contains(world.texts.other()) => {
            classes.join(&world.present().without(&possible))
        }
        _ => classes.clone(),
    }
}
