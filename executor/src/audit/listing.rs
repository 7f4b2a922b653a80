//! What is recorded of a list: the instances that were shown, over as many lines as they need.

use sekisho_policy::{Decision, Instance, Record};
use serde::Serialize;
use serde_json::{Value, json};

use super::record;
use crate::Seen;

/// How much of a list is recorded.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "a list is recorded or counted")]
pub enum AuditListings {
    /// How many instances were shown.
    Count,
    /// Each instance that was shown, with the facts it was shown for.
    Instances,
}

impl AuditListings {
    /// The value of this name in the environment.
    pub(crate) fn named(name: &str) -> Option<Self> {
        match name {
            "count" => Some(Self::Count),
            "instances" => Some(Self::Instances),
            _ => None,
        }
    }
}

/// Bytes of the instances in one line, unless a single one is longer.
///
/// SOURCE: Lambda and CloudWatch Logs took lines of 256 KB until 2025, and cut longer ones in pieces
/// that are no JSON. A line this long stays below 64 KiB with all that every line says, which is what
/// a pipe holds.
const MAX_INSTANCES: usize = 48 * 1024;

/// One line of a list.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct ListingLine {
    /// In the whole list.
    instances_shown: usize,
    /// Which of the lines of the list it is, counted from one.
    part: usize,
    parts: usize,
    /// Null where lists are only counted.
    instances: Option<Vec<Value>>,
}

/// An instance of a list, as it is recorded.
pub(crate) fn shown(seen: &Seen, facts: &Instance, decision: &Decision) -> Value {
    json!({
        "instance": record::<Instance>(&Record::of(facts)),
        "decision": record::<Decision>(&Record::of(decision)),
        "state": seen.state_name(),
    })
}

impl ListingLine {
    /// The lines of a list of so many instances, at least one.
    pub(super) fn all(count: usize, shown: Option<Vec<Value>>) -> Vec<Self> {
        let line = |part, parts, instances| Self { instances_shown: count, part, parts, instances };
        let Some(shown) = shown else { return vec![line(1, 1, None)] };
        let portions = portions(shown);
        let parts = portions.len();
        (1..).zip(portions).map(|(part, portion)| line(part, parts, Some(portion))).collect()
    }

    /// Whether it stands for the list.
    pub(super) const fn is_first(&self) -> bool {
        self.part == 1
    }
}

/// The instances in their order, as many to a line as fit.
fn portions(shown: Vec<Value>) -> Vec<Vec<Value>> {
    let (mut all, mut portion, mut size) = (Vec::new(), Vec::new(), 0_usize);
    for one in shown {
        let length = one.to_string().len().saturating_add(1);
        size = size.saturating_add(length);
        if size > MAX_INSTANCES && !portion.is_empty() {
            all.push(std::mem::take(&mut portion));
            size = length;
        }
        portion.push(one);
    }
    all.push(portion);
    all
}
