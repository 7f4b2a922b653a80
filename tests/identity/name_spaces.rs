//! Several issuers: none of them can speak in the name of another.

use std::sync::Arc;

use sekisho::serve::issuer::DevIssuer;
use sekisho_identity::{
    BearerToken, IssuerExpectation, KeySettings, KeySource, NamePrefix, TokenRefusal, TokenUse,
    Verifier, issuers_from_json,
};
use sekisho_policy::{Caller, Fact};
use serde_json::json;
use support::tokens::{
    CLIENT, ISSUER, MemoryKeys, another_issuer, dev_issuer, expectation, prefixed,
};

use crate::minting::{NOW, id_with, judge_as, sato};

#[tokio::test]
async fn the_groups_users_and_subjects_of_two_pools_are_never_the_same() {
    let (one, two) = (dev_issuer(), another_issuer(SECOND));
    let source = |issuer: &DevIssuer| MemoryKeys::new(issuer.jwks().to_string()) as _;
    let issuers: Vec<(IssuerExpectation, Arc<dyn KeySource>)> =
        vec![(prefixed(ISSUER, "one:"), source(one)), (prefixed(SECOND, "two:"), source(&two))];
    let verifier = Verifier::new(issuers, KeySettings::default()).unwrap();
    let mut callers: Vec<Caller> = Vec::new();
    for issuer in [one, &two] {
        let token = issuer.access_token(&sato().in_groups(["operators"]), NOW).unwrap();
        let token = BearerToken::from_compact(&token).unwrap();
        callers.push(verifier.verify(&token, NOW).await.unwrap().into_caller());
    }

    let users: Vec<Fact<&str>> = callers.iter().map(Caller::user).collect();
    assert_eq!(users, [Fact::Known("one:sato"), Fact::Known("two:sato")]);
    let subject = sato().subject();
    assert_eq!(callers[0].subject(), Fact::Known(format!("one:{subject}").as_str()));
    assert_eq!(callers[1].subject(), Fact::Known(format!("two:{subject}").as_str()));
    assert_eq!(callers[0].groups().known().unwrap().iter().collect::<Vec<_>>(), ["one:operators"]);
    assert_eq!(callers[1].groups().known().unwrap().iter().collect::<Vec<_>>(), ["two:operators"]);
}

#[test]
fn a_prefix_is_before_every_name_and_makes_none() {
    let expected =
        expectation(ISSUER, TokenUse::Id).with_prefix(NamePrefix::parse("town/").unwrap());
    let judge = |token: &str| judge_as(token, &expected).unwrap().into_caller();

    let named = judge(&id_with(|_| ()));
    assert_eq!(named.user(), Fact::Known("town/sato"));
    let groups: Vec<_> = named.groups().known().unwrap().iter().collect();
    assert_eq!(groups, ["town/dept-staff", "town/会計"]);

    let nameless = judge(&id_with(|claims| {
        claims.remove("cognito:username");
        claims.remove("cognito:groups");
    }));
    assert_eq!(nameless.user(), Fact::Absent);
    assert_eq!(nameless.groups().known().map(|groups| groups.len()), Some(0));
}

#[test]
fn no_issuer_makes_a_name_that_belongs_to_sekisho_itself() {
    let named = |claim: &'static str, value: serde_json::Value| {
        id_with(move |claims| drop(claims.insert(claim.to_owned(), value)))
    };
    let expected = expectation(ISSUER, TokenUse::Id);
    let judge = |token: &str| judge_as(token, &expected).map(drop);

    let guard = json!("sekisho:guard");
    assert_eq!(judge(&named("sub", guard.clone())), Err(TokenRefusal::BadSubject));
    assert_eq!(judge(&named("cognito:username", guard.clone())), Err(TokenRefusal::BadUser));
    let groups = json!(["dept-staff", guard]);
    assert_eq!(judge(&named("cognito:groups", groups)), Err(TokenRefusal::BadGroups));
    assert_eq!(judge(&named("cognito:username", json!("sekisho-guard"))), Ok(()));
    let expected =
        expectation(ISSUER, TokenUse::Id).with_prefix(NamePrefix::parse("sekisho").unwrap());
    let pieced = judge_as(&named("sub", json!(":guard")), &expected).map(drop);
    assert_eq!(pieced, Err(TokenRefusal::BadSubject));
    let pieced = judge_as(&named("cognito:username", json!(":guard")), &expected).map(drop);
    assert_eq!(pieced, Err(TokenRefusal::BadUser), "a prefix and a name make no such name either");
}

#[test]
fn several_issuers_have_prefixes_of_which_none_begins_with_another() {
    let missing = |issuer: &str| {
        format!(
            "found issuer `{issuer}` without a prefix beside other issuers, required a prefix for \
             each of them: add `prefix` to its entry, and write its groups and users with it in the \
             rules"
        )
    };
    let clash = |prefix: &str, issuer: &str, other: &str, other_issuer: &str| {
        format!(
            "found prefix `{prefix}` of issuer `{issuer}` and prefix `{other}` of issuer \
             `{other_issuer}`, required prefixes of which none begins with another: choose another \
             one, such as one that ends in `:`"
        )
    };
    let cases = [
        (None, None, missing(ISSUER)),
        (Some("one:"), None, missing(SECOND)),
        (None, Some("two:"), missing(ISSUER)),
        (Some("one:"), Some("one:"), clash("one:", ISSUER, "one:", SECOND)),
        (Some("town-2"), Some("town"), clash("town", SECOND, "town-2", ISSUER)),
    ];
    for (one, two, message) in cases {
        let found = [read(one, two), made(one, two)];
        assert_eq!(found, [Err(message.clone()), Err(message)], "{one:?} {two:?}");
    }
    assert_eq!([read(Some("a"), Some("b")), made(Some("a"), Some("b"))], [Ok(2), Ok(2)]);
    // Upper and lower case are two, as they are in the rules.
    assert_eq!(read(Some("Town"), Some("town")), Ok(2));
}

/// A configuration of two issuers with these prefixes.
fn read(one: Option<&str>, two: Option<&str>) -> Result<usize, String> {
    let entry = |issuer: &str, prefix: Option<&str>| {
        let mut entry = json!({
            "issuer": issuer, "client_ids": [CLIENT], "token_use": "access", "trusted_claims": [],
            "keys": "table",
        });
        if let Some(prefix) = prefix {
            entry["prefix"] = json!(prefix);
        }
        entry
    };
    let text = json!([entry(ISSUER, one), entry(SECOND, two)]).to_string();
    issuers_from_json(&text).map(|issuers| issuers.len()).map_err(|error| error.to_string())
}

/// The same made without a configuration.
fn made(one: Option<&str>, two: Option<&str>) -> Result<usize, String> {
    let issuers = [(ISSUER, one), (SECOND, two)].map(|(issuer, prefix)| {
        let expected = match prefix {
            Some(prefix) => prefixed(issuer, prefix),
            None => expectation(issuer, TokenUse::Access),
        };
        let keys: Arc<dyn KeySource> = MemoryKeys::new("");
        (expected, keys)
    });
    let verifier = Verifier::new(issuers.into(), KeySettings::default());
    verifier.map(|_| 2).map_err(|error| error.to_string())
}

const SECOND: &str = "https://cognito-idp.ap-northeast-1.amazonaws.com/ap-northeast-1_TestPool2";
