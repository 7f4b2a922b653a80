//! The rules of a document as sets of requests, filed by what they ask for.

use alloc::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    vec::Vec,
};

use foldhash::fast::FixedState;
use hashbrown::{HashMap, HashSet};

use super::{
    axes::Axis,
    excerpt::Excerpt,
    ranges::Ranges,
    region::{Conjunction, Cover, Region},
    world::World,
};
use crate::{Effect, Rule, RuleId};

/// What allows, and what denies: a request is allowed if it is in the one and not in the other.
#[derive(Debug)]
pub(crate) struct Rules<'a> {
    pub(crate) allows: Filed<'a>,
    pub(crate) denies: Filed<'a>,
}

/// Rules of one effect.
#[derive(Debug, Default)]
pub(crate) struct Filed<'a> {
    pub(crate) list: Vec<Ruled<'a>>,
    /// Where rules are that ask for this class of this axis: each is filed under one axis.
    files: BTreeMap<Axis, BTreeMap<u32, Vec<u32>>>,
    /// The rules that ask for nothing that they could be filed by.
    rest: Vec<u32>,
}

/// A rule as a set of requests.
#[derive(Debug)]
pub(crate) struct Ruled<'a> {
    pub(crate) by: By<'a>,
    pub(crate) cover: Cover,
}

/// What says so.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum By<'a> {
    Rule(&'a RuleId),
    /// This tag is required, and is not there.
    RequiredTag(&'a str),
}

/// A set of more classes is not worth filing by.
const CLASSES: u64 = 32;

impl<'a> Rules<'a> {
    /// The rules of the excerpt at this place in the list of the world's.
    pub(crate) fn new(world: &World<'_>, at: usize, excerpt: &Excerpt<'a>) -> Self {
        let of = |wanted: Effect| {
            let rules = excerpt.rules.iter().copied();
            rules.filter(move |rule| rule.effect == wanted).map(|rule: &'a Rule| {
                let unless = rule.unless.iter().map(|clause| world.conjunction(at, clause));
                let cover =
                    Cover { when: world.conjunction(at, &rule.when), unless: unless.collect() };
                Ruled { by: By::Rule(&rule.id), cover }
            })
        };
        let absent = Arc::new(Ranges::one(world.texts.absent()));
        let required = excerpt.document.required_tags.iter().filter_map(|key| {
            let sets = [(world.tag(key)?, absent.clone())].into();
            let when = Conjunction { sets, ..Conjunction::default() };
            let cover = Cover { when, unless: Vec::new() };
            Some(Ruled { by: By::RequiredTag(key), cover })
        });
        let allows: Vec<Ruled<'a>> = of(Effect::Allow).collect();
        let denies: Vec<Ruled<'a>> = of(Effect::Deny).chain(required).collect();
        let usage = Usage::of(allows.iter().chain(&denies));
        Self { allows: Filed::new(allows, &usage), denies: Filed::new(denies, &usage) }
    }
}

impl<'a> Filed<'a> {
    fn new(list: Vec<Ruled<'a>>, usage: &Usage) -> Self {
        let mut filed = Self::default();
        for (rule, at) in list.iter().zip(0_u32..) {
            let narrow = rule.cover.when.sets.iter().filter(|(_, set)| set.count() <= CLASSES);
            match narrow.min_by_key(|(axis, set)| usage.company(*axis, set)) {
                None => filed.rest.push(at),
                Some((axis, set)) => {
                    let file = filed.files.entry(*axis).or_default();
                    set.iter().for_each(|class| file.entry(class).or_default().push(at));
                }
            }
        }
        filed.list = list;
        filed
    }

    /// The rules that may hold a request of this region.
    pub(crate) fn near(&self, region: &Region) -> impl Iterator<Item = &Ruled<'a>> {
        let mut places = self.rest.clone();
        for (axis, file) in &self.files {
            match region.set(*axis) {
                None => places.extend(file.values().flatten()),
                Some(set) => {
                    let runs = set.runs().iter();
                    let found = runs.flat_map(|(from, to)| file.range(*from..*to));
                    places.extend(found.flat_map(|(_, rules)| rules));
                }
            }
        }
        places.sort_unstable();
        places.dedup();
        let rules = places.into_iter().filter_map(|at| self.list.get(usize::try_from(at).ok()?));
        rules.filter(|rule| !region.misses(&rule.cover.when))
    }

    /// The rules of which the other has none that says the same.
    pub(crate) fn beyond<'f>(&'f self, other: &Self) -> Vec<&'f Ruled<'a>> {
        let known: HashSet<&Cover, FixedState> =
            other.list.iter().map(|rule| &rule.cover).collect();
        self.list.iter().filter(|rule| !known.contains(&rule.cover)).collect()
    }

    /// The rules of this id.
    pub(crate) fn rule(&self, id: &RuleId) -> Option<&Ruled<'a>> {
        // INVARIANT (in order): the rules of a document are in the order of their ids, and required
        // tags behind them.
        let at = self.list.binary_search_by_key(&By::Rule(id), |rule| rule.by).ok()?;
        self.list.get(at)
    }
}

/// How often rules ask for each class of each axis, and how often for none.
#[derive(Debug, Default)]
struct Usage {
    rules: u64,
    axes: HashMap<Axis, u64, FixedState>,
    classes: HashMap<(Axis, u32), u64, FixedState>,
}

impl Usage {
    fn of<'r>(rules: impl Iterator<Item = &'r Ruled<'r>>) -> Self {
        let mut usage = Self::default();
        for rule in rules {
            usage.rules = usage.rules.saturating_add(1);
            for (axis, set) in &rule.cover.when.sets {
                if set.count() > CLASSES {
                    continue;
                }
                let count = usage.axes.entry(*axis).or_default();
                *count = count.saturating_add(1);
                for class in set.iter() {
                    let count = usage.classes.entry((*axis, class)).or_default();
                    *count = count.saturating_add(1);
                }
            }
        }
        usage
    }

    /// How many rules meet one that is filed there: those that ask for one of these classes, and
    /// those that ask for nothing of the axis.
    fn company(&self, axis: Axis, set: &Ranges) -> u64 {
        let indifferent = self.rules.saturating_sub(self.axes.get(&axis).copied().unwrap_or(0));
        let counts = set.iter().filter_map(|class| self.classes.get(&(axis, class)));
        counts.fold(indifferent, |all, count| all.saturating_add(*count))
    }
}

impl By<'_> {
    /// The rule, if it is one.
    pub(crate) fn rule(self) -> Option<RuleId> {
        match self {
            Self::Rule(id) => Some(id.clone()),
            Self::RequiredTag(_) => None,
        }
    }
}

/// The ids of these, each once, in order.
pub(crate) fn ids<'a>(rules: impl IntoIterator<Item = By<'a>>) -> Vec<RuleId> {
    let ids: BTreeSet<RuleId> = rules.into_iter().filter_map(By::rule).collect();
    ids.into_iter().collect()
}
