//! What the pages say of the templates is true of them.

use std::{collections::BTreeSet, fs};

use serde_json::Value;
use support::moto;

use crate::{
    agreement::expanded,
    programs::{repository, run},
};

const PAGES: [&str; 2] = ["docs/deploy.md", "docs/ja/deploy.md"];
const RUNBOOKS: [&str; 2] = ["docs/operations.md", "docs/ja/operations.md"];

fn page(path: &str) -> String {
    fs::read_to_string(repository(path)).unwrap()
}

/// The cells of each row of the page's tables whose first cell is a name in backquotes.
fn rows(page: &str) -> Vec<Vec<String>> {
    page.lines()
        .filter(|line| line.starts_with("| `"))
        .map(|line| {
            let cells = line.trim_matches('|').split(" | ").map(|cell| cell.trim().to_owned());
            cells.collect()
        })
        .collect()
}

#[tokio::test]
async fn every_parameter_stands_in_the_pages_as_it_is_in_the_templates() {
    for path in PAGES {
        let text = page(path);
        for (template, parameters) in expanded().await["parameters"].as_object().unwrap() {
            let heading = format!("{template}.yaml`");
            let section =
                text.split("\n### ").find(|it| it.lines().next().unwrap().contains(&heading));
            let section =
                section.unwrap_or_else(|| panic!("{path}: no section on {template}.yaml"));
            let found = rows(section);
            let parameters = parameters.as_array().unwrap();
            let names: Vec<_> = found.iter().map(|row| row[0].trim_matches('`')).collect();
            let required: Vec<_> =
                parameters.iter().map(|it| it["name"].as_str().unwrap()).collect();
            assert_eq!(names, required, "{path}: {template}.yaml");
            for (row, parameter) in found.iter().zip(parameters) {
                assert_eq!(row[1], default(&parameter["default"], path), "{path}: {}", row[0]);
                let description = parameter["description"].as_str().unwrap();
                if path == PAGES[0] {
                    assert_eq!(row[2], description, "{path}: {}", row[0]);
                } else {
                    assert!(!row[2].is_ascii(), "{path}: {} in Japanese", row[0]);
                }
            }
        }
    }
}

/// A default as the pages write it.
fn default(value: &Value, path: &str) -> String {
    match value {
        Value::Null if path == PAGES[0] => "required".to_owned(),
        Value::Null => "必須".to_owned(),
        Value::String(text) if text.is_empty() => "–".to_owned(),
        Value::String(text) => format!("`{text}`"),
        other => format!("`{other}`"),
    }
}

#[tokio::test]
async fn every_alarm_has_a_section_that_says_what_it_looks_at_and_what_to_do() {
    let alarms = expanded().await["alarms"].as_object().unwrap();
    for path in RUNBOOKS {
        let text = page(path);
        let mut told = BTreeSet::new();
        for section in text.split("\n### `").skip(1) {
            let (heading, rest) = section.split_once('\n').unwrap();
            let said: Vec<_> = rest.lines().map(|it| it.trim_start_matches("- ")).collect();
            for name in heading.trim_end_matches('`').split(['`', '、', ',', ' ']) {
                if let Some(alarm) = alarms.get(name) {
                    assert!(said.contains(&alarm.as_str().unwrap()), "{path}: {alarm} is not said");
                    assert!(said.iter().any(|it| it.len() > 60), "{path}: {name} says nothing");
                    assert!(told.insert(name.to_owned()), "{path}: {name} twice");
                } else {
                    assert_eq!(name, "", "{path}: there is no alarm of this name");
                }
            }
        }
        assert_eq!(told, alarms.keys().cloned().collect(), "{path}");
    }
}

#[test]
fn every_call_of_aws_on_any_page_names_what_there_is() {
    let script = repository("tests/deploy/commands.py");
    let pages: Vec<_> = ["docs", "docs/ja"]
        .iter()
        .flat_map(|folder| fs::read_dir(repository(folder)).unwrap().flatten())
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|it| it == "md"))
        .collect();
    let output = run(&moto::python(), &[vec![script], pages.clone()].concat());
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap();

    for page in &pages {
        let wrong = &answer[page.to_str().unwrap()]["wrong"];
        assert_eq!(wrong, &Value::Array(Vec::new()), "{page:?}");
    }
    for pages in [PAGES, RUNBOOKS] {
        let [english, japanese] = pages.map(|page| &answer[repository(page).to_str().unwrap()]);
        assert!(english["calls"].as_u64().unwrap() > 10, "{}", english["calls"]);
        assert_eq!(english["commands"], japanese["commands"]);
    }
}
