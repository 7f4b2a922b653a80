//! Policies in sentences: what they say, that nothing is left out, and what is no sentence.
//!
//! `BLESS=1` writes the expected sentences anew; read the difference before it is committed.

use std::{
    cell::Cell,
    collections::HashMap,
    fs,
    path::{Path, PathBuf},
};

use engine_support::strategies::{checked, document, hold, sample};
use proptest::{collection::vec, prelude::*, sample::select};
use sekisho_policy::{
    Document, RuleId, UtcOffset, Who,
    sentences::{self, About, Language},
    strategies,
};
use serde_json::{Value, json};

/// What names and values may be made of: what sentences are made of, and what looks like it.
const SHARDS: [&str; 24] = [
    "\"",
    "「",
    "」",
    "\\",
    "\\n",
    "n",
    "u{41}",
    " ",
    "\u{a0}",
    "\u{3000}",
    "」「",
    "\" or \"",
    "のいずれか",
    "である",
    "で、",
    ", and ",
    ".",
    "。",
    "か\u{3099}",
    "課",
    "dev",
    "*",
    "?",
    "{",
];

fn said(document: &Document, language: Language) -> String {
    sentences::render(document, language).map(|it| format!("{it}\n")).collect()
}

fn read_back(document: &Document) {
    for language in Language::ALL {
        let text = said(document, language);
        match sentences::read(&text, language) {
            Ok(again) => assert_eq!(again, *document, "{text}"),
            Err(error) => panic!("{error}\n{text}"),
        }
    }
}

/// A name that an author could choose.
fn name() -> impl Strategy<Value = String> {
    let shards = vec(select(SHARDS.to_vec()), 1..=4).prop_map(|shards| shards.concat());
    shards.prop_filter("the check takes it", |it| it.trim() == it)
}

fn literal(text: &str) -> Value {
    if text.contains(['*', '?']) { json!({ "literal": text }) } else { json!(text) }
}

/// A document in which names are whatever an author could choose.
fn odd_names() -> impl Strategy<Value = Document> {
    (document(), vec(name(), 6)).prop_map(|(mut document, names)| {
        let [group, user, value, claim, words, key] = &names[..] else { unreachable!("six") };
        let key = key.replace(['*', '?'], "");
        let key = if key.trim() == key && !key.is_empty() { key } else { "Env".to_owned() };
        document["required_tags"] = json!([key]);
        let rules = document["rules"].as_array_mut().expect("rules");
        rules.push(json!({
            "id": "odd", "effect": "deny", "who": { "groups": [literal(group)] }, "actions": "any",
            "description": format!("{words}\n{words}"), "approved_by": words, "instances": "any",
            "unless": [
                { "who": { "users": [literal(user)] } },
                { "instances": { "tags": { key: { "equals_caller": format!("claim:{claim}") } } } },
                { "instances": { "tags": { "Name": [literal(value)] } } },
            ],
        }));
        checked(&document)
    })
}

#[test]
fn law_39_a_policy_that_is_said_and_read_back_is_the_same() {
    let (rules, exceptions) = (Cell::new(0), Cell::new(0));
    let count = |document: Document| {
        rules.set(rules.get() + document.rules().len());
        let excepting = document.rules().iter().filter(|rule| !rule.unless.is_empty());
        exceptions.set(exceptions.get() + excepting.count());
        read_back(&document);
    };

    hold(400, strategies::documents(), count);
    hold(400, odd_names(), count);
    hold(2, strategies::documents_of(&strategies::Shape::large(150..=250, 120)), count);

    println!("law 39: {} rules, {} with exceptions", rules.get(), exceptions.get());
    assert!(rules.get() >= 2_500, "{}", rules.get());
    assert!(exceptions.get() >= 700, "{}", exceptions.get());
}

/// Which follows from law 39, and is what it is for.
#[test]
fn no_two_rules_are_said_alike() {
    let mut rules = HashMap::new();
    let documents = sample(300, &strategies::documents());
    for document in documents {
        for mut rule in document.rules().iter().cloned() {
            rule.id = RuleId::parse("rule").unwrap();
            for language in Language::ALL {
                let offset = UtcOffset::UTC;
                let sentence = sentences::rule_sentence(&rule, offset, language).to_string();

                let earlier = rules.entry(sentence).or_insert_with(|| rule.clone());

                assert_eq!(*earlier, rule);
            }
        }
    }
    assert!(rules.len() > 1_000, "{}", rules.len());
}

#[test]
fn every_phrase_is_said_as_it_is_in_the_corpus() {
    for (policy, name) in [
        ("tests/corpus/sentences/everything.yaml", "everything"),
        ("examples/hoshimi.yaml", "hoshimi"),
    ] {
        let document = yaml(policy);
        read_back(&document);
        for (language, ending) in [(Language::English, "en"), (Language::Japanese, "ja")] {
            let file = repository(&format!("tests/corpus/sentences/{name}.{ending}.txt"));
            let text = said(&document, language);
            if std::env::var_os("BLESS").is_some() {
                fs::write(&file, &text).unwrap();
            }

            assert_eq!(fs::read_to_string(&file).unwrap_or_default(), text, "{}", file.display());
        }
    }
}

#[test]
fn every_good_document_of_the_corpus_is_read_back() {
    for name in ["edges", "hoshimi", "minimal"] {
        read_back(&yaml(&format!("tests/corpus/documents/good/{name}.yaml")));
    }
}

#[test]
fn a_sentence_knows_what_it_is_about() {
    let document = yaml("tests/corpus/documents/good/edges.yaml");

    let abouts: Vec<(About, String)> = sentences::render(&document, Language::Japanese)
        .map(|it| (it.about(), it.name().to_owned()))
        .collect();

    let expected = [
        (About::Policy, "edge-of-the-world"),
        (About::Zone, "only-endpoint"),
        (About::Zone, "only-networks"),
        (About::Calendar, "leap"),
        (About::Schedule, "one-minute"),
        (About::Schedule, "whole-day"),
        (About::Rule, "freeze"),
        (About::Rule, "fresh-minutes"),
        (About::Rule, "fresh-seconds"),
        (About::Rule, "words-that-are-text"),
    ];
    assert_eq!(abouts, expected.map(|(about, name)| (about, name.to_owned())));
}

#[test]
fn a_rule_that_no_document_can_hold_is_said_to_be_one() {
    let document = yaml("examples/hoshimi.yaml");
    let rule = document.rules().iter().find(|rule| rule.id.as_str() == "operators").unwrap();
    let mut excepting = rule.clone();
    excepting.unless.push(rule.when.clone());
    let mut nobody = rule.clone();
    nobody.when.who = Some(Who::default());

    for rule in [excepting, nobody] {
        let told =
            |language| sentences::rule_sentence(&rule, document.utc_offset(), language).to_string();

        assert_eq!(told(Language::English), "This says something that no policy document can say.");
        assert_eq!(told(Language::Japanese), "ポリシー文書では表せない内容です。");
    }
}

const POLICY: &str = "Policy \"town\" (version 1 of the policy language) has 1 rule. A deny rule beats \
                      every allow rule, and what no rule allows is denied. Dates and times are those \
                      of UTC+09:00.\n";
const RULE: &str = "Rule \"staff\" (allow): Anyone in the group \"staff\" may start and stop instances \
                    whose tag \"Env\" is \"dev\" or \"stg\".\n";

#[track_caller]
fn refused(text: &str, message: &str) {
    let error = sentences::read(text, Language::English).unwrap_err();

    assert_eq!(error.to_string(), message, "{text}");
}

#[test]
fn two_sentences_are_a_policy_and_empty_lines_do_not_count() {
    let text = format!("\n{POLICY}\n\n{RULE}\n").replace('\n', "\r\n");

    let document = sentences::read(&text, Language::English).unwrap();

    assert_eq!(said(&document, Language::English), format!("{POLICY}{RULE}"));
}

#[test]
fn what_is_no_sentence_is_refused_with_its_place() {
    let parts = "`A call comes from the zone `, `The calendar `, `The schedule ` or `Rule `";
    let cut = |text: &str| format!("`{}…`", &text[..64]);

    refused("", "line 1, column 1: found nothing, required the sentences of a policy, one a line");
    refused("garbage\n", "line 1, column 1: found `garbage`, required `Policy `");
    refused(RULE, &format!("line 1, column 1: found {}, required `Policy `", cut(RULE)));
    refused(
        &format!("{POLICY}garbage\n"),
        &format!("line 2, column 1: found `garbage`, required {parts}"),
    );
    refused(
        &format!("{POLICY}{POLICY}"),
        &format!("line 2, column 1: found {}, required {parts}", cut(POLICY)),
    );
    refused(
        &with_rule("stop", "terminate"),
        "line 2, column 65: found `terminate instances whose tag \"Env\" is \"dev\" or \"stg\".`, \
         required `see`, `reboot`, `start` or `stop`",
    );
    refused(
        &with_rule("\"dev\"", "\"dev\\"),
        "line 2, column 104: found ` or \"stg\".`, required `n`, `u{…}`, `\\` or a quotation mark \
         after `\\`",
    );
}

#[test]
fn what_was_cut_off_is_refused_wherever_it_was_cut() {
    let text = with_rule(".\n", ". Described as \"a text\".\n");
    assert!(sentences::read(&text, Language::English).is_ok());
    for end in 0..text.len() {
        assert!(sentences::read(&text[..end], Language::English).is_err(), "{}", &text[..end]);
    }

    refused(
        &text[..POLICY.len() + 30],
        "line 2, column 23: found `Anyone i`, required `Everyone may `, `Anyone who is the user `, \
         `Anyone in the group ` or `The user `",
    );
    refused(
        with_rule("staff", "staff").trim_end(),
        "line 2, column 114: found the end of the text, required a line break",
    );
    refused(
        &format!("{}{RULE}", POLICY.replace("1 rule", "2 rules")),
        "line 1, column 54: found `2 rules. A deny rule beats every allow rule, and what no rule al…`, \
         required `1 rule. A deny rule beats every allow rule, and what no rule all…`",
    );
    refused(
        POLICY,
        "row POLICY, rules: found nothing, required a list of at least one rule; add a row whose key \
         is `RULE#` and the id of the rule",
    );
}

#[test]
fn what_was_appended_or_said_in_another_way_is_refused() {
    refused(
        &with_rule(".\n", ". And all.\n"),
        "line 2, column 114: found ` And all.`, required ` Before an instance is stopped, `, ` Approved by `, ` Described as ` or the end \
         of the sentence",
    );
    refused(
        &format!("{POLICY}{RULE}{RULE}"),
        "row RULE#staff: found a second row with this key, required each key once",
    );
    refused(
        &with_rule("\"dev\" or \"stg\"", "\"stg\" or \"dev\""),
        "line 2, column 100: found `stg\" or \"dev\".`, required `dev\" or \"stg\".`",
    );
    refused(
        &with_rule("start and stop", "start, stop"),
        "line 2, column 60: found `, stop instances whose tag \"Env\" is \"dev\" or \"stg\".`, required \
         ` and stop instances whose tag \"Env\" is \"dev\" or \"stg\".`",
    );
    refused(
        &with_rule("stg\".", "stg\", but only when the call comes from the zone \"hall\"."),
        "row RULE#staff, from[0]: found `hall`, required the name of a zone that has a row; this \
         document has no zones",
    );
}

/// The policy with something else in its rule.
fn with_rule(words: &str, others: &str) -> String {
    format!("{POLICY}{}", RULE.replace(words, others))
}

/// Whatever is done to the letters of a policy's sentences.
#[test]
fn what_is_read_is_what_would_be_written() {
    let read = Cell::new(0);
    let edits =
        (any::<bool>(), vec((any::<usize>(), any::<usize>(), select(SHARDS.to_vec())), 0..3));

    hold(600, (odd_names(), edits), |(document, (japanese, edits))| {
        let language = if japanese { Language::Japanese } else { Language::English };
        let mut letters: Vec<char> = said(&document, language).chars().collect();
        for (place, removed, put) in edits {
            let from = place % letters.len();
            let to = (from + removed % 4).min(letters.len());
            letters.splice(from..to, put.chars());
        }
        let text: String = letters.into_iter().collect();

        if let Ok(document) = sentences::read(&text, language) {
            read.set(read.get() + 1);
            assert_eq!(said(&document, language), text);
        }
    });

    println!("{} of 600 texts are policies", read.get());
    assert!((100..590).contains(&read.get()), "{}", read.get());
}

#[test]
fn a_sentence_of_one_language_is_none_of_the_other() {
    let document = yaml("examples/hoshimi.yaml");
    for [one, other] in [Language::ALL, [Language::Japanese, Language::English]] {
        assert!(sentences::read(&said(&document, one), other).is_err());
    }
}

fn yaml(path: &str) -> Document {
    let text = fs::read_to_string(repository(path)).unwrap();
    Document::from_yaml(&text).unwrap_or_else(|problems| panic!("{path}\n{problems}"))
}

fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path)
}
