//! One simulated service: its tasks over time and its tags; and the hands that change it from outside.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use sekisho_policy::{AccountId, InstanceId, Region, ResourceKind, UnixTime};

use super::{
    Fault, SimulatedCloud, SimulatedError, instance::set_tag, service_calls::SimulatedEcs,
};
use crate::{
    AwsError, Place, Places, Rollout, Seen, ServiceCounts, Tasks, Tie,
    adapters::{ecs::ServiceFacts, fleet::CloudFleet, services::Services},
};

/// A service to put into a [`SimulatedCloud`].
#[derive(Clone, Debug)]
pub struct SimulatedService {
    pub(super) place: Place,
    pub(super) id: InstanceId,
    pub(super) tags: Vec<(String, String)>,
    pub(super) facts: ServiceFacts,
    pub(super) fault: Option<Fault>,
    /// Since when its tasks move, and how many ran then.
    since: Duration,
    from: u32,
    /// When somebody else sets its number, and to what.
    later: Option<(Duration, u32)>,
}

impl SimulatedService {
    /// An active service without tags and without tasks.
    #[must_use]
    pub fn new(account: AccountId, region: Region, id: InstanceId) -> Self {
        let tasks = Tasks {
            desired: 0,
            running: 0,
            pending: 0,
            rollout: Rollout::Completed,
            created_at: Some(UnixTime::from_seconds(1_790_000_000)),
        };
        let facts = ServiceFacts {
            status: "ACTIVE".to_owned(),
            tasks,
            reason: None,
            tie: None,
            managed: false,
        };
        let place = Place { account, region };
        Self {
            place,
            id,
            tags: Vec::new(),
            facts,
            fault: None,
            since: Duration::ZERO,
            from: 0,
            later: None,
        }
    }

    /// Sets one tag, as `TagResource` does.
    ///
    /// # Errors
    ///
    /// [`SimulatedError`] where ECS would refuse the tag.
    pub fn tagged(mut self, key: &str, value: &str) -> Result<Self, SimulatedError> {
        set_tag(&mut self.tags, key, value)?;
        Ok(self)
    }

    /// Gives it so many tasks, all of which run.
    #[must_use]
    pub const fn running(mut self, tasks: u32) -> Self {
        self.facts.tasks.desired = tasks;
        self.facts.tasks.running = tasks;
        self.facts.tasks.pending = 0;
        self
    }

    /// Makes it a service that was made at this time.
    #[must_use]
    pub const fn created_at(mut self, at: UnixTime) -> Self {
        self.facts.tasks.created_at = Some(at);
        self
    }

    /// Brings its last deployment so far.
    #[must_use]
    pub const fn rolled_out(mut self, rollout: Rollout) -> Self {
        self.facts.tasks.rollout = rollout;
        self
    }

    /// Puts it into the status that ECS calls so, such as `DRAINING`.
    #[must_use]
    pub fn in_status(mut self, status: &str) -> Self {
        status.clone_into(&mut self.facts.status);
        self
    }

    /// Ties it to others.
    #[must_use]
    pub const fn tied(mut self, tie: Tie) -> Self {
        self.facts.tie = Some(tie);
        self
    }

    /// Lets ECS run it for the customer (Express Mode).
    #[must_use]
    pub const fn managed(mut self) -> Self {
        self.facts.managed = true;
        self
    }

    /// Switches a fault on.
    #[must_use]
    pub const fn with_fault(mut self, fault: Fault) -> Self {
        self.fault = Some(fault);
        self
    }

    /// The service as the executor sees it.
    pub(super) fn seen(&self) -> Seen {
        let Place { account, region } = self.place.clone();
        let mut seen = self.facts.clone().seen(account, region, self.id.clone());
        seen.tags.clone_from(&self.tags);
        seen
    }

    /// What happens between tags being read and a call arriving.
    pub(super) fn before_call(&mut self) {
        if matches!(self.fault, Some(Fault::TagRace)) {
            for (_, value) in &mut self.tags {
                value.push_str(" (moved)");
            }
            self.fault = None;
        }
    }

    /// Sets the desired count, from which on the tasks move.
    pub(super) const fn set(&mut self, desired: u32, now: Duration) {
        self.since = now;
        self.from = self.facts.tasks.running;
        self.facts.tasks.desired = desired;
        self.facts.tasks.pending = desired.saturating_sub(self.from);
    }

    /// Lets pass what was due by `now`: half of the tasks that are still to come or to go have done so
    /// after half of the time. False once ECS would no longer show it.
    pub(super) fn settle(&mut self, now: Duration, transition: Duration) -> bool {
        if let Some((at, desired)) = self.later.filter(|(at, _)| *at <= now) {
            self.later = None;
            self.set(desired, at);
        }
        if self.facts.status == "INACTIVE" {
            return now < self.since.saturating_add(transition);
        }
        let Tasks { desired, running, .. } = self.facts.tasks;
        let goes_up = desired > running;
        let is_stuck = match self.fault {
            Some(Fault::StuckStopping) => !goes_up,
            Some(Fault::Capacity) => goes_up,
            _ => self.facts.tasks.rollout == Rollout::Failed && goes_up,
        };
        if desired == running || is_stuck {
            return true;
        }
        let is_over = now >= self.since.saturating_add(transition);
        if is_over && goes_up && matches!(self.fault, Some(Fault::LateCapacity)) {
            self.facts.tasks.rollout = Rollout::Failed;
            self.facts.tasks.pending = 0;
            self.facts.reason = Some("tasks failed to start.".to_owned());
            return true;
        }
        let halfway = transition.checked_div(2).unwrap_or_default();
        let moved = if is_over {
            desired
        } else if now >= self.since.saturating_add(halfway) {
            self.from.midpoint(desired)
        } else {
            self.from
        };
        self.facts.tasks.running = moved;
        self.facts.tasks.pending = desired.saturating_sub(moved);
        true
    }
}

impl SimulatedCloud {
    /// The services of these places in it, as the executor has them.
    #[must_use]
    pub fn services(self: &Arc<Self>, places: Places, counts: ServiceCounts) -> CloudFleet {
        let clock = Arc::clone(&self.clock);
        let services = Services(Arc::new(SimulatedEcs(Arc::clone(self))));
        CloudFleet::new(ResourceKind::Service, Arc::new(services), places, clock)
            .remembering(counts)
    }

    /// Puts a service into its account, region and cluster, in place of one with the same name. A
    /// cluster is there while it has a service.
    pub fn put_service(&self, mut service: SimulatedService) {
        service.since = self.clock.monotonic();
        let key = (service.place.clone(), service.id.clone());
        self.world().services.insert(key, service);
    }

    /// Changes what a service is, if it is there: its tags, its tasks, its faults.
    pub fn alter_service(
        &self,
        place: &Place,
        id: &InstanceId,
        alter: impl FnOnce(SimulatedService) -> SimulatedService,
    ) {
        let key = (place.clone(), id.clone());
        let mut world = self.world();
        if let Some(service) = world.services.remove(&key) {
            world.services.insert(key, alter(service));
        }
    }

    /// Sets the desired count of a service after a while, past everything of ours, as Auto Scaling or a
    /// person does.
    pub fn scale_service(&self, place: &Place, id: &InstanceId, desired: u32, after: Duration) {
        let at = self.clock.monotonic().saturating_add(after);
        if let Some(service) = self.world().services.get_mut(&(place.clone(), id.clone())) {
            service.later = Some((at, desired));
        }
    }

    /// The tasks of a service; `None` for one that is not there.
    #[must_use]
    pub fn tasks(&self, place: &Place, id: &InstanceId) -> Option<Tasks> {
        let world = self.world();
        Some(world.services.get(&(place.clone(), id.clone()))?.facts.tasks)
    }

    /// How many calls of each name reached the simulated ECS, refused ones too.
    #[must_use]
    pub fn ecs_calls(&self) -> BTreeMap<&'static str, usize> {
        self.world().ecs_calls.clone()
    }

    /// Makes every look at the services fail with this error, until it is set to `None`.
    pub fn set_service_outage(&self, outage: Option<AwsError>) {
        self.world().service_outage = outage;
    }
}
