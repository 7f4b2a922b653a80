//! Two towns in moto, made from the templates and read back with boto3.

use std::collections::BTreeSet;

use sekisho_lambda::Route;
use serde_json::{Value, json};
use tokio::sync::OnceCell;

use crate::{agreement::expanded, programs::ask};

/// What is there of the town as its parameter set has it.
pub async fn deployed() -> &'static Value {
    &towns().await["plain"]
}

/// What is there of the town with every switch on.
async fn with_everything() -> &'static Value {
    &towns().await["everything"]
}

async fn towns() -> &'static Value {
    static DEPLOYED: OnceCell<Value> = OnceCell::const_new();
    DEPLOYED.get_or_init(async || ask("read_moto.py")).await
}

#[tokio::test]
async fn the_api_is_private_and_denies_other_endpoints_before_it_allows_anything() {
    let town = deployed().await;

    assert_eq!(town["endpoints"], json!(["PRIVATE"]));
    let statements = town["policy"]["Statement"].as_array().unwrap();
    let effects: Vec<_> = statements.iter().map(|it| it["Effect"].as_str().unwrap()).collect();
    assert_eq!(effects, ["Deny", "Deny", "Allow"]);
    let endpoint = &statements[0]["Condition"]["StringNotEquals"]["aws:SourceVpce"][0];
    assert!(endpoint.as_str().unwrap().starts_with("vpce-"), "{endpoint}");
    assert_eq!(
        statements[1]["Condition"],
        json!({"NotIpAddress": {"aws:VpcSourceIp": "10.20.0.0/16"}})
    );
}

#[tokio::test]
async fn the_authorizer_is_asked_at_every_call() {
    assert_eq!(
        deployed().await["authorizers"],
        json!([{
            "type": "REQUEST",
            "identitySource": "method.request.header.Authorization",
            "authorizerResultTtlInSeconds": 0,
        }])
    );
}

#[tokio::test]
async fn the_methods_are_the_programs_routes_behind_the_authorizer_the_console_and_three_to_sign_in()
 {
    let method = |authorization: &str, kind: &str| json!({"authorization": authorization, "type": kind, "passthrough": "NEVER"});
    let mut required = serde_json::Map::new();
    for route in Route::ALL {
        required.insert(route.to_string(), method("CUSTOM", "AWS_PROXY"));
    }
    for path in ["/console", "/console/{file}"] {
        required.insert(format!("GET {path}"), method("NONE", "AWS_PROXY"));
    }
    for path in ["sign-in", "new-password", "refresh"] {
        required.insert(format!("POST /auth/{path}"), method("NONE", "AWS"));
    }

    assert_eq!(deployed().await["methods"], Value::Object(required));
}

#[tokio::test]
async fn the_stage_keeps_no_bodies() {
    let stage = &deployed().await["stage"];

    let settings = stage["methodSettings"].as_object().unwrap();
    assert_eq!(settings.len(), 4);
    for (method, setting) in settings {
        assert_eq!(setting["dataTraceEnabled"], false, "{method}");
        assert_eq!(setting["loggingLevel"], "OFF", "{method}");
        assert_eq!(setting["cachingEnabled"], false, "{method}");
    }
    let format = stage["accessLogSettings"]["format"].as_str().unwrap();
    let line: Value = serde_json::from_str(format).expect("a line of the access log is JSON");
    assert_eq!(line["address"], "$context.identity.sourceIp");
}

#[tokio::test]
async fn the_table_can_be_brought_back_and_not_be_deleted() {
    let town = deployed().await;

    assert_eq!(town["recovery"]["PointInTimeRecoveryStatus"], "ENABLED");
    assert_eq!(town["table"]["DeletionProtectionEnabled"], true);
    assert_eq!(town["table"]["SSEDescription"]["SSEType"], "KMS");
    assert_eq!(
        town["expiry"],
        json!({"TimeToLiveStatus": "ENABLED", "AttributeName": "expires_at"})
    );
}

#[tokio::test]
async fn the_client_tells_nobody_who_exists_and_gives_short_tokens() {
    let town = deployed().await;

    assert_eq!(town["groups"], json!(["operators", "staff"]));
    let client = &town["client"];
    assert_eq!(client["PreventUserExistenceErrors"], "ENABLED");
    assert_eq!(client["WriteAttributes"], json!(["locale"]));
    assert_eq!(client["AccessTokenValidity"], 15);
    assert_eq!(client["TokenValidityUnits"]["AccessToken"], "minutes");
}

#[tokio::test]
async fn the_actor_touches_what_carries_the_tag_for_whom_it_trusts() {
    let actor = &deployed().await["actor"];

    let may = &actor["may"];
    assert_eq!(
        may["ChangeWhatIsManaged"]["Condition"],
        json!({"StringEquals": {"aws:ResourceTag/Sekisho": "hoshimi"}})
    );
    assert_eq!(
        may["ChangeWhatIsManaged"]["Action"],
        json!(["ec2:RebootInstances", "ec2:StartInstances", "ec2:StopInstances"])
    );
    assert_eq!(
        may["OpenTheDisks"]["Condition"],
        json!({
            "Bool": {"kms:GrantIsForAWSResource": "true"},
            "StringEquals": {"kms:ViaService": "ec2.ap-northeast-1.amazonaws.com"},
        })
    );
    assert_eq!(may["TagsAreSomebodyElses"]["Effect"], "Deny");
    let trusts = actor["trusts"].as_object().unwrap();
    let names: BTreeSet<_> = trusts.keys().map(String::as_str).collect();
    assert_eq!(
        names,
        ["ExecutorEnters", "ExecutorNamesThePerson", "GuardEnters", "GuardNamesItself"].into()
    );
    assert_eq!(
        trusts["GuardEnters"]["Condition"],
        json!({"StringEquals": {"sts:ExternalId": "hoshimi", "sts:SourceIdentity": "sekisho=3aguard"}})
    );
}

#[tokio::test]
async fn the_executor_does_nothing_but_act_in_sessions_and_write_its_log() {
    let executor = deployed().await["executor"]["may"].as_object().unwrap();

    let names: BTreeSet<_> = executor.keys().map(String::as_str).collect();
    assert_eq!(names, ["ActInASession", "WriteTheLog"].into());
    assert_eq!(
        executor["ActInASession"]["Resource"],
        json!(["arn:aws:iam::111122223333:role/sekisho/SekishoActor"])
    );
}

#[tokio::test]
async fn the_guard_writes_its_notes_alone() {
    let guard = &deployed().await["guard"]["may"];

    assert_eq!(
        guard["Remember"]["Condition"],
        json!({
            "ForAllValues:StringEquals": {"dynamodb:LeadingKeys": ["GUARD#hoshimi"]},
            "Null": {"dynamodb:LeadingKeys": "false"},
        })
    );
    let mapping = json!({"BatchSize": 10, "FunctionResponseTypes": ["ReportBatchItemFailures"]});
    assert_eq!(deployed().await["mappings"], json!([mapping, mapping]));
}

#[tokio::test]
async fn what_is_not_asked_for_has_no_way_no_permission_and_no_setting() {
    let town = deployed().await;

    let ways: BTreeSet<_> = keys(&town["ways"]);
    assert_eq!(ways, ["cognito-idp", "dynamodb", "ec2", "execute-api", "sts"].into());
    let may = keys(&town["actor"]["may"]);
    assert_eq!(
        may,
        [
            "ChangeWhatIsManaged",
            "Look",
            "OpenTheDisks",
            "StartWithALicence",
            "TagsAreSomebodyElses"
        ]
        .into()
    );
    let variables = executors_variables(town);
    assert_eq!(variables["SEKISHO_KINDS"], "instance");
    assert_eq!(variables["SEKISHO_RUNBOOKS"], "off");
}

#[tokio::test]
async fn what_is_asked_for_has_its_way_its_permission_and_its_setting() {
    let town = with_everything().await;

    let ways = town["ways"].as_object().unwrap();
    assert_eq!(ways["autoscaling"], json!(["autoscaling:DescribeAutoScalingInstances"]));
    assert_eq!(
        ways["ecs"],
        json!([
            "ecs:DescribeServices",
            "ecs:ListClusters",
            "ecs:ListServices",
            "ecs:UpdateService"
        ])
    );
    assert_eq!(
        ways["rds"],
        json!([
            "rds:DescribeDBInstances",
            "rds:RebootDBInstance",
            "rds:StartDBInstance",
            "rds:StopDBInstance"
        ])
    );
    assert_eq!(ways["ssm"], json!(["ssm:GetAutomationExecution", "ssm:StartAutomationExecution"]));
    let may = &town["actor"]["may"];
    let tagged = json!({"StringEquals": {"aws:ResourceTag/Sekisho": "hoshimi"}});
    for changes in ["ChangeManagedDatabases", "ChangeManagedServices", "ChangeWhatIsManaged"] {
        assert_eq!(may[changes]["Condition"], tagged, "{changes}");
    }
    assert_eq!(
        may["StartRunbooks"]["Resource"],
        json!(["arn:aws:ssm:ap-northeast-1:111122223333:document/hoshimi-drain"])
    );
    let passed = &may["LetRunbooksBeTheirRole"];
    assert_eq!(passed["Resource"], json!(["arn:aws:iam::111122223333:role/hoshimi-drain"]));
    assert_eq!(
        passed["Condition"],
        json!({"StringEquals": {"iam:PassedToService": "ssm.amazonaws.com"}})
    );
    let notes = &town["executor"]["may"]["Remember"]["Condition"];
    assert_eq!(
        notes,
        &json!({
            "ForAllValues:StringEquals": {"dynamodb:LeadingKeys": ["GUARD#hoshimi"]},
            "Null": {"dynamodb:LeadingKeys": "false"},
        })
    );
    let variables = executors_variables(town);
    assert_eq!(variables["SEKISHO_KINDS"], "instance,database,service");
    assert_eq!(variables["SEKISHO_RUNBOOKS"], "on");
}

fn executors_variables(town: &Value) -> &Value {
    &town["functions"]["sekisho-hoshimi-executor"]["Environment"]["Variables"]
}

fn keys(object: &Value) -> BTreeSet<&str> {
    object.as_object().unwrap().keys().map(String::as_str).collect()
}

#[tokio::test]
async fn every_alarm_is_there() {
    let there = deployed().await["alarms"].as_array().unwrap();

    assert_eq!(there.len(), expanded().await["alarms"].as_object().unwrap().len());
    assert!(there.len() > 25, "{} alarms", there.len());
}
