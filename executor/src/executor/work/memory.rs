//! What is remembered of a runbook on one instance, so that a repeat starts no second run: pure, every
//! question with its moment.

use std::time::Duration;

use sekisho_policy::{RunbookName, UnixTime};
use serde::{Deserialize, Serialize};

use super::thing::Thing;

/// The last run of a runbook on an instance.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Memory {
    /// By which a start that was not answered is made again: SSM then starts nothing new.
    pub(super) token: String,
    /// When it was taken up.
    began: i64,
    /// SSM's id of the run, once it is known.
    pub(super) execution: Option<String>,
    ended: Option<Ended>,
}

#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
struct Ended {
    at: i64,
    succeeded: bool,
}

/// How long a success counts: longer than a stop and its repeats take, and short enough that what was
/// prepared still is.
const COUNTS: i64 = 15 * 60;
/// How long where nobody says since when a thing runs: shorter than AWS takes to stop a database and to
/// start it again, which then goes unseen if others do it.
const COUNTS_UNDATED: i64 = 5 * 60;
/// How long a run that was started need not be shown by SSM, which promises nothing.
const FRESH: i64 = 60;
/// How long a start that was never answered is made again by its token.
const REPEATED: i64 = 15 * 60;
/// How long the table keeps a note after it was last written. SOURCE: AWS Systems Manager User Guide,
/// "Running automations": a run ends within 12 hours, unless it waits for somebody.
pub(super) const KEPT: Duration = Duration::from_hours(48);

impl Memory {
    /// A run that is to be started.
    pub(super) fn begin(token: String, now: UnixTime) -> Self {
        Self { token, began: now.seconds(), execution: None, ended: None }
    }

    /// Whether it succeeded, not too long ago, on what still runs since. What was prepared for one stop
    /// is not for the next.
    pub(super) fn counts(&self, now: UnixTime, since: Since) -> bool {
        let is_of_this_start =
            since.launched.is_none_or(|launched| self.began >= launched.seconds());
        let is_unchanged = since.changed.is_none_or(|changed| self.began > changed.seconds());
        let counts = if since.launched.is_some() { COUNTS } else { COUNTS_UNDATED };
        is_of_this_start
            && is_unchanged
            && self.ended.is_some_and(|ended| {
                ended.succeeded && now.seconds() < ended.at.saturating_add(counts)
            })
    }

    /// Whether it was taken up so short a while ago that SSM need not show it yet.
    pub(super) fn is_fresh(&self, now: UnixTime) -> bool {
        now.seconds() < self.began.saturating_add(FRESH)
    }

    /// Whether it is gone on with: it has not ended, as far as is known.
    pub(super) fn is_under_way(&self, now: UnixTime) -> bool {
        let is_recent = now.seconds() < self.began.saturating_add(REPEATED);
        self.ended.is_none() && (self.execution.is_some() || is_recent)
    }

    /// It succeeded: at this time, or where SSM did not say when, when it was taken up, which is no
    /// later.
    pub(super) fn succeed(&mut self, at: Option<UnixTime>) {
        let at = at.map_or(self.began, UnixTime::seconds);
        self.ended = Some(Ended { at, succeeded: true });
    }

    /// It ended otherwise, or was never started: the next request begins anew.
    pub(super) fn fail(&mut self, now: UnixTime) {
        self.ended = Some(Ended { at: now.seconds(), succeeded: false });
    }
}

/// Since when a thing is what it is now, as far as is known.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Since {
    /// When AWS last started it.
    pub(super) launched: Option<UnixTime>,
    /// When it was last changed from here.
    pub(super) changed: Option<UnixTime>,
}

/// What a note on a runbook on a thing is filed under. No id of an instance, under which the guard files
/// its own, begins so.
pub(super) fn key(thing: &Thing, runbook: &RunbookName) -> String {
    format!("runbook/{runbook}/{}", thing.path())
}

#[cfg(test)]
mod tests {
    use sekisho_policy::UnixTime;

    use super::{Memory, Since};

    const fn at(seconds: i64) -> UnixTime {
        UnixTime::from_seconds(seconds)
    }

    const fn launched(seconds: i64) -> Since {
        Since { launched: Some(at(seconds)), changed: None }
    }

    fn changed(seconds: i64) -> Since {
        Since { changed: Some(at(seconds)), ..launched(0) }
    }

    #[test]
    fn a_success_counts_for_a_quarter_of_an_hour_from_its_end() {
        let mut memory = Memory::begin("token".to_owned(), at(1_000));
        assert!(!memory.counts(at(1_000), launched(0)));

        memory.succeed(Some(at(2_000)));

        assert!(memory.counts(at(2_000), launched(0)) && memory.counts(at(2_899), launched(0)));
        assert!(!memory.counts(at(2_900), launched(0)));
        assert!(!memory.is_under_way(at(2_001)));
    }

    #[test]
    fn where_nobody_says_since_when_a_thing_runs_a_success_counts_for_five_minutes() {
        let mut memory = Memory::begin("token".to_owned(), at(1_000));
        memory.succeed(Some(at(2_000)));

        assert!(memory.counts(at(2_299), Since::default()));
        assert!(!memory.counts(at(2_300), Since::default()));
    }

    #[test]
    fn a_success_does_not_count_for_what_was_changed_in_the_second_it_began_or_later() {
        let mut memory = Memory::begin("token".to_owned(), at(1_000));
        memory.succeed(Some(at(1_100)));

        assert!(memory.counts(at(1_200), changed(999)));
        assert!(!memory.counts(at(1_200), changed(1_000)));
    }

    #[test]
    fn a_success_does_not_count_for_an_instance_that_was_started_after_it_began() {
        let mut memory = Memory::begin("token".to_owned(), at(1_000));
        memory.succeed(Some(at(1_100)));

        assert!(memory.counts(at(1_200), launched(1_000)));
        assert!(!memory.counts(at(1_200), launched(1_001)));
    }

    #[test]
    fn a_success_of_which_nobody_said_when_counts_from_the_beginning() {
        let mut memory = Memory::begin("token".to_owned(), at(1_000));

        memory.succeed(None);

        assert!(memory.counts(at(1_899), launched(0)));
        assert!(!memory.counts(at(1_900), launched(0)));
    }

    #[test]
    fn a_run_without_an_id_is_gone_on_with_for_a_while_and_one_with_an_id_until_it_ends() {
        let mut memory = Memory::begin("token".to_owned(), at(1_000));
        assert!(memory.is_under_way(at(1_899)));
        assert!(!memory.is_under_way(at(1_900)));

        memory.execution = Some("run".to_owned());
        assert!(memory.is_under_way(at(90_000)));

        memory.fail(at(90_000));
        assert!(!memory.is_under_way(at(90_001)));
        assert!(!memory.counts(at(90_001), launched(0)));
    }
}
