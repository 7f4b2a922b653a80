//! EC2, RDS, STS and SSM Automation without AWS: real state transitions, driven by the clock port; AWS's
//! own error codes and texts; all-or-nothing calls; throttling; roles and session policies; faults that
//! are switched on for one instance.
//!
//! It answers as AWS is documented to and as error texts quoted in public show.

mod automation;
mod buckets;
mod calls;
mod database;
mod database_calls;
mod fault;
mod iam;
mod instance;
mod pattern;
mod refusal;
mod role;
mod service;
mod service_calls;
mod wire;

pub use automation::{RunbookFault, SimulatedRun, SimulatedRunbook};
pub use database::SimulatedDatabase;
pub use fault::{Fault, UnknownFault};
pub use instance::{SimulatedError, SimulatedInstance};
pub use role::{SimulatedRole, SimulatedSession, UnreadablePolicy};
pub use service::SimulatedService;
pub use wire::{SimulatedWire, WireAnswer};

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use sekisho_lambda::Change;
use sekisho_policy::{AccountId, InstanceId, ResourceKind, UnixTime};

use super::{
    cloud::{Failure, Session},
    fleet::CloudFleet,
    runbooks::CloudRunbooks,
};
use crate::{AwsError, Clock, Place, Places, Seen, State};
use automation::Automations;
use buckets::Buckets;
use role::Sts;

/// AWS in memory: any number of accounts and regions.
#[derive(Debug)]
pub struct SimulatedCloud {
    clock: Arc<dyn Clock>,
    transition: Duration,
    world: Mutex<World>,
}

#[derive(Debug, Default)]
struct World {
    instances: BTreeMap<InstanceId, SimulatedInstance>,
    /// By place too: a name is used again in other accounts and regions.
    databases: BTreeMap<(Place, InstanceId), SimulatedDatabase>,
    /// How many were put there, from which each has its own id.
    databases_made: usize,
    database_looks: usize,
    services: BTreeMap<(Place, InstanceId), SimulatedService>,
    ecs_calls: BTreeMap<&'static str, usize>,
    service_outage: Option<AwsError>,
    database_outage: Option<AwsError>,
    sts: Sts,
    automations: Automations,
    buckets: Buckets,
    calls: Vec<SimulatedCall>,
    acted: Vec<(Change, Seen)>,
    looks: usize,
    outage: Option<AwsError>,
    auto_scaling_outage: Option<AwsError>,
    standby_asked: usize,
    dark: BTreeSet<AccountId>,
    latency: Duration,
    /// Which looks are lost, by their number.
    lost_looks: Range<usize>,
    /// Tags that are set later: when, on what, and which.
    later: Vec<(Duration, InstanceId, String, String)>,
}

/// A call that reached the simulated EC2, RDS or ECS to change something, as CloudTrail would have it.
#[derive(Clone, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "a call is what CloudTrail has of it")]
pub struct SimulatedCall {
    /// Its id.
    pub request_id: String,
    /// In which session; `None` where the process called.
    pub session: Option<SimulatedSession>,
    /// What was asked for.
    pub change: Change,
    /// Of which instances.
    pub ids: Vec<InstanceId>,
}

impl SimulatedCloud {
    /// A cloud of no instances. `transition` is how long `pending`, `stopping` and `shutting-down`
    /// last; zero makes them invisible.
    #[must_use]
    pub fn new(clock: Arc<dyn Clock>, transition: Duration) -> Self {
        Self { clock, transition, world: Mutex::default() }
    }

    /// The instances of these places in it, as the executor has them.
    #[must_use]
    pub fn fleet(self: &Arc<Self>, places: Places) -> CloudFleet {
        let clock = Arc::clone(&self.clock);
        CloudFleet::new(ResourceKind::Instance, Arc::<Self>::clone(self), places, clock)
    }

    /// The runbooks of these places in it, as the executor has them.
    #[must_use]
    pub fn runbooks(self: &Arc<Self>, places: Places) -> CloudRunbooks {
        CloudRunbooks::new(Arc::<Self>::clone(self), self.fleet(places))
    }

    /// Puts a role into an account, in place of the one that was there.
    pub fn put_role(&self, account: AccountId, role: SimulatedRole) {
        self.world().sts.put(account, role);
    }

    /// The account a session is of.
    fn account_of(&self, session: &Session) -> Result<AccountId, Failure> {
        self.world().sts.account_of(session)
    }

    /// The time of day.
    fn now(&self) -> UnixTime {
        self.clock.now()
    }

    /// The states of these instances; `None` for one that is not there.
    fn states(&self, ids: &[InstanceId]) -> Vec<Option<State>> {
        ids.iter().map(|id| self.state(id)).collect()
    }

    /// Every session that was made, in their order.
    #[must_use]
    pub fn sessions(&self) -> Vec<SimulatedSession> {
        self.world().sts.made.clone()
    }

    /// How many pages of instances were asked for, refused ones too.
    #[must_use]
    pub fn looks(&self) -> usize {
        self.world().looks
    }

    /// Every change that was carried out, with the instance as it was at that moment: what a call
    /// that is refused names is not among them.
    #[must_use]
    pub fn acted(&self) -> Vec<(Change, Seen)> {
        self.world().acted.clone()
    }

    /// Makes session policies of more than so many characters too large once they are packed, which
    /// STS does by a measure that it keeps to itself.
    pub fn set_packs(&self, characters: Option<usize>) {
        self.world().sts.packs = characters;
    }

    /// Loses the answers to so many looks, after so many others.
    pub fn lose_looks(&self, after: usize, looks: usize) {
        let mut world = self.world();
        let first = world.looks.saturating_add(after);
        world.lost_looks = first..first.saturating_add(looks);
    }

    /// Makes every call, to EC2 and to STS, take this long.
    pub fn set_latency(&self, latency: Duration) {
        self.world().latency = latency;
    }

    /// Waits as long as a call takes.
    async fn travel(&self) {
        let latency = self.world().latency;
        if !latency.is_zero() {
            self.clock.sleep(latency).await;
        }
    }

    /// Makes every look at this account be refused, as where its role lacks a permission.
    pub fn darken(&self, account: AccountId) {
        self.world().dark.insert(account);
    }

    /// Puts an instance into the fleet, in place of one with the same id. It was last started now.
    pub fn put(&self, mut instance: SimulatedInstance) {
        instance.since = self.clock.monotonic();
        instance.seen.launched_at = Some(self.clock.now());
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

    /// Sets one tag after a while. Nothing happens where EC2 would refuse it then.
    pub fn retag_after(&self, delay: Duration, id: &InstanceId, key: &str, value: &str) {
        let at = self.clock.monotonic().saturating_add(delay);
        let later = (at, id.clone(), key.to_owned(), value.to_owned());
        self.world().later.push(later);
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

    /// Makes every question about Auto Scaling groups fail with this error, until it is set to `None`.
    pub fn set_auto_scaling_outage(&self, outage: Option<AwsError>) {
        self.world().auto_scaling_outage = outage;
    }

    /// How often it was asked which instances are in Standby.
    #[must_use]
    pub fn standby_asked(&self) -> usize {
        self.world().standby_asked
    }

    /// Begins to terminate an instance: somebody else's doing, there is no such change in this room.
    pub fn terminate(&self, id: &InstanceId) {
        let now = self.clock.monotonic();
        if let Some(instance) = self.world().instances.get_mut(id) {
            instance.enter(State::ShuttingDown, now);
        }
    }

    /// Begins to stop an instance, if it runs, by a call that somebody else makes, with the reasons that
    /// EC2 then shows.
    pub fn stop(&self, id: &InstanceId) {
        let at = jiff::Timestamp::from_second(self.now().seconds()).unwrap_or_default();
        let at = at.strftime("%Y-%m-%d %H:%M:%S GMT");
        self.end(id, "Client.UserInitiatedShutdown", &format!("User initiated ({at})"));
    }

    /// Begins to stop an instance, if it runs, from within, as its operating system does.
    pub fn shut_down(&self, id: &InstanceId) {
        self.end(id, "Client.InstanceInitiatedShutdown", "");
    }

    fn end(&self, id: &InstanceId, code: &str, transition: &str) {
        let now = self.clock.monotonic();
        let mut world = self.world();
        let instance = world.instances.get_mut(id);
        if let Some(instance) = instance.filter(|found| found.seen.state == State::Running) {
            instance.enter(State::Stopping, now);
            instance.seen.state_reason = Some(AwsError::new(code, code));
            instance.seen.transition_reason = Some(transition.to_owned());
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
        world.databases.retain(|_, database| database.settle(now, self.transition));
        world.services.retain(|_, service| service.settle(now, self.transition));
        let due: Vec<_> = world.later.extract_if(.., |later| later.0 <= now).collect();
        for (_, id, key, value) in due {
            let instance = world.instances.get_mut(&id);
            drop(instance.map(|instance| instance.retag(&key, &value)));
        }
        world
    }
}
