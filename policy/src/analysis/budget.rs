//! How much a question may cost, and what it did cost. Counted, never timed: the answer is the same
//! on every machine.

/// How many steps of search one question may take.
///
/// A step looks at one region of the space of requests. Whether rules cover a region together is a
/// coNP-complete question in the number of facts they test, so a policy can be made up of which
/// nothing is found out in a lifetime; the rules that people write take some hundred steps. A search
/// that runs out says so: it never guesses.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Budget {
    /// The steps of one question.
    pub steps: u64,
}

impl Budget {
    /// So many steps for each question.
    #[must_use]
    pub const fn of_steps(steps: u64) -> Self {
        Self { steps }
    }
}

impl Default for Budget {
    /// A hundred thousand steps: some seconds at ten thousand rules, and hundreds of times what was
    /// ever seen to be needed (`docs/analysis.md`).
    fn default() -> Self {
        Self { steps: 100_000 }
    }
}

/// How many steps a search took.
#[derive(Clone, Copy, Debug, Default, Eq, Ord, PartialEq, PartialOrd)]
#[non_exhaustive]
pub struct Effort {
    /// Regions that were looked at.
    pub steps: u64,
}

/// Steps that may still be taken.
#[derive(Debug)]
pub(crate) struct Steps {
    left: u64,
    taken: u64,
}

/// The steps are spent, and the question is open.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Spent;

impl Steps {
    pub(crate) const fn new(budget: Budget) -> Self {
        Self { left: budget.steps, taken: 0 }
    }

    pub(crate) fn take(&mut self) -> Result<(), Spent> {
        self.left = self.left.checked_sub(1).ok_or(Spent)?;
        self.taken = self.taken.saturating_add(1);
        Ok(())
    }

    /// Tries something that may take so many of the steps that are left at most.
    pub(crate) fn attempt<T>(
        &mut self,
        most: u64,
        attempt: impl FnOnce(&mut Self) -> Result<T, Spent>,
    ) -> Result<T, Spent> {
        let kept = self.left.saturating_sub(most);
        self.left = self.left.saturating_sub(kept);
        let tried = attempt(self);
        self.left = self.left.saturating_add(kept);
        tried
    }

    pub(crate) const fn effort(&self) -> Effort {
        Effort { steps: self.taken }
    }
}
