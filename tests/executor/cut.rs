//! A fleet whose caller is ended in the middle.

use std::{
    future::pending,
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

use sekisho_executor::{Authority, CloudFleet, Fleet, Looked, Reply, Selection};
use sekisho_identity::Pending;
use sekisho_policy::Grant;
use tokio::sync::Notify;

/// Where: at which call, counted from 0, and whether that one is still made.
#[derive(Clone, Copy, Debug)]
pub struct Cut {
    pub at: usize,
    pub made: bool,
}

/// A fleet that does not come back from one call.
#[derive(Debug)]
pub struct CutFleet {
    fleet: CloudFleet,
    cut: Cut,
    calls: AtomicUsize,
    reached: Notify,
}

impl CutFleet {
    pub fn new(fleet: CloudFleet, cut: Cut) -> Self {
        Self { fleet, cut, calls: AtomicUsize::new(0), reached: Notify::new() }
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

impl Fleet for CutFleet {
    fn describe<'a>(&'a self, selection: &'a Selection, within: Duration) -> Pending<'a, Looked> {
        Box::pin(self.through(self.fleet.describe(selection, within)))
    }

    fn act<'a>(
        &'a self,
        authority: Authority<'a>,
        grants: &'a [Grant],
        within: Duration,
    ) -> Pending<'a, Vec<Reply>> {
        Box::pin(self.through(self.fleet.act(authority, grants, within)))
    }
}
