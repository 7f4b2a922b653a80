use std::collections::{BTreeMap, BTreeSet};

use sekisho::{Exit, scenario::HOSHIMI};
use serde_json::Value;

use crate::command::{Command, Ran, file, sekisho};

/// Every cause the demo must show a refusal for.
const CAUSES: [&str; 11] = [
    "address",
    "explicit deny",
    "group",
    "missing required tag",
    "no token",
    "schedule",
    "tag",
    "token expired",
    "token forged",
    "token of another client",
    "unknown instance",
];

async fn acts() -> Vec<BTreeMap<String, Value>> {
    let ran = sekisho(&["demo", "--json"]).await;
    assert_eq!((ran.exit, ran.errors.as_str()), (Exit::Done, ""));
    ran.output.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_morning_of_hoshimi_goes_as_expected_and_says_so() {
    let ran = sekisho(&["demo"]).await;

    assert_eq!((ran.exit, ran.errors.as_str()), (Exit::Done, ""));
    let summary = ran.output.lines().rev().nth(1).unwrap();
    assert_eq!(
        summary,
        "26 requests: 11 allowed, 15 denied; every answer is as the scenario expects."
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn each_act_is_one_object_of_exactly_seven_members() {
    let members: BTreeSet<&str> =
        ["action", "decision", "expected", "from", "instance", "reason", "who"].into();

    for act in acts().await {
        assert_eq!(act.keys().map(String::as_str).collect::<BTreeSet<_>>(), members);
        for name in ["action", "decision", "expected", "from", "reason", "who"] {
            assert!(act[name].is_string(), "{name} of {act:?}");
        }
        assert!(act["instance"].is_string() || act["instance"].is_null(), "{act:?}");
        assert_eq!(act["decision"], act["expected"], "{act:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_action_is_allowed_once_and_every_cause_refuses_once() {
    let acts = acts().await;
    let of = |decision: &str, member: &str| -> BTreeSet<String> {
        let of = acts.iter().filter(|act| act["decision"] == decision);
        of.map(|act| act[member].as_str().unwrap().to_owned()).collect()
    };

    assert_eq!(
        of("allow", "action"),
        ["describe", "reboot", "start", "stop"].map(str::to_owned).into()
    );
    assert_eq!(of("deny", "reason"), CAUSES.map(str::to_owned).into());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_table_shows_the_dry_run_and_the_script_and_stays_aligned() {
    let ran = sekisho(&["demo"]).await;

    let rows: Vec<&str> = ran.output.lines().skip(3).take(26).collect();
    assert!(rows.iter().any(|row| row.contains("start library-web (dry run)")));
    assert!(rows.iter().any(|row| row.contains("start (the old script)")));
    let answers_at: BTreeSet<usize> = rows
        .iter()
        .map(|row| {
            let before = row.find("  allow  ").or_else(|| row.find("  deny   ")).unwrap();
            row[..before].chars().map(|letter| if letter.is_ascii() { 1 } else { 2 }).sum()
        })
        .collect();
    assert_eq!(answers_at.len(), 1, "{}", ran.output);
}

#[tokio::test(flavor = "multi_thread")]
async fn colour_is_for_terminals_only() {
    let piped = sekisho(&["demo"]).await;
    let terminal = Command::new(&["demo"]).on_a_terminal().run().await;

    assert!(!piped.output.contains('\u{1b}'));
    assert!(terminal.output.contains("\u{1b}[32mallow\u{1b}[0m"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_other_than_expected_ends_with_2_and_is_named() {
    let wrong = HOSHIMI
        .replacen("expect: deny, reason: schedule", "expect: allow, reason: tag", 1)
        .replacen("library-opac: stopped", "library-opac: running", 1);
    let (_folder, path) = file("wrong.yaml", &wrong);

    let table = sekisho(&["demo", "--scenario", &path]).await;
    let json = sekisho(&["demo", "--json", "--scenario", &path]).await;

    let differences = [
        "step 1 differs: answer `deny`, expected `allow`",
        "step 1 differs: reason `schedule`, expected `tag`",
        "step 2 differs: states `library-gate running, library-opac stopped, library-web stopped`, \
         expected `library-gate running, library-opac running, library-web stopped`",
    ];
    let told: Vec<&str> = table.output.lines().filter(|line| line.contains("differs:")).collect();
    assert_eq!((table.exit, told), (Exit::Differs, differences.to_vec()));
    assert!(table.output.contains("15 denied; 2 answers differ from the scenario."));
    assert_eq!((json.exit, json.errors), (Exit::Differs, differences.join("\n") + "\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_policy_that_lets_nobody_in_is_noticed() {
    let closed = "version: 1\npolicy: hoshimi\nutc_offset: \"+09:00\"\nrules:\n  - { id: a, \
                  effect: allow, who: { groups: [nobody] }, actions: any, instances: any }\n";
    let (_folder, path) = file("closed.yaml", closed);

    let ran = sekisho(&["demo", "--policy", &path]).await;

    assert_eq!(ran.exit, Exit::Differs);
    assert!(ran.output.contains("26 requests: 0 allowed, 26 denied;"), "{}", ran.output);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_morning_is_told_in_japanese_and_is_the_same_as_json() {
    let wrong = HOSHIMI.replacen("expect: deny, reason: schedule", "expect: allow, reason: tag", 1);
    let (_folder, path) = file("wrong.yaml", &wrong);

    let ran = sekisho(&["demo", "--lang", "ja", "--scenario", &path]).await;
    let json = sekisho(&["demo", "--json", "--lang", "ja"]).await;

    let lines: Vec<&str> = ran.output.lines().collect();
    assert_eq!(ran.exit, Exit::Differs);
    assert_eq!(lines[0], "Hoshimi 星見市 の朝(2026 年 11 月 24 日)");
    assert_eq!(
        lines[2].split_whitespace().collect::<Vec<_>>().join(" "),
        "時刻 だれが どこから 何を 答え 理由"
    );
    assert!(lines[3].ends_with("start library-opac            拒否  時間帯"), "{}", lines[3]);
    assert_eq!(lines[4], "手順 1 が異なります: 答え `deny` (期待は `allow`)");
    assert_eq!(lines[5], "手順 1 が異なります: 理由 `schedule` (期待は `tag`)");
    let shown = "library-gate 実行中, library-opac 停止, library-web 停止";
    assert!(lines[6].ends_with(shown), "{}", lines[6]);
    let summary =
        "リクエスト 26 件(許可 11 件、拒否 15 件): シナリオの期待と異なる答えが 1 件あります。";
    assert_eq!(lines[lines.len() - 2], summary);
    assert_eq!(json, sekisho(&["demo", "--json"]).await);
}

#[tokio::test]
async fn what_is_wrong_with_a_scenario_is_told_in_japanese() {
    for (from, to, said) in [
        (
            "reason: schedule",
            "raeson: schedule",
            "43 行 21 列: 知らないキー `raeson` があります。書けるのは at, who, from, token, do, door, to, dry_run, expect, reason, sees, states です",
        ),
        (
            "T08:20:00+09:00",
            "T08:20:00",
            "42 行 11 列: `2026-11-24T08:20:00` がありますが、2026-11-24T08:30:00+09:00 のように時差の付いた時刻が必要です",
        ),
        (
            "do: describe,",
            "do: describe, to: [library-opac],",
            "手順 2: `do: describe` の対象 1 台がありますが、describe に `to` は書けません",
        ),
    ] {
        let (_folder, path) = file("wrong.yaml", &HOSHIMI.replacen(from, to, 1));
        let ran = sekisho(&["demo", "--lang", "ja", "--scenario", &path]).await;
        assert_eq!(ran, Ran::new(Exit::CouldNotRun, "", &format!("エラー: {path}: {said}\n")));
    }
}
