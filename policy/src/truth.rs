//! Kleene's three truth values.

use alloc::collections::BTreeSet;

use crate::{Fact, MissingFact};

/// Whether a condition or a rule holds.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "three-valued logic has three values")]
pub enum Truth {
    /// It does not, whatever the unknown facts are.
    False,
    /// It does, whatever the unknown facts are.
    True,
    /// It depends on facts that are unknown. Which, is asked for only where it is told.
    Undecided,
}

/// The facts that undecided conditions wait for.
pub(crate) type Missing = BTreeSet<MissingFact>;

impl Truth {
    pub(crate) const fn of(holds: bool) -> Self {
        if holds { Self::True } else { Self::False }
    }

    /// A test of one fact: an absent fact is false, an unknown one is undecided.
    #[inline]
    pub(crate) fn test<T>(fact: Fact<T>, test: impl FnOnce(T) -> bool) -> Self {
        match fact {
            Fact::Known(value) => Self::of(test(value)),
            Fact::Absent => Self::False,
            Fact::Unknown => Self::Undecided,
        }
    }

    /// Whether all of them hold: false if one is false, else undecided if one is. Of none: true.
    /// Stops at the first that is false.
    #[inline]
    pub(crate) fn all(truths: impl IntoIterator<Item = Self>) -> Self {
        let mut all = Self::True;
        for truth in truths {
            match truth {
                Self::False => return Self::False,
                Self::True => {}
                Self::Undecided => all = Self::Undecided,
            }
        }
        all
    }

    /// Both of them.
    #[inline]
    pub(crate) fn and(self, other: Self) -> Self {
        Self::all([self, other])
    }

    /// The opposite.
    pub(crate) const fn not(self) -> Self {
        match self {
            Self::False => Self::True,
            Self::True => Self::False,
            Self::Undecided => Self::Undecided,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_false_part_decides_a_conjunction_and_an_undecided_one_leaves_it_open() {
        for (left, right, all) in [
            (Truth::False, Truth::False, Truth::False),
            (Truth::False, Truth::True, Truth::False),
            (Truth::False, Truth::Undecided, Truth::False),
            (Truth::True, Truth::True, Truth::True),
            (Truth::True, Truth::Undecided, Truth::Undecided),
            (Truth::Undecided, Truth::Undecided, Truth::Undecided),
        ] {
            for pair in [[left, right], [right, left]] {
                assert_eq!(Truth::all(pair), all);
                assert_eq!(pair[0].and(pair[1]), all);
            }
        }
        assert_eq!(Truth::all([]), Truth::True);
    }
}
