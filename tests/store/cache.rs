//! The cache: what is in force when the table is well, ill, lying or gone.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use sekisho_policy::{PolicyName, UnixTime};
use sekisho_store::{CacheSettings, Chunk, NoPolicy, Pointer, PolicyCache};
use support::{
    faulty_table::{ChunkFault, Faults, FaultyTable, PointerFault},
    open_table::OpenTable,
    publish_contract::published,
};

/// A town whose first version is published, its table, and a cache of it.
struct Town {
    open: OpenTable,
    table: Arc<FaultyTable>,
    name: PolicyName,
    cache: PolicyCache,
    first: Pointer,
}

impl Town {
    async fn new() -> Self {
        Self::with(CacheSettings { refresh_timeout: PATIENCE, ..CacheSettings::default() }).await
    }

    async fn with(settings: CacheSettings) -> Self {
        let open = OpenTable::file().await;
        let table = FaultyTable::around(&open.table);
        let name = PolicyName::parse("asahikawa").expect("a policy name");
        let first = published(open.table.as_ref(), &name, &["open-parks"]).await;
        let cache = PolicyCache::new(table.clone(), name.clone(), settings);
        Self { open, table, name, cache, first }
    }

    /// Publishes one more rule.
    async fn publish(&self) -> Pointer {
        published(self.open.table.as_ref(), &self.name, &["open-parks", "open-libraries"]).await
    }

    /// The version in force at this second.
    async fn version(&self, second: i64) -> Result<u64, NoPolicy> {
        self.cache.current(at(second)).await.map(|policy| policy.version)
    }

    fn ill(&self, pointer: PointerFault) {
        self.table.set(Faults { pointer: Some(pointer), ..Faults::default() });
    }

    fn well(&self) {
        self.table.set(Faults::default());
    }

    fn last_error(&self) -> Option<String> {
        self.cache.status().last_error
    }
}

#[tokio::test]
async fn what_is_in_force_is_what_was_published() {
    let town = Town::new().await;
    assert_eq!(town.cache.hydrate(at(0)).await, Ok(()));
    let policy = town.cache.current(at(0)).await.expect("a policy");
    assert_eq!(policy.policy.name(), &town.name);
    assert_eq!(policy.version, town.first.version);
    assert_eq!(policy.sha256, town.first.snapshot.sha256.to_string());
    assert_eq!(policy.published_at, town.first.published_at);
    assert_eq!(policy.published_by, town.first.published_by);
}

#[tokio::test]
async fn the_pointer_is_read_when_it_is_due_and_a_snapshot_when_it_is_another() {
    let town = Town::new().await;
    for (second, version, reads) in [(0, 1, (1, 1)), (9, 1, (1, 1)), (10, 1, (2, 1))] {
        assert_eq!(town.version(second).await, Ok(version));
        assert_eq!(town.table.reads(), reads, "at {second} s");
    }
    town.publish().await;
    for (second, version, reads) in [(19, 1, (2, 1)), (20, 2, (3, 2)), (21, 2, (3, 2))] {
        assert_eq!(town.version(second).await, Ok(version));
        assert_eq!(town.table.reads(), reads, "at {second} s");
    }
}

#[tokio::test]
async fn a_failing_table_is_asked_no_more_often_and_the_last_good_policy_stays() {
    let town = Town::new().await;
    assert_eq!(town.version(0).await, Ok(1));
    town.ill(PointerFault::Fail);
    for second in 10..40 {
        assert_eq!(town.version(second).await, Ok(1), "at {second} s");
    }
    assert_eq!(town.table.reads(), (4, 1), "once each at 0, 10, 20 and 30 s");
    let status = town.cache.status();
    assert_eq!((status.version, status.confirmed_at), (Some(1), Some(at(0))));
    assert_eq!(status.failures, 3);
    assert_eq!(
        status.last_error.as_deref(),
        Some("GetItem on table `sekisho-policy` got no answer: timed out")
    );

    town.well();
    assert_eq!(town.version(40).await, Ok(1));
    let status = town.cache.status();
    assert_eq!((status.failures, status.last_error), (3, None));
    assert_eq!(status.confirmed_at, Some(at(40)));
}

#[tokio::test]
async fn beyond_the_hard_limit_there_is_no_policy_until_the_table_is_back() {
    let town = Town::new().await;
    assert_eq!(town.version(100).await, Ok(1));
    town.ill(PointerFault::Fail);
    assert_eq!(town.version(3_700).await, Ok(1));
    let refused = town.version(3_701).await.map_err(|error| error.to_string());
    assert_eq!(
        refused,
        Err("policy `asahikawa` version 1 was last confirmed 3601 seconds ago, required at most \
             3600: GetItem on table `sekisho-policy` got no answer: timed out"
            .to_owned())
    );
    town.well();
    assert_eq!(town.version(3_705).await.map_err(|_| "paced"), Err("paced"));
    assert_eq!(town.version(3_710).await, Ok(1));
}

#[tokio::test]
async fn the_age_of_a_policy_counts_from_the_last_read_that_the_table_answered() {
    let town = Town::new().await;
    assert_eq!(town.cache.age(at(100)), None, "none is held");
    assert_eq!(town.version(100).await, Ok(1));
    assert_eq!(town.cache.age(at(107)), Some(Duration::from_secs(7)));
    town.ill(PointerFault::Fail);
    assert_eq!(town.version(150).await, Ok(1));
    assert_eq!(town.cache.age(at(150)), Some(Duration::from_secs(50)));
    town.well();
    assert_eq!(town.version(160).await, Ok(1));
    assert_eq!(town.cache.age(at(165)), Some(Duration::from_secs(5)));
}

#[tokio::test]
async fn a_clock_that_was_set_back_does_not_lengthen_the_life_of_a_policy() {
    let town = Town::new().await;
    assert_eq!(town.version(1_000_000).await, Ok(1));
    town.ill(PointerFault::Fail);
    assert_eq!(town.version(0).await, Ok(1));
    assert_eq!(town.version(3_600).await, Ok(1));
    assert_eq!(town.version(3_601).await.map_err(|_| "stale"), Err("stale"));
}

#[tokio::test]
async fn a_clock_that_is_set_back_again_and_again_does_not_keep_a_policy_for_ever() {
    let limit = Duration::from_secs(1);
    let settings = CacheSettings { hard_limit: limit, ..CacheSettings::default() };
    let town = Town::with(CacheSettings { refresh_timeout: PATIENCE, ..settings }).await;
    assert_eq!(town.version(1_000_000).await, Ok(1));
    town.ill(PointerFault::Fail);
    let confirmed = Instant::now();
    // Seen from the clock of the requests, the policy is never older than a second.
    for second in (0..40).rev() {
        let answer = town.version(second).await;
        if confirmed.elapsed() > limit {
            let refused = answer.expect_err("it is too old");
            assert!(matches!(refused, NoPolicy::Stale { version: 1, limit: 1, .. }), "{refused}");
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert!(confirmed.elapsed() > limit, "the test ended too early");

    town.well();
    assert_eq!(town.version(-1).await, Ok(1));
}

#[tokio::test]
async fn a_clock_that_stands_still_does_not_keep_a_policy_for_ever_and_the_table_is_asked() {
    let limit = Duration::from_secs(1);
    let settings = CacheSettings { hard_limit: limit, ..CacheSettings::default() };
    let town = Town::with(CacheSettings { refresh_timeout: PATIENCE, ..settings }).await;
    assert_eq!(town.version(0).await, Ok(1));
    town.ill(PointerFault::Fail);
    tokio::time::sleep(Duration::from_millis(1_100)).await;
    assert_eq!(town.version(0).await.map_err(|_| "stale"), Err("stale"));
    town.well();
    tokio::time::sleep(Duration::from_millis(1_100)).await;
    assert_eq!(town.version(0).await, Ok(1));
}

#[tokio::test]
async fn a_damaged_snapshot_is_refused_whole_and_the_last_good_one_stays() {
    let town = Town::new().await;
    assert_eq!(town.version(0).await, Ok(1));
    let second = town.publish().await.snapshot;
    let key = format!("V#00000000000000000002#{}#0000", second.sha256);
    let unusable = |why: String| format!("version 2 of policy `asahikawa` cannot be used: {why}");
    let mut changed = town
        .open
        .table
        .chunk(&town.name, &second.chunk(0))
        .await
        .expect("the table answers")
        .expect("the chunk is there")
        .bytes;
    changed[20] ^= 1;
    let changed = sekisho_store::Digest::of(&changed);
    let cases = [
        (ChunkFault::Missing, format!("chunk `{key}` is missing (1 of 1)")),
        (
            ChunkFault::Foreign,
            format!(
                "chunk `{key}` says it is piece 1 of 2 of version 2, SHA-256 `{}`, required piece 1 \
                 of 1 of what its key says",
                second.sha256
            ),
        ),
        (
            ChunkFault::Truncated,
            format!(
                "the snapshot has {} bytes, required {}: a chunk was cut or replaced",
                second.bytes - 1,
                second.bytes
            ),
        ),
        (
            ChunkFault::Changed,
            format!(
                "the snapshot has SHA-256 `{changed}`, required `{}`: a chunk was replaced",
                second.sha256
            ),
        ),
    ];
    for ((fault, why), second) in cases.into_iter().zip((10..).step_by(10)) {
        town.table.set(Faults { chunk: Some(fault), ..Faults::default() });
        assert_eq!(town.version(second).await, Ok(1), "{fault:?}");
        assert_eq!(town.last_error(), Some(unusable(why)), "{fault:?}");
    }
    assert_eq!(town.cache.status().confirmed_at, Some(at(0)), "none of them is a confirmation");
    town.well();
    assert_eq!(town.version(100).await, Ok(2));
}

#[tokio::test]
async fn a_pointer_that_goes_back_changes_or_vanishes_is_not_followed() {
    let town = Town::new().await;
    let first = town.first.clone();
    let second = town.publish().await;
    assert_eq!(town.version(0).await, Ok(2));
    let replaced = Pointer { snapshot: first.snapshot, ..second.clone() };
    let (old, new) = (second.snapshot.sha256, first.snapshot.sha256);
    let foreign = Pointer { version: 3, language: 2, ..second.clone() };
    let cases = [
        (Some(first), "the active pointer went back from version 2 to 1".to_owned()),
        (
            Some(replaced),
            format!(
                "version 2 points at another snapshot than before: SHA-256 `{new}`, required `{old}`"
            ),
        ),
        (None, "policy `asahikawa` has nothing published".to_owned()),
        (
            Some(foreign),
            "version 3 of policy `asahikawa` cannot be used: the snapshot is written in policy \
             language 2, required 1: update the program"
                .to_owned(),
        ),
    ];
    for ((pointer, why), second) in cases.into_iter().zip((10..).step_by(10)) {
        town.ill(PointerFault::Say(Box::new(pointer)));
        assert_eq!(town.version(second).await, Ok(2), "{why}");
        assert_eq!(town.last_error(), Some(why));
    }
    assert_eq!(town.cache.status().confirmed_at, Some(at(0)));
}

#[tokio::test]
async fn a_table_that_hangs_costs_the_time_of_one_refresh() {
    let refresh_timeout = Duration::from_secs(1);
    let town = Town::with(CacheSettings { refresh_timeout, ..CacheSettings::default() }).await;
    assert_eq!(town.version(0).await, Ok(1));
    town.ill(PointerFault::Hang);
    let began = Instant::now();
    assert_eq!(town.version(10).await, Ok(1));
    assert!(began.elapsed() >= refresh_timeout);
    let error = "no answer from the policy table within 1000 ms";
    assert_eq!(town.last_error().as_deref(), Some(error));
    assert_eq!(town.version(11).await, Ok(1));
    assert_eq!(town.table.reads(), (2, 1), "the next request does not wait again");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn callers_at_once_share_one_refresh() {
    let town = Arc::new(Town::new().await);
    for second in [0, 10] {
        let callers: Vec<_> = (0..32)
            .map(|_| {
                let town = Arc::clone(&town);
                tokio::spawn(async move { town.version(second).await })
            })
            .collect();
        for caller in callers {
            assert_eq!(caller.await.expect("the task ends"), Ok(1));
        }
    }
    assert_eq!(town.table.reads(), (2, 1));
}

#[tokio::test]
async fn a_cold_start_without_a_policy_denies_and_tries_again_after_a_second() {
    let open = OpenTable::file().await;
    let table = FaultyTable::around(&open.table);
    let name = PolicyName::parse("higashikawa").expect("a policy name");
    let cache = PolicyCache::new(table.clone(), name.clone(), CacheSettings::default());
    let refused =
        "policy `higashikawa` was never loaded: policy `higashikawa` has nothing published";
    assert_eq!(cache.hydrate(at(0)).await.map_err(|error| error.to_string()), Err(refused.into()));
    assert_eq!(
        cache.current(at(0)).await.map(|_| ()).map_err(|error| error.to_string()),
        Err(refused.into())
    );
    assert_eq!(table.reads(), (1, 0), "not asked again in the same second");
    published(open.table.as_ref(), &name, &["open-parks"]).await;
    assert_eq!(cache.current(at(1)).await.map(|policy| policy.version), Ok(1));
}

#[tokio::test]
async fn another_towns_snapshot_is_not_followed() {
    let town = Town::new().await;
    let other = PolicyName::parse("biei").expect("a policy name");
    let pointer = published(town.open.table.as_ref(), &other, &["open-parks"]).await;
    let pointer = Pointer { version: 2, ..pointer };
    let chunk = town.open.table.chunk(&other, &pointer.snapshot.chunk(0)).await;
    let chunk: Chunk = chunk.expect("the table answers").expect("the chunk is there");
    town.open.table.create_chunk(&town.name, &chunk).await.expect("it is copied");
    assert_eq!(town.version(0).await, Ok(1));
    town.ill(PointerFault::Say(Box::new(Some(pointer))));
    assert_eq!(town.version(10).await, Ok(1));
    assert_eq!(
        town.last_error().as_deref(),
        Some(
            "version 2 of policy `asahikawa` cannot be used: the snapshot is of policy `biei`, \
             required `asahikawa`"
        )
    );
}

fn at(second: i64) -> UnixTime {
    UnixTime::from_seconds(second)
}

/// A debug build on a busy machine is no Lambda.
const PATIENCE: Duration = Duration::from_secs(20);
