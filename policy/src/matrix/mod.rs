//! Who may do what to which instance: callers and instances that there are, and every action.

mod access;
mod bits;
mod cells;
mod changes;
mod classes;
mod clauses;
mod extent;
mod filed;
mod grid;
mod judged;
mod moved;
mod relation;
mod sides;

use alloc::vec::Vec;

pub use access::{Access, AccessCondition, AllowedWhen, DeniedWhen};
pub use changes::{AccessChange, AccessChanges};

use crate::{Action, Caller, Document, Instance};
use cells::Cells;
use clauses::Clauses;
use extent::Extents;
use grid::Grid;
use judged::Judged;
use relation::Relation;

/// What each of some callers may do to each of some instances, exactly.
///
/// What is known of callers and instances is used, but for when a caller signed in and when the token
/// was issued: these are left open, as are place and time. A fact that is unknown opens nothing, as
/// everywhere.
///
/// Callers who may do the same to every instance are one class, and so are instances to which every
/// caller may do the same: a matrix takes as much room as there are pairs of classes, whatever the
/// number of callers and instances.
///
/// ```
/// use sekisho_policy::{Access, AccessMatrix, Action, Caller, Document, Fact, Instance, Tags};
///
/// let document = Document::from_yaml(
///     "{ version: 1, policy: town, utc_offset: '+09:00', \
///      schedules: { day: { weekly: [{ days: [mon], from: '08:30', to: '17:15' }] } }, rules: [ \
///      { id: operators, effect: allow, who: { groups: [operators] }, actions: any, \
///        instances: { tags: { Env: { present: true } } } }, \
///      { id: staff, effect: allow, who: { groups: [staff] }, actions: [start], during: [day], \
///        instances: { tags: { Env: [dev] } } }] }",
/// )
/// .unwrap();
/// let caller = |group| Caller::unknown().with_groups(Fact::Known([group]));
/// let instance = |env| Instance { tags: Tags::collect([("Env", env)]), ..Instance::default() };
/// let callers = [caller("operators"), caller("staff"), caller("staff")];
/// let instances = [instance("dev"), instance("prod")];
///
/// let matrix = AccessMatrix::new(&document, &callers, &instances, &[Action::Start]);
///
/// let access = |caller, instance| matrix.access(caller, instance, Action::Start).unwrap();
/// assert!(matches!(access(0, 1), Access::All { .. }));
/// assert!(matches!(access(1, 1), Access::None));
/// let Access::Conditional(condition) = access(1, 0) else { panic!("in the day only") };
/// assert_eq!(condition.allowed[0].rules[0].as_str(), "staff");
/// assert_eq!(matrix.caller_class(1), matrix.caller_class(2));
/// ```
#[derive(Clone, Debug)]
pub struct AccessMatrix {
    grid: Grid,
    accesses: Vec<Access>,
}

impl AccessMatrix {
    /// The matrix of these callers, instances and actions.
    #[must_use]
    pub fn new<'a>(
        document: &Document,
        callers: impl IntoIterator<Item = &'a Caller>,
        instances: impl IntoIterator<Item = &'a Instance>,
        actions: &[Action],
    ) -> Self {
        let callers: Vec<&Caller> = callers.into_iter().collect();
        let instances: Vec<&Instance> = instances.into_iter().collect();
        let clauses = Clauses::new(document);
        let relations = Relation::all(&clauses, &callers, &instances);
        let callers = sides::callers(&clauses, &relations, &callers);
        let instances = sides::instances(document, &clauses, &relations, &instances);
        let about: Vec<_> = actions.iter().map(|action| clauses.about(*action)).collect();
        let cells = Cells {
            clauses: &clauses,
            relations: &relations,
            actions: &about,
            instances: &instances,
        };
        let mut judged = Judged::new(&clauses, Extents::new(document, &clauses));
        let rows = callers.each.iter().map(|caller| cells.row(caller, &mut judged));
        let grid = Grid::new(actions, &callers, &instances, rows);
        Self { grid, accesses: judged.into_list() }
    }

    /// The actions, as they were given.
    #[must_use]
    pub fn actions(&self) -> &[Action] {
        &self.grid.actions
    }

    /// How many classes of callers there are, numbered from 0 in the order in which they come.
    #[must_use]
    pub const fn caller_classes(&self) -> usize {
        self.grid.caller_classes()
    }

    /// How many classes of instances there are, numbered from 0 in the order in which they come.
    #[must_use]
    pub const fn instance_classes(&self) -> usize {
        self.grid.instance_classes()
    }

    /// The class of a caller, by the place among those that were given.
    #[must_use]
    pub fn caller_class(&self, caller: usize) -> Option<usize> {
        self.grid.caller_class(caller)
    }

    /// The class of an instance, by the place among those that were given.
    #[must_use]
    pub fn instance_class(&self, instance: usize) -> Option<usize> {
        self.grid.instance_class(instance)
    }

    /// Everything that somebody may do to something, each once; the first is [`Access::None`],
    /// whether or not it is found anywhere. The others come in the order in which they are met: by
    /// classes of callers, then actions, then classes of instances.
    #[must_use]
    pub fn accesses(&self) -> &[Access] {
        &self.accesses
    }

    /// What the callers of a class may do to the instances of another, as the place in
    /// [`Self::accesses`]. `None` if there is no such class, or no such action.
    #[must_use]
    pub fn cell(&self, callers: usize, instances: usize, action: Action) -> Option<usize> {
        self.grid.number(callers, instances, action)
    }

    /// What a caller may do to an instance, each by the place among those that were given. `None` if
    /// there is no such caller, no such instance, or no such action.
    #[must_use]
    pub fn access(&self, caller: usize, instance: usize, action: Action) -> Option<&Access> {
        let (callers, instances) = (self.caller_class(caller)?, self.instance_class(instance)?);
        self.accesses.get(self.cell(callers, instances, action)?)
    }
}
