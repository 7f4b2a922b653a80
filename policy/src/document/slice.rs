//! A part of a document that means by itself what it means in the whole.

use alloc::{collections::BTreeMap, vec::Vec};

use super::model::{Document, Rule};
use crate::Name;

impl Document {
    /// A document of these rules, in the order of their ids, and of what they refer to. No tag is
    /// required of an instance.
    pub(crate) fn slice(&self, rules: Vec<Rule>) -> Self {
        let clauses = || rules.iter().flat_map(|rule| rule.unless.iter().chain([&rule.when]));
        // Many rules refer to one zone: it is copied once.
        let zones = clauses().filter_map(|it| it.from.as_ref()).flatten();
        let zones: BTreeMap<_, _> =
            zones.filter_map(|name| self.zones.get_key_value(name)).collect();
        let schedules = clauses().filter_map(|it| it.during.as_ref()).flatten();
        let schedules: BTreeMap<_, _> =
            schedules.filter_map(|name| self.schedules.get_key_value(name)).collect();
        let calendars = schedules.values().flat_map(|schedule| &schedule.except);
        let calendars: BTreeMap<_, _> =
            calendars.filter_map(|name| self.calendars.get_key_value(name)).collect();
        Self {
            name: self.name.clone(),
            utc_offset: self.utc_offset,
            required_tags: [].into(),
            zones: copied(zones),
            calendars: copied(calendars),
            schedules: copied(schedules),
            rules,
            warnings: Vec::new(),
        }
    }
}

fn copied<T: Clone>(parts: BTreeMap<&Name, &T>) -> BTreeMap<Name, T> {
    parts.into_iter().map(|(name, part)| (name.clone(), part.clone())).collect()
}
