use engine_support::iam::{self, Call};
use sekisho::Exit;

use crate::command::{Ran, file, repository, sekisho};

const HEAD: &str = "version: 1\npolicy: hoshimi\nutc_offset: \"+09:00\"\n\
                    schedules: { day: { weekly: [{ days: [mon], from: \"08:30\", to: \"17:15\" }] } }\n\
                    rules:\n";
const STAFF: &str = "  - { id: staff, effect: allow, who: { groups: [staff, 福祉課] }, actions: [start, stop], \
                     instances: { accounts: [\"111122223333\"], tags: { Env: [dev, 'say \"hi\"'], \
                     Owner: { equals_caller: \"claim:部署\" } } } }\n";
const TIMED: &str = "  - { id: timed, effect: allow, who: { groups: [staff] }, actions: [start], during: [day], \
                     instances: { tags: { Env: [dev] } } }\n";
const NIGHT: &str = "  - { id: night, effect: deny, who: everyone, actions: [stop], during: [day], \
                     instances: { tags: { Env: [prod] } } }\n";
const UNLESS: &str = "  - { id: lost, effect: deny, who: { users: [sato] }, actions: any, issued_before: \
                      2026-11-20, instances: any, unless: [{ who: { groups: [operators] }, actions: \
                      [describe], signed_in_within: 8h }, { during: [day] }] }\n";

const WHY: &str = "has no counterpart in Cedar, which knows neither days of the week nor calendars";

/// Exports a policy of these rules.
async fn exported(rules: &[&str], options: &[&str]) -> Ran {
    let (_folder, path) = file("policy.yaml", &format!("{HEAD}{}", rules.concat()));
    sekisho(&[&["export", &path, "--cedar"], options].concat()).await
}

#[tokio::test]
async fn a_rule_becomes_a_policy_with_its_id_and_its_conditions() {
    let ran = exported(&[STAFF], &[]).await;

    let said = r#"// Policy `hoshimi` in Cedar 4.2 or later.

@id("staff")
permit (principal, action in [Sekisho::Action::"start", Sekisho::Action::"stop"], resource)
when {
  principal in [Sekisho::Group::"staff", Sekisho::Group::"福祉課"] &&
  (resource has account && ["111122223333"].contains(resource.account)) &&
  (resource.hasTag("Env") && ["dev", "say \"hi\""].contains(resource.getTag("Env"))) &&
  (resource.hasTag("Owner") && principal.hasTag("部署") && resource.getTag("Owner") == principal.getTag("部署"))
};
"#;
    assert_eq!(ran, Ran::new(Exit::Done, said, ""));
}

#[tokio::test]
async fn an_allow_rule_and_an_exception_that_do_not_translate_are_left_out_with_a_warning() {
    let ran = exported(&[TIMED, UNLESS], &[]).await;

    let timed = format!(
        "rule `timed`: `during: [day]` {WHY}: the rule is left out, and what it alone allows is denied"
    );
    let lost = format!(
        "rule `lost`: `unless.during: [day]` {WHY}: the exception is left out, and the rule denies more"
    );
    let said = format!(
        r#"// Policy `hoshimi` in Cedar 4.2 or later.

@id("time_must_be_told")
forbid (principal, action, resource)
unless {{
  context has now
}};

// {lost}
@id("lost")
forbid (principal, action, resource)
when {{
  (principal has user && ["sato"].contains(principal.user)) &&
  (principal has issuedAt && principal.issuedAt < datetime("2026-11-19T15:00:00Z"))
}}
unless {{
  action == Sekisho::Action::"describe" &&
  principal in Sekisho::Group::"operators" &&
  (context has now && principal has signedInAt && principal.signedInAt <= context.now && principal.signedInAt > context.now.offset(duration("-28800s")))
}};

// {timed}
"#
    );
    let warned = format!("warning: {lost}\nwarning: {timed}\n");
    assert_eq!(ran, Ran::new(Exit::Done, &said, &warned));
}

#[tokio::test]
async fn a_deny_rule_that_does_not_translate_ends_with_3_and_writes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (out, schema) = (path("out"), path("schema"));

    let ran = exported(&[NIGHT, STAFF], &["--out", &out, "--schema", &schema]).await;

    let said = format!(
        "error: rule `night`: `during: [day]` {WHY}: the rule is written without it, and denies more\n\
         error: nothing is written: say what these rules mean without what is lost, or accept the \
         loss with --partial\n"
    );
    assert_eq!(ran, Ran::new(Exit::Problems, "", &said));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[tokio::test]
async fn what_does_not_translate_is_told_in_japanese() {
    let ran = exported(&[NIGHT, TIMED], &["--lang", "ja"]).await;

    let why = "`during: [day]` は Cedar では表せません(Cedar に曜日とカレンダーはありません)";
    let said = format!(
        "エラー: ルール `night`: {why}。このルールはその条件なしで書かれ、拒否が広がります\n\
         警告: ルール `timed`: {why}。このルールは除かれ、このルールだけが許可していたものは拒否されます\n\
         エラー: 何も書き出していません。失われるものなしでこれらのルールを書き直すか、--partial を付けて失われることを認めてください\n"
    );
    assert_eq!(ran, Ran::new(Exit::Problems, "", &said));
}

#[tokio::test]
async fn a_deny_rule_may_be_written_to_deny_more_if_that_is_asked_for() {
    let ran = exported(&[NIGHT], &["--partial"]).await;

    let lost = format!(
        "rule `night`: `during: [day]` {WHY}: the rule is written without it, and denies more"
    );
    let said = format!(
        r#"// Policy `hoshimi` in Cedar 4.2 or later.

// {lost}
@id("night")
forbid (principal, action == Sekisho::Action::"stop", resource)
when {{
  (resource.hasTag("Env") && ["prod"].contains(resource.getTag("Env")))
}};
"#
    );
    assert_eq!(ran, Ran::new(Exit::Done, &said, &format!("warning: {lost}\n")));
}

#[tokio::test]
async fn files_hold_what_would_be_printed_and_the_schema() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let printed = exported(&[STAFF], &[]).await;

    let ran = exported(&[STAFF], &["--out", &path("out"), "--schema", &path("schema")]).await;
    let nowhere = exported(&[STAFF], &["--out", &path("gone/out")]).await;

    assert_eq!(ran, Ran::new(Exit::Done, "", ""));
    assert_eq!(std::fs::read_to_string(path("out")).unwrap(), printed.output);
    let schema = std::fs::read_to_string(path("schema")).unwrap();
    assert!(schema.contains("\nnamespace Sekisho {\n"), "{schema}");
    let said = format!(
        "error: cannot write `{}`: No such file or directory (os error 2)\n",
        path("gone/out")
    );
    assert_eq!(nowhere, Ran::new(Exit::CouldNotRun, "", &said));
}

/// The session policy of a welfare worker in the city hall, on a weekday.
async fn session_policy(action: &str, at: &str, more: &[&str]) -> Ran {
    let policy = repository("examples/hoshimi.yaml");
    let facts = [
        "export",
        policy.to_str().unwrap(),
        "--iam-session-policy",
        "--user=sato",
        "--group=staff",
        "--group=welfare",
        "--address=10.20.3.7",
        "--vpc-endpoint=vpce-0a1b2c3d4e5f60718",
        "--action",
        action,
        "--at",
        at,
    ];
    sekisho(&[&facts, more].concat()).await
}

const MORNING: &str = "2026-11-24T10:00:00+09:00";
const EVENING: &str = "2026-11-24T21:00:00+09:00";

const STARTING: &str = r#"{"Statement":[{"Action":"ec2:DescribeInstances","Effect":"Allow","Resource":"*"},{"Action":"kms:CreateGrant","Condition":{"Bool":{"kms:GrantIsForAWSResource":"true"}},"Effect":"Allow","Resource":"*"},{"Action":"ec2:StartInstances","Effect":"Allow","Resource":"arn:aws:license-manager:*:*:license-configuration:*"},{"Action":"ec2:StartInstances","Condition":{"StringEquals":{"aws:ResourceTag/Department":["staff","welfare"],"aws:ResourceTag/Env":["dev","stg"]}},"Effect":"Allow","Resource":"arn:aws:ec2:*:*:instance/*"}],"Version":"2012-10-17"}"#;

#[tokio::test]
async fn a_session_policy_says_what_one_caller_may_do_and_warns_of_what_iam_cannot_say() {
    let ran = session_policy("start", MORNING, &[]).await;

    let warned = "warning: IAM cannot narrow `ec2:DescribeInstances` to instances: the session can list every \
                  instance that its role can\n\
                  warning: IAM takes tag keys that differ only in case for the same, and compares a tag's value \
                  as it is written, not in NFC: a deny rule does not meet an instance whose tags are not in NFC\n\
                  warning: the policy depends on the time, and a session policy does not: this one says what \
                  holds at 2026-11-24T01:00:00Z for as long as the session lasts\n";
    assert_eq!(ran, Ran::new(Exit::Done, &format!("{STARTING}\n"), warned));
}

#[tokio::test]
async fn a_session_policy_for_databases_is_one_of_rds() {
    let ran = session_policy("start", MORNING, &["--kind=database"]).await;
    let other = session_policy("start", MORNING, &["--kind=table"]).await;
    let japanese = session_policy("start", MORNING, &["--kind=table", "--lang=ja"]).await;

    let policy = r#"{"Statement":[{"Action":"rds:DescribeDBInstances","Effect":"Allow","Resource":"*"},{"Action":"rds:StartDBInstance","Condition":{"StringEquals":{"aws:ResourceTag/Department":["staff","welfare"],"aws:ResourceTag/Env":["dev","stg"]}},"Effect":"Allow","Resource":"arn:aws:rds:*:*:db:*"}],"Version":"2012-10-17"}"#;
    assert_eq!((ran.exit, ran.output), (Exit::Done, format!("{policy}\n")));
    let warned = "warning: `rds:DescribeDBInstances` is not narrowed to databases: the session can list every \
                  database that its role can\n";
    assert!(ran.errors.starts_with(warned), "{}", ran.errors);
    assert!(other.errors.contains("required instance, database or service"), "{}", other.errors);
    assert!(
        japanese.errors.contains("instance、database、service のいずれかが必要です"),
        "{}",
        japanese.errors
    );
}

#[tokio::test]
async fn a_session_policy_for_services_is_one_of_ecs() {
    let ran = session_policy("start", MORNING, &["--kind=service"]).await;

    let looking = r#"{"Action":["ecs:DescribeServices","ecs:ListClusters","ecs:ListServices"],"Effect":"Allow","Resource":"*"}"#;
    let starting = r#"{"Action":"ecs:UpdateService","Condition":{"StringEquals":{"aws:ResourceTag/Department":["staff","welfare"],"aws:ResourceTag/Env":["dev","stg"]}},"Effect":"Allow","Resource":"arn:aws:ecs:*:*:service/*"}"#;
    let policy = |statements: &str| {
        format!(r#"{{"Statement":[{statements}],"Version":"2012-10-17"}}"#) + "\n"
    };
    assert_eq!((ran.exit, ran.output), (Exit::Done, policy(&format!("{looking},{starting}"))));
    let warned = "warning: the actions of ECS that list services are not narrowed: the session can list every \
                  service that its role can; and `ecs:UpdateService` can change more of a service than its \
                  count\n";
    assert!(ran.errors.starts_with(warned), "{}", ran.errors);
}

#[tokio::test]
async fn aws_allows_a_session_what_the_policy_allows_its_caller() {
    let starting = session_policy("start", MORNING, &[]).await.output;
    let lead = ["--group=department-leads", "--signed-in-at=2026-11-24T08:30:00+09:00"];
    let rebooting = session_policy("reboot", MORNING, &lead).await.output;
    let allows = |policy: &str, action: &str, tags: &[(&str, &str)]| {
        let tags = tags.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned()));
        let call = Call {
            action: action.into(),
            account: "111122223333".into(),
            region: "ap-northeast-1".into(),
            arn: "arn:aws:ec2:ap-northeast-1:111122223333:instance/i-0123456789abcdef0".into(),
            tags: tags.collect(),
        };
        iam::allows(policy, &call)
    };
    let own = [("Department", "welfare"), ("Env", "dev")];

    assert!(allows(&starting, "ec2:StartInstances", &own));
    assert!(!allows(&starting, "ec2:StopInstances", &own));
    assert!(!allows(&starting, "ec2:StartInstances", &[("Department", "tax"), ("Env", "dev")]));
    assert!(!allows(
        &starting,
        "ec2:StartInstances",
        &[("Department", "welfare"), ("Env", "prod")]
    ));
    assert!(!allows(&starting, "ec2:StartInstances", &own[..1]));
    assert!(allows(&rebooting, "ec2:RebootInstances", &own));
    // A deny rule and a required tag.
    assert!(!allows(
        &rebooting,
        "ec2:RebootInstances",
        &[("Department", "welfare"), ("Env", "prod")]
    ));
    assert!(!allows(&rebooting, "ec2:RebootInstances", &own[..1]));
}

#[tokio::test]
async fn a_caller_who_is_entitled_to_nothing_gets_no_session_policy() {
    let ran = session_policy("start", EVENING, &[]).await;
    let japanese = session_policy("start", EVENING, &["--lang", "ja"]).await;

    let said = "nothing is written: this caller is entitled to nothing here: no rule allows it\n";
    assert_eq!(ran, Ran::new(Exit::Differs, "", said));
    let said = "何も書き出しません。この呼び出し元に許される操作はありません: 許可するルールがありません\n";
    assert_eq!(japanese, Ran::new(Exit::Differs, "", said));
}

#[tokio::test]
async fn a_session_policy_is_written_to_a_file_and_for_another_partition() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("session.json");

    let ran = session_policy(
        "start",
        MORNING,
        &["--out", out.to_str().unwrap(), "--partition", "aws-cn"],
    )
    .await;

    assert_eq!((ran.exit, ran.output.as_str()), (Exit::Done, ""));
    let wanted = STARTING.replace("arn:aws:", "arn:aws-cn:");
    assert_eq!(std::fs::read_to_string(out).unwrap(), wanted);
}

#[tokio::test]
async fn a_session_policy_that_sts_would_refuse_ends_with_3() {
    let values: Vec<String> = (0..200).map(|number| format!("value-{number:03}")).collect();
    let rule = format!(
        "  - {{ id: many, effect: allow, who: {{ groups: [staff] }}, actions: [stop], instances: \
         {{ tags: {{ Env: [{}] }} }} }}\n",
        values.join(", ")
    );
    let (_folder, path) = file("policy.yaml", &format!("{HEAD}{rule}"));

    let ran =
        sekisho(&["export", &path, "--iam-session-policy", "--action=stop", "--group=staff"]).await;

    assert_eq!((ran.exit, ran.output.as_str()), (Exit::Problems, ""));
    assert!(ran.errors.starts_with("error: found a session policy of "), "{}", ran.errors);
}

#[tokio::test]
async fn one_language_is_asked_for_and_a_caller_with_a_session_policy_alone() {
    let (_folder, path) = file("policy.yaml", &format!("{HEAD}{STAFF}"));
    let refused: [&[&str]; 6] = [
        &[],
        &["--cedar", "--iam-session-policy"],
        &["--cedar", "--user=sato"],
        &["--cedar", "--request=facts.json"],
        &["--iam-session-policy", "--action=start", "--partial"],
        &["--iam-session-policy", "--action=start", "--partition=x"],
    ];
    for options in refused {
        let ran = sekisho(&[&["export", &path], options].concat()).await;

        assert_eq!((ran.exit, ran.output.as_str()), (Exit::CouldNotRun, ""), "{options:?}");
    }
    let nothing = sekisho(&["export", &path, "--iam-session-policy"]).await;
    assert_eq!(
        nothing.errors,
        "error: action: found nothing, required one of `describe`, `reboot`, `start` or `stop`\n"
    );
}
