//! The nearest valid spelling of a word that is not valid.

use alloc::{format, string::String};

use crate::document::node::quote;

/// `did you mean …?`, where one of the words is near enough to be meant.
pub(crate) fn did_you_mean<'a>(
    text: &str,
    words: impl IntoIterator<Item = &'a str>,
) -> Option<String> {
    nearest(text, words).map(|word| format!("did you mean {}?", quote(word)))
}

/// The word that is probably meant: the same but for case, or but for `-`, `_` and spaces; the same
/// with an end that is missing or too much; a word that other languages use for it; or one within a
/// third of its letters (swaps count as one).
pub(crate) fn nearest<'a>(text: &str, words: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let folded = fold(text);
    if folded.is_empty() {
        return None;
    }
    let meant = |word: &str| SYNONYMS.contains(&(folded.as_str(), word));
    let letters = folded.chars().count();
    words
        .into_iter()
        .filter_map(|word| {
            let other = fold(word);
            let others = other.chars().count();
            let reach = letters.max(others) / 3;
            let distance = if other == folded {
                0
            } else if meant(word) || extends(&folded, &other) || extends(&other, &folded) {
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
const SYNONYMS: [(&str, &str); 67] = [
    ("accept", "allow"),
    ("accountid", "account"),
    ("accountids", "accounts"),
    ("action", "actions"),
    ("all", "any"),
    ("any", "everyone"),
    ("anybody", "everyone"),
    ("anyone", "everyone"),
    ("authtime", "signed_in_at"),
    ("block", "deny"),
    ("calendar", "except"),
    ("cidr", "cidrs"),
    ("exclude", "except"),
    ("exists", "present"),
    ("expires", "not_after"),
    ("forbid", "deny"),
    ("grant", "allow"),
    ("groupids", "groups"),
    ("holidays", "except"),
    ("hours", "weekly"),
    ("iat", "issued_at"),
    ("instance", "instances"),
    ("instanceid", "id"),
    ("instanceids", "ids"),
    ("ip", "address"),
    ("ip", "cidrs"),
    ("ipaddress", "address"),
    ("ips", "cidrs"),
    ("list", "describe"),
    ("name", "id"),
    ("networks", "cidrs"),
    ("now", "at"),
    ("offset", "utc_offset"),
    ("operation", "action"),
    ("operations", "actions"),
    ("permit", "allow"),
    ("principal", "caller"),
    ("principal", "who"),
    ("principals", "who"),
    ("read", "describe"),
    ("reject", "deny"),
    ("resource", "instance"),
    ("resource", "instances"),
    ("resources", "instances"),
    ("restart", "reboot"),
    ("roles", "groups"),
    ("run", "start"),
    ("schedule", "during"),
    ("shutdown", "stop"),
    ("sourceip", "address"),
    ("starts", "not_before"),
    ("sub", "subject"),
    ("subject", "who"),
    ("target", "instance"),
    ("target", "instances"),
    ("targets", "instances"),
    ("time", "at"),
    ("time", "during"),
    ("timestamp", "at"),
    ("timezone", "utc_offset"),
    ("tz", "utc_offset"),
    ("username", "user"),
    ("view", "describe"),
    ("vpce", "vpc_endpoint"),
    ("vpcendpoints", "vpce"),
    ("who", "caller"),
    ("zone", "from"),
];
