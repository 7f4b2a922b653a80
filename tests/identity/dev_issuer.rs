//! The dev issuer: it behaves as Cognito does, as far as a verifier can see.

use std::sync::Arc;

use sekisho_identity::{
    BearerToken, HttpsKeys, IssuerExpectation, KeySettings, KeySource, KeyUrl, TlsRoots, TokenUse,
    Verifier,
};
use serde_json::{Value, json};
use support::tokens::{CLIENT, ISSUER, another_issuer, dev_issuer, expectation};

use crate::minting::{NOW, sato};

#[test]
fn it_publishes_two_public_keys_under_cognitos_members() {
    let jwks = dev_issuer().jwks();
    let keys = jwks["keys"].as_array().unwrap();

    let ids: Vec<&str> = keys.iter().map(|key| key["kid"].as_str().unwrap()).collect();
    assert_eq!(ids, [TokenUse::Id, TokenUse::Access].map(|u| dev_issuer().key_id(u)));
    assert_ne!(ids[0], ids[1]);
    for key in keys {
        let members: Vec<&str> = key.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(members, ["alg", "e", "kid", "kty", "n", "use"]);
        let fixed = ["alg", "e", "kty", "use"].map(|name| key[name].as_str().unwrap());
        assert_eq!(fixed, ["RS256", "AQAB", "RSA", "sig"]);
    }
}

#[test]
fn a_rotation_keeps_the_old_keys_published_until_they_are_withdrawn() {
    let issuer = another_issuer(ISSUER);
    let old = issuer.key_id(TokenUse::Access);

    issuer.rotate().unwrap();

    let published = |id: &str| {
        let jwks = issuer.jwks();
        jwks["keys"].as_array().unwrap().iter().any(|key| key["kid"] == id)
    };
    assert_ne!(issuer.key_id(TokenUse::Access), old);
    assert!(published(&old) && published(&issuer.key_id(TokenUse::Access)));
    issuer.withdraw_old_keys();
    assert!(!published(&old) && published(&issuer.key_id(TokenUse::Access)));
}

#[test]
fn its_claims_are_those_of_cognitos_two_tokens() {
    let names = |claims: serde_json::Map<String, Value>| claims.keys().cloned().collect::<Vec<_>>();

    assert_eq!(
        names(dev_issuer().access_claims(&sato(), NOW)),
        [
            "auth_time",
            "client_id",
            "cognito:groups",
            "exp",
            "iat",
            "iss",
            "jti",
            "origin_jti",
            "scope",
            "sub",
            "token_use",
            "username",
        ]
    );
    assert_eq!(
        names(dev_issuer().id_claims(&sato().with_claim("custom:town", json!("x")), NOW)),
        [
            "aud",
            "auth_time",
            "cognito:groups",
            "cognito:username",
            "custom:town",
            "exp",
            "iat",
            "iss",
            "jti",
            "origin_jti",
            "sub",
            "token_use",
        ]
    );
    let forged = sato().with_claim("iss", json!("https://evil.example"));
    assert_eq!(dev_issuer().access_claims(&forged, NOW)["iss"], json!(ISSUER));
}

#[test]
fn its_private_keys_are_not_in_its_debug_text() {
    let expected = format!(
        "DevIssuer {{ issuer: IssuerUrl({ISSUER:?}), client_id: ClientId({CLIENT:?}), .. }}"
    );

    assert_eq!(format!("{:?}", dev_issuer()), expected);
}

#[tokio::test]
async fn its_routes_serve_the_keys_that_verify_its_tokens() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let issuer = Arc::new(another_issuer(&base));
    let router = issuer.router();
    tokio::spawn(async move { axum::serve(listener, router).await });
    let body = async |path: &str| {
        let text = reqwest::get(format!("{base}{path}")).await.unwrap().text().await.unwrap();
        serde_json::from_str::<Value>(&text).unwrap()
    };

    let configuration = body("/.well-known/openid-configuration").await;
    assert_eq!(configuration["issuer"], json!(base));
    let address = configuration["jwks_uri"].as_str().unwrap();
    assert_eq!(body(address.strip_prefix(&base).unwrap()).await, issuer.jwks());

    let keys: Arc<dyn KeySource> =
        Arc::new(HttpsKeys::new(KeyUrl::parse(address).unwrap(), TlsRoots::Bundled).unwrap());
    let issuers: Vec<(IssuerExpectation, Arc<dyn KeySource>)> =
        vec![(expectation(&base, TokenUse::Access), keys)];
    let verifier = Verifier::new(issuers, KeySettings::default()).unwrap();
    let token = issuer.access_token(&sato(), NOW).unwrap();
    let verified = verifier.verify(&BearerToken::from_compact(&token).unwrap(), NOW).await.unwrap();
    assert_eq!(verified.issuer().as_str(), base);
}
