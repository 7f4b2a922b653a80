//! Regions of requests as JSON.

use alloc::{
    collections::{BTreeMap, BTreeSet},
    string::{String, ToString},
    vec::Vec,
};

use serde::{Serialize, Serializer};

use super::{Edition, Label, Span, Values, Within};
use crate::{CallerFact, Record, UnixTime};

/// `{"actions": ["stop"], "tags": {"Env": {"in": ["dev"], "absent": false}}}`: every request of which
/// all of this is so. What is not mentioned may be anything.
impl Serialize for Record<'_, Span> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let span = self.get();
        let actions = span.actions.as_ref();
        let times = |times: &Option<Vec<(Option<UnixTime>, Option<UnixTime>)>>| {
            let end = |at: &Option<UnixTime>| at.map(UnixTime::seconds);
            let run = |(from, to): &(Option<UnixTime>, Option<UnixTime>)| Run {
                from: end(from),
                to: end(to),
            };
            times.as_ref().map(|times| times.iter().map(run).collect())
        };
        let signed_in = span.signed_in.as_ref().map(|ages| {
            let run = |(from, to): &(u32, Option<u32>)| Run { from: Some(*from), to: *to };
            ages.iter().map(run).collect()
        });
        let object = Object {
            user: span.user.as_ref().map(Text::of),
            groups: &span.in_groups,
            no_group: &span.in_no_group,
            claims: texts(&span.claims),
            actions: actions.map(|it| it.iter().map(|action| action.name()).collect()),
            zones: span.zones.as_deref().map(|all| all.iter().map(Way::of).collect()),
            schedules: span.schedules.as_deref().map(|all| all.iter().map(Way::of).collect()),
            times: times(&span.times),
            signed_in,
            issued: times(&span.issued),
            account: span.account.as_ref().map(Text::of),
            region: span.region.as_ref().map(Text::of),
            id: span.id.as_ref().map(Text::of),
            tags: texts(&span.tags),
            equal: span.equal.iter().map(Equal::of).collect(),
        };
        object.serialize(serializer)
    }
}

#[derive(Serialize)]
struct Object<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    user: Option<Text<'a>>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    groups: &'a [BTreeSet<String>],
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    no_group: &'a BTreeSet<String>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    claims: BTreeMap<&'a str, Text<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    actions: Option<Vec<&'static str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    zones: Option<Vec<Way<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    schedules: Option<Vec<Way<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    times: Option<Vec<Run<i64>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    signed_in: Option<Vec<Run<u32>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    issued: Option<Vec<Run<i64>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    account: Option<Text<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<Text<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<Text<'a>>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    tags: BTreeMap<&'a str, Text<'a>>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    equal: Vec<Equal<'a>>,
}

/// One of these texts, or none of these; and whether it may be missing.
#[derive(Serialize)]
struct Text<'a> {
    #[serde(rename = "in", skip_serializing_if = "Option::is_none")]
    one_of: Option<&'a BTreeSet<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    none_of: Option<&'a BTreeSet<String>>,
    absent: bool,
}

impl<'a> Text<'a> {
    fn of(values: &'a Values) -> Self {
        Self {
            one_of: (!values.is_other).then_some(&values.texts),
            none_of: values.is_other.then_some(&values.texts),
            absent: values.may_be_absent,
        }
    }
}

fn texts(all: &BTreeMap<String, Values>) -> BTreeMap<&str, Text<'_>> {
    all.iter().map(|(key, values)| (key.as_str(), Text::of(values))).collect()
}

/// From the first on, before the second.
#[derive(Serialize)]
struct Run<T> {
    from: Option<T>,
    to: Option<T>,
}

#[derive(Serialize)]
struct Way<'a> {
    inside: Vec<Named<'a>>,
    outside: Vec<Named<'a>>,
}

#[derive(Serialize)]
struct Named<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    edition: Option<&'static str>,
}

impl<'a> Way<'a> {
    fn of(Within { inside, outside }: &'a Within) -> Self {
        Self { inside: names(inside), outside: names(outside) }
    }
}

fn names(labels: &BTreeSet<Label>) -> Vec<Named<'_>> {
    let named = labels.iter().map(|label| Named {
        name: label.name.as_str(),
        edition: label.edition.map(Edition::name),
    });
    named.collect()
}

/// Whether a tag equals a fact of the caller.
#[derive(Serialize)]
struct Equal<'a> {
    tag: &'a str,
    equals_caller: String,
    holds: bool,
}

impl<'a> Equal<'a> {
    fn of((tag, fact, holds): &'a (String, CallerFact, bool)) -> Self {
        Self { tag, equals_caller: fact.to_string(), holds: *holds }
    }
}
