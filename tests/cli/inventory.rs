//! Files of instances and people, as `who-can` takes them: what is read, and what is refused.

use sekisho::Exit;
use serde_json::{Value, json};

use crate::command::{Command, Ran, file};

/// Anyone in the group of the tag `Department` may start.
const POLICY: &str = "\
version: 1
policy: town
utc_offset: \"+09:00\"
rules:
  - id: own
    effect: allow
    who: everyone
    actions: [start]
    instances:
      accounts: [\"111122223333\"]
      regions: [ap-northeast-1, us-west-2]
      tags: { Department: { equals_caller: groups } }
  - id: claimed
    effect: allow
    who: everyone
    actions: [stop]
    instances: { tags: { Department: { equals_caller: claim:custom:department } } }
";

pub const PERSON: &str = r#"{"user":"sato","groups":["tax"]}"#;
const INSTANCE: &str = r#"{"account":"111122223333","region":"ap-northeast-1","id":"i-0a0000000000000a1","tags":{"Department":"tax"}}"#;

/// Asks who may start what: rows of person, instance, region and what is allowed.
pub async fn rows(people: &str, instances: &str, more: &[&str]) -> (Vec<String>, String) {
    let ran = asked(people, instances, more).await;
    assert_eq!(ran.exit, Exit::Done, "{}", ran.errors);
    let rows = ran.output.lines().skip(1).map(|row| {
        let fields: Vec<&str> = row.split(',').collect();
        [fields[0], fields[1], fields[2], fields[4], fields[5], fields[6]].join(" ")
    });
    (rows.collect(), ran.errors)
}

async fn asked(people: &str, instances: &str, more: &[&str]) -> Ran {
    let (_policy, policy) = file("policy.yaml", POLICY);
    let (_people, people) = file("people.json", people);
    let (_instances, instances) = file("instances.json", instances);
    let files = [&policy, "--people", &people, "--inventory", &instances, "--format", "csv"];
    Command::new(&[&["who-can"], &files[..], more].concat()).run().await
}

/// What is wrong with a file of people, or of instances, in both languages.
async fn refused(people: &str, instances: &str) -> [String; 2] {
    let mut said = Vec::new();
    for language in ["en", "ja"] {
        let ran = asked(people, instances, &["--lang", language]).await;
        assert_eq!((ran.exit, ran.output.as_str()), (Exit::Problems, ""), "{}", ran.errors);
        let (_, message) = ran.errors.trim_end().rsplit_once(".json:").unwrap();
        said.push(message.to_owned());
    }
    [said.remove(0), said.remove(0)]
}

fn described(instances: &[Value]) -> String {
    let reservation = json!({ "OwnerId": "111122223333", "Instances": instances, "Groups": [] });
    json!({ "Reservations": [reservation] }).to_string()
}

fn instance(id: &str, zone: &str, state: &str) -> Value {
    json!({
        "InstanceId": id, "InstanceType": "t3.micro",
        "Placement": { "AvailabilityZone": zone, "Tenancy": "default" },
        "State": { "Code": 16, "Name": state },
        "Tags": [{ "Key": "Department", "Value": "tax" }, { "Key": "Name", "Value": "=HYPERLINK" }],
    })
}

#[tokio::test]
async fn what_aws_prints_of_instances_is_read_as_it_is() {
    let untagged = json!({
        "InstanceId": "i-0a0000000000000a4", "Placement": { "AvailabilityZone": "eu-west-1b" },
    });
    let instances = described(&[
        instance("i-0a0000000000000a2", "us-west-2-lax-1a", "stopped"),
        instance("i-0a0000000000000a1", "ap-northeast-1c", "running"),
        instance("i-0a0000000000000a9", "ap-northeast-1c", "terminated"),
        instance("i-0a0000000000000a8", "ap-northeast-1c", "shutting-down"),
        untagged,
    ]);

    let (found, notes) = rows(PERSON, &instances, &["--action", "start"]).await;
    let (elsewhere, _) =
        rows(PERSON, &instances, &["--action", "start", "--region", "us-west-2"]).await;

    assert_eq!(
        found,
        [
            "sato sato i-0a0000000000000a1 ap-northeast-1 start all",
            "sato sato i-0a0000000000000a2 us-west-2 start all",
            "sato sato i-0a0000000000000a4 eu-west-1 start none",
        ]
    );
    assert_eq!(notes, "left out: 2 of the instances, terminated or shutting down\n");
    assert!(elsewhere.iter().all(|row| row.contains(" us-west-2 ")), "{elsewhere:?}");
}

#[tokio::test]
async fn what_the_tagging_api_prints_is_read_as_it_is() {
    let arn = |what: &str| json!(format!("arn:aws:ec2:ap-northeast-1:111122223333:{what}"));
    let instances = json!({ "PaginationToken": "", "ResourceTagMappingList": [
        { "ResourceARN": arn("instance/i-0a0000000000000a1"),
          "Tags": [{ "Key": "Department", "Value": "tax" }] },
        { "ResourceARN": arn("volume/vol-0123456789abcdef0"), "Tags": [] },
        { "ResourceARN": "arn:aws:s3:::bucket", "Tags": [] },
        { "ResourceARN": arn("instance/i-0a0000000000000a2"), "Tags": [] },
    ] });

    let (found, notes) = rows(PERSON, &instances.to_string(), &["--action", "start"]).await;

    assert_eq!(
        found,
        [
            "sato sato i-0a0000000000000a1 ap-northeast-1 start all",
            "sato sato i-0a0000000000000a2 ap-northeast-1 start none",
        ]
    );
    assert!(notes.starts_with("left out: 2 of the resources, neither instances nor"), "{notes}");
}

#[tokio::test]
async fn lists_lines_and_outputs_of_aws_may_follow_one_another() {
    let other = INSTANCE.replace("a1", "a3").replace("\"tax\"", "\"parks\"");
    let described = described(&[instance("i-0a0000000000000a2", "ap-northeast-1c", "running")]);
    let instances = format!("[{INSTANCE},\n {other}]\n{described}\n{INSTANCE}");

    let (found, notes) = rows(PERSON, &instances, &["--action", "start"]).await;

    assert_eq!(
        found,
        [
            "sato sato i-0a0000000000000a1 ap-northeast-1 start all",
            "sato sato i-0a0000000000000a2 ap-northeast-1 start all",
            "sato sato i-0a0000000000000a3 ap-northeast-1 start none",
        ]
    );
    assert_eq!(notes, "");
}

fn pool() -> Vec<Value> {
    let user = |name: &str, attributes: Value| json!({ "Username": name, "Attributes": attributes, "Enabled": true, "UserStatus": "CONFIRMED" });
    let named = |name: &str, value: &str| json!({ "Name": name, "Value": value });
    let mut gone = user("tanaka", json!([]));
    gone["Enabled"] = json!(false);
    vec![
        json!({ "Users": [
            user("sato", json!([named("sub", "3f1c"), named("name", "佐藤"), named("custom:department", "tax")])),
            user("yamada", json!([])),
            gone,
        ] }),
        json!({ "Groups": [{ "GroupName": "tax", "Precedence": 1 }, { "GroupName": "parks" }] }),
        json!({ "GroupName": "tax", "Users": [{ "Username": "sato" }, { "Username": "tanaka" }] }),
        json!({ "GroupName": "parks", "Users": [] }),
    ]
}

fn written(values: &[Value]) -> String {
    // As `aws` prints them: over several lines each.
    values.iter().map(|value| format!("{value:#}\n")).collect()
}

#[tokio::test]
async fn what_cognito_prints_of_users_and_groups_is_read_as_it_is() {
    let (found, notes) = rows(&written(&pool()), INSTANCE, &[]).await;

    let own = "i-0a0000000000000a1 ap-northeast-1";
    assert_eq!(
        found,
        [
            format!("yamada yamada {own} describe none"),
            format!("yamada yamada {own} reboot none"),
            format!("yamada yamada {own} start none"),
            format!("yamada yamada {own} stop none"),
            format!("佐藤 sato {own} describe none"),
            format!("佐藤 sato {own} reboot none"),
            format!("佐藤 sato {own} start all"),
            format!("佐藤 sato {own} stop none"),
        ]
    );
    assert_eq!(notes, "left out: 1 of the users, who are disabled\n");
}

#[tokio::test]
async fn an_issuer_has_its_prefix_and_the_claims_that_it_is_trusted_on() {
    let mut values = pool();
    values.push(
        json!({ "issuer": { "prefix": "vendor/", "trusted_claims": ["custom:department"] } }),
    );
    let own = INSTANCE.replace("\"tax\"", "\"vendor/tax\"");
    let claimed = INSTANCE.replace("a1", "a2");
    let instances = format!("{own}\n{claimed}");
    let more = ["--person", "佐藤", "--action", "start", "--action", "stop"];

    let (found, _) = rows(&written(&values), &instances, &more).await;

    assert_eq!(
        found,
        [
            "佐藤 vendor/sato i-0a0000000000000a1 ap-northeast-1 start all",
            "佐藤 vendor/sato i-0a0000000000000a1 ap-northeast-1 stop none",
            "佐藤 vendor/sato i-0a0000000000000a2 ap-northeast-1 start none",
            "佐藤 vendor/sato i-0a0000000000000a2 ap-northeast-1 stop all",
        ]
    );
}

#[tokio::test]
async fn half_of_a_pool_is_refused() {
    let whole =
        "the outputs of `list-users`, `list-groups` and, for each group, `list-users-in-group`";
    let whole_ja =
        "`list-users`、`list-groups` と、グループごとの `list-users-in-group` の出力が必要です";
    let with = |at: usize, value: Value| {
        let mut values = pool();
        values[at] = value;
        values
    };
    let cases = [
        (
            pool()[..1].to_vec(),
            format!("1: found no output of `list-groups`, required {whole}"),
            format!("1: `list-groups` の出力がありません。{whole_ja}"),
        ),
        (
            pool()[..3].to_vec(),
            format!("36: Groups: found the group `parks` and nothing of who is in it, required {whole}"),
            format!("36: Groups: グループ `parks` に所属する利用者が書かれていません。{whole_ja}"),
        ),
        (
            with(3, json!({ "GroupName": "parks", "Users": [{ "Username": "ito" }] })),
            "58: Users: found the user `ito`, required users that `list-users` names".to_owned(),
            "58: Users: 利用者 `ito` がありますが、`list-users` にある利用者が必要です".to_owned(),
        ),
        (
            with(1, json!({ "Groups": [{ "GroupName": "parks" }] })),
            "43: GroupName: found the group `tax`, required a group that `list-groups` names".to_owned(),
            "43: GroupName: グループ `tax` がありますが、`list-groups` にあるグループが必要です".to_owned(),
        ),
        (
            with(1, json!({ "Groups": [], "NextToken": "x" })),
            "36: NextToken: found `NextToken`, which says that there is more, required everything: \
             `aws` without `--max-items` and `--no-paginate`"
                .to_owned(),
            "36: NextToken: 続きがあることを示す `NextToken` がありますが、全件が必要です。`aws` に \
             `--max-items` と `--no-paginate` を付けずに出力してください"
                .to_owned(),
        ),
        (
            [pool(), vec![json!({ "Groups": [] })]].concat(),
            "62: found a second output of `list-groups`, required each output once: those of another \
             user pool stand in a file of their own"
                .to_owned(),
            "62: 二つ目の `list-groups` の出力がありますが、それぞれの出力は一度だけ書いてください。別の\
             ユーザープールの出力は別のファイルにしてください"
                .to_owned(),
        ),
        (
            with(3, json!({ "GroupName": "tax", "Users": [] })),
            "58: GroupName: found the group `tax` a second time, required each output once: those of \
             another user pool stand in a file of their own"
                .to_owned(),
            "58: GroupName: 二つ目のグループ `tax` がありますが、それぞれの出力は一度だけ書いてください。\
             別のユーザープールの出力は別のファイルにしてください"
                .to_owned(),
        ),
        (
            [pool(), vec![json!({ "issuer": { "prefx": "vendor/" } })]].concat(),
            "62: issuer: found the unknown key `prefx`, required a mapping with any of `prefix`, \
             `trusted_claims`"
                .to_owned(),
            "62: issuer: 知らないキー `prefx` がありますが、`prefix`, `trusted_claims` を持てる\
             マッピングが必要です"
                .to_owned(),
        ),
        (
            with(0, json!({ "Users": [{ "Username": 7 }] })),
            "1: Users[0].Username: found the number `7`, required the name of the user".to_owned(),
            "1: Users[0].Username: 数値 `7` がありますが、利用者の名前が必要です".to_owned(),
        ),
    ];
    for (values, english, japanese) in cases {
        assert_eq!(refused(&written(&values), INSTANCE).await, [english, japanese]);
    }
}

#[tokio::test]
async fn what_is_wrong_with_instances_is_told_with_its_place() {
    let zone = |zone: Value| {
        let mut broken = instance("i-0a0000000000000a1", "", "running");
        broken["Placement"]["AvailabilityZone"] = zone;
        described(&[broken])
    };
    let id = "i-0a0000000000000a1";
    let cases = [
        (
            format!("{INSTANCE}\n\n{}", INSTANCE.replace("\"tax\"", "7")),
            "3: tags.Department: found the number `7`, required the value of a tag; put quotes around it: `\"7\"`".to_owned(),
            "3: tags.Department: 数値 `7` がありますが、タグの値が必要です(引用符で囲んで `\"7\"` と書いてください)".to_owned(),
        ),
        (
            "[\n{\"account\":\"1\"},\n 7]".to_owned(),
            "2: account: found `1`, required an account id of 12 digits".to_owned(),
            "2: account: `1` がありますが、12 桁の数字のアカウント ID が必要です".to_owned(),
        ),
        (
            "7".to_owned(),
            "1: the instance: found the number `7`, required an instance: a mapping with what is known of `account`, `region`, `id` and `tags`".to_owned(),
            "1: 全体: 数値 `7` がありますが、`account`、`region`、`id`、`tags` のうち分かっているものを持つマッピング(インスタンス)が必要です".to_owned(),
        ),
        (
            "{}".to_owned(),
            "1: id: found nothing, required the id of the instance, by which it is told apart".to_owned(),
            "1: id: 何も書かれていません。インスタンスを見分けるための ID が必要です".to_owned(),
        ),
        (
            "{\"id\":".to_owned(),
            "1: found text that cannot be read as JSON (EOF while parsing a value), required JSON (RFC 8259)".to_owned(),
            "1: 値が途中で終わっています。このため JSON として読めません。JSON(RFC 8259)の文書が必要です".to_owned(),
        ),
        (
            zone(json!("apne1-az4")),
            "1: Reservations[0].Instances[0].Placement.AvailabilityZone: found `apne1-az4`, required a zone such as `ap-northeast-1a`, or the region with `--region`".to_owned(),
            "1: Reservations[0].Instances[0].Placement.AvailabilityZone: `apne1-az4` がありますが、`ap-northeast-1a` のようなゾーンか、`--region` によるリージョンの指定が必要です".to_owned(),
        ),
        (
            zone(Value::Null),
            "1: Reservations[0].Instances[0].Placement.AvailabilityZone: found nothing, required a zone such as `ap-northeast-1a`, or the region with `--region`".to_owned(),
            "1: Reservations[0].Instances[0].Placement.AvailabilityZone: 何も書かれていません。`ap-northeast-1a` のようなゾーンか、`--region` によるリージョンの指定が必要です".to_owned(),
        ),
        (
            json!({ "ResourceTagMappingList": [{ "ResourceARN": "arn:aws:ec2:x:1:instance/i-1" }] }).to_string(),
            "1: ResourceTagMappingList[0].ResourceARN: found `arn:aws:ec2:x:1:instance/i-1`, required an ARN such as `arn:aws:ec2:ap-northeast-1:111122223333:instance/i-0123456789abcdef0`".to_owned(),
            "1: ResourceTagMappingList[0].ResourceARN: `arn:aws:ec2:x:1:instance/i-1` がありますが、`arn:aws:ec2:ap-northeast-1:111122223333:instance/i-0123456789abcdef0` のような ARN が必要です".to_owned(),
        ),
    ];
    for (instances, english, japanese) in cases {
        assert_eq!(refused(PERSON, &instances).await, [english, japanese]);
    }
    let twice = format!("{INSTANCE}\n{}", INSTANCE.replace("tax", "parks"));
    let [english, _] = refused(PERSON, &twice).await;
    assert_eq!(english, "1, required each instance once, or with the same facts each time");
    let ran = asked(PERSON, &twice, &[]).await;
    assert!(
        ran.errors
            .contains(&format!(".json:2: found the instance `{id}` with other facts than at ")),
        "{}",
        ran.errors
    );
}

#[tokio::test]
async fn what_is_wrong_with_people_is_told_with_its_place() {
    let cases = [
        (
            "{\"groups\":[]}",
            "1: found nothing, required a `name` or a `user`",
            "1: 何も書かれていません。`name` または `user` が必要です",
        ),
        (
            "{\"user\":\"sato\",\n\"groups\":\"tax\"}",
            "1: groups: found `tax`, required a list of the names of groups, `null` if there is none, or `{\"unknown\": true}`",
            "1: groups: `tax` がありますが、グループの名前の一覧 (なければ `null`、不明なら `{\"unknown\": true}`)が必要です",
        ),
        (
            "{\"user\":\"sato\"}\n{\"nmae\":\"sato\"}",
            "2: nmae: found the unknown key `nmae`, required one of `name`, `subject`, `user`, `groups`, `claims`, `signed_in_at` or `issued_at`; did you mean `name`?",
            "2: nmae: 知らないキー `nmae` がありますが、`name`、`subject`、`user`、`groups`、`claims`、`signed_in_at`、`issued_at` のいずれかが必要です(もしかして `name` ですか)",
        ),
    ];
    for (people, english, japanese) in cases {
        assert_eq!(refused(people, INSTANCE).await, [english, japanese]);
    }
}

#[tokio::test]
async fn two_files_from_the_standard_input_are_refused() {
    let ran = Command::new(&["who-can", "-", "--people", "-", "--inventory", "x"]).run().await;

    let said = "error: two files cannot both be read from the standard input: name one of them\n";
    assert_eq!(ran, Ran::new(Exit::CouldNotRun, "", said));
}

#[tokio::test]
async fn a_list_may_come_from_the_standard_input() {
    let (_policy, policy) = file("policy.yaml", POLICY);
    let (_instances, instances) = file("instances.json", INSTANCE);
    let files = ["who-can", &policy, "--people", "-", "--inventory", &instances, "--format", "csv"];

    let ran = Command::new(&files).with_input(PERSON).run().await;

    assert_eq!((ran.exit, ran.output.lines().count()), (Exit::Done, 5));
}
