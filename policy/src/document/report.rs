//! The problems of one document, gathered while it is read.

use alloc::{
    collections::BinaryHeap,
    format,
    rc::Rc,
    string::{String, ToString},
    vec::Vec,
};

use super::{
    node::{Form, Spot, Trail},
    problem::{Place, Problem, Problems},
};
use crate::Limits;

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
    spots: usize,
}

impl Report {
    pub(crate) fn new(form: Form) -> Self {
        Self { form, problems: Findings::default(), warnings: Findings::default(), spots: 0 }
    }

    /// The next spot in the order of the document.
    pub(crate) fn spot(&mut self, trail: Rc<Trail>, position: Option<(usize, usize)>) -> Spot {
        self.spots = self.spots.saturating_add(1);
        Spot { trail, position, order: self.spots }
    }

    pub(crate) fn refuse(&mut self, spot: &Spot, fault: Fault) {
        self.problems.push(spot.order, fault.at(spot.place()));
    }

    /// Whether a problem here would be told, not only counted. Later ones that stand earlier in the
    /// document may still push it out.
    pub(crate) fn would_tell(&self, spot: &Spot) -> bool {
        self.problems.would_tell(spot.order)
    }

    pub(crate) fn warn(&mut self, spot: &Spot, fault: Fault) {
        self.warnings.push(spot.order, fault.at(spot.place()));
    }

    /// Refuses the document as a whole.
    pub(crate) fn refuse_whole(&mut self, position: Option<(usize, usize)>, fault: Fault) {
        let spot = self.spot(Trail::root(), position);
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

#[derive(Debug, Default)]
struct Findings {
    list: Vec<(usize, Problem)>,
    left_out: usize,
    /// Where those stand that would be told if there were no more.
    told: BinaryHeap<usize>,
}

impl Findings {
    fn would_tell(&self, order: usize) -> bool {
        self.told.len() < Limits::VERSION_1.problems
            || self.told.peek().is_some_and(|last| order < *last)
    }

    fn push(&mut self, order: usize, problem: Problem) {
        self.told.push(order);
        if self.told.len() > Limits::VERSION_1.problems {
            self.told.pop();
        }
        self.list.push((order, problem));
        // A file of rubbish must not fill the memory with complaints.
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
