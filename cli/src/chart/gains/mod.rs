//! What a change of a policy gives to people and takes from them, with the names of people and instances.

mod json;
mod told;

use sekisho_policy::{AccessChange, AccessChanges, Action, Document, Instance};

use super::groups::{InstanceGroup, instance_groups, people_groups};
use crate::inventory::Person;

/// What each of some people gains and loses on each of some instances.
#[derive(Debug)]
pub(crate) struct Gains<'a> {
    old: &'a Document,
    new: &'a Document,
    people: Vec<Person>,
    instances: Vec<Instance>,
    changes: AccessChanges,
    /// The people of each class, by their places.
    people_groups: Vec<Vec<usize>>,
    /// Instances that are shown as one, each of one class.
    instance_groups: Vec<InstanceGroup>,
}

/// How many cells there are of each kind.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
struct Counts {
    gained: usize,
    lost: usize,
    both: usize,
}

impl<'a> Gains<'a> {
    pub(crate) fn new(
        old: &'a Document,
        new: &'a Document,
        people: Vec<Person>,
        instances: Vec<Instance>,
    ) -> Self {
        let callers = people.iter().map(|person| &person.caller);
        let changes = AccessChanges::new(old, new, callers, &instances, &Action::ALL);
        let class = |person| changes.caller_class(person);
        let people_groups = people_groups(people.len(), changes.caller_classes(), class);
        let class = |instance| changes.instance_class(instance);
        let instance_groups = instance_groups(&[old, new], &instances, class);
        Self { old, new, people, instances, changes, people_groups, instance_groups }
    }

    /// What changes for the people of a group on the instances of another: for each action its place
    /// among the changes.
    fn row(&self, people: usize, instances: &InstanceGroup) -> Vec<Option<usize>> {
        let actions = self.changes.actions().iter();
        actions.map(|action| self.changes.cell(people, instances.class, *action)).collect()
    }

    fn change(&self, place: usize) -> Option<&AccessChange> {
        self.changes.changes().get(place)
    }

    fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for (class, people) in self.people_groups.iter().enumerate() {
            for group in &self.instance_groups {
                let pairs = people.len().saturating_mul(group.members.len());
                for place in self.row(class, group).into_iter().flatten() {
                    let count = match self.change(place) {
                        Some(AccessChange { gains: true, loses: true, .. }) => &mut counts.both,
                        Some(AccessChange { gains: true, .. }) => &mut counts.gained,
                        Some(AccessChange { .. }) => &mut counts.lost,
                        None => continue,
                    };
                    *count = count.saturating_add(pairs);
                }
            }
        }
        counts
    }
}
