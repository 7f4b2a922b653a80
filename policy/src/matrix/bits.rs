//! Sets of numbers as bits.

use alloc::{vec, vec::Vec};

/// A set of numbers below a bound that is known beforehand.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub(super) struct Bits(Vec<u64>);

impl Bits {
    /// None of so many numbers.
    pub(super) fn none(count: usize) -> Self {
        Self(vec![0; count.div_ceil(64)])
    }

    /// All of so many numbers.
    pub(super) fn all(count: usize) -> Self {
        let mut all = Self::none(count);
        (0..count).for_each(|number| all.insert(number));
        all
    }

    pub(super) fn insert(&mut self, number: usize) {
        // INVARIANT (below the bound): the numbers are those of the list that was counted.
        if let Some(word) = self.0.get_mut(number / 64) {
            *word |= 1 << (number % 64);
        }
    }

    pub(super) fn extend(&mut self, numbers: &[usize]) {
        for number in numbers {
            self.insert(*number);
        }
    }

    /// Keeps what is in the other too.
    pub(super) fn keep(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(word, other)| *word &= other);
    }

    /// Makes it what is in both of these, in the room that it has.
    pub(super) fn set_to_both(&mut self, one: &Self, other: &Self) {
        self.0.clear();
        self.0.extend(one.0.iter().zip(&other.0).map(|(word, other)| word & other));
    }

    /// Takes what is in the other away.
    pub(super) fn remove(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(word, other)| *word &= !other);
    }

    /// Adds what is in the other.
    pub(super) fn join(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(word, other)| *word |= other);
    }

    /// Whether some number is in both.
    pub(super) fn overlaps(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).any(|(word, other)| word & other != 0)
    }

    /// The numbers, in order.
    pub(super) fn iter(&self) -> impl Iterator<Item = usize> + '_ {
        self.0.iter().enumerate().flat_map(|(at, word)| {
            let mut left = *word;
            core::iter::from_fn(move || {
                let lowest = usize::try_from(left.trailing_zeros()).ok().filter(|_| left != 0)?;
                left &= left.wrapping_sub(1);
                Some(at.saturating_mul(64).saturating_add(lowest))
            })
        })
    }
}
