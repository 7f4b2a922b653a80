//! Databases and services in what AWS prints.

use serde_json::json;

use crate::inventory::{PERSON, rows};

#[tokio::test]
async fn databases_are_read_from_what_the_tagging_api_prints_and_clusters_are_not() {
    let arn = |what: &str| json!(format!("arn:aws:rds:ap-northeast-1:111122223333:{what}"));
    let tags = json!([{ "Key": "Department", "Value": "tax" }]);
    let resources = json!({ "ResourceTagMappingList": [
        { "ResourceARN": arn("db:ledger"), "Tags": tags },
        { "ResourceARN": arn("cluster:ledger"), "Tags": tags },
        { "ResourceARN": arn("snapshot:db:ledger"), "Tags": tags },
    ] });

    let (found, notes) = rows(PERSON, &resources.to_string(), &["--action", "start"]).await;

    assert_eq!(found, ["sato sato db:ledger ap-northeast-1 start all"]);
    assert_eq!(
        notes,
        "left out: 2 of the resources, neither instances nor databases nor services\n"
    );
}

#[tokio::test]
async fn services_are_read_from_what_the_tagging_api_prints_and_tasks_are_not() {
    let arn = |what: &str| json!(format!("arn:aws:ecs:ap-northeast-1:111122223333:{what}"));
    let tags = json!([{ "Key": "Department", "Value": "tax" }]);
    let resources = json!({ "ResourceTagMappingList": [
        { "ResourceARN": arn("service/Town/tax_desk"), "Tags": tags },
        { "ResourceARN": arn("service/tax_desk"), "Tags": tags },
        { "ResourceARN": arn("cluster/Town"), "Tags": tags },
        { "ResourceARN": arn("task/Town/0123456789abcdef0123456789abcdef"), "Tags": tags },
    ] });

    let (found, notes) = rows(PERSON, &resources.to_string(), &["--action", "start"]).await;

    assert_eq!(found, ["sato sato service:Town:tax_desk ap-northeast-1 start all"]);
    assert_eq!(
        notes,
        "left out: 3 of the resources, neither instances nor databases nor services\n"
    );
}
