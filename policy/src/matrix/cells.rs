//! The cells: for each class of callers and each of instances, and each action, what is allowed.

use alloc::vec::Vec;

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use super::{
    bits::Bits,
    classes::Classes,
    clauses::Clauses,
    judged::Judged,
    relation::Relation,
    sides::{CallerSign, InstanceSign, TouchableSign},
};

/// Everything that a cell is worked out from.
#[derive(Debug)]
pub(super) struct Cells<'a> {
    pub(super) clauses: &'a Clauses<'a>,
    pub(super) relations: &'a [Relation<'a>],
    /// The clauses that are about each action.
    pub(super) actions: &'a [Bits],
    pub(super) instances: &'a Classes<InstanceSign>,
}

impl Cells<'_> {
    /// What a caller may do: a run for each action, of one number an instance.
    pub(super) fn row(&self, caller: &CallerSign, judged: &mut Judged<'_>) -> Vec<u32> {
        let mut row = Vec::new();
        for about in self.actions {
            let mut clauses = caller.clauses.clone();
            clauses.keep(about);
            row.extend(self.run(caller, &clauses, judged));
        }
        row
    }

    fn run(&self, caller: &CallerSign, clauses: &Bits, judged: &mut Judged<'_>) -> Vec<u32> {
        if !clauses.overlaps(&self.clauses.allowing) {
            return self.instances.each.iter().map(|_| NONE).collect();
        }
        let related = self.relations.iter().enumerate();
        let related: Vec<usize> =
            related.filter(|(_, it)| it.concerns(clauses)).map(|(at, _)| at).collect();
        let mut known: HashMap<Bits, u32, FixedState> = HashMap::default();
        let mut left = clauses.clone();
        let mut cell = |instance: &InstanceSign| {
            let Some(instance) = instance else { return NONE };
            left.set_to_both(clauses, &instance.clauses);
            for at in &related {
                self.lose(*at, caller, instance, &mut left);
            }
            if !left.overlaps(&self.clauses.allowing) {
                return NONE;
            }
            if let Some(number) = known.get(&left) {
                return *number;
            }
            let number = judged.judge(left.iter());
            known.insert(left.clone(), number);
            number
        };
        self.instances.each.iter().map(&mut cell).collect()
    }

    /// Takes the clauses away that a relation does not hold for.
    fn lose(&self, at: usize, caller: &CallerSign, instance: &TouchableSign, left: &mut Bits) {
        let values = caller.values.get(at).zip(instance.values.get(at));
        if let Some(((of_caller, of_instance), relation)) = values.zip(self.relations.get(at))
            && let Some(lost) = relation.lost(of_caller, *of_instance)
        {
            left.remove(lost);
        }
    }
}

/// The number of what is never allowed.
const NONE: u32 = 0;
