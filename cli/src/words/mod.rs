//! What the engine says of a document, in Japanese.
//!
//! The engine speaks English, and its messages are an interface: tests and other programs read them.
//! Here is one Japanese phrase for each of its English ones. A text that no phrase is like stays as it
//! is, so that nothing is lost; a test reads the source of the engine and knows what is missing.

mod found;
mod help;
mod parsers;
mod phrase;
mod required;

use sekisho_policy::Problem;

use self::phrase::{Phrase, Phrasebook, fill};

/// What was found, in Japanese; `None` if the engine does not say that.
#[must_use]
pub fn found(text: &str) -> Option<String> {
    FOUND.japanese(text)
}

/// What was required, in Japanese; `None` if the engine does not say that.
#[must_use]
pub fn required(text: &str) -> Option<String> {
    REQUIRED.japanese(text)
}

/// What to do next, in Japanese; `None` if the engine does not say that.
#[must_use]
pub fn help(text: &str) -> Option<String> {
    HELP.japanese(text)
}

/// Every phrase, in English and in Japanese; `{}` and `{p}` stand for what a document puts there.
pub fn phrases() -> impl Iterator<Item = (&'static str, &'static str)> {
    [FOUND, REQUIRED, HELP].into_iter().flat_map(Phrasebook::phrases)
}

/// What was found and what was required, as one Japanese sentence.
pub(crate) fn found_and_required(problem: &Problem) -> String {
    let found = or_as_it_is(FOUND, &problem.found);
    let required = or_as_it_is(REQUIRED, &problem.required);
    let found = if is_sentence(&found) {
        format!("{found}。")
    } else {
        fill("{} がありますが、", &[found])
    };
    let required =
        if is_sentence(&required) { required } else { fill("{} が必要です", &[required]) };
    format!("{found}{required}")
}

/// What to do next, in Japanese.
pub(crate) fn what_to_do(help: &str) -> String {
    or_as_it_is(HELP, help)
}

fn or_as_it_is(book: Phrasebook, text: &str) -> String {
    book.japanese(text).unwrap_or_else(|| text.to_owned())
}

/// Whether a Japanese phrase says something, rather than naming it.
fn is_sentence(text: &str) -> bool {
    ["です", "ます", "ません", "ください"].into_iter().any(|end| text.ends_with(end))
}

const FOUND: Phrasebook =
    Phrasebook(&[found::DOCUMENT, found::FORMS, parsers::YAML, parsers::JSON]);
const REQUIRED: Phrasebook = Phrasebook(&[
    required::DOCUMENT,
    required::CONDITIONS,
    required::TIMES,
    required::TEXTS,
    required::FORMS,
    required::REQUESTS,
]);
const HELP: Phrasebook = Phrasebook(&[help::CONDITIONS, help::VALUES, help::FORMS, help::WRITE]);
