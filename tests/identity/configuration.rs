//! The configuration of issuers: nothing about trust has a default.

use sekisho_identity::{
    ClientId, ClockTolerance, ConfigError, IssuerUrl, KeyLocation, NamePrefix, TokenUse,
    TrustedClaims, issuers_from_json,
};
use serde_json::{Value, json};
use support::tokens::{CLIENT, ISSUER, expectation};

/// A good entry with one member changed.
fn with(name: &str, value: Value) -> Value {
    let mut entry = json!({
        "issuer": ISSUER,
        "client_ids": [CLIENT],
        "token_use": "access",
        "trusted_claims": [],
        "keys": {"url": format!("{ISSUER}/.well-known/jwks.json")},
    });
    entry[name] = value;
    entry
}

#[track_caller]
fn message(entry: Value) -> String {
    match issuers_from_json(&json!([entry]).to_string()) {
        Ok(issuers) => panic!("accepted: {issuers:?}"),
        Err(error) => error.to_string(),
    }
}

#[test]
fn an_entry_becomes_an_expectation_and_a_place_for_keys() {
    let mut entries = json!([
        with("leeway_seconds", json!(120)),
        with("keys", json!({"file": "/opt/jwks.json"})),
        with("keys", json!("table")),
    ]);
    for (index, prefix) in ["one:", "two:", "three:"].into_iter().enumerate() {
        entries[index]["prefix"] = json!(prefix);
    }

    let issuers = issuers_from_json(&entries.to_string()).unwrap();

    let [url, file, table] = &issuers[..] else { panic!("three") };
    assert_eq!(url.expectation.issuer().as_str(), ISSUER);
    assert!(url.expectation.client_ids().contains(CLIENT));
    assert_eq!(url.expectation.token_use(), TokenUse::Access);
    assert_eq!(url.expectation.tolerance().after_expiry(), 120);
    assert_eq!(url.expectation.tolerance().before_issue(), 120);
    let KeyLocation::Url(address) = &url.keys else { panic!("an address") };
    assert_eq!(address.as_str(), format!("{ISSUER}/.well-known/jwks.json"));
    assert!(issuers_from_json(&json!([with("leeway_seconds", json!(300))]).to_string()).is_ok());
    assert_eq!(file.keys, KeyLocation::File("/opt/jwks.json".into()));
    assert_eq!(file.expectation.tolerance().after_expiry(), 0);
    assert_eq!(file.expectation.tolerance().before_issue(), 60);
    assert_eq!(table.keys, KeyLocation::Table);
    assert_eq!(table.expectation.prefix().map(NamePrefix::as_str), Some("three:"));
}

#[test]
fn where_nothing_is_said_of_clocks_no_token_outlives_its_expiry() {
    let default = ClockTolerance::default();
    assert_eq!((default.after_expiry(), default.before_issue()), (0, 60));
    assert_eq!(expectation(ISSUER, TokenUse::Access).tolerance(), default);
}

#[test]
fn every_member_is_required() {
    for name in ["issuer", "client_ids", "token_use", "trusted_claims", "keys"] {
        let mut entry = with("token_use", json!("id"));
        entry.as_object_mut().unwrap().remove(name);
        let text = message(entry);
        assert!(
            text.starts_with(&format!("the list of issuers is not valid: missing field `{name}` ")),
            "{text}"
        );
    }
    assert_eq!(issuers_from_json("[]"), Err(ConfigError::NoIssuers));
}

#[test]
fn what_is_wrong_is_said_with_what_is_required() {
    let issuer = "required an https URL (http for a loopback host) of at most 256 bytes without \
                  user information, query and fragment";
    let cases = [
        (with("client_ids", json!([])),
         "found no client id, required at least one: a token of any other client is refused".into()),
        (with("client_ids", json!(["a b"])),
         "found client id `a b`, required 1 to 128 letters, digits, `_`, `+` or `-`".into()),
        (with("client_ids", json!([""])),
         "found client id ``, required 1 to 128 letters, digits, `_`, `+` or `-`".into()),
        (with("issuer", json!("http://idp.example")),
         format!("found issuer `http://idp.example`, {issuer}")),
        (with("issuer", json!("https://idp.example/?a=b")),
         format!("found issuer `https://idp.example/?a=b`, {issuer}")),
        (with("issuer", json!("https://idp.example\n")),
         format!(r"found issuer `https://idp.example\n`, {issuer}")),
        (with("trusted_claims", json!(["a\tb"])),
         r"found trusted claim `a\tb`, required a name of 1 to 128 bytes without control characters"
             .into()),
        (with("leeway_seconds", json!(301)),
         "found a leeway of 301 s, required at most 300 s: set the clock right instead".into()),
        (with("prefix", json!("")),
         "found prefix ``, required 1 to 32 ASCII letters, digits, `-`, `_`, `.`, `:` or `/`".into()),
        (with("prefix", json!("旭川:")),
         "found prefix `旭川:`, required 1 to 32 ASCII letters, digits, `-`, `_`, `.`, `:` or `/`".into()),
        (with("keys", json!({"url": "http://idp.example/jwks.json"})),
         "found key address `http://idp.example/jwks.json`, required an https URL, or http to \
          127.0.0.0/8, [::1] or localhost, without user information and fragment".into()),
    ];
    for (entry, expected) in cases {
        assert_eq!(message(entry), expected);
    }
}

#[test]
fn what_nobody_reads_is_an_error() {
    let wrong = [
        with("audience", json!("x")),
        with("token_use", json!("Access")),
        with("token_use", json!(["access", "id"])),
        with("keys", json!("somewhere")),
        with("keys", json!({"url": "https://a.example", "file": "b"})),
        with("client_ids", json!(CLIENT)),
    ];
    for entry in wrong {
        let text = message(entry.clone());
        assert!(text.starts_with("the list of issuers is not valid: "), "{entry}: {text}");
        assert!(!text.contains('\n'), "{text}");
    }
    let twice = format!(r#"[{{"issuer":"{ISSUER}","issuer":"{ISSUER}"}}]"#);
    assert!(issuers_from_json(&twice).is_err());
}

#[test]
fn names_are_held_to_their_lengths() {
    let issuer = |bytes: usize| format!("https://{}", "a".repeat(bytes - 8));
    let accepted = |text: &str| {
        [
            IssuerUrl::parse(text).is_ok(),
            ClientId::parse(text).is_ok(),
            TrustedClaims::try_new([text]).is_ok(),
        ]
    };

    assert!(IssuerUrl::parse(&issuer(256)).is_ok());
    assert!(IssuerUrl::parse(&issuer(257)).is_err());
    assert_eq!(ClientId::parse(CLIENT).unwrap().as_str(), CLIENT);
    assert_eq!(accepted(&"a".repeat(128)), [false, true, true]);
    assert_eq!(accepted(&"a".repeat(129)), [false; 3]);
    assert_eq!(accepted(""), [false; 3]);
}
