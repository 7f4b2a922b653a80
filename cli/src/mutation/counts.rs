//! How many mutants came to what.

use super::Outcome;
use crate::cases::Size;

/// How many mutants came to what.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Counts {
    pub(crate) killed: usize,
    pub(crate) survived: usize,
    pub(crate) equivalent: usize,
    pub(crate) undecided: usize,
}

impl Counts {
    pub(crate) fn note(&mut self, outcome: &Outcome) {
        let count = match outcome {
            Outcome::Killed(_) => &mut self.killed,
            Outcome::Survived(_) => &mut self.survived,
            Outcome::Equivalent(_) => &mut self.equivalent,
            Outcome::Undecided(_) => &mut self.undecided,
        };
        *count = count.saturating_add(1);
    }

    pub(crate) const fn all(self) -> usize {
        let decided = self.killed.saturating_add(self.survived).saturating_add(self.equivalent);
        decided.saturating_add(self.undecided)
    }

    /// How many are killed of those that could be.
    pub(crate) const fn score(self) -> Size {
        Size { shown: self.killed, of: self.killed.saturating_add(self.survived) }
    }

    /// The same if all that are not decided are survivors.
    pub(crate) const fn worst(self) -> Size {
        let Size { shown, of } = self.score();
        Size { shown, of: of.saturating_add(self.undecided) }
    }
}
