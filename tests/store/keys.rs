//! Signing keys in the table: what is refused before it is written, and what a verifier gets.

use std::sync::Arc;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use sekisho_identity::{IssuerUrl, KeySet, KeySource, SkipReason};
use sekisho_store::{Jwks, TableKeys};
use support::{
    faulty_table::{Faults, FaultyTable, PointerFault},
    open_table::OpenTable,
    policy_table_contract::jwks,
};

#[tokio::test]
async fn a_verifier_gets_the_document_that_was_written() {
    let open = OpenTable::file().await;
    let table = FaultyTable::around(&open.table);
    let keys = TableKeys::new(table.clone(), issuer());
    let fetched = keys.fetch().await.map_err(|error| error.to_string());
    assert_eq!(
        fetched,
        Err("found no key document at `the policy table, issuer https://issuer.example/pool`; \
             publish the issuer's JWKS there"
            .to_owned())
    );

    open.table.put_keys(&issuer(), &jwks("one")).await.expect("the keys are written");
    assert_eq!(keys.fetch().await, Ok(jwks("one").as_str().as_bytes().to_vec()));

    table.set(Faults { pointer: Some(PointerFault::Fail), ..Faults::default() });
    let fetched = keys.fetch().await.map_err(|error| error.to_string());
    assert_eq!(
        fetched,
        Err(
            "the key document at `the policy table, issuer https://issuer.example/pool` could not \
             be read: GetItem on table `sekisho-policy` got no answer: timed out"
                .to_owned()
        )
    );
}

#[tokio::test]
async fn keys_of_an_embedded_table_are_a_key_source_too() {
    let open = OpenTable::embedded().await;
    open.table.put_keys(&issuer(), &jwks("one")).await.expect("the keys are written");
    let source: Arc<dyn KeySource> = Arc::new(TableKeys::new(open.table.clone(), issuer()));
    assert_eq!(source.fetch().await, Ok(jwks("one").as_str().as_bytes().to_vec()));
}

#[test]
fn a_document_that_would_lock_everybody_out_or_give_everything_away_is_refused() {
    let n = URL_SAFE_NO_PAD.encode([0xC3; 255]);
    let short = format!(
        r#"{{"keys":[{{"kty":"RSA","use":"sig","alg":"RS256","kid":"a","n":"{n}","e":"AQAB"}}]}}"#
    );
    let unusable =
        "found no RSA key for RS256 signatures in the key document, required at least one";
    let malformed = "the key document is not strict JSON with a list `keys` of objects";
    let cases = [
        (r#"{"keys":[]}"#, unusable),
        (short.as_str(), unusable),
        ("", malformed),
        (r#"{"keys":[{"kid":"a","kid":"b"}]}"#, malformed),
        (
            r#"{"keys":[{"kty":"RSA","kid":"a"},{"kty":"RSA","kid":"b","d":"AQAB"}]}"#,
            "key 2 has the private member `d`, required public keys only: replace it at its issuer, \
             it is no longer a secret",
        ),
        (
            r#"{"keys":[{"kty":"oct","kid":"a","k":"c2VjcmV0"}]}"#,
            "key 1 has the private member `k`, required public keys only: replace it at its issuer, \
             it is no longer a secret",
        ),
    ];
    for (text, message) in cases {
        let refused = Jwks::parse(text).map(|_| ()).map_err(|error| error.to_string());
        assert_eq!(refused, Err(message.to_owned()), "{text}");
    }
}

#[test]
fn every_private_member_is_refused_here_and_skipped_by_the_verifier() {
    for member in ["d", "dp", "dq", "k", "oth", "p", "q", "qi"] {
        let public = jwks("a");
        let text = public.as_str().replace("\"kid\"", &format!("\"{member}\":\"AQAB\",\"kid\""));
        assert_eq!(
            Jwks::parse(&text).map(|_| ()).map_err(|error| error.to_string()),
            Err(format!(
                "key 1 has the private member `{member}`, required public keys only: replace it at \
                 its issuer, it is no longer a secret"
            ))
        );
        let other = jwks("b").as_str().replace("{\"keys\":[", "").replace("]}", "");
        let both = text.replace("]}", &format!(",{other}]}}"));
        let set = KeySet::from_jwks(both.as_bytes()).expect("the other key is good");
        let reasons: Vec<_> = set.skipped().iter().map(|key| key.reason).collect();
        assert_eq!(reasons, [SkipReason::PrivateKey], "{member}");
    }
}

fn issuer() -> IssuerUrl {
    IssuerUrl::parse("https://issuer.example/pool").expect("an issuer")
}
