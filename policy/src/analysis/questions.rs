//! Questions about one document.

use alloc::{boxed::Box, vec::Vec};

use super::{
    Answer, Budget, Found, Hints, Span, Undecided,
    budget::{Spent, Steps},
    exact::{texts_of_instances, texts_of_people},
    excerpt::Excerpt,
    region::{Cover, Region},
    rules::{By, Filed, Rules, ids},
    search::Uncovered,
    witness::witness,
    world::World,
};
use crate::{Clause, Document, Effect, Obligations, Policy, Request, Rule, RuleId};

/// A document that can be asked about all of its requests at once.
///
/// The requests are those of which every fact is known or known to be absent: an unknown fact only
/// ever denies (`docs/analysis.md`). An answer does not depend on the order of the rules.
#[derive(Debug)]
pub struct Analysis<'a> {
    pub(crate) world: World<'a>,
    pub(crate) rules: Rules<'a>,
    pub(crate) document: &'a Document,
    pub(crate) policy: Policy,
    pub(crate) hints: &'a Hints,
}

impl<'a> Analysis<'a> {
    /// Prepares questions about a document in which these clauses come up, whose names are those of
    /// the document. A question about any other clause is answered, too: it is prepared by itself
    /// each time, if it names anything that neither the document nor these clauses name.
    #[must_use]
    pub fn new(document: &'a Document, clauses: &[&'a Clause], hints: &'a Hints) -> Self {
        let more: Vec<_> = clauses.iter().map(|clause| (0, *clause)).collect();
        let texts = texts_of_people(&hints.people).into_iter();
        let texts = texts.chain(texts_of_instances(&hints.instances));
        let excerpt = Excerpt::whole(document);
        let world = World::new(core::slice::from_ref(&excerpt), &more, texts, hints.near);
        let rules = Rules::new(&world, 0, &excerpt);
        Self { rules, world, document, policy: Policy::compile(document.clone()), hints }
    }

    /// The document.
    #[must_use]
    pub const fn document(&self) -> &'a Document {
        self.document
    }

    /// A request of the clause.
    pub fn find_any(&self, clause: &Clause, budget: Budget) -> Answer {
        self.knowing(&[clause], |it| it.any(clause, budget))
    }

    /// A request of the clause that is allowed, and is not in the other one if there is one.
    pub fn find_allowed(&self, clause: &Clause, but: Option<&Clause>, budget: Budget) -> Answer {
        let clauses: Vec<&Clause> = [clause].into_iter().chain(but).collect();
        self.knowing(&clauses, |it| it.allowed(clause, but, budget))
    }

    /// A request of the clause that is denied.
    pub fn find_denied(&self, clause: &Clause, budget: Budget) -> Answer {
        self.knowing(&[clause], |it| it.denied(clause, budget))
    }

    /// A request that a rule in force touches and that is outside of the clause: what the rule is
    /// true for, whatever the other rules say of it. A rule that is not in force touches nothing.
    pub fn find_outside(&self, rule: &RuleId, clause: &Clause, budget: Budget) -> Answer {
        self.knowing(&[clause], |it| it.outside(rule, clause, budget))
    }

    /// Asks this analysis, or one that knows these clauses.
    fn knowing(&self, clauses: &[&Clause], ask: impl FnOnce(&Analysis<'_>) -> Answer) -> Answer {
        if clauses.iter().all(|clause| self.world.knows(0, clause)) {
            ask(self)
        } else {
            ask(&Analysis::new(self.document, clauses, self.hints))
        }
    }

    fn any(&self, clause: &Clause, budget: Budget) -> Answer {
        let mut steps = Steps::new(budget);
        let region = Region::of(&self.world.conjunction(0, clause));
        let found = self.first(region, &[], &[], &mut steps);
        answer(found, &steps, |request| self.is_of(clause, request))
    }

    fn allowed(&self, clause: &Clause, but: Option<&Clause>, budget: Budget) -> Answer {
        let mut steps = Steps::new(budget);
        let asked = Region::of(&self.world.conjunction(0, clause));
        let excluded = but.map(|clause| self.world.conjunction(0, clause));
        let excluded: Vec<Cover> =
            excluded.into_iter().map(|when| Cover { when, unless: Vec::new() }).collect();
        let mut found = Ok(None);
        for allow in self.rules.allows.near(&asked) {
            let mut region = asked.clone();
            region.meet(&allow.cover.when);
            found = self.first(region, &[&self.rules.denies], &excluded, &mut steps);
            if let Ok(Some((rules, _, _))) = &mut found {
                rules.push(allow.by);
            }
            if !matches!(found, Ok(None)) {
                break;
            }
        }
        answer(found, &steps, |request| {
            self.is_of(clause, request)
                && !but.is_some_and(|but| self.is_of(but, request))
                && self.policy.decide(request.clone()).is_allow()
        })
    }

    fn denied(&self, clause: &Clause, budget: Budget) -> Answer {
        let mut steps = Steps::new(budget);
        let asked = Region::of(&self.world.conjunction(0, clause));
        let mut found = self.first(asked.clone(), &[&self.rules.allows], &[], &mut steps);
        for deny in self.rules.denies.near(&asked) {
            if !matches!(found, Ok(None)) {
                break;
            }
            let mut region = asked.clone();
            region.meet(&deny.cover.when);
            let unless = exceptions(&deny.cover);
            found = self.first(region, &[], &unless, &mut steps);
            if let Ok(Some((rules, _, _))) = &mut found {
                rules.push(deny.by);
            }
        }
        answer(found, &steps, |request| {
            self.is_of(clause, request) && !self.policy.decide(request.clone()).is_allow()
        })
    }

    fn outside(&self, rule: &RuleId, clause: &Clause, budget: Budget) -> Answer {
        let mut steps = Steps::new(budget);
        let known = self.rules.allows.rule(rule).or_else(|| self.rules.denies.rule(rule));
        let mut found = Ok(None);
        if let Some(ruled) = known {
            let within = Cover { when: self.world.conjunction(0, clause), unless: Vec::new() };
            let mut covers = exceptions(&ruled.cover);
            covers.push(within);
            let region = Region::of(&ruled.cover.when);
            found = self.first(region, &[], &covers, &mut steps);
            if let Ok(Some((rules, _, _))) = &mut found {
                rules.push(ruled.by);
            }
        }
        let written = self.document.rules.iter().find(|it| it.id == *rule);
        answer(found, &steps, |request| {
            !self.is_of(clause, request)
                && written.is_some_and(|rule| {
                    self.is_of(&rule.when, request)
                        && !rule.unless.iter().any(|clause| self.is_of(clause, request))
                })
        })
    }

    /// Whether a request is of a clause, as the engine sees it: whether a rule with these conditions,
    /// and no other, allows it.
    fn is_of(&self, clause: &Clause, request: &Request) -> bool {
        let mut document = self.document.without_rules();
        document.required_tags.clear();
        let asked = RuleId::parse("asked");
        document.rules.extend(asked.into_iter().map(|id| Rule {
            id,
            effect: Effect::Allow,
            enabled: true,
            description: None,
            approved_by: None,
            when: clause.clone(),
            unless: Vec::new(),
            obligations: Obligations::default(),
        }));
        Policy::compile(document).decide(request.clone()).is_allow()
    }

    /// The first point of the region that none of these holds.
    pub(crate) fn first<'s>(
        &'s self,
        region: Region,
        filed: &[&'s Filed<'a>],
        covers: &[Cover],
        steps: &mut Steps,
    ) -> Result<Option<Point<'s>>, Spent> {
        let near: Vec<&Cover> =
            filed.iter().flat_map(|filed| filed.near(&region)).map(|rule| &rule.cover).collect();
        let mut uncovered = Uncovered::new(&self.world, region, near.into_iter().chain(covers));
        while let Some(region) = uncovered.next(steps)? {
            if let Some(request) = witness(&self.world, &region, self.hints, steps)? {
                return Ok(Some((Vec::new(), request, Span::new(&region, &self.world))));
            }
        }
        Ok(None)
    }
}

/// The answer, once the engine has confirmed it.
fn answer(
    found: Result<Option<Point<'_>>, Spent>,
    steps: &Steps,
    confirms: impl FnOnce(&Request) -> bool,
) -> Answer {
    match found {
        Err(Spent) => Answer::Undecided(Undecided::OutOfSteps(steps.effort())),
        Ok(None) => Answer::None(steps.effort()),
        Ok(Some((rules, witness, region))) => {
            if confirms(&witness) {
                let rules = ids(rules);
                let effort = steps.effort();
                Answer::Found(Box::new(Found { rules, witness, region, effort }))
            } else {
                Answer::Undecided(Undecided::Contradicted(witness))
            }
        }
    }
}

/// Who makes a request what it is, the request, and what is like it.
type Point<'s> = (Vec<By<'s>>, Request, Span);

/// The exceptions of a rule, each as a cover.
pub(crate) fn exceptions(cover: &Cover) -> Vec<Cover> {
    let unless = cover.unless.iter();
    unless.map(|when| Cover { when: when.clone(), unless: Vec::new() }).collect()
}
