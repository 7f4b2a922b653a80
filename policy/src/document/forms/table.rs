//! Rows of the policy table.

use alloc::{
    collections::{BTreeMap, BTreeSet},
    format,
    string::String,
    vec::Vec,
};

use smol_str::SmolStr;

use super::too_deep;
use crate::{
    Limits,
    document::{
        check::did_you_mean,
        node::{Entry, Form, Node, Value, quote},
        report::{Fault, Report},
        rows::{Attribute, Row},
        trail::Trail,
    },
};

/// The key of the row with the policy's own attributes.
pub(in crate::document) const POLICY: &str = "POLICY";

/// The attribute of a calendar's row that holds its dates.
pub(in crate::document) const CALENDAR_DATES: &str = "dates";

/// The kinds of named rows.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(in crate::document) enum Kind {
    Calendar,
    /// No part of the document: something to hold it to.
    Invariant,
    Rule,
    Schedule,
    Zone,
}

impl Kind {
    const ALL: [Self; 5] =
        [Self::Calendar, Self::Invariant, Self::Rule, Self::Schedule, Self::Zone];

    /// What the key starts with.
    pub(in crate::document) const fn prefix(self) -> &'static str {
        match self {
            Self::Calendar => "CALENDAR",
            Self::Invariant => "INVARIANT",
            Self::Rule => "RULE",
            Self::Schedule => "SCHEDULE",
            Self::Zone => "ZONE",
        }
    }

    /// The key of the document that these rows are the entries of.
    const fn section(self) -> &'static str {
        match self {
            Self::Calendar => "calendars",
            Self::Invariant => "invariants",
            Self::Rule => "rules",
            Self::Schedule => "schedules",
            Self::Zone => "zones",
        }
    }
}

/// Reads the rows, in whatever order they come; those of invariants are passed over.
pub(in crate::document) fn read(rows: &[Row]) -> (Option<Node>, Report) {
    let limits = Limits::VERSION_1;
    let most = limits.names.saturating_mul(3).saturating_add(limits.rules).saturating_add(1);
    let mut reader = Reader::new();
    if reader.rows(rows, most, |row| !is_invariant(row)) {
        reader.finish()
    } else {
        (None, reader.report)
    }
}

/// Reads the rows of invariants; all others are passed over.
pub(crate) fn read_invariants(rows: &[Row]) -> (Option<Vec<Node>>, Report) {
    let mut reader = Reader::new();
    let few = reader.rows(rows, Limits::VERSION_1.invariants, is_invariant);
    let rows = reader.sections.remove(&Kind::Invariant).unwrap_or_default();
    let rows = rows.into_iter().map(|entry| entry.value).collect();
    (few.then_some(rows), reader.report)
}

fn is_invariant(row: &Row) -> bool {
    named(row).is_some_and(|(kind, _)| kind == Kind::Invariant)
}

/// What a row holds, by its key, if it is of a kind that has names.
fn named(row: &Row) -> Option<(Kind, &str)> {
    let (prefix, name) = row.key.split_once('#')?;
    Some((Kind::ALL.into_iter().find(|kind| kind.prefix() == prefix)?, name))
}

struct Reader {
    report: Report,
    policy: Option<Vec<Entry>>,
    sections: BTreeMap<Kind, Vec<Entry>>,
}

impl Reader {
    fn new() -> Self {
        Self { report: Report::new(Form::Rows), policy: None, sections: BTreeMap::new() }
    }

    /// Takes those of the rows that are meant, unless they are too many.
    fn rows(&mut self, rows: &[Row], most: usize, is_meant: impl Fn(&Row) -> bool) -> bool {
        let rows: Vec<&Row> = rows.iter().filter(|row| is_meant(row)).collect();
        if rows.len() > most {
            let found = format!("{} rows", rows.len());
            let fault = Fault::new("limit", found, format!("at most {most} rows"));
            self.report.refuse_whole(None, fault);
            return false;
        }
        let mut seen = BTreeSet::new();
        for row in rows {
            if seen.insert(&row.key) {
                self.row(row);
            } else {
                let trail = self.report.row(&row.key);
                let spot = self.report.spot(trail, None);
                let fault =
                    Fault::new("duplicate_row", "a second row with this key", "each key once");
                self.report.refuse(&spot, fault);
            }
        }
        true
    }

    fn row(&mut self, row: &Row) {
        let trail = self.report.row(&row.key);
        if row.key == POLICY {
            let entries = self.entries(&row.attributes, trail, 1);
            self.policy = Some(self.without_sections(entries));
            return;
        }
        match named(row) {
            Some((kind, name)) => self.named(kind, name, row, trail),
            None => self.unknown_row(row, trail),
        }
    }

    fn named(&mut self, kind: Kind, name: &str, row: &Row, trail: Trail) {
        let spot = self.report.spot(trail, None);
        let mut entries = self.entries(&row.attributes, trail, 1);
        let value = match kind {
            Kind::Calendar => self.dates(entries, trail),
            Kind::Invariant | Kind::Rule => {
                entries.retain(|entry| !self.is_id(entry, kind));
                let id = Node { value: Value::Text(name.into()), spot };
                entries.insert(0, Entry { key: "id".into(), spot, value: id });
                Node { value: Value::Map(entries), spot }
            }
            Kind::Schedule | Kind::Zone => Node { value: Value::Map(entries), spot },
        };
        let entry = Entry { key: name.into(), spot, value };
        self.sections.entry(kind).or_default().push(entry);
    }

    /// A calendar is a list; in a row it has to have the name of an attribute.
    fn dates(&mut self, entries: Vec<Entry>, trail: Trail) -> Node {
        let mut dates = None;
        for entry in entries {
            if entry.key == CALENDAR_DATES {
                dates = Some(entry.value);
            } else {
                let found = format!("the unknown attribute {}", quote(&entry.key));
                let fault = Fault::new("unknown_key", found, "only the attribute `dates`");
                self.report.refuse(&entry.spot, fault);
            }
        }
        dates.unwrap_or_else(|| {
            let trail = self.report.key(trail, &CALENDAR_DATES.into());
            Node { value: Value::Null, spot: self.report.spot(trail, None) }
        })
    }

    fn is_id(&mut self, entry: &Entry, kind: Kind) -> bool {
        let is_id = entry.key == "id";
        if is_id {
            let fault =
                Fault::new("id_attribute", "an attribute `id`", "the id in the row's key only");
            let help = format!("remove the attribute: the id is what follows `{}#`", kind.prefix());
            let fault = fault.help(help);
            self.report.refuse(&entry.spot, fault);
        }
        is_id
    }

    fn without_sections(&mut self, mut entries: Vec<Entry>) -> Vec<Entry> {
        entries.retain(|entry| {
            let Some(kind) = Kind::ALL.into_iter().find(|kind| kind.section() == entry.key) else {
                return true;
            };
            let found = format!("the attribute {}", quote(&entry.key));
            let required = format!("{} in rows of their own", kind.section());
            let help =
                format!("give each one a row whose key is `{}#` and its name", kind.prefix());
            let fault = Fault::new("section_in_row", found, required).help(help);
            self.report.refuse(&entry.spot, fault);
            false
        });
        entries
    }

    fn unknown_row(&mut self, row: &Row, trail: Trail) {
        let spot = self.report.spot(trail, None);
        let prefix = row.key.split('#').next().unwrap_or_default();
        let words = [POLICY, "CALENDAR#", "INVARIANT#", "RULE#", "SCHEDULE#", "ZONE#"];
        let near = did_you_mean(&format!("{}#", prefix.to_uppercase()), words);
        let fault = Fault::new(
            "unknown_row",
            "a row of an unknown kind",
            "the key `POLICY`, or one that starts with `CALENDAR#`, `INVARIANT#`, `RULE#`, `SCHEDULE#` or `ZONE#`",
        );
        self.report.refuse(&spot, fault.maybe(near));
    }

    fn entries(
        &mut self,
        attributes: &BTreeMap<String, Attribute>,
        trail: Trail,
        depth: usize,
    ) -> Vec<Entry> {
        let mut entries = Vec::new();
        for (key, attribute) in attributes {
            let key = SmolStr::new(key);
            let trail = self.report.key(trail, &key);
            let spot = self.report.spot(trail, None);
            let value = self.node(attribute, trail, depth);
            entries.push(Entry { key, spot, value });
        }
        entries
    }

    fn node(&mut self, attribute: &Attribute, trail: Trail, depth: usize) -> Node {
        let spot = self.report.spot(trail, None);
        let deeper = depth.saturating_add(1);
        if depth > Limits::VERSION_1.depth {
            self.report.refuse(&spot, too_deep());
            return Node { value: Value::Reported, spot };
        }
        let value = match attribute {
            Attribute::Binary(_) => Value::Foreign("a binary value (B)"),
            Attribute::Bool(value) => Value::Bool(*value),
            Attribute::BinarySet(_) => Value::Foreign("a set of binary values (BS)"),
            Attribute::List(items) => {
                let mut list = Vec::new();
                for (index, item) in items.iter().enumerate() {
                    let trail = self.report.index(trail, index);
                    list.push(self.node(item, trail, deeper));
                }
                Value::List(list)
            }
            Attribute::Map(map) => Value::Map(self.entries(map, trail, deeper)),
            Attribute::Number(number) => Value::Number(number.into()),
            Attribute::NumberSet(_) => Value::Foreign("a set of numbers (NS)"),
            Attribute::Null => Value::Null,
            Attribute::String(text) => Value::Text(text.into()),
            Attribute::StringSet(_) => Value::Foreign("a set of strings (SS)"),
        };
        Node { value, spot }
    }

    /// The document, with what the missing row would have held marked as already reported.
    fn finish(mut self) -> (Option<Node>, Report) {
        let trail = self.report.row(POLICY);
        let spot = self.report.spot(trail, None);
        let mut entries = self.policy.unwrap_or_else(|| {
            let fault = Fault::new(
                "missing_row",
                "no such row",
                "the row with the attributes `version`, `policy`, `utc_offset` and, where wanted, `required_tags`",
            );
            self.report.refuse(&spot, fault);
            let known = ["version", "policy", "utc_offset"];
            known.map(|key| reported(key, &mut self.report)).into()
        });
        for (kind, section) in self.sections {
            let key = SmolStr::new_static(kind.section());
            let trail = self.report.key(Trail::ROOT, &key);
            let spot = self.report.spot(trail, None);
            let value = match kind {
                Kind::Invariant | Kind::Rule => {
                    Value::List(section.into_iter().map(|entry| entry.value).collect())
                }
                Kind::Calendar | Kind::Schedule | Kind::Zone => Value::Map(section),
            };
            let value = Node { value, spot };
            entries.push(Entry { key, spot, value });
        }
        (Some(Node { value: Value::Map(entries), spot }), self.report)
    }
}

fn reported(key: &str, report: &mut Report) -> Entry {
    let row = report.row(POLICY);
    let key = SmolStr::new(key);
    let trail = report.key(row, &key);
    let spot = report.spot(trail, None);
    let value = Node { value: Value::Reported, spot };
    Entry { key, spot, value }
}
