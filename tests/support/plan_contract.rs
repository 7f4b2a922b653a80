//! What a plan promises on every adapter.

use std::sync::Arc;

use sekisho_policy::{Invariants, PolicyName};
use sekisho_store::{
    Content, Expected, PlanId, PolicyTable, import_document, plan, publish, publish_content,
};

use crate::{
    policy_table_contract::town,
    publish_contract::{document, published, request},
};

pub async fn what_was_planned_is_published_once(table: &Arc<dyn PolicyTable>) {
    let (table, town) = (table.as_ref(), town("plan"));
    draft(table, &town, &["open-parks"]).await;
    let first = plan(table, &town).await.expect("a plan");
    assert_eq!((first.active, first.before), (None, None));

    let entry = publish(table, &town, &request(Expected::Plan(first.id), "planned")).await;
    assert_eq!(entry.expect("it is published").pointer.version, 1);

    assert_eq!(refused(table, &town, first.id).await, stale(&town, "version 1"));
    let again = plan(table, &town).await.expect("a plan");
    assert_eq!(again.before, Some(again.after));
    assert_eq!(PlanId::parse(&again.id.to_string()), Some(again.id));
}

pub async fn a_plan_is_stale_when_either_side_moved(table: &Arc<dyn PolicyTable>) {
    let (table, town) = (table.as_ref(), town("stale"));
    let one = published(table, &town, &["open-parks"]).await;
    draft(table, &town, &["open-parks", "open-libraries"]).await;
    let planned = plan(table, &town).await.expect("a plan").id;

    draft(table, &town, &["open-parks", "open-schools"]).await;
    assert_eq!(refused(table, &town, planned).await, stale(&town, "version 1"));

    draft(table, &town, &["open-parks", "open-libraries"]).await;
    assert_eq!(plan(table, &town).await.expect("a plan").id, planned);
    // The same content again, as another version: it was looked at by nobody.
    let document = document(&town, &["open-parks"]);
    let same = Content { document, invariants: Invariants::default() };
    let request = request(Expected::Version(1), "somebody else");
    publish_content(table, &town, &request, &same).await.expect("it is published");
    assert_eq!(refused(table, &town, planned).await, stale(&town, "version 2"));

    let active =
        table.active(&town).await.expect("the table answers").expect("something is active");
    assert_eq!((active.version, active.snapshot.sha256), (2, one.snapshot.sha256));
}

async fn draft(table: &dyn PolicyTable, town: &PolicyName, rules: &[&str]) {
    import_document(table, town, &document(town, rules)).await.expect("the draft is written");
}

async fn refused(table: &dyn PolicyTable, town: &PolicyName, planned: PlanId) -> String {
    let published = publish(table, town, &request(Expected::Plan(planned), "planned")).await;
    published.expect_err("the plan is stale").to_string()
}

fn stale(town: &PolicyName, found: &str) -> String {
    format!(
        "policy `{town}`: the draft, or what is in force ({found} now), is not what it was when \
         this was planned: plan again, and look at what it says"
    )
}
