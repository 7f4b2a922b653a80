//! `kill -9` at any moment leaves one whole version in force, and nothing in the way of the next.

use std::time::Duration;

use support::{moto::Moto, open_table::OpenTable};
use tokio::time::timeout;

use crate::{
    step::{Last, Way},
    vendor::{Location, Vendor},
};

/// What happened to a publisher that was to be killed at a call.
async fn killed_at(number: usize, last: Last) -> Option<bool> {
    let moto = Moto::shared().endpoint();
    let open = OpenTable::at(moto).await;
    let town = format!("killed-{number}-{}", format!("{last:?}").to_lowercase());
    let vendor = Vendor::of(&open.table, &town).await;
    let way = Way::to(moto, number, last).await;
    let mut publisher = vendor.publisher(&Location::DynamoDb(&way.endpoint()), 1, "kato");

    loop {
        if timeout(Duration::from_millis(20), way.reached()).await.is_ok() {
            break;
        }
        if publisher.has_ended() {
            let output = publisher.output();
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            assert!(vendor.is_new().await);
            return None;
        }
    }
    let status = publisher.kill();
    assert_eq!(status.code(), None, "it was killed");

    let new = vendor.is_new().await;
    let expected = if new { vendor.in_force().await.0 } else { 1 };
    let again = vendor.publisher(&Location::DynamoDb(moto), expected, "sato").output();
    assert!(again.status.success(), "{}", String::from_utf8_lossy(&again.stderr));
    assert!(vendor.is_new().await);
    Some(new)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_publisher_killed_at_any_call_of_dynamodb_leaves_one_whole_version() {
    for last in [Last::Lost, Last::Unanswered] {
        let mut news = Vec::new();
        for number in 1.. {
            let Some(new) = killed_at(number, last).await else { break };
            news.push(new);
        }
        // Read the draft, what is active and the history, write and read back the content, read the
        // draft again and what is replaced, move the pointer. Then two versions are read, in two
        // calls each, to tell what that opened and closed: whoever is killed there has published.
        assert!(news.len() >= 8, "found {} calls", news.len());
        let moved = news.iter().filter(|new| **new).count();
        assert_eq!(
            (moved, news.is_sorted()),
            (if last == Last::Lost { 4 } else { 5 }, true),
            "{last:?}: only the call before the last four can have put it in force"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_publisher_killed_at_any_moment_leaves_a_whole_directory() {
    let (mut old, mut new) = (0, 0);
    let mut after = Duration::ZERO;
    // From before it has begun to after it has ended, in steps that fall between its writes.
    while new < 3 {
        let directory = tempfile::tempdir().unwrap();
        let table = sekisho_store::FileTable::create(directory.path()).unwrap();
        let table: std::sync::Arc<dyn sekisho_store::PolicyTable> = std::sync::Arc::new(table);
        let vendor = Vendor::of(&table, "town").await;
        let location = Location::File(directory.path());
        let publisher = vendor.publisher(&location, 1, "kato");
        tokio::time::sleep(after).await;
        publisher.kill();

        let is_new = vendor.is_new().await;
        *(if is_new { &mut new } else { &mut old }) += 1;
        let expected = vendor.in_force().await.0;
        let again = vendor.publisher(&location, expected, "sato").output();
        assert!(again.status.success(), "{}", String::from_utf8_lossy(&again.stderr));
        assert!(vendor.is_new().await);
        after += Duration::from_micros(500);
        assert!(after < Duration::from_secs(10), "it never ends");
    }
    assert!(old >= 3, "found {old} that were killed before the end");
}
