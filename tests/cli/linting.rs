//! What looks wrong in a policy, and what to do about it.

use std::{collections::BTreeSet, fs};

use sekisho::Exit;
use serde_json::Value;
use support::schema::Schema;

use crate::{
    command::{Ran, file, repository, sekisho},
    town_table::Table,
};

/// One finding of each kind, and of some several.
const TOWN: &str = r#"version: 1
policy: hoshimi
utc_offset: "+09:00"
required_tags: [Department]
zones:
  hall: { vpce: [vpce-0a1b2c3d4e5f60718], cidrs: [10.20.0.0/16] }
  annex: { vpce: [vpce-0a1b2c3d4e5f60718], cidrs: [10.21.0.0/16] }
calendars:
  closed: ["2025-12-29/2026-01-03"]
schedules:
  hours: { weekly: [{ days: [mon, tue, wed, thu, fri], from: "08:30", to: "17:15" }], except: [closed] }
rules:
  - { id: staff, effect: allow, who: { groups: [staff] }, actions: [start, stop], during: [hours], instances: { tags: { Env: [dev] } } }
  - { id: staff-again, effect: allow, who: { groups: [staff] }, actions: [start, stop], during: [hours], instances: { tags: { Env: [dev] } } }
  - { id: starters, effect: allow, who: { groups: [staff] }, actions: [start], during: [hours], instances: { tags: { Env: [dev] } } }
  - { id: leads, effect: allow, who: { groups: [leads] }, actions: [reboot], instances: { tags: { Env: [prod, stg] } } }
  - { id: leads-stop, effect: allow, who: { groups: [leads] }, actions: [stop], instances: { tags: { Env: [prod, dev] } } }
  - { id: leads-stop-dev, effect: allow, who: { groups: [leads] }, actions: [stop], instances: { tags: { Env: [dev, stg] } } }
  - { id: saturdays, effect: allow, who: { groups: [Leads] }, actions: [describe], during: [hours], not_before: "2026-11-28", not_after: "2026-11-29", instances: { tags: { Env: [dev] } } }
  - { id: last-week, effect: allow, who: { groups: [staff] }, actions: [describe], not_after: "2026-11-20", instances: { tags: { Env: [dev] } } }
  - { id: no-reboot-prod, effect: deny, who: everyone, actions: [reboot], instances: { tags: { Env: [prod] } } }
  - { id: no-stg, effect: deny, who: everyone, actions: any, instances: { tags: { Env: [stg] } } }
  - { id: no-stop-stg, effect: deny, who: everyone, actions: [stop], instances: { tags: { Env: [stg] } } }
  - { id: rail, effect: deny, who: { groups: [visitors] }, actions: [describe], not_before: "2027-01-01", instances: { tags: { Department: [mayor] } } }
  - { id: freeze, effect: deny, who: everyone, actions: [stop], from: [hall], instances: { tags: { Department: [tax] } }, unless: [{ who: { groups: [leads] } }, { actions: [stop], who: { groups: [leads] }, during: [hours] }] }
  - { id: nobody, effect: deny, who: { groups: [leads] }, actions: [stop], instances: { tags: { Department: [tax] } }, unless: { who: { groups: [leads] } } }
  - { id: later, effect: deny, enabled: false, who: everyone, actions: [stop], instances: { tags: { Env: [qa] } } }
"#;

#[tokio::test]
async fn everything_that_looks_wrong_is_told_rule_by_rule_with_what_to_do_about_it() {
    let (_folder, path) = file("town.yaml", TOWN);

    let ran = sekisho(&["lint", &path]).await;

    assert_eq!(ran, Ran::new(Exit::Done, ENGLISH, ""));
}

#[tokio::test]
async fn the_same_is_told_in_japanese() {
    let (_folder, path) = file("town.yaml", TOWN);

    let ran = sekisho(&["lint", &path, "--lang", "ja"]).await;

    assert_eq!(ran, Ran::new(Exit::Done, JAPANESE, ""));
}

#[tokio::test]
async fn the_pages_show_a_policy_and_what_is_said_of_it() {
    for (page, language) in [("docs/lint.md", "en"), ("docs/ja/lint.md", "ja")] {
        let text = fs::read_to_string(repository(page)).unwrap();
        let block = |of: &str| {
            let (_, rest) = text.split_once(&format!("```{of}\n")).unwrap();
            rest.split("```\n").next().unwrap()
        };
        let (_folder, path) = file("town.yaml", block("yaml"));

        let ran = sekisho(&["lint", &path, "--lang", language]).await;

        assert_eq!(ran, Ran::new(Exit::Done, block("text"), ""), "{page}");
    }
}

#[tokio::test]
async fn nothing_is_found_in_the_policy_of_the_demo() {
    let path = repository("examples/hoshimi.yaml");

    let ran = sekisho(&["lint", path.to_str().unwrap(), "--deny", "all"]).await;

    assert_eq!(ran, Ran::new(Exit::Done, "policy `hoshimi`: 8 rules, nothing found\n", ""));
}

#[tokio::test]
async fn findings_as_json_are_as_the_schema_says_and_the_same_in_every_language() {
    let schema = Schema::of("lint-finding.schema.json");
    let (_folder, path) = file("town.yaml", TOWN);
    let mut seen = BTreeSet::new();
    for steps in ["100000", "1"] {
        let english = sekisho(&["lint", &path, "--json", "--steps", steps]).await;
        let japanese = sekisho(&["lint", &path, "--json", "--steps", steps, "--lang=ja"]).await;
        assert_eq!(english, japanese);
        for line in english.output.lines() {
            let finding: Value = serde_json::from_str(line).unwrap();
            schema.assert_takes(&finding);
            seen.insert(finding["code"].as_str().unwrap().to_owned());
            for member in finding.as_object().unwrap().keys() {
                let mut broken = finding.clone();
                broken.as_object_mut().unwrap().remove(member);
                assert!(!schema.takes(&broken), "{broken:#}");
            }
        }
    }
    assert_eq!(
        seen.iter().map(String::as_str).collect::<Vec<_>>(),
        [
            "calendar_over",
            "escapable_deny",
            "expired",
            "idle_deny",
            "idle_exception",
            "impossible",
            "look_alike",
            "overridden",
            "redundant",
            "undecided",
            "unused_name",
        ]
    );
}

#[tokio::test]
async fn what_must_not_be_found_ends_with_2_and_what_is_not_known_with_4() {
    let (_folder, path) = file("town.yaml", TOWN);
    for (options, expected) in [
        (&["--deny", "all"][..], Exit::Differs),
        (&["--deny", "warnings"], Exit::Differs),
        (&["--deny", "absent_from_people,idle_deny"], Exit::Differs),
        (&["--deny", "absent_from_people", "--deny", "nothing_allowed"], Exit::Done),
        (&["--steps", "1"], Exit::Undecided),
        (&["--steps", "1", "--deny", "undecided"], Exit::Differs),
    ] {
        let ran = sekisho(&[&["lint", &path], options].concat()).await;
        assert_eq!((ran.exit, ran.errors.as_str()), (expected, ""), "{options:?}");
    }
}

#[tokio::test]
async fn every_code_of_the_schema_can_be_denied_and_no_other_can() {
    let schema = fs::read_to_string(repository("docs/schemas/lint-finding.schema.json")).unwrap();
    let schema: Value = serde_json::from_str(&schema).unwrap();
    let mut codes = Vec::new();
    for kind in schema["$defs"].as_object().unwrap().values() {
        let code = &kind["properties"]["code"];
        let of_enum = code["enum"].as_array().into_iter().flatten();
        codes.extend([&code["const"]].into_iter().chain(of_enum).filter_map(Value::as_str));
    }
    codes.sort_unstable();
    codes.dedup();
    let path = repository("examples/hoshimi.yaml");
    let path = path.to_str().unwrap();

    assert_eq!(codes.len(), 20, "{codes:?}");
    for code in &codes {
        let ran = sekisho(&["lint", path, "--deny", code]).await;
        assert_eq!((ran.exit, ran.errors.as_str()), (Exit::Done, ""), "{code}");
    }
    let ran = sekisho(&["lint", path, "--deny", "redundancy"]).await;
    assert_eq!((ran.exit, ran.output.as_str()), (Exit::CouldNotRun, ""));
    let found = "error: invalid value 'redundancy' for '--deny <CODE|warnings|all>': required `all`, \
                 `warnings` or one of ";
    let named = ran.errors.strip_prefix(found).and_then(|rest| rest.lines().next()).unwrap();
    let mut named: Vec<&str> = named.split(", ").collect();
    named.sort_unstable();
    assert_eq!(named, codes);
}

#[tokio::test]
async fn a_table_is_asked_for_what_is_in_force_then_or_for_its_draft() {
    let table = Table::new();
    let good = fs::read_to_string(repository("examples/hoshimi.yaml")).unwrap();
    table.put_in_force(&good, "none").await;
    table.draft(TOWN).await;

    let in_force = table.says(&["lint"], &[]).await;
    let draft = table.says(&["lint"], &["--draft"]).await;

    assert_eq!(in_force, "policy `hoshimi`: 8 rules, nothing found\n");
    assert_eq!(draft.lines().last(), ENGLISH.lines().last());
    let both = table.run(&["lint"], &["--draft", "--version", "1"]).await;
    assert_eq!(both.exit, Exit::CouldNotRun);
}

const ENGLISH: &str = r"the policy as a whole
  warning[unused_name]: line 7, column 3, zones.annex: found the zone `annex`, which nothing refers to, required something that refers to it
    help: remove it, or name it where it is meant to apply
  warning[calendar_over]: the last day of the calendar `closed` is over, and `hours` still goes by it
    help: add the days to come
rule `freeze`
  info[idle_exception]: its exception `unless {who.groups, actions, during}` opens nothing
    help: correct the exception, or remove it: what meets it is denied by another rule too, or allowed by none, or meets another exception; remove one at a time
rule `last-week`
  warning[expired]: its time is over: from now on no request meets it
    help: remove it, or give it a new time
rule `later`
  warning[escapable_deny]: line 27, column 101, rules[14].instances.tags.Env: found a deny rule on the tag `Env`, which is not in `required_tags`, required a tag that every instance must carry
    help: whoever deletes the tag escapes the rule: add it to `required_tags`
rule `leads`
  warning[overridden]: the deny rules `no-reboot-prod` and `no-stg` together leave nothing of it
    help: remove it; or if it is meant, narrow one of them or give it an exception
rule `leads-stop-dev`
  warning[redundant]: what the deny rule `no-stg` leaves of it, `leads-stop` allows too
    help: remove it: nothing changes
rule `no-reboot-prod`
  warning[escapable_deny]: whoever deletes the tag `Env` of an instance escapes it
    help: add `Env` to `required_tags`
rule `no-stg`
  warning[escapable_deny]: whoever deletes the tag `Env` of an instance escapes it
    help: add `Env` to `required_tags`
rule `no-stop-stg`
  warning[redundant]: whatever it denies, `no-stg` denies too
    help: remove it: nothing changes
  warning[escapable_deny]: whoever deletes the tag `Env` of an instance escapes it
    help: add `Env` to `required_tags`
rule `nobody`
  warning[impossible]: no request meets its conditions without meeting an exception
    help: remove it, or correct its conditions and exceptions
rule `rail`
  info[idle_deny]: no rule allows anything that it denies
    help: keep it if it is meant as a guard rail: it changes nothing today
rule `saturdays`
  warning[look_alike]: line 19, column 53, rules[6].who.groups[0]: found `Leads`, which looks like `leads`, required one spelling of one name
    help: upper and lower case, full and half width are different texts here
  warning[impossible]: no request meets its conditions: they exclude each other
    help: remove it, or correct its conditions
rule `staff`
  warning[redundant]: whatever it allows, `staff-again` allows too
    help: remove one of the two, not both
rule `staff-again`
  warning[redundant]: whatever it allows, `staff` allows too
    help: remove one of the two, not both
rule `starters`
  warning[redundant]: whatever it allows, `staff` allows too
    help: remove it; before `staff` goes too, lint again: one of them has to stay
policy `hoshimi`: 15 rules, 16 warnings, 2 for information
";
const JAPANESE: &str = r"ポリシー全体
  警告[unused_name]: 7 行 3 列、zones.annex: ゾーン `annex` はどこからも使われていません。これを使うルールなどが必要です
    ヒント: 削除するか、使うべきところにこの名前を書いてください
  警告[calendar_over]: カレンダー `closed` の最後の日が過ぎていますが、`hours` がまだ使っています
    ヒント: これからの日付を加えてください
ルール `freeze`
  情報[idle_exception]: 例外 `unless {who.groups, actions, during}` によって許可されるものがありません
    ヒント: 例外を直すか、取り除いてください。該当するものは、別のルールにも拒否されるか、どのルールにも許可されていないか、別の例外にも該当します。取り除くのは一つずつにしてください
ルール `last-week`
  警告[expired]: 期間が終わり、今後このルールに該当するリクエストはありません
    ヒント: 取り除くか、期間を改めてください
ルール `later`
  警告[escapable_deny]: 27 行 101 列、rules[14].instances.tags.Env: `required_tags` にないタグ `Env` を見る拒否ルールがありますが、どのインスタンスにも必要なタグが必要です
    ヒント: タグを外せばこの拒否を逃れられます。`required_tags` に加えてください
ルール `leads`
  警告[overridden]: 許可するものがすべて拒否ルール `no-reboot-prod`、`no-stg` のいずれかに該当します
    ヒント: 取り除いてください。必要なルールなら、拒否ルールのどれかを狭めるか、例外を設けてください
ルール `leads-stop-dev`
  警告[redundant]: 拒否ルール `no-stg` に該当しないものは、すべて `leads-stop` も許可しています
    ヒント: 取り除いても、判断は変わりません
ルール `no-reboot-prod`
  警告[escapable_deny]: インスタンスのタグ `Env` を消せば逃れられます
    ヒント: `required_tags` に `Env` を加えてください
ルール `no-stg`
  警告[escapable_deny]: インスタンスのタグ `Env` を消せば逃れられます
    ヒント: `required_tags` に `Env` を加えてください
ルール `no-stop-stg`
  警告[redundant]: 拒否するものは、すべて `no-stg` も拒否しています
    ヒント: 取り除いても、判断は変わりません
  警告[escapable_deny]: インスタンスのタグ `Env` を消せば逃れられます
    ヒント: `required_tags` に `Env` を加えてください
ルール `nobody`
  警告[impossible]: 条件を満たすリクエストがないか、あっても必ず例外に該当します
    ヒント: 取り除くか、条件と例外を直してください
ルール `rail`
  情報[idle_deny]: 拒否する対象を許可しているルールがありません
    ヒント: 歯止めとして置いたものなら、そのままで構いません。いまは判断を変えていません
ルール `saturdays`
  警告[look_alike]: 19 行 53 列、rules[6].who.groups[0]: `Leads` が `leads` とよく似ています。同じものなら書き方を揃えてください
    ヒント: 大文字と小文字、全角と半角は別の文字として扱います
  警告[impossible]: 条件どうしが両立せず、該当するリクエストがありません
    ヒント: 取り除くか、条件を直してください
ルール `staff`
  警告[redundant]: 許可するものは、すべて `staff-again` も許可しています
    ヒント: 両方ではなく、どちらか一方を取り除いてください
ルール `staff-again`
  警告[redundant]: 許可するものは、すべて `staff` も許可しています
    ヒント: 両方ではなく、どちらか一方を取り除いてください
ルール `starters`
  警告[redundant]: 許可するものは、すべて `staff` も許可しています
    ヒント: 取り除いてください。続けて `staff` も取り除くなら、その前にもう一度確かめてください。どれかは残す必要があります
ポリシー `hoshimi`: ルール 15 件、警告 16 件、情報 2 件
";
