//! One simulated database: its state machine and its tags; and the hands that change it from outside.

use std::{sync::Arc, time::Duration};

use sekisho_lambda::Change;
use sekisho_policy::{AccountId, InstanceId, Region, ResourceKind};

use super::{Fault, SimulatedCloud, SimulatedError, database_calls::Databases, instance::set_tag};
use crate::{AwsError, Place, Places, Seen, State, Tie, adapters::fleet::CloudFleet};

/// A database to put into a [`SimulatedCloud`].
#[derive(Clone, Debug)]
pub struct SimulatedDatabase {
    pub(super) seen: Seen,
    pub(super) since: Duration,
    pub(super) fault: Option<Fault>,
    pub(super) reboots: u32,
    /// Whether it is pending because it reboots.
    rebooting: bool,
}

impl SimulatedDatabase {
    /// A stopped database without tags, and by itself.
    #[must_use]
    pub const fn new(account: AccountId, region: Region, id: InstanceId) -> Self {
        let seen = Seen::new(account, region, id, State::Stopped);
        Self { seen, since: Duration::ZERO, fault: None, reboots: 0, rebooting: false }
    }

    /// Sets one tag, as `AddTagsToResource` does.
    ///
    /// # Errors
    ///
    /// [`SimulatedError`] where RDS would refuse the tag.
    pub fn tagged(mut self, key: &str, value: &str) -> Result<Self, SimulatedError> {
        set_tag(&mut self.seen.tags, key, value)?;
        Ok(self)
    }

    /// Puts it into the state that RDS calls so, such as `available` or `backing-up`.
    #[must_use]
    pub fn in_status(mut self, status: &str) -> Self {
        self.seen.state = State::of_database(status);
        self.rebooting = status == "rebooting";
        self.seen.status = (self.seen.state == State::Unknown).then(|| status.to_owned());
        self
    }

    /// Ties it to others.
    #[must_use]
    pub const fn tied(mut self, tie: Tie) -> Self {
        self.seen.tie = Some(tie);
        self
    }

    /// Switches a fault on.
    #[must_use]
    pub const fn with_fault(mut self, fault: Fault) -> Self {
        self.fault = Some(fault);
        self
    }

    /// What RDS calls its state.
    pub(super) fn status(&self) -> &str {
        match self.seen.state {
            State::Pending if self.rebooting => "rebooting",
            State::Pending => "starting",
            State::Running => "available",
            State::ShuttingDown | State::Terminated => "deleting",
            State::Stopped => "stopped",
            State::Stopping => "stopping",
            State::Unknown => self.seen.status.as_deref().unwrap_or("unknown"),
        }
    }

    /// What happens between tags being read and a call arriving.
    pub(super) fn before_call(&mut self) {
        if matches!(self.fault, Some(Fault::TagRace)) {
            for (_, value) in &mut self.seen.tags {
                value.push_str(" (moved)");
            }
            self.fault = None;
        }
    }

    /// Does what a call asks, which was checked before.
    pub(super) fn change(&mut self, change: Change, now: Duration) {
        self.since = now;
        self.rebooting = change == Change::Reboot;
        self.seen.state = match change {
            Change::Reboot | Change::Start => State::Pending,
            Change::Stop => State::Stopping,
        };
        if self.rebooting {
            self.reboots = self.reboots.saturating_add(1);
        }
    }

    /// Lets pass what was due by `now`. False once RDS would no longer show it.
    pub(super) fn settle(&mut self, now: Duration, transition: Duration) -> bool {
        if now < self.since.saturating_add(transition) {
            return true;
        }
        match self.seen.state {
            State::Pending => self.seen.state = State::Running,
            State::Stopping if !matches!(self.fault, Some(Fault::StuckStopping)) => {
                self.seen.state = State::Stopped;
            }
            State::ShuttingDown | State::Terminated => return false,
            State::Running | State::Stopped | State::Stopping | State::Unknown => {}
        }
        true
    }
}

impl SimulatedCloud {
    /// The databases of these places in it, as the executor has them.
    #[must_use]
    pub fn databases(self: &Arc<Self>, places: Places) -> CloudFleet {
        let clock = Arc::clone(&self.clock);
        let databases = Arc::new(Databases(Arc::clone(self)));
        CloudFleet::new(ResourceKind::Database, databases, places, clock)
    }

    /// Puts a database into its account and region, in place of another of the same name.
    pub fn put_database(&self, mut database: SimulatedDatabase) {
        database.since = self.clock.monotonic();
        let key = (database.seen.place(), database.seen.id.clone());
        let mut world = self.world();
        world.databases_made = world.databases_made.saturating_add(1);
        database.seen.lasting_id = Some(format!("db-SIMULATED{:04}", world.databases_made));
        world.databases.insert(key, database);
    }

    /// Changes what a database is, if it is there: its tags, its ties, its faults.
    pub fn alter_database(
        &self,
        place: &Place,
        id: &InstanceId,
        alter: impl FnOnce(SimulatedDatabase) -> SimulatedDatabase,
    ) {
        let key = (place.clone(), id.clone());
        let mut world = self.world();
        if let Some(database) = world.databases.remove(&key) {
            world.databases.insert(key, alter(database));
        }
    }

    /// What RDS calls the state of a database; `None` for one that is not there.
    #[must_use]
    pub fn database_status(&self, place: &Place, id: &InstanceId) -> Option<String> {
        let world = self.world();
        let database = world.databases.get(&(place.clone(), id.clone()))?;
        Some(database.status().to_owned())
    }

    /// How often a database has been rebooted.
    #[must_use]
    pub fn database_reboots(&self, place: &Place, id: &InstanceId) -> u32 {
        let world = self.world();
        world.databases.get(&(place.clone(), id.clone())).map_or(0, |database| database.reboots)
    }

    /// How many pages of databases were asked for, refused ones too.
    #[must_use]
    pub fn database_looks(&self) -> usize {
        self.world().database_looks
    }

    /// Makes every look at the databases fail with this error, until it is set to `None`.
    pub fn set_database_outage(&self, outage: Option<AwsError>) {
        self.world().database_outage = outage;
    }
}
