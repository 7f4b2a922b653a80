//! Law 33, by brute force: of all that could be otherwise, the least that makes an allow of a denial.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use engine_support::{brute::Space, drawn::Case, oracle, strategies::checked};
use sekisho_policy::{
    Attempt, Caller, CallerFact, Clause, Document, Fact, Request, Source, TagCondition, Tags,
    UnixTime,
    analysis::{FactChange, WhyNot},
};

use super::{enough, on_cases, space};
use crate::agreement::Counts;

/// What has to be moved for one request to become another. To come later is to sign in then.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
enum Lever {
    SignIn,
    Time,
    Place,
    Join,
    Leave,
    Claim(String),
    Tag(String),
}

type Levers = BTreeSet<Lever>;

/// Requests, each with what is moved for it.
type Others = Vec<(Levers, Request)>;

/// More requests than these are too many to try.
const MOST: usize = 3_000;

#[test]
fn law_33_what_is_told_to_change_is_each_least_change_there_is() {
    let counts = Counts::default();
    on_cases(1_000, |case| law(case, &counts));

    counts.require(&[
        ("denied", 1_000),
        ("nothing helps", 400),
        ("of 1", 400),
        ("of 2", 100),
        ("of 3", 15),
        ("with time", 120),
        ("with a sign-in", 15),
        ("like a remedy", 1_000),
        ("with groups to leave", 35),
    ]);
}

fn law(case: &Case, counts: &Counts) {
    let document = &checked(&case.old);
    // A token of just now is another before and after these times.
    let issues = clauses(document).filter_map(|clause| clause.issued_before);
    let from = |at| {
        let mut clause = Clause::default();
        clause.not_before = Some(at);
        clause
    };
    let told_apart: Vec<Clause> = issues.map(from).collect();
    let Some(space) = space(&[document], &told_apart, case, counts) else { return };
    if space.all.len() > MOST {
        return counts.count("too many to try");
    }
    let all: Vec<Request> = space.all.places().map(|at| space.request(at)).collect();
    let times: BTreeSet<UnixTime> = all.iter().map(|it| it.attempt.at).collect();
    let Some(first) = times.first() else { return };
    let mut places: Vec<&Source> = Vec::new();
    for it in &all {
        if !places.contains(&&it.attempt.source) {
            places.push(&it.attempt.source);
        }
    }
    for request in case.rest.iter().take(2).filter_map(|part| space.all.some(*part)) {
        let request = before(&space.request(request), *first);
        if is_allowed(document, &request) {
            counts.count("allowed");
            continue;
        }
        let Some(others) = others(document, &request, &places, &times) else {
            counts.count("too many to try");
            continue;
        };
        let why = document.why_not(&request, usize::MAX, enough());
        check(document, &request, &why, &others, counts);
        check_remedies(&space, document, &why, &others, counts);
    }
}

fn check(
    document: &Document,
    request: &Request,
    why: &WhyNot,
    others: &[(Levers, Request)],
    counts: &Counts,
) {
    assert!(why.undecided.is_none() && why.unknown.is_empty(), "{why:#?}");
    let told: Vec<Levers> = why.remedies.iter().map(|it| moved(&it.changes)).collect();
    let mut least: Vec<Levers> = Vec::new();
    for (levers, other) in others {
        let is_known = |least: &Levers| least.is_subset(levers);
        if !least.iter().any(is_known) && is_allowed(document, other) {
            least.retain(|known| !levers.is_subset(known));
            least.push(levers.clone());
        }
    }
    let [told_set, least_set] = [&told, &least].map(|all| all.iter().collect::<BTreeSet<_>>());
    assert_eq!(told_set, least_set, "{request:#?}\n{}", document.to_yaml());
    assert_eq!(told.len(), told_set.len());
    counts.count("denied");
    if told.is_empty() {
        counts.count("nothing helps");
    }
    for levers in told {
        let named = [Lever::Time, Lever::Leave, Lever::SignIn];
        let [time, leave, sign_in] = named.map(|lever| levers.contains(&lever));
        counts.count(format!("of {}", levers.len() - usize::from(time)));
        for (word, is_so) in [
            ("with time", time),
            ("with groups to leave", leave),
            ("with a sign-in", sign_in && !time),
        ] {
            if is_so {
                counts.count(word);
            }
        }
    }
}

/// Everything that is like a remedy is allowed, and nobody has to wait longer than it takes.
fn check_remedies(
    space: &Space<'_>,
    document: &Document,
    why: &WhyNot,
    others: &Others,
    counts: &Counts,
) {
    for remedy in &why.remedies {
        for (_, other) in others.iter().filter(|(_, it)| space.holds_request(&remedy.region, it)) {
            assert!(
                is_allowed(document, other),
                "{other:#?} is like {remedy:#?}\n{}",
                document.to_yaml()
            );
            counts.count("like a remedy");
        }
        let levers = moved(&remedy.changes);
        let at = remedy.request.attempt.at;
        let earlier = others.iter().filter(|(moved, it)| *moved == levers && it.attempt.at < at);
        let mut earlier = earlier.filter(|(_, it)| is_allowed(document, it));
        assert!(earlier.next().is_none(), "{remedy:#?}\n{}", document.to_yaml());
    }
}

fn moved(changes: &[FactChange]) -> Levers {
    let levers = changes.iter().flat_map(|change| match change {
        FactChange::SignInAgain => vec![Lever::SignIn],
        FactChange::At(_) => vec![Lever::SignIn, Lever::Time],
        FactChange::From(_) => vec![Lever::Place],
        FactChange::JoinGroups(_) => vec![Lever::Join],
        FactChange::LeaveGroups(_) => vec![Lever::Leave],
        FactChange::Claim(name, _) => vec![Lever::Claim(name.clone())],
        FactChange::Tag(key, _) => vec![Lever::Tag(key.clone())],
    });
    levers.collect()
}

/// Everything that a request could be instead, each with what is moved for that; `None` if that is too
/// much.
fn others(
    document: &Document,
    request: &Request,
    places: &[&Source],
    times: &BTreeSet<UnixTime>,
) -> Option<Others> {
    let own = &request.attempt;
    let Words { groups, claims, tags } = Words::new(document, request);
    let mut all = vec![(Levers::new(), request.clone())];
    let mut each = |of: &dyn Fn(&Levers, &Request) -> Others| {
        all = all.iter().flat_map(|(levers, request)| of(levers, request)).collect();
        (all.len() <= MOST).then_some(())
    };
    each(&|levers, it| {
        let at = |caller: Caller, at| Attempt { caller, at, ..(*it.attempt).clone() };
        let fresh = |time| {
            let caller = own.caller.clone().with_signed_in_at(Fact::Known(time));
            with(it, at(caller.with_issued_at(Fact::Known(time)), time))
        };
        let later = times.iter().filter(|time| **time > own.at);
        let later = later.map(|time| (and(levers, &[Lever::SignIn, Lever::Time]), fresh(*time)));
        let now = [(levers.clone(), it.clone()), (and(levers, &[Lever::SignIn]), fresh(own.at))];
        now.into_iter().chain(later).collect()
    })?;
    each(&|levers, it| {
        let from = |source: &&Source| {
            let source = (*source).clone();
            let moved: &[_] = if source == own.source { &[] } else { &[Lever::Place] };
            (and(levers, moved), with(it, Attempt { source, ..(*it.attempt).clone() }))
        };
        places.iter().map(from).collect()
    })?;
    if groups.len() > 6 {
        return None;
    }
    let known: BTreeSet<&str> =
        own.caller.groups().known().into_iter().flat_map(|it| it.iter()).collect();
    each(&|levers, it| {
        let subset = |bits: usize| {
            let of = groups.iter().enumerate().filter(|(at, _)| bits & 1 << at != 0);
            let of: BTreeSet<&str> = of.map(|(_, group)| group.as_str()).collect();
            let mut moved = Vec::new();
            moved.extend((!of.is_subset(&known)).then_some(Lever::Join));
            moved.extend((!known.is_subset(&of)).then_some(Lever::Leave));
            let caller = it.attempt.caller.clone().with_groups(Fact::Known(of));
            (and(levers, &moved), with(it, Attempt { caller, ..(*it.attempt).clone() }))
        };
        (0..1 << groups.len()).map(subset).collect()
    })?;
    for (name, values) in &claims {
        each(&|levers, it| {
            let of = |value: &Option<String>| {
                let value = Fact::known_or_absent(value.as_deref());
                let moved: &[_] = &[Lever::Claim(name.clone())];
                let moved = if own.caller.claim(name) == value { &[] } else { moved };
                let caller = it.attempt.caller.clone().with_claim(name, value);
                (and(levers, moved), with(it, Attempt { caller, ..(*it.attempt).clone() }))
            };
            values.iter().map(of).collect()
        })?;
    }
    let own = request.instance.tags.known()?;
    for (key, values) in &tags {
        each(&|levers, it| {
            let of = |value: &Option<String>| {
                let value = value.as_deref();
                let moved: &[_] = &[Lever::Tag(key.clone())];
                let moved = if own.value(key) == value { &[] } else { moved };
                let mut instance = (*it.instance).clone();
                let tags = instance.tags.known().cloned().unwrap_or_default();
                let rest = tags.iter().filter(|(other, _)| other != key);
                instance.tags = Tags::collect(rest.chain(value.map(|value| (&**key, value))));
                let attempt = it.attempt.clone();
                (and(levers, moved), Request { attempt, instance: Arc::new(instance) })
            };
            values.iter().map(of).collect()
        })?;
    }
    Some(all)
}

fn with(request: &Request, attempt: Attempt) -> Request {
    Request { attempt: Arc::new(attempt), instance: request.instance.clone() }
}

fn and(levers: &Levers, more: &[Lever]) -> Levers {
    levers.iter().chain(more).cloned().collect()
}

/// The texts that may make a difference, for each fact that may be changed.
struct Words {
    groups: BTreeSet<String>,
    claims: BTreeMap<String, BTreeSet<Option<String>>>,
    tags: BTreeMap<String, BTreeSet<Option<String>>>,
}

impl Words {
    fn new(document: &Document, request: &Request) -> Self {
        let caller = &request.attempt.caller;
        let own_tags = request.instance.tags.known().unwrap();
        let owned = |text: &str| Some(text.to_owned());
        let fresh = "quite-another";
        let mut groups: BTreeSet<String> = BTreeSet::new();
        groups.extend(
            caller.groups().known().into_iter().flat_map(|it| it.iter()).map(str::to_owned),
        );
        let mut claims: BTreeMap<String, BTreeSet<Option<String>>> = BTreeMap::new();
        let mut tags: BTreeMap<String, BTreeSet<Option<String>>> = BTreeMap::new();
        let mut relations: BTreeSet<(&String, &CallerFact)> = BTreeSet::new();
        for clause in clauses(document) {
            let who = clause.who.iter().filter_map(|who| who.groups.as_ref());
            groups.extend(who.flatten().cloned());
            let conditions = clause.instances.iter().flat_map(|instances| &instances.tags);
            for (key, condition) in conditions {
                let values = tags.entry(key.clone()).or_default();
                match condition {
                    TagCondition::In(named) => values.extend(named.iter().cloned().map(Some)),
                    TagCondition::Present => {}
                    TagCondition::EqualsCaller(fact) => _ = relations.insert((key, fact)),
                }
            }
        }
        for key in document.required_tags() {
            tags.entry(key.clone()).or_default();
        }
        for (key, values) in &mut tags {
            values.extend([None, owned(fresh), own_tags.value(key).map(str::to_owned)]);
        }
        // What is compared may be whatever the other one may be.
        for _ in 0..2 {
            for (key, fact) in &relations {
                let values = tags.get_mut(*key).unwrap();
                match fact {
                    CallerFact::User => values.extend(caller.user().known().map(|it| owned(it))),
                    CallerFact::Groups => {
                        values.extend(groups.iter().cloned().map(Some));
                        groups.extend(values.iter().flatten().cloned());
                    }
                    CallerFact::Claim(name) => {
                        let of = claims.entry(name.clone()).or_default();
                        let known = caller.claim(name).known().map(|it| owned(it));
                        of.extend(known.into_iter().chain([None, owned("yet-another")]));
                        of.extend(values.iter().cloned());
                        values.extend(of.iter().cloned());
                    }
                }
            }
        }
        Self { groups, claims, tags }
    }
}

/// The same request before all these times, as many weeks earlier as that takes: whatever a policy can
/// tell of times is still to come.
fn before(request: &Request, first: UnixTime) -> Request {
    let mut attempt = (*request.attempt).clone();
    let weeks = (attempt.at.seconds() - first.seconds()).div_euclid(WEEK) + 1;
    let by = -weeks * WEEK;
    let signed_in = request.attempt.caller.signed_in_at().map(|at| at.saturating_add(by));
    attempt.at = attempt.at.saturating_add(by);
    attempt.caller = attempt.caller.with_signed_in_at(signed_in);
    Request { attempt: Arc::new(attempt), instance: request.instance.clone() }
}

const WEEK: i64 = 7 * 86_400;

fn is_allowed(document: &Document, request: &Request) -> bool {
    oracle::answer(document, request).code == "allow"
}

fn clauses(document: &Document) -> impl Iterator<Item = &Clause> {
    let rules = document.rules().iter().filter(|rule| rule.enabled);
    rules.flat_map(|rule| [&rule.when].into_iter().chain(&rule.unless))
}
