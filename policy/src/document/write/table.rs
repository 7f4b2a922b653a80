//! Rows of the policy table.

use alloc::{
    collections::BTreeMap,
    format,
    string::{String, ToString},
    vec::Vec,
};

use super::tree::{Map, Tree, calendar, clause, head, invariant, rule, schedule, zone};
use crate::{
    Invariants, UtcOffset,
    document::{
        forms::{CALENDAR_DATES, Kind, POLICY},
        model::{Clause, Document, Rule},
        rows::{Attribute, Row},
    },
};

pub(in crate::document) fn write(document: &Document) -> Vec<Row> {
    each_row(document).collect()
}

/// The rows one at a time: the policy's own, then zones, calendars, schedules and rules.
pub(crate) fn each_row(document: &Document) -> impl Iterator<Item = Row> {
    let policy = Row { key: POLICY.to_string(), attributes: attributes(head(document)) };
    let zones = document.zones.iter().map(|(name, it)| row(Kind::Zone, name.as_str(), zone(it)));
    let calendars = document.calendars.iter().map(|(name, it)| {
        row(Kind::Calendar, name.as_str(), Map::from([(CALENDAR_DATES.to_string(), calendar(it))]))
    });
    let schedules = document
        .schedules
        .iter()
        .map(|(name, it)| row(Kind::Schedule, name.as_str(), schedule(it)));
    let rules = document.rules.iter().map(|it| rule_row(it, document.utc_offset));
    core::iter::once(policy).chain(zones).chain(calendars).chain(schedules).chain(rules)
}

/// The row of a rule, with its times in this offset.
pub(crate) fn rule_row(it: &Rule, offset: UtcOffset) -> Row {
    row(Kind::Rule, it.id.as_str(), rule(it, offset))
}

/// The rows of invariants.
pub(crate) fn invariant_rows(invariants: &Invariants) -> Vec<Row> {
    let offset = invariants.utc_offset;
    let rows = invariants
        .list
        .iter()
        .map(|it| row(Kind::Invariant, it.id.as_str(), invariant(it, offset)));
    rows.collect()
}

/// What a clause asks, as a row has it, with its times in this offset.
pub(crate) fn clause_attributes(it: &Clause, offset: UtcOffset) -> BTreeMap<String, Attribute> {
    attributes(clause(it, offset))
}

fn row(kind: Kind, name: &str, map: Map) -> Row {
    Row { key: format!("{}#{name}", kind.prefix()), attributes: attributes(map) }
}

fn attributes(map: Map) -> BTreeMap<String, Attribute> {
    map.into_iter().map(|(key, value)| (key, attribute(value))).collect()
}

fn attribute(tree: Tree) -> Attribute {
    match tree {
        Tree::Bool(value) => Attribute::Bool(value),
        Tree::List(items) => Attribute::List(items.into_iter().map(attribute).collect()),
        Tree::Map(map) => Attribute::Map(attributes(map)),
        Tree::Number(number) => Attribute::Number(number.to_string()),
        Tree::Text(text) => Attribute::String(text),
    }
}
