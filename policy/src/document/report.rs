//! The problems of one document, gathered while it is read.

use alloc::{
    collections::BinaryHeap,
    format,
    string::{String, ToString},
    vec::Vec,
};

use smol_str::SmolStr;

use super::{
    node::{Form, Spot},
    problem::{Place, Problem, Problems},
    trail::{Trail, Trails},
};
use crate::{Limits, RuleId};

/// What is wrong with a value, wherever it stands.
#[derive(Debug)]
pub(crate) struct Fault {
    code: &'static str,
    found: String,
    required: String,
    help: Option<String>,
}

impl Fault {
    pub(crate) fn new(
        code: &'static str,
        found: impl Into<String>,
        required: impl Into<String>,
    ) -> Self {
        Self { code, found: found.into(), required: required.into(), help: None }
    }

    /// Says what to do next.
    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Says what to do next, where that is known.
    pub(crate) fn maybe(mut self, help: Option<String>) -> Self {
        self.help = help.or(self.help);
        self
    }

    /// Says what was required in other words.
    pub(crate) fn requiring(mut self, required: &str) -> Self {
        self.required = required.to_string();
        self
    }

    fn at(self, place: Place) -> Problem {
        let Self { code, found, required, help } = self;
        Problem { code, place, found, required, help }
    }
}

/// Problems and warnings so far.
#[derive(Debug)]
pub(crate) struct Report {
    pub(crate) form: Form,
    problems: Findings,
    warnings: Findings,
    trails: Trails,
    spots: u32,
    /// The rule that is being read.
    rule: Option<RuleId>,
}

impl Report {
    pub(crate) fn new(form: Form) -> Self {
        Self {
            form,
            problems: Findings::default(),
            warnings: Findings::default(),
            trails: Trails::default(),
            spots: 0,
            rule: None,
        }
    }

    /// The way to a row of the table.
    pub(super) fn row(&mut self, key: &str) -> Trail {
        self.trails.row(key)
    }

    /// The way on to the value of a key.
    pub(super) fn key(&mut self, parent: Trail, key: &SmolStr) -> Trail {
        self.trails.key(parent, key)
    }

    /// The way on to an item of a list.
    pub(super) fn index(&mut self, parent: Trail, index: usize) -> Trail {
        self.trails.index(parent, index)
    }

    /// The next spot in the order of the document.
    pub(super) fn spot(&mut self, trail: Trail, position: Option<(usize, usize)>) -> Spot {
        self.spots = self.spots.saturating_add(1);
        let short = |number| u32::try_from(number).unwrap_or(u32::MAX);
        let position = position.map(|(line, column)| (short(line), short(column)));
        Spot { trail, position, order: self.spots }
    }

    /// The same spot, for a key that is missing there.
    pub(crate) fn missing(&mut self, spot: &Spot, key: &str) -> Spot {
        Spot { trail: self.trails.key(spot.trail, &key.into()), ..*spot }
    }

    /// Whether this is an item of a list.
    pub(super) fn is_item(&self, spot: &Spot) -> bool {
        self.trails.ends_at_item(spot.trail)
    }

    /// Keeps places in the order for something that is read later and has at most so many spots.
    /// The first of them is its own.
    pub(super) fn reserve(&mut self, spots: usize) -> u32 {
        let reserved = self.spots;
        self.spots = reserved.saturating_add(u32::try_from(spots).unwrap_or(u32::MAX));
        reserved
    }

    /// Goes back to the places that were kept.
    pub(super) fn enter(&mut self, reserved: u32) -> Mark {
        let left = core::mem::replace(&mut self.spots, reserved);
        Mark { spots: left, trails: self.trails.count() }
    }

    /// Comes back from there. The spots made meanwhile are known no more.
    pub(super) fn leave(&mut self, mark: Mark) {
        self.spots = mark.spots;
        self.trails.keep(mark.trails);
    }

    /// Begins to read this rule, or ends it.
    pub(super) fn within(&mut self, rule: Option<RuleId>) {
        self.rule = rule;
    }

    pub(crate) fn refuse(&mut self, spot: &Spot, fault: Fault) {
        let Self { problems, trails, rule, .. } = self;
        problems.push(spot.order, || fault.at(place(trails, rule.as_ref(), spot)));
    }

    /// Whether a problem here would be told, not only counted. Later ones that stand earlier in the
    /// document may still push it out.
    pub(super) fn would_tell(&self, spot: &Spot) -> bool {
        self.problems.would_tell(spot.order)
    }

    /// Warns of something that is put into words only if it is told.
    pub(super) fn warn(&mut self, spot: &Spot, fault: impl FnOnce() -> Fault) {
        let Self { warnings, trails, rule, .. } = self;
        warnings.push(spot.order, || fault().at(place(trails, rule.as_ref(), spot)));
    }

    /// Refuses the document as a whole.
    pub(crate) fn refuse_whole(&mut self, position: Option<(usize, usize)>, fault: Fault) {
        let spot = self.spot(Trail::ROOT, position);
        self.refuse(&spot, fault);
    }

    /// What was built and the warnings, if nothing is wrong.
    pub(crate) fn finish<T>(mut self, built: Option<T>) -> Result<(T, Vec<Problem>), Problems> {
        // INVARIANT (no silent loss): whoever builds nothing has reported why. Were that ever
        // untrue, the answer would still be a refusal with a reason.
        if built.is_none() && self.problems.list.is_empty() {
            self.refuse_whole(None, Fault::new("unreadable", "something unreadable", "a policy"));
        }
        match built {
            Some(built) if self.problems.list.is_empty() => {
                Ok((built, self.warnings.in_order("warnings")))
            }
            _ => Err(Problems { list: self.problems.in_order("problems") }),
        }
    }
}

/// Where the report was in the order of the document, and what it knew.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mark {
    spots: u32,
    trails: usize,
}

fn place(trails: &Trails, rule: Option<&RuleId>, spot: &Spot) -> Place {
    let (row, path) = trails.words(spot.trail);
    let long = |number| usize::try_from(number).unwrap_or(usize::MAX);
    let position = spot.position.map(|(line, column)| (long(line), long(column)));
    Place { path, position, row, rule: rule.cloned() }
}

#[derive(Debug, Default)]
struct Findings {
    list: Vec<(u32, Problem)>,
    left_out: usize,
    /// Where those stand that would be told if there were no more.
    told: BinaryHeap<u32>,
}

impl Findings {
    fn would_tell(&self, order: u32) -> bool {
        self.told.len() < Limits::VERSION_1.problems
            || self.told.peek().is_some_and(|last| order < *last)
    }

    fn push(&mut self, order: u32, problem: impl FnOnce() -> Problem) {
        // A file of rubbish must not fill the memory with complaints.
        if !self.would_tell(order) {
            self.left_out = self.left_out.saturating_add(1);
            return;
        }
        self.told.push(order);
        if self.told.len() > Limits::VERSION_1.problems {
            self.told.pop();
        }
        self.list.push((order, problem()));
        if self.list.len() >= KEPT {
            self.cut();
        }
    }

    fn cut(&mut self) {
        self.list.sort_by_key(|(order, _)| *order);
        let over = self.list.len().saturating_sub(Limits::VERSION_1.problems);
        self.left_out = self.left_out.saturating_add(over);
        self.list.truncate(Limits::VERSION_1.problems);
    }

    fn in_order(mut self, what: &str) -> Vec<Problem> {
        self.cut();
        let mut list: Vec<Problem> = self.list.into_iter().map(|(_, problem)| problem).collect();
        if self.left_out > 0 {
            let found = format!("{} more {what}", self.left_out);
            let fault = Fault::new("more_problems", found, "none".to_string())
                .help("correct the ones above and check again");
            list.push(fault.at(Place::default()));
        }
        list
    }
}

const KEPT: usize = 10_000;
