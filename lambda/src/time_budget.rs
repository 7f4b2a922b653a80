//! How long an answer may take.

use core::time::Duration;
use std::time::SystemTime;

/// The time left for an answer that must be out before `deadline`: a quarter of a second less than
/// the time until then, and never more than three seconds.
///
/// An answer in time is a deny that says why; one that is late is API Gateway's 500, and nobody
/// knows why.
#[must_use]
pub fn time_for_answer(deadline: SystemTime, now: SystemTime) -> Duration {
    let left = deadline.duration_since(now).unwrap_or(Duration::ZERO);
    left.saturating_sub(MARGIN).min(LONGEST)
}

/// For writing the audit line and handing the answer back.
const MARGIN: Duration = Duration::from_millis(250);

/// Two reads of the policy table and one fetch of keys, each with its own shorter limit, fit in it.
const LONGEST: Duration = Duration::from_secs(3);
