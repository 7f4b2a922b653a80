//! Warnings about one rule.

use alloc::format;

use super::{
    Check,
    fields::Fields,
    text::{self, Kind},
};
use crate::document::{
    model::{Effect, Rule},
    node::{Value, quote},
    report::Fault,
};

impl Check {
    /// A deny rule on a tag that is not required is escaped by deleting the tag.
    pub(super) fn warn_of_escapes(&mut self, fields: &Fields<'_>, rule: &Rule) {
        if rule.effect != Effect::Deny {
            return;
        }
        let Some(Value::Map(instances)) = fields.find("instances").map(|node| &node.value) else {
            return;
        };
        let tags =
            instances.iter().find(|entry| entry.key == "tags").map(|entry| &entry.value.value);
        let Some(Value::Map(tags)) = tags else { return };
        for entry in tags {
            let key = text::clean(&entry.key, Kind::TagKey).ok();
            if key.is_none_or(|key| self.required_tags.contains(&key)) {
                continue;
            }
            self.report.warn(&entry.spot, || {
                let key = quote(&entry.key);
                let found =
                    format!("a deny rule on the tag {key}, which is not in `required_tags`");
                Fault::new("escapable_deny", found, "a tag that every instance must carry")
                    .help("whoever deletes the tag escapes the rule: add it to `required_tags`")
            });
        }
    }
}
