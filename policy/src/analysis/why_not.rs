//! The least that has to change for a denied request to be allowed.

use alloc::{
    collections::{BTreeMap, BTreeSet},
    string::{String, ToString},
    sync::Arc,
    vec::Vec,
};

use super::{
    Analysis, Budget, Effort, Hints, Undecided,
    axes::Axis,
    budget::{Spent, Steps},
    lever::{Lever, reached},
    region::{Conjunction, Cover, Literal, Region, Standing},
    rules::Ruled,
    search::Uncovered,
    witness::witness,
};
use crate::{
    Attempt, CallerFact, Decision, DenialReason, Document, Fact, Instance, Request, RuleId, Source,
    Tags, UnixTime,
};

/// What would have to change for a request to be allowed.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct WhyNot {
    /// Why it is denied; `None` if it is allowed.
    pub reason: Option<DenialReason>,
    /// The changes that are enough, easiest first. None is a part of another: each yields an allow,
    /// and no proper part of it does. Empty, with the search at its end: the facts can be changed as
    /// one likes, the rules have to change.
    pub remedies: Vec<Remedy>,
    /// Whether a fact that rules ask for is unknown: then it has to be known first, and no remedy is
    /// looked for.
    pub is_unknown: bool,
    /// Why the search did not come to an end, if it did not.
    pub undecided: Option<Undecided>,
    /// What it cost.
    pub effort: Effort,
}

/// Changes that are enough together.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Remedy {
    /// What changes.
    pub changes: Vec<FactChange>,
    /// How hard that is: by who can do it.
    pub weight: u32,
    /// The request with the changes made, which the engine allows.
    pub request: Request,
    /// The rules that allow it then.
    pub rules: Vec<RuleId>,
}

/// A change of one fact.
#[derive(Clone, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "a new lever must be told in every room")]
pub enum FactChange {
    /// The caller signs in again.
    SignInAgain,
    /// The caller comes at this time, and signs in then: the first time at which it is enough, as
    /// far as was looked.
    At(UnixTime),
    /// The caller calls from there, or from another place in the same zones.
    From(Source),
    /// The caller joins these groups.
    JoinGroups(BTreeSet<String>),
    /// The caller leaves these groups.
    LeaveGroups(BTreeSet<String>),
    /// A claim of the caller gets this value, or goes (`None`).
    Claim(String, Option<String>),
    /// A tag of the instance gets this value, or goes (`None`).
    Tag(String, Option<String>),
}

/// So many regions are looked at for the earliest time.
const REGIONS: usize = 32;

impl Document {
    /// What would have to change for a request to be allowed: at most so many remedies, the easiest
    /// first.
    ///
    /// Person, action and instance stay who and what they are; time only goes on. Weighed by who can
    /// do it: to sign in again, to wait, to go to another network, then groups, claims and tags.
    #[must_use]
    pub fn why_not(&self, request: &Request, remedies: usize, budget: Budget) -> WhyNot {
        let hints = Hints::near(request.attempt.at)
            .with_people([request.attempt.caller.clone()].into())
            .with_instances([(*request.instance).clone()].into());
        let analysis = Analysis::new(self, &[], &hints);
        let mut why = WhyNot {
            reason: None,
            remedies: Vec::new(),
            is_unknown: false,
            undecided: None,
            effort: Effort::default(),
        };
        let Decision::Deny(denial) = analysis.policy.decide(request.clone()) else { return why };
        why.reason = Some(denial.reason().clone());
        let Some(exact) = analysis.world.keep_request(request) else {
            why.is_unknown = true;
            return why;
        };
        let mut steps = Steps::new(budget);
        let search = Search { analysis: &analysis, request, exact };
        if let Err(undecided) = search.run(remedies, &mut why.remedies, &mut steps) {
            why.undecided = Some(undecided);
        }
        why.effort = steps.effort();
        why
    }
}

struct Search<'s, 'a> {
    analysis: &'s Analysis<'a>,
    request: &'s Request,
    exact: Region,
}

/// What is still to be tried, cheapest first: these levers, for the allow rules at these places.
type Queue = BTreeMap<(u32, BTreeSet<Lever>), BTreeSet<usize>>;

impl Search<'_, '_> {
    fn run(
        &self,
        limit: usize,
        remedies: &mut Vec<Remedy>,
        steps: &mut Steps,
    ) -> Result<(), Undecided> {
        let allows = &self.analysis.rules.allows.list;
        let mut queue = Queue::new();
        let mut tried: BTreeSet<(usize, BTreeSet<Lever>)> = BTreeSet::new();
        let mut enough: Vec<BTreeSet<Lever>> = Vec::new();
        let all = Lever::all(&self.analysis.world);
        let mut hopes: BTreeMap<usize, bool> = BTreeMap::new();
        for (at, allow) in allows.iter().enumerate() {
            for levers in self.needed(&allow.cover.when.literals().collect::<Vec<_>>()) {
                queue.entry((weight(&levers), levers)).or_default().insert(at);
            }
        }
        while let Some(((_, levers), rules)) = queue.pop_first() {
            for at in rules {
                if remedies.len() >= limit {
                    return Ok(());
                }
                if enough.iter().any(|known| known.is_subset(&levers)) {
                    break;
                }
                let Some(allow) = allows.get(at) else { continue };
                if !tried.insert((at, levers.clone())) {
                    continue;
                }
                if let Some(remedy) = self.remedy(allow, &levers, steps)? {
                    remedies.push(remedy);
                    enough.push(levers.clone());
                    break;
                }
                // What no change at all helps is not tried change by change.
                let hope = if let Some(hope) = hopes.get(&at) {
                    *hope
                } else {
                    let found = self.earliest(allow, &all, steps);
                    found.map_err(|Spent| out_of_steps(steps))?.is_some()
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
        }
        Ok(())
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
                let levers = levers.clone();
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
        let tags = self.request.instance.tags.known();
        let Some(value) = tags.and_then(|tags| tags.value(relation.tag)) else { return false };
        let caller = &self.request.attempt.caller;
        match relation.fact {
            CallerFact::Groups => {
                caller.groups().known().is_some_and(|groups| groups.contains(value))
            }
            CallerFact::User => caller.user() == Fact::Known(value),
            CallerFact::Claim(name) => caller.claim(name) == Fact::Known(value),
        }
    }

    /// Further levers that may help against the deny rules that meet this allow rule.
    fn more(&self, allow: &Ruled<'_>, levers: &BTreeSet<Lever>) -> BTreeSet<Lever> {
        let world = &self.analysis.world;
        let mut more = BTreeSet::new();
        for region in reached(world, &self.exact, self.request, levers) {
            let mut region = region;
            region.meet(&allow.cover.when);
            for deny in self.analysis.rules.denies.near(&region) {
                let conditions = [&deny.cover.when].into_iter().chain(&deny.cover.unless);
                for literal in conditions.flat_map(Conjunction::literals) {
                    match literal {
                        Literal::Set(axis, _) => {
                            more.extend(Lever::of_axis(world, axis));
                            if matches!(axis, Axis::SIGN_IN | Axis::ISSUE) {
                                more.insert(Lever::Time);
                            }
                        }
                        Literal::Groups(_) => more.extend([Lever::Join, Lever::Leave]),
                        Literal::Relation(number) => {
                            let levers = Lever::of_relation(world, number);
                            if levers.contains(&Lever::Join) {
                                more.insert(Lever::Leave);
                            }
                            more.extend(levers);
                        }
                    }
                }
            }
        }
        more.retain(|lever| !levers.contains(lever));
        if levers.contains(&Lever::Time) {
            more.remove(&Lever::SignIn);
        }
        more
    }

    /// The remedy that these levers are for this allow rule, if they are one.
    fn remedy(
        &self,
        allow: &Ruled<'_>,
        levers: &BTreeSet<Lever>,
        steps: &mut Steps,
    ) -> Result<Option<Remedy>, Undecided> {
        let found = self.earliest(allow, levers, steps);
        let found = found.map_err(|Spent| out_of_steps(steps))?;
        let Some(found) = found else { return Ok(None) };
        let (changes, request) = self.changed(levers, &found);
        match self.analysis.policy.decide(request.clone()) {
            Decision::Allow(grant) => Ok(Some(Remedy {
                changes,
                weight: weight(levers),
                rules: grant.rules().to_vec(),
                request,
            })),
            Decision::Deny(_) => Err(Undecided::Contradicted(request)),
        }
    }

    /// A request that these levers reach and that is allowed; where time is one of them the earliest
    /// of the first regions.
    fn earliest(
        &self,
        allow: &Ruled<'_>,
        levers: &BTreeSet<Lever>,
        steps: &mut Steps,
    ) -> Result<Option<Request>, Spent> {
        let world = &self.analysis.world;
        let mut best: Option<Request> = None;
        for region in reached(world, &self.exact, self.request, levers) {
            let mut region = region;
            region.meet(&allow.cover.when);
            let denies: Vec<&Cover> =
                self.analysis.rules.denies.near(&region).map(|rule| &rule.cover).collect();
            let mut uncovered = Uncovered::new(world, region, denies);
            let mut seen = 0_usize;
            while let Some(region) = uncovered.next(steps)? {
                let found = witness(world, &region, self.analysis.hints, steps)?;
                let Some(found) = found else { continue };
                let is_better = |known: &Request| found.attempt.at < known.attempt.at;
                if best.as_ref().is_none_or(is_better) {
                    best = Some(found);
                }
                seen = seen.saturating_add(1);
                if !levers.contains(&Lever::Time) || seen >= REGIONS {
                    break;
                }
            }
        }
        Ok(best)
    }

    /// The request with what the levers changed about it, and nothing else.
    fn changed(&self, levers: &BTreeSet<Lever>, found: &Request) -> (Vec<FactChange>, Request) {
        let world = &self.analysis.world;
        let mut attempt: Attempt = (*self.request.attempt).clone();
        let mut instance: Instance = (*self.request.instance).clone();
        let mut changes = Vec::new();
        for lever in levers {
            match lever {
                Lever::SignIn => {
                    let now = Fact::Known(attempt.at);
                    attempt.caller = attempt.caller.with_signed_in_at(now).with_issued_at(now);
                    changes.push(FactChange::SignInAgain);
                }
                Lever::Time => {
                    attempt.at = found.attempt.at;
                    let now = Fact::Known(attempt.at);
                    attempt.caller = attempt.caller.with_signed_in_at(now).with_issued_at(now);
                    changes.push(FactChange::At(attempt.at));
                }
                Lever::Place => {
                    attempt.source = found.attempt.source.clone();
                    changes.push(FactChange::From(attempt.source.clone()));
                }
                Lever::Join | Lever::Leave => {
                    let own = groups(&self.request.attempt);
                    let new = groups(&found.attempt);
                    attempt.caller =
                        attempt.caller.with_groups(Fact::Known(new.iter().map(String::as_str)));
                    changes.push(if *lever == Lever::Join {
                        FactChange::JoinGroups(new.difference(&own).cloned().collect())
                    } else {
                        FactChange::LeaveGroups(own.difference(&new).cloned().collect())
                    });
                }
                Lever::Claim(at) => {
                    let Some(name) = world.claims.get(*at) else { continue };
                    let value = found.attempt.caller.claim(name);
                    let text = value.known().map(ToString::to_string);
                    attempt.caller = attempt.caller.with_claim(name, value);
                    changes.push(FactChange::Claim((*name).into(), text));
                }
                Lever::Tag(at) => {
                    let Some(key) = world.tags.get(*at) else { continue };
                    let value = found.instance.tags.known().and_then(|tags| tags.value(key));
                    instance.tags = with_tag(&instance, key, value);
                    changes.push(FactChange::Tag((*key).into(), value.map(ToString::to_string)));
                }
            }
        }
        let request = Request { attempt: Arc::new(attempt), instance: Arc::new(instance) };
        (changes, request)
    }
}

fn out_of_steps(steps: &Steps) -> Undecided {
    Undecided::OutOfSteps(steps.effort())
}

fn weight(levers: &BTreeSet<Lever>) -> u32 {
    levers.iter().fold(0, |all, lever| all.saturating_add(lever.weight()))
}

fn groups(attempt: &Attempt) -> BTreeSet<String> {
    let groups = attempt.caller.groups();
    groups.known().into_iter().flat_map(|groups| groups.iter()).map(ToString::to_string).collect()
}

/// The tags of an instance, of which one has another value or is gone.
fn with_tag(instance: &Instance, key: &str, value: Option<&str>) -> Fact<Tags> {
    let tags = instance.tags.known().into_iter().flat_map(Tags::iter);
    Tags::collect(tags.filter(|(known, _)| *known != key).chain(value.map(|value| (key, value))))
}
