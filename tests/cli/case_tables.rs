//! Tables of cases: those that are none, and those on the pages.

use sekisho::Exit;

use crate::command::{Ran, file, repository, sekisho};

/// Tests the policy of Hoshimi on these cases.
pub async fn hoshimi(cases: &str, options: &[&str]) -> Ran {
    let (_folder, path) = file("cases.yaml", cases);
    let policy = repository("examples/hoshimi.yaml");
    let arguments = ["test", policy.to_str().unwrap(), "--cases", &path];
    let mut ran = sekisho(&[&arguments, options].concat()).await;
    ran.output = ran.output.replace(&path, "cases.yaml");
    ran
}

#[tokio::test]
async fn everything_that_is_wrong_with_a_table_is_told_with_its_place() {
    let cases = r#"policy: hoshima
defaults:
  caller: { user: sato, grops: [staff] }
  at: "2026-11-24T10:00:00+09:00"
case: []
cases:
  - name: one
    action: strat
    expect: allow
    code: default
  - name: one
    action: start
    expcet: deny
  - action: start
    expect: maybe
    rules: []
  - name: two
    action: start
    caller.user: kato
    caller: { user: sato }
    instance.tags.Env: 7
    expect: deny
    code: explict
    each: { source.address: [10.20.3.7, 10.20.3.777], at: noon }
  - three
"#;
    let expected = r#"cases.yaml:1:9: error: found `hoshima`, required `hoshimi`, the name of the policy that is tested
 1 | policy: hoshima
   |         ^
cases.yaml:3:25: error: caller.grops: found the unknown key `grops`, required one of `subject`, `user`, `groups`, `claims`, `signed_in_at` or `issued_at`; did you mean `groups`?
 3 |   caller: { user: sato, grops: [staff] }
   |                         ^
cases.yaml:5:1: error: found the unknown key `case`, required `policy`, `defaults` or `cases`
 5 | case: []
   | ^
cases.yaml:8:5: error: action: found `strat`, required one of `describe`, `reboot`, `start` or `stop`; did you mean `start`?
 8 |     action: strat
   |     ^
cases.yaml:10:11: error: found a `code` of what is allowed, required `code` with `expect: deny` only
 10 |     code: default
    |           ^
cases.yaml:11:11: error: found the name `one` a second time, required a name for each case: line 7 has this one
 11 |   - name: one
    |           ^
cases.yaml:13:5: error: found the unknown key `expcet`, required `name`, `expect`, `code`, `rules`, `before_stop`, `each`, `caller`, `action`, `source`, `at` or `instance`
 13 |     expcet: deny
    |     ^
cases.yaml:14:5: error: found a case without `name`, required a name for each case
 14 |   - action: start
    |     ^
cases.yaml:15:13: error: found `maybe`, required `allow` or `deny`
 15 |     expect: maybe
    |             ^
cases.yaml:16:12: error: found an empty list, required a list of the ids of rules, at least one
 16 |     rules: []
    |            ^
cases.yaml:20:15: error: found `caller.user` a second time, required each fact at most once in a case
 20 |     caller: { user: sato }
    |               ^
cases.yaml:21:5: error: instance.tags.Env: found the number `7`, required the value of a tag; put quotes around it: `"7"`
 21 |     instance.tags.Env: 7
    |     ^
cases.yaml:23:11: error: found `explict`, required `default`, `explicit`, `indeterminate` or `missing_required_tag`
 23 |     code: explict
    |           ^
cases.yaml:24:41: error: source.address: found `10.20.3.777`, required an IPv4 or IPv6 address such as `10.20.3.4`
 24 |     each: { source.address: [10.20.3.7, 10.20.3.777], at: noon }
    |                                         ^
cases.yaml:24:59: error: found `noon`, required a list of values, at least one
 24 |     each: { source.address: [10.20.3.7, 10.20.3.777], at: noon }
    |                                                           ^
cases.yaml:25:5: error: found `three`, required a case: a mapping with `name`, `expect`, and the facts that differ
 25 |   - three
    |     ^
cases.yaml: 16 problems
"#;
    assert_eq!(hoshimi(cases, &[]).await, Ran::new(Exit::Problems, expected, ""));

    let broken = "cases:\n  - name: one\n    name: two\n    expect: allow\n";
    let expected = r#"cases.yaml:3:5: error: found the key `name` a second time, required each key at most once
 3 |     name: two
   |     ^
cases.yaml: 1 problem
"#;
    assert_eq!(hoshimi(broken, &[]).await, Ran::new(Exit::Problems, expected, ""));
    let nothing = hoshimi("cases: []\n", &["--lang", "ja"]).await;
    let expected = r#"cases.yaml:1:8: エラー: 空の一覧がありますが、一件以上の事例の一覧が必要です
 1 | cases: []
   |        ^
cases.yaml: 誤り 1 件
"#;
    assert_eq!(nothing, Ran::new(Exit::Problems, expected, ""));
}

#[tokio::test]
async fn two_files_do_not_come_from_the_standard_input() {
    let ran = sekisho(&["test", "-", "--cases", "-"]).await;
    let message =
        "error: two files cannot both be read from the standard input: name one of them\n";
    assert_eq!(ran, Ran::new(Exit::CouldNotRun, "", message));
}

#[tokio::test]
async fn the_cases_on_the_pages_pass() {
    for page in ["docs/test.md", "docs/ja/test.md"] {
        let text = std::fs::read_to_string(repository(page)).unwrap();
        let cases = text.split("```yaml\n").nth(1).and_then(|rest| rest.split("```").next());
        let ran = hoshimi(cases.unwrap(), &[]).await;
        assert!(ran.output.starts_with("5 cases: all as expected\n"), "{page}: {}", ran.output);
    }
}

#[tokio::test]
async fn what_is_wrong_with_a_table_is_told_in_japanese() {
    let cases = r#"defaults: { caller: { grops: [staff] }, action: start, at: 0 }
cases:
  - name: one
    instance.tags.Env: 7
    expect: maybe
    code: explict
"#;
    let expected = r#"cases.yaml:1:23: エラー: caller.grops: 知らないキー `grops` がありますが、`subject`、`user`、`groups`、`claims`、`signed_in_at`、`issued_at` のいずれかが必要です(もしかして `groups` ですか)
 1 | defaults: { caller: { grops: [staff] }, action: start, at: 0 }
   |                       ^
cases.yaml:4:5: エラー: instance.tags.Env: 数値 `7` がありますが、タグの値が必要です(引用符で囲んで `"7"` と書いてください)
 4 |     instance.tags.Env: 7
   |     ^
cases.yaml:5:13: エラー: `maybe` がありますが、`allow` または `deny` が必要です
 5 |     expect: maybe
   |             ^
cases.yaml:6:11: エラー: `explict` がありますが、`default`、`explicit`、`indeterminate`、`missing_required_tag` のいずれかが必要です
 6 |     code: explict
   |           ^
cases.yaml: 誤り 4 件
"#;
    assert_eq!(hoshimi(cases, &["--lang", "ja"]).await, Ran::new(Exit::Problems, expected, ""));

    let unreadable = hoshimi("cases: [a\n", &["--lang", "ja"]).await;
    let expected = r#"cases.yaml:1:8: エラー: 括弧 `[` が閉じられていません。このため YAML として読めません
 1 | cases: [a
   |        ^
cases.yaml: 誤り 1 件
"#;
    assert_eq!(unreadable, Ran::new(Exit::Problems, expected, ""));
    let second = hoshimi("cases: []\n---\ncases: []\n", &[]).await;
    let expected = "cases.yaml:3:1: error: found a second document (after `---`), required one document\n \
                    3 | cases: []\n   | ^\ncases.yaml: 1 problem\n";
    assert_eq!(second, Ran::new(Exit::Problems, expected, ""));
}
