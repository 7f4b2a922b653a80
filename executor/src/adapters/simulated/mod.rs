//! A fleet without AWS: real state transitions, driven by the clock port; EC2's own error codes and
//! texts; all-or-nothing calls; faults that are switched on for one instance.
//!
//! It answers as EC2 is documented to and as error texts quoted in public show. It knows no IAM.

mod fault;
mod instance;
mod pattern;
mod refusal;

pub use fault::{Fault, UnknownFault};
pub use instance::{SimulatedError, SimulatedInstance};

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use sekisho_identity::Pending;
use sekisho_lambda::Change;
use sekisho_policy::{Fact, Grant, Instance, InstanceId};

use super::batch::{self, Endpoint, Failure, FailureKind};
use crate::{AwsError, Clock, Fleet, FleetError, Reply, Seen, Selection, State};

/// A fleet in memory.
#[derive(Debug)]
pub struct SimulatedFleet {
    clock: Arc<dyn Clock>,
    transition: Duration,
    world: Mutex<World>,
}

#[derive(Debug, Default)]
struct World {
    instances: BTreeMap<InstanceId, SimulatedInstance>,
    calls: Vec<SimulatedCall>,
    outage: Option<AwsError>,
}

/// A call that reached the simulated EC2.
#[derive(Clone, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "a call is a change of some instances")]
pub struct SimulatedCall {
    /// What was asked for.
    pub change: Change,
    /// Of which instances.
    pub ids: Vec<InstanceId>,
}

impl SimulatedFleet {
    /// A fleet of no instances. `transition` is how long `pending`, `stopping` and `shutting-down`
    /// last; zero makes them invisible.
    #[must_use]
    pub fn new(clock: Arc<dyn Clock>, transition: Duration) -> Self {
        Self { clock, transition, world: Mutex::default() }
    }

    /// Puts an instance into the fleet, in place of one with the same id.
    pub fn put(&self, mut instance: SimulatedInstance) {
        instance.since = self.clock.monotonic();
        self.world().instances.insert(instance.seen.id.clone(), instance);
    }

    /// Sets one tag, as `CreateTags` does.
    ///
    /// # Errors
    ///
    /// [`SimulatedError`] where EC2 would refuse: no such instance, a reserved or over-long key, an
    /// over-long value, a 51st tag.
    pub fn retag(&self, id: &InstanceId, key: &str, value: &str) -> Result<(), SimulatedError> {
        let mut world = self.world();
        let instance =
            world.instances.get_mut(id).ok_or_else(|| SimulatedError::NotFound(id.clone()))?;
        instance.retag(key, value)
    }

    /// Switches a fault on, or with `None` off, for one instance. Nothing happens to an id that is
    /// not in the fleet.
    pub fn set_fault(&self, id: &InstanceId, fault: Option<Fault>) {
        if let Some(instance) = self.world().instances.get_mut(id) {
            instance.fault = fault;
        }
    }

    /// Makes every look at the fleet fail with this error, until it is set to `None`.
    pub fn set_outage(&self, outage: Option<AwsError>) {
        self.world().outage = outage;
    }

    /// Begins to terminate an instance: somebody else's doing, there is no such change in this room.
    pub fn terminate(&self, id: &InstanceId) {
        let now = self.clock.monotonic();
        if let Some(instance) = self.world().instances.get_mut(id) {
            instance.enter(State::ShuttingDown, now);
        }
    }

    /// The state of an instance now.
    #[must_use]
    pub fn state(&self, id: &InstanceId) -> Option<State> {
        self.world().instances.get(id).map(|instance| instance.seen.state)
    }

    /// How often an instance has been rebooted.
    #[must_use]
    pub fn reboots(&self, id: &InstanceId) -> u32 {
        self.world().instances.get(id).map_or(0, |instance| instance.reboots)
    }

    /// Every call to start, stop or reboot, refused ones too, in their order.
    #[must_use]
    pub fn calls(&self) -> Vec<SimulatedCall> {
        self.world().calls.clone()
    }

    /// The world at this moment: whatever was due by now has happened.
    fn world(&self) -> MutexGuard<'_, World> {
        let now = self.clock.monotonic();
        // Every change below is one assignment: a panic elsewhere leaves no half of one.
        let mut world = self.world.lock().unwrap_or_else(PoisonError::into_inner);
        world.instances.retain(|_, instance| instance.settle(now, self.transition));
        world
    }

    fn call_now(&self, change: Change, ids: &[InstanceId]) -> Result<(), Failure> {
        let now = self.clock.monotonic();
        let mut world = self.world();
        world.calls.push(SimulatedCall { change, ids: ids.to_vec() });
        for id in ids {
            if let Some(instance) = world.instances.get_mut(id) {
                instance.before_call();
            }
        }
        world.instances.retain(|id, instance| {
            !(ids.contains(id) && matches!(instance.fault, Some(Fault::Vanish)))
        });
        refusal::check(change, ids, &mut world.instances)?;
        let mut answered = true;
        for id in ids {
            if let Some(instance) = world.instances.get_mut(id) {
                answered &= !matches!(instance.fault, Some(Fault::NoAnswer));
                instance.change(change, now);
            }
        }
        let lost = AwsError::new("NoAnswer", "the connection was closed before an answer came");
        let failure = Failure { kind: FailureKind::Unanswered, error: lost };
        if answered { Ok(()) } else { Err(failure) }
    }

    fn describe_now(&self, selection: &Selection) -> Result<Vec<Seen>, FleetError> {
        let world = self.world();
        if let Some(error) = &world.outage {
            return Err(FleetError::Answered(error.clone()));
        }
        let shown = world.instances.values().map(|instance| &instance.seen);
        Ok(shown.filter(|seen| selected(selection, seen)).cloned().collect())
    }
}

fn selected(selection: &Selection, seen: &Seen) -> bool {
    match selection {
        Selection::Matching(selectors) => selectors.iter().any(|one| pattern::matches(one, seen)),
        Selection::Ids(ids) => ids.contains(&seen.id),
        Selection::Tags(tags) => tags.iter().all(|(key, values)| {
            seen.tag(key).is_some_and(|found| values.iter().any(|value| value == found))
        }),
    }
}

impl Endpoint for SimulatedFleet {
    fn misplaced(&self, instance: &Instance) -> Option<AwsError> {
        let Fact::Known(id) = &instance.id else { return None };
        let world = self.world();
        let seen = &world.instances.get(id)?.seen;
        let here = instance.account.known() == Some(&seen.account)
            && instance.region.known() == Some(&seen.region);
        (!here).then(|| refusal::not_found(&[id]))
    }

    fn call<'a>(
        &'a self,
        change: Change,
        ids: &'a [InstanceId],
        _within: Duration,
    ) -> Pending<'a, Result<(), Failure>> {
        Box::pin(async move { self.call_now(change, ids) })
    }
}

impl Fleet for SimulatedFleet {
    fn describe<'a>(
        &'a self,
        selection: &'a Selection,
        _within: Duration,
    ) -> Pending<'a, Result<Vec<Seen>, FleetError>> {
        Box::pin(async move { self.describe_now(selection) })
    }

    fn act<'a>(&'a self, grants: &'a [Grant], within: Duration) -> Pending<'a, Vec<Reply>> {
        Box::pin(batch::act(self, self.clock.as_ref(), grants, within))
    }
}
