//! Rules that were written elsewhere.

use std::fs;

use sekisho::Exit;
use serde_json::{Value, json};

use crate::command::{Command, Ran, repository, sekisho};

const TO: [&str; 4] = ["--name", "hoshimi", "--utc-offset", "+09:00"];

async fn rows(text: &str) -> Ran {
    Command::new(&[&["import", "--rows", "-"], TO.as_slice()].concat()).with_input(text).run().await
}

async fn iam(statements: &str, more: &[&str]) -> Ran {
    let text = format!(r#"{{"Version":"2012-10-17","Statement":[{statements}]}}"#);
    let arguments =
        [&["import", "--iam", "-", "--group", "operators"], TO.as_slice(), more].concat();
    Command::new(&arguments).with_input(&text).run().await
}

const HEAD: &str = "version: 1\npolicy: hoshimi\nutc_offset: \"+09:00\"\n";

#[tokio::test]
async fn each_row_is_a_rule_and_each_place_a_zone() {
    let path = repository("examples/plain-rows.json");
    let ran =
        sekisho(&[&["import", "--rows", path.to_str().unwrap()], TO.as_slice()].concat()).await;

    let expected = format!(
        "{HEAD}zones:\n  zone-1: {{ vpce: [vpce-0a1b2c3d4e5f60718], cidrs: [\"10.20.0.0/16\"] }}\nrules:\n  \
         - id: library-opac\n    effect: allow\n    who: {{ groups: [library] }}\n    \
         actions: [start]\n    from: [zone-1]\n    instances: {{ ids: [i-0a0000000000000a1] }}\n  \
         - id: no-stop-of-production\n    effect: deny\n    who: {{ groups: [library, welfare] }}\n    \
         actions: [reboot, stop]\n    instances:\n      tags: {{ Env: [prod] }}\n  \
         - id: welfare-test\n    effect: allow\n    who: {{ groups: [welfare] }}\n    \
         actions: [describe, start, stop]\n    from: [zone-1]\n    instances:\n      \
         tags: {{ Department: [welfare] }}\n"
    );
    assert_eq!(ran, Ran::new(Exit::Done, &expected, ""));
    let (_folder, file) = crate::command::file("imported.yaml", &ran.output);
    assert_eq!(sekisho(&["check", &file]).await.exit, Exit::Done);
}

#[tokio::test]
async fn a_row_that_leaves_something_to_guess_refuses_all_of_them() {
    let good = r#"{"group":"a","action":"start","tag_key":"Env","tag_value":"dev"}"#;
    for (row, message) in [
        (
            r#"{"group":"a","action":"start","tag_key":"Env","tag_value":"dev","until":"2027"}"#,
            "found `until`, which is none of id, effect, group, user, action, tag_key, tag_value, \
             account, region, instance_id, cidr, vpce, tags, enabled: what it means cannot be guessed",
        ),
        (
            r#"{"action":"start","tag_key":"Env","tag_value":"dev"}"#,
            "found neither `group` nor `user`, required who it is for: a rule for everyone is written \
             by hand",
        ),
        (r#"{"group":"a","tag_key":"Env","tag_value":"dev"}"#, "required `action`"),
        (
            r#"{"group":"a","action":"start"}"#,
            "found no tag and no instance, required which instances it is for: a rule for any instance \
             is written by hand",
        ),
        (
            r#"{"group":"a","action":"start","tag_key":"Env"}"#,
            "required `tag_key` and `tag_value`, both or neither",
        ),
        (
            r#"{"group":["a",7],"action":"start","instance_id":"i-1"}"#,
            "`group`: required a text or a list of texts that is not empty",
        ),
        (
            r#"{"effect":"deny","user":"a","users":["b"],"action":"stop","tags":{"Env":"prod"}}"#,
            "found `user` and `users`, which are one column: required one of them",
        ),
        (
            r#"{"effect":["allow","deny"],"group":"a","action":"stop","tags":{"Env":"prod"}}"#,
            "`effect`: found several texts, required one",
        ),
        (
            r#"{"group":"a","action":"stop","tag_key":["Department","Env"],"tag_value":"prod"}"#,
            "`tag_key`: found several texts, required one",
        ),
        (
            r#"{"group":"a","action":"stop","tag_key":"Env","tag_value":"dev","tags":{"Env":"prod"}}"#,
            "found the tag `Env` in `tag_key` and in `tags`, required once",
        ),
    ] {
        let ran = rows(&format!("{good}\n{row}\n")).await;
        let expected = format!("error: line 2: {message}\n");
        assert_eq!(ran, Ran::new(Exit::Problems, "", &expected), "{row}");
        let listed = rows(&format!("[{good},\n{row}]\n")).await;
        let expected = format!("error: row 2: {message}\n");
        assert_eq!(listed, Ran::new(Exit::Problems, "", &expected), "{row}");
    }
}

const ROW: &str = "required a row: a JSON object, or `{\"Item\": {…}}` as DynamoDB exports it";

#[tokio::test]
async fn every_line_that_is_no_row_is_told_with_its_number() {
    let good = r#"{"group":"a","action":"start","tag_key":"Env","tag_value":"dev"}"#;
    let text = format!("{good}\n\n{{\"group\":\n7\n{{\"Item\":[]}}\n{{\"group\":1,\"group\":2}}\n");
    let ran = rows(&text).await;

    let expected = format!(
        "error: line 3: found text that cannot be read as JSON (EOF while parsing a value), {ROW}\n\
         error: line 6: found text that cannot be read as JSON (the member `group` twice), {ROW}\n\
         error: line 4: found a number, {ROW}\n\
         error: line 5: found an `Item` that is no object, {ROW}\n"
    );
    assert_eq!(ran, Ran::new(Exit::Problems, "", &expected));

    let arguments = [&["import", "--rows", "-", "--lang", "ja"], TO.as_slice()].concat();
    let ran = Command::new(&arguments).with_input(&text).run().await;
    let row =
        "行(JSON のオブジェクト、または DynamoDB のエクスポートの `{\"Item\": {…}}`)が必要です";
    let expected = format!(
        "エラー: 3 行目: 値が途中で終わっています。このため JSON として読めません。{row}\n\
         エラー: 6 行目: メンバー `group` が二つあります。このため JSON として読めません。{row}\n\
         エラー: 4 行目: 数値がありますが、{row}\n\
         エラー: 5 行目: オブジェクトでない `Item` がありますが、{row}\n"
    );
    assert_eq!(ran, Ran::new(Exit::Problems, "", &expected));
}

#[tokio::test]
async fn a_broken_list_is_one_problem_and_no_table_is_told() {
    for (text, line, found) in [
        (
            "[\n  {\"group\": \"a\"},\n  {\"group\"\n]",
            4,
            "text that cannot be read as JSON (expected `:`)",
        ),
        ("[7]", 1, "a number"),
        ("\"rows\"", 1, "a text"),
    ] {
        let ran = rows(text).await;
        let place = if text == "[7]" { "row" } else { "line" };
        let expected = format!("error: {place} {line}: found {found}, {ROW}\n");
        assert_eq!(ran, Ran::new(Exit::Problems, "", &expected), "{text}");
    }
}

#[tokio::test]
async fn what_dynamodb_exports_or_scans_is_the_rows_it_holds() {
    let list = fs::read_to_string(repository("examples/plain-rows.json")).unwrap();
    let mut list: Vec<Value> = serde_json::from_str(&list).unwrap();
    list.pop(); // it is as DynamoDB writes it already
    let typed: Vec<Value> = list.iter().map(typed).collect();
    let plain = rows(&Value::from(list.clone()).to_string()).await;

    let export = typed.iter().map(|item| format!("{}\n", json!({ "Item": item })));
    let scan = json!({ "Items": typed, "Count": 2, "ScannedCount": 2, "ConsumedCapacity": null });
    for text in [
        export.clone().collect::<String>(),
        export.take(1).collect(),
        scan.to_string(),
        serde_json::to_string_pretty(&scan).unwrap(),
    ] {
        let ran = rows(&text).await;

        assert_eq!((ran.exit, ran.errors.as_str()), (Exit::Done, ""), "{text}");
        if text.lines().count() != 1 || text.starts_with("{\"C") {
            assert_eq!(ran, plain, "{text}");
        } else {
            assert_eq!(ran.output.matches("- id: ").count(), 1, "{text}");
        }
    }
}

/// The row as DynamoDB writes it.
fn typed(row: &Value) -> Value {
    let typed = |value: &Value| match value {
        Value::Array(texts) => json!({ "SS": texts }),
        Value::Object(_) => json!({ "M": typed(value) }),
        Value::Bool(value) => json!({ "BOOL": value }),
        other => json!({ "S": other }),
    };
    row.as_object().unwrap().iter().map(|(name, value)| (name.clone(), typed(value))).collect()
}

#[tokio::test]
async fn what_the_engine_refuses_is_refused_with_its_place() {
    let ran = rows(r#"[{"group":"a","action":"begin","tag_key":"Env","tag_value":"dev"}]"#).await;

    assert_eq!((ran.exit, ran.errors.as_str()), (Exit::Problems, ""));
    assert!(
        ran.output.starts_with("-: error[unknown_word]: rules[0].actions[0]: found `begin`"),
        "{}",
        ran.output
    );
}

#[tokio::test]
async fn a_statement_on_tags_is_a_rule_for_the_group() {
    let statement = r#"{"Sid":"Own","Effect":"Allow","Action":["ec2:StartInstances","ec2:stopinstances"],
        "Resource":"arn:aws:ec2:ap-northeast-1:111122223333:instance/*",
        "Condition":{"StringEquals":{"aws:ResourceTag/Env":["dev","stg"],"ec2:ResourceTag/Department":"tax"}}}"#;

    let ran = iam(statement, &[]).await;

    let expected = format!(
        "{HEAD}rules:\n  - id: statement-1\n    effect: allow\n    who: {{ groups: [operators] }}\n    \
         actions: [start, stop]\n    instances:\n      accounts: [\"111122223333\"]\n      \
         regions: [ap-northeast-1]\n      tags: {{ Department: [tax], Env: [dev, stg] }}\n"
    );
    assert_eq!(ran, Ran::new(Exit::Done, &expected, ""));
}

#[tokio::test]
async fn an_allow_that_does_not_translate_is_left_out_and_a_deny_refuses_all() {
    let plain = r#"{"Effect":"Allow","Action":"ec2:StartInstances","Resource":"*",
        "Condition":{"Null":{"ec2:ResourceTag/Owner":"false"},"IpAddress":{"aws:SourceIp":"10.20.3.7"}}}"#;
    for (more, what) in [
        (r#""Action":"ec2:*","Resource":"*""#, "Action ec2:*"),
        (r#""NotAction":"ec2:StartInstances","Resource":"*""#, "NotAction"),
        (
            r#""Action":"ec2:StopInstances","Resource":"arn:aws:ec2:*:*:instance/i-1*""#,
            "Resource arn:aws:ec2:*:*:instance/i-1*",
        ),
        (
            r#""Action":"ec2:StopInstances","Resource":"arn:aws:ec2:*:*:volume/*""#,
            "Resource arn:aws:ec2:*:*:volume/*",
        ),
        (
            r#""Action":"ec2:StopInstances","Resource":"*","Condition":{"StringNotEquals":{"ec2:ResourceTag/Env":"dev"}}"#,
            "StringNotEquals ec2:ResourceTag/Env",
        ),
        (
            r#""Action":"ec2:StopInstances","Resource":"*","Condition":{"StringEquals":{"ec2:ResourceTag/Owner":"${aws:username}"}}"#,
            "StringEquals ec2:ResourceTag/Owner",
        ),
        (
            r#""Action":"ec2:StopInstances","Resource":"*","Condition":{"Bool":{"aws:MultiFactorAuthPresent":"true"}}"#,
            "Bool aws:MultiFactorAuthPresent",
        ),
    ] {
        let allow = iam(&format!(r#"{plain},{{"Effect":"Allow",{more}}}"#), &[]).await;
        assert_eq!(allow.exit, Exit::Done, "{more}: {}", allow.errors);
        let address = "warning: statement 1: its address or endpoint was that of the call of AWS, and \
                       is that of the caller's call of the API here\n";
        assert_eq!(
            allow.errors,
            format!(
                "{address}warning: statement 2: `{what}` has no counterpart here: left out, so that it allows nothing\n"
            )
        );
        assert!(allow.output.contains("cidrs: [\"10.20.3.7/32\"]"), "{}", allow.output);
        assert!(allow.output.contains("Owner: { present: true }"), "{}", allow.output);
        assert_eq!(allow.output.matches("- id: ").count(), 1);

        let deny = iam(&format!(r#"{plain},{{"Effect":"Deny",{more}}}"#), &["--lang", "ja"]).await;
        assert_eq!((deny.exit, deny.output.as_str()), (Exit::Problems, ""), "{more}");
        let refused = format!(
            "エラー: 文 2: `{what}` にあたるものがありません。拒否を移せないと、開いてはならないものが開きます\n"
        );
        assert!(deny.errors.ends_with(&refused), "{}", deny.errors);
    }
}

#[tokio::test]
async fn a_member_that_is_there_twice_and_an_effect_that_cannot_be_read_refuse_all() {
    let twice =
        r#"{"group":"a","action":"stop","effect":"deny","effect":"allow","tags":{"Env":"x"}}"#;
    let ran = rows(&format!("[{twice}]")).await;
    assert_eq!((ran.exit, ran.output.as_str()), (Exit::Problems, ""));
    assert!(ran.errors.contains("the member `effect` twice"), "{}", ran.errors);

    let condition = r#""StringEquals":{"aws:ResourceTag/Env":"dev"}"#;
    let twice = format!(
        r#"{{"Effect":"Allow","Action":"ec2:StopInstances","Resource":"*","Condition":{{{condition},{condition}}}}}"#
    );
    let ran = iam(&twice, &[]).await;
    assert_eq!((ran.exit, ran.output.as_str()), (Exit::Problems, ""));
    assert!(ran.errors.contains("the member `StringEquals` twice"), "{}", ran.errors);

    let allow = r#"{"Effect":"Allow","Action":"ec2:StopInstances","Resource":"*"}"#;
    for other in [
        r#"{"Effect":"deny","Action":"ec2:StopInstances","Resource":"*"}"#,
        r#"{"Action":"ec2:StopInstances","Resource":"*"}"#,
        r#"[{"Effect":"Deny","Action":"ec2:StopInstances","Resource":"*"}]"#,
    ] {
        let ran = iam(&format!("{other},{allow}"), &[]).await;
        assert_eq!((ran.exit, ran.output.as_str()), (Exit::Problems, ""), "{other}");
        assert!(
            ran.errors.contains(": a deny that is not carried over would open something\n"),
            "{}",
            ran.errors
        );
    }
}

#[tokio::test]
async fn what_a_deny_on_tags_meant_in_iam_is_said() {
    let deny = r#"{"Effect":"Deny","Action":"ec2:StopInstances","Resource":"*","Condition":{"StringEquals":{"ec2:ResourceTag/Env":"prod"}}},
        {"Effect":"Allow","Action":"ec2:StopInstances","Resource":"*"}"#;

    let ran = iam(deny, &[]).await;

    let warning = "warning: statement 1: IAM does not tell `Env` from `env` in tag keys, and this denies \
                   the key as it is written only\n";
    assert_eq!((ran.exit, ran.errors.as_str()), (Exit::Done, warning));
    assert!(ran.output.contains("effect: deny\n"), "{}", ran.output);
}

/// In IAM such an allow gives nothing, so that it may give nothing here.
#[tokio::test]
async fn an_allow_to_describe_some_instances_is_left_out_as_iam_never_grants_it() {
    let tag = r#""Resource":"*","Condition":{"StringEquals":{"aws:ResourceTag/Env":"dev"}}"#;
    let there = r#""Resource":"*","Condition":{"Null":{"ec2:ResourceTag/Env":"false"}}"#;
    let arn = r#""Resource":"arn:aws:ec2:*:*:instance/*""#;
    let any = r#"{"Effect":"Allow","Action":"ec2:DescribeInstances","Resource":"*"}"#;
    let never =
        "in IAM it never allows `ec2:DescribeInstances`, which knows no instances and no tags";
    for which in [tag, there, arn] {
        let both = format!(
            r#"{{"Effect":"Allow","Action":["ec2:DescribeInstances","ec2:StartInstances"],{which}}}"#
        );
        let ran = iam(&both, &[]).await;
        let warned = format!(
            "warning: statement 1: {never}: `describe` is left out; to let these callers see these \
             instances, add it to the `actions` of rule `statement-1`\n"
        );
        assert_eq!((ran.exit, ran.errors), (Exit::Done, warned), "{which}");
        assert!(ran.output.contains("actions: [start]\n"), "{}", ran.output);

        let alone =
            format!(r#"{any},{{"Effect":"Allow","Action":"ec2:DescribeInstances",{which}}}"#);
        let ran = iam(&alone, &[]).await;
        let warned = format!(
            "warning: statement 2: {never}: left out; to let these callers see these instances, write a \
             rule with `actions: [describe]` by hand\n"
        );
        assert_eq!((ran.exit, ran.errors), (Exit::Done, warned), "{which}");
        assert_eq!(ran.output.matches("- id: ").count(), 1, "{}", ran.output);
    }
    let ran = iam(any, &[]).await;
    assert_eq!((ran.exit, ran.errors.as_str()), (Exit::Done, ""));
    assert!(ran.output.contains("actions: [describe]\n"), "{}", ran.output);
}

#[tokio::test]
async fn a_deny_to_describe_some_instances_denies_here_and_that_is_said() {
    let deny = r#"{"Effect":"Deny","Action":"ec2:DescribeInstances","Resource":"arn:aws:ec2:*:*:instance/*"}"#;
    let any = r#"{"Effect":"Allow","Action":"ec2:DescribeInstances","Resource":"*"}"#;

    let ran = iam(&format!("{deny},{any}"), &["--lang", "ja"]).await;

    let warned = "警告: 文 1: IAM の `ec2:DescribeInstances` はインスタンスもタグも見ないため、IAM ではこの拒否が効くことはありません。\
                  ここではこれらのインスタンスが一覧から隠れます\n";
    assert_eq!((ran.exit, ran.errors.as_str()), (Exit::Done, warned));
    assert!(ran.output.contains("effect: deny\n"), "{}", ran.output);
}
