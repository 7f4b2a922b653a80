//! What the authorizer refuses, whatever the instance is.

use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};

use aws_lc_rs::{
    rand::SystemRandom,
    rsa::{KeyPair, KeySize},
    signature::RSA_PKCS1_SHA256,
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use support::{
    events::Call,
    function::{Binary, Function},
    moto::Moto,
    runtime_api::Answer,
};
use tokio::net::TcpListener;

use crate::{
    checkpoint::{Reply, at_the_door, deny},
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

    let mut torn = event.to_string();
    torn.truncate(200);
    assert!(matches!(town.authorizer.invoke_bytes(torn.as_bytes()).await, Answer::Error(..)));
    for garbage in [json!({}), json!([]), json!("event"), json!({"type": "REQUEST"})] {
        let answer = town.authorizer.invoke(&garbage).await;
        let Answer::Response(response) = answer else { panic!("no response: {answer:?}") };
        assert_eq!(response["policyDocument"], deny(), "{garbage}");
    }
}

#[tokio::test]
async fn no_policy_at_cold_start_denies_in_time() {
    let mut town = Town::found("blackout").await;
    let token = town.sato().await.access;
    let dead = Dead::ports().await;

    for endpoint in dead.endpoints() {
        let mut variables = town.variables();
        variables.push(("AWS_ENDPOINT_URL_DYNAMODB", endpoint));

        assert_eq!(refused_in_time(variables, &token).await, "policy_unavailable");
    }
}

#[tokio::test]
async fn no_keys_at_cold_start_deny_in_time() {
    let mut town = Town::found("no-keys").await;
    let token = town.sato().await.access;
    let dead = Dead::ports().await;

    for endpoint in dead.endpoints() {
        let mut variables = town.variables();
        for (name, value) in &mut variables {
            if *name == "SEKISHO_ISSUERS" {
                *value = value.replace(Moto::shared().endpoint(), &endpoint);
            }
        }

        assert_eq!(refused_in_time(variables, &token).await, "keys_unavailable");
    }
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
    let written = [town.authorizer.written(), town.executor.written()].concat();
    for token in [&tokens.access, &tokens.id, &forged(&tokens.access)] {
        for part in token.split('.').skip(1) {
            assert!(!written.iter().any(|line| line.contains(part)));
        }
    }
}

/// A port that nobody listens on, and one where nobody ever answers.
struct Dead {
    closed: SocketAddr,
    silent: TcpListener,
}

impl Dead {
    async fn ports() -> Self {
        let [closed, silent] = [listen().await, listen().await];
        Self { closed: closed.local_addr().expect("a bound socket has an address"), silent }
    }

    fn endpoints(&self) -> [String; 2] {
        let silent = self.silent.local_addr().expect("a bound socket has an address");
        [self.closed, silent].map(|address| format!("http://{address}"))
    }
}

async fn listen() -> TcpListener {
    TcpListener::bind("127.0.0.1:0").await.expect("a free port")
}

/// The code with which an authorizer that has just been started denies a good call: not 401, because
/// it is not the token that is wrong.
async fn refused_in_time(variables: Vec<(&'static str, String)>, token: &str) -> Value {
    let began = Instant::now();
    let mut authorizer = Function::start(Binary::Authorizer, variables).await;

    let answer = at_the_door(&mut authorizer, &Call::get("/instances").bearer(token)).await;

    assert_eq!(answer, Err(403));
    // AWS gives ten seconds for the start alone.
    assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
    authorizer.audit(1).await[0]["code"].clone()
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
