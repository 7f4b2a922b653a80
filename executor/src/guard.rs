//! The watch: an instance that is to run, and was stopped past the checkpoint, is reported and, where
//! the policy says so, started again.
//!
//! ```text
//! EventBridge ──► Event ──► through the checkpoint? ──► is it to run? ──► does the policy start it?
//!                                                                              │
//!                                    Notes: told before? started too often? ◄──┘──► line ──► Fleet
//! ```
//!
//! It asks the policy like anybody else, as the user `sekisho:guard` that no issuer can make, and it
//! acts like the executor: against a grant, after it was recorded. Events come late, twice and out of
//! order; what counts is what EC2 shows when one is handled.

mod actor;
mod case;
mod config;
mod envelope;
mod event;
mod line;
mod memory;
mod outcome;
mod reason;
mod recollection;
mod restart;
mod settings;

use std::{sync::Arc, time::Duration};

use sekisho_lambda::Health;
use sekisho_store::{Notes, PolicyCache};

use crate::{Clock, Fleet, Journal, Looked, Selection};
use case::{Case, Delivery};
use envelope::Envelope;
use event::{Event, What};
use line::Findings;
use outcome::Told;

pub use config::GuardConfig;
pub use envelope::GuardAnswer;
pub use line::GuardLine;
pub use outcome::GuardOutcome;
pub use settings::{GUARD_TIME_BUDGET, GuardSettings};

/// Watches over the instances that are to run.
#[derive(Debug)]
pub struct Guard {
    policies: PolicyCache,
    notes: Arc<dyn Notes>,
    fleet: Arc<dyn Fleet>,
    journal: Arc<dyn Journal<GuardLine>>,
    clock: Arc<dyn Clock>,
    settings: GuardSettings,
}

/// What became of an invocation. Nothing here prints the lines.
#[derive(Clone, Debug)]
#[must_use = "an event that must come again is lost if nobody says so"]
#[expect(clippy::exhaustive_structs, reason = "every invocation leaves its lines")]
pub struct Watched {
    /// What Lambda is told of a batch of a queue.
    pub answer: GuardAnswer,
    /// Whether an event that came by itself must come again: then the invocation has to fail.
    pub again: bool,
    /// The lines the [`Journal`] has already: to be counted, and not to be written again.
    pub recorded: Vec<GuardLine>,
    /// The lines that it would not take.
    pub unrecorded: Vec<GuardLine>,
}

impl Watched {
    /// All lines of the invocation.
    pub fn lines(&self) -> impl Iterator<Item = &GuardLine> {
        self.recorded.iter().chain(&self.unrecorded)
    }
}

/// What one event came to.
#[derive(Default)]
struct Lines {
    recorded: Vec<GuardLine>,
    unrecorded: Vec<GuardLine>,
    again: bool,
}

impl Guard {
    /// A guard of these parts.
    #[must_use]
    pub fn new(
        policies: PolicyCache,
        notes: Arc<dyn Notes>,
        fleet: Arc<dyn Fleet>,
        journal: Arc<dyn Journal<GuardLine>>,
        clock: Arc<dyn Clock>,
        settings: GuardSettings,
    ) -> Self {
        Self { policies, notes, fleet, journal, clock, settings }
    }

    /// Fetches the policy: what a cold start does before the first event.
    ///
    /// # Errors
    ///
    /// Why there is none yet: it is tried again when it is needed.
    pub async fn hydrate(&self) -> Result<(), sekisho_store::NoPolicy> {
        self.policies.hydrate(self.clock.now()).await
    }

    /// How old the policy is: what is measured beside every answer.
    #[must_use]
    pub fn health(&self) -> Health {
        Health {
            key_age: None,
            policy_age: self.policies.age(self.clock.now()),
            key_refresh_failures: None,
            policy_refresh_failures: self.policies.status().failures,
        }
    }

    /// Handles one invocation within the time of the settings.
    pub async fn handle(&self, payload: &[u8]) -> Watched {
        self.handle_within(payload, self.settings.budget).await
    }

    /// Handles one invocation within this time, or that of the settings if it is shorter: an event of
    /// EventBridge, or a batch of messages of an SQS queue that hold one each.
    pub async fn handle_within(&self, payload: &[u8], within: Duration) -> Watched {
        let budget = within.min(self.settings.budget);
        let ends = self.clock.monotonic().saturating_add(budget);
        let mut lines = Lines::default();
        let mut again = Vec::new();
        match Envelope::open(payload) {
            Envelope::Direct(text) => self.watch(&text, ends, &mut lines).await,
            Envelope::Queue(messages) => {
                for message in messages {
                    lines.again = false;
                    self.watch(&message.body, ends, &mut lines).await;
                    again.extend(lines.again.then_some(message.id));
                }
                lines.again = false;
            }
        }
        let Lines { recorded, unrecorded, again: direct } = lines;
        Watched { answer: GuardAnswer::of(again), again: direct, recorded, unrecorded }
    }

    /// Handles one event: a line for each instance it is about, or one.
    async fn watch(&self, text: &str, ends: Duration, lines: &mut Lines) {
        let id = self.settings.decision_ids.next();
        let now = self.clock.now();
        let event = match event::decode(text) {
            Ok(event) => event,
            Err(reason) => {
                let told = Told::simply(GuardOutcome::Unreadable, "unreadable")
                    .with_detail(Some(reason.to_owned()));
                let line = GuardLine::new((&id, now), None, &Findings::default(), &told);
                self.keep(line, lines);
                return;
            }
        };
        if let Some(told) = self.needs_no_look(&event) {
            let line = GuardLine::new((&id, now), Some(&event), &Findings::default(), &told);
            self.keep(line, lines);
            return;
        }
        let instances = event.instances();
        let looked = if self.is_in_order(&event) {
            Looked::default()
        } else {
            let known = instances.iter().map(|named| (event.place.clone(), named.id.clone()));
            self.fleet.describe(&Selection::Changing(known.collect()), self.left(ends)).await
        };
        let delivery = Delivery { id: &id, now, ends, event: &event, looked: &looked };
        for named in &instances {
            self.settle(Case::new(self, &delivery, named), lines).await;
        }
    }

    /// What can be told of an event as a whole.
    fn needs_no_look(&self, event: &Event) -> Option<Told> {
        if let What::Call { error: Some(error), .. } = &event.what {
            let told = Told::simply(GuardOutcome::InOrder, "not_carried_out");
            return Some(told.with_detail(Some(error.clone())));
        }
        if !self.settings.places.all().contains(&event.place) {
            return Some(Told::simply(GuardOutcome::NotGuarded, "other_place"));
        }
        (!event.is_a_stop()).then(|| Told::simply(GuardOutcome::InOrder, "not_a_stop"))
    }

    /// Whether a call went through the checkpoint, which never terminates anything.
    fn is_in_order(&self, event: &Event) -> bool {
        match &event.what {
            What::Call { verb: event::Verb::Stop, actor, .. } => {
                actor.is_the_checkpoint(&self.settings.places, &event.place.account)
            }
            What::Call { .. } | What::State { .. } => false,
        }
    }

    /// Judges one instance, records what was found, and only then remembers that it is done with: an
    /// event whose line is lost comes again.
    async fn settle(&self, mut case: Case<'_>, lines: &mut Lines) {
        let told = case.judge(lines).await;
        let remembered = told.remembered;
        if self.keep(case.line(&told), lines)
            && remembered
            && let Err(error) = case.finish().await
        {
            // The line stays true; the next delivery finds it told, or tells it again.
            self.keep(case.line(&case::unavailable(&error)), lines);
        }
    }

    /// Records a line. Whether it is kept; if not, the event comes again.
    fn keep(&self, line: GuardLine, lines: &mut Lines) -> bool {
        lines.again |= line.comes_again();
        let is_kept = self.journal.record(std::slice::from_ref(&line)).is_ok();
        if is_kept {
            lines.recorded.push(line);
        } else {
            // Whoever writes the lines that are left meets the same error, and says it.
            lines.again = true;
            lines.unrecorded.push(line);
        }
        is_kept
    }

    fn left(&self, ends: Duration) -> Duration {
        ends.saturating_sub(self.clock.monotonic())
    }
}
