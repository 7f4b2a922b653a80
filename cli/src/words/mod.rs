//! What the engine says of a document, and the other rooms of what went wrong, in Japanese.
//!
//! They speak English, and their messages are an interface: tests and other programs read them. Here
//! is one Japanese phrase for each of the English ones. A text that no phrase is like stays as it is,
//! so that nothing is lost; a test reads the source of the other rooms and knows what is missing.

mod advice;
mod answers;
mod arguments;
mod cases;
mod clerk;
mod commands;
mod errors;
mod export;
mod found;
mod help;
mod identity;
mod import;
mod inventory;
mod keys;
mod options;
mod parsers;
mod phrase;
mod required;
mod scenario;
mod store;

use std::fmt;

use sekisho_policy::{InvalidRequest, Place, Problem, Problems};

pub use self::answers::answer;
use self::phrase::{Phrase, Phrasebook, fill};
pub(crate) use self::{answers::state, errors::in_japanese, export::loss};

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

/// What went wrong in a table, with the keys of an issuer or in the operating system, in Japanese;
/// `None` if none of them says that.
#[must_use]
pub fn error(text: &str) -> Option<String> {
    ERROR.japanese(text)
}

/// Why the value of an option is refused, in Japanese.
pub(crate) fn refused_value(why: &str) -> String {
    if let Some(told) = ARGUMENTS.japanese(why).or_else(|| ERROR.japanese(why)) {
        return told;
    }
    match why.split_once("required ") {
        // What was found has been said before.
        Some((found, required)) if found.is_empty() || found.ends_with(", ") => {
            requirement(required)
        }
        Some(_) | None => why.to_owned(),
    }
}

/// A word or two about a request that was made of `serve` or `demo`, in Japanese: why it was denied, what a
/// machine does; `None` if nobody says that.
#[must_use]
pub fn of_play(text: &str) -> Option<&'static str> {
    PLAY.exactly(text)
}

/// What else might have been meant by an argument, in Japanese.
pub(crate) fn hint(hint: &str) -> String {
    or_as_it_is(ARGUMENTS, hint)
}

/// A heading of the help, in Japanese.
pub(crate) fn heading(text: &str) -> Option<&'static str> {
    COMMANDS.exactly(text)
}

/// A text of the help, in Japanese: each of its paragraphs has to be known.
pub(crate) fn of_help(text: &str) -> Option<String> {
    let told: Option<Vec<&str>> = text.split("\n\n").map(|part| COMMANDS.exactly(part)).collect();
    told.map(|parts| parts.join("\n\n"))
}

/// Every phrase, in English and in Japanese; `{}` and `{p}` stand for what a document puts there.
pub fn phrases() -> impl Iterator<Item = (&'static str, &'static str)> {
    [FOUND, REQUIRED, HELP, ERROR, COMMANDS, ARGUMENTS, FORM, PLAY]
        .into_iter()
        .flat_map(Phrasebook::phrases)
}

/// What was found and what was required, as one Japanese sentence.
pub(crate) fn found_and_required(problem: &Problem) -> String {
    found_but_required(&problem.found, &problem.required)
}

/// What was found and what was required, as one Japanese sentence.
pub(crate) fn found_but_required(found: &str, required: &str) -> String {
    let found = or_as_it_is(FOUND, found);
    let found = if is_sentence(&found) {
        format!("{found}。")
    } else {
        fill("{} がありますが、", &[found])
    };
    format!("{found}{}", requirement(required))
}

fn requirement(required: &str) -> String {
    let required = or_as_it_is(REQUIRED, required);
    if is_sentence(&required) { required } else { fill("{} が必要です", &[required]) }
}

/// What a parser of YAML says of a text that is none, in Japanese.
pub(crate) fn unreadable(why: &str) -> String {
    let (why, place) = whereabouts(why);
    // What the parser was about is seen at the place.
    let about = why.strip_prefix("while parsing ").and_then(|rest| rest.split_once(", "));
    let why = about.map_or(why, |(_, why)| why);
    format!("{place}{}", or_as_it_is(FOUND, &format!("text that cannot be read as YAML ({why})")))
}

/// What is wrong with a file of YAML that has not the form it must have, in Japanese.
pub(crate) fn misformed(why: &str) -> String {
    let (what, place) = whereabouts(why);
    if let Some(told) = ARGUMENTS.japanese(what).or_else(|| FORM.japanese(what)) {
        return format!("{place}{told}");
    }
    match what.strip_prefix("found ").and_then(|rest| rest.split_once(", required ")) {
        Some((found, required)) => format!("{place}{}", found_but_required(found, required)),
        None => unreadable(why),
    }
}

/// A text, and the place that it ends with in Japanese.
fn whereabouts(text: &str) -> (&str, String) {
    let place = text.rsplit_once(" at line ");
    match place.and_then(|(text, place)| Some((text, place.split_once(", column ")?))) {
        Some((text, (line, column))) => (text, format!("{line} 行 {column} 列: ")),
        None => (text, String::new()),
    }
}

/// What to do next, in Japanese.
pub(crate) fn what_to_do(help: &str) -> String {
    or_as_it_is(HELP, help)
}

/// What went wrong, in Japanese.
pub(crate) fn what_went_wrong(error: impl fmt::Display) -> String {
    or_as_it_is(ERROR, &error.to_string())
}

/// Every problem, on one line.
pub(crate) fn all(problems: &Problems) -> String {
    let lines: Vec<String> = problems.as_slice().iter().map(line).collect();
    lines.join("; ")
}

/// What is wrong with a request: the first problem, and how many more there are.
pub(crate) fn request(invalid: &InvalidRequest) -> String {
    let Some((first, rest)) = invalid.problems().split_first() else {
        return String::new();
    };
    match rest.len() {
        0 => line(first),
        more => format!("{} (ほかに誤り {more} 件)", line(first)),
    }
}

fn line(problem: &Problem) -> String {
    let place = place(&problem.place);
    let said = found_and_required(problem);
    match &problem.help {
        Some(help) => format!("{place}: {said}({})", what_to_do(help)),
        None => format!("{place}: {said}"),
    }
}

/// Where something stands.
pub(crate) fn place(place: &Place) -> String {
    let row = place.row.as_ref().map(|row| format!("行 {row}"));
    let position = place.position.map(|(line, column)| format!("{line} 行 {column} 列"));
    let path = (!place.path.is_empty()).then(|| place.path.clone());
    let parts: Vec<String> = [row, position, path].into_iter().flatten().collect();
    if parts.is_empty() { "全体".to_owned() } else { parts.join("、") }
}

fn or_as_it_is(book: Phrasebook, text: &str) -> String {
    book.japanese(text).unwrap_or_else(|| text.to_owned())
}

/// Whether a Japanese phrase says something, rather than naming it.
fn is_sentence(text: &str) -> bool {
    ["です", "ます", "ません", "ください"].into_iter().any(|end| text.ends_with(end))
}

const FOUND: Phrasebook = Phrasebook::new(&[
    found::DOCUMENT,
    found::FORMS,
    cases::FOUND,
    import::FOUND,
    scenario::FOUND,
    inventory::FOUND,
    parsers::YAML,
    parsers::JSON,
]);
const REQUIRED: Phrasebook = Phrasebook::new(&[
    required::DOCUMENT,
    required::INVARIANTS,
    required::CONDITIONS,
    required::TIMES,
    required::TEXTS,
    required::FORMS,
    required::REQUESTS,
    cases::REQUIRED,
    import::REQUIRED,
    scenario::REQUIRED,
    inventory::REQUIRED,
]);
const FORM: Phrasebook = Phrasebook::new(&[parsers::FORM]);
const PLAY: Phrasebook = Phrasebook::new(&[
    scenario::CAUSES,
    scenario::TOKENS,
    scenario::REQUESTS,
    scenario::STATES,
    scenario::COMPARED,
]);
const HELP: Phrasebook =
    Phrasebook::new(&[help::CONDITIONS, help::INVARIANTS, help::VALUES, help::FORMS, help::WRITE]);
const ERROR: Phrasebook = Phrasebook::lenient(&[
    store::DRAFTS,
    store::VERSIONS,
    store::SNAPSHOTS,
    store::TABLES,
    identity::ISSUERS,
    keys::DOCUMENTS,
    identity::LOCAL,
    errors::IMPORT,
    export::REASONS,
    parsers::JSON,
    errors::SYSTEM,
]);
const COMMANDS: Phrasebook = Phrasebook::new(&[
    commands::ABOUT,
    commands::MORE,
    options::OPTIONS,
    options::REQUEST,
    inventory::HELP,
    keys::HELP,
    advice::LINT,
    advice::WHY_NOT,
    clerk::HELP,
]);
const ARGUMENTS: Phrasebook = Phrasebook::new(&[arguments::VALUES, arguments::HINTS]);
