//! One tier after the other: a later one is changed only when the earlier ones are there.

use std::collections::BTreeSet;

use sekisho_lambda::Change;
use sekisho_policy::Entitlement;

use super::{Executor, Moment, changed, last_look, prepare::Frame, subject::Subject};
use crate::{Selection, audit::Next, order::Order, outcome::Told};

impl Executor {
    /// Changes what is to be changed, step by step. Between two steps it waits as long as there is
    /// time; what is not reached by then is told to be asked for again.
    pub(super) async fn act_in_steps(&self, subjects: &mut [Subject], frame: &Frame<'_>) {
        let Frame { order, entitlement, moment, .. } = *frame;
        let to_do = subjects.iter().filter(|one| one.next != Next::Nothing);
        let steps: BTreeSet<usize> = to_do.filter_map(|one| one.step).collect();
        for step in &steps {
            if subjects.iter().any(|one| one.is_before(*step)) {
                self.wait_for_earlier(subjects, *step, order, moment).await;
                let mut earlier = subjects.iter().filter(|one| one.is_before(*step));
                if !earlier.all(Subject::is_out_of_the_way) {
                    subjects.iter_mut().for_each(Subject::put_off);
                    return;
                }
                self.decide_again(subjects, *step, entitlement, order.change, moment).await;
            }
            self.prepare(subjects, *step, frame).await;
            self.act(subjects, *step, entitlement, moment).await;
            if let Some(preparation) = &self.preparation {
                let (notes, now) = (&*preparation.notes, self.clock.now());
                let changed = subjects.iter().filter(|one| one.step == Some(*step));
                let remember = changed::remember(notes, frame.policy, order.change, changed, now);
                let left = last_look(moment).saturating_sub(self.clock.monotonic());
                if tokio::time::timeout(left, remember).await.is_err() {
                    tracing::warn!("some changes were not remembered: the time is up");
                }
            }
        }
    }

    /// Looks until those of earlier steps are where they should be, one of them cannot get there any
    /// more, or the time is up.
    async fn wait_for_earlier(
        &self,
        subjects: &mut [Subject],
        step: usize,
        order: &Order,
        moment: &Moment,
    ) {
        loop {
            let earlier = subjects.iter().filter(|one| one.is_before(step));
            let waiting: Vec<&Subject> = earlier.filter(|one| !one.is_out_of_the_way()).collect();
            let left = last_look(moment).saturating_sub(self.clock.monotonic());
            if waiting.is_empty() || left.is_zero() || !waiting.iter().all(|one| one.is_under_way())
            {
                return;
            }
            self.clock.sleep(self.settings.poll_every.min(left)).await;
            self.glance(subjects, order.change, moment).await;
        }
    }

    /// Looks at the instances of a step once more, decides and plans again: time has passed.
    pub(super) async fn decide_again(
        &self,
        subjects: &mut [Subject],
        step: usize,
        entitlement: &Entitlement,
        change: Change,
        moment: &Moment,
    ) {
        let mut waiting: Vec<&mut Subject> = subjects
            .iter_mut()
            .filter(|one| one.step == Some(step) && one.grant.is_some())
            .collect();
        let known = waiting.iter().filter_map(|one| one.place()).collect();
        let looked = self.look(&Selection::Changing(known), moment).await;
        for subject in &mut waiting {
            match looked.seen.iter().find(|seen| subject.is(seen)) {
                Some(seen) => subject.decide_again(seen, entitlement, change),
                None if looked.unseen.is_empty() => subject.give_up(Told::not_found()),
                // It may be where could not be looked.
                None => subject.put_off(),
            }
        }
    }
}
