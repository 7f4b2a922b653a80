//! A change: select, decide each instance, plan, act against grants, watch.

mod changed;
mod memory;
mod prepare;
mod run;
mod steps;
mod subject;
mod thing;
mod watch;

use std::{collections::BTreeSet, time::Duration};

use sekisho_lambda::{Change, Common};
use sekisho_policy::{Action, Entitlement, Grant, InstanceId, ResourceKind};

use super::{Executor, Handled, Moment, door::Visit, list::unseen};
use crate::{
    AuditLine, Authority, Looked, Place, ProxyResponse, Reply, Seen, Selection, State, Verdict,
    answer::{Item, Report, summary},
    audit::Next,
    order::{Order, Target},
    outcome::{Outcome, Told},
    refusal::Refusal,
    tags,
};
use prepare::Frame;
pub(super) use prepare::Preparation;
use subject::Subject;

/// Instances changed by one request that selects them. SOURCE: EC2 developer guide, request throttling:
/// the bucket of instances that `StartInstances` takes from holds 1,000.
const MAX_SELECTED: usize = 1_000;
/// What is kept of the budget for writing the answer.
const FOR_THE_ANSWER: Duration = Duration::from_millis(500);

impl Executor {
    pub(super) async fn work(
        &self,
        visit: &Visit,
        moment: &Moment,
        order: Order,
        common: Common,
    ) -> Result<Handled, Refusal> {
        let action = order.change.action();
        let entitlement = visit.entitlement(action);
        if let Some(denial) = entitlement.denial() {
            return Err(Refusal::NotEntitled(action, denial.code()));
        }
        let mut subjects = match &order.target {
            Target::Ids(ids) => {
                let looked = self.look(&Selection::Ids(ids.clone()), moment).await;
                let describe = visit.entitlement(Action::Describe);
                // What was not found may be where could not be looked; and so may another of the same
                // name, where an id is a name that is given again elsewhere.
                let is_clear = |id: &InstanceId| {
                    let is_reached = |(place, _): &(Place, _)| {
                        reaches(&entitlement, place) || reaches(&describe, place)
                    };
                    let is_seen = looked.seen.iter().any(|seen| seen.id == *id);
                    is_seen
                        && (id.kind() == ResourceKind::Instance
                            || !looked.unseen.iter().any(is_reached))
                };
                if let (Some(detail), false) = (unseen(&looked), ids.iter().all(is_clear)) {
                    return Err(Refusal::FleetUnavailable(detail));
                }
                let seen = looked.seen;
                ids.iter()
                    .map(|id| {
                        let seen = seen.iter().filter(|seen| seen.id == *id);
                        Subject::named(id, seen, &entitlement, &describe)
                    })
                    .collect()
            }
            Target::Tags(tags) => self.select(tags, &entitlement, moment).await?,
            Target::Default => {
                let tag = self.settings.default_target.as_ref().ok_or(Refusal::NoDefaultTarget)?;
                let tags = vec![(tag.key.clone(), vec![tag.value.clone()])];
                self.select(&tags, &entitlement, moment).await?
            }
        };
        for subject in &mut subjects {
            let (tiers, prepares) = (self.settings.tiers.as_ref(), self.preparation.is_some());
            subject.plan(order.change, tiers, prepares);
        }
        if order.is_all_or_nothing() && subjects.iter().any(Subject::blocks) {
            subjects.iter_mut().for_each(Subject::leave_untouched);
        }
        for subject in &mut subjects {
            subject.settle(order.dry_run);
        }
        let recorded = self.record(&subjects, &order, &common)?;
        let frame =
            Frame { order: &order, entitlement: &entitlement, policy: visit.policy(), moment };
        self.act_in_steps(&mut subjects, &frame).await;
        self.watch(&mut subjects, &order, moment).await;
        let (response, status) = report(moment, &order, &subjects);
        let audit = if recorded.is_empty() {
            decisions(&subjects, &order, &common, Some(status))
        } else {
            let now = self.clock.now();
            let records = subjects.iter().filter_map(|one| one.outcome(order.change, now));
            records.map(|one| AuditLine::of_outcome(common.clone(), status, one)).collect()
        };
        Ok(Handled { response, recorded, audit })
    }

    /// Records what was decided, before any of it is done; nothing yet if nothing is to be done.
    fn record(
        &self,
        subjects: &[Subject],
        order: &Order,
        common: &Common,
    ) -> Result<Vec<AuditLine>, Refusal> {
        if subjects.iter().all(|one| one.next == Next::Nothing) {
            return Ok(Vec::new());
        }
        let lines = decisions(subjects, order, common, None);
        self.journal
            .record(&lines)
            .map_err(|error| Refusal::AuditUnavailable(error.to_string()))?;
        Ok(lines)
    }

    async fn look(&self, selection: &Selection, moment: &Moment) -> Looked {
        self.fleet.describe(selection, self.left(moment)).await
    }

    /// The instances with these tags that the caller may change. Others are not selected, so that
    /// nothing is told of them.
    async fn select(
        &self,
        wanted: &[(String, Vec<String>)],
        entitlement: &Entitlement,
        moment: &Moment,
    ) -> Result<Vec<Subject>, Refusal> {
        let within = entitlement.filters();
        let looked = self.look(&Selection::Tagged { tags: wanted.to_vec(), within }, moment).await;
        if let Some(detail) = unseen(&looked) {
            return Err(Refusal::FleetUnavailable(detail));
        }
        let mut seen = looked.seen;
        seen.retain(|seen| seen.state != State::Terminated && tags::hold(&seen.tags, wanted));
        seen.sort_by(Seen::in_order);
        let subjects: Vec<Subject> =
            seen.into_iter().filter_map(|seen| Subject::selected(seen, entitlement)).collect();
        let action = entitlement.attempt().action;
        match subjects.len() {
            0 => Err(Refusal::NothingSelected(action)),
            found if found > MAX_SELECTED => {
                Err(Refusal::TooManySelected { found, limit: MAX_SELECTED, action })
            }
            _ => Ok(subjects),
        }
    }

    /// Makes the calls of a step, each against the proof that it may be made.
    async fn act(
        &self,
        subjects: &mut [Subject],
        step: usize,
        entitlement: &Entitlement,
        moment: &Moment,
    ) {
        let mut acted_on: Vec<&mut Subject> = Vec::new();
        let mut grants: Vec<Grant> = Vec::new();
        for subject in subjects.iter_mut().filter(|one| one.step == Some(step)) {
            // The one place where a grant is acted on: none that is bound by something not met.
            if !subject.is_prepared() {
                subject.give_up(Told::runbook_running());
            } else if let Some(grant) = subject.grant.take() {
                grants.push(grant);
                acted_on.push(subject);
            }
        }
        if grants.is_empty() {
            return;
        }
        let within = self.left(moment).saturating_sub(FOR_THE_ANSWER);
        let authority = Authority { entitlement, decision_id: &moment.id };
        let replies = self.fleet.act(authority, &grants, within).await;
        for (subject, Reply { verdict, trace, .. }) in acted_on.iter_mut().zip(replies) {
            subject.told = match &verdict {
                Verdict::Accepted => Told::requested(),
                Verdict::Failed(error) => Told::failed(error),
                Verdict::Unanswered(_) => Told::unanswered(),
            };
            subject.verdict = Some(verdict);
            subject.trace = trace;
        }
        self.look_why(subjects, moment).await;
    }

    /// Looks again at what AWS would not have done: where the tags are not those that were decided
    /// on, that is why.
    async fn look_why(&self, subjects: &mut [Subject], moment: &Moment) {
        let mut refused: Vec<&mut Subject> =
            subjects.iter_mut().filter(|one| one.is_unexplained()).collect();
        if refused.is_empty() {
            return;
        }
        let known = refused.iter().filter_map(|one| one.place()).collect();
        let looked = self.look(&Selection::Known(known), moment).await;
        for subject in &mut refused {
            if let Some(seen) = looked.seen.iter().find(|seen| subject.is(seen)) {
                subject.explain_by(seen);
            }
        }
    }

    /// Looks at what is under way until it has arrived or the time is up. An unanswered call is
    /// looked after once in any case: it is resolved by looking, never by asking again.
    async fn watch(&self, subjects: &mut [Subject], order: &Order, moment: &Moment) {
        if order.change == Change::Reboot || order.dry_run {
            return;
        }
        let unanswered =
            subjects.iter().any(|one| matches!(one.verdict, Some(Verdict::Unanswered(_))));
        let until = self.clock.monotonic().saturating_add(order.wait).min(last_look(moment));
        if unanswered {
            self.glance(subjects, order.change, moment).await;
        }
        self.watch_until(subjects, order.change, moment, until).await;
    }

    /// Looks at what is under way until it has arrived or it is this late, on the monotonic clock.
    async fn watch_until(
        &self,
        subjects: &mut [Subject],
        change: Change,
        moment: &Moment,
        until: Duration,
    ) {
        while subjects.iter().any(Subject::is_under_way) {
            let left = until.saturating_sub(self.clock.monotonic());
            if left.is_zero() {
                break;
            }
            self.clock.sleep(self.settings.poll_every.min(left)).await;
            self.glance(subjects, change, moment).await;
        }
    }

    /// One look at everything that is under way; a look that fails changes nothing.
    async fn glance(&self, subjects: &mut [Subject], change: Change, moment: &Moment) {
        let known = subjects.iter().filter(|one| one.is_under_way()).filter_map(Subject::place);
        let within = self.left(moment).saturating_sub(FOR_THE_ANSWER);
        let looked = self.fleet.describe(&Selection::Known(known.collect()), within).await;
        for subject in subjects.iter_mut().filter(|one| one.is_under_way()) {
            if let Some(seen) = looked.seen.iter().find(|seen| subject.is(seen)) {
                subject.look(change, seen);
            }
        }
    }
}

/// Whether it leaves the caller anything in a place.
fn reaches(entitlement: &Entitlement, place: &Place) -> bool {
    entitlement.filters().iter().any(|selector| {
        selector.accounts.as_ref().is_none_or(|accounts| accounts.contains(&place.account))
            && selector.regions.as_ref().is_none_or(|regions| regions.contains(&place.region))
    })
}

/// The last moment at which something can be looked at, on the monotonic clock.
const fn last_look(moment: &Moment) -> Duration {
    moment.ends.saturating_sub(FOR_THE_ANSWER)
}

/// The lines of what was decided; with the status only if the answer is known.
fn decisions(
    subjects: &[Subject],
    order: &Order,
    common: &Common,
    status: Option<u16>,
) -> Vec<AuditLine> {
    let line = |one: &Subject| AuditLine::of_decision(common.clone(), status, one.decision(order));
    subjects.iter().map(line).collect()
}

/// What is to be said beside the answer.
fn notes(order: &Order, subjects: &[Subject]) -> Vec<String> {
    let is_stopped = |subject: &Subject| {
        subject.id.kind() == ResourceKind::Database
            && matches!(
                subject.told.outcome,
                Outcome::Reached | Outcome::Requested | Outcome::StillGoing
            )
    };
    let mut notes = order.notes.clone();
    if order.change == Change::Stop && subjects.iter().any(is_stopped) {
        notes.push(AFTER_SEVEN_DAYS.to_owned());
    }
    notes
}

/// SOURCE: Amazon RDS user guide, "Stopping an Amazon RDS DB instance temporarily".
const AFTER_SEVEN_DAYS: &str =
    "a database that is stopped is started again by AWS after seven days";

/// The answer, and its status.
fn report(moment: &Moment, order: &Order, subjects: &[Subject]) -> (ProxyResponse, u16) {
    let told: Vec<&Told> = subjects.iter().map(|subject| &subject.told).collect();
    let (status, code, message) = summary(order.change, order.dry_run, &told);
    let steps: BTreeSet<usize> = subjects.iter().filter_map(|subject| subject.step).collect();
    let item = |subject: &Subject| {
        let turn = subject.step.filter(|_| steps.len() > 1);
        let turn = turn.map(|step| steps.range(..=step).count());
        Item::new(&subject.id, subject.shown(), &subject.told, turn)
            .after(subject.shown().map_or(&[], |_| subject.before_stop()))
    };
    let body = Report {
        decision_id: moment.id.clone(),
        code,
        message,
        action: order.change.name(),
        dry_run: order.dry_run,
        notes: notes(order, subjects),
        instances: subjects.iter().map(item).collect(),
    };
    (ProxyResponse::json(status, &body), status)
}
