//! The files of `corpus/invariants`, each against the whole of what is expected of it, and what becomes
//! of rows that are shared with a document.

use std::{
    fs,
    path::{Path, PathBuf},
};

use sekisho_policy::{Attribute, Document, Invariants, Problems, Row};
use support::rows;

use crate::corpus::{compare, files, lines};

#[test]
fn every_broken_file_of_invariants_is_refused_with_exactly_its_messages() {
    let (files, document) = (files("invariants/broken"), document());
    assert!(files.len() >= 14, "the corpus has {} broken files of invariants", files.len());

    compare(&files, |file| match read(file, &document) {
        Ok(_) => "accepted\n".to_owned(),
        Err(problems) => lines(problems.as_slice()),
    });
}

#[test]
fn every_suspicious_file_of_invariants_is_accepted_with_exactly_its_warnings() {
    let document = document();
    compare(&files("invariants/warned"), |file| match read(file, &document) {
        Ok(invariants) => lines(invariants.warnings()),
        Err(problems) => format!("refused\n{problems}\n"),
    });
}

#[test]
fn every_good_file_of_invariants_survives_json_yaml_and_rows_without_a_warning() {
    let document = document();
    for file in files("invariants/good") {
        let invariants = read(&file, &document).unwrap_or_else(|it| panic!("{file:?}\n{it}"));

        assert_eq!(lines(invariants.warnings()), "", "{file:?}");
        for again in [
            Invariants::from_json(&invariants.to_json(), &document),
            Invariants::from_yaml(&invariants.to_yaml(), &document),
            Invariants::from_rows(&invariants.to_rows(), &document),
        ] {
            assert_eq!(again.as_ref(), Ok(&invariants), "{file:?}");
            assert_eq!(again.map(|it| it.to_json()), Ok(invariants.to_json()), "{file:?}");
        }
    }
}

#[test]
fn every_good_file_of_invariants_is_written_as_it_is_in_the_corpus() {
    let document = document();
    compare(&files("invariants/good"), |file| match read(file, &document) {
        Ok(invariants) => format!("{}\n\n{}", invariants.to_json(), invariants.to_yaml()),
        Err(problems) => format!("refused\n{problems}\n"),
    });
}

#[test]
fn a_document_passes_over_the_rows_of_its_invariants_and_they_over_its_own() {
    let document = document();
    let file = corpus().join("good/every_kind.yaml");
    let invariants = read(&file, &document).unwrap();
    let rows = [invariants.to_rows(), document.to_rows()].concat();

    let read = Document::from_rows(&rows);

    assert_eq!(read.as_ref(), Ok(&document));
    assert_eq!(read.map(|read| read.to_rows()), Ok(document.to_rows()));
    assert_eq!(Invariants::from_rows(&rows, &document), Ok(invariants));
    assert_eq!(Invariants::from_rows(&document.to_rows(), &document), Ok(Invariants::default()));
}

#[test]
fn a_broken_invariant_is_no_problem_of_the_document() {
    let document = document();
    let mut rows = document.to_rows();
    rows.push(Row { key: "INVARIANT#Broken".to_owned(), attributes: [].into() });
    rows.push(Row { key: "INVARIANT#Broken".to_owned(), attributes: [].into() });

    assert_eq!(Document::from_rows(&rows), Ok(document.clone()));
    let problems = Invariants::from_rows(&rows, &document).unwrap_err();
    assert_eq!(problems.as_slice().len(), 3, "{problems}");
}

#[test]
fn a_thousand_invariants_are_read_and_no_more() {
    let document = document();
    let never = || [("never".to_owned(), Attribute::String("any".to_owned()))].into();
    let row = |number| Row { key: format!("INVARIANT#i{number}"), attributes: never() };
    let rows: Vec<Row> = (0..1_001).map(row).collect();

    let most = Invariants::from_rows(&rows[..1_000], &document).unwrap();
    let yaml = most.to_yaml() + "  - { id: one-more, never: any }\n";

    assert_eq!(most.as_slice().len(), 1_000);
    assert_eq!(
        Invariants::from_rows(&rows, &document).unwrap_err().to_string(),
        "the document: found 1001 rows, required at most 1000 rows"
    );
    assert_eq!(
        Invariants::from_yaml(&yaml, &document).unwrap_err().to_string(),
        "line 3, column 3, invariants: found a list of 1001 items, required at most 1000"
    );
}

#[test]
fn what_is_the_same_in_another_order_and_offset_is_equal() {
    let document = document();
    let elsewhere = fs::read_to_string(corpus().join("policy.yaml")).unwrap();
    let elsewhere = Document::from_yaml(&elsewhere.replace("+09:00", "+00:00")).unwrap();
    let text = |ids: [&str; 2]| {
        let each = |id: &str| {
            format!("- {{ id: {id}, never: {{ not_before: '2026-04-01T09:00:00+09:00' }} }}\n")
        };
        format!("version: 1\ninvariants:\n{}", ids.map(each).concat())
    };

    let one = Invariants::from_yaml(&text(["a", "b"]), &document).unwrap();
    let other = Invariants::from_yaml(&text(["b", "a"]), &elsewhere).unwrap();

    assert_eq!(one, other);
    assert!(one.to_yaml().contains("2026-04-01T09:00:00+09:00"), "{}", one.to_yaml());
    assert!(other.to_yaml().contains("2026-04-01T00:00:00+00:00"), "{}", other.to_yaml());
}

/// The policy that they are about.
fn document() -> Document {
    Document::from_yaml(&fs::read_to_string(corpus().join("policy.yaml")).unwrap()).unwrap()
}

fn corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/invariants")
}

fn read(file: &Path, document: &Document) -> Result<Invariants, Problems> {
    let text = fs::read_to_string(file).unwrap();
    let name = file.to_str().unwrap();
    if name.ends_with(".yaml") {
        assert!(text.starts_with("# "), "{name} does not say what it is about");
        Invariants::from_yaml(&text, document)
    } else if name.ends_with(".rows.json") {
        Invariants::from_rows(&rows::from_json(&text), document)
    } else {
        Invariants::from_json(&text, document)
    }
}
