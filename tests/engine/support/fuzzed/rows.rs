//! Rows of the policy table as bytes, and back: any bytes are some rows, so that a fuzzer that changes
//! a byte changes a row.
//!
//! A row is a text (its key) and a map. A value is a byte that says which of the ten types it is, and
//! what it holds. A length is one byte; a text or list that needs more is cut.

use std::collections::{BTreeMap, BTreeSet};

use sekisho_policy::{Attribute, Row};

/// Deeper than any document, and than what the reader reads.
const DEEPEST: u8 = 40;

/// The rows that these bytes are.
#[must_use]
pub fn from_bytes(bytes: &[u8]) -> Vec<Row> {
    let mut rest = Rest(bytes);
    let mut rows = Vec::new();
    while !rest.0.is_empty() && rows.len() < 256 {
        let key = rest.text();
        rows.push(Row { key, attributes: rest.map(0) });
    }
    rows
}

/// The bytes of these rows.
#[must_use]
pub fn to_bytes(rows: &[Row]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for row in rows {
        put(&mut bytes, row.key.as_bytes());
        put_map(&mut bytes, &row.attributes);
    }
    bytes
}

/// What is left to read: beyond the end there are zeros.
struct Rest<'a>(&'a [u8]);

impl Rest<'_> {
    fn byte(&mut self) -> u8 {
        let Some((first, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        *first
    }

    fn bytes(&mut self) -> Vec<u8> {
        let length = usize::from(self.byte()).min(self.0.len());
        let (taken, rest) = self.0.split_at(length);
        self.0 = rest;
        taken.to_vec()
    }

    fn text(&mut self) -> String {
        String::from_utf8_lossy(&self.bytes()).into_owned()
    }

    fn many<T>(&mut self, mut one: impl FnMut(&mut Self) -> T) -> Vec<T> {
        let mut many = Vec::new();
        for _ in 0..self.byte() {
            if self.0.is_empty() {
                break;
            }
            many.push(one(self));
        }
        many
    }

    fn map(&mut self, depth: u8) -> BTreeMap<String, Attribute> {
        self.many(|rest| (rest.text(), rest.value(depth))).into_iter().collect()
    }

    fn value(&mut self, depth: u8) -> Attribute {
        match self.byte() {
            1 => Attribute::Bool(self.byte() % 2 == 1),
            2 => Attribute::Number(self.text()),
            3 => Attribute::Null,
            4 if depth < DEEPEST => Attribute::List(self.many(|rest| rest.value(depth + 1))),
            5 if depth < DEEPEST => Attribute::Map(self.map(depth + 1)),
            6 => Attribute::StringSet(set(self.many(Self::text))),
            7 => Attribute::NumberSet(set(self.many(Self::text))),
            8 => Attribute::Binary(self.bytes()),
            9 => Attribute::BinarySet(set(self.many(Self::bytes))),
            _ => Attribute::String(self.text()),
        }
    }
}

fn set<T: Ord>(values: Vec<T>) -> BTreeSet<T> {
    values.into_iter().collect()
}

fn put(bytes: &mut Vec<u8>, text: &[u8]) {
    let text = &text[..text.len().min(255)];
    bytes.push(length(text.len()));
    bytes.extend(text);
}

fn put_map(bytes: &mut Vec<u8>, map: &BTreeMap<String, Attribute>) {
    bytes.push(length(map.len()));
    for (key, value) in map.iter().take(255) {
        put(bytes, key.as_bytes());
        put_value(bytes, value);
    }
}

fn put_all<'a>(bytes: &mut Vec<u8>, tag: u8, texts: impl ExactSizeIterator<Item = &'a [u8]>) {
    bytes.extend([tag, length(texts.len())]);
    texts.take(255).for_each(|text| put(bytes, text));
}

fn put_value(bytes: &mut Vec<u8>, value: &Attribute) {
    let mut put_text = |tag, text: &[u8]| {
        bytes.push(tag);
        put(bytes, text);
    };
    match value {
        Attribute::String(text) => put_text(0, text.as_bytes()),
        Attribute::Number(text) => put_text(2, text.as_bytes()),
        Attribute::Binary(binary) => put_text(8, binary),
        Attribute::Bool(value) => bytes.extend([1, u8::from(*value)]),
        Attribute::Null => bytes.push(3),
        Attribute::List(values) => {
            bytes.extend([4, length(values.len())]);
            values.iter().take(255).for_each(|value| put_value(bytes, value));
        }
        Attribute::Map(map) => {
            bytes.push(5);
            put_map(bytes, map);
        }
        Attribute::StringSet(texts) => put_all(bytes, 6, texts.iter().map(String::as_bytes)),
        Attribute::NumberSet(texts) => put_all(bytes, 7, texts.iter().map(String::as_bytes)),
        Attribute::BinarySet(values) => put_all(bytes, 9, values.iter().map(Vec::as_slice)),
    }
}

fn length(length: usize) -> u8 {
    u8::try_from(length).unwrap_or(u8::MAX)
}
