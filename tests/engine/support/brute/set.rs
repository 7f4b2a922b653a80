//! Sets of requests, as bits.

use std::ops::{BitAnd, BitOr, Sub};

/// Some of the requests of a space, by their places.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Set(pub(super) Vec<u64>);

impl Set {
    /// None of as many as there are of these.
    #[must_use]
    pub fn none(&self) -> Self {
        Self(vec![0; self.0.len()])
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|word| *word == 0)
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.iter().map(|word| word.count_ones() as usize).sum()
    }

    /// The places of all of them.
    pub fn places(&self) -> impl Iterator<Item = usize> {
        (0..self.0.len() * 64).filter(|at| self.contains(*at))
    }

    /// The place of the first one.
    #[must_use]
    pub fn first(&self) -> Option<usize> {
        let at = self.0.iter().position(|word| *word != 0)?;
        Some(at * 64 + self.0[at].trailing_zeros() as usize)
    }

    /// The place of the one that is that many of 256 parts through them.
    #[must_use]
    pub fn some(&self, part: u8) -> Option<usize> {
        let mut left = usize::from(part) * self.len() / 256;
        for (at, word) in self.0.iter().enumerate() {
            let count = word.count_ones() as usize;
            if left < count {
                let bits = (0..64).filter(|bit| word & 1 << bit != 0);
                return bits.skip(left).map(|bit| at * 64 + bit).next();
            }
            left -= count;
        }
        None
    }

    /// Whether the one of that place is among them.
    #[must_use]
    pub fn contains(&self, at: usize) -> bool {
        self.0[at / 64] & 1 << (at % 64) != 0
    }

    fn with(&self, other: &Self, of: impl Fn(u64, u64) -> u64) -> Self {
        let mut words = Vec::with_capacity(self.0.len());
        for (at, word) in self.0.iter().enumerate() {
            words.push(of(*word, other.0[at]));
        }
        Self(words)
    }
}

impl BitAnd for &Set {
    type Output = Set;

    fn bitand(self, other: Self) -> Set {
        self.with(other, |one, other| one & other)
    }
}

impl BitOr for &Set {
    type Output = Set;

    fn bitor(self, other: Self) -> Set {
        self.with(other, |one, other| one | other)
    }
}

impl Sub for &Set {
    type Output = Set;

    fn sub(self, other: Self) -> Set {
        self.with(other, |one, other| one & !other)
    }
}
