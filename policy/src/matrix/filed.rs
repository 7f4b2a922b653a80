//! Clauses filed by what they ask of one fact, so that those a fact meets are found without looking at
//! the others.

use alloc::vec::Vec;

use foldhash::fast::FixedState;
use hashbrown::HashMap;

use super::{bits::Bits, clauses::Clauses};
use crate::Fact;

/// The clauses by what they ask of one fact.
#[derive(Debug)]
pub(super) struct Filed<'a> {
    /// Those that do not ask for it, or not here.
    unasked: Bits,
    /// Those that do, and count where they may be true.
    lenient: Bits,
    /// Those that ask for any value.
    any: Vec<usize>,
    by_value: HashMap<&'a str, Vec<usize>, FixedState>,
}

/// What a clause asks of a fact.
pub(super) enum Asked<'a> {
    /// One of these.
    Among(Vec<&'a str>),
    /// Any value.
    Any,
}

impl<'a> Filed<'a> {
    /// Files the clauses by what each asks, if it asks anything, which is told by its number.
    pub(super) fn new(clauses: &Clauses<'_>, asked: impl Fn(usize) -> Option<Asked<'a>>) -> Self {
        let mut filed = Self {
            unasked: Bits::none(clauses.len()),
            lenient: Bits::all(clauses.len()),
            any: Vec::new(),
            by_value: HashMap::default(),
        };
        for number in 0..clauses.len() {
            match asked(number) {
                None => filed.unasked.insert(number),
                Some(Asked::Any) => filed.any.push(number),
                Some(Asked::Among(values)) => {
                    for value in values {
                        filed.by_value.entry(value).or_default().push(number);
                    }
                }
            }
        }
        filed.lenient.remove(&clauses.strict);
        filed
    }

    /// Whether no clause asks for it.
    pub(super) fn is_idle(&self) -> bool {
        self.any.is_empty() && self.by_value.is_empty()
    }

    /// The clauses that the values of a fact meet: each one that is enough.
    pub(super) fn met<'v>(&self, fact: Fact<impl IntoIterator<Item = &'v str>>) -> Bits {
        let mut met = self.unasked.clone();
        match fact {
            Fact::Absent => {}
            Fact::Unknown => met.join(&self.lenient),
            Fact::Known(values) => {
                let mut some = false;
                for value in values {
                    some = true;
                    met.extend(self.by_value.get(value).map(Vec::as_slice).unwrap_or_default());
                }
                if some {
                    met.extend(&self.any);
                }
            }
        }
        met
    }
}
