//! What a language is made of.

use super::{About, form::Form};
use crate::Attribute;

/// How each kind of row is said in a language. The name in a row's key stands under `name`; the
/// policy's own row also tells how many rules there are, so that a text that lost some is noticed.
pub(super) struct Grammar {
    pub(super) policy: Form,
    pub(super) zone: Form,
    pub(super) calendar: Form,
    pub(super) schedule: Form,
    pub(super) rule: Form,
    /// What is said of a rule that no document can hold.
    pub(super) unsayable: &'static str,
    pub(super) access: AccessGrammar,
    /// How a region of requests is said: every request in which …
    pub(super) span: Form,
}

/// How is said what somebody may do to something. `rules` holds the ids of the rules; what is left of
/// them stands under its own keys.
pub(super) struct AccessGrammar {
    pub(super) all: Form,
    pub(super) allowed: Form,
    pub(super) denied: Form,
    pub(super) none: &'static str,
}

impl Grammar {
    pub(super) const fn form(&self, about: About) -> &Form {
        match about {
            About::Calendar => &self.calendar,
            About::Policy => &self.policy,
            About::Rule => &self.rule,
            About::Schedule => &self.schedule,
            About::Zone => &self.zone,
        }
    }
}

/// Whether a window ends on the day after the one it starts on.
pub(super) fn over_midnight(window: &Attribute) -> bool {
    let Attribute::Map(window) = window else { return false };
    match (window.get("from"), window.get("to")) {
        // Clock times of two digits each are in the order of their texts.
        (Some(Attribute::String(from)), Some(Attribute::String(to))) => to <= from,
        _ => false,
    }
}
