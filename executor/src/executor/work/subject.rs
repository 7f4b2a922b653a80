//! One instance of a request for a change, on its way through the request.

use sekisho_lambda::Change;
use sekisho_policy::{Decision, Entitlement, Grant, InstanceId};

use super::watch::Watch;
use crate::{
    Seen, State, Step, Verdict,
    audit::{InstanceRecord, Ruling},
    order::Order,
    outcome::{Outcome, Told},
    plan, tags,
};

/// One instance, and all that is known of it by now.
pub(super) struct Subject {
    pub(super) id: InstanceId,
    /// What the fleet showed when it was decided on.
    decided_on: Option<Seen>,
    /// What the fleet shows, if it shows anything.
    seen: Option<Seen>,
    /// Whether the fleet was asked again after the decision.
    looked_again: bool,
    /// Whether the caller may know of it: may see it, or may do what they ask for.
    visible: bool,
    ruling: Option<Ruling>,
    /// The proof that it may be changed; taken when it is.
    pub(super) grant: Option<Grant>,
    pub(super) told: Told,
    pub(super) verdict: Option<Verdict>,
    watch: Option<Watch>,
}

impl Subject {
    /// An instance the caller named. One that is not there and one they may not know of are told in
    /// the same words.
    pub(super) fn named(
        id: &InstanceId,
        seen: Option<Seen>,
        entitlement: &Entitlement,
        describe: &Entitlement,
    ) -> Self {
        let Some(seen) = seen else {
            return Self::new(id.clone(), None, Told::not_found());
        };
        let facts = seen.facts();
        let decision = entitlement.admits(&facts);
        let visible = decision.is_allow() || describe.admits(&facts).is_allow();
        let mut subject = Self::decided(seen, decision);
        subject.visible = visible;
        if !visible {
            subject.told = Told::not_found();
        }
        subject
    }

    /// An instance that a selection found; `None` if the caller may not change it.
    pub(super) fn selected(seen: Seen, entitlement: &Entitlement) -> Option<Self> {
        let decision = entitlement.admits(&seen.facts());
        decision.is_allow().then(|| Self::decided(seen, decision))
    }

    fn decided(seen: Seen, decision: Decision) -> Self {
        let ruling = Ruling::of(&decision);
        let ambiguous = tags::ambiguous(&seen.tags);
        let mut subject = Self::new(seen.id.clone(), Some(seen), Told::planned());
        subject.ruling = Some(ruling);
        match decision {
            Decision::Deny(denial) => subject.told = Told::denied(&denial),
            Decision::Allow(_) if ambiguous => subject.told = Told::ambiguous_tags(),
            Decision::Allow(grant) => subject.grant = Some(grant),
        }
        subject
    }

    fn new(id: InstanceId, seen: Option<Seen>, told: Told) -> Self {
        Self {
            id,
            decided_on: seen.clone(),
            visible: seen.is_some(),
            seen,
            looked_again: false,
            ruling: None,
            grant: None,
            told,
            verdict: None,
            watch: None,
        }
    }

    /// Plans the step for an instance that may be changed; keeps the grant only if it is to act.
    pub(super) fn plan(&mut self, change: Change) {
        let (Some(seen), Some(_)) = (&self.seen, &self.grant) else { return };
        self.told = match plan(change, seen) {
            Step::Act => {
                self.watch = Some(Watch::new(seen));
                return;
            }
            Step::Already => Told::already(change),
            Step::Cannot(obstacle) => Told::cannot(obstacle),
            Step::Underway => {
                self.watch = Some(Watch::new(seen));
                Told::still_going()
            }
        };
        self.grant = None;
    }

    /// Whether it keeps the others of an all-or-nothing request from being changed.
    pub(super) const fn blocks(&self) -> bool {
        matches!(self.told.outcome, Outcome::Failed | Outcome::NotFound | Outcome::Refused)
    }

    pub(super) fn leave_untouched(&mut self) {
        if self.grant.take().is_some() {
            self.told = Told::untouched();
        }
    }

    pub(super) fn only_plan(&mut self) {
        self.grant = None;
    }

    pub(super) const fn is_under_way(&self) -> bool {
        matches!(self.told.outcome, Outcome::Requested | Outcome::StillGoing)
    }

    /// Takes in what the fleet shows now.
    pub(super) fn look(&mut self, change: Change, seen: &Seen) {
        if let Some(told) = self.watch.as_mut().and_then(|watch| watch.look(change, seen)) {
            self.told = told;
        } else if self.told.outcome == Outcome::Requested
            || matches!(seen.state, State::Pending | State::Stopping)
        {
            self.told = Told::still_going();
        }
        self.seen = Some(seen.clone());
        self.looked_again = true;
    }

    /// What the caller may be shown of it.
    pub(super) const fn shown(&self) -> Option<&Seen> {
        if self.visible { self.seen.as_ref() } else { None }
    }

    pub(super) fn record(&self, order: &Order) -> InstanceRecord {
        let decided_on = self.decided_on.as_ref();
        let changed = |before: &Seen| self.seen.as_ref().map(|now| now.tags != before.tags);
        InstanceRecord {
            id: self.id.to_string(),
            facts: decided_on.map(Seen::facts),
            action: order.change.action(),
            dry_run: order.dry_run,
            ruling: self.ruling.clone(),
            outcome: self.told.outcome,
            code: self.told.code,
            state_before: decided_on.map(|seen| seen.state),
            state_after: self.seen.as_ref().map(|seen| seen.state),
            aws: match &self.verdict {
                None | Some(Verdict::Accepted) => None,
                Some(Verdict::Failed(error) | Verdict::Unanswered(error)) => Some(error.clone()),
            },
            tags_changed: decided_on.filter(|_| self.looked_again).and_then(changed),
        }
    }
}
