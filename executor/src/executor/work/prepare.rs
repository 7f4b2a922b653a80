//! What must have succeeded before a stop: run, waited for, and everything decided again.

use std::{sync::Arc, time::Duration};

use sekisho_policy::{Entitlement, PolicyName, UnixTime};
use sekisho_store::Notes;

use super::{
    Executor, Moment, last_look,
    run::{Need, Run},
    subject::Subject,
};
use crate::{RunbookRun, Runbooks, audit::Next, order::Order};

/// By what runbooks are run, and where it is remembered that they are.
#[derive(Debug)]
pub(in crate::executor) struct Preparation {
    pub(in crate::executor) runbooks: Arc<dyn Runbooks>,
    pub(in crate::executor) notes: Arc<dyn Notes>,
}

/// The frame of one step.
pub(super) struct Frame<'a> {
    pub(super) order: &'a Order,
    pub(super) entitlement: &'a Entitlement,
    pub(super) policy: &'a PolicyName,
    pub(super) moment: &'a Moment,
}

/// What is kept of the budget for deciding again and for the stop itself.
const FOR_THE_STOP: Duration = Duration::from_secs(3);
/// How often what binds may have become more while it was met.
const ROUNDS: u32 = 3;

impl Executor {
    /// Meets the obligations of a step. Where there are any, everything of the step is looked at and
    /// decided again: time has passed, and what binds may be another. What is not prepared then is not
    /// stopped; and of a request that is all or nothing, neither is the rest.
    pub(super) async fn prepare(&self, subjects: &mut [Subject], step: usize, frame: &Frame<'_>) {
        if !subjects.iter().any(|one| one.is_of(step) && !one.is_prepared()) {
            return;
        }
        for _ in 0..ROUNDS {
            if !self.meet(subjects, step, frame).await {
                break;
            }
            let change = frame.order.change;
            self.decide_again(subjects, step, frame.entitlement, change, frame.moment).await;
        }
        let missing = |one: &Subject| {
            one.step == Some(step)
                && one.next == Next::Call
                && !(one.has_grant() && one.is_prepared())
        };
        if frame.order.is_all_or_nothing() && subjects.iter().any(missing) {
            let acted = subjects.iter().any(|one| one.verdict.is_some());
            let hold = if acted { Subject::put_off } else { Subject::leave_untouched };
            subjects.iter_mut().for_each(hold);
        }
    }

    /// Runs what is not met yet, as far as there is time. False if there was nothing to run or to look
    /// up, and no time has passed.
    async fn meet(&self, subjects: &mut [Subject], step: usize, frame: &Frame<'_>) -> bool {
        let mut runs: Vec<Run> =
            subjects.iter().filter(|one| one.is_of(step)).flat_map(Subject::unmet).collect();
        // INVARIANT (there is one): without, what is bound is refused when it is planned.
        let Some(preparation) = self.preparation.as_ref().filter(|_| !runs.is_empty()) else {
            return false;
        };
        let until = last_look(frame.moment).saturating_sub(FOR_THE_STOP);
        for run in &mut runs {
            let left = until.saturating_sub(self.clock.monotonic());
            if left.is_zero() {
                break;
            }
            self.claim(run, preparation, frame, left).await;
        }
        loop {
            for run in &mut runs {
                let left = until.saturating_sub(self.clock.monotonic());
                if left.is_zero() {
                    break;
                }
                self.advance(run, preparation, frame, left).await;
            }
            let left = until.saturating_sub(self.clock.monotonic());
            if left.is_zero() || runs.iter().all(|run| matches!(run.need(), Need::Nothing)) {
                break;
            }
            self.clock.sleep(self.settings.poll_every.min(left)).await;
        }
        for run in &mut runs {
            run.running();
            // Databases of two accounts may have one name.
            let of = |one: &&mut Subject| one.is_at(&run.thing.place, &run.thing.id);
            if let Some(subject) = subjects.iter_mut().find(of) {
                subject.take_in(run);
            }
        }
        true
    }

    /// Looks up what is remembered of a run, and takes it up if need be. Without an answer in time it is
    /// not gone on with.
    async fn claim(
        &self,
        run: &mut Run,
        preparation: &Preparation,
        frame: &Frame<'_>,
        within: Duration,
    ) {
        let token = || self.settings.decision_ids.next();
        let claim = run.claim(&*preparation.notes, frame.policy, self.clock.now(), token);
        if tokio::time::timeout(within, claim).await.is_err() {
            run.running();
        }
    }

    /// Asks SSM what is next for a run, once.
    async fn advance(
        &self,
        run: &mut Run,
        preparation: &Preparation,
        frame: &Frame<'_>,
        within: Duration,
    ) {
        let Preparation { runbooks, notes } = preparation;
        let (thing, runbook) = (run.thing.clone(), run.runbook.clone());
        let asked = RunbookRun {
            place: &thing.place,
            instance: &thing.id,
            runbook: &runbook,
            caller: &frame.entitlement.attempt().caller,
            decision_id: &frame.moment.id,
        };
        let to_note = match run.need() {
            Need::Nothing => return,
            Need::Start(token) => {
                let answer = runbooks.start(asked, token, within).await;
                run.started(answer)
            }
            Need::Look(execution) => {
                let answer = runbooks.look(asked, execution, within).await;
                run.looked(answer, self.clock.now())
            }
        };
        let now: UnixTime = self.clock.now();
        if to_note {
            run.note(&**notes, frame.policy, now).await;
        }
        if run.is_stale(now) {
            self.claim(run, preparation, frame, within).await;
        }
    }
}
