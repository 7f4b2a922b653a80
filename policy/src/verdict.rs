//! Kleene's three truth values, the third of which says which facts it waits for.

use alloc::collections::BTreeSet;

use crate::{Fact, MissingFact};

/// Whether a condition holds.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Verdict {
    /// It does not, whatever the unknown facts are.
    False,
    /// It does, whatever the unknown facts are.
    True,
    /// It depends on these facts, which are unknown.
    Undecided(BTreeSet<MissingFact>),
}

impl Verdict {
    pub(crate) const fn of(holds: bool) -> Self {
        if holds { Self::True } else { Self::False }
    }

    pub(crate) fn undecided(missing: MissingFact) -> Self {
        Self::Undecided(BTreeSet::from([missing]))
    }

    /// A test of one fact: an absent fact is false, an unknown one is undecided.
    pub(crate) fn test<T>(
        fact: Fact<T>,
        missing: MissingFact,
        test: impl FnOnce(T) -> bool,
    ) -> Self {
        match fact {
            Fact::Known(value) => Self::of(test(value)),
            Fact::Absent => Self::False,
            Fact::Unknown => Self::undecided(missing),
        }
    }

    /// Whether all of them hold: false if one is false, else undecided by what any of them waits
    /// for. Of none: true. Stops at the first that is false.
    pub(crate) fn all(verdicts: impl IntoIterator<Item = Self>) -> Self {
        let mut missing: Option<BTreeSet<MissingFact>> = None;
        for verdict in verdicts {
            match verdict {
                Self::False => return Self::False,
                Self::True => {}
                Self::Undecided(facts) => missing.get_or_insert_default().extend(facts),
            }
        }
        missing.map_or(Self::True, Self::Undecided)
    }

    /// Whether one of them holds: the mirror of [`Verdict::all`]. Of none: false.
    pub(crate) fn any(verdicts: impl IntoIterator<Item = Self>) -> Self {
        Self::all(verdicts.into_iter().map(Self::not)).not()
    }

    /// The opposite.
    pub(crate) fn not(self) -> Self {
        match self {
            Self::False => Self::True,
            Self::True => Self::False,
            undecided @ Self::Undecided(_) => undecided,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn undecided() -> Verdict {
        Verdict::undecided(MissingFact::Tags)
    }

    #[test]
    fn a_false_part_decides_a_conjunction_and_a_true_one_a_disjunction() {
        for (left, right, all, any) in [
            (Verdict::False, Verdict::False, Verdict::False, Verdict::False),
            (Verdict::False, Verdict::True, Verdict::False, Verdict::True),
            (Verdict::False, undecided(), Verdict::False, undecided()),
            (Verdict::True, Verdict::True, Verdict::True, Verdict::True),
            (Verdict::True, undecided(), undecided(), Verdict::True),
            (undecided(), undecided(), undecided(), undecided()),
        ] {
            assert_eq!(Verdict::all([left.clone(), right.clone()]), all);
            assert_eq!(Verdict::all([right.clone(), left.clone()]), all);
            assert_eq!(Verdict::any([left.clone(), right.clone()]), any);
            assert_eq!(Verdict::any([right, left]), any);
        }
    }

    #[test]
    fn an_undecided_whole_waits_for_every_undecided_part() {
        let parts = [undecided(), Verdict::undecided(MissingFact::User)];

        let waits = Verdict::Undecided([MissingFact::Tags, MissingFact::User].into());

        assert_eq!(Verdict::all(parts.clone()), waits);
        assert_eq!(Verdict::any(parts), waits);
    }
}
