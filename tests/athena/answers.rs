//! What each query answers about the morning of `story`, whole.

use std::{
    collections::{BTreeMap, BTreeSet},
    env, fs,
    path::{Path, PathBuf},
};

use serde_json::Value;
use tokio::sync::OnceCell;

use crate::{bucket, story};

/// Compares the answer to a query with the table that is kept of it beside the query. Whoever changed a
/// query or the morning writes the tables again with `SEKISHO_WRITE_ATHENA=1`, and reads what changed.
async fn assert_answers(query: &str) {
    static ANSWERS: OnceCell<BTreeMap<String, Value>> = OnceCell::const_new();
    let answers = ANSWERS.get_or_init(async || {
        let (lines, records) = story::play().await;
        bucket::ask(&lines, &records)
    });
    let answered = table(answers.await.get(query).expect("there is such a query"));
    let file = folder().join(format!("{query}.txt"));
    if env::var_os("SEKISHO_WRITE_ATHENA").is_some() {
        fs::write(&file, &answered).unwrap();
    }
    let written = fs::read_to_string(&file).unwrap();
    assert_eq!(written, answered, "{}: SEKISHO_WRITE_ATHENA=1 writes it again", file.display());
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/athena")
}

/// The answer as a table for people; what is null is a dash.
fn table(answer: &Value) -> String {
    let list = |value: &Value| value.as_array().unwrap().clone();
    let cell = |value: &Value| match value {
        Value::Null => "-".to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let heads = list(&answer["columns"]);
    let rows = list(&answer["rows"]).into_iter().map(|row| list(&row));
    let rows: Vec<Vec<String>> =
        std::iter::once(heads).chain(rows).map(|row| row.iter().map(cell).collect()).collect();
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap();
    let widths: Vec<usize> = (0..rows[0].len()).map(width).collect();
    let line = |row: &Vec<String>| {
        let cells = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}"));
        format!("{}\n", cells.collect::<Vec<_>>().join(" | ").trim_end())
    };
    rows.iter().map(line).collect()
}

#[tokio::test]
async fn who_did_what_when() {
    assert_answers("who-did-what").await;
}

#[tokio::test]
async fn what_was_refused_and_why() {
    assert_answers("refused").await;
}

#[tokio::test]
async fn who_stopped_this() {
    assert_answers("who-stopped").await;
}

#[tokio::test]
async fn what_a_list_showed_to_whom() {
    assert_answers("listings").await;
}

#[tokio::test]
async fn what_changed_tags_between_decision_and_call() {
    assert_answers("tags-changed").await;
}

#[tokio::test]
async fn what_was_about_to_be_done_when_the_function_ended() {
    assert_answers("interrupted").await;
}

#[tokio::test]
async fn what_was_stopped_past_the_checkpoint() {
    assert_answers("watched").await;
}

#[test]
fn every_statement_is_a_table_or_has_its_answer_beside_it() {
    let of = |kind: &str| -> BTreeSet<String> {
        let names = fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path());
        let of_kind = names.filter(|path| path.extension().is_some_and(|it| it == kind));
        of_kind.map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned()).collect()
    };
    let queries = [
        "interrupted",
        "listings",
        "refused",
        "tags-changed",
        "watched",
        "who-did-what",
        "who-stopped",
    ];
    assert_eq!(of("txt").iter().collect::<Vec<_>>(), queries);
    let tables = ["audit", "cloudtrail"];
    let both: BTreeSet<String> = queries.iter().chain(&tables).map(ToString::to_string).collect();
    assert_eq!(of("sql"), both);
}
