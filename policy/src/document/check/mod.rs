//! The one reader of the tree: every law of the language, every problem of a document in one go.

mod calendar;
mod cidr;
mod clause;
mod clock;
mod fields;
mod instances;
mod invariants;
mod near;
mod obligations;
mod regions;
mod rule;
mod schedule;
mod sections;
mod sightings;
mod text;
mod values;
mod warn;
mod zone;

pub(crate) use cidr::is_network;
pub(crate) use clock::{is_instant, moment, span_text};
pub(crate) use fields::{describe, one_of};
pub(crate) use invariants::{check_invariant_rows, check_invariants};
pub(crate) use near::{did_you_mean, nearest};
pub(crate) use sightings::look;
pub(crate) use text::{id, invisible};

use alloc::{
    collections::{BTreeMap, BTreeSet},
    format,
    string::String,
    vec::Vec,
};

use smol_str::SmolStr;

use super::{
    forms::{Later, Outline},
    model::Document,
    node::{Form, Node, Spot, Value},
    problem::Problems,
    report::{Fault, Report},
};
use crate::{Limits, PolicyName, UtcOffset};
use fields::Fields;
use sections::Section;
use sightings::Sightings;
use text::Kind;

/// Checks a tree and builds the document.
pub(super) fn check((root, report): (Option<Node>, Report)) -> Result<Document, Problems> {
    let mut check = Check::new(report);
    let document = root.and_then(|root| check.document(&root, &[]));
    check.finish(document)
}

/// Checks a document whose rules are read one at a time, each forgotten before the next. Where there
/// is something wrong with it, this says only that there is: what, the whole tree has to tell.
pub(super) fn check_outline(outline: Outline<'_>) -> Option<Document> {
    let mut check = Check::new(outline.report);
    let document = check.document(&outline.root, &outline.rules);
    check.finish(document).ok()
}

/// Something was wrong and has been reported.
struct Reported;

/// What the reader carries through the document.
struct Check {
    report: Report,
    /// The names declared in each section, with where, and whether anything refers to them.
    declared: BTreeMap<Section, BTreeMap<SmolStr, (Spot, bool)>>,
    /// The policy they are declared in, where that is another document than the one that is read.
    names_of: Option<PolicyName>,
    required_tags: BTreeSet<String>,
    sightings: Sightings,
}

impl Check {
    fn new(report: Report) -> Self {
        Self {
            report,
            declared: BTreeMap::new(),
            names_of: None,
            required_tags: BTreeSet::new(),
            sightings: Sightings::default(),
        }
    }

    fn finish(self, document: Option<Document>) -> Result<Document, Problems> {
        let (mut document, warnings) = self.report.finish(document)?;
        document.warnings = warnings;
        Ok(document)
    }

    /// The document; `rules` are those that are still unread.
    fn document(&mut self, root: &Node, rules: &[Later<'_>]) -> Option<Document> {
        let fields =
            self.fields(root, &KEYS, "a policy document: a mapping that starts with `version: 1`")?;
        if !self.version(&fields) {
            return None; // another version has other laws: nothing else can be said
        }
        for section in Section::ALL {
            self.declare(&fields, section);
        }
        let name = self.required(&fields, "policy", "the name of the policy");
        let name = name.and_then(|node| self.id(node, PolicyName::parse));
        let utc_offset = self.required(&fields, "utc_offset", UTC_OFFSET);
        let utc_offset = utc_offset.and_then(|node| self.utc_offset(node));
        if let Some(node) = fields.find("required_tags") {
            self.required_tags(node);
        }
        // Times are read in the offset; where it is broken they are still checked.
        let offset = utc_offset.unwrap_or(UtcOffset::UTC);
        let zones = self.section(&fields, Section::Zones, Self::zone);
        let calendars = self.section(&fields, Section::Calendars, Self::calendar);
        let schedules = self.section(&fields, Section::Schedules, Self::schedule);
        let rules = self.rules(&fields, rules, offset);
        self.warn_of_unused_names();
        Some(Document {
            name: name?,
            utc_offset: utc_offset?,
            required_tags: core::mem::take(&mut self.required_tags),
            zones: zones?,
            calendars: calendars?,
            schedules: schedules?,
            rules: rules?,
            warnings: Vec::new(),
        })
    }

    /// Whether this is version 1, or nothing worse than already reported.
    fn version(&mut self, fields: &Fields<'_>) -> bool {
        let Some(node) =
            self.required(fields, "version", "`version: 1`, the version of the language")
        else {
            return false;
        };
        let fault = self.wrong(node, "the number 1");
        let fault = match &node.value {
            Value::Reported => return true,
            Value::Number(number) if number == "1" => return true,
            Value::Text(text) if text == "1" => fault.help(self.without_quotes("1")),
            Value::Bool(_)
            | Value::Foreign(_)
            | Value::List(_)
            | Value::Map(_)
            | Value::Null
            | Value::Number(_)
            | Value::Text(_)
            | Value::Unread => fault.help("this is the only version of the language so far"),
        };
        self.report.refuse(&node.spot, fault);
        false
    }

    fn utc_offset(&mut self, node: &Node) -> Option<UtcOffset> {
        let text = self.notation(node, UTC_OFFSET)?;
        let parsed = clock::offset(text);
        self.accept(&node.spot, parsed)
    }

    fn required_tags(&mut self, node: &Node) {
        let list = values::List {
            required: "a list of tag keys",
            most: Limits::VERSION_1.tags,
            empty: "leave `required_tags` out if no tag is required",
        };
        let tags = self.set(node, &list, |check, node| {
            let text = check.text(node, "a tag key")?;
            let parsed = text::clean(text, Kind::TagKey);
            let key = check.accept(&node.spot, parsed)?;
            check.see(sightings::Domain::TagKey, &key, &node.spot);
            Some(key)
        });
        self.required_tags = tags.unwrap_or_default();
    }

    /// What was parsed, or its fault reported.
    fn accept<T>(&mut self, spot: &Spot, parsed: Result<T, Fault>) -> Option<T> {
        parsed.map_err(|fault| self.report.refuse(spot, fault)).ok()
    }

    /// An identifier.
    fn id<T>(&mut self, node: &Node, parse: fn(&str) -> Result<T, crate::InvalidId>) -> Option<T> {
        if let Value::Text(text) = &node.value {
            let parsed = id(text, parse);
            return self.accept(&node.spot, parsed);
        }
        let required = parse("").err().map_or("an identifier", |invalid| invalid.required());
        let quotes_would_do = matches!(&node.value, Value::Number(text) if parse(text).is_ok());
        let text = if quotes_would_do {
            self.text(node, required)?
        } else {
            self.notation(node, required)?
        };
        let parsed = id(text, parse);
        self.accept(&node.spot, parsed)
    }

    fn without_quotes(&self, value: &str) -> String {
        match self.report.form {
            Form::Rows => format!("store {value} as a number (N)"),
            Form::Json | Form::Yaml => format!("write it without quotes: `{value}`"),
        }
    }
}

const KEYS: [&str; 8] = [
    "version",
    "policy",
    "utc_offset",
    "required_tags",
    "zones",
    "calendars",
    "schedules",
    "rules",
];
const UTC_OFFSET: &str = "the distance from UTC in which times are read, such as `\"+09:00\"`";
