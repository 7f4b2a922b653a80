//! The search for what has to change: the fewest levers first, and of those the easiest.

use alloc::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
    vec::Vec,
};

use super::{
    Analysis, Remedy, Span, Undecided,
    axes::Axis,
    budget::{Spent, Steps},
    doubt::Doubt,
    gap::Gap,
    lever::{Lever, reached},
    region::{Conjunction, Cover, Literal, Region, Standing},
    rules::Ruled,
};
use crate::{CallerFact, Decision, DenialReason, Fact, Request};

pub(super) struct Search<'s, 'a> {
    pub(super) analysis: &'s Analysis<'a>,
    /// The request as it is, and as if there were nothing where something is unknown.
    pub(super) request: &'s Request,
    known: &'s Request,
    /// The region of the known one.
    exact: Region,
    doubt: Doubt,
}

/// What is still to be tried, cheapest first: these levers, for the allow rules at these places.
type Queue = BTreeMap<(u32, BTreeSet<Lever>), BTreeSet<usize>>;

impl<'s, 'a> Search<'s, 'a> {
    pub(super) fn new(
        analysis: &'s Analysis<'a>,
        request: &'s Request,
        known: &'s Request,
        exact: Region,
    ) -> Self {
        let doubt = Doubt::of(&analysis.world, request);
        Self { analysis, request, known, exact, doubt }
    }

    pub(super) fn run(
        &self,
        limit: usize,
        remedies: &mut Vec<Remedy>,
        steps: &mut Steps,
    ) -> Result<(), Undecided> {
        let allows = &self.analysis.rules.allows.list;
        let mut queue = Queue::new();
        let mut tried: BTreeSet<(usize, BTreeSet<Lever>)> = BTreeSet::new();
        let mut enough: Vec<BTreeSet<Lever>> = Vec::new();
        let mut all = Lever::all(&self.analysis.world);
        all.retain(|lever| self.can(*lever));
        let mut hopes: BTreeMap<usize, bool> = BTreeMap::new();
        for (at, allow) in allows.iter().enumerate() {
            for levers in self.needed(&allow.cover.when.literals().collect::<Vec<_>>()) {
                queue.entry((weight(&levers), levers)).or_default().insert(at);
            }
        }
        while let Some(((_, levers), rules)) = queue.pop_first() {
            // Of rules that time is enough for, the one that is met first.
            let mut best: Option<Remedy> = None;
            for at in rules {
                if remedies.len() >= limit {
                    return Ok(());
                }
                if enough.iter().any(|known| is_part(known, &levers)) {
                    break;
                }
                let Some(allow) = allows.get(at) else { continue };
                if !tried.insert((at, levers.clone())) {
                    continue;
                }
                if let Some(remedy) = self.remedy(allow, &levers, steps)? {
                    let then = |it: &Remedy| it.request.attempt.at;
                    if best.as_ref().is_none_or(|best| then(&remedy) < then(best)) {
                        best = Some(remedy);
                    }
                    if levers.contains(&Lever::Time) {
                        continue;
                    }
                    break;
                }
                // What no change at all helps is not tried change by change.
                let hope = if let Some(hope) = hopes.get(&at) {
                    *hope
                } else {
                    self.is_hopeful(allow, &all, steps).map_err(|Spent| out_of_steps(steps))?
                };
                hopes.insert(at, hope);
                if !hope {
                    continue;
                }
                for more in self.more(allow, &levers) {
                    let mut levers = levers.clone();
                    levers.insert(more);
                    queue.entry((weight(&levers), levers)).or_default().insert(at);
                }
            }
            if let Some(remedy) = best {
                remedies.push(remedy);
                enough.push(levers);
            }
        }
        Ok(())
    }

    /// Whether what this lever does can be told.
    fn can(&self, lever: Lever) -> bool {
        !self.doubt.is_about(&self.analysis.world, lever)
    }

    /// The levers without which these conditions cannot all hold: several sets, where a condition
    /// has several; none, if no lever helps.
    fn needed(&self, literals: &[Literal<'_>]) -> Vec<BTreeSet<Lever>> {
        let world = &self.analysis.world;
        let mut sets: Vec<BTreeSet<Lever>> = [BTreeSet::new()].into();
        for literal in literals {
            let levers: Vec<Lever> = match literal {
                Literal::Set(axis, _) if self.exact.standing(*literal) != Standing::Everywhere => {
                    let lever = Lever::of_axis(world, *axis).into_iter();
                    // Who comes later signs in then.
                    let time = matches!(*axis, Axis::SIGN_IN | Axis::ISSUE).then_some(Lever::Time);
                    lever.chain(time).collect()
                }
                Literal::Groups(_) if self.exact.standing(*literal) != Standing::Everywhere => {
                    [Lever::Join].into()
                }
                Literal::Relation(number) if !self.holds(*number) => {
                    Lever::of_relation(world, *number)
                }
                Literal::Set(..) | Literal::Groups(_) | Literal::Relation(_) => continue,
            };
            let with = |set: &BTreeSet<Lever>| {
                let set = set.clone();
                let levers: Vec<Lever> =
                    levers.iter().copied().filter(|lever| self.can(*lever)).collect();
                levers.into_iter().map(move |lever| {
                    let mut set = set.clone();
                    set.insert(lever);
                    set
                })
            };
            sets = sets.iter().flat_map(with).collect();
        }
        sets
    }

    /// Whether the tag of a relation equals the fact, in the request as it is.
    fn holds(&self, number: u32) -> bool {
        let Some(relation) = self.analysis.world.relation(number) else { return false };
        let tags = self.known.instance.tags.known();
        let Some(value) = tags.and_then(|tags| tags.value(relation.tag)) else { return false };
        let caller = &self.known.attempt.caller;
        match relation.fact {
            CallerFact::Groups => {
                caller.groups().known().is_some_and(|groups| groups.contains(value))
            }
            CallerFact::User => caller.user() == Fact::Known(value),
            CallerFact::Claim(name) => caller.claim(name) == Fact::Known(value),
        }
    }

    /// Further levers that may help: against the deny rules that meet this allow rule, and with what
    /// the levers undo of the conditions of the rule itself.
    fn more(&self, allow: &Ruled<'_>, levers: &BTreeSet<Lever>) -> BTreeSet<Lever> {
        let doubt = self.doubt.after(levers);
        let mut more = BTreeSet::new();
        for mut region in reached(&self.analysis.world, &self.exact, self.known, levers) {
            region.meet(&allow.cover.when);
            let region = doubt.widened(&region);
            let denies = self.analysis.rules.denies.near(&region);
            more.extend(denies.flat_map(|deny| self.against(deny)));
        }
        for literal in allow.cover.when.literals() {
            let tied = match literal {
                Literal::Set(..) => continue,
                Literal::Groups(_) => [Lever::Join].into(),
                Literal::Relation(number) => Lever::of_relation(&self.analysis.world, number),
            };
            let is_moved = |lever: &Lever| {
                levers.contains(lever) || (*lever == Lever::Join && levers.contains(&Lever::Leave))
            };
            if tied.iter().any(is_moved) {
                more.extend(tied);
            }
        }
        more.retain(|lever| !levers.contains(lever) && self.can(*lever));
        if levers.contains(&Lever::Time) {
            more.remove(&Lever::SignIn);
        }
        more
    }

    /// The levers that may keep a request out of a deny rule.
    fn against(&self, deny: &Ruled<'_>) -> BTreeSet<Lever> {
        let world = &self.analysis.world;
        let mut levers = BTreeSet::new();
        let conditions = [&deny.cover.when].into_iter().chain(&deny.cover.unless);
        for literal in conditions.flat_map(Conjunction::literals) {
            match literal {
                Literal::Set(axis, _) => {
                    levers.extend(Lever::of_axis(world, axis));
                    if matches!(axis, Axis::SIGN_IN | Axis::ISSUE) {
                        levers.insert(Lever::Time);
                    }
                }
                Literal::Groups(_) => levers.extend([Lever::Join, Lever::Leave]),
                Literal::Relation(number) => {
                    let of_relation = Lever::of_relation(world, number);
                    if of_relation.contains(&Lever::Join) {
                        levers.insert(Lever::Leave);
                    }
                    levers.extend(of_relation);
                }
            }
        }
        levers
    }

    /// Whether all levers together help this allow rule. Who comes later has a token of then, which is
    /// not always better than none: so both are looked at.
    fn is_hopeful(
        &self,
        allow: &Ruled<'_>,
        all: &BTreeSet<Lever>,
        steps: &mut Steps,
    ) -> Result<bool, Spent> {
        let mut now = all.clone();
        now.remove(&Lever::Time);
        let found = self.earliest(allow, all, steps)?;
        Ok(found.is_some() || self.earliest(allow, &now, steps)?.is_some())
    }

    /// What these levers do for this allow rule.
    fn remedy(
        &self,
        allow: &Ruled<'_>,
        levers: &BTreeSet<Lever>,
        steps: &mut Steps,
    ) -> Result<Option<Remedy>, Undecided> {
        let found = self.earliest(allow, levers, steps);
        let found = found.map_err(|Spent| out_of_steps(steps))?;
        let Some((found, region)) = found else { return Ok(None) };
        let (changes, request) = self.changed(levers, &found);
        match self.analysis.policy.decide(request.clone()) {
            Decision::Allow(grant) => Ok(Some(Remedy {
                changes,
                weight: weight(levers),
                rules: grant.rules().to_vec(),
                request,
                region: Span::new(&region, &self.analysis.world),
            })),
            Decision::Deny(denial) => match denial.reason() {
                // Of what is unknown, less may be known than is concluded here.
                DenialReason::Indeterminate { .. } => Ok(None),
                DenialReason::MissingRequiredTag { .. }
                | DenialReason::Explicit { .. }
                | DenialReason::Default => Err(Undecided::Contradicted(request)),
            },
        }
    }

    /// A request that these levers reach and that is allowed, and its region; where time is one of the
    /// levers the earliest.
    fn earliest(
        &self,
        allow: &Ruled<'_>,
        levers: &BTreeSet<Lever>,
        steps: &mut Steps,
    ) -> Result<Option<(Request, Region)>, Spent> {
        let Analysis { world, hints, rules, .. } = self.analysis;
        let doubt = self.doubt.after(levers);
        // Where there are several, they are of times that follow each other.
        for mut region in reached(world, &self.exact, self.known, levers) {
            region.meet(&allow.cover.when);
            let wide = doubt.widened(&region);
            let denies = rules.denies.near(&wide);
            let denies: Vec<Cow<'_, Cover>> =
                denies.map(|rule| doubt.denied(world, &rule.cover)).collect();
            let covers = denies.iter().map(AsRef::as_ref).collect();
            let gap = Gap { world, hints, covers };
            let found = if levers.contains(&Lever::Time) {
                gap.earliest(&region, steps)?
            } else {
                gap.any(&region, steps)?
            };
            if found.is_some() {
                return Ok(found);
            }
        }
        Ok(None)
    }
}

/// Whether whoever does the second does the first: who comes later signs in then.
fn is_part(of: &BTreeSet<Lever>, levers: &BTreeSet<Lever>) -> bool {
    let is_done = |lever: &Lever| {
        levers.contains(lever) || (*lever == Lever::SignIn && levers.contains(&Lever::Time))
    };
    of.iter().all(is_done)
}

fn out_of_steps(steps: &Steps) -> Undecided {
    Undecided::OutOfSteps(steps.effort())
}

fn weight(levers: &BTreeSet<Lever>) -> u32 {
    levers.iter().fold(0, |all, lever| all.saturating_add(lever.weight()))
}
