//! Rules filed by what they ask for, so that only those are looked at that share it with a request.
//!
//! Each rule is filed under the values of its most selective condition: a request that has none of
//! them makes it false. Where many rules have a value in common, they are filed once more, by
//! another condition. What is found is a superset of the rules that are not false, which are then
//! decided exactly: hashes say where to look, never what holds.

mod build;
mod filing;
mod lanes;
mod runs;
mod table;

use alloc::vec::Vec;

pub(crate) use build::{Entry, build};
pub(crate) use filing::Dimension;
pub(crate) use lanes::{Keys, Lanes};

use crate::{Caller, Fact, Instance, instance::Tag, networks::Whereabouts, text::Text};
use filing::{mix, presence, value};
use runs::{Candidate, Run, Runs};
use table::{Table, Target};

/// Rules by what they ask for.
#[derive(Debug)]
pub(crate) struct Index {
    /// In the order in which they were built: the root is the last.
    nodes: Vec<Node>,
    splits: Vec<Split>,
    table: Table,
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
    /// Told apart from every other split by this.
    seed: u64,
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
    pub(crate) lanes: Lanes,
}

impl Index {
    /// Passes on every rule that may hold, some of them twice.
    #[inline]
    pub(crate) fn visit(&self, probe: &Probe<'_>, found: &mut impl FnMut(Candidate)) {
        if let Some(root) = self.nodes.last() {
            self.node(root, probe, found);
        }
    }

    fn node(&self, node: &Node, probe: &Probe<'_>, found: &mut impl FnMut(Candidate)) {
        self.runs.scan(node.rest, probe.lanes, found);
        let caller = probe.caller;
        for split in part(&self.splits, node.splits) {
            match split.dimension {
                Dimension::Groups => match caller.groups() {
                    Fact::Known(groups) => {
                        for group in groups.texts() {
                            self.follow(split, split.value(group.hash()), probe, found);
                        }
                    }
                    Fact::Absent => {}
                    Fact::Unknown => self.every(split, probe, found),
                },
                Dimension::User => {
                    self.text(split, caller.user_text(), probe, found);
                }
                Dimension::Zones => {
                    for zone in probe.whereabouts.into_iter().flat_map(Whereabouts::iter) {
                        self.follow(split, split.value(zone), probe, found);
                    }
                }
                Dimension::Id => {
                    self.text(split, probe.instance.id_text(), probe, found);
                }
                Dimension::Account => self.text(split, probe.instance.account_text(), probe, found),
                Dimension::Region => {
                    self.text(split, probe.instance.region_text(), probe, found);
                }
                Dimension::Tags => match &probe.instance.tags {
                    Fact::Known(tags) => {
                        for tag in tags.tags() {
                            self.tag(split, tag, probe, found);
                        }
                    }
                    Fact::Absent => {}
                    Fact::Unknown => self.every(split, probe, found),
                },
            }
        }
    }

    fn text(
        &self,
        split: &Split,
        text: Fact<&Text>,
        probe: &Probe<'_>,
        found: &mut impl FnMut(Candidate),
    ) {
        match text {
            Fact::Known(text) => self.follow(split, split.value(text.hash()), probe, found),
            Fact::Absent => {}
            Fact::Unknown => self.every(split, probe, found),
        }
    }

    #[inline]
    fn tag(&self, split: &Split, tag: &Tag, probe: &Probe<'_>, found: &mut impl FnMut(Candidate)) {
        let key = tag.key.hash();
        if split.keys.may_have(key) {
            self.follow(split, value(split.dimension, key, tag.value.hash()), probe, found);
            if split.presence {
                self.follow(split, presence(key), probe, found);
            }
        }
    }

    #[inline]
    fn follow(
        &self,
        split: &Split,
        hash: u64,
        probe: &Probe<'_>,
        found: &mut impl FnMut(Candidate),
    ) {
        self.table.each(mix(hash, split.seed), |target| match target {
            Target::Run(run) => self.runs.scan(run, probe.lanes, found),
            Target::Node(number) => {
                if let Some(node) = part(&self.nodes, (number, number.saturating_add(1))).first() {
                    self.node(node, probe, found);
                }
            }
        });
    }

    /// Where it is not known which values the request has.
    fn every(&self, split: &Split, probe: &Probe<'_>, found: &mut impl FnMut(Candidate)) {
        for run in self.runs.between(split.all.0, split.all.1) {
            self.runs.scan(*run, probe.lanes, found);
        }
    }
}

impl Split {
    #[inline]
    fn value(&self, hash: u64) -> u64 {
        value(self.dimension, 0, hash)
    }
}

/// A run of a list.
#[inline]
fn part<T>(list: &[T], (first, end): (u32, u32)) -> &[T] {
    // INVARIANT (runs resolve): they were made with the lists.
    let run = usize::try_from(first).ok().zip(usize::try_from(end).ok());
    run.and_then(|(first, end)| list.get(first..end)).unwrap_or_default()
}

/// The place of what comes next in a list.
fn place(length: usize) -> u32 {
    // INVARIANT (fits): a document within its limits has far fewer values than 32 bits count.
    u32::try_from(length).unwrap_or(u32::MAX)
}
