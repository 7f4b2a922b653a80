//! What the rules ask for and the instances and the people do not have.

use std::collections::BTreeSet;

use sekisho::Exit;
use serde_json::Value;
use support::schema::Schema;

use crate::command::{Command, Ran, file, repository, sekisho};

/// Asks for what there is, and for much that there is not.
const POLICY: &str = r#"version: 1
policy: hoshimi
utc_offset: "+09:00"
required_tags: [Department]
rules:
  - { id: library, effect: allow, who: { groups: [staf] }, actions: [start], instances: { accounts: ["111122223333", "999988887777"], tags: { Department: [Library] } } }
  - { id: tax, effect: allow, who: { groups: [staff] }, actions: [start], instances: { regions: [ap-northeast-1, ap-northeast-3], tags: { Department: [tax], Env: [prd] } } }
  - { id: taxes, effect: allow, who: { groups: [staff] }, actions: [stop], instances: { ids: [i-0a0000000000000b9], tags: { Env: [prd] } } }
  - { id: owners, effect: allow, who: { groups: [staff] }, actions: [stop], instances: { tags: { Owner: { equals_caller: user } } } }
  - { id: no-stop, effect: deny, who: { groups: [staff] }, actions: [stop], instances: { tags: { Department: [tax] } }, unless: { who: { users: [nakamura] } } }
  - { id: own, effect: allow, who: { groups: [staff] }, actions: [reboot], instances: { tags: { Env: { equals_caller: user } } } }
  - { id: off, effect: deny, enabled: false, who: { users: [nobody] }, actions: [stop], instances: { tags: { Department: [nothing] } } }
"#;

const INSTANCES: &str = r#"
{"account":"111122223333","region":"ap-northeast-1","id":"i-0a0000000000000a1","tags":{"Department":"library","Env":"prod"}}
{"account":"111122223333","region":"ap-northeast-1","id":"i-0a0000000000000b1","tags":{"Department":"tax","Env":"prod"}}
{"account":"111122223333","region":"ap-northeast-1","id":"i-0a0000000000000b2","tags":{"Env":"prod"}}
"#;

/// An instance of which nothing else is known.
const UNKNOWN: &str = r#"{"id":"i-0a0000000000000c1"}"#;

const PEOPLE: &str = r#"
{"user":"sato","groups":["staff"]}
{"user":"suzuki","groups":["staff","tax"]}
"#;

/// What is said of the policy, beside these people and instances.
async fn lint(people: &str, instances: &str, more: &[&str]) -> Ran {
    let (_policy, policy) = file("policy.yaml", POLICY);
    let (_people, people) = file("people.json", people);
    let (_instances, instances) = file("instances.json", instances);
    let files = ["lint", &policy, "--people", &people, "--inventory", &instances];
    sekisho(&[&files[..], more].concat()).await
}

#[tokio::test]
async fn what_nobody_and_nothing_has_is_told_once_with_the_rules_that_ask_for_it() {
    let english = lint(PEOPLE, INSTANCES, &[]).await;
    let japanese = lint(PEOPLE, INSTANCES, &["--lang", "ja"]).await;

    assert_eq!(english, Ran::new(Exit::Done, ENGLISH, ""));
    assert_eq!(japanese, Ran::new(Exit::Done, JAPANESE, ""));
}

#[tokio::test]
async fn of_what_is_not_known_of_all_only_that_is_said() {
    let people = format!("{PEOPLE}{{\"user\":\"tanaka\"}}");
    let instances = format!("{INSTANCES}{UNKNOWN}");

    let english = lint(&people, &instances, &[]).await;
    let japanese = lint(&people, &instances, &["--lang", "ja"]).await;

    assert_eq!(english, Ran::new(Exit::Done, UNKNOWN_ENGLISH, ""));
    assert_eq!(japanese, Ran::new(Exit::Done, UNKNOWN_JAPANESE, ""));
}

#[tokio::test]
async fn an_empty_list_is_told_beside_the_answer_and_says_nothing_of_the_policy() {
    let ran = lint("[]", "[]", &[]).await;
    let japanese = lint("[]", "[]", &["--lang", "ja"]).await;

    let notes = "nobody is in the files of people: nothing is said of groups and users\n\
                 no instance is in the files of instances: nothing is said of what instances have\n";
    let notes_ja = "人のファイルにだれもいないので、グループと利用者については何も示しません\n\
                    インスタンスのファイルに一台もないので、インスタンスの値については何も示しません\n";
    assert_eq!((ran.exit, ran.errors.as_str()), (Exit::Done, notes));
    assert!(!ran.output.contains("absent"), "{}", ran.output);
    assert_eq!((japanese.exit, japanese.errors.as_str()), (Exit::Done, notes_ja));
}

#[tokio::test]
async fn the_findings_as_json_are_as_the_schema_says() {
    let schema = Schema::of("lint-finding.schema.json");
    let mut seen = BTreeSet::new();
    for (people, instances) in
        [(PEOPLE, INSTANCES.to_owned()), (r#"{"name":"tanaka"}"#, format!("{INSTANCES}{UNKNOWN}"))]
    {
        let english = lint(people, &instances, &["--json"]).await;
        assert_eq!(english, lint(people, &instances, &["--json", "--lang", "ja"]).await);
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
    let of_inventory = [
        "absent_from_instances",
        "absent_from_people",
        "missing_required_tag",
        "never_equal",
        "unknown_facts",
    ];
    for code in of_inventory {
        assert!(seen.contains(code), "{code}: {seen:?}");
    }
}

#[tokio::test]
async fn what_instances_and_people_lack_can_be_denied() {
    for (code, people, instances) in [
        ("absent_from_instances", "[]", INSTANCES),
        ("absent_from_people", PEOPLE, "[]"),
        ("missing_required_tag", "[]", INSTANCES),
        ("never_equal", PEOPLE, INSTANCES),
        ("unknown_facts", "[]", UNKNOWN),
    ] {
        let denied = lint(people, instances, &["--deny", code]).await;
        let unasked = lint("[]", "[]", &["--deny", code]).await;
        assert_eq!((denied.exit, unasked.exit), (Exit::Differs, Exit::Done), "{code}");
    }
}

#[tokio::test]
async fn what_aws_prints_is_taken_and_only_one_file_is_the_standard_input() {
    let printed = r#"{"Reservations":[{"OwnerId":"111122223333","Instances":[
        {"InstanceId":"i-0a0000000000000a1","Placement":{"AvailabilityZone":"ap-northeast-1c"},
         "State":{"Name":"running"},"Tags":[{"Key":"Department","Value":"library"}]},
        {"InstanceId":"i-0a0000000000000a2","State":{"Name":"terminated"}}]}]}"#;
    let policy = repository("examples/hoshimi.yaml");
    let policy = policy.to_str().unwrap();
    let of = |region: &str| {
        let arguments = ["lint", policy, "--inventory", "-", "--region", region];
        Command::new(&arguments).with_input(printed)
    };

    let here = of("ap-northeast-1").run().await;
    let elsewhere = of("us-west-2").run().await;
    let both = sekisho(&["lint", "-", "--inventory", "-"]).await;

    assert_eq!(here.errors, "left out: 1 of the instances, terminated or shutting down\n");
    let region = "no instance is in the region `ap-northeast-1`: asked for by `operators`";
    assert!(!here.output.contains(region), "{}", here.output);
    assert!(elsewhere.output.contains(region), "{}", elsewhere.output);
    assert_eq!(both, sekisho(&["who-can", "-", "--inventory", "-", "--people", "-"]).await);
}

#[tokio::test]
async fn the_pages_show_what_is_said_of_the_example() {
    let path = |name: &str| repository(name).to_str().unwrap().to_owned();
    let names = ["examples/hoshimi.yaml", "examples/people.jsonl", "examples/instances.jsonl"];
    let [policy, people, instances] = names.map(path);
    let arguments = ["lint", &policy, "--people", &people, "--inventory", &instances];
    for (page, language) in [("docs/lint.md", "en"), ("docs/ja/lint.md", "ja")] {
        let said = sekisho(&[&arguments[..], &["--lang", language]].concat()).await.output;
        let text = std::fs::read_to_string(path(page)).unwrap();

        assert!(text.contains(&format!("```text\n{said}```\n")), "{page}:\n{said}");
    }
}

#[tokio::test]
async fn tags_and_groups_that_only_look_the_same_are_told() {
    let policy = r#"version: 1
policy: town
utc_offset: "+09:00"
rules:
  - { id: own, effect: allow, who: everyone, actions: [start], instances: { tags: { Department: { equals_caller: groups } } } }
  - { id: claimed, effect: allow, who: everyone, actions: [stop], instances: { tags: { Department: { equals_caller: claim:custom:department } } } }
"#;
    let person = r#"{"user":"sato","groups":["ＴＡＸ"],"claims":{"custom:department":null}}"#;
    let (_policy, policy) = file("policy.yaml", policy);
    let (_people, people) = file("people.json", person);
    let (_instances, instances) = file("instances.json", INSTANCES);
    let arguments = ["lint", &policy, "--people", &people, "--inventory", &instances];

    let english = sekisho(&arguments).await;
    let japanese = sekisho(&[&arguments[..], &["--lang", "ja"]].concat()).await;

    let said = "\
the instances
  warning[never_equal]: no instance has a tag `Department` that is anybody's group: asked for by `own`
    help: the tag has `tax`, the caller `ＴＡＸ`: every letter counts, its case and its width too
  warning[never_equal]: no instance has a tag `Department` that is anybody's claim `custom:department`: asked for by `claimed`
    help: use the same texts for the tag and for the caller
policy `town`: 2 rules, 2 warnings
";
    let said_ja = "\
インスタンス
  警告[never_equal]: タグ `Department` がだれかのグループと一致するインスタンスがありません(求めているルール: `own`)
    ヒント: タグは `tax`、呼び出し元は `ＴＡＸ` です。大文字と小文字、全角と半角も区別されます
  警告[never_equal]: タグ `Department` がだれかのクレーム `custom:department` と一致するインスタンスがありません(求めているルール: `claimed`)
    ヒント: タグの値と呼び出し元の値を、同じ文字列にそろえてください
ポリシー `town`: ルール 2 件、警告 2 件
";
    assert_eq!(english, Ran::new(Exit::Done, said, ""));
    assert_eq!(japanese, Ran::new(Exit::Done, said_ja, ""));
}

const ENGLISH: &str = r"the instances
  warning[missing_required_tag]: 1 of 3 instances lacks the required tag `Department`: `i-0a0000000000000b2`
    help: set the tag: without it every request about the instance is denied
  warning[absent_from_instances]: no instance is in the account `999988887777`: asked for by `library`
    help: correct it, or remove it if it is about nothing any more
  warning[absent_from_instances]: no instance is in the region `ap-northeast-3`: asked for by `tax`
    help: correct it, or remove it if it is about nothing any more
  warning[absent_from_instances]: no instance has the id `i-0a0000000000000b9`: asked for by `taxes`
    help: correct it, or remove it if it is about nothing any more
  warning[absent_from_instances]: no instance has the tag `Department` with the value `Library`: asked for by `library`
    help: did you mean `library`? every letter counts, its case and its width too
  warning[absent_from_instances]: no instance has the tag `Env` with the value `prd`: asked for by `tax`, `taxes`
    help: did you mean `prod`? every letter counts, its case and its width too
  warning[absent_from_instances]: no instance has the tag `Owner`: asked for by `owners`
    help: correct it, or remove it if it is about nothing any more
  warning[never_equal]: no instance has a tag `Env` that is anybody's user name: asked for by `own`
    help: use the same texts for the tag and for the caller
the people
  warning[absent_from_people]: nobody is in the group `staf`: asked for by `library`
    help: did you mean `staff`? every letter counts, its case and its width too
  warning[absent_from_people]: nobody is the user `nakamura`: asked for by `no-stop`
    help: correct it, or remove it if it is about nobody any more
policy `hoshimi`: 7 rules, 10 warnings
";

const JAPANESE: &str = r"インスタンス
  警告[missing_required_tag]: インスタンス 3 台のうち 1 台に必須タグ `Department` がありません: `i-0a0000000000000b2`
    ヒント: タグを付けてください。ないかぎり、そのインスタンスへのリクエストはすべて拒否されます
  警告[absent_from_instances]: アカウント `999988887777` のインスタンスがありません(求めているルール: `library`)
    ヒント: 直すか、もう何にも当てはまらないなら取り除いてください
  警告[absent_from_instances]: リージョン `ap-northeast-3` のインスタンスがありません(求めているルール: `tax`)
    ヒント: 直すか、もう何にも当てはまらないなら取り除いてください
  警告[absent_from_instances]: ID が `i-0a0000000000000b9` のインスタンスがありません(求めているルール: `taxes`)
    ヒント: 直すか、もう何にも当てはまらないなら取り除いてください
  警告[absent_from_instances]: タグ `Department` の値が `Library` のインスタンスがありません(求めているルール: `library`)
    ヒント: もしかして `library` ですか。大文字と小文字、全角と半角も区別されます
  警告[absent_from_instances]: タグ `Env` の値が `prd` のインスタンスがありません(求めているルール: `tax`、`taxes`)
    ヒント: もしかして `prod` ですか。大文字と小文字、全角と半角も区別されます
  警告[absent_from_instances]: タグ `Owner` のあるインスタンスがありません(求めているルール: `owners`)
    ヒント: 直すか、もう何にも当てはまらないなら取り除いてください
  警告[never_equal]: タグ `Env` がだれかの利用者名と一致するインスタンスがありません(求めているルール: `own`)
    ヒント: タグの値と呼び出し元の値を、同じ文字列にそろえてください
人
  警告[absent_from_people]: グループ `staf` に入っている人がいません(求めているルール: `library`)
    ヒント: もしかして `staff` ですか。大文字と小文字、全角と半角も区別されます
  警告[absent_from_people]: 利用者 `nakamura` がいません(求めているルール: `no-stop`)
    ヒント: 直すか、もうだれにも当てはまらないなら取り除いてください
ポリシー `hoshimi`: ルール 7 件、警告 10 件
";

const UNKNOWN_ENGLISH: &str = r"the instances
  warning[missing_required_tag]: 1 of 4 instances lacks the required tag `Department`: `i-0a0000000000000b2`
    help: set the tag: without it every request about the instance is denied
  warning[absent_from_instances]: no instance has the id `i-0a0000000000000b9`: asked for by `taxes`
    help: correct it, or remove it if it is about nothing any more
  info[unknown_facts]: `account` is unknown for 1 instance: a value that only they could have is not reported
    help: give `account` for each instance
  info[unknown_facts]: `region` is unknown for 1 instance: a value that only they could have is not reported
    help: give `region` for each instance
  info[unknown_facts]: `tags` is unknown for 1 instance: a value that only they could have is not reported
    help: give `tags` for each instance
the people
  warning[absent_from_people]: nobody is the user `nakamura`: asked for by `no-stop`
    help: correct it, or remove it if it is about nobody any more
  info[unknown_facts]: `groups` is unknown for 1 person: a value that only they could have is not reported
    help: give `groups` for each person
policy `hoshimi`: 7 rules, 3 warnings, 4 for information
";

const UNKNOWN_JAPANESE: &str = r"インスタンス
  警告[missing_required_tag]: インスタンス 4 台のうち 1 台に必須タグ `Department` がありません: `i-0a0000000000000b2`
    ヒント: タグを付けてください。ないかぎり、そのインスタンスへのリクエストはすべて拒否されます
  警告[absent_from_instances]: ID が `i-0a0000000000000b9` のインスタンスがありません(求めているルール: `taxes`)
    ヒント: 直すか、もう何にも当てはまらないなら取り除いてください
  情報[unknown_facts]: `account` の分からないインスタンスが 1 台あります。それだけが持つかもしれない値は報告しません
    ヒント: どのインスタンスにも `account` を記してください
  情報[unknown_facts]: `region` の分からないインスタンスが 1 台あります。それだけが持つかもしれない値は報告しません
    ヒント: どのインスタンスにも `region` を記してください
  情報[unknown_facts]: `tags` の分からないインスタンスが 1 台あります。それだけが持つかもしれない値は報告しません
    ヒント: どのインスタンスにも `tags` を記してください
人
  警告[absent_from_people]: 利用者 `nakamura` がいません(求めているルール: `no-stop`)
    ヒント: 直すか、もうだれにも当てはまらないなら取り除いてください
  情報[unknown_facts]: `groups` の分からない人が 1 人います。それだけが持つかもしれない値は報告しません
    ヒント: どの人にも `groups` を記してください
ポリシー `hoshimi`: ルール 7 件、警告 3 件、情報 4 件
";
