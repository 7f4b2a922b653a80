//! Who can do what, as a chart: the exact matrix of the engine, with the names of people and instances.

mod csv;
mod escape;
mod gains;
mod groups;
mod html;
mod json;
mod policy;
mod said;
mod style;
mod table;

use sekisho_policy::{Access, AccessMatrix, Document, Instance, UnixTime};

use self::groups::{InstanceGroup, instance_groups, people_groups};
pub(crate) use self::{
    csv::write as write_csv, gains::Gains, html::write as write_html, json::as_json,
    policy::write as write_policy, table::write as as_table,
};
use crate::{
    command::{Found, Origin},
    inventory::Person,
};

/// What each of some people may do to each of some instances.
#[derive(Debug)]
pub(crate) struct Chart {
    document: Document,
    origin: Origin,
    /// The time that the policy was in force at, if it was asked for.
    as_of: Option<UnixTime>,
    /// When the chart was made.
    made_at: UnixTime,
    people: Vec<Person>,
    instances: Vec<Instance>,
    matrix: AccessMatrix,
    /// The people of each class of the matrix, by their places.
    people_groups: Vec<Vec<usize>>,
    /// Instances that are shown as one, each of one class of the matrix.
    instance_groups: Vec<InstanceGroup>,
}

/// How many cells there are of each kind.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
struct Counts {
    all: usize,
    conditional: usize,
    none: usize,
}

impl Chart {
    pub(crate) fn new(
        found: Found,
        people: Vec<Person>,
        instances: Vec<Instance>,
        matrix: AccessMatrix,
        made_at: UnixTime,
    ) -> Self {
        let Found { document, origin, as_of } = found;
        let class = |person| matrix.caller_class(person);
        let people_groups = people_groups(people.len(), matrix.caller_classes(), class);
        let class = |instance| matrix.instance_class(instance);
        let instance_groups = instance_groups(&[&document], &instances, class);
        Self {
            document,
            origin,
            as_of,
            made_at,
            people,
            instances,
            matrix,
            people_groups,
            instance_groups,
        }
    }

    /// What the people of a group may do to the instances of another: for each action its number.
    fn row(&self, people: usize, instances: &InstanceGroup) -> Vec<usize> {
        let actions = self.matrix.actions().iter();
        // INVARIANT (cells resolve): groups are of classes of the matrix, and so are its actions.
        actions
            .map(|action| self.matrix.cell(people, instances.class, *action).unwrap_or_default())
            .collect()
    }

    /// The access of this number.
    fn access(&self, number: usize) -> &Access {
        self.matrix.accesses().get(number).unwrap_or(&Access::None)
    }

    fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for (class, people) in self.people_groups.iter().enumerate() {
            for group in &self.instance_groups {
                let pairs = people.len().saturating_mul(group.members.len());
                for number in self.row(class, group) {
                    let count = match self.access(number) {
                        Access::All { .. } => &mut counts.all,
                        Access::Conditional(_) => &mut counts.conditional,
                        Access::None => &mut counts.none,
                    };
                    *count = count.saturating_add(pairs);
                }
            }
        }
        counts
    }
}

impl Counts {
    const fn cells(self) -> usize {
        self.all.saturating_add(self.conditional).saturating_add(self.none)
    }
}
