//! Rules filed by what they ask for, so that only those are looked at that share it with a request.
//!
//! Each rule is filed under the values of its most selective condition: a request that has none of
//! them makes it false. Where many rules have a value in common, they are filed once more, by
//! another condition. What is found is a superset of the rules that are not false, which are then
//! decided exactly: hashes say where to look, never what holds.

mod build;
#[cfg(test)]
mod effort;
mod filing;
mod lanes;
mod runs;
mod table;

use alloc::vec::Vec;

use smallvec::SmallVec;

pub(crate) use build::{Entry, build};
pub(crate) use filing::Dimension;
pub(crate) use lanes::{Keys, Lanes};

use crate::{Caller, Fact, Instance, instance::Tag, networks::Whereabouts};
use filing::{presence, value};
use runs::{Candidate, Run, Runs};
use table::{Table, Tables, Target};

/// Rules by what they ask for.
#[derive(Debug)]
pub(crate) struct Index {
    /// In the order in which they were built: the root is the last.
    nodes: Vec<Node>,
    splits: Vec<Split>,
    tables: Tables,
    runs: Runs,
}

/// Rules that have something in common.
#[derive(Clone, Copy, Debug)]
struct Node {
    /// Those that are not filed any further.
    rest: Run,
    splits: (u32, u32),
}

/// The rules of a node that are filed in one dimension.
#[derive(Clone, Copy, Debug)]
struct Split {
    dimension: Dimension,
    /// Where the rules of each value are.
    table: Table,
    /// The runs of all its rules.
    all: (u32, u32),
    /// Of tags: the keys, and whether some rule asks for one whatever its value.
    keys: Keys,
    presence: bool,
}

/// A request as the index looks at it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Probe<'a> {
    pub(crate) caller: &'a Caller,
    /// `None` where no rule is filed by it.
    pub(crate) whereabouts: Option<&'a Whereabouts>,
    pub(crate) instance: &'a Instance,
}

/// Where to look for rules that may hold. Few requests have more places to look in.
type Places = SmallVec<[Place; 12]>;

/// One place to look in.
#[derive(Clone, Copy, Debug)]
enum Place {
    /// A rule that is the only one of a value.
    Rule(Candidate),
    One(Run),
    /// The runs from one number to another.
    Several(u32, u32),
}

impl Index {
    /// Passes on every rule that may hold, some of them twice.
    ///
    /// Of a large policy little is in the processor's cache. So all the places to look in are found
    /// first and asked for together, and while they come it is worked out what to look for, if there
    /// are rules to be told apart.
    #[inline]
    pub(crate) fn visit(
        &self,
        probe: &Probe<'_>,
        lanes: impl Fn() -> Lanes,
        mut found: impl FnMut(Candidate),
    ) {
        let Some(root) = self.nodes.last() else { return };
        if root.splits.0 == root.splits.1 {
            // Few rules are not filed.
            return self.runs.scan(root.rest, lanes(), &mut found);
        }
        let mut places = Places::new();
        self.node(root, probe, &mut places);
        self.runs.fetch(places.iter().filter_map(|place| match place {
            Place::One(run) => Some(*run),
            Place::Rule(_) | Place::Several(..) => None,
        }));
        let mut worked_out = None;
        for place in &places {
            let mut lanes = || *worked_out.get_or_insert_with(&lanes);
            match *place {
                Place::Rule(candidate) => found(candidate),
                Place::One(run) => self.runs.scan(run, lanes(), &mut found),
                Place::Several(first, end) => {
                    let lanes = lanes();
                    for run in self.runs.between(first, end) {
                        self.runs.scan(*run, lanes, &mut found);
                    }
                }
            }
        }
    }

    fn node(&self, node: &Node, probe: &Probe<'_>, places: &mut Places) {
        if node.rest.rules > 0 {
            places.push(Place::One(node.rest));
        }
        let Probe { caller, whereabouts, instance } = *probe;
        for split in part(&self.splits, node.splits) {
            let mut follow = |hash| self.follow(split.table, hash, probe, places);
            let known = match split.dimension {
                Dimension::Groups => caller.groups().map(|groups| {
                    groups.texts().iter().for_each(|group| follow(split.value(group.hash())));
                }),
                Dimension::User => caller.user_text().map(|text| follow(split.value(text.hash()))),
                Dimension::Zones => {
                    let zones = whereabouts.into_iter().flat_map(Whereabouts::iter);
                    zones.for_each(|zone| follow(split.value(zone)));
                    Fact::Absent
                }
                Dimension::Id => instance.id_text().map(|text| follow(split.value(text.hash()))),
                Dimension::Account => {
                    instance.account_text().map(|text| follow(split.value(text.hash())))
                }
                Dimension::Region => {
                    instance.region_text().map(|text| follow(split.value(text.hash())))
                }
                Dimension::Tags => instance.tags.as_ref().map(|tags| {
                    tags.tags().iter().for_each(|tag| split.each_of(tag, &mut follow));
                }),
            };
            if known == Fact::Unknown {
                places.push(Place::Several(split.all.0, split.all.1));
            }
        }
    }

    /// Where the rules of one value are.
    #[inline]
    fn follow(&self, table: Table, hash: u64, probe: &Probe<'_>, places: &mut Places) {
        self.tables.each(table, hash, |target| match target {
            Target::Rule(candidate) => places.push(Place::Rule(candidate)),
            Target::Run(run) => places.push(Place::One(run)),
            Target::Node(number) => {
                if let Some(node) = part(&self.nodes, (number, number.saturating_add(1))).first() {
                    self.node(node, probe, places);
                }
            }
        });
    }
}

impl Default for Place {
    fn default() -> Self {
        Self::One(Run::default())
    }
}

impl Split {
    #[inline]
    fn value(&self, hash: u64) -> u64 {
        value(self.dimension, 0, hash)
    }

    /// The hashes that a tag is looked for by.
    #[inline]
    fn each_of(&self, tag: &Tag, follow: &mut impl FnMut(u64)) {
        let key = tag.key.hash();
        if self.keys.may_have(key) {
            follow(value(self.dimension, key, tag.value.hash()));
            if self.presence {
                follow(presence(key));
            }
        }
    }
}

/// A run of a list.
#[inline]
fn part<T>(list: &[T], (first, end): (u32, u32)) -> &[T] {
    // INVARIANT (runs resolve): they were made with the lists.
    list.get(size(first)..size(end)).unwrap_or_default()
}

fn size(count: u32) -> usize {
    usize::try_from(count).unwrap_or(usize::MAX)
}

/// The place of what comes next in a list.
fn place(length: usize) -> u32 {
    // INVARIANT (fits): a document within its limits has far fewer values than 32 bits count.
    u32::try_from(length).unwrap_or(u32::MAX)
}
