//! The nearest valid spelling of a word that is not valid.

use alloc::{format, string::String};

use crate::document::node::quote;

/// `did you mean …?`, where one of the words is near enough to be meant.
pub(in crate::document) fn did_you_mean<'a>(
    text: &str,
    words: impl IntoIterator<Item = &'a str>,
) -> Option<String> {
    nearest(text, words).map(|word| format!("did you mean {}?", quote(word)))
}

/// The word that is probably meant: the same but for case, or but for `-`, `_` and spaces; the same
/// with an end that is missing or too much; a word that other languages use for it; or one within a
/// third of its letters (swaps count as one).
pub(super) fn nearest<'a>(text: &str, words: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let folded = fold(text);
    if folded.is_empty() {
        return None;
    }
    let meant = SYNONYMS.iter().find(|(word, _)| *word == folded).map(|(_, meant)| *meant);
    let letters = folded.chars().count();
    words
        .into_iter()
        .filter_map(|word| {
            let other = fold(word);
            let others = other.chars().count();
            let reach = letters.max(others) / 3;
            let distance = if other == folded {
                0
            } else if meant == Some(word) || extends(&folded, &other) || extends(&other, &folded) {
                1
            } else if letters.abs_diff(others) > reach.max(1) {
                return None; // as many letters are missing or too much
            } else {
                strsim::damerau_levenshtein(&folded, &other)
            };
            (distance <= reach.max(1) && (distance < letters || distance <= 1))
                .then_some((distance, word))
        })
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, word)| word)
}

fn extends(long: &str, short: &str) -> bool {
    short.len() >= 3 && long.starts_with(short)
}

fn fold(text: &str) -> String {
    text.chars()
        .take(128)
        .filter(|letter| !matches!(letter, '-' | '_' | ' '))
        .flat_map(char::to_lowercase)
        .collect()
}

/// Words of other languages for the same thing, folded.
const SYNONYMS: [(&str, &str); 47] = [
    ("accept", "allow"),
    ("accountids", "accounts"),
    ("action", "actions"),
    ("all", "any"),
    ("anybody", "everyone"),
    ("anyone", "everyone"),
    ("any", "everyone"),
    ("block", "deny"),
    ("calendar", "except"),
    ("cidr", "cidrs"),
    ("exclude", "except"),
    ("exists", "present"),
    ("expires", "not_after"),
    ("forbid", "deny"),
    ("grant", "allow"),
    ("holidays", "except"),
    ("hours", "weekly"),
    ("instance", "instances"),
    ("instanceids", "ids"),
    ("ip", "cidrs"),
    ("ips", "cidrs"),
    ("list", "describe"),
    ("name", "id"),
    ("networks", "cidrs"),
    ("offset", "utc_offset"),
    ("operations", "actions"),
    ("permit", "allow"),
    ("principal", "who"),
    ("principals", "who"),
    ("read", "describe"),
    ("reject", "deny"),
    ("resource", "instances"),
    ("resources", "instances"),
    ("restart", "reboot"),
    ("run", "start"),
    ("schedule", "during"),
    ("shutdown", "stop"),
    ("starts", "not_before"),
    ("subject", "who"),
    ("target", "instances"),
    ("targets", "instances"),
    ("time", "during"),
    ("timezone", "utc_offset"),
    ("tz", "utc_offset"),
    ("view", "describe"),
    ("vpcendpoints", "vpce"),
    ("zone", "from"),
];
