//! The differences in short, beside other things that are said of a change.

use std::io;

use sekisho_policy::{Document, UnixTime};
use serde_json::{Map, Value};

use super::{Detail, Differences, Extent, as_json, near, tell};
use crate::Surroundings;

/// Writes what a change opens and closes, by what was edited, each with a request that shows it.
/// Without anything before, everything was denied.
pub(crate) fn summary(
    before: Option<&Document>,
    after: &Document,
    surroundings: &mut Surroundings<'_>,
) -> io::Result<()> {
    let now = (surroundings.now)();
    found(before, after, now, |differences| tell(differences, Detail::Brief, surroundings))
}

/// The same for programs, in the members that `sekisho diff --json` has.
pub(crate) fn summary_as_json(
    before: Option<&Document>,
    after: &Document,
    now: UnixTime,
) -> io::Result<Map<String, Value>> {
    found(before, after, now, as_json)
}

fn found<T>(
    before: Option<&Document>,
    after: &Document,
    now: UnixTime,
    tell: impl FnOnce(&Differences<'_>) -> T,
) -> T {
    let nothing;
    let before = if let Some(before) = before {
        before
    } else {
        nothing = after.without_rules();
        &nothing
    };
    let hints = near(now);
    tell(&Differences::find(before, after, &hints, Extent::SUMMARY))
}
