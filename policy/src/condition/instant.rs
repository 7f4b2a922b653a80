//! `not_before`, `not_after`, `issued_before`: points on the line of time. A start is included, an
//! end is not.

use crate::{Attempt, MissingFact, UnixTime, verdict::Verdict};

pub(super) fn not_before(first: UnixTime, attempt: &Attempt) -> Verdict {
    Verdict::of(attempt.at >= first)
}

pub(super) fn not_after(end: UnixTime, attempt: &Attempt) -> Verdict {
    Verdict::of(attempt.at < end)
}

pub(super) fn issued_before(end: UnixTime, attempt: &Attempt) -> Verdict {
    Verdict::test(attempt.caller.issued_at(), MissingFact::IssuedAt, |issued| issued < end)
}
