//! One simulated instance: its state machine and its tags.

use std::time::Duration;

use sekisho_lambda::Change;
use sekisho_policy::{AccountId, InstanceId, Region, UnixTime};

use super::Fault;
use crate::{AwsError, Seen, State};

/// An instance to put into a [`SimulatedCloud`](super::SimulatedCloud).
#[derive(Clone, Debug)]
pub struct SimulatedInstance {
    pub(super) seen: Seen,
    pub(super) since: Duration,
    pub(super) fault: Option<Fault>,
    pub(super) reboots: u32,
    /// Whether the session that changed it last could make a grant for the key of its disk.
    pub(super) has_grant: bool,
    /// Whether it is in Standby, if it is a member of an Auto Scaling group.
    pub(super) standby: bool,
}

/// Why a simulated instance cannot be tagged so.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum SimulatedError {
    /// No such instance.
    #[error("the instance id `{0}` does not exist")]
    NotFound(InstanceId),
    /// The prefix is AWS's own, in any case.
    #[error("found the tag key `{0}`, required one that does not begin with `aws:`")]
    ReservedKey(String),
    /// EC2 keeps keys of 1 to 128 characters and values of up to 256.
    #[error("found a tag of {key} and {value} characters, required at most 128 and 256")]
    TooLong {
        /// Characters of the key.
        key: usize,
        /// Characters of the value.
        value: usize,
    },
    /// EC2 keeps 50 tags.
    #[error("found {0} tags, required at most 50")]
    TooMany(usize),
}

impl SimulatedInstance {
    /// A stopped instance without tags.
    #[must_use]
    pub const fn new(account: AccountId, region: Region, id: InstanceId) -> Self {
        let seen = Seen::new(account, region, id, State::Stopped);
        Self {
            seen,
            since: Duration::ZERO,
            fault: None,
            reboots: 0,
            has_grant: false,
            standby: false,
        }
    }

    /// Sets one tag, as [`SimulatedCloud::retag`](super::SimulatedCloud::retag) does.
    ///
    /// # Errors
    ///
    /// [`SimulatedError`] where EC2 would refuse the tag.
    pub fn tagged(mut self, key: &str, value: &str) -> Result<Self, SimulatedError> {
        self.retag(key, value)?;
        Ok(self)
    }

    /// Makes it a member of an Auto Scaling group, by the tag AWS itself puts on one.
    #[must_use]
    pub fn in_auto_scaling_group(mut self, name: &str) -> Self {
        self.seen.tags.push(("aws:autoscaling:groupName".to_owned(), name.to_owned()));
        self
    }

    /// Has its group leave it alone: in Standby it is neither counted nor replaced.
    #[must_use]
    pub const fn in_standby(mut self) -> Self {
        self.standby = true;
        self
    }

    /// Sets its state.
    #[must_use]
    pub const fn in_state(mut self, state: State) -> Self {
        self.seen.state = state;
        self
    }

    /// Gives it an instance-store root device.
    #[must_use]
    pub const fn on_instance_store(mut self) -> Self {
        self.seen.instance_store = true;
        self
    }

    /// Makes it an instance that an AWS service runs.
    #[must_use]
    pub fn managed_by(mut self, service: &str) -> Self {
        self.seen.managed_by = Some(service.to_owned());
        self
    }

    /// Switches a fault on.
    #[must_use]
    pub const fn with_fault(mut self, fault: Fault) -> Self {
        self.fault = Some(fault);
        self
    }

    pub(super) fn retag(&mut self, key: &str, value: &str) -> Result<(), SimulatedError> {
        set_tag(&mut self.seen.tags, key, value)
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

    /// Does what a call asks; whether it may be asked was checked for the whole call before.
    pub(super) fn change(&mut self, change: Change, now: Duration, at: UnixTime) {
        match (change, self.seen.state) {
            (Change::Start, State::Stopped) => {
                self.enter(State::Pending, now);
                self.seen.launched_at = Some(at);
                self.seen.state_reason = None;
                self.seen.transition_reason = None;
            }
            (Change::Stop, State::Running) => {
                self.enter(State::Stopping, now);
                self.seen.state_reason = Some(AwsError::new(
                    "Client.UserInitiatedShutdown",
                    "Client.UserInitiatedShutdown: User initiated shutdown",
                ));
                self.seen.transition_reason = Some("User initiated".to_owned());
            }
            (Change::Reboot, State::Running) => self.reboots = self.reboots.saturating_add(1),
            // Starting what runs, stopping what is stopped and rebooting what does not run are
            // accepted and change nothing.
            (
                Change::Start | Change::Stop | Change::Reboot,
                State::Pending
                | State::Running
                | State::ShuttingDown
                | State::Stopped
                | State::Stopping
                | State::Terminated
                | State::Unknown,
            ) => {}
        }
    }

    pub(super) const fn enter(&mut self, state: State, now: Duration) {
        self.seen.state = state;
        self.since = now;
    }

    /// Lets pass what was due by `now`. False once EC2 would no longer show the instance.
    pub(super) fn settle(&mut self, now: Duration, transition: Duration) -> bool {
        let due = self.since.saturating_add(transition);
        if now < due {
            return true;
        }
        match self.seen.state {
            State::Pending if matches!(self.fault, Some(Fault::Kms)) && !self.has_grant => {
                self.enter(State::Stopped, due);
                let text = "Client.InternalError: Client error on launch";
                self.seen.state_reason = Some(AwsError::new("Client.InternalError", text));
                self.seen.transition_reason = Some("Server.InternalError".to_owned());
            }
            State::Pending if matches!(self.fault, Some(Fault::LateCapacity)) => {
                self.enter(State::Stopped, due);
                let code = "Server.InsufficientInstanceCapacity";
                let text = format!("{code}: There is not enough capacity for the request");
                self.seen.state_reason = Some(AwsError::new(code, text));
                self.seen.transition_reason = Some(code.to_owned());
            }
            State::Pending => self.enter(State::Running, due),
            State::Stopping if !matches!(self.fault, Some(Fault::StuckStopping)) => {
                self.enter(State::Stopped, due);
            }
            State::ShuttingDown => self.enter(State::Terminated, due),
            State::Terminated => return now < self.since.saturating_add(SHOWN_AFTER_THE_END),
            State::Running | State::Stopped | State::Stopping | State::Unknown => {}
        }
        true
    }
}

/// A terminated instance is shown for about an hour.
const SHOWN_AFTER_THE_END: Duration = Duration::from_hours(1);

/// Sets one tag, as EC2 and RDS do.
pub(super) fn set_tag(
    tags: &mut Vec<(String, String)>,
    key: &str,
    value: &str,
) -> Result<(), SimulatedError> {
    let (key_length, value_length) = (key.chars().count(), value.chars().count());
    if key.to_lowercase().starts_with("aws:") {
        return Err(SimulatedError::ReservedKey(key.to_owned()));
    }
    if key_length == 0 || key_length > 128 || value_length > 256 {
        return Err(SimulatedError::TooLong { key: key_length, value: value_length });
    }
    if let Some((_, found)) = tags.iter_mut().find(|(found, _)| found == key) {
        value.clone_into(found);
        return Ok(());
    }
    let all = tags.len().saturating_add(1);
    if all > 50 {
        return Err(SimulatedError::TooMany(all));
    }
    tags.push((key.to_owned(), value.to_owned()));
    Ok(())
}
