//! What EventBridge tells of an instance that stops, freed of its wire shape.
//!
//! What is not exactly one of the two kinds of events below is refused with a reason, and never
//! guessed at. Members that AWS adds are passed over; one that comes twice is refused.

mod call;
mod envelope;
mod state;

use sekisho_policy::{InstanceId, ResourceKind, UnixTime};

use super::actor::Actor;
use crate::{Place, State};

/// An event that says that something stopped, or was told to.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Event {
    /// The id that stays the same however often it is delivered.
    pub(super) id: String,
    /// When it happened.
    pub(super) at: UnixTime,
    /// Where.
    pub(super) place: Place,
    pub(super) what: What,
}

/// What happened.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum What {
    /// Somebody called EC2, as CloudTrail has it.
    Call {
        verb: Verb,
        instances: Vec<Named>,
        actor: Actor,
        /// The error code of a call that did nothing.
        error: Option<String>,
    },
    /// An instance came to a state; nobody says who made it.
    State { instance: InstanceId, state: State },
}

/// An instance that a call named.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Named {
    pub(super) id: InstanceId,
    /// The state it was in before the call, if EC2 answered that.
    pub(super) was: Option<State>,
}

/// What EC2 was told.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Verb {
    Stop,
    Terminate,
}

impl Verb {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Stop => "StopInstances",
            Self::Terminate => "TerminateInstances",
        }
    }
}

impl Event {
    /// What it is about, as an audit line names it.
    pub(super) const fn name(&self) -> &'static str {
        match &self.what {
            What::Call { verb, .. } => verb.name(),
            What::State { state, .. } => state.name(),
        }
    }

    /// The instances it is about.
    pub(super) fn instances(&self) -> Vec<Named> {
        match &self.what {
            What::Call { instances, .. } => instances.clone(),
            What::State { instance, .. } => vec![Named { id: instance.clone(), was: None }],
        }
    }

    /// Whether it tells that something does not run any more, or soon will not.
    pub(super) const fn is_a_stop(&self) -> bool {
        match &self.what {
            What::Call { .. } => true,
            What::State { state, .. } => match state {
                State::ShuttingDown | State::Stopped | State::Stopping | State::Terminated => true,
                State::Pending | State::Running | State::Unknown => false,
            },
        }
    }

    /// Who did it, if that is said.
    pub(super) const fn actor(&self) -> Option<&Actor> {
        match &self.what {
            What::Call { actor, .. } => Some(actor),
            What::State { .. } => None,
        }
    }
}

/// The event of a text.
///
/// # Errors
///
/// Why it is none: what is missing, or is not what it must be.
pub(super) fn decode(text: &str) -> Result<Event, &'static str> {
    if text.len() > LONGEST {
        return Err("it is longer than an event of EventBridge can be");
    }
    let whole = envelope::read(text)?;
    match whole.detail_type.as_str() {
        "AWS API Call via CloudTrail" => call::read(&whole),
        "EC2 Instance State-change Notification" => state::read(&whole),
        _ => Err("its `detail-type` is neither of the two that are understood"),
    }
}

/// A time as AWS writes it: `2026-11-24T01:00:00Z`.
fn time(text: &str) -> Result<UnixTime, &'static str> {
    let time: jiff::Timestamp = text.parse().map_err(|_| "a time in it is none")?;
    Ok(UnixTime::from_seconds(time.as_second()))
}

fn instance(text: &str) -> Result<InstanceId, &'static str> {
    let id = InstanceId::parse(text).ok().filter(|id| id.kind() == ResourceKind::Instance);
    id.ok_or("an instance id in it is none")
}

/// SOURCE: Amazon EventBridge quotas: an event holds 256 KB, and SQS a message of 1 MiB.
const LONGEST: usize = 1024 * 1024;
