//! Rules and their clauses.

use alloc::{collections::BTreeSet, string::ToString, vec, vec::Vec};

use proptest::{
    collection::vec,
    option::weighted,
    prelude::Just,
    sample::select,
    strategy::{BoxedStrategy, Strategy, Union},
};

use crate::{
    Action, CallerFact, Clause, Effect, Instances, Obligations, Rule, RuleId, RunbookName,
    TagCondition, UnixTime, Who,
};

use super::{
    documents::{none, some},
    vocabulary::Vocabulary,
};

/// Where a clause stands: some conditions belong to some places only.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Part {
    Allow,
    Deny,
    Invariant,
    Unless,
}

/// 2026-12-28T09:00:00+09:00 and the start of 2027-01-02 there: the instants that policies name.
const INSTANTS: [i64; 2] = [1_798_416_000, 1_798_815_600];
/// The spans of `signed_in_within`: half an hour and eight.
const SPANS: [u32; 2] = [1800, 28_800];

/// A rule whose id is still to be given.
pub(super) fn rule(effect: Effect, words: &Vocabulary) -> BoxedStrategy<Rule> {
    let part = if effect == Effect::Deny { Part::Deny } else { Part::Allow };
    let unless = if effect == Effect::Deny {
        Union::new([Just(Vec::new()).boxed(), vec(clause(Part::Unless, words), 1..=2).boxed()])
            .boxed()
    } else {
        Just(Vec::new()).boxed()
    };
    let off = weighted(0.05, Just(()));
    (clause(part, words), unless, off)
        .prop_filter_map("a rule has an id", move |(when, mut unless, off)| {
            unless.sort();
            unless.dedup();
            let everything = when.who.is_none() && when.instances.is_none();
            Some(Rule {
                id: RuleId::parse("rule").ok()?,
                effect,
                enabled: off.is_none(),
                description: None,
                approved_by: everything.then(|| "the mayor".to_string()),
                obligations: obligations(effect, &when),
                when,
                unless,
            })
        })
        .boxed()
}

/// Where a rule can have some: it allows, and allows a stop. They follow from its conditions and not
/// from a draw of their own, so that a seed that somebody kept draws the same rules as ever, and so that
/// a rule that shrinks to nothing binds to nothing.
fn obligations(effect: Effect, when: &Clause) -> Obligations {
    let may_stop = when.actions.as_ref().is_none_or(|actions| actions.contains(&Action::Stop));
    let before_stop = match when.conditions().len() {
        1 => Some("Drain-Connections"),
        2 => Some("backup.nightly_2"),
        _ => None,
    };
    let before_stop = before_stop.filter(|_| effect == Effect::Allow && may_stop);
    Obligations { before_stop: before_stop.and_then(|name| RunbookName::parse(name).ok()) }
}

pub(super) fn clause(part: Part, words: &Vocabulary) -> BoxedStrategy<Clause> {
    let p = |ordinary| words.shape.probability(ordinary);
    let attempt = (
        weighted(p(0.35), who(words)),
        weighted(p(0.3), some(&Action::ALL, 3)),
        weighted(p(0.25), some(&words.zones, 2)),
        weighted(0.25, some(&words.schedules, 2)),
        weighted(p(0.6), instances(words)),
    );
    let instant = || weighted(0.15, select(INSTANTS.to_vec()));
    let span =
        if part == Part::Deny { none() } else { weighted(0.2, select(SPANS.to_vec())).boxed() };
    let issued = if matches!(part, Part::Deny | Part::Invariant) {
        weighted(0.2, select(INSTANTS.to_vec())).boxed()
    } else {
        none()
    };
    (attempt, instant(), instant(), span, issued)
        .prop_map(move |((who, actions, from, during, instances), start, end, span, issued)| {
            // A window of instants that is empty is an error: the end is the later one then.
            let (start, end) = match (start, end) {
                (Some(_), Some(_)) => (Some(INSTANTS[0]), Some(INSTANTS[1])),
                other => other,
            };
            // A document that was not drawn here may have no zone and no schedule to name.
            let named = |names: Option<BTreeSet<_>>| names.filter(|names| !names.is_empty());
            let clause = Clause {
                who,
                actions,
                from: named(from),
                during: named(during),
                not_before: start.map(UnixTime::from_seconds),
                not_after: end.map(UnixTime::from_seconds),
                signed_in_within: span,
                issued_before: issued.map(UnixTime::from_seconds),
                instances,
            };
            if part == Part::Unless && clause == Clause::default() { operators() } else { clause }
        })
        .boxed()
}

/// An exception excepts something.
pub(super) fn operators() -> Clause {
    let groups = Some(["operators".to_string()].into());
    Clause { who: Some(Who { groups, users: None }), ..Clause::default() }
}

fn who(words: &Vocabulary) -> BoxedStrategy<Who> {
    let longest = words.shape.values;
    let groups = || some(&words.groups, longest).prop_map(Some);
    let users = || some(&words.users, longest).prop_map(Some);
    Union::new_weighted(vec![
        (3, groups().prop_map(|groups| Who { groups, users: None }).boxed()),
        (2, users().prop_map(|users| Who { groups: None, users }).boxed()),
        (1, (groups(), users()).prop_map(|(groups, users)| Who { groups, users }).boxed()),
    ])
    .boxed()
}

fn instances(words: &Vocabulary) -> BoxedStrategy<Instances> {
    let longest = words.shape.values;
    let identity = (
        weighted(0.2, some(&words.accounts, longest)),
        weighted(0.2, some(&words.regions, longest)),
        weighted(0.2, some(&words.ids, longest)),
    );
    // Of the three that every document has, most rules ask; of the others, few.
    let often = [words.shape.probability(0.4); 3].into_iter().chain(core::iter::repeat(0.05));
    let tags: Vec<_> = words.keys.iter().zip(often).map(|(_, p)| weighted(p, tag(words))).collect();
    let keys = words.keys.clone();
    let plain = (keys.first().cloned(), words.values.first().cloned());
    (identity, tags)
        .prop_map(move |((accounts, regions, ids), conditions)| {
            let tags = keys.iter().cloned().zip(conditions);
            let mut instances = Instances {
                accounts,
                regions,
                ids,
                tags: tags.filter_map(|(key, condition)| Some((key, condition?))).collect(),
            };
            if instances == Instances::default()
                && let (Some(key), Some(value)) = plain.clone()
            {
                instances.tags.insert(key, TagCondition::In([value].into()));
            }
            instances
        })
        .boxed()
}

fn tag(words: &Vocabulary) -> BoxedStrategy<TagCondition> {
    let facts =
        vec![CallerFact::Groups, CallerFact::User, CallerFact::Claim("department".to_string())];
    Union::new_weighted(vec![
        (4, some(&words.values, words.shape.values).prop_map(TagCondition::In).boxed()),
        (1, Just(TagCondition::Present).boxed()),
        (2, select(facts).prop_map(TagCondition::EqualsCaller).boxed()),
    ])
    .boxed()
}
