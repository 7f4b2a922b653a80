//! One instance of a request for a change, on its way through the request.

mod prepared;

use std::collections::{BTreeMap, BTreeSet};

use sekisho_lambda::Change;
use sekisho_policy::{Decision, Entitlement, Grant, InstanceId, RunbookName, UnixTime};

use super::watch::Watch;
use crate::{
    AwsError, CallTrace, Place, Seen, State, Step, Tiers, Verdict,
    audit::{DecisionRecord, Next, OutcomeRecord, Ruling, RunbookRecord, TagsAfter},
    order::Order,
    outcome::{Outcome, Told},
    plan, tags,
};

/// What EC2, RDS and ECS answer where IAM says no.
const UNAUTHORIZED: [&str; 3] = ["AccessDenied", "AccessDeniedException", "UnauthorizedOperation"];

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
    /// How the call it was in can be found again at AWS.
    pub(super) trace: CallTrace,
    watch: Option<Watch>,
    pub(super) next: Next,
    /// When it is its turn, if something is to be done about it: those of a later step wait for those
    /// of an earlier one.
    pub(super) step: Option<usize>,
    /// Whether it was found out why AWS would not have it changed.
    explained: bool,
    /// What must succeed on it first, if it is to be stopped.
    before_stop: Vec<RunbookName>,
    /// What of that has succeeded.
    met: BTreeSet<RunbookName>,
    runs: Vec<RunbookRecord>,
    /// What AWS said of a run that came to nothing.
    run_error: Option<AwsError>,
}

impl Subject {
    /// An instance the caller named, from all that were seen of this name. One that is not there and
    /// one they may not know of are told in the same words; of several, those count that they may know
    /// of.
    pub(super) fn named<'a>(
        id: &InstanceId,
        seen: impl Iterator<Item = &'a Seen>,
        entitlement: &Entitlement,
        describe: &Entitlement,
    ) -> Self {
        let is_known = |seen: &&Seen| {
            let facts = seen.facts();
            entitlement.admits(&facts).is_allow() || describe.admits(&facts).is_allow()
        };
        let decided = |seen: &Seen| {
            Self::decided(seen.clone(), entitlement.admits(&seen.facts()), entitlement)
        };
        let (known, unknown): (Vec<&Seen>, Vec<&Seen>) = seen.partition(is_known);
        match (known.as_slice(), unknown.as_slice()) {
            ([], []) => Self::new(id.clone(), None, Told::not_found()),
            ([], [seen, ..]) => {
                let mut subject = decided(seen);
                subject.visible = false;
                subject.grant = None;
                subject.told = Told::not_found();
                subject
            }
            ([seen], _) => decided(seen),
            ([_, _, ..], _) => Self::new(id.clone(), None, Told::ambiguous_name()),
        }
    }

    /// An instance that a selection found; `None` if the caller may not change it.
    pub(super) fn selected(seen: Seen, entitlement: &Entitlement) -> Option<Self> {
        let decision = entitlement.admits(&seen.facts());
        decision.is_allow().then(|| Self::decided(seen, decision, entitlement))
    }

    fn decided(seen: Seen, decision: Decision, entitlement: &Entitlement) -> Self {
        let ruling = Ruling::of(&decision);
        let ambiguous = tags::ambiguous(&seen.tags, entitlement);
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
            trace: CallTrace::default(),
            watch: None,
            next: Next::Nothing,
            step: None,
            explained: false,
            before_stop: Vec::new(),
            met: BTreeSet::new(),
            runs: Vec::new(),
            run_error: None,
        }
    }

    /// Plans the step for an instance that may be changed; keeps the grant only if it is to act.
    /// `prepares` says whether there is anything by which an obligation can be met.
    pub(super) fn plan(&mut self, change: Change, tiers: Option<&Tiers>, prepares: bool) {
        let (Some(seen), Some(grant)) = (&self.seen, &self.grant) else { return };
        let step = Some(tiers.map_or(0, |tiers| tiers.step(change, seen)));
        self.told = match plan(change, seen) {
            Step::Act if !grant.runbooks().is_empty() && !prepares => {
                self.step = step;
                Told::runbook_unavailable()
            }
            Step::Act => {
                self.step = step;
                self.before_stop = grant.runbooks().to_vec();
                self.watch = Some(Watch::new(change, seen));
                return;
            }
            Step::Already => Told::already(change),
            Step::Cannot(obstacle) => {
                self.step = step;
                Told::cannot(obstacle)
            }
            Step::Underway => {
                self.step = step;
                self.watch = Some(Watch::new(change, seen));
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

    /// Settles what is done next about it: nothing in a dry run.
    pub(super) fn settle(&mut self, dry_run: bool) {
        if dry_run {
            self.grant = None;
        } else if self.grant.is_some() {
            self.next = Next::Call;
        } else if self.is_under_way() {
            self.next = Next::Watch;
        }
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

    /// Whether those of later steps need not wait for it: it is where it should be.
    pub(super) const fn is_out_of_the_way(&self) -> bool {
        matches!(self.told.outcome, Outcome::Reached | Outcome::Already)
    }

    /// Whether it is to be where it should be before this step begins.
    pub(super) fn is_before(&self, step: usize) -> bool {
        self.step.is_some_and(|own| own < step)
    }

    /// Leaves what is not its turn yet for another request.
    pub(super) fn put_off(&mut self) {
        if self.grant.take().is_some() {
            self.told = Told::not_yet();
        }
    }

    /// Decides and plans on what the fleet shows now.
    pub(super) fn decide_again(&mut self, seen: &Seen, entitlement: &Entitlement, change: Change) {
        let before = self.seen.replace(seen.clone());
        self.looked_again = true;
        let made_at = |seen: &Seen| seen.tasks.and_then(|tasks| tasks.created_at);
        let since = |seen: &Seen| (seen.launched_at, seen.lasting_id.clone(), made_at(seen));
        if before.is_none_or(|before| since(&before) != since(seen)) {
            // What was prepared was for what ran before.
            self.met.clear();
        }
        match entitlement.admits(&seen.facts()) {
            Decision::Allow(_) if tags::ambiguous(&seen.tags, entitlement) => {
                self.give_up(Told::ambiguous_tags());
            }
            Decision::Allow(grant) => self.plan_again(change, seen, grant),
            Decision::Deny(denial) => self.give_up(Told::denied(&denial)),
        }
    }

    fn plan_again(&mut self, change: Change, seen: &Seen, grant: Grant) {
        match plan(change, seen) {
            Step::Act => {
                self.before_stop = grant.runbooks().to_vec();
                self.grant = Some(grant);
            }
            Step::Already => self.give_up(Told::already(change)),
            Step::Cannot(obstacle) => self.give_up(Told::cannot(obstacle)),
            // Somebody else was faster: it is looked after like a change of our own.
            Step::Underway => {
                self.give_up(Told::still_going());
                self.watch = Some(Watch::new(change, seen));
            }
        }
    }

    /// Whether it is its turn, and may be changed.
    pub(super) fn is_of(&self, step: usize) -> bool {
        self.step == Some(step) && self.grant.is_some()
    }

    pub(super) const fn has_grant(&self) -> bool {
        self.grant.is_some()
    }

    /// Does nothing about it after all.
    pub(super) fn give_up(&mut self, told: Told) {
        self.grant = None;
        self.told = told;
    }

    /// Whether AWS would not have it changed, though the policy lets it, and nobody knows why.
    pub(super) fn is_unexplained(&self) -> bool {
        !self.explained
            && matches!(&self.verdict, Some(Verdict::Failed(error)) if UNAUTHORIZED.contains(&error.code.as_str()))
    }

    /// Finds in what the fleet shows now why AWS would not have it changed.
    pub(super) fn explain_by(&mut self, seen: &Seen) {
        self.seen = Some(seen.clone());
        self.looked_again = true;
        self.explained = true;
        if matches!(self.tags_after(), Some(TagsAfter::Changed(_))) {
            self.told = Told::tag_changed();
        } else if !tags::are_composed(seen) {
            self.told = Told::tag_form();
        }
    }

    /// Where it was seen, for whoever looks again.
    pub(super) fn place(&self) -> Option<(Place, InstanceId)> {
        Some((self.decided_on.as_ref()?.place(), self.id.clone()))
    }

    /// Whether this is it, as it is seen now.
    pub(super) fn is(&self, seen: &Seen) -> bool {
        self.decided_on.as_ref().is_some_and(|own| own.is(seen))
    }

    /// Whether it is the one of this id that was seen at this place.
    pub(super) fn is_at(&self, place: &Place, id: &InstanceId) -> bool {
        self.place().is_some_and(|own| own == (place.clone(), id.clone()))
    }

    /// What the caller may be shown of it.
    pub(super) const fn shown(&self) -> Option<&Seen> {
        if self.visible { self.seen.as_ref() } else { None }
    }

    /// What was decided, as it is recorded.
    pub(super) fn decision(&self, order: &Order) -> DecisionRecord {
        let decided_on = self.decided_on.as_ref();
        DecisionRecord {
            id: self.id.to_string(),
            facts: decided_on.map(Seen::facts),
            action: order.change.action(),
            dry_run: order.dry_run,
            ruling: self.ruling.clone(),
            next: self.next,
            outcome: self.told.outcome,
            code: self.told.code,
            state_before: decided_on.map(state_name),
        }
    }

    /// What became of it, as it is recorded; `None` if nothing was to be done.
    pub(super) fn outcome(&self, change: Change, now: UnixTime) -> Option<OutcomeRecord> {
        (self.next != Next::Nothing).then(|| OutcomeRecord {
            id: self.id.to_string(),
            place: self.decided_on.as_ref().map(Seen::place),
            action: change.action(),
            outcome: self.told.outcome,
            code: self.told.code,
            ended_at: now,
            state_before: self.decided_on.as_ref().map(state_name),
            state_after: self.seen.as_ref().map(state_name),
            tags: self.tags_after(),
            aws: match (&self.verdict, &self.seen) {
                (None, _) if self.run_error.is_some() => self.run_error.clone(),
                (Some(Verdict::Failed(error) | Verdict::Unanswered(error)), _) => {
                    Some(error.clone())
                }
                // The call was taken, and its instance fell back.
                (_, Some(seen)) if self.told.outcome == Outcome::Failed => {
                    seen.state_reason.clone()
                }
                (None | Some(Verdict::Accepted), _) => None,
            },
            trace: self.trace.clone(),
            runbooks: self.runs.clone(),
        })
    }

    /// What a look after the call said of its tags. EC2 shows them in no particular order.
    fn tags_after(&self) -> Option<TagsAfter> {
        let tags = |seen: &Seen| seen.tags.iter().cloned().collect::<BTreeMap<_, _>>();
        let before = self.decided_on.as_ref().filter(|_| self.looked_again).map(tags)?;
        let after = self.seen.as_ref().map(tags)?;
        Some(if after == before { TagsAfter::Same } else { TagsAfter::Changed(after) })
    }
}

fn state_name(seen: &Seen) -> String {
    seen.state_name().to_owned()
}
