//! What the source says in English, it says in Japanese too.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use sekisho::words;

use crate::{
    command::repository,
    literals::{literals, strings, with},
};

/// `say` and `note` write in one language: whoever writes a sentence has to use `tell` or `notice`.
#[test]
fn what_is_written_in_one_language_has_no_words() {
    let (mut calls, mut sentences) = (0, BTreeSet::new());
    for path in sources(&repository("cli/src")) {
        let source = fs::read_to_string(&path).unwrap();
        for call in ["say", "note"] {
            let receiver = |before: &&str| before.trim_end().ends_with("surroundings");
            let split: Vec<&str> = source.split(&format!(".{call}(")).collect();
            for (_, call) in split.iter().zip(split.iter().skip(1)).filter(|(it, _)| receiver(it)) {
                calls += 1;
                sentences.extend(strings(arguments(call)).into_iter().filter(|it| is_told(it)));
            }
        }
    }

    assert!(calls >= 60, "{calls} calls");
    assert_eq!(sentences, BTreeSet::new());
}

#[test]
fn everything_that_is_wrong_with_a_file_of_cases_is_known() {
    assert_phrases(
        &["cli/src/cases/read.rs", "cli/src/cases/tree.rs", "cli/src/cases/facts.rs"],
        25,
    );
}

#[test]
fn everything_that_is_wrong_with_a_scenario_is_known() {
    assert_phrases(&["cli/src/scenario/step.rs", "cli/src/scenario/town.rs"], 8);
}

#[test]
fn every_word_about_a_request_of_serve_and_demo_is_known() {
    let mut said: BTreeSet<String> = BTreeSet::new();
    let source = |path| fs::read_to_string(repository(path)).unwrap();
    let verdict = source("cli/src/play/verdict.rs");
    let causes = strings(&verdict).into_iter().filter(|text| text.contains(' ') && text.len() > 2);
    said.extend(causes);
    let causes = verdict.split("const CAUSES").nth(1).unwrap().split("];").next().unwrap();
    said.extend(strings(causes).into_iter().skip(1).step_by(2));
    for path in ["authorizer/src/refusal.rs", "executor/src/refusal.rs", "identity/src/refusal.rs"]
    {
        let codes = strings(&source(path)).into_iter();
        let is_code = |text: &String| {
            !text.is_empty() && text.chars().all(|it| it.is_ascii_lowercase() || it == '_')
        };
        said.extend(codes.filter(is_code).map(|code| code.replace('_', " ")));
    }
    let states = source("executor/src/fleet.rs");
    let states = states.split("fn name(").nth(1).unwrap().split("fmt").next().unwrap();
    said.extend(strings(states));
    let compared = source("cli/src/play/mod.rs");
    let compared = compared.split("compare(\"").skip(1).filter_map(|it| it.split('"').next());
    said.extend(compared.map(str::to_owned));
    let unknown: Vec<&String> = said.iter().filter(|said| words::of_play(said).is_none()).collect();

    assert!(said.len() >= 70, "{} words", said.len());
    assert_eq!(unknown, Vec::<&String>::new());
}

#[test]
fn every_reason_why_cedar_cannot_say_something_is_known() {
    let mut reasons = BTreeSet::new();
    for path in sources(&repository("policy/src/cedar")) {
        let source = fs::read_to_string(&path).unwrap();
        let texts = source.split('"').filter(|text| text.starts_with("which "));
        reasons.extend(texts.map(str::to_owned));
    }

    assert_eq!(reasons.len(), 2);
    assert!(reasons.iter().all(|reason| words::error(reason).is_some()), "{reasons:?}");
}

/// Each text with more than one word in these files is a phrase about what was found or required.
#[track_caller]
fn assert_phrases(paths: &[&str], least: usize) {
    let (mut known, mut unknown) = (0, BTreeSet::new());
    for literal in paths.iter().flat_map(|path| literals(&repository(path))) {
        if OTHERWISE.contains(&literal.as_str()) {
            continue;
        }
        known += 1;
        let is_told = |value| {
            let said = with(value, &literal);
            words::found(&said).is_some() || words::required(&said).is_some()
        };
        if !["1", "`a`"].into_iter().any(is_told) {
            unknown.insert(literal);
        }
    }

    assert!(known >= least, "{known} phrases");
    assert_eq!(unknown, BTreeSet::new());
}

/// Parts of texts, and what is told to nobody in these words.
const OTHERWISE: &[&str] = &[
    " [{said}]",
    " at line {}, column {}",
    "{said}{comma}{}: {value}",
    "{} or {last}",
    "a mapping, a list, a text, a number, true, false or null",
    ", ",
];

/// The files of a folder and of those below it.
fn sources(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { sources(&path) } else { vec![path] }).collect()
}

/// What stands between the parenthesis that was opened before and the one that closes it.
fn arguments(text: &str) -> &str {
    let mut open = 1_usize;
    let end = text.find(|letter| {
        match letter {
            '(' => open += 1,
            ')' => open -= 1,
            _ => {}
        }
        open == 0
    });
    text.split_at(end.unwrap()).0
}

/// The text without its values.
fn unfilled(text: &str) -> String {
    text.split('{').map(|part| part.split_once('}').map_or(part, |(_, after)| after)).collect()
}

/// Whether it is a word, or has two in a row: more than the name of a thing.
fn is_told(text: &str) -> bool {
    let is_word = |text: &str| {
        let letters = text.trim_end_matches(['.', ',', ':', ';']);
        letters.len() > 1 && letters.chars().all(|it| it.is_ascii_lowercase())
    };
    let unfilled = unfilled(text);
    let words: Vec<&str> = unfilled.split_whitespace().collect();
    words.windows(2).any(|pair| pair.iter().all(|word| is_word(word)))
        || (words.len() == 1 && is_word(text))
}
