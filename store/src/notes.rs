//! What a Lambda remembers of a thing from one event to the next.

use core::fmt;

use sekisho_identity::Pending;
use sekisho_policy::{PolicyName, UnixTime};

use crate::TableError;

/// Notes on things, such as on instances: one for each, replaced by those alone who have read the one
/// that is there.
///
/// They decide nothing by themselves and are in force for nobody: a note that is lost costs a repeated
/// report, a runbook that is run again, or a service that its operator has to start. What a note says is believed, so that nobody but the Lambdas
/// should write any. Every read is strongly consistent; policies do not see each other's.
pub trait Notes: Send + Sync + fmt::Debug {
    /// The note on a thing.
    fn note<'a>(
        &'a self,
        policy: &'a PolicyName,
        thing: &'a str,
    ) -> Pending<'a, Result<Option<Note>, TableError>>;

    /// Writes the note on a thing, if the one that is there is of the revision before: none, for the
    /// first.
    fn put_note<'a>(
        &'a self,
        policy: &'a PolicyName,
        thing: &'a str,
        note: &'a Note,
    ) -> Pending<'a, Result<Noted, TableError>>;
}

/// A note on a thing.
#[derive(Clone, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "a note is a text of a revision, for a while")]
pub struct Note {
    /// 1 for the first, and one more for each that replaces another.
    pub revision: u64,
    /// What is noted, in whatever form its writer reads.
    pub text: String,
    /// From when on the table may drop it.
    pub expires_at: UnixTime,
}

/// What became of a note.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "a conditional write has these two outcomes")]
pub enum Noted {
    /// It is written.
    Done,
    /// Somebody else wrote first; nothing was written.
    Lost,
}
