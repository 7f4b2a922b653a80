//! What people gain and lose, told to programs: `access` in `docs/schemas/diff-answer.schema.json`.

use sekisho_policy::{AccessChange, Action};
use serde_json::{Value, json};

use super::Gains;
use crate::chart::json::{access, instances_by_class, people_by_class};

impl Gains<'_> {
    /// The people and the instances by classes, everything that changes for somebody, and for each
    /// class of people, class of instances and action which of that does, or `null`.
    pub(crate) fn as_json(&self) -> Value {
        let changes = &self.changes;
        let of = |people: usize, instances: usize| -> Vec<Option<usize>> {
            let cell = |action: &Action| changes.cell(people, instances, *action);
            changes.actions().iter().map(cell).collect()
        };
        let row = |people: usize| -> Vec<_> {
            (0..changes.instance_classes()).map(|instances| of(people, instances)).collect()
        };
        let cells: Vec<_> = (0..changes.caller_classes()).map(row).collect();
        let told = |change: &AccessChange| {
            json!({
                "gains": change.gains,
                "loses": change.loses,
                "old": access(&change.old),
                "new": access(&change.new),
            })
        };
        let actions: Vec<&str> = changes.actions().iter().map(|action| action.name()).collect();
        let class = |instance| changes.instance_class(instance);
        json!({
            "actions": actions,
            "people": people_by_class(&self.people_groups, &self.people),
            "instances": instances_by_class(&self.instances, changes.instance_classes(), class),
            "changes": changes.changes().iter().map(told).collect::<Vec<_>>(),
            "cells": cells,
        })
    }
}
