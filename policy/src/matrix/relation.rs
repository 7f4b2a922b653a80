//! Tags that are compared with facts of the caller: all that a caller and an instance decide together.

use alloc::{
    collections::{BTreeMap, BTreeSet},
    vec::Vec,
};

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use super::{bits::Bits, clauses::Clauses};
use crate::{
    Caller, CallerFact, Fact, Instance, TagCondition,
    condition::{CallerValues, value},
    text::Text,
    truth::Truth,
};

/// A tag whose value has to equal a fact of the caller.
#[derive(Debug)]
pub(super) struct Relation<'a> {
    key: Text,
    fact: &'a CallerFact,
    /// The clauses that ask for it.
    asking: Bits,
    /// Those of them that count only where it is true.
    strict: Bits,
    /// The values that some caller and some instance have, each with a number.
    values: HashMap<Text, u32, FixedState>,
}

/// What a caller has to compare with the tag.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub(super) enum OfCaller {
    Known(Vec<u32>),
    None,
    Unknown,
}

/// What an instance has in the tag.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub(super) enum OfInstance {
    Absent,
    /// `None`: a value that no caller has.
    Known(Option<u32>),
    Unknown,
}

impl<'a> Relation<'a> {
    /// Every relation that clauses ask for, in the order of their tags.
    pub(super) fn all(
        clauses: &Clauses<'a>,
        callers: &[&Caller],
        instances: &[&Instance],
    ) -> Vec<Self> {
        let mut asking: BTreeMap<(&'a str, &'a CallerFact), Bits> = BTreeMap::new();
        for (number, numbered) in clauses.list.iter().enumerate() {
            for (key, condition) in numbered.clause.instances.iter().flat_map(|it| &it.tags) {
                if let TagCondition::EqualsCaller(fact) = condition {
                    let none = || Bits::none(clauses.len());
                    asking.entry((key, fact)).or_insert_with(none).insert(number);
                }
            }
        }
        let relation = |((key, fact), asking): ((&str, &'a CallerFact), Bits)| {
            let mut strict = asking.clone();
            strict.keep(&clauses.strict);
            let mut relation =
                Self { key: Text::new(key), fact, asking, strict, values: HashMap::default() };
            relation.number(callers, instances);
            relation
        };
        asking.into_iter().map(relation).collect()
    }

    /// Gives every value that a caller and an instance share a number.
    fn number(&mut self, callers: &[&Caller], instances: &[&Instance]) {
        let on_instances: BTreeSet<&Text> = instances
            .iter()
            .filter_map(|instance| match value(instance, &self.key) {
                Fact::Known(value) => Some(value),
                Fact::Absent | Fact::Unknown => None,
            })
            .collect();
        let mut values = HashMap::default();
        for caller in callers {
            let of_caller = match CallerValues::new(caller, self.fact) {
                CallerValues::One(one) => core::slice::from_ref(one),
                CallerValues::Groups(groups) => groups.texts(),
                CallerValues::None | CallerValues::Unknown => &[],
            };
            for shared in of_caller.iter().filter(|value| on_instances.contains(value)) {
                let next = u32::try_from(values.len()).unwrap_or(u32::MAX);
                values.entry(shared.clone()).or_insert(next);
            }
        }
        self.values = values;
    }

    pub(super) fn of_caller(&self, caller: &Caller) -> OfCaller {
        let numbers = |values: &[Text]| {
            let numbers = values.iter().filter_map(|value| self.values.get(value).copied());
            let mut numbers: Vec<u32> = numbers.collect();
            numbers.sort_unstable();
            OfCaller::Known(numbers)
        };
        match CallerValues::new(caller, self.fact) {
            CallerValues::None => OfCaller::None,
            CallerValues::One(one) => numbers(core::slice::from_ref(one)),
            CallerValues::Groups(groups) => numbers(groups.texts()),
            CallerValues::Unknown => OfCaller::Unknown,
        }
    }

    pub(super) fn of_instance(&self, instance: &Instance) -> OfInstance {
        match value(instance, &self.key) {
            Fact::Absent => OfInstance::Absent,
            Fact::Known(value) => OfInstance::Known(self.values.get(value).copied()),
            Fact::Unknown => OfInstance::Unknown,
        }
    }

    /// Whether one of these clauses asks for it.
    pub(super) fn concerns(&self, clauses: &Bits) -> bool {
        self.asking.overlaps(clauses)
    }

    /// The clauses that do not count for this caller and this instance.
    pub(super) fn lost(&self, caller: &OfCaller, instance: OfInstance) -> Option<&Bits> {
        match truth(caller, instance) {
            Truth::True => None,
            Truth::Undecided => Some(&self.strict),
            Truth::False => Some(&self.asking),
        }
    }
}

/// Whether the tag equals the fact: as the engine has it.
fn truth(caller: &OfCaller, instance: OfInstance) -> Truth {
    match (caller, instance) {
        (OfCaller::None, _) | (_, OfInstance::Absent) => Truth::False,
        (OfCaller::Unknown, _) | (_, OfInstance::Unknown) => Truth::Undecided,
        (OfCaller::Known(numbers), OfInstance::Known(value)) => {
            Truth::of(value.is_some_and(|value| numbers.binary_search(&value).is_ok()))
        }
    }
}
