//! What can go wrong with one simulated instance.

use std::str::FromStr;

/// A fault of one instance. A database has those of capacity, key, answers, tags and throttling; the
/// others do nothing to one.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Fault {
    /// There is no capacity to start it: the call fails, naming no instance.
    Capacity,
    /// Its disk is encrypted with a customer managed key: unless the session that starts it may make a
    /// grant for that key, by its role and by its session policy, the start is accepted, and the
    /// instance falls back to `stopped`. A database whose key may not be used is not started at all.
    Kms,
    /// There is no capacity for it, which is found out after the start was accepted: it falls back to
    /// `stopped`.
    LateCapacity,
    /// The change is made and its answer lost.
    NoAnswer,
    /// It has no volume attached as its root.
    NoRootVolume,
    /// EC2 answers that something went wrong inside, and nothing was done.
    Internal,
    /// It is a one-time Spot Instance: it cannot be stopped.
    OneTimeSpot,
    /// It is protected from stopping.
    StopProtected,
    /// It never leaves `stopping`.
    StuckStopping,
    /// Its tags change between being read and the call: every value gets ` (moved)` behind it.
    TagRace,
    /// So many calls that name it are throttled.
    Throttle(u32),
    /// It is gone when the call comes.
    Vanish,
}

impl FromStr for Fault {
    type Err = UnknownFault;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(match text {
            "capacity" => Self::Capacity,
            "internal" => Self::Internal,
            "kms" => Self::Kms,
            "late-capacity" => Self::LateCapacity,
            "no-answer" => Self::NoAnswer,
            "no-root-volume" => Self::NoRootVolume,
            "one-time-spot" => Self::OneTimeSpot,
            "stop-protected" => Self::StopProtected,
            "stuck-stopping" => Self::StuckStopping,
            "tag-race" => Self::TagRace,
            "throttle" => Self::Throttle(2),
            "vanish" => Self::Vanish,
            _ => return Err(UnknownFault(text.chars().take(64).collect())),
        })
    }
}

/// A text that names no fault.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error(
    "found `{0}`, required one of capacity, internal, kms, late-capacity, no-answer, \
     no-root-volume, one-time-spot, stop-protected, stuck-stopping, tag-race, throttle, vanish"
)]
pub struct UnknownFault(String);
