//! Whatever the API answers to a clerk is said in both languages.

use std::{collections::BTreeSet, fs};

use sekisho::{Language, words};

use crate::command::repository;

#[test]
fn every_code_of_the_api_that_a_clerk_can_meet_has_words_in_both_languages() {
    let api = fs::read_to_string(repository("docs/api.md")).unwrap();
    let mut codes = codes(&api);
    let others =
        ["not_signed_in", "password_refused", "sign_in_busy", "sign_in_unavailable", "forbidden"];
    for code in others {
        codes.insert(code.to_owned());
    }

    assert!(codes.len() >= 50, "{} codes", codes.len());
    let missing: Vec<&String> = codes
        .iter()
        .filter(|code| {
            let said = |language| words::answer(code, language);
            said(Language::English).is_none() || said(Language::Japanese).is_none()
        })
        .collect();
    assert_eq!(missing, Vec::<&String>::new());
}

/// The page and the terminal say the same, but for a word or two where a terminal differs.
#[test]
fn the_words_are_those_of_the_page() {
    let page = fs::read_to_string(repository("executor/console/words.js")).unwrap();
    let (japanese, english) = page.split_once("const EN = {").unwrap();
    let mut compared = 0;
    for (text, language) in [(japanese, Language::Japanese), (english, Language::English)] {
        let codes = text.split_once("  code: {").unwrap().1.split_once("\n  },").unwrap().0;
        for line in codes.lines().filter(|line| !line.trim().is_empty()) {
            let (code, said) = line.trim().split_once(": ").unwrap();
            if code == "unsupported_challenge" {
                continue;
            }
            compared += 1;
            let said = said.trim_end_matches(',').trim_matches('"');
            assert_eq!(words::answer(code, language), Some(said), "{code}");
        }
    }
    assert!(compared >= 100, "{compared} texts");
}

/// Every code that the tables of the page list and that a clerk can be answered.
fn codes(api: &str) -> BTreeSet<String> {
    let mut codes = BTreeSet::new();
    let mut column = None;
    for line in api.lines() {
        column = match line {
            "| status | code | why |" => Some(2),
            "| outcome | means | its codes |" => Some(3),
            "| reason | means |" => Some(1),
            line if line.starts_with('|') => column,
            _ => None,
        };
        let Some(cell) = column.and_then(|column| line.split('|').nth(column)) else { continue };
        codes.extend(cell.split('`').skip(1).step_by(2).map(str::to_owned));
    }
    // What only a program that is written wrongly is answered.
    for code in [
        "bad_body",
        "bad_instance_id",
        "body_too_large",
        "inconsistent_call",
        "malformed_event",
        "no_authorizer",
        "no_default_target",
        "unauthorized",
        "unexpected_query",
        "unknown_route",
        "wrong_api",
        "wrong_method",
    ] {
        assert!(codes.remove(code), "docs/api.md lists `{code}`");
    }
    codes
}
