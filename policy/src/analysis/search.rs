//! The one question of the analysis: is there a point of this region that none of those rules covers?
//!
//! Answered by lazy subtraction of boxes (`docs/analysis.md`): what no rule can cover any more is
//! never cut into pieces, and a rule that leaves one way open takes it without a choice.

use alloc::{collections::BTreeSet, vec, vec::Vec};

use super::{
    axes::Axis,
    budget::{Spent, Steps},
    region::{Conjunction, Cover, Literal, Region, Standing},
    world::World,
};

/// The regions of points that no cover holds: disjoint, and together all of them.
#[derive(Debug)]
pub(crate) struct Uncovered<'w, 'a> {
    world: &'w World<'w>,
    /// What is left to begin with.
    nodes: Vec<Node<'a>>,
    /// Where regions are cut, the last one first.
    cuts: Vec<Cut<'a>>,
    /// The covers that something was concluded from, by their places in what was given.
    used: BTreeSet<u32>,
}

/// A region that is still to be looked at, and what may cover some of it.
#[derive(Debug)]
struct Node<'a> {
    region: Region,
    covers: Vec<Live<'a>>,
}

/// A region that is cut along one cover, piece by piece: each is outside of it in another way. A piece is
/// made when it is its turn, since there may be as many as conditions, and each has a copy of all else.
#[derive(Debug)]
struct Cut<'a> {
    /// What no piece was made of yet.
    inside: Region,
    covers: Vec<Live<'a>>,
    cover: Live<'a>,
    /// The conditions that pieces are still to be made of, the next one last.
    open: Vec<Literal<'a>>,
    /// The exceptions likewise, in their order.
    exceptions: &'a [Conjunction],
}

/// A cover as a branch of the search sees it.
#[derive(Clone, Copy, Debug)]
struct Live<'a> {
    place: u32,
    when: &'a Conjunction,
    unless: &'a [Conjunction],
}

/// What a cover leaves of a region without any choice.
enum Look<'a> {
    /// Everything is covered.
    Covered,
    /// It covers nothing here.
    Misses,
    /// Only where this condition does not hold.
    Outside(Literal<'a>),
    /// Only where these conditions hold.
    Inside(&'a Conjunction),
    /// There are so many ways to be outside.
    Choice(usize),
}

/// What is left of a region once nothing can be taken away without a choice.
enum Left {
    Nothing,
    /// No cover meets it.
    Everything,
    /// The cover at this place of the list leaves the fewest ways.
    Choice(usize),
}

impl<'w, 'a> Uncovered<'w, 'a> {
    /// The points of the region that no cover holds.
    pub(crate) fn new(
        world: &'w World<'w>,
        region: Region,
        covers: impl IntoIterator<Item = &'a Cover>,
    ) -> Self {
        let covers = covers.into_iter().zip(0..);
        let covers =
            covers.map(|(cover, place)| Live { place, when: &cover.when, unless: &cover.unless });
        let nodes = vec![Node { region, covers: covers.collect() }];
        Self { world, nodes, cuts: Vec::new(), used: BTreeSet::new() }
    }

    /// The next region, of which no part is covered. It may hold no point all the same:
    /// [`super::point::Point`] tells.
    pub(crate) fn next(&mut self, steps: &mut Steps) -> Result<Option<Region>, Spent> {
        while let Some(mut node) = self.node() {
            steps.take()?;
            match node.shrink(self.world, &mut self.used) {
                Left::Nothing => {}
                Left::Everything => return Ok(Some(node.region)),
                Left::Choice(at) => {
                    let cut = self.cut(node, at);
                    self.cuts.push(cut);
                }
            }
        }
        Ok(None)
    }

    /// What is to be looked at next.
    fn node(&mut self) -> Option<Node<'a>> {
        while let Some(cut) = self.cuts.last_mut() {
            if let Some(piece) = cut.piece(self.world) {
                return Some(piece);
            }
            self.cuts.pop();
        }
        self.nodes.pop()
    }

    /// The covers, by their places in what was given, that leave no point if they are all together:
    /// once the search has found none.
    pub(crate) fn used(&self) -> &BTreeSet<u32> {
        &self.used
    }

    /// The same points, looked for one after the other in each way to be outside of this cover.
    pub(crate) fn outside(mut self, cover: &'a Cover) -> Vec<Self> {
        // It is beside those that were given.
        let own = Live { place: u32::MAX, when: &cover.when, unless: &cover.unless };
        let mut parts = Vec::new();
        for mut node in core::mem::take(&mut self.nodes) {
            match own.look(&node.region) {
                Look::Covered => {}
                Look::Misses => parts.push(node),
                Look::Outside(_) | Look::Inside(_) | Look::Choice(_) => {
                    let at = node.covers.len();
                    node.covers.push(own);
                    let mut cut = self.cut(node, at);
                    parts.extend(core::iter::from_fn(|| cut.piece(self.world)));
                }
            }
        }
        let world = self.world;
        let parts = parts.into_iter().map(|node| vec![node]);
        let part = |nodes| Self { world, nodes, cuts: Vec::new(), used: BTreeSet::new() };
        parts.map(part).collect()
    }

    /// A cut along one of the covers.
    fn cut(&mut self, mut node: Node<'a>, at: usize) -> Cut<'a> {
        let cover = node.covers.swap_remove(at);
        self.used.insert(cover.place);
        let open = cover.when.literals().filter(|it| node.region.standing(*it) == Standing::Open);
        let mut open: Vec<Literal<'_>> = open.collect();
        // Whom a rule is not about says more than what else it asks for.
        open.sort_by_key(|literal| match literal {
            Literal::Groups(_) => 0_u8,
            Literal::Set(Axis::USER, _) => 1,
            Literal::Set(..) | Literal::Relation(_) => 2,
        });
        open.reverse();
        let exceptions = cover.unless;
        Cut { inside: node.region, covers: node.covers, cover, open, exceptions }
    }
}

impl<'a> Cut<'a> {
    /// The next piece.
    fn piece(&mut self, world: &World<'_>) -> Option<Node<'a>> {
        while let Some(literal) = self.open.pop() {
            if self.inside.standing(literal) != Standing::Open {
                continue;
            }
            let mut region = self.inside.clone();
            region.exclude(literal, |axis| world.size(axis));
            self.inside.insist(literal);
            return Some(Node { region, covers: self.covers.clone() });
        }
        while let Some((exception, rest)) = self.exceptions.split_first() {
            self.exceptions = rest;
            if self.inside.misses(exception) {
                continue;
            }
            let mut region = self.inside.clone();
            region.meet(exception);
            let covers = self.covers.clone();
            // What this exception holds is told by it alone.
            self.covers.push(Live { place: self.cover.place, when: exception, unless: &[] });
            return Some(Node { region, covers });
        }
        None
    }
}

impl Node<'_> {
    /// Takes away whatever can be taken away without a choice.
    fn shrink(&mut self, world: &World<'_>, used: &mut BTreeSet<u32>) -> Left {
        loop {
            if !self.region.settle(world) {
                return Left::Nothing;
            }
            let mut changed = false;
            let mut best: Option<(usize, usize)> = None;
            let mut at = 0_usize;
            while let Some(cover) = self.covers.get(at).copied() {
                let look = cover.look(&self.region);
                if let Look::Choice(ways) = look {
                    if best.is_none_or(|(fewest, _)| ways < fewest) {
                        best = Some((ways, at));
                    }
                    at = at.saturating_add(1);
                    continue;
                }
                self.covers.swap_remove(at);
                match look {
                    Look::Misses | Look::Choice(_) => continue,
                    Look::Covered => {}
                    Look::Outside(literal) => {
                        self.region.exclude(literal, |axis| world.size(axis));
                    }
                    Look::Inside(exception) => self.region.meet(exception),
                }
                used.insert(cover.place);
                if matches!(look, Look::Covered) {
                    return Left::Nothing;
                }
                changed = true;
            }
            if !changed {
                return best.map_or(Left::Everything, |(_, at)| Left::Choice(at));
            }
        }
    }
}

impl<'a> Live<'a> {
    fn look(self, region: &Region) -> Look<'a> {
        let mut open = None;
        let mut ways = 0_usize;
        for (literal, standing) in region.standings(self.when) {
            match standing {
                Standing::Nowhere => return Look::Misses,
                Standing::Everywhere => {}
                Standing::Open => {
                    open = Some(literal);
                    ways = ways.saturating_add(1);
                }
            }
        }
        let mut exception = None;
        for other in self.unless.iter().filter(|other| !region.misses(other)) {
            if region.is_within(other) {
                return Look::Misses;
            }
            exception = Some(other);
            ways = ways.saturating_add(1);
        }
        match (open, exception, ways) {
            (None, None, _) => Look::Covered,
            (Some(literal), None, 1) => Look::Outside(literal),
            (None, Some(exception), 1) => Look::Inside(exception),
            _ => Look::Choice(ways),
        }
    }
}
