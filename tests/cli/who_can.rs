//! Who can do what, in every form.

use std::fs;

use sekisho::Exit;
use serde_json::{Value, json};
use support::schema::Schema;

use crate::{
    command::{Command, Ran, file, repository, sekisho},
    town_table::Table,
};

fn hoshimi() -> Vec<String> {
    let path = |name: &str| repository(name).to_str().unwrap().to_owned();
    vec!["who-can".to_owned(), path("examples/hoshimi.yaml")].into_iter().chain(lists()).collect()
}

fn lists() -> Vec<String> {
    let path = |name: &str| repository(name).to_str().unwrap().to_owned();
    let [people, instances] = ["examples/people.jsonl", "examples/instances.jsonl"].map(path);
    vec!["--people".to_owned(), people, "--inventory".to_owned(), instances]
}

/// What the command says of the policy of Hoshimi.
async fn said(more: &[&str]) -> String {
    let of = hoshimi();
    let arguments: Vec<&str> = of.iter().map(String::as_str).chain(more.iter().copied()).collect();
    let ran = sekisho(&arguments).await;
    assert_eq!((ran.exit, ran.errors.as_str()), (Exit::Done, ""));
    ran.output
}

/// The test clock goes on, the expected text does not; nor does the digest of the example.
fn settled(text: &str) -> String {
    let mut settled = text.to_owned();
    for minute in 1..30 {
        settled = settled.replace(&format!("2026-11-24 09:{minute:02}"), "2026-11-24 09:00");
    }
    let policy = fs::read(repository("examples/hoshimi.yaml")).unwrap();
    let digest = sekisho_store::Digest::of(&policy).to_string();
    settled.replace(&digest, "DIGEST").replace(&digest[..12], "DIGEST")
}

fn corpus(name: &str) -> String {
    fs::read_to_string(repository("tests/corpus/who-can").join(name)).unwrap()
}

/// Each form is as it was looked at and found to be right. What a change makes of it is written into
/// the corpus where `SEKISHO_WRITE_CORPUS` is set.
#[tokio::test]
async fn every_form_is_as_it_was_found_to_be_right() {
    for (name, more) in [
        ("hoshimi.en.txt", &["--lang", "en"] as &[&str]),
        ("hoshimi.ja.txt", &["--lang", "ja"]),
        ("hoshimi.en.html", &["--format", "html"]),
        ("hoshimi.ja.html", &["--format", "html", "--lang", "ja"]),
        ("hoshimi.csv", &["--format", "csv", "--person", "suzuki"]),
    ] {
        let found = settled(&said(more).await);
        if std::env::var_os("SEKISHO_WRITE_CORPUS").is_some() {
            fs::write(repository("tests/corpus/who-can").join(name), &found).unwrap();
        }
        assert_eq!(found, corpus(name), "{name}");
    }
}

#[tokio::test]
async fn the_pages_show_what_is_said() {
    for (page, language) in [("docs/who-can.md", "en"), ("docs/ja/who-can.md", "ja")] {
        let text = fs::read_to_string(repository(page)).unwrap();
        let said = said(&["--lang", language]).await;
        let blocks: Vec<&str> =
            text.split("```text\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();

        assert_eq!(blocks.len(), 3, "{page}");
        for block in blocks {
            assert!(said.contains(block), "{page}:\n{block}");
        }
    }
}

#[tokio::test]
async fn as_json_it_is_as_the_schema_says_in_every_language() {
    let schema = Schema::of("who-can.schema.json");
    let english: Value = serde_json::from_str(&said(&["--json"]).await).unwrap();
    let japanese = said(&["--format", "json", "--lang", "ja"]).await;
    let japanese: Value = serde_json::from_str(&japanese).unwrap();

    schema.assert_takes(&english);
    assert_eq!(english["accesses"], japanese["accesses"]);
    assert_eq!(english["cells"], japanese["cells"]);
    let mut broken = english.clone();
    broken["accesses"][1]["allowed"][0]["who"] = json!("everyone");
    assert!(!schema.takes(&broken));
}

/// Suzuki may stop the tax forms, but not while returns are filed.
#[tokio::test]
async fn as_json_a_cell_is_found_by_its_classes() {
    let more =
        ["--json", "--person", "suzuki", "--instance", "i-0a0000000000000b1", "--action", "stop"];
    let mut found: Value = serde_json::from_str(&said(&more).await).unwrap();
    found.as_object_mut().unwrap().remove("made_at");
    let policy = fs::read(repository("examples/hoshimi.yaml")).unwrap();

    assert_eq!(
        found,
        json!({
            "policy": { "name": "hoshimi", "sha256": sekisho_store::Digest::of(&policy).to_string() },
            "actions": ["stop"],
            "people": [[{ "name": "鈴木", "user": "suzuki" }]],
            "instances": [[{ "id": "i-0a0000000000000b1", "account": "111122223333", "region": "ap-northeast-1" }]],
            "accesses": [
                { "access": "none" },
                {
                    "access": "conditional",
                    "allowed": [{
                        "rules": ["own-department-nonprod"],
                        "from": ["branch-library", "city-hall"],
                        "during": ["office-hours"],
                    }],
                    "denied": [{
                        "rules": ["tax-filing-season"],
                        "not_before": 1_802_703_600,
                        "not_after": 1_805_122_800,
                    }],
                },
            ],
            "cells": [[[1]]],
        })
    );
}

#[tokio::test]
async fn a_version_of_a_table_is_named_with_its_digest() {
    let table = Table::new();
    let policy = fs::read_to_string(repository("examples/hoshimi.yaml")).unwrap();
    table.put_in_force(&policy, "none").await;
    table.put_in_force(&policy.replace("10.20.0.0/16", "10.30.0.0/16"), "1").await;
    let lists = lists();
    let lists: Vec<&str> = lists.iter().map(String::as_str).chain(["--json"]).collect();

    let now: Value = serde_json::from_str(&table.says(&["who-can"], &lists).await).unwrap();
    let first = [lists.as_slice(), &["--version", "1"]].concat();
    let first: Value = serde_json::from_str(&table.says(&["who-can"], &first).await).unwrap();

    let history = table.says(&["history"], &["--json"]).await;
    let history: Vec<Value> =
        history.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!((&first["policy"]["version"], &now["policy"]["version"]), (&json!(1), &json!(2)));
    assert_eq!(first["policy"]["sha256"], history[0]["sha256"]);
    assert_eq!(now["policy"]["sha256"], history[1]["sha256"]);
    let table = table.says(&["who-can"], &lists[..4]).await;
    assert!(table.starts_with("hoshimi, version 2, SHA-256 "), "{table}");
}

/// Names, tags and everything else that others write is text, wherever it is put.
#[tokio::test]
async fn nothing_that_others_wrote_is_markup_or_a_formula_or_moves_the_screen() {
    let (_policy, policy) = file(
        "policy.yaml",
        "version: 1\npolicy: town\nutc_offset: \"+09:00\"\nrules:\n  - id: own\n    effect: allow\n    \
         description: <script>alert(1)</script>\n    who: everyone\n    actions: [start]\n    \
         instances: { tags: { Env: [\"<b>dev</b>\"] } }\n",
    );
    let person = json!({ "name": "=1+1\u{1b}[2J<img src=x onerror=alert(1)>", "user": "a\"b" });
    let (_people, people) = file("people.json", &person.to_string());
    let tags = json!({ "Env": "<b>dev</b>", "Name": "\u{202e}x\r\n'>" });
    let instance = json!({ "id": "i-0a0000000000000a1", "tags": tags });
    let (_instances, instances) = file("instances.json", &instance.to_string());
    let ask = async |format: &str| {
        let files = ["who-can", &policy, "--people", &people, "--inventory", &instances];
        let ran = sekisho(&[&files[..], &["--format", format]].concat()).await;
        assert_eq!((ran.exit, ran.errors.as_str()), (Exit::Done, ""));
        ran.output
    };

    let (page, screen, rows) = (ask("html").await, ask("table").await, ask("csv").await);

    assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"), "{page}");
    let name =
        "&quot;=1+1\u{fffd}[2J&lt;img src=x onerror=alert(1)&gt;&quot; (&quot;a\\&quot;b&quot;)";
    assert!(page.contains(name), "{page}");
    assert!(page.contains("(\u{fffd}x\u{fffd}\u{fffd}&#39;&gt;)"), "{page}");
    for forbidden in ["<script", "<img", "<b>", "\u{1b}", "\u{202e}"] {
        assert!(!page.contains(forbidden), "{forbidden} in {page}");
    }
    for forbidden in ["\u{1b}", "\u{202e}", "\r"] {
        assert!(!screen.contains(forbidden), "{screen}");
    }
    assert!(rows.contains("\r\n'=1+1\u{1b}[2J<img src=x onerror=alert(1)>,\"a\"\"b\","), "{rows}");
}

/// A page that can be kept and read for years needs nothing that may be gone by then.
#[tokio::test]
async fn a_page_loads_nothing_and_runs_nothing() {
    let page = said(&["--format", "html"]).await;

    let addresses =
        ["http://", "https://", "url(", "src=", "@import", "<script", "<link", "javascript:"];
    for address in addresses {
        assert!(!page.contains(address), "{address}");
    }
    assert!(page.contains("content=\"default-src 'none'; style-src 'unsafe-inline'"), "{page}");
}

#[tokio::test]
async fn rules_that_leave_nothing_together_leave_nothing() {
    let (_policy, policy) = file(
        "policy.yaml",
        "version: 1\npolicy: town\nutc_offset: \"+09:00\"\nschedules:\n  day: { weekly: [{ days: [mon], \
         from: \"08:30\", to: \"17:15\" }] }\nrules:\n  - { id: open, effect: allow, who: { users: [sato] }, \
         actions: [start, stop], during: [day], instances: { tags: { Env: [dev] } } }\n  - { id: shut, \
         effect: deny, who: { users: [sato] }, actions: [stop], during: [day], instances: { tags: { Env: \
         [dev] } } }\n",
    );
    let (_people, people) = file("people.json", r#"{"user":"sato"}"#);
    let (_instances, instances) =
        file("instances.json", r#"{"id":"i-0a0000000000000a1","tags":{"Env":"dev"}}"#);
    let files =
        ["who-can", &policy, "--people", &people, "--inventory", &instances, "--format", "csv"];

    let ran = sekisho(&files).await;

    let rows = "person,user,instance,account,region,action,access,rules,condition\r\n\
                sato,sato,i-0a0000000000000a1,,,describe,none,,\r\n\
                sato,sato,i-0a0000000000000a1,,,reboot,none,,\r\n\
                sato,sato,i-0a0000000000000a1,,,start,conditional,open,\"Allowed if the time is within \
                the schedule \"\"day\"\" (rule \"\"open\"\").\"\r\n\
                sato,sato,i-0a0000000000000a1,,,stop,none,,\r\n";
    assert_eq!(ran, Ran::new(Exit::Done, rows, ""));
}

#[tokio::test]
async fn somebody_or_something_that_is_not_there_is_told() {
    let of = hoshimi();
    let of: Vec<&str> = of.iter().map(String::as_str).collect();
    for (more, english, japanese) in [
        (
            ["--person", "ito"],
            "found nobody called `ito`, required the name or the user name of one of 6 people",
            "6 人の名前と利用者名の中に、`ito` はありません",
        ),
        (
            ["--instance", "i-0a0000000000000ff"],
            "found no instance `i-0a0000000000000ff`, required the id of one of 8 instances",
            "8 台のインスタンスの中に、`i-0a0000000000000ff` はありません",
        ),
    ] {
        let ran = sekisho(&[of.as_slice(), &more].concat()).await;
        assert_eq!(ran, Ran::new(Exit::CouldNotRun, "", &format!("error: {english}\n")));
        let ran = sekisho(&[of.as_slice(), &more, &["--lang", "ja"]].concat()).await;
        assert_eq!(ran, Ran::new(Exit::CouldNotRun, "", &format!("エラー: {japanese}\n")));
    }
    let ran = Command::new(&["who-can", of[1]]).run().await;
    assert_eq!(ran.exit, Exit::CouldNotRun);
    assert!(ran.errors.contains("--inventory <FILE>"), "{}", ran.errors);
}

/// A value that reads like several facts, and a name that reads like several people, were shown as such.
#[tokio::test]
async fn no_value_and_no_name_can_be_read_as_something_else_of_a_list() {
    let policy = "{ version: 1, policy: p, utc_offset: '+09:00', rules: [{ id: r, effect: allow, who: { \
                  groups: [staff] }, actions: [stop], instances: { tags: { Department: { present: true \
                  }, Env: [prod] } } }] }";
    let (_policy, policy) = file("p.yaml", policy);
    let instance = r#"{"id":"i-1234567a","tags":{"Department":"library, Env=prod"}}"#;
    let (_instances, instances) = file("instances.jsonl", instance);
    let people = r#"{"name":"Carol (carol), Dave","user":"d","groups":["staff"]}"#;
    let (_people, people) = file("people.jsonl", people);

    let ran = sekisho(&["who-can", &policy, "--people", &people, "--inventory", &instances]).await;

    assert_eq!(ran.exit, Exit::Done);
    let shown = r#"  A  Department="library, Env=prod", no Env: i-1234567a"#;
    assert!(ran.output.lines().any(|line| line == shown), "{}", ran.output);
    let nobody = r#"nothing is allowed to: "Carol (carol), Dave" (d)"#;
    assert!(ran.output.lines().any(|line| line == nobody), "{}", ran.output);
}
