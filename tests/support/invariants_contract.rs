//! What becomes of the invariants of a policy on every adapter.

use std::sync::Arc;

use sekisho_policy::{
    Attribute, Document, Invariants, PolicyName, Row,
    analysis::{Undecided, Verdict},
};
use sekisho_store::{
    Content, DraftError, Expected, PlanId, PolicyTable, PublishError, add_rule, draft_with,
    import_document, import_over, load_active, load_invariants, load_version, plan, publish,
    publish_within, read_draft, rollback,
};

use crate::{
    policy_table_contract::town,
    publish_contract::{document, request},
};

pub async fn invariants_go_with_a_version_and_not_into_its_snapshot(table: &Arc<dyn PolicyTable>) {
    let (table, town) = (table.as_ref(), town("invariants"));
    let content = content(&town, &["open-parks"], &[STAFF, NO_STOP]);
    draft(table, &town, &content).await;
    assert_eq!(read_draft(table, &town).await, Ok(content.clone()));

    let entry = publish(table, &town, &request(Expected::Nothing, "first")).await;

    let entry = entry.expect("it is published");
    assert_eq!(entry.invariants, content.invariants.to_rows());
    let added = entry.changes.as_ref().expect("they are known").added.keys.clone();
    assert_eq!(added, ["INVARIANT#no-stop", "INVARIANT#staff", "POLICY", "RULE#open-parks"]);
    assert_eq!(table.history(&town).await, Ok(vec![entry.clone()]));
    assert_eq!(table.entry(&town, 1).await, Ok(Some(entry)));
    let loaded = load_active(table, &town).await.expect("it is loaded");
    assert_eq!(loaded.document.to_json(), content.document.to_json());
    assert_eq!(load_invariants(table, &town, &loaded).await, Ok(content.invariants));
    // The same document without them has the same snapshot.
    let digest = loaded.pointer.snapshot.sha256;
    draft(table, &town, &self::content(&town, &["open-parks"], &[])).await;
    let entry = publish(table, &town, &request(Expected::Version(1), "without")).await;
    let entry = entry.expect("it is published");
    assert_eq!((entry.pointer.snapshot.sha256, entry.invariants), (digest, vec![]));
    let removed = entry.changes.expect("they are known").removed.keys;
    assert_eq!(removed, ["INVARIANT#no-stop", "INVARIANT#staff"]);
}

pub async fn a_rollback_brings_the_invariants_of_its_version_back(table: &Arc<dyn PolicyTable>) {
    let (table, town) = (table.as_ref(), town("invariants-back"));
    let first = content(&town, &["open-parks"], &[STAFF]);
    publish_first(table, &town, &first).await;
    let second = content(&town, &["open-parks", "open-libraries"], &[NO_STOP]);
    draft(table, &town, &second).await;
    publish(table, &town, &request(Expected::Version(1), "second")).await.expect("published");

    let entry = rollback(table, &town, 1, &request(Expected::Version(2), "back")).await;

    let changes = entry.expect("it is rolled back").changes.expect("they are known");
    assert_eq!(changes.added.keys, ["INVARIANT#staff"]);
    assert_eq!(changes.removed.keys, ["INVARIANT#no-stop", "RULE#open-libraries"]);
    let loaded = load_active(table, &town).await.expect("it is loaded");
    assert_eq!(load_invariants(table, &town, &loaded).await, Ok(first.invariants));
    let old = load_version(table, &town, 2).await.expect("it is loaded");
    assert_eq!(load_invariants(table, &town, &old).await, Ok(second.invariants.clone()));
    assert_eq!(read_draft(table, &town).await, Ok(second), "the draft is left alone");
}

pub async fn a_document_is_imported_beside_its_invariants(table: &Arc<dyn PolicyTable>) {
    let (table, town) = (table.as_ref(), town("invariants-beside"));
    let before = content(&town, &["open-parks"], &[STAFF, IN_HALL]);
    draft(table, &town, &before).await;

    let changes = import_document(table, &town, &in_hall(&town, &["open-schools"])).await;

    let changes = changes.expect("it is imported");
    assert_eq!(changes.added.keys, ["RULE#open-schools"]);
    assert_eq!(changes.removed.keys, ["RULE#open-parks"]);
    let after = read_draft(table, &town).await.expect("a draft");
    assert_eq!(after.invariants, before.invariants);
    // One that its invariants do not fit is not imported.
    let homeless = document(&town, &["open-parks"]);
    let refused = import_document(table, &town, &homeless).await.expect_err("the zone is gone");
    assert_eq!(
        refused.to_string(),
        "the draft is not a valid document: row INVARIANT#in-hall, within.from[0]: found \
         `city-hall`, required the name of a zone of policy `town-invariants-beside`; policy \
         `town-invariants-beside` has no zones"
    );
    assert_eq!(read_draft(table, &town).await, Ok(after.clone()));

    // Without a draft the invariants are those in force.
    publish(table, &town, &request(Expected::Nothing, "first")).await.expect("it is published");
    let rows = table.drafts(&town).await.expect("the table answers");
    let mut edits = sekisho_store::DraftEdits::default();
    rows.iter().for_each(|row| edits.delete(&row.key));
    table.edit_drafts(&town, &edits).await.expect("they are deleted");
    let anew = draft_with(table, &town, in_hall(&town, &["open-libraries"])).await;
    assert_eq!(anew.expect("a content").invariants, before.invariants);
}

pub async fn an_invariant_that_changes_makes_a_plan_stale(table: &Arc<dyn PolicyTable>) {
    let (table, town) = (table.as_ref(), town("invariants-plan"));
    draft(table, &town, &content(&town, &["open-parks"], &[STAFF])).await;
    let planned = plan(table, &town).await.expect("a plan").id;

    let other = Row {
        key: "INVARIANT#staff".to_owned(),
        attributes: [("never".to_owned(), actions(&["reboot"]))].into(),
    };
    table.edit_drafts(&town, &[other].into_iter().collect()).await.expect("it is written");

    assert!(is_stale(table, &town, planned).await);
    draft(table, &town, &content(&town, &["open-parks"], &[])).await;
    assert!(is_stale(table, &town, planned).await);
    draft(table, &town, &content(&town, &["open-parks"], &[STAFF])).await;
    let again = plan(table, &town).await.expect("a plan");
    assert_eq!((again.id, again.before), (planned, None));
    let entry = publish(table, &town, &request(Expected::Plan(planned), "planned")).await;
    assert_eq!(entry.expect("it is published").pointer.version, 1);
    let again = plan(table, &town).await.expect("a plan");
    assert_eq!(again.before, Some(again.after));
}

pub async fn what_is_not_proved_is_not_published(table: &Arc<dyn PolicyTable>) {
    let (table, town) = (table.as_ref(), town("invariants-broken"));
    publish_first(table, &town, &content(&town, &["open-parks"], &[])).await;
    let broken = content(&town, &["open-parks"], &[NO_STOP, NO_DESCRIBE]);
    draft(table, &town, &broken).await;

    let refused = publish(table, &town, &request(Expected::Version(1), "a change")).await;

    let Err(error @ PublishError::Unproved { .. }) = refused else {
        panic!("found {refused:?}, required a refusal");
    };
    assert_eq!(
        error.to_string(),
        "policy `town-invariants-broken` cannot be published: the invariant `no-describe` does not \
         hold"
    );
    let PublishError::Unproved { unproved, .. } = error else { unreachable!() };
    let [(invariant, Verdict::Fails(found))] = unproved.as_slice() else {
        panic!("found {unproved:?}, required one that fails");
    };
    assert_eq!(invariant.id.as_str(), "no-describe");
    assert_eq!(found.rules[0].as_str(), "open-parks");
    assert_eq!(table.history(&town).await.map(|it| it.len()), Ok(1));

    let none = sekisho_policy::analysis::Budget::of_steps(0);
    let asked = request(Expected::Version(1), "a change");
    let refused = publish_within(table, &town, &asked, none).await;
    let Err(PublishError::Unproved { unproved, .. }) = refused else {
        panic!("found {refused:?}, required a refusal");
    };
    // That nothing stops is found out without a step: no rule comes near.
    let [(invariant, Verdict::Undecided(Undecided::OutOfSteps(_)))] = unproved.as_slice() else {
        panic!("found {unproved:?}, required one that is not decided");
    };
    assert_eq!(invariant.id.as_str(), "no-describe");
    let version = table.active(&town).await.map(|active| active.map(|active| active.version));
    assert_eq!(version, Ok(Some(1)));
}

pub async fn a_rule_that_cannot_wait_waits_for_no_proof(table: &Arc<dyn PolicyTable>) {
    let (table, town) = (table.as_ref(), town("invariants-wait"));
    let kept = content(&town, &["open-parks"], &[WATCH]);
    publish_first(table, &town, &kept).await;
    let rule = Row {
        key: "RULE#lock-out-1".to_owned(),
        attributes: [
            ("effect", text("deny")),
            ("who", Attribute::Map([("groups".to_owned(), list(&["dept-staff"]))].into())),
            ("actions", text("any")),
            ("instances", text("any")),
        ]
        .map(|(name, value)| (name.to_owned(), value))
        .into(),
    };

    let added = add_rule(table, &town, &rule, &request(Expected::Any, "a lost key")).await;

    let (entry, _) = added.expect("it is published");
    assert_eq!(entry.invariants, kept.invariants.to_rows());
    // The draft has both, and has to be made to fit before the next publish.
    let refused = publish(table, &town, &request(Expected::Version(2), "a change")).await;
    assert_eq!(
        refused.map_err(|error| error.to_string()).map(|_| ()),
        Err("policy `town-invariants-wait` cannot be published: the invariant `watch` does not hold"
            .to_owned())
    );
}

/// A document with these rules, and these invariants of it.
fn content(town: &PolicyName, rules: &[&str], invariants: &[&str]) -> Content {
    let document =
        if invariants.contains(&IN_HALL) { in_hall(town, rules) } else { document(town, rules) };
    let list: String = invariants.iter().map(|it| format!("- {it}\n")).collect();
    let list = if list.is_empty() { " []\n".to_owned() } else { format!("\n{list}") };
    let text = format!("version: 1\ninvariants:{list}");
    let invariants = Invariants::from_yaml(&text, &document).expect("valid invariants");
    Content { document, invariants }
}

/// The document with a zone, from which all may do what they may.
fn in_hall(town: &PolicyName, rules: &[&str]) -> Document {
    let text = document(town, rules).to_yaml();
    let zone = "zones: { city-hall: { vpce: [vpce-0a1b2c3d4e5f60718] } }\nrules:";
    let text = text.replacen("rules:", zone, 1);
    let text = text.replace("effect: allow", "effect: allow\n    from: [city-hall]");
    Document::from_yaml(&text).expect("a valid document")
}

async fn draft(table: &dyn PolicyTable, town: &PolicyName, content: &Content) {
    let seen = table.drafts(town).await.expect("the table answers");
    import_over(table, town, content, seen).await.expect("the draft is written");
}

async fn publish_first(table: &dyn PolicyTable, town: &PolicyName, content: &Content) {
    draft(table, town, content).await;
    publish(table, town, &request(Expected::Nothing, "first")).await.expect("it is published");
}

async fn is_stale(table: &dyn PolicyTable, town: &PolicyName, planned: PlanId) -> bool {
    let published = publish(table, town, &request(Expected::Plan(planned), "planned")).await;
    match published {
        Err(PublishError::StalePlan { .. }) => true,
        Err(PublishError::Draft(DraftError::Problems(problems))) => panic!("{problems}"),
        _ => false,
    }
}

fn actions(names: &[&str]) -> Attribute {
    Attribute::Map([("actions".to_owned(), list(names))].into())
}

fn list(texts: &[&str]) -> Attribute {
    Attribute::List(texts.iter().copied().map(text).collect())
}

fn text(text: &str) -> Attribute {
    Attribute::String(text.to_owned())
}

const STAFF: &str = "{ id: staff, only: any, within: { who: { groups: [dept-staff] } } }";
const NO_STOP: &str = "{ id: no-stop, never: { actions: [stop, reboot] } }";
const NO_DESCRIBE: &str = "{ id: no-describe, never: { actions: [describe] } }";
const IN_HALL: &str = "{ id: in-hall, only: any, within: { from: [city-hall] } }";
const WATCH: &str = "{ id: watch, always: { who: { groups: [dept-staff] }, actions: [describe], \
                     instances: { tags: { Department: [parks] } } } }";
