//! A change: select, decide each instance, plan, act against grants, watch.

mod subject;
mod watch;

use std::time::Duration;

use sekisho_lambda::{Change, Common};
use sekisho_policy::{Action, Entitlement, Grant};

use super::{Executor, Handled, Moment, door::Visit};
use crate::{
    AuditLine, ProxyResponse, Reply, Seen, Selection, State, Verdict,
    answer::{Item, Report, summary},
    order::{Order, Target},
    outcome::Told,
    refusal::Refusal,
    tags,
};
use subject::Subject;

/// Instances changed by one request, however they are selected; the same as may be named.
const MAX_SELECTED: usize = 100;
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
                let seen = self.look(&Selection::Ids(ids.clone()), moment).await?;
                let describe = visit.entitlement(Action::Describe);
                ids.iter()
                    .map(|id| {
                        let seen = seen.iter().find(|seen| seen.id == *id).cloned();
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
        let all_or_nothing = matches!(order.target, Target::Ids(_)) && !order.partial;
        for subject in &mut subjects {
            subject.plan(order.change);
        }
        if all_or_nothing && subjects.iter().any(Subject::blocks) {
            subjects.iter_mut().for_each(Subject::leave_untouched);
        }
        if order.dry_run {
            subjects.iter_mut().for_each(Subject::only_plan);
        }
        self.act(&mut subjects, moment).await;
        self.watch(&mut subjects, &order, moment).await;
        Ok(report(moment, order, &subjects, &common))
    }

    async fn look(&self, selection: &Selection, moment: &Moment) -> Result<Vec<Seen>, Refusal> {
        let seen = self.fleet.describe(selection, self.left(moment)).await;
        seen.map_err(|error| Refusal::FleetUnavailable(error.to_string()))
    }

    /// The instances with these tags that the caller may change. Others are not selected, so that
    /// nothing is told of them.
    async fn select(
        &self,
        wanted: &[(String, Vec<String>)],
        entitlement: &Entitlement,
        moment: &Moment,
    ) -> Result<Vec<Subject>, Refusal> {
        let mut seen = self.look(&Selection::Tags(wanted.to_vec()), moment).await?;
        seen.retain(|seen| seen.state != State::Terminated && tags::hold(&seen.tags, wanted));
        seen.sort_by(|left, right| left.id.cmp(&right.id));
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

    /// Makes the calls, each against the proof that it may be made.
    async fn act(&self, subjects: &mut [Subject], moment: &Moment) {
        let grants: Vec<Grant> = subjects.iter_mut().filter_map(|one| one.grant.take()).collect();
        if grants.is_empty() {
            return;
        }
        let within = self.left(moment).saturating_sub(FOR_THE_ANSWER);
        let replies = self.fleet.act(&grants, within).await;
        for Reply { id, verdict } in replies {
            let Some(subject) = subjects.iter_mut().find(|one| one.id == id) else { continue };
            subject.told = match &verdict {
                Verdict::Accepted => Told::requested(),
                Verdict::Failed(error) => Told::failed(error),
                Verdict::Unanswered(_) => Told::unanswered(),
            };
            subject.verdict = Some(verdict);
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
        let last = moment.ends.saturating_sub(FOR_THE_ANSWER);
        let until = self.clock.monotonic().saturating_add(order.wait).min(last);
        if unanswered {
            self.glance(subjects, order.change, moment).await;
        }
        while subjects.iter().any(Subject::is_under_way) {
            let left = until.saturating_sub(self.clock.monotonic());
            if left.is_zero() {
                break;
            }
            self.clock.sleep(self.settings.poll_every.min(left)).await;
            self.glance(subjects, order.change, moment).await;
        }
    }

    /// One look at everything that is under way; a look that fails changes nothing.
    async fn glance(&self, subjects: &mut [Subject], change: Change, moment: &Moment) {
        let ids = subjects.iter().filter(|one| one.is_under_way()).map(|one| one.id.clone());
        let within = self.left(moment).saturating_sub(FOR_THE_ANSWER);
        let Ok(seen) = self.fleet.describe(&Selection::Ids(ids.collect()), within).await else {
            return;
        };
        for subject in subjects.iter_mut().filter(|one| one.is_under_way()) {
            if let Some(seen) = seen.iter().find(|seen| seen.id == subject.id) {
                subject.look(change, seen);
            }
        }
    }
}

fn report(moment: &Moment, order: Order, subjects: &[Subject], common: &Common) -> Handled {
    let told: Vec<&Told> = subjects.iter().map(|subject| &subject.told).collect();
    let (status, code, message) = summary(order.change, &told);
    let item = |subject: &Subject| Item::new(&subject.id, subject.shown(), &subject.told);
    let audit = subjects
        .iter()
        .map(|subject| AuditLine::of_instance(common.clone(), status, subject.record(&order)))
        .collect();
    let body = Report {
        decision_id: moment.id.clone(),
        code,
        message,
        action: order.change.name(),
        dry_run: order.dry_run,
        notes: order.notes,
        instances: subjects.iter().map(item).collect(),
    };
    Handled { response: ProxyResponse::json(status, &body), audit }
}
