//! What is accepted, and which facts come of it.

use sekisho_identity::{
    BearerToken, ClientId, ClientIds, IssuerExpectation, IssuerUrl, TokenUse, TrustedClaims,
};
use sekisho_policy::{Caller, Fact, UnixTime};
use serde_json::{Value, json};
use support::tokens::{CLIENT, ISSUER, access_verifier, dev_issuer, expectation};

use crate::minting::{NOW, access_with, id_with, judge, judge_as, sato};

#[test]
fn an_access_token_becomes_the_person_it_names() {
    let verified = judge(&dev_issuer().access_token(&sato(), NOW).unwrap()).unwrap();

    let expected = Caller::unknown()
        .with_subject(Fact::Known(&sato().subject()))
        .with_user(Fact::Known("sato"))
        .with_groups(Fact::Known(["dept-staff", "会計"]))
        .with_issued_at(Fact::Known(NOW))
        .with_signed_in_at(Fact::Known(NOW));
    assert_eq!(verified.caller(), &expected);
    assert_eq!(verified.issuer().as_str(), ISSUER);
    assert_eq!(verified.client_id(), CLIENT);
    assert_eq!(verified.expires_at(), NOW.saturating_add(3600));
    assert_eq!(verified.token_use(), TokenUse::Access);
    assert!(verified.token_id().is_some());
}

#[test]
fn the_id_of_a_token_is_kept_for_the_audit_line_if_it_is_a_text() {
    let token_id = |id: Option<Value>| {
        let token = access_with(|claims| {
            claims.remove("jti");
            claims.extend(id.map(|id| ("jti".to_owned(), id)));
        });
        judge(&token).unwrap().token_id().map(str::to_owned)
    };

    assert_eq!(token_id(Some(json!("4e1c"))).as_deref(), Some("4e1c"));
    assert_eq!(token_id(None), None);
}

#[test]
fn an_id_token_is_read_by_its_own_claims() {
    let verified = judge_as(&id_with(|_| ()), &expectation(ISSUER, TokenUse::Id)).unwrap();

    assert_eq!(verified.caller().user(), Fact::Known("sato"));
    assert_eq!(verified.client_id(), CLIENT);
    assert_eq!(verified.token_use(), TokenUse::Id);
}

#[test]
fn a_person_in_no_group_is_known_to_be_in_none() {
    for token in [
        access_with(|claims| drop(claims.remove("cognito:groups"))),
        access_with(|claims| drop(claims.insert("cognito:groups".into(), json!([])))),
    ] {
        let verified = judge(&token).unwrap();
        assert_eq!(verified.caller().groups().known().map(|groups| groups.len()), Some(0));
    }
}

#[test]
fn a_group_is_compared_as_data_whatever_it_is_called() {
    let names = ["__proto__", "*", "a,b", "x\ny", "a/b", "\"", "everyone", &"長".repeat(128)];

    let token = access_with(|claims| drop(claims.insert("cognito:groups".into(), json!(names))));

    let verified = judge(&token).unwrap();
    let found: Vec<&str> = verified.caller().groups().known().unwrap().iter().collect();
    let mut expected = names.to_vec();
    expected.sort_unstable();
    assert_eq!(found, expected);
}

#[test]
fn only_configured_claims_become_facts_and_only_as_text() {
    let token = access_with(|claims| {
        claims.insert("custom:town".into(), json!("asahikawa"));
        claims.insert("custom:level".into(), json!(3));
        claims.insert("custom:untold".into(), json!("secret"));
    });
    let trusted = ["custom:town", "custom:level", "custom:missing"];

    let verified = judge_as(
        &token,
        &IssuerExpectation::new(
            IssuerUrl::parse(ISSUER).unwrap(),
            ClientIds::try_new([ClientId::parse(CLIENT).unwrap()]).unwrap(),
            TokenUse::Access,
            TrustedClaims::try_new(trusted).unwrap(),
        ),
    )
    .unwrap();

    let caller = verified.caller();
    assert_eq!(caller.claim("custom:town"), Fact::Known("asahikawa"));
    assert_eq!(caller.claim("custom:level"), Fact::Unknown);
    assert_eq!(caller.claim("custom:missing"), Fact::Absent);
    assert_eq!(caller.claim("custom:untold"), Fact::Unknown);
    assert_eq!(caller.claims().len(), trusted.len());
}

/// An attribute that was never filled in would equal a tag with an empty value.
#[test]
fn a_trusted_claim_with_an_empty_text_is_absent() {
    let token = access_with(|claims| {
        claims.insert("custom:town".into(), json!(""));
        claims.insert("custom:blank".into(), json!(" "));
    });
    let expected = IssuerExpectation::new(
        IssuerUrl::parse(ISSUER).unwrap(),
        ClientIds::try_new([ClientId::parse(CLIENT).unwrap()]).unwrap(),
        TokenUse::Access,
        TrustedClaims::try_new(["custom:town", "custom:blank"]).unwrap(),
    );

    let caller = judge_as(&token, &expected).unwrap().into_caller();

    assert_eq!(caller.claim("custom:town"), Fact::Absent);
    assert_eq!(caller.claim("custom:blank"), Fact::Known(" "));
}

#[test]
fn the_sign_in_may_be_earlier_than_the_token_or_untold() {
    let earlier = UnixTime::from_seconds(NOW.seconds() - 7200);
    let token = dev_issuer().access_token(&sato().signed_in(earlier), NOW).unwrap();
    assert_eq!(judge(&token).unwrap().caller().signed_in_at(), Fact::Known(earlier));

    let token = access_with(|claims| drop(claims.remove("auth_time")));
    assert_eq!(judge(&token).unwrap().caller().signed_in_at(), Fact::Absent);
}

/// `signed_in_within` refuses a sign-in in the future: the person would have to wait a minute.
#[test]
fn a_sign_in_by_a_clock_ahead_of_ours_was_now() {
    for (ahead, known) in [(60, 0), (1, 0), (0, 0), (-1, -1)] {
        let token = access_with(|claims| {
            drop(claims.insert("auth_time".into(), json!(NOW.seconds() + ahead)));
        });
        let expected = Fact::Known(NOW.saturating_add(known));
        assert_eq!(judge(&token).unwrap().caller().signed_in_at(), expected, "{ahead} s ahead");
    }
}

#[test]
fn a_token_without_a_user_name_has_no_user() {
    let token = access_with(|claims| drop(claims.remove("username")));

    assert_eq!(judge(&token).unwrap().caller().user(), Fact::Absent);
}

#[test]
fn all_of_a_hundred_groups_are_known() {
    let names: Vec<String> = (0..100).map(|number| format!("group-{number}")).collect();

    let token = access_with(|claims| drop(claims.insert("cognito:groups".into(), json!(names))));

    let verified = judge(&token).unwrap();
    assert_eq!(verified.caller().groups().known().map(|groups| groups.len()), Some(100));
}

#[test]
fn cognitos_documented_examples_are_of_the_accepted_form() {
    let directory = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/events");
    for (file, token_use) in [
        ("30-cognito-id-token-payload.json", TokenUse::Id),
        ("31-cognito-access-token-payload.json", TokenUse::Access),
    ] {
        let Ok(text) = std::fs::read_to_string(format!("{directory}/{file}")) else {
            println!("skipped: {file} is not beside the repository");
            return;
        };
        let claims: Value = serde_json::from_str(&text).unwrap();
        let token = dev_issuer().sign(token_use, claims.as_object().unwrap()).unwrap();
        let text = |name: &str| claims[name].as_str().unwrap();
        let client = if token_use == TokenUse::Id { text("aud") } else { text("client_id") };
        let expected = IssuerExpectation::new(
            IssuerUrl::parse(text("iss")).unwrap(),
            ClientIds::try_new([ClientId::parse(client).unwrap()]).unwrap(),
            token_use,
            TrustedClaims::none(),
        );
        let now = UnixTime::from_seconds(claims["iat"].as_i64().unwrap());
        let verified = crate::minting::judge_at(&token, &expected, now).unwrap();
        assert_eq!(verified.caller().subject(), Fact::Known(text("sub")));
        assert_eq!(verified.expires_at().seconds(), claims["exp"].as_i64().unwrap());
    }
}

#[tokio::test]
async fn a_hydrated_verifier_accepts_what_the_pure_one_accepts() {
    let verifier = access_verifier();
    assert_eq!(verifier.hydrate(NOW).await.failures().count(), 0);
    let token = dev_issuer().access_token(&sato(), NOW).unwrap();

    let verified = verifier.verify(&BearerToken::from_compact(&token).unwrap(), NOW).await;

    assert_eq!(verified, judge(&token));
}
