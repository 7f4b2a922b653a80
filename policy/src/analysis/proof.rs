//! Invariants, proved or refuted.

use alloc::{boxed::Box, vec::Vec};

use super::{Analysis, Answer, Budget, Effort, Found, Hints, Undecided};
use crate::{Clause, Document, Effect, Invariant, Invariants, Statement};

/// What was found out about an invariant.
#[derive(Clone, Debug, Eq, PartialEq)]
#[must_use]
#[expect(clippy::exhaustive_enums, reason = "a statement has a proof, a witness, or no answer yet")]
pub enum Verdict {
    /// This request shows that it does not hold, and the engine has decided it. Its rules are those
    /// that allow it, those that deny it (none, where no rule allows it or a required tag is missing),
    /// or the delegated rule that is about it.
    Fails(Box<Found>),
    /// It holds for every request: a proof.
    Holds {
        /// What the proof cost.
        effort: Effort,
        /// Why it says less than it seems to, if it was found out that it does.
        vacuous: Option<Vacuous>,
    },
    /// The search did not come to an end. Nothing is known.
    Undecided(Undecided),
}

/// Why an invariant holds whatever the rules say.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "a new reason must be told in every language")]
pub enum Vacuous {
    /// `only`: none of the requests that it is about is allowed.
    NothingAllowed,
    /// No request meets all conditions of what it is about.
    NoRequest,
    /// `rules`: no rule in force has an id that begins so.
    NoRule,
}

impl Verdict {
    /// Whether it is proved that the invariant holds.
    #[must_use]
    pub const fn holds(&self) -> bool {
        matches!(self, Self::Holds { .. })
    }
}

impl Invariants {
    /// Proves or refutes each invariant of this document, in order; each has a budget of its own.
    ///
    /// `always` leaves revocations out of account, which are deny rules with `issued_before`: they take
    /// away tokens, and whoever signs in again has another one.
    ///
    /// ```
    /// use sekisho_policy::{
    ///     Document, Invariants, UnixTime,
    ///     analysis::{Budget, Hints, Verdict},
    /// };
    ///
    /// let document = Document::from_yaml(
    ///     "{ version: 1, policy: p, utc_offset: '+09:00', rules: [{ id: staff, effect: allow, \
    ///      who: { groups: [staff] }, actions: any, instances: { tags: { Env: [dev] } } }] }",
    /// )
    /// .unwrap();
    /// let invariants = Invariants::from_yaml(
    ///     "version: 1\n\
    ///      invariants:\n\
    ///      - { id: no-reboot, never: { actions: [reboot] } }\n\
    ///      - { id: staff-only, only: any, within: { who: { groups: [staff] } } }\n",
    ///     &document,
    /// )
    /// .unwrap();
    ///
    /// let now = UnixTime::from_seconds(1_795_478_400);
    /// let verdicts = invariants.prove(&document, &Hints::near(now), Budget::default());
    ///
    /// assert!(matches!(&verdicts[0], Verdict::Fails(found) if found.rules[0].as_str() == "staff"));
    /// assert!(verdicts[1].holds());
    /// ```
    #[must_use]
    pub fn prove(&self, document: &Document, hints: &Hints, budget: Budget) -> Vec<Verdict> {
        if self.list.is_empty() {
            return Vec::new();
        }
        let clauses: Vec<&Clause> =
            self.list.iter().flat_map(|it| it.statement.clauses()).collect();
        let analysis = Analysis::new(document, &clauses, hints);
        let signed_in_anew = self.without_revocations(document);
        let signed_in_anew =
            signed_in_anew.as_ref().map(|document| Analysis::new(document, &clauses, hints));
        let prove = |invariant: &Invariant| {
            let asked = Asked { analysis: &analysis, budget, spent: 0 };
            match &invariant.statement {
                Statement::Always(clause) => asked.always(clause, signed_in_anew.as_ref()),
                Statement::Delegation { rules, within } => {
                    let theirs =
                        document.rules.iter().filter(|it| it.enabled && rules.begins(&it.id));
                    asked.delegation(theirs.map(|rule| &rule.id), within)
                }
                Statement::Never(clause) => asked.never(clause),
                Statement::Only { clause, within } => asked.only(clause, within),
            }
        };
        self.list.iter().map(prove).collect()
    }

    /// The document without its revocations, if there are any and somebody asks.
    fn without_revocations(&self, document: &Document) -> Option<Document> {
        let is_revocation = |rule: &crate::Rule| {
            rule.effect == Effect::Deny && rule.enabled && rule.when.issued_before.is_some()
        };
        let asks = |it: &Invariant| matches!(it.statement, Statement::Always(_));
        if !self.list.iter().any(asks) || !document.rules.iter().any(is_revocation) {
            return None;
        }
        let mut document = document.clone();
        document.rules.retain(|rule| !is_revocation(rule));
        Some(document)
    }
}

/// One invariant that is asked about.
struct Asked<'q, 'a> {
    analysis: &'q Analysis<'a>,
    budget: Budget,
    /// The steps taken so far.
    spent: u64,
}

impl Asked<'_, '_> {
    fn never(mut self, clause: &Clause) -> Verdict {
        let answer = self.analysis.find_allowed(clause, None, self.left());
        self.verdict(answer, |asked| asked.vacuous_unless_any(clause))
    }

    fn only(mut self, clause: &Clause, within: &Clause) -> Verdict {
        let answer = self.analysis.find_allowed(clause, Some(within), self.left());
        self.verdict(answer, |asked| {
            let allowed = asked.analysis.find_allowed(clause, None, asked.left());
            asked.count(&allowed).then_some(Vacuous::NothingAllowed)
        })
    }

    fn always(mut self, clause: &Clause, signed_in_anew: Option<&Analysis<'_>>) -> Verdict {
        let analysis = signed_in_anew.unwrap_or(self.analysis);
        let answer = analysis.find_denied(clause, self.left());
        if let Answer::Found(found) = &answer
            && self.analysis.policy.decide(found.witness.clone()).is_allow()
        {
            return Verdict::Undecided(Undecided::Contradicted(found.witness.clone()));
        }
        self.verdict(answer, |asked| asked.vacuous_unless_any(clause))
    }

    fn delegation<'r>(
        mut self,
        rules: impl Iterator<Item = &'r crate::RuleId>,
        within: &Clause,
    ) -> Verdict {
        let mut vacuous = Some(Vacuous::NoRule);
        for rule in rules {
            vacuous = None;
            let answer = self.analysis.find_outside(rule, within, self.left());
            if !self.count(&answer) {
                return self.verdict(answer, |_| None);
            }
        }
        Verdict::Holds { effort: Effort { steps: self.spent }, vacuous }
    }

    fn vacuous_unless_any(&mut self, clause: &Clause) -> Option<Vacuous> {
        let any = self.analysis.find_any(clause, self.left());
        self.count(&any).then_some(Vacuous::NoRequest)
    }

    /// The verdict on an invariant of which this was the question whether anything contradicts it.
    fn verdict(
        &mut self,
        answer: Answer,
        vacuous: impl FnOnce(&mut Self) -> Option<Vacuous>,
    ) -> Verdict {
        match answer {
            Answer::None(effort) => {
                self.spent = self.spent.saturating_add(effort.steps);
                let vacuous = vacuous(self);
                Verdict::Holds { effort: Effort { steps: self.spent }, vacuous }
            }
            Answer::Found(mut found) => {
                found.effort.steps = found.effort.steps.saturating_add(self.spent);
                Verdict::Fails(found)
            }
            Answer::Undecided(Undecided::OutOfSteps(effort)) => {
                let steps = effort.steps.saturating_add(self.spent);
                Verdict::Undecided(Undecided::OutOfSteps(Effort { steps }))
            }
            Answer::Undecided(undecided @ Undecided::Contradicted(_)) => {
                Verdict::Undecided(undecided)
            }
        }
    }

    /// What is left of the budget.
    const fn left(&self) -> Budget {
        Budget::of_steps(self.budget.steps.saturating_sub(self.spent))
    }

    /// Counts the steps of an answer, and says whether it is that there is none.
    fn count(&mut self, answer: &Answer) -> bool {
        if let Answer::None(effort) = answer {
            self.spent = self.spent.saturating_add(effort.steps);
            return true;
        }
        false
    }
}
