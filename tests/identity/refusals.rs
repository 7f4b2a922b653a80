//! What a refusal says, and what it never says.

use std::{collections::BTreeSet, sync::Arc};

use sekisho_identity::{
    BearerToken, HttpsKeys, IssuerExpectation, KeySettings, KeySource, PinnedKeys, TokenRefusal,
    TokenUse, VerifiedToken, Verifier,
};
use support::tokens::{ISSUER, MemoryKeys, expectation};

#[test]
fn every_refusal_has_a_code_of_its_own_and_one_plain_line() {
    let codes: BTreeSet<&str> = TokenRefusal::ALL.iter().map(|refusal| refusal.code()).collect();

    assert_eq!(
        codes.into_iter().collect::<Vec<_>>(),
        [
            "ambiguous_authorization",
            "bad_auth_time",
            "bad_encoding",
            "bad_expiry",
            "bad_groups",
            "bad_issued_at",
            "bad_key_id",
            "bad_not_before",
            "bad_signature",
            "bad_subject",
            "bad_user",
            "expired",
            "forbidden_header",
            "issued_in_future",
            "keys_unavailable",
            "malformed_claims",
            "malformed_header",
            "malformed_token",
            "missing_token",
            "mistyped_claim",
            "not_bearer",
            "not_yet_valid",
            "too_large",
            "too_long_lived",
            "unknown_issuer",
            "unknown_key",
            "wrong_algorithm",
            "wrong_client",
            "wrong_token_use",
        ]
    );
    for refusal in TokenRefusal::ALL {
        let text = refusal.to_string();
        assert!(!text.is_empty() && !text.ends_with('.') && !text.contains('\n'), "{text}");
    }
}

#[test]
fn only_missing_keys_are_our_own_fault() {
    let ours: Vec<TokenRefusal> =
        TokenRefusal::ALL.into_iter().filter(|refusal| refusal.is_unavailable()).collect();

    assert_eq!(ours, [TokenRefusal::KeysUnavailable]);
}

#[test]
fn a_verifier_has_issuers_and_each_of_them_once() {
    let issuer = || {
        let keys: Arc<dyn KeySource> = MemoryKeys::new("");
        (expectation(ISSUER, TokenUse::Access), keys)
    };
    let error = |issuers: Vec<(IssuerExpectation, Arc<dyn KeySource>)>| {
        Verifier::new(issuers, KeySettings::default()).unwrap_err().to_string()
    };

    assert_eq!(error(vec![]), "found no issuer, required at least one");
    assert_eq!(
        error(vec![issuer(), issuer()]),
        format!("found issuer `{ISSUER}` twice, required once, with all its client ids together")
    );
}

#[test]
fn everything_may_be_shared_between_tasks() {
    fn shared<T: Send + Sync>() {}

    shared::<BearerToken>();
    shared::<HttpsKeys>();
    shared::<PinnedKeys>();
    shared::<VerifiedToken>();
    shared::<Verifier>();
}
