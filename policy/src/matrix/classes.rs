//! What cannot be told apart, put together.

use alloc::vec::Vec;
use core::hash::Hash;

use foldhash::fast::FixedState;
use hashbrown::HashMap;

/// Which class each of many is in, and what each class is known by, in the order in which they are
/// met.
#[derive(Debug)]
pub(super) struct Classes<T> {
    pub(super) of: Vec<usize>,
    pub(super) each: Vec<T>,
}

impl<T: Clone + Eq + Hash> Classes<T> {
    pub(super) fn new(signs: impl IntoIterator<Item = T>) -> Self {
        let mut numbers: HashMap<T, usize, FixedState> = HashMap::default();
        let (mut of, mut each) = (Vec::new(), Vec::new());
        for sign in signs {
            let new = each.len();
            let number = *numbers.entry_ref(&sign).or_insert(new);
            if number == new {
                each.push(sign);
            }
            of.push(number);
        }
        Self { of, each }
    }
}

impl<T> Classes<T> {
    /// Which class of the second kind each of many is in, if the classes of the first kind are
    /// classed again.
    pub(super) fn through<U>(&self, classes: &Classes<U>) -> Vec<usize> {
        // INVARIANT (classed): each class of the first kind is in one of the second.
        self.of.iter().filter_map(|class| classes.of.get(*class).copied()).collect()
    }
}
