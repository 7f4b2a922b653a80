//! What every adapter of `Notes` promises, one function a promise, called with notes that may be
//! shared: each promise keeps to a town of its own.

use std::sync::Arc;

use sekisho_policy::{PolicyName, UnixTime};
use sekisho_store::{DynamoDbTable, MemoryNotes, Note, Noted, Notes};

use crate::open_table::{OpenTable, TABLE, patient};

/// Makes a module with one test per promise; `$open` is an async function that answers [`OpenNotes`].
#[macro_export]
macro_rules! notes_contract {
    ($adapter:ident, $open:path) => {
        mod $adapter {
            $crate::notes_contract!(@tests $open, [
                a_note_is_what_was_written_last
                a_note_is_replaced_by_those_alone_who_read_the_one_before
                of_several_at_once_one_writes
                notes_of_other_things_and_towns_are_others
            ]);
        }
    };
    (@tests $open:path, [$($promise:ident)*]) => {
        $(
            #[tokio::test]
            async fn $promise() {
                let open = $open().await;
                $crate::notes_contract::$promise(open.notes.clone()).await;
            }
        )*
    };
}

/// Notes to test on, and what must live as long as they.
#[derive(Debug)]
pub struct OpenNotes {
    pub notes: Arc<dyn Notes>,
    _table: Option<OpenTable>,
}

impl OpenNotes {
    /// Notes that somebody else keeps.
    pub fn of(notes: Arc<dyn Notes>) -> Self {
        Self { notes, _table: None }
    }

    /// Notes in memory.
    pub async fn memory() -> Self {
        Self::of(Arc::new(MemoryNotes::new()))
    }

    /// Notes in a DynamoDB of this process.
    pub async fn embedded() -> Self {
        let table = OpenTable::embedded().await;
        let endpoint = table.endpoint.as_deref().expect("it has an address");
        let notes = Arc::new(DynamoDbTable::at_endpoint(endpoint, TABLE, patient()));
        Self { notes, _table: Some(table) }
    }
}

pub async fn a_note_is_what_was_written_last(notes: Arc<dyn Notes>) {
    let town = town("note-last");
    assert_eq!(notes.note(&town, "i-1").await, Ok(None));

    for revision in 1..=3 {
        let note = note(revision, "{\"many\": \"words\"}");
        assert_eq!(notes.put_note(&town, "i-1", &note).await, Ok(Noted::Done));
        assert_eq!(notes.note(&town, "i-1").await, Ok(Some(note)));
    }
}

pub async fn a_note_is_replaced_by_those_alone_who_read_the_one_before(notes: Arc<dyn Notes>) {
    let town = town("note-conditions");
    for revision in [0, 2] {
        assert_eq!(notes.put_note(&town, "i-1", &note(revision, "early")).await, Ok(Noted::Lost));
    }
    assert_eq!(notes.put_note(&town, "i-1", &note(1, "first")).await, Ok(Noted::Done));
    for revision in [0, 1, 3] {
        assert_eq!(notes.put_note(&town, "i-1", &note(revision, "other")).await, Ok(Noted::Lost));
    }

    assert_eq!(notes.note(&town, "i-1").await, Ok(Some(note(1, "first"))));
}

pub async fn of_several_at_once_one_writes(notes: Arc<dyn Notes>) {
    let town = town("note-races");
    let writers: Vec<_> = (0..8)
        .map(|writer| {
            let (notes, town) = (notes.clone(), town.clone());
            tokio::spawn(async move {
                notes.put_note(&town, "i-1", &note(1, &format!("of {writer}"))).await
            })
        })
        .collect();

    let mut written = Vec::new();
    for (number, writer) in writers.into_iter().enumerate() {
        if writer.await.expect("a writer ends") == Ok(Noted::Done) {
            written.push(format!("of {number}"));
        }
    }
    assert_eq!(written.len(), 1, "{written:?}");
    let kept = notes.note(&town, "i-1").await.expect("it is read").expect("it is there");
    assert_eq!(kept.text, written[0]);
}

pub async fn notes_of_other_things_and_towns_are_others(notes: Arc<dyn Notes>) {
    let (one, two) = (town("note-town-one"), town("note-town-two"));
    for (town, thing, text) in [(&one, "i-1", "a"), (&one, "i-2", "b"), (&two, "i-1", "c")] {
        assert_eq!(notes.put_note(town, thing, &note(1, text)).await, Ok(Noted::Done));
    }

    assert_eq!(notes.note(&one, "i-1").await, Ok(Some(note(1, "a"))));
    assert_eq!(notes.note(&one, "i-2").await, Ok(Some(note(1, "b"))));
    assert_eq!(notes.note(&two, "i-1").await, Ok(Some(note(1, "c"))));
    assert_eq!(notes.note(&two, "i-2").await, Ok(None));
}

fn note(revision: u64, text: &str) -> Note {
    Note { revision, text: text.to_owned(), expires_at: UnixTime::from_seconds(1_800_000_000) }
}

fn town(name: &str) -> PolicyName {
    PolicyName::parse(name).expect("a policy name")
}
