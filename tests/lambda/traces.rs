//! The trace of an event goes on where the function calls others, and is told beside the answer.

use std::time::Duration;

use support::{function::Binary, runtime_api::TRACE_ID, way::Seen};
use tokio::time::sleep;

use crate::outpost::{BOTH, Outpost, Said, Site};

#[tokio::test]
async fn calls_of_aws_carry_the_trace_of_the_event_that_caused_them() {
    let site = Site::shared().await;
    for binary in BOTH {
        let mut post = Outpost::well(site, binary, &[]).await;
        assert_eq!(post.ask().await, Said::Allowed);
        let before = post.table.seen().len();
        // By then the policy is confirmed again, for this event.
        sleep(Duration::from_millis(1_100)).await;

        assert_eq!(post.ask().await, Said::Allowed);

        let traced = |what: &str| Seen { what: what.to_owned(), trace: Some(TRACE_ID.to_owned()) };
        assert_eq!(post.table.seen()[before..], [traced("DynamoDB_20120810.GetItem")]);
        let looks = if binary == Binary::Executor { vec![traced("/"); 2] } else { Vec::new() };
        assert_eq!(post.fleet.seen(), looks);
        let keys: Vec<Option<String>> =
            post.keys.seen().into_iter().map(|seen| seen.trace).collect();
        assert_eq!(keys, [None], "the issuer learns nothing of an event");
        let (_, metrics) = post.left(2).await;
        assert_eq!(metrics["trace_id"], "1-5bef4de7-ad49b0e87f6ef6c87fc2e700");
    }
}
