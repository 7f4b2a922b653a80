use std::fs;

use sekisho::Exit;
use sekisho_policy::{
    Document,
    sentences::{self, Language},
};
use serde_json::{Value, json};

use crate::{
    command::{Command, Ran, file, repository, sekisho},
    town_table::Table,
};

const OPERATORS: &str = "Rule \"operators\" (allow): Anyone in the group \"operators\" may do anything to \
                         instances whose account is \"111122223333\" and whose region is \
                         \"ap-northeast-1\", but only when the call comes from the zone \
                         \"operations-room\" or \"vendor-bench\". Described as \"The vendor's operators \
                         look after every machine of the account. / 運用担当は全機器を扱う\".\n";

fn hoshimi() -> String {
    repository("examples/hoshimi.yaml").to_str().unwrap().to_owned()
}

/// What the engine's own suite has found to be right.
fn expected(language: &str) -> String {
    let path = format!("tests/corpus/sentences/hoshimi.{language}.txt");
    fs::read_to_string(repository(&path)).unwrap()
}

#[tokio::test]
async fn a_policy_is_shown_in_two_languages_and_reads_back_as_it_was() {
    let document = Document::from_yaml(&fs::read_to_string(hoshimi()).unwrap()).unwrap();
    for (name, language) in [("en", Language::English), ("ja", Language::Japanese)] {
        let ran = sekisho(&["show", &hoshimi(), "--lang", name]).await;

        assert_eq!((ran.exit, ran.errors.as_str()), (Exit::Done, ""));
        assert_eq!(ran.output.replace("\n\n", "\n"), expected(name));
        assert_eq!(
            ran.output.matches("\n\n").count(),
            4,
            "policy, zones, calendars, schedules, rules"
        );
        assert_eq!(sentences::read(&ran.output, language), Ok(document.clone()));
    }
}

#[tokio::test]
async fn one_rule_is_shown_alone() {
    let ran = sekisho(&["show", &hoshimi(), "--rule", "operators"]).await;
    let japanese = sekisho(&["show", &hoshimi(), "--rule", "operators", "--lang", "ja"]).await;

    assert_eq!(ran, Ran::new(Exit::Done, OPERATORS, ""));
    let said = "ルール「operators」（許可）：グループ「operators」に所属する人は、ゾーン「operations-room」\
                「vendor-bench」のいずれかから、アカウントが「111122223333」で、リージョンが\
                「ap-northeast-1」であるインスタンスについて、すべての操作ができます。説明：「The vendor's \
                operators look after every machine of the account. / 運用担当は全機器を扱う」。\n";
    assert_eq!(japanese, Ran::new(Exit::Done, said, ""));
}

#[tokio::test]
async fn a_sentence_as_json_says_what_it_is_about() {
    let ran = sekisho(&["show", &hoshimi(), "--json"]).await;
    let one = sekisho(&["show", &hoshimi(), "--json", "--rule", "operators"]).await;

    let sentences: Vec<Value> =
        ran.output.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let text: String = sentences
        .iter()
        .map(|sentence| format!("{}\n", sentence["sentence"].as_str().unwrap()))
        .collect();
    assert_eq!(text, expected("en"));
    assert_eq!(
        (&sentences[0]["about"], &sentences[0]["name"]),
        (&json!("policy"), &json!("hoshimi"))
    );
    assert_eq!(
        serde_json::from_str::<Value>(&one.output).unwrap(),
        json!({ "about": "rule", "name": "operators", "sentence": OPERATORS.trim_end() })
    );
}

#[tokio::test]
async fn what_is_in_force_is_shown() {
    let table = Table::new();
    table.put_in_force(&fs::read_to_string(hoshimi()).unwrap(), "none").await;

    let said = table.says(&["show"], &["--rule", "operators"]).await;

    assert_eq!(said, OPERATORS);
}

#[tokio::test]
async fn a_rule_that_is_not_there_ends_with_1() {
    let ran = sekisho(&["show", &hoshimi(), "--rule", "operator"]).await;

    let said = "error: found no rule `operator` in policy `hoshimi`, required the id of one of its 8 \
                rules\n";
    assert_eq!(ran, Ran::new(Exit::CouldNotRun, "", said));
}

#[tokio::test]
async fn a_policy_with_problems_is_not_shown() {
    let (_folder, path) = file("broken.yaml", "version: 1\npolicy: hoshimi\nrules: []\n");

    let ran = sekisho(&["show", &path]).await;
    let read = Command::new(&["show", "-"]).with_input("version: 2\n").run().await;

    assert_eq!((ran.exit, read.exit), (Exit::Problems, Exit::Problems));
    assert!(!ran.output.contains("Policy \""), "{}", ran.output);
}

/// The pages show what the command says.
#[test]
fn every_sentence_on_the_pages_is_one_that_is_said() {
    for (page, language, least) in [("docs/show.md", "en", 4), ("docs/ja/show.md", "ja", 4)] {
        let text = fs::read_to_string(repository(page)).unwrap();
        let blocks = text.split("```text\n").skip(1).filter_map(|rest| rest.split("```").next());
        let lines: Vec<&str> =
            blocks.flat_map(str::lines).filter(|line| !line.is_empty()).collect();

        let said = expected(language);
        for line in &lines {
            assert!(said.lines().any(|sentence| sentence == *line), "{page}: {line}");
        }
        assert!(lines.len() >= least, "{page}: {} sentences", lines.len());
    }
}
