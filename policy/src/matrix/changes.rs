//! What a change of a policy gives to callers that there are, and takes from them.

use alloc::vec::Vec;

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use super::{
    AccessMatrix,
    access::Access,
    classes::Classes,
    grid::Grid,
    moved::{Both, Side},
};
use crate::{Action, Caller, Document, Instance};

/// What each of some callers gains and loses on each of some instances if one policy takes the place
/// of another, exactly.
///
/// What is known of callers and instances is used as by [`AccessMatrix`]; place, time, sign-in and
/// token are left open. Callers who gain and lose the same everywhere are one class, and so are
/// instances.
///
/// ```
/// use sekisho_policy::{Access, AccessChanges, Action, Caller, Document, Fact, Instance, Tags};
///
/// let document = |env: &str| {
///     Document::from_yaml(&format!(
///         "{{ version: 1, policy: town, utc_offset: '+09:00', rules: [ \
///          {{ id: staff, effect: allow, who: {{ groups: [staff] }}, actions: [start], \
///            instances: {{ tags: {{ Env: [{env}] }} }} }}] }}"
///     ))
///     .unwrap()
/// };
/// let caller = Caller::unknown().with_groups(Fact::Known(["staff"]));
/// let instance = |env| Instance { tags: Tags::collect([("Env", env)]), ..Instance::default() };
/// let (old, new) = (document("dev"), document("dev, prod"));
/// let instances = [instance("dev"), instance("prod")];
///
/// let changes = AccessChanges::new(&old, &new, [&caller], &instances, &[Action::Start]);
///
/// assert!(changes.change(0, 0, Action::Start).is_none());
/// let change = changes.change(0, 1, Action::Start).unwrap();
/// assert!(matches!(change.old, Access::None));
/// assert!(matches!(change.new, Access::All { .. }));
/// assert!(change.gains && !change.loses);
/// ```
#[derive(Clone, Debug)]
pub struct AccessChanges {
    /// The places in the list, from 1 on; 0 where nothing changes.
    grid: Grid,
    list: Vec<AccessChange>,
}

/// What somebody may do to something before and after, where that is not the same.
#[derive(Clone, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "before and after, and how they differ")]
pub struct AccessChange {
    /// By the old policy.
    pub old: Access,
    /// By the new policy.
    pub new: Access,
    /// Whether the new one allows it for some place, time, sign-in and token for which the old one
    /// does not.
    pub gains: bool,
    /// Whether the old one allows it for some for which the new one does not.
    pub loses: bool,
}

impl AccessChanges {
    /// What these callers gain and lose on these instances, for these actions.
    #[must_use]
    pub fn new<'a>(
        old: &Document,
        new: &Document,
        callers: impl IntoIterator<Item = &'a Caller>,
        instances: impl IntoIterator<Item = &'a Instance>,
        actions: &[Action],
    ) -> Self {
        let callers: Vec<&Caller> = callers.into_iter().collect();
        let instances: Vec<&Instance> = instances.into_iter().collect();
        let matrix = |document| {
            let callers = callers.iter().copied();
            AccessMatrix::new(document, callers, instances.iter().copied(), actions)
        };
        let matrices = [matrix(old), matrix(new)];
        let [before, after] = &matrices;
        let both = |class: fn(&AccessMatrix, usize) -> Option<usize>, many: usize| {
            Classes::new((0..many).map(|at| [class(before, at), class(after, at)]))
        };
        let callers = both(AccessMatrix::caller_class, callers.len());
        let instances = both(AccessMatrix::instance_class, instances.len());
        let mut judged = Judged {
            both: Both::new(old, new),
            matrices: &matrices,
            numbers: HashMap::default(),
            list: Vec::new(),
        };
        let rows = callers.each.iter().map(|caller| {
            let cells = actions
                .iter()
                .flat_map(|action| instances.each.iter().map(|instance| (*action, instance)));
            cells.map(|(action, instance)| judged.judge(caller, instance, action)).collect()
        });
        let grid = Grid::new(actions, &callers, &instances, rows);
        Self { grid, list: judged.list }
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

    /// Everything that changes for somebody, each once.
    #[must_use]
    pub fn changes(&self) -> &[AccessChange] {
        &self.list
    }

    /// What changes for the callers of a class on the instances of another, as the place in
    /// [`Self::changes`]; `None` if nothing does, there is no such class, or no such action.
    #[must_use]
    pub fn cell(&self, callers: usize, instances: usize, action: Action) -> Option<usize> {
        self.grid.number(callers, instances, action)?.checked_sub(1)
    }

    /// What changes for a caller on an instance, each by the place among those that were given;
    /// `None` if nothing does, or there is no such caller, instance or action.
    #[must_use]
    pub fn change(&self, caller: usize, instance: usize, action: Action) -> Option<&AccessChange> {
        let (callers, instances) = (self.caller_class(caller)?, self.instance_class(instance)?);
        self.list.get(self.cell(callers, instances, action)?)
    }
}

/// What every pair of accesses comes to, each found out once.
struct Judged<'a> {
    both: Both<'a>,
    matrices: &'a [AccessMatrix; 2],
    numbers: HashMap<[usize; 2], u32, FixedState>,
    list: Vec<AccessChange>,
}

impl Judged<'_> {
    fn judge(&mut self, callers: &Pair, instances: &Pair, action: Action) -> u32 {
        let [before, after] = self.matrices;
        let cell = |matrix: &AccessMatrix, at: usize| {
            let class = |pair: &Pair| pair.get(at).copied().flatten();
            matrix.cell(class(callers)?, class(instances)?, action)
        };
        // INVARIANT (cells resolve): the classes and the actions are those of the matrices.
        let (of_old, of_new) =
            (cell(before, 0).unwrap_or_default(), cell(after, 1).unwrap_or_default());
        if let Some(known) = self.numbers.get(&[of_old, of_new]) {
            return *known;
        }
        let old = before.accesses().get(of_old).unwrap_or(&Access::None);
        let new = after.accesses().get(of_new).unwrap_or(&Access::None);
        let (was, is) = (self.both.parts(Side::Old, old), self.both.parts(Side::New, new));
        let (gains, loses) = (self.both.exceeds(&is, &was), self.both.exceeds(&was, &is));
        let number = if gains || loses {
            self.list.push(AccessChange { old: old.clone(), new: new.clone(), gains, loses });
            // INVARIANT (fits): as many would not fit into memory.
            u32::try_from(self.list.len()).unwrap_or(u32::MAX)
        } else {
            UNCHANGED
        };
        self.numbers.insert([of_old, of_new], number);
        number
    }
}

/// A class of the old matrix, and one of the new.
type Pair = [Option<usize>; 2];

/// The number of what does not change.
const UNCHANGED: u32 = 0;
