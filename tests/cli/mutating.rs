//! Whether cases would notice a mistake: mutants that they kill, and those that they let live.

use sekisho::Exit;
use sekisho_policy::NamedRequest;
use serde_json::{Value, json};

use crate::command::{Command, Ran, file, repository, sekisho};

/// A small town, in which one rule says what another says too.
pub const TOWN: &str = r#"version: 1
policy: town
utc_offset: "+09:00"
required_tags: [Env]
zones:
  hall: { vpce: [vpce-0a1b2c3d4e5f60718], cidrs: [10.20.0.0/16] }
schedules:
  office: { weekly: [{ days: [mon, tue, wed, thu, fri], from: "08:30", to: "17:15" }] }
rules:
  - id: staff
    effect: allow
    who: { groups: [staff] }
    actions: [start, stop]
    from: [hall]
    during: [office]
    instances: { tags: { Env: [dev] } }
  - id: staff-start
    effect: allow
    who: { groups: [staff] }
    actions: [start]
    from: [hall]
    during: [office]
    instances: { tags: { Env: [dev] } }
  - id: freeze
    effect: deny
    who: everyone
    actions: [stop]
    not_before: "2027-01-01"
    instances: { tags: { Env: { present: true } } }
    unless:
      - { who: { groups: [operators] }, from: [hall] }
      - { who: { users: [kato] } }
"#;

/// Cases that notice little.
pub const CASES: &str = r#"policy: town
defaults:
  caller: { user: sato, groups: [staff] }
  source: { address: 10.20.3.7, vpc_endpoint: vpce-0a1b2c3d4e5f60718 }
  at: "2026-11-24T10:00:00+09:00"
  action: stop
  instance.tags: { Env: dev, Team: red }
cases:
  - { name: in time, expect: allow }
  - { name: not staff, caller.groups: [], expect: deny }
  - { name: in the new year, at: "2027-01-04T10:00:00+09:00", expect: deny, code: explicit }
  - { name: but kato, at: "2027-01-04T10:00:00+09:00", caller.user: kato, expect: allow }
"#;

/// Tries the mutants of a policy on these cases.
pub async fn mutate(policy: &str, cases: &str, options: &[&str]) -> Ran {
    let (_folder, policy) = file("policy.yaml", policy);
    let (_cases, path) = file("cases.yaml", cases);
    let mut ran = sekisho(&[&["mutate", &policy, "--cases", &path], options].concat()).await;
    ran.output = ran.output.replace(&path, "cases.yaml");
    ran
}

#[tokio::test]
async fn survivors_are_told_as_the_cases_that_would_kill_them() {
    let freeze = ["--rules", "freeze", "--operators", "drop-exception,drop-condition,add-value"];
    let expected = r#"6 cases would kill the 7 mutants that survived: what is meant to be so goes under `cases` in cases.yaml

  # zone `hall`: without `vpce`
  - name: "zone hall: without vpce"
    source.vpc_endpoint: null
    expect: deny
    code: default

  # zone `hall`: `vpce-ffffffff` added to `vpce`
  - name: "zone hall: vpce-ffffffff added to vpce"
    source.vpc_endpoint: vpce-ffffffff
    expect: deny
    code: default

  # zone `hall`: without `cidrs`
  - name: "zone hall: without cidrs"
    source.address: null
    expect: deny
    code: default

  # `freeze`: without `actions`
  # `freeze`: `start` added to `actions`
  - name: "freeze: without actions"
    at: "2027-01-01T08:30:00+09:00"
    action: start
    expect: allow

  # `freeze`: `other` added to `unless {who.users}.who.users`
  - name: "freeze: other added to unless {who.users}.who.users"
    caller.user: other
    at: "2027-01-01T08:30:00+09:00"
    expect: deny
    code: explicit

  # `freeze`: without `unless {who.groups, from}`
  - name: "freeze: without unless {who.groups, from}"
    caller.groups: [operators, staff]
    at: "2027-01-01T08:30:00+09:00"
    expect: allow

14 mutants: 4 killed, 7 survived, 3 equivalent
score: 36.3 % (4 of 11)
"#;
    assert_eq!(mutate(TOWN, CASES, &freeze).await, Ran::new(Exit::Done, expected, ""));
    let resized = ["--operators", "resize-network,drop-rule", "--lang", "ja"];
    let expected = r#"見逃したミュータント 2 件は、次の事例 2 件で検出できます。意図どおりのものを cases.yaml の `cases` に加えてください

  # ゾーン `hall`: `cidrs` を `10.20.0.0/16` から `10.20.0.0/15` に変更
  - name: "ゾーン hall: cidrs を 10.20.0.0/16 から 10.20.0.0/15 に変更"
    source.address: "10.21.0.0"
    expect: deny
    code: default

  # ゾーン `hall`: `cidrs` を `10.20.0.0/16` から `10.20.0.0/17` に変更
  - name: "ゾーン hall: cidrs を 10.20.0.0/16 から 10.20.0.0/17 に変更"
    source.address: "10.20.128.0"
    expect: allow

ミュータント 6 件: 検出 3 件、見逃し 2 件、等価 1 件
スコア: 60.0 %(5 件中 3 件を検出)
"#;
    assert_eq!(mutate(TOWN, CASES, &resized).await, Ran::new(Exit::Done, expected, ""));
}

#[tokio::test]
async fn the_pages_show_what_is_said_of_the_example() {
    let path = |name: &str| repository(name).to_str().unwrap().to_owned();
    let [policy, cases] = ["examples/hoshimi.yaml", "examples/hoshimi-cases.yaml"].map(path);
    for (page, language) in [("docs/mutate.md", "en"), ("docs/ja/mutate.md", "ja")] {
        let ran = sekisho(&["mutate", &policy, "--cases", &cases, "--lang", language]).await;
        let text = std::fs::read_to_string(path(page)).unwrap();
        let shown = text.split("```text\n").skip(1).chain(text.split("```yaml\n").skip(1));
        let parts = shown.flat_map(|rest| rest.split("```").next().unwrap().split("\n\n"));
        for part in parts.flat_map(|part| part.split("…\n")).map(str::trim_end) {
            assert!(ran.output.contains(part), "{page}:\n{part}");
        }
    }
}

#[tokio::test]
async fn with_all_the_others_are_told_too() {
    let expected = r#"killed: schedule `office`: `weekly` is `tue-sat 08:30-17:15` instead of `mon-fri 08:30-17:15`: cases.yaml:12: but kato
killed: `freeze`: without this rule: cases.yaml:11: in the new year
killed: `staff`: without this rule: cases.yaml:9: in time
equivalent: `staff-start`: without this rule
1 case would kill the 1 mutant that survived: what is meant to be so goes under `cases` in cases.yaml

  # schedule `office`: `weekly` is `mon-thu, sun 08:30-17:15` instead of `mon-fri 08:30-17:15`
  - name: "schedule office: weekly is mon-thu, sun 08:30-17:15 instead of mon-fri 08:30-17:15"
    at: "2026-11-29T08:30:00+09:00"
    expect: deny
    code: default

5 mutants: 3 killed, 1 survived, 1 equivalent
score: 75.0 % (3 of 4)
"#;
    let ran = mutate(TOWN, CASES, &["--operators", "drop-rule,shift-day", "--all"]).await;
    assert_eq!(ran, Ran::new(Exit::Done, expected, ""));
    let expected = r#"検出: スケジュール `office`: `weekly` を `月火水木金 08:30-17:15` から `火水木金土 08:30-17:15` に変更: cases.yaml:12: but kato
検出: `freeze`: このルールを削除: cases.yaml:11: in the new year
検出: `staff`: このルールを削除: cases.yaml:9: in time
等価: `staff-start`: このルールを削除
見逃したミュータント 1 件は、次の事例 1 件で検出できます。意図どおりのものを cases.yaml の `cases` に加えてください

  # スケジュール `office`: `weekly` を `月火水木金 08:30-17:15` から `月火水木日 08:30-17:15` に変更
  - name: "スケジュール office: weekly を 月火水木金 08:30-17:15 から 月火水木日 08:30-17:15 に変更"
    at: "2026-11-29T08:30:00+09:00"
    expect: deny
    code: default

ミュータント 5 件: 検出 3 件、見逃し 1 件、等価 1 件
スコア: 75.0 %(4 件中 3 件を検出)
"#;
    let options = ["--operators", "drop-rule,shift-day", "--all", "--lang=ja"];
    assert_eq!(mutate(TOWN, CASES, &options).await, Ran::new(Exit::Done, expected, ""));
}

#[tokio::test]
async fn what_cannot_be_proved_in_the_steps_is_undecided_and_no_part_of_the_score() {
    let options = ["--operators", "drop-rule,drop-exception", "--rules", "freeze", "--steps", "1"];
    let expected = "\
undecided: `freeze`: without `unless {who.groups, from}`: no proof in 1 steps
3 mutants: 2 killed, 0 survived, 0 equivalent, 1 undecided
score: 100.0 % (2 of 2)
";
    assert_eq!(mutate(TOWN, CASES, &options).await, Ran::new(Exit::Done, expected, ""));
    let expected = "\
未判定: `freeze`: `unless {who.groups, from}` を削除: 1 ステップでは証明できません
ミュータント 3 件: 検出 2 件、見逃し 0 件、等価 0 件、未判定 1 件
スコア: 100.0 %(2 件中 2 件を検出)
";
    let japanese = [options.as_slice(), &["--lang", "ja"]].concat();
    assert_eq!(mutate(TOWN, CASES, &japanese).await, Ran::new(Exit::Done, expected, ""));
    // Were it a survivor, two of three would be killed.
    let least = |least: &'static str| [options.as_slice(), &["--min-score", least]].concat();
    assert_eq!(mutate(TOWN, CASES, &least("66")).await.exit, Exit::Done);
    assert_eq!(mutate(TOWN, CASES, &least("67")).await.exit, Exit::Undecided);
    let json = mutate(TOWN, CASES, &[options.as_slice(), &["--json"]].concat()).await;
    let undecided = r#"{"change":"dropped","operator":"drop-exception","outcome":"undecided","part":{"rule":"freeze"},"site":"unless {who.groups, from}","steps":1}"#;
    assert!(json.output.lines().any(|line| line == undecided), "{}", json.output);
}

#[tokio::test]
async fn a_score_that_is_too_low_ends_with_2() {
    let options =
        |least: &'static str| ["--operators", "drop-rule,flip-effect", "--min-score", least];
    let exact = mutate(TOWN, CASES, &options("75")).await;
    let low = mutate(TOWN, CASES, &options("76")).await;
    let japanese = mutate(TOWN, CASES, &[options("76").as_slice(), &["--lang=ja"]].concat()).await;

    assert_eq!((exact.exit, exact.errors.as_str()), (Exit::Done, ""), "{}", exact.output);
    let errors = "score: found 75.0 %, required 76 %\n";
    assert_eq!((low.exit, low.errors.as_str()), (Exit::Differs, errors));
    let errors = "スコア: 実際は 75.0 %、必要なのは 76 %\n";
    assert_eq!((japanese.exit, japanese.errors.as_str()), (Exit::Differs, errors));
    // Nothing to kill is nothing missed.
    let none = mutate(TOWN, CASES, &["--operators", "drop-calendar", "--min-score", "100"]).await;
    let expected =
        "0 mutants: 0 killed, 0 survived, 0 equivalent\nscore: none, with nothing to kill\n";
    assert_eq!(none, Ran::new(Exit::Done, expected, ""));
}

#[tokio::test]
async fn some_of_the_mutants_are_chosen_evenly() {
    let all = mutate(TOWN, CASES, &["--json"]).await;
    let some = mutate(TOWN, CASES, &["--json", "--limit", "13"]).await;
    let more = mutate(TOWN, CASES, &["--json", "--limit", "1000"]).await;

    let what = |ran: &Ran| -> Vec<String> {
        let lines = ran.output.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        let told = lines.filter(|line| line["operator"].is_string());
        told.map(|line| format!("{} {} {}", line["part"], line["site"], line["change"])).collect()
    };
    let (all, some) = (what(&all), what(&some));
    assert_eq!((all.len(), some.len()), (52, 13));
    let fourth: Vec<String> = all.iter().skip(3).step_by(4).cloned().collect();
    assert_eq!(some, fourth);
    assert_eq!(what(&more), all);
}

#[tokio::test]
async fn as_json_there_is_one_object_a_mutant_and_one_for_the_score() {
    let options = ["--json", "--operators", "drop-rule,drop-calendar,shift-day"];
    let ran = mutate(TOWN, CASES, &options).await;
    let japanese = mutate(TOWN, CASES, &[options.as_slice(), &["--lang", "ja"]].concat()).await;
    assert_eq!(ran, japanese, "programs are answered alike in every language");
    assert_eq!((ran.exit, ran.errors.as_str()), (Exit::Done, ""));

    let lines: Vec<Value> =
        ran.output.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let [shifted, survived, .., equivalent, score] = lines.as_slice() else { panic!("{lines:?}") };
    assert_eq!(
        *shifted,
        json!({"by":{"case":"but kato","file":"cases.yaml","line":12},"change":{"after":"tue-sat 08:30-17:15","before":"mon-fri 08:30-17:15"},"operator":"shift-day","outcome":"killed","part":{"schedule":"office"},"site":"weekly"})
    );
    assert_eq!(
        *survived,
        json!({
            "case": "- name: \"schedule office: weekly is mon-thu, sun 08:30-17:15 instead of mon-fri 08:30-17:15\"\n  at: \"2026-11-29T08:30:00+09:00\"\n  expect: deny\n  code: default",
            "change": { "after": "mon-thu, sun 08:30-17:15", "before": "mon-fri 08:30-17:15" },
            "expected": { "code": "default", "outcome": "deny" },
            "operator": "shift-day",
            "outcome": "survived",
            "part": { "schedule": "office" },
            "site": "weekly",
            "witness": {
                "action": "stop",
                "at": 1_795_908_600,
                "caller": {
                    "claims": {},
                    "groups": ["staff"],
                    "issued_at": { "unknown": true },
                    "signed_in_at": { "unknown": true },
                    "subject": { "unknown": true },
                    "user": "sato",
                },
                "instance": {
                    "account": { "unknown": true },
                    "id": { "unknown": true },
                    "region": { "unknown": true },
                    "tags": { "Env": "dev", "Team": "red" },
                },
                "source": { "address": "10.20.3.7", "vpc_endpoint": "vpce-0a1b2c3d4e5f60718" },
            },
        })
    );
    assert!(NamedRequest::from_json(&survived["witness"].to_string()).is_ok());
    assert_eq!(
        *equivalent,
        json!({"change":"dropped","operator":"drop-rule","outcome":"equivalent","part":{"rule":"staff-start"},"site":null,"steps":1})
    );
    let counts =
        json!({"score":{"equivalent":1,"killed":3,"percent":75.0,"survived":1,"undecided":0}});
    assert_eq!(*score, counts);
    assert_eq!(lines.len(), 6);
}

#[tokio::test]
async fn no_mutant_is_tried_unless_every_case_passes_without() {
    let failing =
        CASES.replace("caller.groups: [], expect: deny", "caller.groups: [], expect: allow");
    let (_folder, policy) = file("policy.yaml", TOWN);
    let (_failing, failing) = file("failing.yaml", &failing);
    let (_cases, cases) = file("cases.yaml", CASES);
    let both = ["mutate", &policy, "--cases", &cases, &failing];

    let expected = format!(
        "{failing}:\nline 10: not staff: expected allow, found deny (default): no rule allows it\n  \
         `staff`: 1 condition fails\n    who.groups: found none, required `staff`\n"
    );
    let errors = "8 cases: 1 differs from what was expected\n\
                  no mutant was tried: a case can notice a mistake only if it passes without one\n";
    assert_eq!(sekisho(&both).await, Ran::new(Exit::Differs, &expected, errors));
    let json = sekisho(&["mutate", &policy, "--cases", &failing, "--json", "--lang=ja"]).await;
    let case: Value = serde_json::from_str(&json.output).unwrap();
    assert_eq!((&case["case"], &case["passed"]), (&json!("not staff"), &json!(false)));
    assert_eq!(
        (json.exit, json.errors.as_str()),
        (
            Exit::Differs,
            "事例 4 件: 1 件が期待と異なります\nミュータントは試していません。誤りを検出できるのは、\
             元のポリシーで期待どおりになる事例だけです\n"
        )
    );
}

#[tokio::test]
async fn the_cases_of_several_tables_are_tried_together() {
    let (head, list) = CASES.split_once("cases:\n").unwrap();
    let list: Vec<&str> = list.lines().collect();
    let (_folder, policy) = file("policy.yaml", TOWN);
    let (_first, first) = file("first.yaml", &format!("{head}cases:\n{}\n", list[..2].join("\n")));
    let second = format!("{head}cases:\n{}\n", list[2..].join("\n"));

    let apart = ["mutate", &policy, "--cases", &first, "-", "--json"];
    let apart = Command::new(&apart).with_input(&second).run().await;
    let together = mutate(TOWN, CASES, &["--json"]).await;

    let last = |ran: &Ran| ran.output.lines().last().map(str::to_owned);
    assert_eq!(last(&apart), last(&together));
    assert!(apart.output.contains(r#""by":{"case":"but kato","file":"-","line":10}"#));
}

#[tokio::test]
async fn a_new_case_has_a_name_that_no_other_has() {
    let named = "  - { name: \"staff: without actions\", expect: allow }\n";
    let options = ["--operators", "drop-condition", "--rules", "staff", "--json"];
    let ran = mutate(TOWN, &format!("{CASES}{named}"), &options).await;

    assert!(ran.output.contains(r#""- name: \"staff: without actions (2)\"\n"#), "{}", ran.output);
}

#[tokio::test]
async fn what_is_not_there_is_told() {
    let nobody = mutate(TOWN, CASES, &["--rules", "staff,nobody"]).await;
    let error =
        "error: found no rule `nobody` in policy `town`, required the id of one of its 3 rules\n";
    assert_eq!(nobody, Ran::new(Exit::CouldNotRun, "", error));
    let operator = mutate(TOWN, CASES, &["--operators", "drop"]).await;
    assert_eq!(operator.exit, Exit::CouldNotRun);
    let error = "error: invalid value 'drop' for '--operators <OPERATOR>': found `drop`, required one of \
                 add-value, drop-calendar, drop-condition, drop-exception, drop-required-tag, drop-rule, \
                 flip-effect, remove-value, resize-network, shift-day, shift-minute, shift-second, swap-tags, \
                 tag-present, toggle-enabled\n";
    assert!(operator.errors.starts_with(error), "{}", operator.errors);
    let twice = sekisho(&["mutate", "-", "--cases", "-"]).await;
    let error = "error: two files cannot both be read from the standard input: name one of them\n";
    assert_eq!(twice, Ran::new(Exit::CouldNotRun, "", error));
}
