//! The tree of a checked document: keys in the order of the language, sets in order.
//!
//! The order is fixed, defaults are left out and every value has one spelling: documents that are
//! equal have equal trees.

use alloc::{
    collections::{BTreeMap, BTreeSet},
    format,
    string::{String, ToString},
    vec::Vec,
};
use core::fmt::Display;

use jiff::Timestamp;

use crate::{
    Invariant, Invariants, Statement, UnixTime, UtcOffset,
    document::{
        check::span_text,
        model::{
            Calendar, Clause, Document, Effect, Instances, Rule, Schedule, TagCondition, Who, Zone,
        },
    },
};

/// What the forms have in common.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Tree {
    Bool(bool),
    List(Vec<Self>),
    Map(Map),
    Number(u32),
    Text(String),
}

/// Keys and values in order.
pub(super) type Map = Vec<(String, Tree)>;

/// The document's own keys, without its named parts and its rules.
pub(super) fn head(document: &Document) -> Map {
    let mut map = Map::new();
    map.push(("version".to_string(), Tree::Number(1)));
    map.push(("policy".to_string(), text(&document.name)));
    map.push(("utc_offset".to_string(), Tree::Text(offset(document.utc_offset))));
    if !document.required_tags.is_empty() {
        map.push(("required_tags".to_string(), list(&document.required_tags)));
    }
    map
}

/// The document without its rules, which come last.
pub(super) fn parts(document: &Document) -> Map {
    let mut map = head(document);
    named(&mut map, "zones", &document.zones, |zone| Tree::Map(self::zone(zone)));
    named(&mut map, "calendars", &document.calendars, calendar);
    named(&mut map, "schedules", &document.schedules, |schedule| {
        Tree::Map(self::schedule(schedule))
    });
    map
}

/// The rules, never none, each to be written before the next one is made: the trees of all of them
/// are many times as large as their text.
pub(super) fn rules(document: &Document) -> impl Iterator<Item = Tree> {
    document.rules.iter().map(|rule| {
        let mut map = Map::from([("id".to_string(), text(&rule.id))]);
        map.extend(self::rule(rule, document.utc_offset));
        Tree::Map(map)
    })
}

fn named<K: Display, T>(
    map: &mut Map,
    key: &str,
    parts: &BTreeMap<K, T>,
    tree: impl Fn(&T) -> Tree,
) {
    if !parts.is_empty() {
        let parts = parts.iter().map(|(name, part)| (name.to_string(), tree(part)));
        map.push((key.to_string(), Tree::Map(parts.collect())));
    }
}

pub(super) fn zone(zone: &Zone) -> Map {
    let mut map = Map::new();
    optional(&mut map, "vpce", zone.vpc_endpoints.as_ref(), list);
    optional(&mut map, "cidrs", zone.cidrs.as_ref(), list);
    map
}

pub(super) fn calendar(calendar: &Calendar) -> Tree {
    let ranges = calendar.ranges.iter().map(|range| {
        Tree::Text(if range.first == range.last {
            range.first.to_string()
        } else {
            format!("{}/{}", range.first, range.last)
        })
    });
    Tree::List(ranges.collect())
}

pub(super) fn schedule(schedule: &Schedule) -> Map {
    let weekly = schedule.weekly.iter().map(|window| {
        let days = window.days.iter().map(|day| Tree::Text(day.name().to_string()));
        Tree::Map(Map::from([
            ("days".to_string(), Tree::List(days.collect())),
            ("from".to_string(), minute(window.from)),
            ("to".to_string(), minute(window.to)),
        ]))
    });
    let mut map = Map::from([("weekly".to_string(), Tree::List(weekly.collect()))]);
    if !schedule.except.is_empty() {
        map.push(("except".to_string(), list(&schedule.except)));
    }
    map
}

/// The rule without its id.
pub(super) fn rule(rule: &Rule, offset: UtcOffset) -> Map {
    let effect = match rule.effect {
        Effect::Allow => "allow",
        Effect::Deny => "deny",
    };
    let mut map = Map::from([("effect".to_string(), Tree::Text(effect.to_string()))]);
    optional(&mut map, "description", rule.description.as_ref(), text);
    if !rule.enabled {
        map.push(("enabled".to_string(), Tree::Bool(false)));
    }
    optional(&mut map, "approved_by", rule.approved_by.as_ref(), text);
    let when = clause(&rule.when, offset);
    let (everyone, any) = (Tree::Text("everyone".to_string()), Tree::Text("any".to_string()));
    for (key, all) in [("who", everyone), ("actions", any.clone()), ("instances", any)] {
        if !when.iter().any(|(name, _)| name == key) {
            map.push((key.to_string(), all));
        }
    }
    map.extend(when);
    map.sort_by_key(|(key, _)| ORDER.iter().position(|name| name == key));
    let unless: Vec<Tree> = rule.unless.iter().map(|it| Tree::Map(clause(it, offset))).collect();
    if !unless.is_empty() {
        map.push(("unless".to_string(), Tree::List(unless)));
    }
    if let Some(runbook) = &rule.obligations.before_stop {
        let obligations = Map::from([("before_stop".to_string(), text(runbook))]);
        map.push(("obligations".to_string(), Tree::Map(obligations)));
    }
    map
}

/// A file of invariants.
pub(super) fn invariants(invariants: &Invariants) -> Map {
    let list = invariants.list.iter().map(|it| {
        let mut map = Map::from([("id".to_string(), text(&it.id))]);
        map.extend(invariant(it, invariants.utc_offset));
        Tree::Map(map)
    });
    Map::from([
        ("version".to_string(), Tree::Number(1)),
        ("invariants".to_string(), Tree::List(list.collect())),
    ])
}

/// The invariant without its id.
pub(super) fn invariant(invariant: &Invariant, offset: UtcOffset) -> Map {
    let mut map = Map::new();
    optional(&mut map, "description", invariant.description.as_ref(), text);
    let mut say = |key: &str, tree| map.push((key.to_string(), tree));
    match &invariant.statement {
        Statement::Always(clause) => say("always", requests(clause, offset)),
        Statement::Delegation { rules, within } => {
            say("rules", Tree::Text(format!("{rules}*")));
            say("within", requests(within, offset));
        }
        Statement::Never(clause) => say("never", requests(clause, offset)),
        Statement::Only { clause, within } => {
            say("only", requests(clause, offset));
            say("within", requests(within, offset));
        }
    }
    map
}

fn requests(clause: &Clause, offset: UtcOffset) -> Tree {
    if *clause == Clause::default() {
        return Tree::Text("any".to_string());
    }
    Tree::Map(self::clause(clause, offset))
}

/// What a clause asks.
pub(super) fn clause(clause: &Clause, policy: UtcOffset) -> Map {
    let mut map = Map::new();
    let time = |at: &UnixTime| Tree::Text(instant(*at, policy));
    optional(&mut map, "who", clause.who.as_ref(), who);
    optional(&mut map, "actions", clause.actions.as_ref(), list);
    optional(&mut map, "from", clause.from.as_ref(), list);
    optional(&mut map, "during", clause.during.as_ref(), list);
    optional(&mut map, "not_before", clause.not_before.as_ref(), time);
    optional(&mut map, "not_after", clause.not_after.as_ref(), time);
    optional(&mut map, "signed_in_within", clause.signed_in_within.as_ref(), |seconds| {
        Tree::Text(span_text(*seconds))
    });
    optional(&mut map, "issued_before", clause.issued_before.as_ref(), time);
    optional(&mut map, "instances", clause.instances.as_ref(), instances);
    map
}

fn who(who: &Who) -> Tree {
    let mut map = Map::new();
    optional(&mut map, "groups", who.groups.as_ref(), literals);
    optional(&mut map, "users", who.users.as_ref(), literals);
    Tree::Map(map)
}

fn instances(instances: &Instances) -> Tree {
    let mut map = Map::new();
    optional(&mut map, "accounts", instances.accounts.as_ref(), list);
    optional(&mut map, "regions", instances.regions.as_ref(), list);
    optional(&mut map, "ids", instances.ids.as_ref(), list);
    named(&mut map, "tags", &instances.tags, |condition| match condition {
        TagCondition::In(values) => literals(values),
        TagCondition::Present => Tree::Map([("present".to_string(), Tree::Bool(true))].into()),
        TagCondition::EqualsCaller(fact) => {
            Tree::Map([("equals_caller".to_string(), text(fact))].into())
        }
    });
    Tree::Map(map)
}

fn optional<T>(map: &mut Map, key: &str, value: Option<&T>, tree: impl FnOnce(&T) -> Tree) {
    if let Some(value) = value {
        map.push((key.to_string(), tree(value)));
    }
}

fn text(value: &impl ToString) -> Tree {
    Tree::Text(value.to_string())
}

fn list<T: ToString>(values: &BTreeSet<T>) -> Tree {
    Tree::List(values.iter().map(text).collect())
}

/// Texts, of which one that looks like a pattern is marked as meant literally.
fn literals(values: &BTreeSet<String>) -> Tree {
    let marked = |value: &String| {
        if value.contains(['*', '?']) {
            Tree::Map([("literal".to_string(), text(value))].into())
        } else {
            text(value)
        }
    };
    Tree::List(values.iter().map(marked).collect())
}

/// `+09:00`.
pub(in crate::document) fn offset(offset: UtcOffset) -> String {
    let sign = if offset.minutes() < 0 { '-' } else { '+' };
    format!("{sign}{}", clock(offset.minutes().unsigned_abs()))
}

fn minute(minute: u16) -> Tree {
    Tree::Text(clock(minute))
}

fn clock(minutes: u16) -> String {
    let hours = minutes.checked_div(60).unwrap_or_default();
    let minutes = minutes.checked_rem(60).unwrap_or_default();
    format!("{hours:02}:{minutes:02}")
}

/// The time as a clock in the policy's offset shows it.
pub(crate) fn instant(at: UnixTime, policy: UtcOffset) -> String {
    let east = i64::from(policy.minutes()).saturating_mul(60);
    let shown = Timestamp::from_second(at.saturating_add(east).seconds()).unwrap_or_default();
    let shown = jiff::tz::Offset::UTC.to_datetime(shown);
    format!("{shown}{}", offset(policy))
}

const ORDER: [&str; 13] = [
    "effect",
    "description",
    "enabled",
    "approved_by",
    "who",
    "actions",
    "from",
    "during",
    "not_before",
    "not_after",
    "signed_in_within",
    "issued_before",
    "instances",
];
