//! What two policies decide differently: found by the engine's analysis, told to people and programs.

mod edit;
mod json;
mod obligations;
mod summary;
mod words;

use sekisho_policy::{
    Document, UnixTime,
    analysis::{Budget, Change, Comparison, Hints, Undecided},
};

pub(crate) use self::{
    json::as_json,
    summary::{summary, summary_as_json},
    words::{Detail, tell},
};
use crate::Exit;
use obligations::{Rebound, rebound};

/// How much is looked for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Extent {
    /// So many regions of each edit, in either direction.
    pub(crate) regions: usize,
    /// So many steps of search for each edit.
    pub(crate) steps: u64,
    /// So many edits that open something, and as many that close something.
    pub(crate) edits: usize,
    /// No further edit is looked at once so many steps have been taken.
    pub(crate) all_steps: u64,
}

impl Extent {
    /// What fits beside other things: found in a moment, however much was edited.
    pub(crate) const SUMMARY: Self =
        Self { regions: 1, steps: 10_000, edits: 8, all_steps: 50_000 };
}

/// Which way a decision changed.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Direction {
    Opened,
    Closed,
}

impl Direction {
    pub(crate) const ALL: [Self; 2] = [Self::Opened, Self::Closed];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Opened => "opened",
            Self::Closed => "closed",
        }
    }
}

/// What two policies decide differently, as far as it was looked for.
#[derive(Debug)]
pub(crate) struct Differences<'a> {
    old: &'a Document,
    new: &'a Document,
    comparison: Comparison<'a>,
    opened: Found,
    closed: Found,
    /// How many edits may make a difference.
    edits: usize,
    /// The rules that bind otherwise what they allow.
    rebound: Vec<Rebound<'a>>,
}

/// What changed in one direction.
#[derive(Debug, Default)]
struct Found {
    /// Each opens (or closes) something, or it was not found out whether it does.
    changes: Vec<Change>,
    /// So many edits were not looked at.
    unseen: usize,
    /// What it cost.
    steps: u64,
}

impl<'a> Differences<'a> {
    pub(crate) fn find(
        old: &'a Document,
        new: &'a Document,
        hints: &'a Hints,
        extent: Extent,
    ) -> Self {
        let comparison = Comparison::new(old, new, hints);
        let budget = Budget::of_steps(extent.steps);
        let opened = Found::among(comparison.opening(extent.regions, budget), extent);
        let closed = Found::among(comparison.closing(extent.regions, budget), extent);
        let edits = comparison.edits().len();
        Self { old, new, comparison, opened, closed, edits, rebound: rebound(old, new) }
    }

    /// What was found in this direction.
    fn of(&self, direction: Direction) -> &Found {
        match direction {
            Direction::Opened => &self.opened,
            Direction::Closed => &self.closed,
        }
    }

    /// The steps of all searches.
    fn steps(&self) -> u64 {
        self.opened.steps.saturating_add(self.closed.steps)
    }

    /// Whether it is proved that there are none: every request is decided alike, and no rule binds
    /// otherwise what it allows.
    pub(crate) fn are_none(&self) -> bool {
        self.decide_alike() && self.rebound.is_empty()
    }

    /// Whether it is proved that every request is decided alike.
    fn decide_alike(&self) -> bool {
        [&self.opened, &self.closed].iter().all(|it| it.changes.is_empty() && it.unseen == 0)
    }

    /// Whether some search did not come to its end.
    fn is_undecided(&self) -> bool {
        let changes = self.opened.changes.iter().chain(&self.closed.changes);
        changes.into_iter().any(|change| change.undecided.is_some())
    }

    pub(crate) fn exit(&self) -> Exit {
        match () {
            () if self.is_undecided() => Exit::Undecided,
            () if self.are_none() => Exit::Done,
            () => Exit::Differs,
        }
    }
}

impl Found {
    fn among(mut edits: impl ExactSizeIterator<Item = Change>, extent: Extent) -> Self {
        let mut found = Self::default();
        while found.changes.len() < extent.edits && found.steps < extent.all_steps {
            let Some(change) = edits.next() else { break };
            found.steps = found.steps.saturating_add(change.effort.steps);
            if !change.is_none() {
                found.changes.push(change);
            }
        }
        found.unseen = edits.len();
        found
    }
}

/// Hints for a witness at this time: on the minute, as people tell times.
pub(crate) fn near(now: UnixTime) -> Hints {
    let past = now.seconds().rem_euclid(60);
    Hints::near(now.saturating_add(past.saturating_neg()))
}

/// Why it was not found out what an edit does, as JSON has it.
const fn because(undecided: &Undecided) -> &'static str {
    match undecided {
        Undecided::OutOfSteps(_) => "out_of_steps",
        Undecided::Contradicted(_) => "contradicted",
    }
}
