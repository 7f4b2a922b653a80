//! Small policies, drawn to be hard to analyse and easy to enumerate; and edits of them.

mod documents;
mod edits;
mod spellings;
mod tape;
mod theme;

pub use edits::{reidentified, renamed};
pub use spellings::{respelled, shuffle};
pub use tape::Tape;
pub use theme::Theme;

use std::fmt;

use proptest::{collection::vec, prelude::*};
use sekisho_policy::Clause;
use serde_json::{Value, json};

use crate::strategies::checked;

/// A document, what became of it, and clauses to ask about in the names of the first; all as written.
#[derive(Clone)]
pub struct Case {
    /// The theme of its rules.
    pub theme: &'static str,
    pub old: Value,
    pub new: Value,
    /// What makes the one the other.
    pub edits: Vec<&'static str>,
    asked: Value,
    /// The new document before its names were changed.
    edited: Value,
    /// What is left to choose by.
    pub rest: Vec<u8>,
}

/// Cases of every theme.
pub fn cases() -> impl Strategy<Value = Case> {
    vec(any::<u8>(), 700).prop_map(|numbers| Case::of(&numbers))
}

impl Case {
    /// The case of these numbers.
    #[must_use]
    pub fn of(numbers: &[u8]) -> Self {
        let (numbers, rest) = numbers.split_at(numbers.len().saturating_sub(100));
        let mut tape = Tape::new(numbers);
        let theme = Theme::draw(&mut tape);
        let old = documents::document(&mut tape, &theme);
        let (edited, edits) = edits::edited(&mut tape, &theme, &old);
        let mut new = edited.clone();
        // Names that mean something else are told apart in half of the cases.
        if tape.chance(50) && edits.iter().any(|edit| MEANING.contains(edit)) {
            new = renamed(&new, |name| format!("new-{name}"));
        }
        let mut asked = old.clone();
        let parts = [documents::Part::Allow, documents::Part::Deny];
        let rules = (0..2).map(|at| {
            let part = tape.pick(&parts);
            let mut rule = documents::clause(&mut tape, &theme, part);
            let effect = if part == documents::Part::Deny { "deny" } else { "allow" };
            rule.extend([("id".into(), json!(format!("r{at}"))), ("effect".into(), json!(effect))]);
            documents::complete(&mut rule);
            Value::Object(rule)
        });
        asked["rules"] = rules.collect();
        Self { theme: theme.name, old, new, edits, asked, edited, rest: rest.into() }
    }

    /// The new document, edited again, in the names of the old one.
    #[must_use]
    pub fn newer(&self) -> Value {
        let mut tape = Tape::new(&self.rest);
        let theme = Theme::ALL.into_iter().find(|theme| theme.name == self.theme);
        edits::edited(&mut tape, &theme.expect("a theme"), &self.edited).0
    }

    /// Gives other names to zones, calendars and schedules, wherever the case has them.
    pub fn rename(&mut self, rename: impl Fn(&str) -> String) {
        let Self { old, new, asked, edited, .. } = self;
        for document in [old, new, asked, edited] {
            *document = renamed(document, &rename);
        }
    }

    /// Two clauses to ask about.
    #[must_use]
    pub fn asked(&self) -> [Clause; 2] {
        let asked = checked(&self.asked);
        [0, 1].map(|at| asked.rules()[at].when.clone())
    }
}

impl fmt::Debug for Case {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { theme, old, new, edits, asked, .. } = self;
        let [old, new, asked] = [old, new, asked].map(|text| checked(text).to_yaml());
        write!(formatter, "{theme}, {edits:?}\n--- old\n{old}--- new\n{new}--- asked\n{asked}")
    }
}

/// Edits after which a name may mean something else.
const MEANING: [&str; 4] = ["zone edited", "schedule edited", "offset edited", "another document"];
