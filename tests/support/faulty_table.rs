//! A policy table that fails when it is told to, around one that works.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicU32, Ordering},
};

use sekisho_identity::{IssuerUrl, Pending};
use sekisho_policy::{PolicyName, Row};
use sekisho_store::{
    Chunk, ChunkKey, Created, DraftEdits, Edited, HistoryEntry, Jwks, Moved, Pointer, PolicyTable,
    TableError,
};

/// What a read of the pointer does instead of reading it.
#[derive(Clone, Debug)]
pub enum PointerFault {
    /// Answers that there is no answer.
    Fail,
    /// Never answers.
    Hang,
    /// Answers this.
    Say(Box<Option<Pointer>>),
}

/// What a read of a chunk answers.
#[derive(Clone, Copy, Debug)]
pub enum ChunkFault {
    /// One byte is another.
    Changed,
    /// The chunk says that there are more pieces.
    Foreign,
    /// There is no such chunk.
    Missing,
    /// The last byte is gone.
    Truncated,
}

/// What a move of the pointer does.
#[derive(Clone, Copy, Debug)]
pub enum MoveFault {
    /// It is done, and the answer is lost.
    AnswerLost,
    /// It is not done, and there is no answer.
    NoAnswer,
}

/// The table around the table.
#[derive(Debug)]
pub struct FaultyTable {
    inner: Arc<dyn PolicyTable>,
    faults: Mutex<Faults>,
    pointer_reads: AtomicU32,
    chunk_reads: AtomicU32,
}

/// What goes wrong; by default, nothing.
#[derive(Clone, Debug, Default)]
pub struct Faults {
    pub pointer: Option<PointerFault>,
    pub chunk: Option<ChunkFault>,
    pub moving: Option<MoveFault>,
    /// How many writes are done before the process is as good as dead.
    pub writes_left: Option<u32>,
    /// What somebody else does to the draft when a chunk is written.
    pub edited_meanwhile: Option<DraftEdits>,
}

impl FaultyTable {
    pub fn around(inner: &Arc<dyn PolicyTable>) -> Arc<Self> {
        Arc::new(Self {
            inner: Arc::clone(inner),
            faults: Mutex::default(),
            pointer_reads: AtomicU32::new(0),
            chunk_reads: AtomicU32::new(0),
        })
    }

    /// Replaces all faults.
    pub fn set(&self, faults: Faults) {
        *self.faults.lock().expect("no test panics while it holds this") = faults;
    }

    /// How often the pointer and chunks were read.
    pub fn reads(&self) -> (u32, u32) {
        (self.pointer_reads.load(Ordering::SeqCst), self.chunk_reads.load(Ordering::SeqCst))
    }

    fn faults(&self) -> Faults {
        self.faults.lock().expect("no test panics while it holds this").clone()
    }

    /// Refuses a write when none is left.
    fn write(&self) -> Result<(), TableError> {
        let mut faults = self.faults.lock().expect("no test panics while it holds this");
        match &mut faults.writes_left {
            Some(0) => Err(silence("PutItem")),
            Some(left) => {
                *left -= 1;
                Ok(())
            }
            None => Ok(()),
        }
    }
}

impl PolicyTable for FaultyTable {
    fn drafts<'a>(&'a self, policy: &'a PolicyName) -> Pending<'a, Result<Vec<Row>, TableError>> {
        self.inner.drafts(policy)
    }

    fn edit_drafts_watched<'a>(
        &'a self,
        policy: &'a PolicyName,
        edits: &'a DraftEdits,
        watch: &'a (dyn Fn(Edited) + Send + Sync),
    ) -> Pending<'a, Result<(), TableError>> {
        Box::pin(async move {
            self.write()?;
            self.inner.edit_drafts_watched(policy, edits, watch).await
        })
    }

    fn create_chunk<'a>(
        &'a self,
        policy: &'a PolicyName,
        chunk: &'a Chunk,
    ) -> Pending<'a, Result<Created, TableError>> {
        Box::pin(async move {
            self.write()?;
            if let Some(edits) = self.faults().edited_meanwhile {
                self.inner.edit_drafts(policy, &edits).await?;
            }
            self.inner.create_chunk(policy, chunk).await
        })
    }

    fn chunk<'a>(
        &'a self,
        policy: &'a PolicyName,
        key: &'a ChunkKey,
    ) -> Pending<'a, Result<Option<Chunk>, TableError>> {
        Box::pin(async move {
            self.chunk_reads.fetch_add(1, Ordering::SeqCst);
            let mut chunk = self.inner.chunk(policy, key).await?;
            match (self.faults().chunk, &mut chunk) {
                (Some(ChunkFault::Changed), Some(chunk)) => chunk.bytes[20] ^= 1,
                (Some(ChunkFault::Foreign), Some(chunk)) => chunk.count += 1,
                (Some(ChunkFault::Missing), chunk) => *chunk = None,
                (Some(ChunkFault::Truncated), Some(chunk)) => drop(chunk.bytes.pop()),
                (_, None) | (None, _) => {}
            }
            Ok(chunk)
        })
    }

    fn chunk_keys<'a>(
        &'a self,
        policy: &'a PolicyName,
    ) -> Pending<'a, Result<Vec<ChunkKey>, TableError>> {
        self.inner.chunk_keys(policy)
    }

    fn delete_chunk<'a>(
        &'a self,
        policy: &'a PolicyName,
        key: &'a ChunkKey,
    ) -> Pending<'a, Result<(), TableError>> {
        Box::pin(async move {
            self.write()?;
            self.inner.delete_chunk(policy, key).await
        })
    }

    fn active<'a>(
        &'a self,
        policy: &'a PolicyName,
    ) -> Pending<'a, Result<Option<Pointer>, TableError>> {
        Box::pin(async move {
            self.pointer_reads.fetch_add(1, Ordering::SeqCst);
            // What reads over a network lets others run meanwhile.
            tokio::task::yield_now().await;
            match self.faults().pointer {
                None => self.inner.active(policy).await,
                Some(PointerFault::Fail) => Err(silence("GetItem")),
                Some(PointerFault::Hang) => std::future::pending().await,
                Some(PointerFault::Say(pointer)) => Ok(*pointer),
            }
        })
    }

    fn move_active<'a>(
        &'a self,
        policy: &'a PolicyName,
        entry: &'a HistoryEntry,
    ) -> Pending<'a, Result<Moved, TableError>> {
        Box::pin(async move {
            self.write()?;
            match self.faults().moving {
                None => self.inner.move_active(policy, entry).await,
                Some(MoveFault::AnswerLost) => {
                    self.inner.move_active(policy, entry).await?;
                    Err(silence("TransactWriteItems"))
                }
                Some(MoveFault::NoAnswer) => Err(silence("TransactWriteItems")),
            }
        })
    }

    fn entry<'a>(
        &'a self,
        policy: &'a PolicyName,
        version: u64,
    ) -> Pending<'a, Result<Option<HistoryEntry>, TableError>> {
        self.inner.entry(policy, version)
    }

    fn last_version<'a>(
        &'a self,
        policy: &'a PolicyName,
    ) -> Pending<'a, Result<Option<u64>, TableError>> {
        self.inner.last_version(policy)
    }

    fn history<'a>(
        &'a self,
        policy: &'a PolicyName,
    ) -> Pending<'a, Result<Vec<HistoryEntry>, TableError>> {
        self.inner.history(policy)
    }

    fn keys<'a>(
        &'a self,
        issuer: &'a IssuerUrl,
    ) -> Pending<'a, Result<Option<String>, TableError>> {
        match self.faults().pointer {
            Some(PointerFault::Fail) => Box::pin(async { Err(silence("GetItem")) }),
            _ => self.inner.keys(issuer),
        }
    }

    fn put_keys<'a>(
        &'a self,
        issuer: &'a IssuerUrl,
        jwks: &'a Jwks,
    ) -> Pending<'a, Result<(), TableError>> {
        self.inner.put_keys(issuer, jwks)
    }
}

fn silence(operation: &'static str) -> TableError {
    let (table, message) = ("sekisho-policy".to_owned(), "timed out".to_owned());
    TableError::Unanswered { operation, table, message }
}
