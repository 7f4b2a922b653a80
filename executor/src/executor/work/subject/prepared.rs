//! What must have succeeded on an instance before it is stopped, and whether it has.

use sekisho_lambda::Change;
use sekisho_policy::{Grant, RunbookName};

use super::{
    super::{run::Run, thing::Thing},
    Subject,
};

impl Subject {
    /// Whether everything that its grant is bound by has succeeded.
    pub(in super::super) fn is_prepared(&self) -> bool {
        let bound = self.grant.iter().flat_map(Grant::runbooks);
        bound.into_iter().all(|runbook| self.met.contains(runbook))
    }

    /// The runs of what has not succeeded yet.
    pub(in super::super) fn unmet(&self) -> Vec<Run> {
        let (Some(thing), Some(seen)) = (self.thing(), &self.seen) else { return Vec::new() };
        let bound = self.grant.iter().flat_map(Grant::runbooks);
        let unmet = bound.filter(|runbook| !self.met.contains(*runbook));
        unmet.map(|runbook| Run::new(thing.clone(), seen.launched_at, runbook.clone())).collect()
    }

    /// Takes in what became of a run. What has not succeeded keeps it from being stopped.
    pub(in super::super) fn take_in(&mut self, run: &Run) {
        self.runs.push(run.record());
        if run.is_met() {
            self.met.insert(run.runbook.clone());
        } else if let Some((told, error)) = run.told()
            && (self.grant.is_some() || told.status > self.told.status)
        {
            self.run_error = error;
            self.give_up(told);
        }
    }

    /// What must succeed before it is stopped.
    pub(in super::super) fn before_stop(&self) -> &[RunbookName] {
        &self.before_stop
    }

    /// What is prepared: the thing that AWS knows, not only its name.
    fn thing(&self) -> Option<Thing> {
        let (place, id) = self.place()?;
        let seen = self.seen.as_ref()?;
        let made_at = seen.tasks.and_then(|tasks| tasks.created_at);
        let lasting_id = seen.lasting_id.clone().or_else(|| Some(made_at?.seconds().to_string()));
        Some(Thing { place, id, lasting_id })
    }

    /// The thing, where this change of it leaves no time at AWS at which what runs on it was started.
    pub(in super::super) fn undated(&self, change: Change) -> Option<Thing> {
        let is_dated = self.seen.as_ref().is_some_and(|seen| seen.launched_at.is_some());
        (change == Change::Reboot || !is_dated).then(|| self.thing()).flatten()
    }
}
