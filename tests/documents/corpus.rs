//! The files of `corpus/documents`, each against the whole of what is expected of it.
//!
//! `BLESS=1` writes the expected messages anew; read the difference before it is committed.

use std::{
    fs,
    path::{Path, PathBuf},
};

use sekisho_policy::{Document, Problems};
use support::rows;

#[test]
fn every_broken_document_is_refused_with_exactly_its_messages() {
    let files = files("documents/broken");
    assert!(files.len() >= 45, "the corpus has {} broken documents", files.len());

    compare(&files, |file| match read(file) {
        Ok(_) => "accepted\n".to_owned(),
        Err(problems) => lines(problems.as_slice()),
    });
}

#[test]
fn every_suspicious_document_is_accepted_with_exactly_its_warnings() {
    compare(&files("documents/warned"), |file| match read(file) {
        Ok(document) => lines(document.warnings()),
        Err(problems) => format!("refused\n{problems}\n"),
    });
}

#[test]
fn every_good_document_survives_json_yaml_and_rows_without_a_warning() {
    for file in files("documents/good") {
        let document = read(&file).unwrap_or_else(|problems| panic!("{file:?}\n{problems}"));

        assert_eq!(lines(document.warnings()), "", "{file:?}");
        for again in [
            Document::from_json(&document.to_json()),
            Document::from_yaml(&document.to_yaml()),
            Document::from_rows(&document.to_rows()),
        ] {
            assert_eq!(again.as_ref(), Ok(&document), "{file:?}");
            assert_eq!(again.map(|again| again.to_json()), Ok(document.to_json()), "{file:?}");
        }
    }
}

#[test]
fn every_good_document_is_written_as_it_is_in_the_corpus() {
    compare(&files("documents/good"), |file| match read(file) {
        Ok(document) => format!("{}\n\n{}", document.to_json(), document.to_yaml()),
        Err(problems) => format!("refused\n{problems}\n"),
    });
}

/// Every file whose expectation is not met is named, not the first only.
pub fn compare(files: &[PathBuf], answer: impl Fn(&Path) -> String) {
    let mut failures = Vec::new();
    for file in files {
        let answer = answer(file);
        let expected_in = expectation(file);
        if std::env::var_os("BLESS").is_some() {
            fs::write(&expected_in, &answer).unwrap();
        }
        let expected = fs::read_to_string(&expected_in).unwrap_or_default();
        if expected != answer {
            failures.push(format!("{}\nexpected:\n{expected}\nbut:\n{answer}", file.display()));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

fn expectation(file: &Path) -> PathBuf {
    let mut name = file.file_name().unwrap().to_owned();
    name.push(".txt");
    file.with_file_name(name)
}

fn read(file: &Path) -> Result<Document, Problems> {
    let text = fs::read_to_string(file).unwrap();
    let name = file.to_str().unwrap();
    if name.ends_with(".yaml") {
        assert!(text.starts_with("# "), "{name} does not say what it is about");
        Document::from_yaml(&text)
    } else if name.ends_with(".rows.json") {
        Document::from_rows(&rows::from_json(&text))
    } else {
        Document::from_json(&text)
    }
}

pub fn lines(problems: &[sekisho_policy::Problem]) -> String {
    problems.iter().map(|problem| format!("{problem}\n")).collect()
}

/// The files of a folder of the corpus, without their expectations.
pub fn files(kind: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(kind);
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension != "txt"))
        .collect();
    files.sort();
    files
}
