//! Imports that are cut off between two calls: what is left of them can never be published.

use sekisho_policy::{Document, PolicyName};
use sekisho_store::{DraftError, Expected, PolicyTable, PublishError, import_document, publish};
use support::{cut_off, open_table::OpenTable, publish_contract::request};

/// The rows that differ fill three calls, the head and its return are one each.
const CALLS: usize = 5;

#[tokio::test]
async fn an_import_cut_off_after_any_batch_cannot_be_published() {
    let (before, after) = (document("dept-staff"), document("operators"));
    for batches in 0..=CALLS {
        let open = OpenTable::embedded().await;
        let whole = open.table.as_ref();
        import_document(whole, &town(), &before).await.expect("the draft is written");
        let endpoint = open.endpoint.as_deref().expect("it has an address");
        let cut_off = cut_off::after_batches(endpoint, batches).await;

        let imported = import_document(cut_off.as_ref(), &town(), &after).await;

        let refused = imported.map(|_| ()).map_err(|error| error.to_string());
        if batches == CALLS {
            assert_eq!(refused, Ok(()), "the test counts the calls wrong");
        } else {
            assert_eq!(refused, Err(CUT_OFF.to_owned()), "after {batches} batches");
        }
        let published = publish(whole, &town(), &request(Expected::Nothing, "a change")).await;
        match batches {
            0 => assert_eq!(published_text(whole).await, before.to_json(), "nothing was written"),
            CALLS => assert_eq!(published_text(whole).await, after.to_json()),
            _ => {
                let Err(PublishError::Draft(DraftError::Problems(problems))) = published else {
                    panic!("after {batches} batches found {published:?}, required a refusal");
                };
                assert_eq!(problems.to_string(), MISSING_HEAD, "after {batches} batches");
                assert_eq!(whole.active(&town()).await, Ok(None), "after {batches} batches");
            }
        }
        import_document(whole, &town(), &after).await.expect("it is imported again");
        publish(whole, &town(), &request(Expected::Any, "again")).await.expect("it is published");
        assert_eq!(published_text(whole).await, after.to_json(), "after {batches} batches");
    }
}

/// The text that is in force.
async fn published_text(table: &dyn PolicyTable) -> String {
    let loaded = sekisho_store::load_active(table, &town()).await.expect("it is loaded");
    loaded.document.to_json()
}

/// Thirty allows for a group, and as many denies that keep their sense.
fn document(group: &str) -> Document {
    let mut text = format!("version: 1\npolicy: {}\nutc_offset: \"+09:00\"\nrules:\n", town());
    for (effect, department) in [("allow", "parks"), ("deny", "taxes")] {
        for number in 0..30 {
            text += &format!(
                "  - id: {effect}-{number}\n    effect: {effect}\n    who: {{ groups: [{group}] }}\n    \
                 actions: [describe]\n    instances: {{ tags: {{ Department: [{department}] }} }}\n"
            );
        }
    }
    Document::from_yaml(&text).expect("a valid document")
}

fn town() -> PolicyName {
    PolicyName::parse("asahikawa").expect("a policy name")
}

const MISSING_HEAD: &str = "row POLICY: found no such row, required the row with the attributes \
                            `version`, `policy`, `utc_offset` and, where wanted, `required_tags`";
const CUT_OFF: &str =
    "BatchWriteItem on table `sekisho-policy` was refused: AccessDeniedException: cut off";
