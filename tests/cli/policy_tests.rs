//! A table of cases that a policy must decide as its author means.

use sekisho::Exit;
use serde_json::{Value, json};

use crate::{
    case_tables::hoshimi,
    command::{Ran, file, repository, sekisho},
};

/// A welfare clerk at the city hall on a Tuesday morning.
const CLERK: &str = r#"defaults:
  caller: { user: sato, groups: [staff, welfare] }
  source: { address: 10.20.3.7, vpc_endpoint: vpce-0a1b2c3d4e5f60718 }
  at: "2026-11-24T10:00:00+09:00"
  action: start
  instance.tags: { Department: welfare, Env: dev }
"#;

/// Everything before the coverage.
fn told(output: &str) -> &str {
    let end = output.find("\nrules: ").or_else(|| output.find("\nルール: "));
    &output[..=end.unwrap()]
}

#[tokio::test]
async fn the_cases_of_hoshimi_pass_and_cover_all_of_its_policy() {
    let policy = repository("examples/hoshimi.yaml");
    let cases = repository("examples/hoshimi-cases.yaml");
    let arguments = ["test", policy.to_str().unwrap(), "--cases", cases.to_str().unwrap()];

    let required = sekisho(&[&arguments, ["--require-coverage", "100"].as_slice()].concat()).await;
    assert_eq!(
        required,
        Ran::new(
            Exit::Done,
            "77 cases: all as expected\n\
             rules: 8 of 8 were true in one case and false in another\n\
             conditions: 41 of 41 alone decided about their rule in some case\n\
             boundaries: 28 of 28 values were tried\n",
            "",
        )
    );
    let japanese = sekisho(&[&arguments, ["--lang", "ja"].as_slice()].concat()).await;
    let expected = r#"事例 77 件: すべて期待どおりです
ルール: 8 件中 8 件で、成り立つ事例と成り立たない事例の両方を確認しました
条件: 41 件中 41 件で、その条件だけがルールの成否を決める事例を確認しました
境界: 28 個中 28 個の値を確認しました
"#;
    assert_eq!(japanese, Ran::new(Exit::Done, expected, ""));
}

#[tokio::test]
async fn a_case_that_differs_says_what_was_in_the_way() {
    let cases = format!(
        "{CLERK}cases:
  - name: in the evening
    at: \"2026-11-24T21:00:00+09:00\"
    expect: allow
  - name: production
    instance.tags.Env: prod
    action: stop
    expect: allow
    rules: [leads-production]
  - name: a start
    expect: deny
    code: explicit
    rules: [production-stops-in-the-operations-room, night-watch]
  - name: an operator in the operations room
    caller.groups: [operators]
    source.address: 10.20.250.3
    instance.tags.Env: prod
    action: stop
    expect: deny
    rules: [production-stops-in-the-operations-room]
  - name: as it is
    expect: allow
"
    );

    let english = hoshimi(&cases, &[]).await;
    assert_eq!((english.exit, english.errors.as_str()), (Exit::Differs, ""));
    assert_eq!(
        told(&english.output),
        r#"line 8: in the evening: expected allow, found deny (default): no rule allows it
  `own-department-nonprod`: 1 condition fails
    during: found 2026-11-24 21:00 +09:00, required `office-hours`
  `see-own-department`: 1 condition fails
    actions: found start, required `describe`
line 11: production: expected allow by `leads-production`, found deny (explicit): by `production-stops-in-the-operations-room`
  `leads-production`: 1 condition fails
    who.groups: found `staff`, `welfare`, required `department-leads`
line 16: a start: expected deny (explicit) by `night-watch`, `production-stops-in-the-operations-room`, found allow: by `own-department-nonprod`
  `night-watch`: no rule of that id is in force
  `production-stops-in-the-operations-room`: 2 conditions fail
    actions: found start, required `reboot` or `stop`
    instances.tags.Env: found `dev`, required `prod`
line 20: an operator in the operations room: expected deny by `production-stops-in-the-operations-room`, found deny (indeterminate): `operators` cannot be decided without knowing `account`, `region`
  `production-stops-in-the-operations-room`: its exception applies
5 cases: 4 differ from what was expected
"#
    );
    let japanese = hoshimi(&cases, &["--lang", "ja"]).await;
    assert_eq!((japanese.exit, japanese.errors.as_str()), (Exit::Differs, ""));
    assert_eq!(
        told(&japanese.output),
        r#"8 行目: in the evening: 期待は許可、実際は拒否 (default): 許可するルールがありません
  `own-department-nonprod`: 満たされない条件 1 件
    during: 実際は2026-11-24 21:00 +09:00、必要なのは`office-hours`
  `see-own-department`: 満たされない条件 1 件
    actions: 実際はstart、必要なのは`describe`
11 行目: production: 期待は許可 `leads-production`、実際は拒否 (explicit): 拒否ルール `production-stops-in-the-operations-room` に該当します
  `leads-production`: 満たされない条件 1 件
    who.groups: 実際は`staff`, `welfare`、必要なのは`department-leads`
16 行目: a start: 期待は拒否 (explicit) `night-watch`, `production-stops-in-the-operations-room`、実際は許可: `own-department-nonprod`
  `night-watch`: この ID のルールは有効になっていません
  `production-stops-in-the-operations-room`: 満たされない条件 2 件
    actions: 実際はstart、必要なのは`reboot`, `stop` のいずれか
    instances.tags.Env: 実際は`dev`、必要なのは`prod`
20 行目: an operator in the operations room: 期待は拒否 `production-stops-in-the-operations-room`、実際は拒否 (indeterminate): `account`, `region` が不明なため、ルール `operators` を判断できません
  `production-stops-in-the-operations-room`: 例外(unless)に該当します
事例 5 件: 4 件が期待と異なります
"#
    );
}

/// A policy of which the cases below show little.
const TINY: &str = r#"version: 1
policy: tiny
utc_offset: "+09:00"
required_tags: [Env]
zones:
  hall: { vpce: [vpce-0a1b2c3d4e5f60718], cidrs: [10.20.0.0/16] }
schedules:
  office: { weekly: [{ days: [mon, tue, wed, thu, fri, sun], from: "08:30", to: "24:00" }] }
rules:
  - id: staff
    effect: allow
    who: { groups: [staff] }
    actions: [start]
    from: [hall]
    during: [office]
    signed_in_within: 8h
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
  - id: lost
    effect: deny
    who: { users: [sato] }
    actions: any
    issued_before: "2026-11-20T18:00:00+09:00"
    instances: any
"#;

const FEW: &str = r#"policy: tiny
defaults:
  caller:
    { user: sato, groups: [staff], signed_in_at: "2026-11-24T08:00:00+09:00", issued_at: "2026-11-24T08:00:00+09:00" }
  source: { address: 10.20.255.255, vpc_endpoint: vpce-0a1b2c3d4e5f60718 }
  action: start
  instance.tags: { Env: dev }
cases:
  - { name: in time, at: "2026-11-24T08:30:59+09:00", expect: allow }
  - { name: too early, at: "2026-11-24T08:29:00+09:00", expect: deny }
  - { name: no tag, at: "2026-11-24T09:00:00+09:00", instance.tags.Env: null, expect: deny }
  # At the boundary, but it is the tag that decides.
  - { name: production, at: "2026-11-24T08:30:00+09:00", instance.tags.Env: prod, expect: deny }
  - { name: next year, at: "2027-01-01T00:00:00+09:00", action: stop, expect: deny, code: explicit }
"#;

#[tokio::test]
async fn what_the_cases_have_not_shown_is_listed_with_the_values_to_try() {
    let (_folder, tiny) = file("tiny.yaml", TINY);
    let (_cases, few) = file("few.yaml", FEW);
    let test = ["test", &tiny, "--cases", &few];

    let expected = r#"5 cases: all as expected
rules: 2 of 3 were true in one case and false in another
  `lost`: never true
conditions: 6 of 17 alone decided about their rule in some case
  `freeze`: actions
  `freeze`: not_before
  `freeze`: instances.tags.Env
  `freeze`: unless {who.groups, from}.from
  `freeze`: unless {who.users}: never lifted the denial
  `freeze`: unless {who.groups, from}: never lifted the denial
  `lost`: who.users
  `staff`: who.groups
  `staff`: actions
  `staff`: from
  `staff`: signed_in_within
boundaries: 4 of 14 values were tried
  schedule `office` closes at 24:00 (mon-fri, sun): no case at 23:59 or at 00:00
  zone `hall` begins at 10.20.0.0: no case from 10.19.255.255 or from 10.20.0.0
  zone `hall` ends at 10.20.255.255: no case from 10.21.0.0
  `freeze`: not_before 2027-01-01 00:00 +09:00: no case at 2026-12-31 23:59:59
  `lost`: issued_before 2026-11-20 18:00 +09:00: no case with a token issued at 2026-11-20 17:59:59 or at 2026-11-20 18:00:00
  `staff`: signed_in_within 8h: no case 7h59m59s or 8h after the sign-in
"#;
    assert_eq!(sekisho(&test).await, Ran::new(Exit::Done, expected, ""));
    let japanese = sekisho(&[test.as_slice(), &["--lang=ja"]].concat()).await;
    let expected = r#"事例 5 件: すべて期待どおりです
ルール: 3 件中 2 件で、成り立つ事例と成り立たない事例の両方を確認しました
  `lost`: 成り立つ事例がありません
条件: 17 件中 6 件で、その条件だけがルールの成否を決める事例を確認しました
  `freeze`: actions
  `freeze`: not_before
  `freeze`: instances.tags.Env
  `freeze`: unless {who.groups, from}.from
  `freeze`: unless {who.users}: 拒否が解除された事例がありません
  `freeze`: unless {who.groups, from}: 拒否が解除された事例がありません
  `lost`: who.users
  `staff`: who.groups
  `staff`: actions
  `staff`: from
  `staff`: signed_in_within
境界: 14 個中 4 個の値を確認しました
  スケジュール `office` の終了 24:00(月火水木金日): 23:59 と 00:00 の事例がありません
  ゾーン `hall` の最初のアドレス 10.20.0.0: 10.19.255.255 と 10.20.0.0 の事例がありません
  ゾーン `hall` の最後のアドレス 10.20.255.255: 10.21.0.0 の事例がありません
  `freeze` の not_before 2027-01-01 00:00 +09:00: 2026-12-31 23:59:59 の事例がありません
  `lost` の issued_before 2026-11-20 18:00 +09:00: トークンの発行が 2026-11-20 17:59:59 と 2026-11-20 18:00:00 の事例がありません
  `staff` の signed_in_within 8h: サインインから 7h59m59s 後と 8h 後の事例がありません
"#;
    assert_eq!(japanese, Ran::new(Exit::Done, expected, ""));
    let required = ["--require-coverage", "rules=60,boundaries=70"];
    let required = sekisho(&[test.as_slice(), &required].concat()).await;
    let expected = "boundaries: found 4 of 14, required 70 %\n";
    assert_eq!((required.exit, required.errors.as_str()), (Exit::Differs, expected));
}

#[tokio::test]
async fn as_json_there_is_one_object_a_case_and_one_for_the_coverage() {
    let (_folder, tiny) = file("tiny.yaml", TINY);
    let (_cases, few) = file(
        "few.yaml",
        &FEW.replace(
            "early, at: \"2026-11-24T08:29:00+09:00\", expect: deny",
            "early, at: \"2026-11-24T08:29:00+09:00\", expect: allow",
        ),
    );
    let ran = sekisho(&["test", &tiny, "--cases", &few, "--json"]).await;
    let japanese = sekisho(&["test", &tiny, "--cases", &few, "--json", "--lang", "ja"]).await;
    assert_eq!(ran, japanese, "programs are answered alike in every language");
    assert_eq!((ran.exit, ran.errors.as_str()), (Exit::Differs, ""));
    let lines: Vec<Value> =
        ran.output.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 6);

    assert_eq!(
        lines[0],
        json!({"case":"in time","expected":{"before_stop":null,"code":null,"outcome":"allow","rules":null},"found":{"code":"allow","missing":[],"outcome":"allow","rules":["staff"]},"line":9,"passed":true})
    );
    assert_eq!(
        lines[1],
        json!({"case":"too early","expected":{"before_stop":null,"code":null,"outcome":"allow","rules":null},"found":{"code":"default","missing":[],"outcome":"deny","rules":[]},"line":10,"passed":false,"why":[{"because":"failed","failed":[{"condition":"during","found":"2026-11-24 08:29 +09:00","required":"`office`"}],"rule":"staff"}]})
    );
    assert_eq!(
        lines[5]["coverage"]["rules"],
        json!({"missing":[{"never_false":false,"never_true":true,"rule":"lost"}],"of":3,"shown":2})
    );
    assert_eq!(
        lines[5]["coverage"]["conditions"]["missing"][0],
        json!({"condition":"actions","rule":"freeze"})
    );
    assert_eq!(
        lines[5]["coverage"]["boundaries"]["missing"][0],
        json!({"boundary":"schedule `office` closes at 24:00 (mon-fri, sun)","test":["23:59","00:00"]})
    );
}
