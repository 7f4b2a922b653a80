//! A policy in plain sentences, in English and in Japanese, for people who do not write policies; and
//! the way back.
//!
//! Each part of a document is one sentence on one line: the policy itself, each zone, calendar and
//! schedule, and each rule. `read(render(document)) == document`, in both languages: so a sentence
//! leaves nothing out, and two documents that say different things are never the same sentences. Words
//! that an author chose stand between quotation marks, and nothing in them can look like the end of
//! them.
//!
//! What this is not: a second way to write policies. What is read has to be, letter by letter, what
//! would be written.
//!
//! ```
//! use sekisho_policy::{Document, sentences::{self, Language}};
//!
//! let document = Document::from_yaml(
//!     "{ version: 1, policy: town, utc_offset: '+09:00', rules: [{ id: staff, effect: allow, \
//!      who: { groups: [staff] }, actions: [start, stop], instances: { tags: { Env: [dev] } } }] }",
//! )
//! .unwrap();
//!
//! let [staff] = document.rules() else { panic!("one rule") };
//! let offset = document.utc_offset();
//! assert_eq!(
//!     sentences::rule_sentence(staff, offset, Language::English).text(),
//!     "Rule \"staff\" (allow): Anyone in the group \"staff\" may start and stop instances whose tag \
//!      \"Env\" is \"dev\".",
//! );
//! assert_eq!(
//!     sentences::rule_sentence(staff, offset, Language::Japanese).text(),
//!     "ルール「staff」（許可）：グループ「staff」に所属する人は、タグ「Env」の値が「dev」であるインスタンスを\
//!      起動・停止できます。",
//! );
//!
//! let text: String =
//!     sentences::render(&document, Language::Japanese).map(|it| format!("{it}\n")).collect();
//! assert_eq!(sentences::read(&text, Language::Japanese), Ok(document));
//! ```

mod access;
mod cursor;
mod english;
mod error;
mod form;
mod grammar;
mod hear;
mod japanese;
mod numbers;
mod quotes;
mod read;
mod say;
mod sentence;
mod span;

use alloc::string::{String, ToString};

pub use access::access_sentences;
pub use error::ReadError;
pub use read::read;
pub use sentence::{About, Sentence};
pub use span::span_phrase;

use crate::{
    Attribute, Document, Row, Rule, UtcOffset,
    document::{each_row, rule_row},
};
use grammar::Grammar;

/// The languages that a policy is said in.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "a new language must be offered everywhere")]
pub enum Language {
    /// English.
    English,
    /// Japanese.
    Japanese,
}

impl Language {
    /// Every language.
    pub const ALL: [Self; 2] = [Self::English, Self::Japanese];

    const fn grammar(self) -> &'static Grammar {
        match self {
            Self::English => &english::GRAMMAR,
            Self::Japanese => &japanese::GRAMMAR,
        }
    }
}

/// The document in sentences: first the policy itself, then its zones, calendars, schedules and rules,
/// each in the order of the names.
///
/// [`read()`] reads them back, each on a line. Comments and warnings are not said, and of the values of a
/// list, which have no order, not the order they were written in.
///
/// ```
/// use sekisho_policy::{Document, sentences::{self, Language}};
///
/// let document = Document::from_yaml(
///     "{ version: 1, policy: town, utc_offset: '+09:00', \
///      zones: { hall: { cidrs: [192.0.2.0/24] } }, rules: [{ id: staff, effect: allow, \
///      who: { groups: [staff] }, actions: [stop], from: [hall], \
///      instances: { tags: { Env: [dev] } } }] }",
/// )
/// .unwrap();
/// let mut sentences = sentences::render(&document, Language::English);
/// assert_eq!(
///     sentences.nth(1).unwrap().text(),
///     "A call comes from the zone \"hall\" if it comes from an address in the network \
///      \"192.0.2.0/24\".",
/// );
/// ```
pub fn render(document: &Document, language: Language) -> impl Iterator<Item = Sentence> {
    let rules = Attribute::Number(document.rules().len().to_string());
    each_row(document).map(move |mut row| {
        if row.key == About::Policy.prefix() {
            row.attributes.insert(RULES.to_string(), rules.clone());
        }
        sentence(row, language)
    })
}

/// One rule in a sentence, with its times in this offset (of the rule's
/// [document](Document::utc_offset)).
///
/// It is as long as the rule is: nothing is cut. A rule that was changed to something no document can
/// hold (an allow rule with exceptions, say) is said to be just that.
///
/// ```
/// use sekisho_policy::{Document, sentences::{Language, rule_sentence}};
///
/// let document = Document::from_yaml(
///     "{ version: 1, policy: town, utc_offset: '+09:00', rules: [{ id: freeze, effect: deny, \
///      approved_by: the mayor, who: everyone, actions: [stop], not_before: 2027-02-16, \
///      instances: any, unless: { who: { groups: [operators] } } }] }",
/// )
/// .unwrap();
/// let offset = document.utc_offset();
/// let said: Vec<String> = document
///     .rules()
///     .iter()
///     .map(|rule| rule_sentence(rule, offset, Language::English).to_string())
///     .collect();
/// assert_eq!(
///     said,
///     ["Rule \"freeze\" (deny): Nobody may stop any instance, when the time is 2027-02-16 00:00 \
///       (UTC+09:00) or later, unless the caller is in the group \"operators\". Approved by \"the \
///       mayor\"."]
/// );
/// ```
#[must_use]
pub fn rule_sentence(rule: &Rule, offset: UtcOffset, language: Language) -> Sentence {
    sentence(rule_row(rule, offset), language)
}

fn sentence(row: Row, language: Language) -> Sentence {
    let Row { key, mut attributes } = row;
    let named = About::NAMED.into_iter().find_map(|about| {
        let name = key.strip_prefix(about.prefix())?;
        Some((about, name.to_string()))
    });
    let (about, name) = named.unwrap_or_else(|| match attributes.get(POLICY) {
        Some(Attribute::String(name)) => (About::Policy, name.clone()),
        _ => (About::Policy, String::new()),
    });
    if about != About::Policy {
        attributes.insert(NAME.to_string(), Attribute::String(name.clone()));
    }
    let mut text = String::new();
    let grammar = language.grammar();
    if !say::say(grammar.form(about), &Attribute::Map(attributes), &mut text) {
        text.push_str(grammar.unsayable);
    }
    Sentence { about, name, text }
}

/// The keys of what a row's key and the number of rows say.
const NAME: &str = "name";
const RULES: &str = "rules";
/// The key of the policy's name.
const POLICY: &str = "policy";
