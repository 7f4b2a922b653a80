//! `not_before`, `not_after`, `issued_before`, `signed_in_within`: points on the line of time. A
//! start is included, an end is not.

use crate::{Attempt, UnixTime, truth::Truth};

pub(super) fn not_before(first: UnixTime, attempt: &Attempt) -> Truth {
    Truth::of(attempt.at >= first)
}

pub(super) fn not_after(end: UnixTime, attempt: &Attempt) -> Truth {
    Truth::of(attempt.at < end)
}

pub(super) fn issued_before(end: UnixTime, attempt: &Attempt) -> Truth {
    Truth::test(attempt.caller.issued_at(), |issued| issued < end)
}

/// The caller proved who they are less than so many seconds ago.
///
/// A sign-in that lies in the future is no sign-in: identity has already allowed for clocks that
/// differ, and a time nobody can have signed in at must not open anything.
pub(super) fn signed_in_within(seconds: u32, attempt: &Attempt) -> Truth {
    Truth::test(attempt.caller.signed_in_at(), |signed_in| {
        // `None` is a distance beyond 64 bits: longer ago than any number of seconds asked for.
        let ago = attempt.at.seconds().checked_sub(signed_in.seconds());
        ago.is_some_and(|ago| ago >= 0 && ago < i64::from(seconds))
    })
}
