//! Whoever mends a policy by the Japanese messages has to find everything in them.

use std::{collections::BTreeSet, fs, path::Path};

use sekisho::{Exit, words};
use sekisho_policy::{Document, Invariants, NamedRequest, Problem};
use support::rows;

use crate::{
    command::{Ran, file, repository, sekisho},
    literals::{literals, strings, with},
};

#[tokio::test]
async fn problems_are_told_in_japanese_with_what_to_write_instead() {
    let document = "version: 1\npolicy: hoshimi\nutc_offset: \"+09:00\"\nrules:\n\
                    \x20 - id: own\n    effect: alow\n    who: everyone\n\
                    \x20   actions: [describe, strat]\n    instances: { tags: { Env: dev } }\n";
    let (_folder, path) = file("broken.yaml", document);

    let ran = sekisho(&["check", &path, "--lang", "ja"]).await;

    let said = format!(
        "\
{path}:6:13: エラー[unknown_word]: rules[0].effect: `alow` がありますが、`allow` または `deny` が必要です
 6 |     effect: alow
   |             ^
  ヒント: もしかして `allow` ですか
{path}:8:25: エラー[unknown_word]: rules[0].actions[1]: `strat` がありますが、\
`describe`、`reboot`、`start`、`stop` のいずれかが必要です
 8 |     actions: [describe, strat]
   |                         ^
  ヒント: もしかして `start` ですか
{path}:9:31: エラー[wrong_kind]: rules[0].instances.tags.Env: `dev` がありますが、\
値の一覧、`{{ present: true }}`、`{{ equals_caller: groups }}` のいずれかが必要です
 9 |     instances: {{ tags: {{ Env: dev }} }}
   |                               ^
  ヒント: 角括弧で囲んで `[dev]` と書いてください
{path}: 誤り 3 件
"
    );
    assert_eq!(ran, Ran::new(Exit::Problems, &said, ""));
}

#[tokio::test]
async fn what_is_wrong_as_json_is_the_same_in_every_language() {
    let (_folder, path) = file("broken.yaml", "version: 2\n");

    let english = sekisho(&["check", "--json", &path]).await;
    let japanese = sekisho(&["check", "--json", &path, "--lang", "ja"]).await;

    assert!(english.output.contains("this is the only version"), "{}", english.output);
    assert_eq!(english, japanese);
}

#[test]
fn nothing_that_is_wrong_with_the_corpus_stays_in_english() {
    let mut untold = BTreeSet::new();
    let mut told = 0;
    for kind in ["broken", "warned"] {
        for entry in fs::read_dir(repository("tests/corpus/documents").join(kind)).unwrap() {
            for problem in problems(&entry.unwrap().path()) {
                told += 1;
                untold.extend(untranslated(&problem));
            }
        }
    }

    assert!(told >= 250, "the corpus has {told} problems");
    assert_eq!(untold, BTreeSet::new());
}

#[test]
fn nothing_that_is_wrong_with_invariants_stays_in_english() {
    let corpus = repository("tests/corpus/invariants");
    let document = fs::read_to_string(corpus.join("policy.yaml")).unwrap();
    let document = Document::from_yaml(&document).unwrap();
    let mut untold = BTreeSet::new();
    let mut told = 0;
    for kind in ["broken", "warned"] {
        for entry in fs::read_dir(corpus.join(kind)).unwrap() {
            for problem in problems_of_invariants(&entry.unwrap().path(), &document) {
                told += 1;
                untold.extend(untranslated(&problem));
            }
        }
    }

    assert!(told >= 80, "the corpus has {told} problems");
    assert_eq!(untold, BTreeSet::new());
}

#[test]
fn nothing_that_is_wrong_with_a_request_stays_in_english() {
    let requests = [
        "",
        "[]",
        "{",
        r#"{"action":"strat","at":"noon","caler":1}"#,
        r#"{"name":1,"caller":[],"action":1,"at":"17","source":[],"instance":1}"#,
        r#"{"caller":{"subject":1,"user":[],"groups":1,"claims":[],"signed_in_at":"x","issued_at":{}}}"#,
        r#"{"caller":{"groups":[1],"claims":{"a":1,"が":null,"が":"x"}},"source":{"address":"x","vpc_endpoint":"x"}}"#,
        r#"{"instance":{"account":1,"region":"x","id":"i-","tags":{"a":null}},"source":{"address":7}}"#,
        r#"{"instance":{"tags":[]},"action":null,"at":null}"#,
    ];
    let untold: BTreeSet<String> = requests
        .iter()
        .flat_map(|text| NamedRequest::from_json(text).unwrap_err().problems().to_vec())
        .flat_map(|problem| untranslated(&problem))
        .collect();

    assert_eq!(untold, BTreeSet::new());
}

/// A phrase that the engine learns is missed here, whether or not a document of the corpus shows it.
#[test]
fn every_phrase_in_the_source_of_the_engine_is_known() {
    let mut unknown = BTreeSet::new();
    let mut known = 0;
    for place in ["document/check", "document/forms", "document/report.rs", "facts"] {
        for literal in literals(&repository("policy/src").join(place)) {
            if OTHERWISE.contains(&literal.as_str()) {
                continue;
            }
            known += 1;
            let is_told = |value| {
                let said = with(value, &literal);
                [words::found, words::required, words::help]
                    .iter()
                    .any(|told| told(&said).is_some())
            };
            if !["1", "`a`", "a text", "problems", "zone", "zones"].into_iter().any(is_told) {
                unknown.insert(literal);
            }
        }
    }

    assert!(known >= 200, "the engine has {known} phrases");
    assert_eq!(unknown, BTreeSet::new());
}

#[test]
fn every_phrase_about_files_of_instances_and_people_is_known() {
    let mut unknown = BTreeSet::new();
    let mut known = 0;
    let files = fs::read_dir(repository("cli/src/inventory")).unwrap();
    let sources = files.map(|file| fs::read_to_string(file.unwrap().path()).unwrap());
    let phrases = sources.flat_map(|source| strings(source.split("#[cfg(test)]").next().unwrap()));
    for literal in phrases.filter(|text| text.trim().contains(' ')) {
        let said = ["1", "`a`"].map(|value| with(value, &literal));
        let is_told =
            |said: &String| words::found(said).is_some() || words::required(said).is_some();
        if said.iter().any(is_told) {
            known += 1;
        } else if !OTHERWISE.contains(&literal.as_str()) {
            unknown.insert(literal);
        }
    }

    assert!(known >= 40, "{known} phrases");
    assert_eq!(unknown, BTreeSet::new());
}

/// What is told of identifiers stands beside them.
#[test]
fn every_form_of_an_identifier_is_known() {
    let source = fs::read_to_string(repository("policy/src/ids.rs")).unwrap();
    let forms = strings(&source)
        .into_iter()
        .filter(|text| text.starts_with("a ") || text.starts_with("an "));
    let (known, unknown): (Vec<_>, Vec<_>) =
        forms.partition(|form| words::required(form).is_some());

    assert!(known.len() >= 8, "{known:?}");
    assert_eq!(unknown, Vec::<String>::new());
}

#[test]
fn both_languages_of_a_phrase_have_the_same_holes() {
    let holes = |text: &str| [text.matches("{}").count(), text.matches("{p}").count()];
    for (english, japanese) in words::phrases() {
        assert_eq!(holes(english), holes(japanese), "{english}");
        assert!(!japanese.is_ascii(), "{english}");
    }
}

#[test]
fn values_in_a_phrase_are_left_as_they_are() {
    let cases = [
        (words::found as fn(&str) -> Option<String>, "`a second time`", "`a second time`"),
        (words::found, "the number `1` a second time", "二つ目の数値 `1`"),
        (words::found, "a mapping a second time", "二つ目のマッピング"),
        (words::found, "`福祉 課` a second time", "二つ目の `福祉 課`"),
        (words::required, "a user name without spaces at its ends", "前後に空白のない利用者名"),
        (words::required, "one of `a`, `b` or `c`", "`a`、`b`、`c` のいずれか"),
        (words::required, "`dates`", "`dates`"),
        (words::help, "write `a`, without quotes", "引用符を付けずに `a` と書いてください"),
    ];
    for (told, english, japanese) in cases {
        assert_eq!(told(english).as_deref(), Some(japanese));
    }
    assert_eq!(words::found("what nobody says"), None);
}

fn problems(path: &Path) -> Vec<Problem> {
    let (text, name) = (fs::read_to_string(path).unwrap(), path.to_str().unwrap());
    let read = if name.ends_with(".txt") {
        return Vec::new();
    } else if name.ends_with(".yaml") {
        Document::from_yaml(&text)
    } else if name.ends_with(".rows.json") {
        Document::from_rows(&rows::from_json(&text))
    } else {
        Document::from_json(&text)
    };
    match read {
        Ok(document) => document.warnings().to_vec(),
        Err(problems) => problems.as_slice().to_vec(),
    }
}

fn problems_of_invariants(path: &Path, document: &Document) -> Vec<Problem> {
    let (text, name) = (fs::read_to_string(path).unwrap(), path.to_str().unwrap());
    let read = if name.ends_with(".txt") {
        return Vec::new();
    } else if name.ends_with(".yaml") {
        Invariants::from_yaml(&text, document)
    } else if name.ends_with(".rows.json") {
        Invariants::from_rows(&rows::from_json(&text), document)
    } else {
        Invariants::from_json(&text, document)
    };
    match read {
        Ok(invariants) => invariants.warnings().to_vec(),
        Err(problems) => problems.as_slice().to_vec(),
    }
}

fn untranslated(problem: &Problem) -> Vec<String> {
    let Problem { found, required, help, .. } = problem;
    let texts = [
        (found, words::found(found)),
        (required, words::required(required)),
        (
            help.as_ref().unwrap_or(required),
            help.as_ref().map_or(Some(String::new()), |it| words::help(it)),
        ),
    ];
    texts.into_iter().filter(|(_, told)| told.is_none()).map(|(text, _)| text.clone()).collect()
}

/// Parts of phrases, whose wholes are in the corpus, and what is told to nobody in these words.
const OTHERWISE: &[&str] = &[
    " (and 1 more problem)",
    " (and {more} more problems)",
    ": a mapping",
    ": found {found}, required {required}",
    "found {found}, required {required}",
    "; {help}",
    "`{key}` {place}",
    "a JSON value",
    "a key",
    "column {column}",
    "hex escape",
    "in a deny rule",
    "in an allow rule",
    "line {line}, column {column}",
    "the caller",
    "the instance",
    "the request",
    "too deep",
    "{{ groups: [{word}] }}",
];
