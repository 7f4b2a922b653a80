//! Numbers for callers, actions and instances, as few as there are different ones.

use alloc::vec::Vec;

use super::classes::Classes;
use crate::Action;

/// A number for each caller, action and instance: callers with the same numbers everywhere are one
/// class, and so are instances.
#[derive(Clone, Debug)]
pub(super) struct Grid {
    pub(super) actions: Vec<Action>,
    /// The class of each caller.
    callers: Vec<usize>,
    caller_classes: usize,
    /// The class of each instance.
    instances: Vec<usize>,
    /// For each class of instances the numbers: for each class of callers, one for each action.
    columns: Vec<Vec<u32>>,
}

impl Grid {
    /// A grid of callers and instances that are classed already, perhaps finer than the numbers are:
    /// those have for each class of callers and each action one for each class of instances.
    pub(super) fn new<C, I>(
        actions: &[Action],
        callers: &Classes<C>,
        instances: &Classes<I>,
        rows: impl IntoIterator<Item = Vec<u32>>,
    ) -> Self {
        let rows = Classes::new(rows);
        let width = instances.each.len();
        let column = |at: usize| -> Vec<u32> {
            rows.each.iter().flat_map(|row| row.iter().skip(at).step_by(width)).copied().collect()
        };
        let columns = Classes::new((0..width).map(column));
        Self {
            actions: actions.to_vec(),
            callers: callers.through(&rows),
            caller_classes: rows.each.len(),
            instances: instances.through(&columns),
            columns: columns.each,
        }
    }

    pub(super) const fn caller_classes(&self) -> usize {
        self.caller_classes
    }

    pub(super) const fn instance_classes(&self) -> usize {
        self.columns.len()
    }

    pub(super) fn caller_class(&self, caller: usize) -> Option<usize> {
        self.callers.get(caller).copied()
    }

    pub(super) fn instance_class(&self, instance: usize) -> Option<usize> {
        self.instances.get(instance).copied()
    }

    /// The number of a class of callers, a class of instances, and an action; `None` if there is no
    /// such class, or no such action.
    pub(super) fn number(&self, callers: usize, instances: usize, action: Action) -> Option<usize> {
        let action = self.actions.iter().position(|other| *other == action)?;
        let at = callers.checked_mul(self.actions.len())?.checked_add(action)?;
        let number = self.columns.get(instances)?.get(at)?;
        usize::try_from(*number).ok()
    }
}
