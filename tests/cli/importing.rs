//! Rules that were written elsewhere.

use sekisho::Exit;

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
        (r#""group""#, "required an object"),
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
        let expected = format!("error: row 2: {message}\n");
        assert_eq!(ran, Ran::new(Exit::Problems, "", &expected), "{row}");
    }
    let broken = rows("{\"group\":").await;
    assert_eq!((broken.exit, broken.output.as_str()), (Exit::Problems, ""));
    assert!(broken.errors.starts_with("error: -: line 1: required a row as a JSON object: "));
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
            "エラー: statement 2: `{what}` にあたるものがありません。拒否を移せないと、開いてはならないものが開きます\n"
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
