//! One engine with a policy in it, and the questions.

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

/// An engine with a policy in it, and the questions.
#[derive(Debug)]
pub struct Seat<'q, E: Engine> {
    engine: E,
    set_up: Duration,
    questions: &'q [Question],
}

impl<'q, E: Engine> Seat<'q, E> {
    /// Loads the policy of this workload.
    pub fn new(workload: &'q Workload) -> Self {
        let source = E::source(workload);
        let began = Instant::now();
        let engine = E::load(&source);
        let set_up = began.elapsed();
        Self { engine, set_up, questions: &workload.questions }
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
        let ready = self.engine.ready(&self.questions[question]);
        self.engine.decide(ready)
    }

    fn alone(&mut self, first: usize, count: usize) -> Duration {
        let mut took = Duration::ZERO;
        for handful in handfuls(first, count, self.questions.len()) {
            let kept: Vec<E::Ready<'_>> =
                handful.map(|index| self.engine.ready(&self.questions[index])).collect();
            let handed_over = kept.clone();
            let began = Instant::now();
            for ready in handed_over {
                black_box(self.engine.decide(black_box(ready)));
            }
            took += began.elapsed();
        }
        took
    }

    fn whole(&mut self, first: usize, count: usize) -> Duration {
        let mut took = Duration::ZERO;
        for handful in handfuls(first, count, self.questions.len()) {
            let questions: Vec<Question> =
                handful.map(|index| self.questions[index].clone()).collect();
            let began = Instant::now();
            for question in &questions {
                let ready = self.engine.ready(black_box(question));
                black_box(self.engine.decide(ready));
            }
            took += began.elapsed();
        }
        took
    }
}

/// The indices of the questions of a turn, a handful at a time.
///
/// A shell decides on what it has just read: a question is in the processor's cache, and what the
/// policy has to say to it is there by chance only. So a handful of questions is made, without the
/// clock, and then asked; and there are many more questions than fit in a cache.
fn handfuls(
    first: usize,
    count: usize,
    questions: usize,
) -> impl Iterator<Item = impl Iterator<Item = usize>> {
    // A turn of many decisions is one of fast decisions. The clock's own share of 16 is two
    // nanoseconds; an engine that takes microseconds gets its questions one by one, because its
    // requests may be large.
    let handful = (count / 64).clamp(1, 16);
    (0..count)
        .step_by(handful)
        .map(move |from| (from..count.min(from + handful)).map(move |it| (first + it) % questions))
}
