//! What a tag or a claim may be, in words.

use std::{collections::BTreeSet, fmt::Display};

use sekisho_policy::analysis::Values;

use crate::Language;

/// So many of the names in a list are told.
const TOLD: usize = 5;

/// `` be `dev` or `stg` ``, `` be anything but `prod` ``, `go`.
pub(super) fn values(values: &Values, language: Language) -> String {
    let Values { texts, is_other, may_be_absent } = values;
    let named = either(texts, language);
    let (be, be_ja) = match (is_other, texts.is_empty()) {
        (false, true) => return language.pick("go", "外す").to_owned(),
        (false, false) => (format!("be {named}"), joined(&named, "にする")),
        (true, true) => ("have a value".to_owned(), "何かの値にする".to_owned()),
        (true, false) => {
            (format!("be anything but {named}"), joined(&all(texts, language), "以外の値にする"))
        }
    };
    if *may_be_absent {
        language.pick(format!("{be}, or go"), format!("{be_ja}か、外す"))
    } else {
        language.pick(be, be_ja)
    }
}

/// One text after the other, with a space where a word of Japanese meets what is none.
pub(super) fn joined(left: &str, right: &str) -> String {
    let ends = left.chars().next_back().is_some_and(|letter| letter.is_ascii());
    let begins = right.chars().next().is_some_and(|letter| letter.is_ascii());
    let between = if ends == begins { "" } else { " " };
    format!("{left}{between}{right}")
}

/// `` `a`, `b` or `c` ``, or some of them and how many more there are.
pub(super) fn either<'a, T: Display + 'a>(
    items: impl IntoIterator<Item = &'a T>,
    language: Language,
) -> String {
    let mut names: Vec<String> = items.into_iter().map(|item| format!("`{item}`")).collect();
    let more = names.len().saturating_sub(TOLD);
    if more > 0 {
        names.truncate(TOLD);
        return language.pick(
            format!("{} or one of {more} more", names.join(", ")),
            format!("{} ほか {more} 件のいずれか", names.join("、")),
        );
    }
    match (names.pop(), names.as_slice()) {
        (None, _) => String::new(),
        (Some(only), []) => only,
        (Some(last), rest) => language.pick(
            format!("{} or {last}", rest.join(", ")),
            format!("{}、{last} のいずれか", rest.join("、")),
        ),
    }
}

/// `` `a` and `b` ``
pub(super) fn all(items: &BTreeSet<String>, language: Language) -> String {
    let mut names: Vec<String> = items.iter().map(|item| format!("`{item}`")).collect();
    match (names.pop(), names.as_slice()) {
        (None, _) => String::new(),
        (Some(only), []) => only,
        (Some(last), rest) => language.pick(
            format!("{} and {last}", rest.join(", ")),
            format!("{}、{last}", rest.join("、")),
        ),
    }
}
