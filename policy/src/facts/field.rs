//! One fact: a value, `null`, or `{"unknown": true}`; left out, it was not told.

use alloc::{format, string::String};
use core::net::IpAddr;

use super::reader::{Fields, Reader};
use crate::{
    Fact, InvalidId, UnixTime,
    document::{
        check,
        node::{Node, Value, quote},
        report::Fault,
    },
};

impl Reader {
    /// The fact under a key; `read` reads its value.
    pub(super) fn fact<'a, T>(
        &mut self,
        fields: Fields<'a>,
        key: &str,
        read: impl FnOnce(&mut Self, &'a Node) -> Option<T>,
    ) -> Option<Fact<T>> {
        match fields.find(key) {
            None => Some(Fact::Unknown),
            Some(node) => self.value(node, read),
        }
    }

    /// The fact that stands here.
    pub(super) fn value<'a, T>(
        &mut self,
        node: &'a Node,
        read: impl FnOnce(&mut Self, &'a Node) -> Option<T>,
    ) -> Option<Fact<T>> {
        if matches!(node.value, Value::Null) {
            Some(Fact::Absent)
        } else if says_unknown(node) {
            Some(Fact::Unknown)
        } else {
            read(self, node).map(Fact::Known)
        }
    }

    /// The fact of a text.
    pub(super) fn text_fact<'a>(
        &mut self,
        fields: Fields<'a>,
        key: &str,
        required: &str,
    ) -> Option<Fact<&'a str>> {
        self.fact(fields, key, |reader, node| reader.text(node, &or_none(required)))
    }

    /// The fact of an identifier.
    pub(super) fn id_fact<T>(
        &mut self,
        fields: Fields<'_>,
        key: &str,
        parse: fn(&str) -> Result<T, InvalidId>,
    ) -> Option<Fact<T>> {
        let required = parse("").err().map_or("an identifier", |invalid| invalid.required());
        self.fact(fields, key, |reader, node| {
            let text = reader.text(node, &or_none(required))?;
            reader.accept(node, check::id(text, parse))
        })
    }

    /// The fact of an address.
    pub(super) fn address_fact(&mut self, fields: Fields<'_>, key: &str) -> Option<Fact<IpAddr>> {
        self.fact(fields, key, |reader, node| {
            let text = reader.text(node, &or_none(ADDRESS))?;
            let parsed =
                text.parse().map_err(|_| Fault::new("invalid_address", quote(text), ADDRESS));
            reader.accept(node, parsed)
        })
    }

    /// The fact of a time.
    pub(super) fn time_fact(&mut self, fields: Fields<'_>, key: &str) -> Option<Fact<UnixTime>> {
        self.fact(fields, key, |reader, node| reader.time(node, &or_none(TIME)))
    }

    /// A time: whole seconds since 1970, or a text.
    pub(super) fn time(&mut self, node: &Node, required: &str) -> Option<UnixTime> {
        let (time, found, help) = if let Value::Number(text) = &node.value {
            let time = text.parse().ok().map(UnixTime::from_seconds);
            (time, format!("the number {}", quote(text)), None)
        } else {
            let text = self.text(node, required)?;
            let number = text.parse::<i64>().ok();
            let help = number.map(|number| format!("write it without quotes: `{number}`"));
            (check::moment(text), quote(text), help)
        };
        let fault = Fault::new("invalid_time", found, required).maybe(help);
        self.accept(node, time.ok_or(fault))
    }
}

/// Whether this is `{"unknown": true}`. The only tag of an instance may have the key `unknown`: its
/// value is a text then.
fn says_unknown(node: &Node) -> bool {
    let Value::Map(entries) = &node.value else {
        return false;
    };
    let [only] = entries.as_slice() else {
        return false;
    };
    only.key == "unknown" && matches!(only.value.value, Value::Bool(true))
}

/// What was required of a fact, in every form it may take.
pub(super) fn or_none(required: &str) -> String {
    format!("{required}, `null` if there is none, or `{{\"unknown\": true}}`")
}

pub(super) const TIME: &str =
    "whole seconds since 1970-01-01T00:00:00Z or a time such as `2026-11-24T09:00:00+09:00`";

const ADDRESS: &str = "an IPv4 or IPv6 address such as `10.20.3.4`";
