//! How much memory something takes.

use std::{
    alloc::{GlobalAlloc, Layout, System},
    sync::atomic::{AtomicBool, AtomicI64, Ordering::Relaxed},
};

static COUNTING: AtomicBool = AtomicBool::new(false);
static HELD: AtomicI64 = AtomicI64::new(0);
static MOST: AtomicI64 = AtomicI64::new(0);

/// The system's allocator, which counts while it is told to. It costs a branch otherwise.
#[derive(Debug)]
pub struct Counting;

#[expect(unsafe_code, reason = "every call is handed on to the system's allocator as it came")]
// SAFETY: the contract is the system allocator's, to which every call is handed on unchanged.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size(), 0);
        // SAFETY: the caller keeps the contract.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        count(0, layout.size());
        // SAFETY: the caller keeps the contract.
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count(size, layout.size());
        // SAFETY: the caller keeps the contract.
        unsafe { System.realloc(pointer, layout, size) }
    }
}

fn count(more: usize, less: usize) {
    if COUNTING.load(Relaxed) {
        let change = bytes(more) - bytes(less);
        let held = HELD.fetch_add(change, Relaxed) + change;
        MOST.fetch_max(held, Relaxed);
    }
}

fn bytes(size: usize) -> i64 {
    i64::try_from(size).unwrap_or(i64::MAX)
}

/// What something took, in bytes. Zero in a program that does not use [`Counting`].
#[derive(Clone, Copy, Debug)]
pub(crate) struct Taken {
    /// What its result holds.
    pub(crate) held: i64,
    /// The most that was held meanwhile.
    pub(super) most: i64,
}

/// Counts what `make` takes and leaves.
pub(crate) fn taken<T>(make: impl FnOnce() -> T) -> (T, Taken) {
    HELD.store(0, Relaxed);
    MOST.store(0, Relaxed);
    COUNTING.store(true, Relaxed);
    let result = make();
    COUNTING.store(false, Relaxed);
    (result, Taken { held: HELD.load(Relaxed), most: MOST.load(Relaxed) })
}
