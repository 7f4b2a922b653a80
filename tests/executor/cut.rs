//! A world whose caller is ended in the middle.

use std::{
    future::pending,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use sekisho_executor::{
    Authority, CloudFleet, CloudRunbooks, Fleet, Looked, Reply, RunbookError, RunbookRun,
    RunbookState, Runbooks, Selection,
};
use sekisho_identity::Pending;
use sekisho_policy::{Grant, PolicyName};
use sekisho_store::{MemoryNotes, Note, Noted, Notes, TableError};
use tokio::sync::Notify;

/// Where: at which call, counted from 0, and whether that one is still made.
#[derive(Clone, Copy, Debug)]
pub struct Cut {
    pub at: usize,
    pub made: bool,
}

/// Counts calls, and does not come back from one of them.
#[derive(Debug)]
pub struct Cutter {
    cut: Cut,
    calls: AtomicUsize,
    reached: Notify,
}

impl Cutter {
    pub fn new(cut: Cut) -> Self {
        Self { cut, calls: AtomicUsize::new(0), reached: Notify::new() }
    }

    /// Waits for that call.
    pub async fn reached(&self) {
        self.reached.notified().await;
    }

    async fn through<T>(&self, call: Pending<'_, T>) -> T {
        let is_last = self.calls.fetch_add(1, Ordering::Relaxed) == self.cut.at;
        if is_last && !self.cut.made {
            self.reached.notify_one();
            return pending().await;
        }
        let answer = call.await;
        if is_last {
            self.reached.notify_one();
            return pending().await;
        }
        answer
    }
}

/// A fleet that does not come back from one call.
#[derive(Debug)]
pub struct CutFleet {
    fleet: CloudFleet,
    cutter: Cutter,
}

impl CutFleet {
    pub fn new(fleet: CloudFleet, cut: Cut) -> Self {
        Self { fleet, cutter: Cutter::new(cut) }
    }

    /// Waits for that call.
    pub async fn reached(&self) {
        self.cutter.reached().await;
    }
}

impl Fleet for CutFleet {
    fn describe<'a>(&'a self, selection: &'a Selection, within: Duration) -> Pending<'a, Looked> {
        Box::pin(self.cutter.through(self.fleet.describe(selection, within)))
    }

    fn act<'a>(
        &'a self,
        authority: Authority<'a>,
        grants: &'a [Grant],
        within: Duration,
    ) -> Pending<'a, Vec<Reply>> {
        Box::pin(self.cutter.through(self.fleet.act(authority, grants, within)))
    }
}

/// Runbooks, and the notes on them, that do not come back from one call.
#[derive(Debug)]
pub struct CutRunbooks {
    pub runbooks: CloudRunbooks,
    pub cutter: Arc<Cutter>,
}

impl Runbooks for CutRunbooks {
    fn start<'a>(
        &'a self,
        run: RunbookRun<'a>,
        token: &'a str,
        within: Duration,
    ) -> Pending<'a, Result<String, RunbookError>> {
        Box::pin(self.cutter.through(self.runbooks.start(run, token, within)))
    }

    fn look<'a>(
        &'a self,
        run: RunbookRun<'a>,
        execution: &'a str,
        within: Duration,
    ) -> Pending<'a, Result<RunbookState, RunbookError>> {
        Box::pin(self.cutter.through(self.runbooks.look(run, execution, within)))
    }
}

#[derive(Debug)]
pub struct CutNotes {
    pub notes: MemoryNotes,
    pub cutter: Arc<Cutter>,
}

impl Notes for CutNotes {
    fn note<'a>(
        &'a self,
        policy: &'a PolicyName,
        thing: &'a str,
    ) -> Pending<'a, Result<Option<Note>, TableError>> {
        Box::pin(self.cutter.through(self.notes.note(policy, thing)))
    }

    fn put_note<'a>(
        &'a self,
        policy: &'a PolicyName,
        thing: &'a str,
        note: &'a Note,
    ) -> Pending<'a, Result<Noted, TableError>> {
        Box::pin(self.cutter.through(self.notes.put_note(policy, thing, note)))
    }
}
