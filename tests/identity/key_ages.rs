//! The key cache: how long keys are trusted.

use std::time::Duration;

use sekisho_identity::{KeyAges, KeySettings, TokenUse};
use serde_json::json;
use support::tokens::{ISSUER, another_issuer, dev_issuer};

use crate::bench::{Bench, HOUR, token};

const DAY: i64 = 24 * HOUR;

// K5
#[tokio::test]
async fn a_withdrawn_key_is_refused_from_the_refresh_age_on() {
    let issuer = another_issuer(ISSUER);
    let bench = Bench::new(&issuer);
    let old = token(&issuer, HOUR - 10);
    assert_eq!(bench.refusal(&token(&issuer, 0), 0).await, None);
    issuer.rotate().unwrap();
    issuer.withdraw_old_keys();
    bench.source.publish(issuer.jwks().to_string());

    assert_eq!(bench.refusal(&old, HOUR - 1).await, None);
    assert_eq!(bench.source.fetches(), 1);
    assert_eq!(bench.refusal(&old, HOUR).await, Some("unknown_key"));
    assert_eq!(bench.source.fetches(), 2);
}

// K6
#[tokio::test]
async fn new_material_under_an_old_id_replaces_the_old() {
    let (old, new) = (another_issuer(ISSUER), another_issuer(ISSUER));
    let bench = Bench::new(&old);
    let id = old.key_id(TokenUse::Access);
    let old_token = token(&old, HOUR - 10);
    assert_eq!(bench.refusal(&token(&old, 0), 0).await, None);
    let mut keys = new.jwks();
    keys["keys"][1]["kid"] = json!(id);
    bench.source.publish(keys.to_string());

    assert_eq!(bench.refusal(&old_token, HOUR).await, Some("bad_signature"));
}

// K7
#[tokio::test]
async fn old_keys_serve_through_an_outage_up_to_the_hard_limit() {
    let bench = Bench::new(dev_issuer());
    assert_eq!(bench.refusal(&token(dev_issuer(), 0), 0).await, None);
    bench.source.fail();

    assert_eq!(bench.refusal(&token(dev_issuer(), HOUR), HOUR).await, None);
    assert_eq!(bench.refusal(&token(dev_issuer(), HOUR), HOUR + 9).await, None);
    assert_eq!(bench.source.fetches(), 2);
    assert_eq!(bench.refusal(&token(dev_issuer(), HOUR), HOUR + 10).await, None);
    assert_eq!(bench.source.fetches(), 3);
    let late = token(dev_issuer(), DAY - 1);
    assert_eq!(bench.refusal(&late, DAY - 1).await, None);
    assert_eq!(bench.refusal(&late, DAY).await, Some("keys_unavailable"));

    bench.source.publish(dev_issuer().jwks().to_string());
    assert_eq!(bench.refusal(&late, DAY + 10).await, None);
}

// K14
#[tokio::test]
async fn a_clock_set_back_or_forward_makes_keys_older_and_never_younger() {
    let bench = Bench::new(dev_issuer());
    assert_eq!(bench.refusal(&token(dev_issuer(), 0), 0).await, None);
    bench.source.fail();

    // A little back: nothing to do. An hour back: a refresh is tried. A day back: no trust.
    assert_eq!(bench.refusal(&token(dev_issuer(), -5), -5).await, None);
    assert_eq!(bench.source.fetches(), 1);
    assert_eq!(bench.refusal(&token(dev_issuer(), -HOUR), -HOUR).await, None);
    assert_eq!(bench.source.fetches(), 2);
    let early = token(dev_issuer(), -DAY);
    assert_eq!(bench.refusal(&early, -DAY).await, Some("keys_unavailable"));
    assert_eq!(bench.source.fetches(), 3);
    let late = token(dev_issuer(), 365 * DAY);
    assert_eq!(bench.refusal(&late, 365 * DAY).await, Some("keys_unavailable"));
    assert_eq!(bench.source.fetches(), 4);
}

// K14
#[tokio::test]
async fn a_clock_that_stands_still_does_not_keep_keys_for_ever() {
    let second = Duration::from_secs(1);
    let ages = KeyAges { refresh_after: second, hard_limit: second, penalty: second };
    let bench = Bench::with(dev_issuer(), KeySettings::new(ages).unwrap());
    let good = token(dev_issuer(), 0);
    assert_eq!(bench.refusal(&good, 0).await, None);
    bench.source.fail();
    assert_eq!(bench.refusal(&good, 0).await, None);

    tokio::time::sleep(Duration::from_millis(1_100)).await;

    assert_eq!(bench.refusal(&good, 0).await, Some("keys_unavailable"));
}

#[test]
fn key_ages_are_whole_seconds_in_order() {
    let ages = |penalty: u64, refresh_after: u64, hard_limit: u64| {
        let [penalty, refresh_after, hard_limit] =
            [penalty, refresh_after, hard_limit].map(Duration::from_millis);
        KeySettings::new(KeyAges { refresh_after, hard_limit, penalty }).map_err(|e| e.to_string())
    };
    let message = "found key ages out of order, required whole seconds with \
                   1 s <= penalty <= refresh_after <= hard_limit <= 7 days";

    assert!(ages(1_000, 1_000, 1_000).is_ok());
    assert!(ages(10_000, 3_600_000, 604_800_000).is_ok());
    for (penalty, refresh_after, hard_limit) in [
        (0, 3_600_000, 86_400_000),
        (10_000, 5_000, 86_400_000),
        (10_000, 3_600_000, 3_599_000),
        (10_000, 3_600_000, 604_801_000),
        (1_500, 3_600_000, 86_400_000),
    ] {
        assert_eq!(ages(penalty, refresh_after, hard_limit), Err(message.to_owned()));
    }
}
