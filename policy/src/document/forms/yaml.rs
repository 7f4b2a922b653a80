//! YAML 1.2 with the core schema, less everything that makes one text mean another: no anchors, no
//! aliases, no tags, one document, keys that are text and not given twice.

use alloc::{borrow::Cow, collections::BTreeMap, format, string::ToString, vec::Vec};

use saphyr_parser::{Event, Parser, ScalarStyle, ScanError, Span, Tag};
use smol_str::{SmolStr, ToSmolStr};

use super::{Subject, core_schema, fits, too_deep};
use crate::{
    Limits,
    document::{
        node::{Entry, Form, Node, Spot, Value, quote},
        report::{Fault, Report},
        trail::Trail,
    },
};

/// Reads the text. There is no tree where the text is not YAML at all.
pub(crate) fn read(text: &str, subject: Subject) -> (Option<Node>, Report) {
    let mut builder = Builder { report: Report::new(Form::Yaml), open: Vec::new(), root: None };
    if !fits(text, &mut builder.report) {
        return (None, builder.report);
    }
    let mut parser = Parser::new_from_str(text);
    while let Some(event) = parser.next_event() {
        let more = match event {
            Ok((event, span)) => builder.take(event, span),
            Err(error) => {
                builder.report.refuse_whole(Some(position(error.marker())), not_yaml(&error));
                false
            }
        };
        if !more {
            return (None, builder.report);
        }
    }
    if builder.root.is_none() {
        builder.report.refuse_whole(None, subject.nothing());
    }
    (builder.root, builder.report)
}

struct Builder {
    report: Report,
    /// The lists and mappings that are open, outermost first.
    open: Vec<Open>,
    root: Option<Node>,
}

enum Open {
    List {
        spot: Spot,
        items: Vec<Node>,
    },
    Map {
        spot: Spot,
        entries: Vec<Entry>,
        first_lines: BTreeMap<SmolStr, u32>,
        next: Next,
        /// Whether some key was refused, so that a mapping without entries is not also empty.
        refused: bool,
    },
}

/// What a mapping expects next.
enum Next {
    Key,
    ValueOf(SmolStr, Spot),
    /// The value of a key that was refused.
    ValueOfNothing,
}

impl Builder {
    /// Takes one event; false ends the reading.
    fn take(&mut self, event: Event<'_>, span: Span) -> bool {
        match event {
            Event::Alias(_) => {
                let spot = self.spot(span, None);
                let fault = Fault::new("alias", "an alias (`*name`)", "the value itself");
                self.report.refuse(&spot, fault.help(WRITE_OUT));
                self.attach(Node { value: Value::Reported, spot });
            }
            Event::Scalar(text, style, anchor, tag) => {
                let value = if style == ScalarStyle::Plain {
                    core_schema::resolve(text)
                } else {
                    Value::Text(text.into())
                };
                let spot = self.spot(span, Some(&value));
                let tagged = tag.is_some();
                self.refuse_properties(&spot, anchor, tag);
                let value = if tagged { Value::Reported } else { value };
                self.attach(Node { value, spot });
            }
            Event::SequenceStart(anchor, tag) => {
                let spot = self.spot(span, None);
                self.refuse_properties(&spot, anchor, tag);
                return self.open(Open::List { spot, items: Vec::new() });
            }
            Event::MappingStart(anchor, tag) => {
                let spot = self.spot(span, None);
                self.refuse_properties(&spot, anchor, tag);
                return self.open(Open::Map {
                    spot,
                    entries: Vec::new(),
                    first_lines: BTreeMap::new(),
                    next: Next::Key,
                    refused: false,
                });
            }
            Event::SequenceEnd | Event::MappingEnd => match self.open.pop() {
                Some(Open::List { spot, items }) => {
                    self.attach(Node { value: Value::List(items), spot });
                }
                Some(Open::Map { spot, entries, refused, .. }) => {
                    let refused = refused && entries.is_empty();
                    let value = if refused { Value::Reported } else { Value::Map(entries) };
                    self.attach(Node { value, spot });
                }
                None => {}
            },
            Event::DocumentStart(_) if self.root.is_some() => {
                let fault = Fault::new(
                    "second_document",
                    "a second document (after `---`)",
                    "one document",
                );
                self.report.refuse_whole(
                    Some(position(&span.start)),
                    fault.help("keep each policy in a file of its own"),
                );
                return false;
            }
            Event::Nothing
            | Event::StreamStart
            | Event::StreamEnd
            | Event::DocumentStart(_)
            | Event::DocumentEnd => {}
        }
        true
    }

    fn open(&mut self, open: Open) -> bool {
        if self.open.len() >= Limits::VERSION_1.depth {
            let (Open::List { spot, .. } | Open::Map { spot, .. }) = &open;
            self.report.refuse(spot, too_deep());
            return false;
        }
        self.open.push(open);
        true
    }

    /// Where a node that starts now stands.
    fn spot(&mut self, span: Span, value: Option<&Value>) -> Spot {
        let mut at = position(&span.start);
        let trail = match self.open.last() {
            None => Trail::ROOT,
            Some(Open::List { spot, items }) => self.report.index(spot.trail, items.len()),
            Some(Open::Map { spot, next: Next::Key, .. }) => match value {
                Some(Value::Text(key)) => self.report.key(spot.trail, key),
                _ => spot.trail,
            },
            Some(Open::Map { next: Next::ValueOf(_, key), .. }) => {
                if span.is_empty()
                    && matches!(value, Some(Value::Null))
                    && let Some(of_key) = key.position
                {
                    let long = |number| usize::try_from(number).unwrap_or(usize::MAX);
                    at = (long(of_key.0), long(of_key.1)); // a value left out stands nowhere: its key does
                }
                key.trail
            }
            Some(Open::Map { spot, next: Next::ValueOfNothing, .. }) => spot.trail,
        };
        self.report.spot(trail, Some(at))
    }

    fn refuse_properties(&mut self, spot: &Spot, anchor: usize, tag: Option<Cow<'_, Tag>>) {
        if anchor != 0 {
            let fault = Fault::new("anchor", "an anchor (`&name`)", "the value by itself");
            self.report.refuse(spot, fault.help(WRITE_OUT));
        }
        if let Some(tag) = tag {
            let handle = if tag.is_yaml_core_schema() { "!!" } else { "!" };
            let found = format!("the tag {}", quote(&format!("{handle}{}", tag.suffix)));
            let fault = Fault::new("tag", found, "a value without a tag");
            self.report
                .refuse(spot, fault.help("remove it; for text, put quotes around the value"));
        }
    }

    /// Puts a finished node where it belongs.
    fn attach(&mut self, node: Node) {
        match self.open.last_mut() {
            None => self.root = Some(node),
            Some(Open::List { items, .. }) => items.push(node),
            Some(Open::Map { entries, first_lines, next, refused, .. }) => {
                *next = match core::mem::replace(next, Next::Key) {
                    Next::Key => key(node, first_lines, &mut self.report),
                    Next::ValueOf(key, spot) => {
                        entries.push(Entry { key, spot, value: node });
                        Next::Key
                    }
                    Next::ValueOfNothing => {
                        *refused = true;
                        Next::Key
                    }
                };
            }
        }
    }
}

fn key(node: Node, first_lines: &mut BTreeMap<SmolStr, u32>, report: &mut Report) -> Next {
    let Node { value, spot } = node;
    let quotes_help = matches!(value, Value::Bool(_) | Value::Number(_))
        .then(|| "put quotes around it".to_string());
    let found = match value {
        Value::Text(key) => {
            if let Some(line) = first_lines.get(&key) {
                let fault = Fault::new(
                    "duplicate_key",
                    format!("the key {} a second time", quote(&key)),
                    "each key at most once",
                );
                report.refuse(&spot, fault.help(format!("the first is on line {line}")));
                return Next::ValueOfNothing;
            }
            let line = spot.position.map_or(0, |(line, _)| line);
            first_lines.insert(key.clone(), line);
            return Next::ValueOf(key, spot);
        }
        Value::Reported => return Next::ValueOfNothing,
        Value::Bool(value) => format!("the key {}", quote(&value.to_smolstr())),
        Value::Number(number) => format!("the key {}", quote(&number)),
        Value::Null => "an empty key".to_string(),
        Value::List(_) | Value::Unread => "a list as a key".to_string(),
        Value::Map(_) | Value::Foreign(_) => "a mapping as a key".to_string(),
    };
    let fault = Fault::new("key_not_text", found, "a key that is text");
    report.refuse(&spot, fault.maybe(quotes_help));
    Next::ValueOfNothing
}

fn not_yaml(error: &ScanError) -> Fault {
    // The parser says first what it was about, in terms of its own.
    let info = error.info();
    let reason = info
        .strip_prefix("while ")
        .and_then(|info| info.split_once(", "))
        .map_or(info, |(_, it)| it);
    let found = format!("text that cannot be read as YAML ({})", reason.replace('\n', " "));
    let help = if error.info().contains("anchor") {
        "a value that starts with `*` or `&` needs quotes; to mean everything, write `any`"
    } else if error.info().contains("tab") {
        "indent with spaces"
    } else {
        "look at the indentation, the brackets and the quotes here and on the line before"
    };
    Fault::new("not_yaml", found, "YAML 1.2").help(help)
}

fn position(marker: &saphyr_parser::Marker) -> (usize, usize) {
    (marker.line(), marker.col().saturating_add(1))
}

const WRITE_OUT: &str = "write the value out wherever it is needed";
