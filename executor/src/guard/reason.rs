//! What EC2 itself says of why an instance is stopped.
//!
//! SOURCE: EC2 API reference, `StateReason` (`Client.UserInitiatedShutdown`: by a call;
//! `Client.InstanceInitiatedShutdown`: from within; `Server.*`: by AWS) and `StateTransitionReason`
//! (`User initiated (2026-11-24 01:00:00 GMT)`).

use sekisho_policy::UnixTime;

use crate::Seen;

/// Who stopped an instance, as far as EC2 says it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Reason {
    /// A call of the API: CloudTrail knows whose.
    Call,
    /// Its own operating system, or AWS.
    Other,
    /// It is not said.
    Unsaid,
}

impl Reason {
    pub(super) fn of(seen: &Seen) -> Self {
        match seen.state_reason.as_ref().map(|reason| reason.code.as_str()) {
            Some("Client.UserInitiatedShutdown" | "Client.UserInitiatedHibernate") => Self::Call,
            Some(code) if !code.is_empty() => Self::Other,
            Some(_) | None => Self::Unsaid,
        }
    }
}

/// Whether the instance is stopped since a call at about this time: where EC2 says another time, it is by
/// another call.
pub(super) fn is_of_this_time(seen: &Seen, at: UnixTime) -> bool {
    let since = seen.transition_reason.as_deref().and_then(time_in);
    since.is_none_or(|since| since.abs_diff(at.seconds()) <= APART)
}

/// The time in brackets at the end of such a text.
fn time_in(reason: &str) -> Option<i64> {
    let (_, rest) = reason.rsplit_once('(')?;
    let text = rest.strip_suffix(" GMT)").or_else(|| rest.strip_suffix(" UTC)"))?;
    let (day, clock) = text.split_once(' ')?;
    let time: jiff::Timestamp = format!("{day}T{clock}Z").parse().ok()?;
    Some(time.as_second())
}

/// How far the time CloudTrail has of a call and that EC2 has of the same may be apart: both are of EC2,
/// in whole seconds.
const APART: u64 = 15;

#[cfg(test)]
mod tests {
    #[test]
    fn the_time_of_a_transition_is_read_where_there_is_one() {
        for (text, time) in [
            ("User initiated (2026-11-24 01:00:00 GMT)", Some(1_795_482_000)),
            ("User initiated (2026-11-24 01:00:00 UTC)", Some(1_795_482_000)),
            ("User initiated", None),
            ("User initiated (yesterday)", None),
            ("User initiated (2026-11-24 25:00:00 GMT)", None),
            ("", None),
        ] {
            assert_eq!(super::time_in(text), time, "{text}");
        }
    }
}
