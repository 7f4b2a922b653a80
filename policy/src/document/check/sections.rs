//! Zones, calendars and schedules by name: declaring them, referring to them.

use alloc::{
    collections::{BTreeMap, BTreeSet},
    format,
};

use smol_str::SmolStr;

use super::{Check, did_you_mean, fields::Fields, text, values::List};
use crate::{
    Limits, Name,
    document::{
        node::{Form, Node, Value, quote},
        report::Fault,
    },
};

/// A part of the document whose entries have names.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(super) enum Section {
    Calendars,
    Schedules,
    Zones,
}

impl Section {
    pub(super) const ALL: [Self; 3] = [Self::Calendars, Self::Schedules, Self::Zones];

    pub(super) const fn key(self) -> &'static str {
        match self {
            Self::Calendars => "calendars",
            Self::Schedules => "schedules",
            Self::Zones => "zones",
        }
    }

    pub(super) const fn one(self) -> &'static str {
        match self {
            Self::Calendars => "calendar",
            Self::Schedules => "schedule",
            Self::Zones => "zone",
        }
    }

    const fn list(self) -> &'static str {
        match self {
            Self::Calendars => "a list of names of calendars",
            Self::Schedules => "a list of names of schedules",
            Self::Zones => "a list of names of zones",
        }
    }
}

impl Check {
    /// Notes the names of a section, so that one broken entry is not also a missing name.
    pub(super) fn declare(&mut self, fields: &Fields<'_>, section: Section) {
        let mut names = BTreeMap::new();
        if let Some(Value::Map(entries)) = fields.find(section.key()).map(|node| &node.value) {
            for entry in entries {
                names.insert(entry.key.clone(), (entry.spot, false));
            }
        }
        self.declared.insert(section, names);
    }

    /// The entries of a section, each read by `read`.
    pub(super) fn section<T>(
        &mut self,
        fields: &Fields<'_>,
        section: Section,
        read: fn(&mut Self, &Node) -> Option<T>,
    ) -> Option<BTreeMap<Name, T>> {
        let Some(node) = fields.find(section.key()) else { return Some(BTreeMap::new()) };
        let required = format!("a mapping from the name of each {} to what it is", section.one());
        let entries = self.entries(node, &required)?;
        let most = Limits::VERSION_1.names;
        if entries.is_empty() {
            let fault = Fault::new("empty_list", "an empty mapping", required)
                .help(format!("leave `{}` out if there are none", section.key()));
            self.report.refuse(&node.spot, fault);
        } else if entries.len() > most {
            let found = format!("{} {}", entries.len(), section.key());
            self.report.refuse(&node.spot, Fault::new("limit", found, format!("at most {most}")));
            return None;
        }
        let mut read_entries = BTreeMap::new();
        for entry in entries {
            let name = text::id(&entry.key, Name::parse);
            let name = self.accept(&entry.spot, name);
            let value = read(self, &entry.value);
            if let (Some(name), Some(value)) = (name, value) {
                read_entries.insert(name, value);
            }
        }
        Some(read_entries)
    }

    /// A list of names declared in a section.
    pub(super) fn references(
        &mut self,
        node: &Node,
        section: Section,
        empty: &'static str,
    ) -> Option<BTreeSet<Name>> {
        let list = List { required: section.list(), most: Limits::VERSION_1.values, empty };
        self.set(node, &list, |check, node| check.reference(node, section))
    }

    fn reference(&mut self, node: &Node, section: Section) -> Option<Name> {
        let declared = self.declared.entry(section).or_default();
        if let Value::Text(name) = &node.value
            && let Some((_, used)) = declared.get_mut(name)
        {
            *used = true;
            return Name::parse(name).ok(); // where it is not a name, its declaration is refused
        }
        let required = match (&self.names_of, self.report.form) {
            (Some(policy), _) => format!("the name of a {} of policy `{policy}`", section.one()),
            (None, Form::Rows) => format!("the name of a {} that has a row", section.one()),
            (None, Form::Json | Form::Yaml) => {
                format!("the name of a {} under `{}`", section.one(), section.key())
            }
        };
        let name = self.text(node, &required)?;
        let declared = self.declared.entry(section).or_default();
        // A thousand names that are near to none of a thousand others are a million comparisons.
        let near = self.report.would_tell(&node.spot).then(|| {
            let names = declared.keys().map(SmolStr::as_str);
            did_you_mean(name, names.filter(|name| Name::parse(name).is_ok()))
        });
        let nothing_declared = declared.is_empty().then(|| match &self.names_of {
            Some(policy) => format!("policy `{policy}` has no {}", section.key()),
            None => format!("this document has no {}", section.key()),
        });
        let fault = Fault::new("unknown_name", quote(name), required)
            .maybe(near.flatten().or(nothing_declared));
        self.report.refuse(&node.spot, fault);
        None
    }

    /// What is declared and never referred to is probably missing where it should be.
    pub(super) fn warn_of_unused_names(&mut self) {
        for (section, names) in core::mem::take(&mut self.declared) {
            for (name, (spot, used)) in names {
                if !used {
                    self.report.warn(&spot, || {
                        let (one, name) = (section.one(), quote(&name));
                        let found = format!("the {one} {name}, which nothing refers to");
                        Fault::new("unused_name", found, "something that refers to it")
                            .help("remove it, or name it where it is meant to apply")
                    });
                }
            }
        }
    }
}
