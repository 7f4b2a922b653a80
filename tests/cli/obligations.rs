//! What must be done before a stop: shown, tested, compared, exported.

use sekisho::Exit;
use serde_json::{Value, json};
use support::schema::Schema;

use crate::command::{Command, Ran, file, sekisho};

/// One rule, with what stands behind its conditions.
fn policy(obligations: &str) -> String {
    format!(
        "version: 1\npolicy: hoshimi\nutc_offset: \"+09:00\"\nrules:\n  - {{ id: staff, effect: allow, who: \
         {{ groups: [staff] }}, actions: [start, stop], instances: {{ tags: {{ Env: [dev] }} }}{obligations} }}\n"
    )
}

const DRAIN: &str = ", obligations: { before_stop: Drain }";
const BACKUP: &str = ", obligations: { before_stop: Backup }";

async fn ran(policy: &str, verb: &[&str], options: &[&str]) -> Ran {
    let (_folder, path) = file("policy.yaml", policy);
    sekisho(&[verb, &[path.as_str()], options].concat()).await
}

const STOP: [&str; 8] =
    ["--user", "sato", "--group", "staff", "--action", "stop", "--tag", "Env=dev"];

#[tokio::test]
async fn a_decision_says_what_it_is_bound_by() {
    let stop = ran(&policy(DRAIN), &["decide"], &STOP).await;
    let said = "{\"outcome\":\"allow\",\"code\":\"allow\",\"rules\":[\"staff\"],\"missing\":[],\
                \"obligations\":{\"before_stop\":[\"Drain\"]}}\n";
    assert_eq!(stop, Ran::new(Exit::Done, said, ""));
    Schema::of("decide-answer.schema.json").assert_takes(&serde_json::from_str(said).unwrap());

    let line = r#"{"name":"one","caller":{"user":"sato","groups":["staff"]},"action":"stop","at":"2026-11-24T10:00:00+09:00","instance":{"tags":{"Env":"dev"}}}"#;
    let (_folder, path) = file("policy.yaml", &policy(DRAIN));
    let batch = Command::new(&["decide", &path, "--batch", "-"]).with_input(line).run().await;
    assert_eq!((batch.exit, batch.errors.as_str()), (Exit::Done, ""));
    let answer: Value = serde_json::from_str(&batch.output).unwrap();
    assert_eq!(answer["obligations"], json!({ "before_stop": ["Drain"] }));
    Schema::of("decide-answer.schema.json").assert_takes(&answer);

    let start = ["--user", "sato", "--group", "staff", "--action", "start", "--tag", "Env=dev"];
    let start = ran(&policy(DRAIN), &["decide"], &start).await;
    let said = "{\"outcome\":\"allow\",\"code\":\"allow\",\"rules\":[\"staff\"],\"missing\":[]}\n";
    assert_eq!(start, Ran::new(Exit::Done, said, ""));
}

#[tokio::test]
async fn an_explanation_says_it_in_both_languages() {
    let english = ran(&policy(DRAIN), &["explain"], &STOP).await;
    let said = "allowed by `staff`\n  Rule \"staff\" (allow): Anyone in the group \"staff\" may start and stop \
                instances whose tag \"Env\" is \"dev\". Before an instance is stopped, the runbook \"Drain\" must \
                succeed on it.\nbefore the stop must succeed: runbook `Drain`\n";
    assert_eq!(english, Ran::new(Exit::Done, said, ""));

    let japanese = ran(&policy(DRAIN), &["explain", "--lang", "ja"], &STOP).await;
    let last = japanese.output.lines().last();
    assert_eq!(last, Some("停止の前に成功が必要なランブック: `Drain`"));
}

#[tokio::test]
async fn a_case_may_expect_the_runbooks_of_a_stop_or_that_there_are_none() {
    let (_folder, path) = file("policy.yaml", &policy(DRAIN));
    let facts = "  - name: {}\n    caller: { user: sato, groups: [staff] }\n    source: { address: 10.20.3.7 }\n    at: \"2026-11-24T10:00:00+09:00\"\n    instance.tags: { Env: dev }\n    action: stop\n    expect: allow\n    before_stop: ";
    let case = |name: &str, expected: &str| facts.replace("{}", name) + expected + "\n";
    let table = format!(
        "cases:\n{}{}{}",
        case("as it is", "[Drain]"),
        case("another", "[Backup]"),
        case("none", "[]")
    );
    let (_cases, cases) = file("cases.yaml", &table);

    let english = sekisho(&["test", &path, "--cases", &cases]).await;
    let japanese = sekisho(&["test", &path, "--cases", &cases, "--lang", "ja"]).await;

    assert_eq!((english.exit, english.errors.as_str()), (Exit::Differs, ""));
    let lines = |output: &str| output.lines().take(3).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(
        lines(&english.output),
        [
            "line 10: another: expected allow after the runbook `Backup`, found allow: by `staff` after the runbook `Drain`",
            "line 18: none: expected allow after no runbook, found allow: by `staff` after the runbook `Drain`",
            "3 cases: 2 differ from what was expected",
        ]
    );
    assert_eq!(
        lines(&japanese.output),
        [
            "10 行目: another: 期待は許可、停止前にランブック `Backup`、実際は許可: `staff`、停止前にランブック `Drain`",
            "18 行目: none: 期待は許可、ランブックなし、実際は許可: `staff`、停止前にランブック `Drain`",
            "事例 3 件: 2 件が期待と異なります",
        ]
    );
}

#[tokio::test]
async fn what_a_case_cannot_expect_is_a_problem_of_the_table() {
    let (_folder, path) = file("policy.yaml", &policy(DRAIN));
    let cases = "cases:\n  - { name: one, caller.user: sato, action: stop, expect: deny, before_stop: [Drain] }\n  - { name: two, caller.user: sato, action: stop, expect: allow, before_stop: Drain }\n  - { name: three, caller.user: sato, action: stop, expect: allow, before_stop: [a, Drain, Drain] }\n";
    let (_cases, cases) = file("cases.yaml", cases);

    let ran = sekisho(&["test", &path, "--cases", &cases]).await;

    assert_eq!(ran.exit, Exit::Problems);
    for said in [
        "found a `before_stop` of what is denied, required `before_stop` with `expect: allow` only",
        "found `Drain`, required a list of the names of SSM documents",
        "found `a`, required the name of an SSM document",
        "found `Drain` a second time, required each document at most once",
    ] {
        assert!(ran.output.contains(said), "{said}\n{}", ran.output);
    }
}

/// What `sekisho diff` says of two policies.
async fn diff(old: &str, new: &str, options: &[&str]) -> Ran {
    let (_old, old) = file("old.yaml", old);
    let (_new, new) = file("new.yaml", new);
    sekisho(&[&["diff", &old, &new], options].concat()).await
}

#[tokio::test]
async fn a_change_of_obligations_alone_is_a_difference_and_none_of_a_decision() {
    let (old, new) = (policy(DRAIN), policy(BACKUP));

    let english = diff(&old, &new, &[]).await;
    let said = "no difference in decisions: both decide every request alike (a proof: each rule of either \
                says what a rule of the other says)\nobligations changed:\n  rule `staff`, before a stop: runbook \
                `Drain`; now: `Backup`\n";
    assert_eq!(english, Ran::new(Exit::Differs, said, ""));
    let japanese = diff(&old, &policy(""), &["--lang", "ja"]).await;
    let said = "判定に違いはありません。どのリクエストの判定も同じです(どのルールにも、同じ内容のルールがもう一方にあります)\n\
                義務(obligations)の変更:\n  ルール `staff` の停止前ランブック: 変更前: `Drain`、変更後: なし\n";
    assert_eq!(japanese, Ran::new(Exit::Differs, said, ""));

    let answer = diff(&policy(""), &new, &["--json"]).await;
    let answer: Value = serde_json::from_str(&answer.output).unwrap();
    Schema::of("diff-answer.schema.json").assert_takes(&answer);
    assert_eq!(
        answer,
        json!({
            "opened": [], "closed": [], "incomplete": [], "equivalent": false, "edits": 0, "steps": 0,
            "obligations": [{
                "rule": "staff",
                "before": { "before_stop": null },
                "after": { "before_stop": "Backup" },
            }],
        })
    );
    assert_eq!(diff(&old, &old, &[]).await.exit, Exit::Done);
}

#[tokio::test]
async fn an_export_to_cedar_that_binds_nobody_has_to_be_asked_for() {
    let refused = ran(&policy(DRAIN), &["export", "--cedar"], &[]).await;
    let loss = "rule `staff`: `obligations.before_stop: Drain` has no counterpart in Cedar, which has no \
                obligations: it is an annotation of the rule, and whoever acts on a decision has to see to it";
    let said = format!(
        "error: {loss}\nerror: nothing is written: say what these rules mean without what is lost, or accept \
         the loss with --partial\n"
    );
    assert_eq!(refused, Ran::new(Exit::Problems, "", &said));

    let partial = ran(&policy(DRAIN), &["export", "--cedar"], &["--partial"]).await;
    assert_eq!((partial.exit, partial.errors), (Exit::Done, format!("warning: {loss}\n")));
    assert!(partial.output.contains("@id(\"staff\")\n@before_stop(\"Drain\")\npermit ("));

    let japanese = ran(&policy(DRAIN), &["export", "--cedar", "--lang", "ja"], &[]).await;
    let said = "エラー: ルール `staff`: `obligations.before_stop: Drain` は Cedar では表せません(Cedar に義務\
                (obligations)はありません)。ルールの注釈としてだけ書かれ、判定に従って操作する側が実行しなければ\
                なりません";
    assert_eq!(japanese.errors.lines().next(), Some(said));
}

/// The form of the text is kept, and the value is what it was.
#[tokio::test]
async fn a_formatted_document_keeps_its_obligations() {
    let text = "version: 1\npolicy: hoshimi\nutc_offset: \"+09:00\"\nrules:\n  - id: staff\n    effect: allow\n    \
                obligations: { before_stop: Drain } # why\n    who: { groups: [staff] }\n    actions: [stop]\n    \
                instances: { tags: { Env: [dev] } }\n";

    let ran = Command::new(&["fmt", "-"]).with_input(text).run().await;

    assert_eq!((ran.exit, ran.errors.as_str()), (Exit::Done, ""));
    assert!(ran.output.contains("obligations:"), "{}", ran.output);
    assert!(ran.output.contains("before_stop: Drain"), "{}", ran.output);
    assert!(ran.output.contains("# why"), "{}", ran.output);
}

#[tokio::test]
async fn what_is_wrong_with_obligations_is_told_in_japanese() {
    let text = policy(DRAIN).replace("[start, stop]", "[start]");

    let ran = ran(&text, &["check", "--lang", "ja"], &[]).await;

    assert_eq!(ran.exit, Exit::Problems);
    let said = "停止を許可しないルールの `before_stop`";
    assert!(ran.output.contains(said), "{}{}", ran.output, ran.errors);
}
