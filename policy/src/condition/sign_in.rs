//! `signed_in_within`: the caller proved who they are less than so many seconds ago.

use crate::{Attempt, MissingFact, verdict::Verdict};

/// A sign-in that lies in the future is no sign-in: identity has already allowed for clocks that
/// differ, and a time nobody can have signed in at must not open anything.
pub(super) fn verdict(seconds: u32, attempt: &Attempt) -> Verdict {
    Verdict::test(attempt.caller.signed_in_at(), MissingFact::SignedInAt, |signed_in| {
        // `None` is a distance beyond 64 bits: longer ago than any number of seconds asked for.
        let ago = attempt.at.seconds().checked_sub(signed_in.seconds());
        ago.is_some_and(|ago| ago >= 0 && ago < i64::from(seconds))
    })
}
