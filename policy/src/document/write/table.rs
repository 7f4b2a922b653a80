//! Rows of the policy table.

use alloc::{format, string::ToString, vec::Vec};

use super::tree::{Map, Tree, calendar, head, rule, schedule, zone};
use crate::document::{
    forms::{CALENDAR_DATES, Kind, POLICY},
    model::Document,
    rows::{Attribute, Row},
};

pub(in crate::document) fn write(document: &Document) -> Vec<Row> {
    let mut rows =
        Vec::from([Row { key: POLICY.to_string(), attributes: attributes(head(document)) }]);
    rows.extend(document.zones.iter().map(|(name, it)| row(Kind::Zone, name.as_str(), zone(it))));
    rows.extend(document.calendars.iter().map(|(name, it)| {
        row(Kind::Calendar, name.as_str(), Map::from([(CALENDAR_DATES.to_string(), calendar(it))]))
    }));
    rows.extend(
        document
            .schedules
            .iter()
            .map(|(name, it)| row(Kind::Schedule, name.as_str(), schedule(it))),
    );
    let offset = document.utc_offset;
    rows.extend(document.rules.iter().map(|it| row(Kind::Rule, it.id.as_str(), rule(it, offset))));
    rows
}

fn row(kind: Kind, name: &str, map: Map) -> Row {
    Row { key: format!("{}#{name}", kind.prefix()), attributes: attributes(map) }
}

fn attributes(map: Map) -> alloc::collections::BTreeMap<alloc::string::String, Attribute> {
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
