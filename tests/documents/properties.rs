//! Laws of reading: nothing panics, no refusal is silent, no limit is missed.

use proptest::prelude::*;
use sekisho_policy::{Attribute, Document, Invariants, Problems, Row};

const GOOD: &str = include_str!("../corpus/documents/good/hoshimi.yaml");
const EDGES: &str = include_str!("../corpus/documents/good/edges.yaml");
const TOWN: &str = include_str!("../corpus/invariants/policy.yaml");
const INVARIANTS: &str = include_str!("../corpus/invariants/good/every_kind.yaml");

proptest! {
    #[test]
    fn no_text_is_refused_in_silence(text in ".*") {
        speaks(Document::from_yaml(&text));
        speaks(Document::from_json(&text));
    }

    #[test]
    fn no_bytes_made_text_are_refused_in_silence(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let text = String::from_utf8_lossy(&bytes);
        speaks(Document::from_yaml(&text));
        speaks(Document::from_json(&text));
    }

    #[test]
    fn no_soup_of_signs_is_refused_in_silence(
        text in r#"([-\[\]{}:,?&*!|>'"%#@~ \n\t]|rules|version|1|id|<<|---|\.\.\.){0,60}"#
    ) {
        speaks(Document::from_yaml(&text));
        speaks(Document::from_json(&text));
    }

    #[test]
    fn no_damaged_document_is_refused_in_silence(
        edges in any::<bool>(),
        at in any::<prop::sample::Index>(),
        cut in 0_usize..40,
        sign in r#"[ \n\t:\-\[\]{}"'&*!#,?aA0１\u{200b}]{0,3}"#,
    ) {
        let yaml = if edges { EDGES } else { GOOD };
        let json = Document::from_yaml(yaml).unwrap().to_json();

        speaks(Document::from_yaml(&damaged(yaml, at, cut, &sign)));
        speaks(Document::from_json(&damaged(&json, at, cut, &sign)));
    }

    #[test]
    fn no_damaged_file_of_invariants_is_refused_in_silence(
        at in any::<prop::sample::Index>(),
        cut in 0_usize..40,
        sign in r#"[ \n\t:\-\[\]{}"'&*!#,?aA0１\u{200b}]{0,3}"#,
    ) {
        let town = Document::from_yaml(TOWN).unwrap();
        let json = Invariants::from_yaml(INVARIANTS, &town).unwrap().to_json();

        speaks(Invariants::from_yaml(&damaged(INVARIANTS, at, cut, &sign), &town));
        speaks(Invariants::from_json(&damaged(&json, at, cut, &sign), &town));
    }

    #[test]
    fn no_rows_are_refused_in_silence(rows in prop::collection::vec(row(), 0..6)) {
        speaks(Document::from_rows(&rows));
        speaks(Invariants::from_rows(&rows, &Document::from_yaml(TOWN).unwrap()));
    }

    #[test]
    fn any_text_that_is_accepted_comes_back_from_every_form(group in ".{0,40}", value in ".{0,40}") {
        let rows = hoshimi_with(&group, &value);

        if let Ok(document) = Document::from_rows(&rows) {
            prop_assert_eq!(Document::from_json(&document.to_json()), Ok(document.clone()));
            prop_assert_eq!(Document::from_yaml(&document.to_yaml()), Ok(document.clone()));
            prop_assert_eq!(Document::from_rows(&document.to_rows()), Ok(document));
        }
    }
}

#[test]
fn the_order_a_document_is_written_in_changes_neither_it_nor_its_text() {
    let document = Document::from_yaml(GOOD).unwrap();
    let mut rows = document.to_rows();
    rows.reverse();

    let again = Document::from_rows(&rows).unwrap();

    assert_eq!(again, document);
    assert_eq!(again.to_json(), document.to_json());
}

#[test]
fn after_a_hundred_problems_the_rest_are_counted() {
    let mut text = GOOD.to_owned();
    for number in 0..140 {
        text.push_str(&format!("key{number}: 1\n"));
    }

    let problems = Document::from_yaml(&text).unwrap_err();

    assert_eq!(problems.as_slice().len(), 101);
    assert_eq!(
        problems.as_slice().last().unwrap().to_string(),
        "the document: found 40 more problems, required none; correct the ones above and check again"
    );
}

/// Looked for in each of the thousand problems, the nearest names are a million comparisons.
#[test]
fn the_nearest_name_is_told_in_every_problem_that_is_told_wherever_it_was_found() {
    let name = |number: usize, end: &str| format!("zone-{number:04}-of-the-city{end}");
    let named: Vec<String> = (0..1000).map(|number| name(number, "")).collect();
    let wanted: Vec<String> = (0..1000).map(|number| name(number, "y")).collect();
    // The schedules are checked before the rules, and stand after them.
    let text = format!(
        "version: 1\npolicy: p\nutc_offset: \"+09:00\"\nzones:\n{}rules:\n  - {{ id: r, effect: allow, \
         who: everyone, actions: any, from: [{}], instances: {{ regions: [ap-northeast-1] }} }}\n\
         calendars: {{ {}: [2027-01-01] }}\nschedules:\n  s: {{ weekly: [{{ days: [mon], from: \"08:00\", \
         to: \"09:00\" }}], except: [{}] }}\n",
        named
            .iter()
            .map(|name| format!("  {name}: {{ cidrs: [192.0.2.0/24] }}\n"))
            .collect::<String>(),
        wanted.join(", "),
        named[7],
        wanted.join(", "),
    );

    let problems = Document::from_yaml(&text).unwrap_err();

    let (last, told) = problems.as_slice().split_last().unwrap();
    assert_eq!(last.found, "1900 more problems");
    for (number, problem) in told.iter().enumerate() {
        assert_eq!(problem.place.path, format!("rules[0].from[{number}]"));
        assert_eq!(problem.help, Some(format!("did you mean `{}`?", named[number])));
    }
}

#[test]
fn a_document_over_256_mebibytes_is_not_even_read() {
    let text = " ".repeat(268_435_457);

    for refused in [Document::from_yaml(&text), Document::from_json(&text)] {
        assert_eq!(
            refused.unwrap_err().to_string(),
            "the document: found a document of 268435457 bytes, required at most 268435456 bytes"
        );
    }
}

#[test]
fn two_thousand_rules_are_read_from_every_form() {
    let mut rows = Document::from_yaml(GOOD).unwrap().to_rows();
    let rule = rows.iter().find(|row| row.key == "RULE#own-department").unwrap().clone();
    rows.extend((0..2_000).map(|number| Row { key: format!("RULE#r{number}"), ..rule.clone() }));

    let document = Document::from_rows(&rows).unwrap();

    assert_eq!(document.rules().len(), 2_005);
    assert_eq!(Document::from_json(&document.to_json()), Ok(document.clone()));
    assert_eq!(Document::from_yaml(&document.to_yaml()), Ok(document));
}

/// A refusal names at least one problem, each on one line with what was found and required.
fn speaks<T>(read: Result<T, Problems>) {
    if let Err(problems) = read {
        assert!(!problems.as_slice().is_empty());
        for problem in problems.as_slice() {
            let line = problem.to_string();
            assert!(line.contains("found ") && line.contains(", required "), "{line}");
            assert!(!line.chars().any(char::is_control), "{line:?}");
        }
    }
}

fn damaged(text: &str, at: prop::sample::Index, cut: usize, sign: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let at = at.index(letters.len());
    let end = (at + cut).min(letters.len());
    letters[..at]
        .iter()
        .copied()
        .chain(sign.chars())
        .chain(letters[end..].iter().copied())
        .collect()
}

fn hoshimi_with(group: &str, value: &str) -> Vec<Row> {
    let text = |text: &str| Attribute::String(text.to_owned());
    let map = |key: &str, value: Attribute| Attribute::Map([(key.to_owned(), value)].into());
    let literal = |it: &str| Attribute::List(vec![map("literal", text(it))]);
    let mut rows = Document::from_yaml(GOOD).unwrap().to_rows();
    for row in rows.iter_mut().filter(|row| row.key == "RULE#own-department") {
        row.attributes.insert("description".to_owned(), text(value));
        row.attributes.insert("who".to_owned(), map("groups", literal(group)));
        row.attributes.insert("instances".to_owned(), map("tags", map(group, literal(value))));
    }
    rows
}

fn row() -> impl Strategy<Value = Row> {
    let key = prop_oneof![
        Just("POLICY".to_owned()),
        "(ZONE|CALENDAR|INVARIANT|SCHEDULE|RULE|RULES)?#?[a-z]{0,3}",
        ".{0,8}"
    ];
    let name = prop_oneof![
        Just("version".to_owned()),
        Just("who".to_owned()),
        Just("instances".to_owned()),
        Just("never".to_owned()),
        Just("weekly".to_owned()),
        Just("within".to_owned()),
        Just("dates".to_owned()),
        ".{0,6}"
    ];
    (key, prop::collection::btree_map(name, attribute(), 0..5))
        .prop_map(|(key, attributes)| Row { key, attributes })
}

fn attribute() -> impl Strategy<Value = Attribute> {
    let leaf = prop_oneof![
        any::<bool>().prop_map(Attribute::Bool),
        any::<Vec<u8>>().prop_map(Attribute::Binary),
        "-?[0-9]{1,5}".prop_map(Attribute::Number),
        ".{0,10}".prop_map(Attribute::String),
        prop::collection::btree_set(".{0,3}", 0..3).prop_map(Attribute::StringSet),
        Just(Attribute::Null),
    ];
    leaf.prop_recursive(40, 60, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Attribute::List),
            prop::collection::btree_map("[a-z]{0,5}", inner, 0..4).prop_map(Attribute::Map),
        ]
    })
}
