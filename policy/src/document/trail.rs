//! The ways from the root of a document to everything that stands in it.

use alloc::{format, string::String, vec::Vec};

use smol_str::SmolStr;

use super::node::{QUOTED, escape};

/// One way from the root, as long as the [`Trails`] know it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Trail(u32);

impl Trail {
    /// The root itself.
    pub(crate) const ROOT: Self = Self(0);
}

/// Every way by its last step and the way that step goes on from: a few bytes for each, in one
/// place. A path is put into words only when there is something to report.
#[derive(Debug, Default)]
pub(super) struct Trails {
    steps: Vec<(Trail, Step)>,
}

#[derive(Debug)]
enum Step {
    Index(u32),
    Key(SmolStr),
    Row(SmolStr),
}

impl Trails {
    /// A path starts anew in a row.
    pub(super) fn row(&mut self, key: &str) -> Trail {
        self.push(Trail::ROOT, Step::Row(key.into()))
    }

    pub(super) fn key(&mut self, parent: Trail, key: &SmolStr) -> Trail {
        self.push(parent, Step::Key(key.clone()))
    }

    pub(super) fn index(&mut self, parent: Trail, index: usize) -> Trail {
        self.push(parent, Step::Index(u32::try_from(index).unwrap_or(u32::MAX)))
    }

    /// Whether this ends at an item of a list.
    pub(super) fn ends_at_item(&self, trail: Trail) -> bool {
        matches!(self.last(trail), Some((_, Step::Index(_))))
    }

    /// How many there are.
    pub(super) fn count(&self) -> usize {
        self.steps.len()
    }

    /// Forgets all but the first ones.
    pub(super) fn keep(&mut self, count: usize) {
        self.steps.truncate(count);
    }

    /// The row, if there is one, and the path in it.
    pub(super) fn words(&self, trail: Trail) -> (Option<String>, String) {
        let mut steps = Vec::new();
        let (mut at, mut row) = (trail, None);
        while let Some((parent, step)) = self.last(at) {
            if let Step::Row(key) = step {
                row = Some(escape(key));
                break;
            }
            steps.push(step);
            at = *parent;
        }
        let words = steps.into_iter().rev().fold(String::new(), |path, step| match step {
            Step::Index(index) => format!("{path}[{index}]"),
            Step::Key(key) if !plain(key) => format!("{path}[\"{}\"]", escape(key)),
            Step::Key(key) if path.is_empty() => key.as_str().into(),
            Step::Key(key) => format!("{path}.{key}"),
            Step::Row(_) => path,
        });
        (row, words)
    }

    fn push(&mut self, parent: Trail, step: Step) -> Trail {
        self.steps.push((parent, step));
        Trail(u32::try_from(self.steps.len()).unwrap_or(u32::MAX))
    }

    fn last(&self, trail: Trail) -> Option<&(Trail, Step)> {
        self.steps.get(usize::try_from(trail.0).ok()?.checked_sub(1)?)
    }
}

/// Whether a key can stand in a path as it is.
fn plain(key: &str) -> bool {
    !key.is_empty()
        && key.chars().count() <= QUOTED
        && key.chars().all(|letter| letter.is_alphanumeric() || matches!(letter, '_' | '-'))
}
