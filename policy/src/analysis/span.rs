//! A region as its reader knows it: what is asked of each fact.

use alloc::{
    collections::{BTreeMap, BTreeSet},
    string::{String, ToString},
    vec::Vec,
};

use super::{axes::Axis, ranges::Ranges, region::Region, world::World};
use crate::{Action, CallerFact, Name, UnixTime};

/// A set of requests: all that meet every condition given here.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub struct Span {
    /// The action is one of these.
    pub actions: Option<BTreeSet<Action>>,
    /// The time is in one of these: from the first on, before the second.
    pub times: Option<Vec<(Option<UnixTime>, Option<UnixTime>)>>,
    /// Exactly these schedules are open: one of these combinations, of those the rules use. Of more
    /// than 64 combinations, the first 64.
    pub open: Option<BTreeSet<BTreeSet<Name>>>,
    /// The call comes from exactly these zones: one of these combinations, of those the rules use. Of
    /// more than 64 combinations, the first 64.
    pub zones: Option<BTreeSet<BTreeSet<Name>>>,
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

/// So many combinations of schedules, or of zones, are told; a set of more is told in part, which
/// leaves a smaller region that everything said of it is true of.
const COMBINATIONS: usize = 64;

impl Span {
    pub(crate) fn new(region: &Region, world: &World<'_>) -> Self {
        let mut span = Self { in_no_group: names(world, &region.outside), ..Self::default() };
        span.in_groups = region.inside.iter().map(|groups| names(world, groups)).collect();
        if region.is_closed {
            // Of an exact caller the groups are told by those they are in.
            span.in_no_group.clear();
        }
        for (axis, classes) in region.sets() {
            if classes.count() < u64::from(world.size(*axis)) {
                span.note(world, *axis, classes);
            }
        }
        let equal = region.relations.iter().filter_map(|(number, holds)| {
            let relation = world.relation(*number)?;
            Some((relation.tag.to_string(), relation.fact.clone(), *holds))
        });
        span.equal = equal.collect();
        span
    }

    fn note(&mut self, world: &World<'_>, axis: Axis, classes: &Ranges) {
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
                let open = |class| world.clock.schedules_in(class);
                self.open = Some(named(classes, &world.schedules, open));
            }
            Axis::PLACE => {
                let held = |class| world.places.zones_of(class);
                self.zones = Some(named(classes, &world.zones, held));
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
            Axis::ACCOUNT => self.account = Some(Values::new(world, classes)),
            Axis::REGION => self.region = Some(Values::new(world, classes)),
            Axis::ID => self.id = Some(Values::new(world, classes)),
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
}

fn names(world: &World<'_>, classes: &Ranges) -> BTreeSet<String> {
    classes.iter().filter_map(|class| world.texts.text(class)).map(ToString::to_string).collect()
}

/// The combinations of names that these classes stand for.
fn named<I: Iterator<Item = u32>>(
    classes: &Ranges,
    names: &[BTreeSet<&Name>],
    numbers: impl Fn(u32) -> I,
) -> BTreeSet<BTreeSet<Name>> {
    let names_of = |number: u32| {
        let names = usize::try_from(number).ok().and_then(|at| names.get(at));
        names.into_iter().flatten().map(|name| (*name).clone())
    };
    let classes = classes.iter().take(COMBINATIONS);
    classes.map(|class| numbers(class).flat_map(names_of).collect()).collect()
}
