//! One engine with a policy in it and questions ready.

use std::{
    hint::black_box,
    time::{Duration, Instant},
};

use crate::{Engine, Question, Workload};

/// An engine in a race, whatever its types.
pub trait Contestant {
    /// The engine's name.
    fn name(&self) -> &'static str;

    /// How long it took to parse and compile the policy.
    fn set_up(&self) -> Duration;

    /// The answer to one question.
    fn answer(&mut self, question: usize) -> bool;

    /// How long this many decisions take, from this question on, with the requests built.
    fn alone(&mut self, first: usize, count: usize) -> Duration;

    /// How long this many decisions take, from this question on, from plain strings.
    fn whole(&mut self, first: usize, count: usize) -> Duration;
}

/// An engine with a policy in it and questions ready.
#[derive(Debug)]
pub struct Seat<'q, E: Engine> {
    engine: E,
    set_up: Duration,
    questions: &'q [Question],
    ready: Vec<E::Ready<'q>>,
}

impl<'q, E: Engine> Seat<'q, E> {
    /// Loads the policy of this workload.
    pub fn new(workload: &'q Workload) -> Self {
        let source = E::source(workload);
        let began = Instant::now();
        let engine = E::load(&source);
        let set_up = began.elapsed();
        let ready = workload.questions.iter().map(|question| engine.ready(question)).collect();
        Self { engine, set_up, questions: &workload.questions, ready }
    }
}

impl<E: Engine> Contestant for Seat<'_, E> {
    fn name(&self) -> &'static str {
        E::NAME
    }

    fn set_up(&self) -> Duration {
        self.set_up
    }

    fn answer(&mut self, question: usize) -> bool {
        self.engine.decide(self.ready[question].clone())
    }

    fn alone(&mut self, first: usize, count: usize) -> Duration {
        let ready = self.ready.iter().cycle().skip(first).take(count);
        // Handed over, as a request is: what the engine does with it and its end are timed.
        let ready: Vec<E::Ready<'_>> = ready.cloned().collect();
        let began = Instant::now();
        for ready in ready {
            black_box(self.engine.decide(black_box(ready)));
        }
        began.elapsed()
    }

    fn whole(&mut self, first: usize, count: usize) -> Duration {
        let questions = self.questions.iter().cycle().skip(first).take(count);
        let began = Instant::now();
        for question in questions {
            let ready = self.engine.ready(black_box(question));
            black_box(self.engine.decide(ready));
        }
        began.elapsed()
    }
}
