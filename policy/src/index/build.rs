//! Files rules: each under its most selective condition.

use alloc::{vec, vec::Vec};

use hashbrown::HashMap;

use super::{
    Dimension, Index, Keys, Lanes, Node, Split,
    filing::Filing,
    place,
    runs::{Candidate, Runs},
    table::{Tables, Target},
};
use crate::program::{ClauseAt, Program};

/// A rule to be filed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entry {
    pub(crate) rule: u32,
    pub(crate) when: ClauseAt,
    pub(crate) lanes: Lanes,
}

/// So few rules are looked at one by one: filing them any further takes longer than it saves.
const FEW: usize = 32;
/// How often rules that have a value in common are filed once more.
const DEPTH: usize = 3;
/// Below the root a rule is filed under no more values than this, so that its copies stay few.
const COPIES: usize = 4;

/// Files these rules by their conditions in these dimensions.
pub(crate) fn build(program: &Program, entries: &[Entry], dimensions: &[Dimension]) -> Index {
    let mut builder = Builder {
        program,
        dimensions,
        nodes: Vec::new(),
        splits: Vec::new(),
        tables: Tables::default(),
        runs: Runs::with_capacity(entries.len()),
    };
    let root = builder.node(entries, &mut vec![]);
    builder.nodes.push(root);
    builder.runs.shrink_to_fit();
    Index {
        nodes: builder.nodes,
        splits: builder.splits,
        tables: builder.tables,
        runs: builder.runs,
    }
}

struct Builder<'a> {
    program: &'a Program,
    dimensions: &'a [Dimension],
    nodes: Vec<Node>,
    splits: Vec<Split>,
    tables: Tables,
    runs: Runs,
}

/// A rule under one of the values that it is filed under.
#[derive(Clone, Copy, Eq, Ord, PartialEq, PartialOrd)]
struct Filed {
    dimension: Dimension,
    hash: u64,
    key: u64,
    presence: bool,
    /// Its place among the entries.
    entry: usize,
}

/// A condition that a node's rules have been filed under already: the dimension, and of a tag its
/// key.
type Used = (Dimension, u64);

impl Builder<'_> {
    fn node(&mut self, entries: &[Entry], used: &mut Vec<Used>) -> Node {
        let (filed, rest) = self.file(entries, used);
        let rest = self.runs.push(&rest);
        let mut splits = Vec::new();
        for filed in filed.chunk_by(|left, right| left.dimension == right.dimension) {
            splits.extend(self.split(entries, filed, used));
        }
        let before = self.splits.len();
        self.splits.extend(splits);
        Node { rest, splits: (place(before), place(self.splits.len())) }
    }

    /// The rules under the values they are to be filed under, in the order of the dimensions and the
    /// values, and the rules that are not to be filed.
    fn file(&self, entries: &[Entry], used: &[Used]) -> (Vec<Filed>, Vec<Entry>) {
        let (mut filed, mut rest) = (Vec::new(), Vec::new());
        if entries.len() <= FEW || used.len() >= DEPTH {
            return (filed, entries.to_vec());
        }
        let offers = self.offers(entries, used);
        let near = (entries.len() / 8).clamp(NEAR.0, NEAR.1);
        let favourites = favourites(&offers, near);
        for ((number, entry), offers) in entries.iter().enumerate().zip(&offers) {
            let fitting = offers.iter().filter(|offer| offer.is_near(best(offers), near));
            let chosen = fitting.min_by_key(|offer| {
                (favourites.iter().position(|it| *it == offer.dimension), offer.cost)
            });
            // Under a value that most of them share, nearly nothing would be told apart.
            match chosen.filter(|offer| offer.crowd <= entries.len() / 2) {
                Some(chosen) => filed.extend(self.filed(number, entry, chosen, used)),
                None => rest.push(*entry),
            }
        }
        filed.sort_unstable();
        (filed, rest)
    }

    /// For each rule, what it costs to file it under each of its conditions.
    fn offers(&self, entries: &[Entry], used: &[Used]) -> Vec<Vec<Offer>> {
        let mut crowds: HashMap<u64, usize, foldhash::fast::FixedState> = HashMap::default();
        for entry in entries {
            for hash in self.filings(entry, used).flat_map(Filing::hashes) {
                let crowd = crowds.entry(hash).or_default();
                *crowd = crowd.saturating_add(1);
            }
        }
        let offer = |filing: Filing<'_>| {
            let crowd = filing.hashes().filter_map(|hash| crowds.get(&hash).copied()).max();
            crowd.map(|crowd| Offer::new(filing, crowd))
        };
        let offers = entries.iter().map(|entry| self.filings(entry, used).filter_map(offer));
        offers.map(Iterator::collect).collect()
    }

    /// A rule under the values of the condition that was chosen.
    fn filed(&self, number: usize, entry: &Entry, chosen: &Offer, used: &[Used]) -> Vec<Filed> {
        let mut filings = self.filings(entry, used);
        let filing =
            filings.find(|filing| filing.dimension == chosen.dimension && filing.key == chosen.key);
        let filed = |filing: Filing<'_>| {
            let hashes = filing.hashes().map(|hash| Filed {
                dimension: filing.dimension,
                hash,
                key: filing.key,
                presence: filing.is_presence(),
                entry: number,
            });
            hashes.collect()
        };
        filing.map(filed).unwrap_or_default()
    }

    fn filings<'s>(&'s self, entry: &Entry, used: &'s [Used]) -> impl Iterator<Item = Filing<'s>> {
        Filing::all(self.program.clause(entry.when)).filter(|filing| {
            self.dimensions.contains(&filing.dimension)
                && !used.contains(&(filing.dimension, filing.key))
                && (used.is_empty() || filing.len() <= COPIES)
        })
    }

    /// Files the rules that are filed in one dimension.
    fn split(&mut self, entries: &[Entry], filed: &[Filed], used: &mut Vec<Used>) -> Option<Split> {
        let dimension = filed.first()?.dimension;
        let before = self.runs.len();
        let mut keys = Keys::default();
        for filed in filed {
            keys.insert(filed.key);
        }
        let mut targets = Vec::new();
        for alike in filed.chunk_by(|left, right| left.hash == right.hash) {
            let those: Vec<Entry> =
                alike.iter().filter_map(|filed| entries.get(filed.entry).copied()).collect();
            let target = self.target(&those, (dimension, alike.first()?.key), used);
            targets.push((alike.first()?.hash, target));
        }
        let presence = filed.iter().any(|filed| filed.presence);
        let all = (place(before), place(self.runs.len()));
        let table = self.tables.add(&targets);
        Some(Split { dimension, table, all, keys, presence })
    }

    fn target(&mut self, entries: &[Entry], under: Used, used: &mut Vec<Used>) -> Target {
        if entries.len() <= FEW {
            // It is in a run too, for who has to look at all rules of the split.
            let run = self.runs.push(entries);
            return match entries {
                [only] => Target::Rule(only.candidate()),
                _ => Target::Run(run),
            };
        }
        used.push(under);
        let node = self.node(entries, used);
        used.pop();
        if node.splits.0 == node.splits.1 {
            return Target::Run(node.rest);
        }
        self.nodes.push(node);
        Target::Node(place(self.nodes.len().saturating_sub(1)))
    }
}

/// What it costs to file a rule under one of its conditions.
#[derive(Clone, Copy)]
struct Offer {
    dimension: Dimension,
    key: u64,
    /// How many rules share the most frequent of its values.
    crowd: usize,
    /// About how many rules a request has to look at for it.
    cost: usize,
}

/// So many rules more to look at take a request no longer than another dimension to look in: of few
/// rules, which are in the processor's cache, and of many, which are not. In between it is an eighth
/// of the rules.
const NEAR: (usize, usize) = (8, 128);

impl Offer {
    fn new(filing: Filing<'_>, crowd: usize) -> Self {
        let values = match filing.dimension {
            // A caller is in some groups, and each of them is looked for.
            Dimension::Groups => 4,
            Dimension::User
            | Dimension::Zones
            | Dimension::Id
            | Dimension::Account
            | Dimension::Region
            | Dimension::Tags => 1,
        };
        let (dimension, key) = (filing.dimension, filing.key);
        Self { dimension, key, crowd, cost: crowd.saturating_mul(values) }
    }

    const fn is_near(&self, best: usize, near: usize) -> bool {
        self.cost <= best.saturating_mul(2).saturating_add(near)
    }
}

/// The least that one of them costs.
fn best(offers: &[Offer]) -> usize {
    offers.iter().map(|offer| offer.cost).min().unwrap_or(usize::MAX)
}

/// The dimensions, those first in which the most rules can be filed at little cost: each dimension
/// that rules are filed in has to be looked in on every request.
fn favourites(offers: &[Vec<Offer>], near: usize) -> [Dimension; 7] {
    let mut favourites = Dimension::EVERY;
    favourites.sort_by_cached_key(|dimension| {
        let fits = |offers: &&Vec<Offer>| {
            let best = best(offers);
            offers.iter().any(|offer| offer.dimension == *dimension && offer.is_near(best, near))
        };
        core::cmp::Reverse(offers.iter().filter(fits).count())
    });
    favourites
}

impl Entry {
    pub(super) const fn candidate(self) -> Candidate {
        Candidate { rule: self.rule, when: self.when }
    }
}
