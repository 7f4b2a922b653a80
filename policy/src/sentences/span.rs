//! A region of requests in words.

use alloc::{
    collections::{BTreeMap, BTreeSet},
    string::{String, ToString},
    vec::Vec,
};

use super::{Language, say};
use crate::{
    Attribute, UnixTime, UtcOffset,
    analysis::{Label, Span, Values, Within},
    document::{instant, span_text},
};

/// A region of requests in words: every request in which all of this is so. Times are in this offset
/// (of the [document](crate::Document::utc_offset)).
///
/// The words are those of a rule's sentence, and more: a region also says what is not so.
///
/// ```
/// use sekisho_policy::{
///     Document, UnixTime,
///     analysis::{Budget, Comparison, Hints},
///     sentences::{Language, span_phrase},
/// };
///
/// let document = |more: &str| {
///     Document::from_yaml(&format!(
///         "{{ version: 1, policy: town, utc_offset: '+09:00', rules: [{{ id: staff, effect: allow, \
///          who: {{ groups: [staff] }}, actions: [start, stop], \
///          instances: {{ tags: {{ Env: [dev{more}] }} }} }}] }}"
///     ))
///     .unwrap()
/// };
/// let (old, new) = (document(""), document(", stg"));
/// let hints = Hints::near(UnixTime::from_seconds(1_795_478_400));
/// let opened = Comparison::new(&old, &new, &hints).opened(1, Budget::default());
///
/// let region = &opened[0].regions[0].region;
/// assert_eq!(
///     span_phrase(region, new.utc_offset(), Language::English),
///     "every request in which the caller is in the group \"staff\", and the action is to start or \
///      stop, and the instance's tag \"Env\" is \"stg\"",
/// );
/// assert_eq!(
///     span_phrase(region, new.utc_offset(), Language::Japanese),
///     "本人がグループ「staff」の一員で、操作が起動・停止のいずれかで、インスタンスのタグ「Env」の値が「stg」である\
///      すべてのリクエスト",
/// );
/// ```
#[must_use]
pub fn span_phrase(span: &Span, offset: UtcOffset, language: Language) -> String {
    let mut text = String::new();
    let grammar = language.grammar();
    if !say::say(&grammar.span, &Attribute::Map(attributes(span, offset)), &mut text) {
        text.push_str(grammar.unsayable);
    }
    text
}

type Map = BTreeMap<String, Attribute>;

fn attributes(span: &Span, offset: UtcOffset) -> Map {
    let mut map = Map::new();
    let mut put = |key: &str, value: Option<Attribute>| {
        map.extend(value.map(|value| (key.to_string(), value)));
    };
    put("user", span.user.as_ref().map(values));
    put("groups", list(span.in_groups.iter().map(texts)));
    put("no_group", list(span.in_no_group.iter().map(text)));
    put("claims", entries(&span.claims));
    let actions = span.actions.iter().flatten();
    put("actions", list(actions.map(|action| text(action.name()))));
    put("zones", ways(span.zones.as_deref()));
    put("schedules", ways(span.schedules.as_deref()));
    let moment = |at: UnixTime| text(&instant(at, offset));
    let moments = |times: &Option<Vec<(Option<UnixTime>, Option<UnixTime>)>>| {
        let times = times.iter().flatten();
        list(times.map(|(from, to)| run(from.map(moment), to.map(moment))))
    };
    put("times", moments(&span.times));
    put("issued", moments(&span.issued));
    let length = |seconds: u32| text(&span_text(seconds));
    let lengths = span.signed_in.iter().flatten();
    put(
        "signed_in",
        list(lengths.map(|(from, to)| run((*from > 0).then(|| length(*from)), to.map(length)))),
    );
    put("instance", instance(span));
    map
}

fn instance(span: &Span) -> Option<Attribute> {
    let mut map = Map::new();
    for (key, known) in [("account", &span.account), ("region", &span.region), ("id", &span.id)] {
        // Every instance that anybody can point at has these: that one may lack them is not said.
        let known = known.clone().map(|it| Values { may_be_absent: false, ..it });
        map.extend(known.map(|it| (key.to_string(), values(&it))));
    }
    map.extend(entries(&span.tags).map(|tags| ("tags".to_string(), tags)));
    let equal = span.equal.iter().map(|(tag, fact, holds)| {
        let verb = if *holds { "equals_caller" } else { "differs_from_caller" };
        let pairs = [("key", text(tag)), (verb, text(fact))];
        Attribute::Map(pairs.map(|(key, value)| (key.to_string(), value)).into())
    });
    map.extend(list(equal).map(|equal| ("equal".to_string(), equal)));
    (!map.is_empty()).then_some(Attribute::Map(map))
}

/// What a text may be: `in` or `none_of`, with `absent` or `present` where one is so or need not be.
fn values(values: &Values) -> Attribute {
    let Values { texts: named, is_other, may_be_absent } = values;
    let mut map = Map::new();
    if !named.is_empty() {
        let key = if *is_other { "none_of" } else { "in" };
        map.insert(key.to_string(), texts(named));
    }
    if *may_be_absent {
        map.insert("absent".to_string(), Attribute::Bool(true));
    } else if *is_other {
        map.insert("present".to_string(), Attribute::Bool(true));
    }
    Attribute::Map(map)
}

fn entries(all: &BTreeMap<String, Values>) -> Option<Attribute> {
    let entries: Map = all.iter().map(|(key, it)| (key.clone(), values(it))).collect();
    (!entries.is_empty()).then_some(Attribute::Map(entries))
}

/// Inside and outside of schedules or zones.
fn ways(ways: Option<&[Within]>) -> Option<Attribute> {
    let way = |Within { inside, outside }: &Within| {
        let sides = [("inside", inside), ("outside", outside)];
        let sides = sides
            .into_iter()
            .filter_map(|(key, labels)| Some((key.to_string(), list(labels.iter().map(label))?)));
        Attribute::Map(sides.collect())
    };
    list(ways?.iter().map(way))
}

fn label(label: &Label) -> Attribute {
    let mut map: Map = [("name".to_string(), text(&label.name))].into();
    let edition = label.edition.map(|edition| text(edition.name()));
    map.extend(edition.map(|edition| ("edition".to_string(), edition)));
    Attribute::Map(map)
}

/// From a first value on, up to another.
fn run(from: Option<Attribute>, to: Option<Attribute>) -> Attribute {
    let ends = [("from", from), ("to", to)].into_iter();
    Attribute::Map(ends.filter_map(|(key, end)| Some((key.to_string(), end?))).collect())
}

fn texts(all: &BTreeSet<String>) -> Attribute {
    Attribute::List(all.iter().map(text).collect())
}

/// The list, if it is not empty.
fn list(items: impl Iterator<Item = Attribute>) -> Option<Attribute> {
    let items: Vec<Attribute> = items.collect();
    (!items.is_empty()).then_some(Attribute::List(items))
}

fn text(value: &(impl ToString + ?Sized)) -> Attribute {
    Attribute::String(value.to_string())
}
