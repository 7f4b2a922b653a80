//! What a change of a policy opens and closes.

use std::fs;

use sekisho::Exit;
use serde_json::{Value, json};
use support::schema::Schema;

use crate::{
    command::{Command, Ran, file, repository, sekisho},
    town_table::at_nine,
};

/// A policy with what stands after its name, and its rules.
pub fn policy(more: &str, rules: &[&str]) -> String {
    let mut text = format!("version: 1\npolicy: hoshimi\nutc_offset: \"+09:00\"\n{more}rules:\n");
    rules.iter().for_each(|rule| text.push_str(&format!("  - {{ {rule} }}\n")));
    text
}

pub const DAY: &str = "schedules:\n  day: { weekly: [{ days: [mon, tue, wed, thu, fri], from: \"08:30\", \
                   to: \"17:15\" }] }\n";
pub const STAFF: &str = "id: staff, effect: allow, who: { groups: [staff] }, actions: [start, stop], from: \
                     [hall], during: [day], instances: { tags: { Env: [dev] } }";
pub const LEADS: &str = "id: leads, effect: allow, who: { groups: [leads] }, actions: [start, stop], \
                     signed_in_within: 8h, instances: { tags: { Env: [prod], Department: { \
                     equals_caller: groups } } }";
const FREEZE: &str = "id: freeze, effect: deny, who: everyone, actions: [stop], instances: { tags: { Env: \
                      [prod] } }, unless: { who: { groups: [operators] } }";
pub const GUESTS: &str = "id: guests, effect: allow, who: { users: [tanaka] }, actions: [describe], \
                      instances: any, not_after: 2026-12-01";

/// Before and after: a network is halved, a tag is no longer required, a deny rule goes and an allow
/// rule comes.
fn two() -> [String; 2] {
    let before = "required_tags: [Env]\nzones: { hall: { cidrs: [10.20.0.0/16] } }\n";
    let after = "zones: { hall: { cidrs: [10.20.0.0/17] } }\n";
    [
        policy(&format!("{before}{DAY}"), &[FREEZE, LEADS, STAFF]),
        policy(&format!("{after}{DAY}"), &[GUESTS, LEADS, STAFF]),
    ]
}

/// What `sekisho diff` says of two policies.
async fn diff([old, new]: &[String; 2], options: &[&str]) -> Ran {
    let (_old, old) = file("old.yaml", old);
    let (_new, new) = file("new.yaml", new);
    let mut ran = sekisho(&[&["diff", &old, &new], options].concat()).await;
    ran.output = at_nine(&ran.output);
    ran
}

async fn diff_as_json(policies: &[String; 2], options: &[&str]) -> (Exit, Value) {
    let ran = diff(policies, &[options, &["--json"]].concat()).await;
    assert_eq!(ran.errors, "");
    let answer = serde_json::from_str(&ran.output).unwrap();
    Schema::of("diff-answer.schema.json").assert_takes(&answer);
    (ran.exit, answer)
}

/// What is said of them; the pages show it.
const SAID: &str = "\
opened:
  rule `freeze` removed
    user-1 (groups leads, value-1) may now stop i-00000000000000001 (Department=value-1, Env=prod) from 192.0.2.1 on Tuesday 2026-11-24 09:00 +09:00
      before: denied by `freeze`; now: allowed by `leads`
      likewise every request in which the caller is in the group \"leads\", and the caller is not in the group \"operators\", and the action is to stop, and the caller signed in less than 8 hours ago, and the instance's tag \"Env\" is \"prod\", and the instance's tag \"Department\" is one of the caller's groups
  rule `guests` added
    tanaka (no group) may now see i-00000000000000001 (no tags) from 192.0.2.1 on Tuesday 2026-11-24 09:00 +09:00
      before: denied, the instance lacks `Env`, which the policy requires of every instance; now: allowed by `guests`
      likewise every request in which the caller is the user \"tanaka\", and the action is to see, and the time is before 2026-12-01 00:00 (UTC+09:00)
  required tag `Env` removed
    tanaka (no group) may now see i-00000000000000001 (no tags) from 192.0.2.1 on Tuesday 2026-11-24 09:00 +09:00
      before: denied, the instance lacks `Env`, which the policy requires of every instance; now: allowed by `guests`
      likewise every request in which the caller is the user \"tanaka\", and the action is to see, and the time is before 2026-12-01 00:00 (UTC+09:00), and the instance's tag \"Env\" is missing
closed:
  rule `staff` changed, through the zone `hall`
    user-1 (group staff) may no longer stop i-00000000000000001 (Env=dev) from 10.20.128.0 on Tuesday 2026-11-24 09:00 +09:00
      before: allowed by `staff`; now: denied, no rule allows it
      likewise every request in which the caller is in the group \"staff\", and the action is to start or stop, and the call comes from the zone \"hall\" (old) and from outside the zone \"hall\" (new), and the time is within the schedule \"day\", and the instance's tag \"Env\" is \"dev\"
3 edits open something, 1 closes something (4 steps)
";

/// The same in Japanese.
const SAID_IN_JAPANESE: &str = "\
新たに許可されるもの:
  ルール `freeze` の削除
    user-1(グループ leads、value-1)は、2026-11-24(火) 09:00 +09:00 に 192.0.2.1 から i-00000000000000001(Department=value-1、Env=prod)を停止できるようになります
      変更前: 拒否(拒否ルール `freeze` に該当します)、変更後: 許可(`leads`)
      同様: 本人がグループ「leads」の一員で、本人がグループ「operators」に所属しない人で、操作が停止で、サインインからの経過時間が8時間未満で、インスタンスのタグ「Env」の値が「prod」で、タグ「Department」の値が本人の所属グループのいずれかであるすべてのリクエスト
  ルール `guests` の追加
    tanaka(グループなし)は、2026-11-24(火) 09:00 +09:00 に 192.0.2.1 から i-00000000000000001(タグなし)を参照できるようになります
      変更前: 拒否(インスタンスに必須のタグ `Env` がありません)、変更後: 許可(`guests`)
      同様: 本人が利用者「tanaka」で、操作が参照で、日時が2026年12月1日 00:00（UTC+09:00）より前であるすべてのリクエスト
  必須タグ `Env` の削除
    tanaka(グループなし)は、2026-11-24(火) 09:00 +09:00 に 192.0.2.1 から i-00000000000000001(タグなし)を参照できるようになります
      変更前: 拒否(インスタンスに必須のタグ `Env` がありません)、変更後: 許可(`guests`)
      同様: 本人が利用者「tanaka」で、操作が参照で、日時が2026年12月1日 00:00（UTC+09:00）より前で、インスタンスのタグ「Env」が未付与であるすべてのリクエスト
許可されなくなるもの:
  ルール `staff` の変更(ゾーン `hall` による)
    user-1(グループ staff)は、2026-11-24(火) 09:00 +09:00 に 10.20.128.0 から i-00000000000000001(Env=dev)を停止できなくなります
      変更前: 許可(`staff`)、変更後: 拒否(許可するルールがありません)
      同様: 本人がグループ「staff」の一員で、操作が起動・停止のいずれかで、接続元がゾーン「hall」（変更前）の中でゾーン「hall」（変更後）の外で、日時がスケジュール「day」の時間帯で、インスタンスのタグ「Env」の値が「dev」であるすべてのリクエスト
許可を広げる変更 3 件、狭める変更 1 件(探索 4 ステップ)
";

#[tokio::test]
async fn what_a_change_opens_and_closes_is_told_with_a_request_that_shows_it() {
    assert_eq!(diff(&two(), &[]).await, Ran::new(Exit::Differs, SAID, ""));
}

#[tokio::test]
async fn it_is_told_in_japanese_too() {
    let said = diff(&two(), &["--lang", "ja"]).await;

    assert_eq!(said, Ran::new(Exit::Differs, SAID_IN_JAPANESE, ""));
}

#[test]
fn the_pages_show_what_is_said() {
    for (page, said) in [("docs/diff.md", SAID), ("docs/ja/diff.md", SAID_IN_JAPANESE)] {
        let text = fs::read_to_string(repository(page)).unwrap();
        assert!(text.contains(&format!("```text\n{said}```\n")), "{page}");
    }
}

/// Of every entry of the answer: the witness is decided by either policy as the answer says.
async fn assert_confirmed([old, new]: &[String; 2], answer: &Value) -> usize {
    let entries = ["opened", "closed"].map(|way| answer[way].as_array().unwrap());
    let entries: Vec<&Value> = entries.into_iter().flatten().collect();
    let lines: String = entries.iter().map(|entry| format!("{}\n", entry["witness"])).collect();
    for (policy, decision) in [(old, "before"), (new, "after")] {
        let (_folder, path) = file("policy.yaml", policy);
        let decided =
            Command::new(&["decide", &path, "--batch", "-"]).with_input(&lines).run().await;

        assert_eq!((decided.exit, decided.errors.as_str()), (Exit::Done, ""));
        let decided: Vec<Value> =
            decided.output.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let foretold: Vec<&Value> = entries.iter().map(|entry| &entry[decision]).collect();
        assert_eq!(decided.iter().collect::<Vec<_>>(), foretold, "{decision}");
    }
    for (way, before, after) in [("opened", "deny", "allow"), ("closed", "allow", "deny")] {
        for entry in answer[way].as_array().unwrap() {
            assert_eq!(entry["before"]["outcome"], before);
            assert_eq!(entry["after"]["outcome"], after);
        }
    }
    entries.len()
}

#[tokio::test]
async fn every_witness_is_a_line_for_decide_which_confirms_it() {
    let policies = two();
    let (exit, answer) = diff_as_json(&policies, &[]).await;

    assert_eq!(exit, Exit::Differs);
    assert_eq!(assert_confirmed(&policies, &answer).await, 4);
    assert_eq!(answer["incomplete"], json!([]));
    assert_eq!(
        (&answer["edits"], &answer["equivalent"], &answer["steps"]),
        (&json!(4), &json!(false), &json!(4))
    );
    let closed = &answer["closed"][0];
    assert_eq!(
        (&closed["rule"], &closed["edit"], &closed["rules"]),
        (&json!("staff"), &json!("changed"), &json!(["staff"]))
    );
    assert_eq!(
        closed["region"],
        json!({
            "groups": [["staff"]],
            "actions": ["start", "stop"],
            "zones": [{
                "inside": [{ "name": "hall", "edition": "old" }],
                "outside": [{ "name": "hall", "edition": "new" }],
            }],
            "schedules": [{ "inside": [{ "name": "day" }], "outside": [] }],
            "tags": { "Env": { "in": ["dev"], "absent": false } },
        })
    );
    let removed = &answer["opened"][2];
    assert_eq!(
        (&removed["required_tag"], &removed["edit"], &removed["rules"]),
        (&json!("Env"), &json!("removed"), &json!(["guests"]))
    );
    assert!(removed.get("rule").is_none());
}

#[tokio::test]
async fn policies_that_decide_alike_are_proved_to() {
    let narrow = "id: dev, effect: allow, who: { groups: [staff] }, actions: [stop], instances: { tags: { \
                  Env: [dev] } }";
    let wide = "id: any, effect: allow, who: { groups: [staff] }, actions: [start, stop], instances: { \
                tags: { Env: { present: true } } }";
    let split = [
        "id: a, effect: allow, who: { groups: [staff] }, actions: [start], instances: { tags: { Env: { \
         present: true } } }",
        "id: b, effect: allow, who: { groups: [staff] }, actions: [stop], instances: { tags: { Env: { \
         present: true } } }",
    ];
    let alike = [policy("", &[narrow, wide]), policy("", &split)];
    let renamed = [policy("", &[wide]), policy("", &[&wide.replace("id: any", "id: all")])];

    let proved = "no difference: both decide every request alike (a proof: 4 edits, 4 steps)\n";
    let ja = "違いはありません。どのリクエストの判定も同じです(変更 4 件、探索 4 ステップで証明)\n";
    let same = "no difference: both decide every request alike (a proof: each rule of either says what \
                a rule of the other says)\n";
    assert_eq!(diff(&alike, &[]).await, Ran::new(Exit::Done, proved, ""));
    assert_eq!(diff(&alike, &["--lang", "ja"]).await, Ran::new(Exit::Done, ja, ""));
    assert_eq!(diff(&renamed, &[]).await, Ran::new(Exit::Done, same, ""));
    let (exit, answer) = diff_as_json(&alike, &[]).await;
    assert_eq!(exit, Exit::Done);
    assert_eq!(
        answer,
        json!({
            "opened": [], "closed": [], "incomplete": [], "obligations": [], "equivalent": true, "edits": 4,
            "steps": 4,
        })
    );
}

#[tokio::test]
async fn what_is_cut_short_is_said_to_be() {
    let many = |envs: &str| {
        let rule = format!(
            "id: staff, effect: allow, who: {{ groups: [staff] }}, actions: [start], during: [day], \
             instances: {{ tags: {{ Env: [{envs}] }} }}"
        );
        let deny = |number: u32| {
            format!(
                "id: no-{number}, effect: deny, who: {{ groups: [group-{number}] }}, actions: any, \
                 instances: {{ tags: {{ Owner: [owner-{number}] }} }}"
            )
        };
        let rules = [rule, deny(1), deny(2), deny(3)];
        policy(DAY, &rules.each_ref().map(String::as_str))
    };
    let policies = [many("dev"), many("dev, stg")];

    let one = diff(&policies, &["--regions", "1"]).await;
    let few = diff(&policies, &["--steps", "2"]).await;
    let (exit, answer) = diff_as_json(&policies, &["--steps", "2"]).await;
    let (_, limited) = diff_as_json(&policies, &["--regions", "1"]).await;
    let (_, all) = diff_as_json(&policies, &["--regions", "100"]).await;

    assert_eq!(one.exit, Exit::Differs);
    assert!(one.output.contains("\n    there is more (`--regions`)\n"), "{}", one.output);
    assert_eq!((few.exit, exit), (Exit::Undecided, Exit::Undecided));
    let said = "    not found out whether there is anything: 2 steps were not enough (`--steps`)\nclosed:\n";
    assert!(few.output.contains(said), "{}", few.output);
    let some = diff(&policies, &["--steps", "5"]).await;
    let said =
        "    not found out whether there is more: 5 steps were not enough (`--steps`)\nclosed:\n";
    assert!(some.output.contains(said), "{}", some.output);
    assert_eq!(
        answer["incomplete"],
        json!([{ "rule": "staff", "edit": "changed", "direction": "opened", "because": "out_of_steps" }])
    );
    assert_eq!(answer["equivalent"], json!(false));
    assert_eq!(
        limited["incomplete"],
        json!([{ "rule": "staff", "edit": "changed", "direction": "opened", "because": "limit" }])
    );
    assert_eq!(all["incomplete"], json!([]));
    assert_eq!(assert_confirmed(&policies, &all).await, 8);
}

#[tokio::test]
async fn one_edit_among_a_thousand_rules_is_found_in_a_few_steps() {
    let rules = |edited: &str| -> Vec<String> {
        let rule = |number: usize| {
            let env = if number == 500 { edited } else { "dev" };
            let effect = if number % 10 == 9 { "deny" } else { "allow" };
            format!(
                "id: rule-{number}, effect: {effect}, who: {{ groups: [group-{}] }}, actions: [start, \
                 stop], during: [day], instances: {{ tags: {{ System: [system-{}], Env: [{env}] }} }}",
                number % 7,
                number / 5
            )
        };
        (0..1_000).map(rule).collect()
    };
    let document = |edited: &str| {
        let rules = rules(edited);
        policy(DAY, &rules.iter().map(String::as_str).collect::<Vec<_>>())
    };
    let policies = [document("dev"), document("dev, prod")];

    let (exit, answer) = diff_as_json(&policies, &[]).await;
    let (alike, none) = diff_as_json(&[policies[0].clone(), policies[0].clone()], &[]).await;

    assert_eq!((exit, &answer["closed"]), (Exit::Differs, &json!([])));
    assert_eq!(assert_confirmed(&policies, &answer).await, 1);
    assert_eq!(answer["opened"][0]["region"]["tags"]["Env"]["in"], json!(["prod"]));
    assert!(answer["steps"].as_u64().unwrap() <= 3, "{answer}");
    assert_eq!((alike, &none["equivalent"]), (Exit::Done, &json!(true)));
}

#[tokio::test]
async fn what_cannot_be_compared_is_refused() {
    let [old, new] = two();
    let (_old, old) = file("old.yaml", &old);
    let (_new, new) = file("new.yaml", &new);
    let (_broken, broken) = file("broken.yaml", "version: 1\n");

    let problems = sekisho(&["diff", &old, &broken]).await;
    let twice = sekisho(&["diff", "-", "-"]).await;
    let one = sekisho(&["diff", &old]).await;
    let three = sekisho(&["diff", "--table", "file:x", "--policy", "hoshimi", &old, &new]).await;
    let version = sekisho(&["diff", &old, &new, "--version", "1"]).await;

    assert_eq!(problems.exit, Exit::Problems);
    assert!(problems.output.contains("broken.yaml"), "{}", problems.output);
    let input = "error: two files cannot both be read from the standard input: name one of them\n";
    assert_eq!(twice, Ran::new(Exit::CouldNotRun, "", input));
    for (ran, said) in [
        (one, "the following required arguments were not provided:\n  <NEW>"),
        (three, "the argument '--table <TABLE>' cannot be used with '[NEW]'"),
        (
            version,
            "the following required arguments were not provided:\n  --policy <NAME>\n  --table <TABLE>",
        ),
    ] {
        assert_eq!(ran.exit, Exit::CouldNotRun);
        assert!(ran.errors.contains(said), "{}", ran.errors);
    }
}

/// An edit of which nothing was found out was counted among those that open something.
#[tokio::test]
async fn an_edit_of_which_nothing_is_found_out_is_not_said_to_open_anything() {
    let policies = two();
    let english = diff(&policies, &["--steps", "0"]).await;
    let japanese = diff(&policies, &["--steps", "0", "--lang", "ja"]).await;

    assert_eq!(english.exit, Exit::Undecided);
    let last = |ran: &Ran| ran.output.lines().last().unwrap().to_owned();
    assert_eq!(
        last(&english),
        "0 edits open something, 0 close something, 4 not found out (0 steps)"
    );
    assert_eq!(
        last(&japanese),
        "許可を広げる変更 0 件、狭める変更 0 件、不明 4 件(探索 0 ステップ)"
    );
    let line = "    not found out whether there is anything: 0 steps were not enough (`--steps`)";
    assert!(english.output.lines().any(|it| it == line), "{}", english.output);
}
