//! The key cache: how often the network is asked.

use std::{sync::Arc, time::Duration};

use sekisho_identity::{
    BearerToken, IssuerExpectation, KeySettings, KeySource, TokenUse, Verifier,
};
use serde_json::json;
use support::tokens::{ISSUER, MemoryKeys, another_issuer, dev_issuer, prefixed};

use crate::{
    bench::{Bench, HOUR, junk, token},
    minting::{NOW, honest_claims, sato, signed},
};

const SECOND_ISSUER: &str =
    "https://cognito-idp.ap-northeast-1.amazonaws.com/ap-northeast-1_TestPool2";

#[tokio::test]
async fn the_first_token_fetches_the_keys_and_the_next_does_not() {
    let bench = Bench::new(dev_issuer());

    assert_eq!(bench.refusal(&token(dev_issuer(), 0), 0).await, None);
    assert_eq!(bench.refusal(&token(dev_issuer(), 0), 1).await, None);
    assert_eq!(bench.refusal(&token(dev_issuer(), HOUR - 1), HOUR - 1).await, None);
    assert_eq!(bench.source.fetches(), 1);
}

// K3
#[tokio::test]
async fn a_new_key_serves_its_very_first_token_and_after_a_flood_within_the_penalty() {
    let issuer = another_issuer(ISSUER);
    let bench = Bench::new(&issuer);
    let old = token(&issuer, 0);
    assert_eq!(bench.refusal(&old, 0).await, None);

    issuer.rotate().unwrap();
    bench.source.publish(issuer.jwks().to_string());
    assert_eq!(bench.refusal(&token(&issuer, 1), 1).await, None);
    assert_eq!(bench.refusal(&old, 1).await, None);
    assert_eq!(bench.source.fetches(), 2);

    // A second rotation at once: finding a key is no offence, so there is no penalty.
    issuer.rotate().unwrap();
    bench.source.publish(issuer.jwks().to_string());
    assert_eq!(bench.refusal(&token(&issuer, 2), 2).await, None);
    assert_eq!(bench.source.fetches(), 3);

    assert_eq!(bench.refusal(&junk(0), 3).await, Some("unknown_key"));
    issuer.rotate().unwrap();
    bench.source.publish(issuer.jwks().to_string());
    assert_eq!(bench.refusal(&token(&issuer, 4), 4).await, Some("unknown_key"));
    assert_eq!(bench.refusal(&token(&issuer, 4), 13).await, None);
    assert_eq!(bench.source.fetches(), 5);
}

// K1, K2: what a flood costs is the header and a look at the keys there are.
#[tokio::test]
async fn a_flood_is_refused_without_a_look_at_what_its_claims_say() {
    let bench = Bench::new(dev_issuer());
    let no_claims = signed(br#"{"kid":"junk","alg":"RS256"}"#, b"no claims");

    bench.source.fail();
    assert_eq!(bench.refusal(&no_claims, 0).await, Some("malformed_claims"));
    assert_eq!(bench.refusal(&junk(0), 0).await, Some("keys_unavailable"));
    assert_eq!(bench.refusal(&no_claims, 1).await, Some("keys_unavailable"));

    bench.source.publish(dev_issuer().jwks().to_string());
    assert_eq!(bench.refusal(&token(dev_issuer(), 10), 10).await, None);
    assert_eq!(bench.refusal(&junk(1), 11).await, Some("unknown_key"));
    assert_eq!(bench.refusal(&no_claims, 12).await, Some("unknown_key"));
}

#[tokio::test]
async fn a_fetch_that_brings_no_keys_is_counted_and_one_that_was_put_off_is_not() {
    let bench = Bench::new(dev_issuer());
    assert_eq!(bench.verifier.failed_fetches(), 0);

    bench.source.fail();
    assert_eq!(bench.refusal(&junk(0), 0).await, Some("keys_unavailable"));
    assert_eq!(bench.refusal(&junk(1), 1).await, Some("keys_unavailable"));
    assert_eq!(bench.verifier.failed_fetches(), 1);

    bench.source.publish("no key set".to_owned());
    assert_eq!(bench.refusal(&junk(2), 20).await, Some("keys_unavailable"));
    assert_eq!(bench.verifier.failed_fetches(), 2);

    // What brings other keys than were wanted has not failed.
    bench.source.publish(dev_issuer().jwks().to_string());
    assert_eq!(bench.refusal(&junk(3), 40).await, Some("unknown_key"));
    assert_eq!((bench.source.fetches(), bench.verifier.failed_fetches()), (3, 2));
}

#[tokio::test]
async fn the_age_that_is_told_is_that_of_the_oldest_keys_in_use() {
    let (one, two) = (another_issuer(ISSUER), another_issuer(SECOND_ISSUER));
    let [first, second] = [&one, &two].map(|issuer| MemoryKeys::new(issuer.jwks().to_string()));
    second.fail();
    let issuers: Vec<(IssuerExpectation, Arc<dyn KeySource>)> = vec![
        (prefixed(ISSUER, "one:"), first),
        (prefixed(SECOND_ISSUER, "two:"), Arc::clone(&second) as _),
    ];
    let verifier = Verifier::new(issuers, KeySettings::default()).unwrap();
    let (later, latest) = (NOW.saturating_add(60), NOW.saturating_add(100));

    assert_eq!(verifier.oldest_keys(NOW), None);
    assert_eq!(verifier.hydrate(NOW).await.failures().count(), 1);
    second.publish(two.jwks().to_string());
    assert_eq!(verifier.hydrate(later).await.failures().count(), 0);

    assert_eq!(verifier.oldest_keys(latest), Some(Duration::from_secs(100)));
}

#[tokio::test]
async fn a_flood_on_several_issuers_is_refused_without_a_look_where_all_of_them_know_alike() {
    for (down, expected) in [(false, "unknown_key"), (true, "malformed_claims")] {
        let (one, two) = (another_issuer(ISSUER), another_issuer(SECOND_ISSUER));
        let [first, second] = [&one, &two].map(|issuer| MemoryKeys::new(issuer.jwks().to_string()));
        if down {
            second.fail();
        }
        let issuers: Vec<(IssuerExpectation, Arc<dyn KeySource>)> =
            vec![(prefixed(ISSUER, "one:"), first), (prefixed(SECOND_ISSUER, "two:"), second)];
        let verifier = Verifier::new(issuers, KeySettings::default()).unwrap();
        assert_eq!(verifier.hydrate(NOW).await.failures().count(), usize::from(down));
        let header = br#"{"kid":"junk","alg":"RS256"}"#;
        let claims = honest_claims();
        for issuer in [ISSUER, SECOND_ISSUER] {
            let claims = claims.replace(ISSUER, issuer);
            let token = BearerToken::from_compact(&signed(header, claims.as_bytes())).unwrap();
            assert!(verifier.verify(&token, NOW).await.is_err(), "its fetch is spent");
        }

        let no_claims = BearerToken::from_compact(&signed(header, b"no claims")).unwrap();
        let refusal = verifier.verify(&no_claims, NOW).await.map_err(|refusal| refusal.code());

        assert_eq!(refusal.map(|_| ()), Err(expected));
    }
}

/// Until this fetch has begun.
async fn has_begun(bench: &Bench, fetch: usize) {
    let begun = async {
        while bench.source.fetches() < fetch {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(5), begun).await.expect("the fetch begins");
}

// K15
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_known_key_does_not_wait_for_the_fetch_of_an_unknown_one() {
    let bench = Arc::new(Bench::new(dev_issuer()));
    let good = token(dev_issuer(), 0);
    assert_eq!(bench.refusal(&good, 0).await, None);
    bench.source.delay(Duration::from_secs(60));

    let attack = {
        let bench = Arc::clone(&bench);
        tokio::spawn(async move { bench.refusal(&junk(0), 1).await })
    };
    has_begun(&bench, 2).await;
    let waited = tokio::time::timeout(Duration::from_secs(5), bench.refusal(&good, 1)).await;

    assert_eq!(waited, Ok(None));
    attack.abort();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_known_key_past_its_first_age_does_not_wait_for_anothers_refresh() {
    let bench = Arc::new(Bench::new(dev_issuer()));
    assert_eq!(bench.refusal(&token(dev_issuer(), 0), 0).await, None);
    bench.source.delay(Duration::from_secs(60));
    let good = token(dev_issuer(), HOUR);

    let refresh = {
        let (bench, good) = (Arc::clone(&bench), good.clone());
        tokio::spawn(async move { bench.refusal(&good, HOUR).await })
    };
    has_begun(&bench, 2).await;
    let waited = tokio::time::timeout(Duration::from_secs(5), bench.refusal(&good, HOUR)).await;

    assert_eq!(waited, Ok(None));
    refresh.abort();
}

// K12
#[tokio::test]
async fn keys_belong_to_one_issuer_even_under_equal_ids() {
    let (one, two) = (another_issuer(ISSUER), another_issuer(SECOND_ISSUER));
    let mut keys = two.jwks();
    keys["keys"][1]["kid"] = json!(one.key_id(TokenUse::Access));
    let sources = [MemoryKeys::new(one.jwks().to_string()), MemoryKeys::new(keys.to_string())];
    let [first, second] = &sources;
    let issuers: Vec<(IssuerExpectation, Arc<dyn KeySource>)> = vec![
        (prefixed(ISSUER, "one:"), Arc::clone(first) as _),
        (prefixed(SECOND_ISSUER, "two:"), Arc::clone(second) as _),
    ];
    let verifier = Verifier::new(issuers, KeySettings::default()).unwrap();
    assert_eq!(verifier.hydrate(NOW).await.failures().count(), 0);
    assert_eq!(sources.each_ref().map(|source| source.fetches()), [1, 1]);

    let mut claims = one.access_claims(&sato(), NOW);
    claims.insert("iss".into(), json!(SECOND_ISSUER));
    let crossed = one.sign(TokenUse::Access, &claims).unwrap();
    let code = |token: String| {
        let verifier = &verifier;
        async move {
            let token = BearerToken::from_compact(&token).unwrap();
            verifier.verify(&token, NOW).await.err().map(|refusal| refusal.code())
        }
    };

    assert_eq!(code(token(&one, 0)).await, None);
    assert_eq!(code(crossed).await, Some("bad_signature"));
}

#[tokio::test]
async fn one_issuers_outage_does_not_stop_the_hydration_of_another() {
    let (one, two) = (dev_issuer(), another_issuer(SECOND_ISSUER));
    let down = MemoryKeys::new("");
    down.fail();
    let up = MemoryKeys::new(two.jwks().to_string());
    let issuers: Vec<(IssuerExpectation, Arc<dyn KeySource>)> =
        vec![(prefixed(ISSUER, "one:"), down), (prefixed(SECOND_ISSUER, "two:"), up)];
    let verifier = Verifier::new(issuers, KeySettings::default()).unwrap();

    let hydration = verifier.hydrate(NOW).await;

    let failures: Vec<(String, String)> = hydration
        .failures()
        .map(|(issuer, error)| (issuer.to_string(), error.to_string()))
        .collect();
    let expected = "found status 503 at `memory`, required 200 without a redirect";
    assert_eq!(failures, [(ISSUER.to_owned(), expected.to_owned())]);
    let code = |token: String| {
        let verifier = &verifier;
        async move {
            let token = BearerToken::from_compact(&token).unwrap();
            verifier.verify(&token, NOW).await.err().map(|refusal| refusal.code())
        }
    };
    assert_eq!(code(token(one, 0)).await, Some("keys_unavailable"));
    assert_eq!(code(token(&two, 0)).await, None);
}

#[tokio::test]
async fn a_fetch_that_its_caller_gave_up_counts_as_an_attempt() {
    let bench = Bench::new(dev_issuer());
    bench.source.delay(Duration::from_secs(60));
    let good = token(dev_issuer(), 0);
    let given_up =
        tokio::time::timeout(Duration::from_millis(50), bench.refusal(&good, 0)).await.is_err();
    assert!(given_up);
    bench.source.delay(Duration::ZERO);

    assert_eq!(bench.refusal(&good, 9).await, Some("keys_unavailable"));
    assert_eq!(bench.source.fetches(), 1);
    assert_eq!(bench.refusal(&good, 10).await, None);
}

#[tokio::test]
async fn a_token_of_an_issuer_that_is_not_configured_fetches_nothing() {
    let bench = Bench::new(dev_issuer());
    let stranger = another_issuer(SECOND_ISSUER);

    assert_eq!(bench.refusal(&token(&stranger, 0), 0).await, Some("unknown_issuer"));
    assert_eq!(bench.source.fetches(), 0);
}
