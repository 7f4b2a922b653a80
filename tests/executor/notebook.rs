//! The journal of a test.

use std::{
    io, mem,
    sync::{Arc, Mutex},
};

use sekisho_executor::{AuditLine, Journal, SimulatedCloud};
use serde_json::{Value, json};

/// A journal that says what had been done when it was written.
#[derive(Debug)]
pub struct Notebook {
    fleet: Arc<SimulatedCloud>,
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    lines: Vec<Value>,
    calls: Vec<usize>,
    full: bool,
}

impl Notebook {
    pub fn new(fleet: Arc<SimulatedCloud>) -> Self {
        Self { fleet, kept: Mutex::default() }
    }

    /// The lines, and how many calls had reached EC2 each time some were written.
    pub fn take(&self) -> (Vec<Value>, Vec<usize>) {
        let mut kept = self.kept.lock().unwrap();
        (mem::take(&mut kept.lines), mem::take(&mut kept.calls))
    }

    /// Of every change that reached EC2 after so many calls, the decision was written by then.
    #[track_caller]
    pub fn assert_recorded_before(&self, before: usize) {
        let kept = self.kept.lock().unwrap();
        for call in self.fleet.calls().split_off(before) {
            assert_eq!(
                kept.calls.last(),
                Some(&before),
                "{call:?} was made before it was recorded"
            );
            for id in call.ids {
                let recorded = kept.lines.iter().any(|line| {
                    (&line["instance_id"], &line["step"], &line["action"])
                        == (&json!(id.to_string()), &json!("call"), &json!(call.change.name()))
                });
                assert!(recorded, "{id} was changed without a line");
            }
        }
    }

    /// Lets nothing be written any more.
    pub fn fill(&self) {
        self.kept.lock().unwrap().full = true;
    }
}

impl Journal for Notebook {
    fn record(&self, lines: &[AuditLine]) -> io::Result<()> {
        let mut kept = self.kept.lock().unwrap();
        if kept.full {
            return Err(io::Error::from(io::ErrorKind::StorageFull));
        }
        kept.lines.extend(lines.iter().map(|line| serde_json::to_value(line).unwrap()));
        kept.calls.push(self.fleet.calls().len());
        Ok(())
    }
}
