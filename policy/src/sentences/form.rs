//! How a value of a row is said: one description, by which it is written and read.
//!
//! A language is a table of these ([`super::english`], [`super::japanese`]). [`super::say`] goes from
//! the value to the words and [`super::hear`] from the words to the value, so that the two cannot
//! disagree about a phrase: there is only one copy of it.

use crate::Attribute;

/// How a value is said.
pub(super) enum Form {
    /// In the first of these ways that fits it.
    Choice(&'static [Self]),
    /// A number of things, such as `8 rules`.
    Count(Unit),
    /// A date, written `2026-12-29` in a row.
    Date {
        /// What follows the year, the month and the day.
        after: [&'static str; 3],
        /// Whether a month and a day have two digits.
        padded: bool,
    },
    /// A mapping whose keys the author chose: each entry as a record of `key` and `value`.
    Entries { entry: &'static Self, between: &'static str },
    /// Exactly this list of words, in short.
    Exactly(&'static [&'static str], &'static str),
    /// The items of a list.
    List {
        least: usize,
        most: usize,
        item: &'static Self,
        between: &'static str,
        last: &'static str,
    },
    /// A text that the author chose; as a literal if it has the signs of a pattern.
    Literal(Quotes),
    /// An instant, written `2027-02-16T00:00:00+09:00` in a row: what follows its date, comes before
    /// its offset and follows that.
    Moment { date: &'static Self, words: [&'static str; 3] },
    /// The items of a list of two or more, each behind its number between these words.
    Numbered { before: [&'static str; 2], item: &'static Self, between: &'static str },
    /// Digits and the signs of a clock, as they stand.
    Plain,
    /// A text that begins so: how the rest is said.
    Prefixed(&'static str, &'static Self),
    /// A text that the author chose.
    Quoted(Quotes),
    /// A mapping: it has no key that none of the parts says.
    Record(&'static [Part]),
    /// A span of time, written `8h` in a row.
    Span(&'static [(char, Unit)]),
    /// A text of two parts with a slash between them.
    Split { first: &'static Self, between: &'static str, second: &'static Self },
    /// Only if this is so. What was read is not asked: what is read is said again and compared.
    Where(fn(&Attribute) -> bool, &'static Self),
    /// Between these words.
    Within(&'static str, &'static Self, &'static str),
    /// This very text, said with these words.
    Word(&'static str, &'static str),
}

/// A part of what is said of a mapping.
pub(super) enum Part {
    /// The value of a key that is there.
    Field(&'static str, &'static Form),
    /// A key that is there with this very value: nothing more is said of it.
    Fixed(&'static str, Constant),
    /// The values of those of the keys that are there, one after the other.
    Joined {
        before: &'static str,
        between: &'static str,
        after: &'static str,
        /// Whether at least one is there. If none is, nothing is said.
        needed: bool,
        parts: &'static [(&'static str, &'static Form)],
    },
    /// What is said if a key is there.
    Optional(&'static str, &'static [Self]),
    /// Words that are always said.
    Words(&'static str),
}

/// A value that the language fixes.
pub(super) enum Constant {
    Number(&'static str),
    Text(&'static str),
    Truth(bool),
}

/// The signs around a text that the author chose.
#[derive(Clone, Copy)]
pub(super) struct Quotes {
    pub(super) open: char,
    pub(super) close: char,
}

/// What follows a number: of one, and of any other.
#[derive(Clone, Copy)]
pub(super) struct Unit {
    pub(super) one: &'static str,
    pub(super) many: &'static str,
}

impl Part {
    /// Whether it says something of this key.
    pub(super) fn says(&self, key: &str) -> bool {
        match self {
            Self::Field(own, _) | Self::Fixed(own, _) => *own == key,
            Self::Joined { parts, .. } => parts.iter().any(|(own, _)| *own == key),
            Self::Optional(_, parts) => parts.iter().any(|part| part.says(key)),
            Self::Words(_) => false,
        }
    }
}

impl Constant {
    pub(super) fn attribute(&self) -> Attribute {
        match self {
            Self::Number(number) => Attribute::Number((*number).into()),
            Self::Text(text) => Attribute::String((*text).into()),
            Self::Truth(truth) => Attribute::Bool(*truth),
        }
    }
}

impl Unit {
    pub(super) fn of(self, digits: &str) -> &'static str {
        if digits == "1" { self.one } else { self.many }
    }
}
