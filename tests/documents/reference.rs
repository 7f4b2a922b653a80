//! The page about the policy language leaves nothing out: every key, every word and every code that the
//! parser knows stands on it, in both languages.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use sekisho_policy::Document;

const PAGES: [&str; 2] = ["docs/policy-language.md", "docs/ja/policy-language.md"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// What stands in backquotes in a text.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

/// Every word of the page that stands in backquotes or in a block.
fn words(page: &str) -> BTreeSet<String> {
    let text = fs::read_to_string(root().join(page)).unwrap();
    let code = quoted(&text);
    let words = code.flat_map(|it| it.split(|it: char| !it.is_alphanumeric() && it != '_'));
    words.map(str::to_owned).collect()
}

/// A document in which every mapping has a key, and every list of words a word, that there is none of.
const STRANGE: &str = r#"
version: 1
policy: p
utc_offset: "+09:00"
0strange0: 1
zones: { z: { vpce: [vpce-0a1b2c3d4e5f60718], 0strange0: 1 } }
schedules:
  s: { 0strange0: 1, weekly: [{ days: [0strange0], from: "08:00", to: "09:00", 0strange0: 1 }] }
rules:
  - id: r
    0strange0: 1
    effect: 0strange0
    who: { groups: [a], 0strange0: 1 }
    actions: [0strange0]
    instances:
      regions: [ap-northeast-1]
      0strange0: 1
      tags: { A: { 0strange0: 1 }, B: { equals_caller: 0strange0 } }
    unless: { 0strange0: 1 }
    obligations: { 0strange0: 1 }
"#;

#[test]
fn every_key_and_word_that_the_parser_knows_stands_on_the_page() {
    let problems = Document::from_yaml(STRANGE).unwrap_err();
    let told: Vec<_> =
        problems.as_slice().iter().filter(|it| it.found.contains("0strange0")).collect();
    // A document, a zone, a schedule, a window, its days, a rule, its effect, who, its actions, its
    // instances, a tag, whom a tag is compared with, a clause, and obligations.
    assert_eq!(told.len(), 14, "{problems}");
    let known: BTreeSet<&str> = told.iter().flat_map(|it| quoted(&it.required)).collect();
    assert!(known.contains("signed_in_within") && known.contains("before_stop"), "{known:?}");

    for page in PAGES {
        let words = words(page);
        for known in &known {
            let parts = known.split(|it: char| !it.is_alphanumeric() && it != '_');
            for part in parts.filter(|it| !it.is_empty()) {
                assert!(words.contains(part), "{page}: nothing on `{known}`");
            }
        }
    }
}

/// The codes that stand in the sources of the parser, those of invariants and of rows included.
fn codes(folder: &Path, codes: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).unwrap().flatten() {
        if entry.path().is_dir() {
            self::codes(&entry.path(), codes);
            continue;
        }
        let text = fs::read_to_string(entry.path()).unwrap();
        for rest in text.split("Fault::new(").skip(1) {
            let code = rest.trim_start().strip_prefix('"');
            let code = code
                .unwrap_or_else(|| panic!("{:?}: a code that is not written out", entry.path()));
            codes.insert(code.split('"').next().unwrap().to_owned());
        }
    }
}

#[test]
fn every_code_of_a_problem_or_a_warning_stands_on_the_page_and_no_other() {
    let mut all = BTreeSet::new();
    codes(&root().join("policy/src/document"), &mut all);
    assert!(all.len() > 50, "{all:?}");

    for page in PAGES {
        let text = fs::read_to_string(root().join(page)).unwrap();
        let mut told = BTreeSet::new();
        let tables = text.split("\n| code | means |\n").skip(1);
        let tables = tables.chain(text.split("\n| コード | 意味 |\n").skip(1));
        for row in tables.flat_map(|it| it.lines().take_while(|line| line.starts_with('|'))) {
            let first = row.split('|').nth(1).unwrap();
            for code in quoted(first) {
                assert!(told.insert(code.to_owned()), "{page}: `{code}` twice");
            }
        }
        assert_eq!(told, all, "{page}");
    }
}
