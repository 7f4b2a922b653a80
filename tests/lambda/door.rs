//! What the authorizer refuses, whatever the instance is.

use aws_lc_rs::{
    rand::SystemRandom,
    rsa::{KeyPair, KeySize},
    signature::RSA_PKCS1_SHA256,
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use support::{events::Call, runtime_api::Answer};

use crate::{
    checkpoint::{Reply, deny},
    town::Town,
};

#[tokio::test]
async fn only_an_access_token_of_the_pool_opens_the_door() {
    let mut town = Town::found("tokens").await;
    let mut other = Town::found("tokens-of-elsewhere").await;
    let tokens = town.sato().await;
    let elsewhere = other.sato().await;
    let start = Call::post(&format!("/instances/{}/start", town.id("welfare-dev")));

    assert_eq!(town.call(&start).await, Reply::Door(401), "no token");
    let forged = forged(&tokens.access);
    for (token, what) in [
        (&forged, "signed by somebody else"),
        (&tokens.id, "an ID token"),
        (&elsewhere.access, "of another pool, by the same key"),
        (&String::from("e30.e30.e30"), "no token at all"),
    ] {
        assert_eq!(town.call(&start.clone().bearer(token)).await, Reply::Door(401), "{what}");
    }

    let outcomes: Vec<(Value, Value)> = town
        .authorizer
        .audit(5)
        .await
        .into_iter()
        .map(|line| (line["outcome"].clone(), line["code"].clone()))
        .collect();
    let refused = |reason: &str| (json!("unauthorized"), json!(reason));
    assert_eq!(
        outcomes,
        [
            refused("missing_token"),
            refused("bad_signature"),
            refused("wrong_token_use"),
            refused("unknown_issuer"),
            refused("wrong_algorithm"),
        ]
    );
    assert_eq!(town.states().await, Town::states_but(&[]));
}

#[tokio::test]
async fn an_address_outside_the_zone_is_refused_at_the_door() {
    let mut town = Town::found("addresses").await;
    let token = town.sato().await.access;
    let start = Call::post(&format!("/instances/{}/start", town.id("welfare-dev"))).bearer(&token);

    let elsewhere = [
        start.clone().from("10.20.30.41"),
        start.clone().from("2001:db8::1"),
        start.clone().from("test-invoke-source-ip"),
        start.clone().through("vpce-0fffffffffffffff0"),
    ];
    for call in &elsewhere {
        assert_eq!(town.call(call).await, Reply::Door(403));
    }

    assert_eq!(town.states().await, Town::states_but(&[]));
}

#[tokio::test]
async fn what_is_no_event_is_denied() {
    let mut town = Town::found("garbage").await;
    let event = Call::get("/instances").authorizer_event();

    let torn = &event.to_string().into_bytes()[..200];
    for garbage in [torn, b"", b"\xff\xfe", b"{}", b"[]", b"\"event\"", b"{\"type\":\"REQUEST\"}"] {
        let shown = String::from_utf8_lossy(garbage);
        let answer = town.authorizer.invoke_bytes(garbage).await;
        let Answer::Response(response) = answer else { panic!("{shown}: {answer:?}") };
        assert_eq!(response["policyDocument"], deny(), "{shown}");
        let answer = town.executor.invoke_bytes(garbage).await;
        let Answer::Response(response) = answer else { panic!("{shown}: {answer:?}") };
        assert_eq!(response["statusCode"], 400, "{shown}");
    }
    let codes = |lines: Vec<Value>| -> Vec<Value> {
        lines.into_iter().map(|line| line["code"].clone()).collect()
    };
    let mut expected = vec![json!("malformed_event"); 7];
    assert_eq!(codes(town.executor.audit(7).await), expected);
    expected[3] = json!("unsupported_event");
    assert_eq!(codes(town.authorizer.audit(7).await), expected);
}

#[tokio::test]
async fn no_token_is_written_anywhere() {
    let mut town = Town::found("silence").await;
    let tokens = town.sato().await;
    let list = Call::get("/instances");

    for token in [&tokens.access, &tokens.id, &forged(&tokens.access)] {
        town.call(&list.clone().bearer(token)).await;
    }

    assert_eq!(town.executor.audit(1).await.len(), 1);
    assert_eq!(town.authorizer.audit(3).await.len(), 3);
    for function in [&town.authorizer, &town.executor] {
        function.assert_discreet(&[&tokens.access, &tokens.id, &forged(&tokens.access)]);
    }
}

/// The token with the same header and claims, signed by a key of ours.
fn forged(token: &str) -> String {
    let (signed, _) = token.rsplit_once('.').expect("a token has three parts");
    let key = KeyPair::generate(KeySize::Rsa2048).expect("a key can be made");
    let mut signature = vec![0; key.public_modulus_len()];
    key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), signed.as_bytes(), &mut signature)
        .expect("the key signs");
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
}
