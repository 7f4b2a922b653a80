//! What can be wrong with a clause.

use alloc::{boxed::Box, collections::BTreeSet, format, string::String, vec::Vec};

use super::{
    Change, Operator, Value,
    list::{Edited, edits, replaced},
    vocabulary::{Vocabulary, next, next_or_new},
};
use crate::{
    Action, CallerFact, Clause, Condition, Instances, Limits, TagCondition, UnixTime, Who,
    document::is_instant,
};

/// The clauses that differ from this one in one condition, or in two that are exchanged.
pub(super) fn of_clause<'a>(clause: &'a Clause, words: &Vocabulary) -> Edits<'a> {
    let edits: [Edits<'a>; 5] = [
        Box::new(of_caller(clause, words)),
        Box::new(of_place_and_time(clause, words)),
        Box::new(of_instants(clause)),
        Box::new(of_instances(clause, words)),
        Box::new(of_tags(clause, words)),
    ];
    Box::new(edits.into_iter().flatten())
}

/// Boxed: the whole of what makes the mutants of a document would not fit on a small stack.
pub(super) type Edits<'a> = Box<dyn Iterator<Item = (Condition, Edited<Clause>)> + 'a>;

fn of_caller<'a>(
    clause: &'a Clause,
    words: &Vocabulary,
) -> impl Iterator<Item = (Condition, Edited<Clause>)> + use<'a> {
    let who = clause.who.as_ref();
    let groups = who.and_then(|who| who.groups.as_ref());
    let more = groups.and_then(|list| next_or_new(list, &words.groups));
    let groups = edits(groups, more, |list| Some(with_who(clause, |who| who.groups = list)));
    let users = who.and_then(|who| who.users.as_ref());
    let more = users.and_then(|list| next_or_new(list, &words.users));
    let users = edits(users, more, |list| Some(with_who(clause, |who| who.users = list)));
    of(Condition::Groups, groups).chain(of(Condition::Users, users))
}

fn of_place_and_time<'a>(
    clause: &'a Clause,
    words: &Vocabulary,
) -> impl Iterator<Item = (Condition, Edited<Clause>)> + use<'a> {
    let actions = clause.actions.as_ref();
    let others = Action::ALL.into_iter();
    let others = others.filter(move |it| actions.is_some_and(|list| !list.contains(it)));
    let actions = edits(actions, others, |list| Some(Clause { actions: list, ..clause.clone() }));
    let from = clause.from.as_ref();
    let more = from.and_then(|list| next(list, &words.zones));
    let from = edits(from, more, |list| Some(Clause { from: list, ..clause.clone() }));
    let during = clause.during.as_ref();
    let more = during.and_then(|list| next(list, &words.schedules));
    let during = edits(during, more, |list| Some(Clause { during: list, ..clause.clone() }));
    of(Condition::Actions, actions)
        .chain(of(Condition::From, from))
        .chain(of(Condition::During, during))
}

fn of_instants(clause: &Clause) -> impl Iterator<Item = (Condition, Edited<Clause>)> {
    let not_before = instant(clause.not_before, |not_before| {
        let until = clause.not_after;
        let fits = not_before.is_none_or(|from| until.is_none_or(|until| from < until));
        fits.then(|| Clause { not_before, ..clause.clone() })
    });
    let not_after = instant(clause.not_after, |not_after| {
        let from = clause.not_before;
        let fits = not_after.is_none_or(|until| from.is_none_or(|from| from < until));
        fits.then(|| Clause { not_after, ..clause.clone() })
    });
    let issued_before = instant(clause.issued_before, |issued_before| {
        Some(Clause { issued_before, ..clause.clone() })
    });
    let ages = clause.signed_in_within.into_iter().flat_map(|age| {
        let with = |age| Clause { signed_in_within: age, ..clause.clone() };
        let dropped = (Operator::DropCondition, Change::Dropped, with(None));
        let most = Limits::VERSION_1.signed_in_within;
        let others = [age.checked_sub(1), age.checked_add(1)].into_iter().flatten();
        let others = others.filter(|other| (1..=most).contains(other));
        let shifted = others.map(|other| {
            let (before, after) = (Value::Seconds(age), Value::Seconds(other));
            (Operator::ShiftSecond, Change::Replaced { before, after }, with(Some(other)))
        });
        [dropped].into_iter().chain(shifted).collect::<Vec<_>>()
    });
    of(Condition::NotBefore, not_before)
        .chain(of(Condition::NotAfter, not_after))
        .chain(of(Condition::SignedInWithin, ages))
        .chain(of(Condition::IssuedBefore, issued_before))
}

/// The instant not there, a second sooner and a second later.
fn instant(
    at: Option<UnixTime>,
    put: impl Fn(Option<UnixTime>) -> Option<Clause>,
) -> impl Iterator<Item = Edited<Clause>> {
    let edits = at.map(|at| {
        let dropped = put(None).map(|clause| (Operator::DropCondition, Change::Dropped, clause));
        let shifted = [-1, 1].into_iter().filter_map(|second| {
            let other = Some(at.saturating_add(second)).filter(|other| is_instant(*other))?;
            let (before, after) = (Value::Time(at), Value::Time(other));
            let change = Change::Replaced { before, after };
            Some((Operator::ShiftSecond, change, put(Some(other))?))
        });
        dropped.into_iter().chain(shifted).collect::<Vec<_>>()
    });
    edits.into_iter().flatten()
}

fn of_instances<'a>(
    clause: &'a Clause,
    words: &Vocabulary,
) -> impl Iterator<Item = (Condition, Edited<Clause>)> + use<'a> {
    let with = |change: &dyn Fn(&mut Instances)| Some(with_instances(clause, change));
    let instances = clause.instances.as_ref();
    let accounts = instances.and_then(|it| it.accounts.as_ref());
    let more = accounts.and_then(|list| next_or_new(list, &words.accounts));
    let accounts = edits(accounts, more, move |list| with(&|it| it.accounts.clone_from(&list)));
    let regions = instances.and_then(|it| it.regions.as_ref());
    let more = regions.and_then(|list| next_or_new(list, &words.regions));
    let regions = edits(regions, more, move |list| with(&|it| it.regions.clone_from(&list)));
    let ids = instances.and_then(|it| it.ids.as_ref());
    let more = ids.and_then(|list| next_or_new(list, &words.ids));
    let ids = edits(ids, more, move |list| with(&|it| it.ids.clone_from(&list)));
    of(Condition::Accounts, accounts)
        .chain(of(Condition::Regions, regions))
        .chain(of(Condition::InstanceIds, ids))
}

fn of_tags<'a>(
    clause: &'a Clause,
    words: &Vocabulary,
) -> impl Iterator<Item = (Condition, Edited<Clause>)> + use<'a> {
    let tags = clause.instances.iter().flat_map(|instances| &instances.tags);
    let keys = tags.clone().map(|(key, _)| key);
    let each = tags.clone().map(|(key, condition)| {
        of(Condition::Tag(key.clone()), of_tag(clause, (key, condition), words))
    });
    let each: Vec<_> = each.collect();
    let swapped = tags.zip(keys.skip(1)).filter_map(|((key, condition), other)| {
        let exchanged = with_instances(clause, |it| {
            if let Some(theirs) = it.tags.insert(other.clone(), condition.clone()) {
                it.tags.insert(key.clone(), theirs);
            }
        });
        let change = Change::Exchanged(other.clone());
        let edited = (Operator::SwapTags, change, exchanged);
        (edited.2 != *clause).then(|| (Condition::Tag(key.clone()), edited))
    });
    each.into_iter().flatten().chain(swapped)
}

/// Another condition of one tag.
fn of_tag<'a>(
    clause: &'a Clause,
    (key, condition): (&'a String, &'a TagCondition),
    words: &Vocabulary,
) -> impl Iterator<Item = Edited<Clause>> + use<'a> {
    let with = move |condition: Option<TagCondition>| {
        with_instances(clause, |it| match condition {
            Some(condition) => drop(it.tags.insert(key.clone(), condition)),
            None => drop(it.tags.remove(key)),
        })
    };
    let none = BTreeSet::new();
    let values = match condition {
        TagCondition::In(values) => Some(values),
        TagCondition::Present | TagCondition::EqualsCaller(_) => None,
    };
    let more = values.and_then(|it| next_or_new(it, words.tags.get(key).unwrap_or(&none)));
    let of_values = edits(values, more, move |list| Some(with(list.map(TagCondition::In))));
    let dropped = match condition {
        TagCondition::In(_) => None,
        TagCondition::Present | TagCondition::EqualsCaller(_) => {
            Some((Operator::DropCondition, Change::Dropped, with(None)))
        }
    };
    let present = match condition {
        TagCondition::EqualsCaller(fact) => {
            let fact = match fact {
                CallerFact::Groups => "groups".into(),
                CallerFact::User => "user".into(),
                CallerFact::Claim(name) => format!("claim:{name}"),
            };
            let change = replaced(format!("equals_caller: {fact}"), "present: true");
            Some((Operator::TagPresent, change, with(Some(TagCondition::Present))))
        }
        TagCondition::In(_) | TagCondition::Present => None,
    };
    dropped.into_iter().chain(present).chain(of_values)
}

/// The clause with other conditions on the caller, or none.
fn with_who(clause: &Clause, change: impl FnOnce(&mut Who)) -> Clause {
    let mut who = clause.who.clone().unwrap_or_default();
    change(&mut who);
    Clause { who: Some(who).filter(|who| *who != Who::default()), ..clause.clone() }
}

/// The clause with other conditions on the instance, or none.
fn with_instances(clause: &Clause, change: impl FnOnce(&mut Instances)) -> Clause {
    let mut instances = clause.instances.clone().unwrap_or_default();
    change(&mut instances);
    let instances = Some(instances).filter(|it| *it != Instances::default());
    Clause { instances, ..clause.clone() }
}

fn of<P>(
    condition: Condition,
    edits: impl Iterator<Item = Edited<P>>,
) -> impl Iterator<Item = (Condition, Edited<P>)> {
    edits.map(move |edited| (condition.clone(), edited))
}
