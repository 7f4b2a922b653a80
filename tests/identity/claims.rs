//! The claims: each in its documented type, for this issuer, this use, this client, at this time.

use sekisho_identity::{ClockTolerance, TokenUse};
use sekisho_policy::UnixTime;
use serde_json::{Value, json};
use support::tokens::{CLIENT, ISSUER, dev_issuer, expectation};

use crate::minting::{
    NOW, access_with, assert_refused, honest_claims, honest_header, id_with, judge_as, judge_at,
    sato, signed,
};

/// An access token with one claim set.
fn with(name: &str, value: Value) -> String {
    access_with(|claims| drop(claims.insert(name.to_owned(), value)))
}

/// An access token without one claim.
fn without(name: &str) -> String {
    access_with(|claims| drop(claims.remove(name)))
}

/// An access token with the text of one claim's value set, whatever that text is.
fn with_raw(name: &str, value: &str) -> String {
    let mut map = dev_issuer().access_claims(&sato(), NOW);
    map.remove(name);
    let rest = Value::Object(map).to_string();
    let text = rest.replacen('{', &format!(r#"{{"{name}":{value},"#), 1);
    signed(honest_header().as_bytes(), text.as_bytes())
}

/// One claim with each of these values is refused with this code.
#[track_caller]
fn refuses(name: &str, values: &[&str], code: &'static str) {
    assert_refused(
        values.iter().map(|value| (format!("{name} = {value:.60}"), with_raw(name, value), code)),
    );
}

#[test]
fn the_claims_are_one_strict_object() {
    let honest = honest_claims();
    let claims = |text: &str| signed(honest_header().as_bytes(), text.as_bytes());
    let member = |member: &str| claims(&honest.replacen('{', &format!("{{{member},"), 1));
    let deep = |depth: usize| member(&format!(r#""x":{}{}"#, "[".repeat(depth), "]".repeat(depth)));
    let spliced = |bytes: &[u8]| {
        let text = [b"{\"x\":\"", bytes, b"\",", &honest.as_bytes()[1..]].concat();
        signed(honest_header().as_bytes(), &text)
    };
    let utf_16: Vec<u8> = honest.encode_utf16().flat_map(u16::to_be_bytes).collect();

    assert!(crate::minting::judge(&deep(63)).is_ok());
    assert_refused([
        ("a list", claims(&format!("[{honest}]")), "malformed_claims"),
        ("null", claims("null"), "malformed_claims"),
        ("two objects", claims(&format!("{honest}{{}}")), "malformed_claims"),
        ("trailing NUL", claims(&format!("{honest}\0")), "malformed_claims"),
        ("cut short", claims(honest.trim_end_matches('}')), "malformed_claims"),
        ("byte order mark", claims(&format!("\u{feff}{honest}")), "malformed_claims"),
        ("UTF-16", signed(honest_header().as_bytes(), &utf_16), "malformed_claims"),
        ("NaN", member(r#""x":NaN"#), "malformed_claims"),
        ("1e400", member(r#""x":1e400"#), "malformed_claims"),
        ("a comment", member(r#"/* */"x":1"#), "malformed_claims"),
        ("a lone surrogate", member(r#""x":"\ud800""#), "malformed_claims"),
        ("a control character", member("\"x\":\"\n\""), "malformed_claims"),
        ("invalid UTF-8", spliced(b"\xff"), "malformed_claims"),
        ("overlong UTF-8", spliced(b"\xc0\xaf"), "malformed_claims"),
        ("65 deep", deep(64), "malformed_claims"),
        ("2000 deep", deep(2000), "malformed_claims"),
        ("sub twice", member(r#""sub":"x""#), "malformed_claims"),
        ("sub twice, once escaped", member(r#""\u0073ub":"x""#), "malformed_claims"),
        ("iss twice", member(&format!(r#""iss":"{ISSUER}""#)), "malformed_claims"),
        ("exp twice", member(r#""exp":9999999999"#), "malformed_claims"),
        ("groups twice", member(r#""cognito:groups":[]"#), "malformed_claims"),
        ("an unknown claim twice", member(r#""x":1,"x":1"#), "malformed_claims"),
        ("twice in a nested object", member(r#""x":{"y":1,"y":1}"#), "malformed_claims"),
    ]);
}

#[test]
fn the_issuer_is_the_configured_one_byte_for_byte() {
    let values = [
        json!(null),
        json!(7),
        json!([ISSUER]),
        json!(""),
        json!("https://cognito-idp.ap-northeast-1.amazonaws.com/ap-northeast-1_TestPool2"),
        json!("https://cognito-idp.us-east-1.amazonaws.com/ap-northeast-1_TestPool1"),
        json!("https://issuer-cognito-idp.ap-northeast-1.amazonaws.com/ap-northeast-1_TestPool1"),
        json!(ISSUER.replace("https", "http")),
        json!(ISSUER.replace("https", "HTTPS")),
        json!(ISSUER.replace("https://", "https://user@")),
        json!(format!("{ISSUER}/")),
        json!(format!("{ISSUER}0")),
        json!(format!("{ISSUER}\0")),
        json!(format!(" {ISSUER}")),
        json!(&ISSUER[..ISSUER.len() - 1]),
    ];
    assert_refused(values.map(|v| (v.to_string(), with("iss", v.clone()), "unknown_issuer")));
    assert_refused([("absent", without("iss"), "unknown_issuer")]);
}

#[test]
fn an_access_token_is_no_id_token_and_the_reverse() {
    let code = |token: &str, token_use| {
        judge_as(token, &expectation(ISSUER, token_use)).err().map(|refusal| refusal.code())
    };
    let access = access_with(|_| ());
    // Even one that carries an audience of ours besides.
    let bound = with("aud", json!(CLIENT));
    let id = id_with(|_| ());

    assert_eq!(code(&access, TokenUse::Access), None);
    assert_eq!(code(&id, TokenUse::Id), None);
    assert_eq!(code(&access, TokenUse::Id), Some("wrong_token_use"));
    assert_eq!(code(&bound, TokenUse::Id), Some("wrong_token_use"));
    assert_eq!(code(&id, TokenUse::Access), Some("wrong_token_use"));

    refuses(
        "token_use",
        &["null", r#""ID""#, r#"["access"]"#, r#""refresh""#, r#""access ""#, "1", r#""Access""#],
        "wrong_token_use",
    );
    assert_refused([("absent", without("token_use"), "wrong_token_use")]);
}

#[test]
fn an_access_token_is_for_a_configured_client() {
    refuses(
        "client_id",
        &["null", r#""""#, r#""otherclient""#, r#"["57cbishk4j24pabc1234567890"]"#, "1", "{}"],
        "wrong_client",
    );
    let audience_only = access_with(|claims| {
        claims.remove("client_id");
        claims.insert("aud".into(), json!(CLIENT));
    });
    assert_refused([
        ("absent", without("client_id"), "wrong_client"),
        ("our audience instead", audience_only, "wrong_client"),
        ("a prefix", with("client_id", json!(&CLIENT[..10])), "wrong_client"),
        ("with a space", with("client_id", json!(format!("{CLIENT} "))), "wrong_client"),
    ]);
}

#[test]
fn an_id_token_has_one_configured_audience() {
    let expected = expectation(ISSUER, TokenUse::Id);
    let audiences = [
        json!(null),
        json!(7),
        json!({}),
        json!([CLIENT]),
        json!([CLIENT, "other"]),
        json!(""),
        json!("other"),
        json!(&CLIENT[..10]),
        json!(format!("{CLIENT} other")),
    ];
    let code = |token: &str| judge_as(token, &expected).err().map(|refusal| refusal.code());
    for audience in audiences {
        let token = id_with(|claims| drop(claims.insert("aud".into(), audience.clone())));
        assert_eq!(code(&token), Some("wrong_client"), "{audience}");
    }
    let client_only = id_with(|claims| {
        claims.remove("aud");
        claims.insert("client_id".into(), json!(CLIENT));
    });
    assert_eq!(code(&client_only), Some("wrong_client"));
}

#[test]
fn an_expiry_is_an_integer_behind_the_issue() {
    let float = format!("{}.5", NOW.seconds() + 60);
    let whole_float = format!("{}.0", NOW.seconds() + 60);
    refuses(
        "exp",
        &[
            "null",
            r#""1800003600""#,
            "true",
            "[]",
            "{}",
            "1e308",
            "-1e308",
            &float,
            &whole_float,
            "9223372036854775808",
            "18446744073709551616",
            "123456789012345678901234567890",
        ],
        "bad_expiry",
    );
    refuses("exp", &["-1", "0", "1799999999", "-9223372036854775808"], "expired");
    // In milliseconds, or for ever: Cognito's longest token lives 24 hours.
    refuses("exp", &["1800003600000", "9223372036854775807"], "too_long_lived");
    assert_refused([("absent", without("exp"), "bad_expiry")]);

    let ahead = |exp: i64, iat: i64| {
        access_with(|claims| {
            claims.insert("exp".into(), json!(NOW.seconds() + exp));
            claims.insert("iat".into(), json!(NOW.seconds() + iat));
        })
    };
    assert_refused([
        ("at the issue", ahead(30, 30), "bad_expiry"),
        ("before the issue", ahead(30, 31), "bad_expiry"),
        ("24 hours and a second", ahead(86_401, 0), "too_long_lived"),
        ("24 hours and a second from the past", ahead(1, -86_400), "too_long_lived"),
    ]);
    assert!(crate::minting::judge(&ahead(86_400, 0)).is_ok());
}

#[test]
fn a_token_ends_at_its_expiry_and_not_before() {
    let token = dev_issuer().access_token(&sato(), NOW).unwrap();
    let strict = expectation(ISSUER, TokenUse::Access);
    let lenient = expectation(ISSUER, TokenUse::Access)
        .with_tolerance(ClockTolerance::with_expiry_leeway(300).unwrap());
    let code = |expected, after: i64| {
        let now = NOW.saturating_add(after);
        judge_at(&token, expected, now).err().map(|refusal| refusal.code())
    };

    assert_eq!(code(&strict, 3599), None);
    assert_eq!(code(&strict, 3600), Some("expired"));
    assert_eq!(code(&lenient, 3899), None);
    assert_eq!(code(&lenient, 3900), Some("expired"));
}

#[test]
fn a_token_from_the_future_is_refused_beyond_a_minute() {
    let token = dev_issuer().access_token(&sato(), NOW).unwrap();
    let strict = expectation(ISSUER, TokenUse::Access);
    let lenient = expectation(ISSUER, TokenUse::Access)
        .with_tolerance(ClockTolerance::with_expiry_leeway(300).unwrap());
    let code = |expected, seconds: i64| {
        let now = UnixTime::from_seconds(seconds);
        judge_at(&token, expected, now).err().map(|refusal| refusal.code())
    };

    assert_eq!(code(&strict, NOW.seconds() - 60), None);
    assert_eq!(code(&strict, NOW.seconds() - 61), Some("issued_in_future"));
    assert_eq!(code(&lenient, NOW.seconds() - 300), None);
    assert_eq!(code(&lenient, NOW.seconds() - 301), Some("issued_in_future"));
    // A clock that was never set, or is far beyond anything.
    assert_eq!(code(&strict, 0), Some("issued_in_future"));
    assert_eq!(code(&strict, -1), Some("issued_in_future"));
    assert_eq!(code(&lenient, i64::MIN), Some("issued_in_future"));
    assert_eq!(code(&lenient, i64::MAX), Some("expired"));

    refuses("iat", &["null", r#""1800000000""#, "1.5", "[]", "true", "1e300"], "bad_issued_at");
    assert_refused([("absent", without("iat"), "bad_issued_at")]);
}

#[test]
fn not_before_and_sign_in_are_integers_not_ahead() {
    let ahead = |seconds: i64| (NOW.seconds() + seconds).to_string();

    refuses("nbf", &["null", r#""0""#, "0.5", "[]"], "bad_not_before");
    refuses("nbf", &[&ahead(61), "9223372036854775807"], "not_yet_valid");
    refuses("auth_time", &["null", r#""0""#, "0.5", &ahead(61)], "bad_auth_time");
    for (claim, value) in [("nbf", ahead(60)), ("nbf", ahead(-1)), ("auth_time", ahead(60))] {
        assert!(crate::minting::judge(&with_raw(claim, &value)).is_ok(), "{claim} {value}");
    }
}

#[test]
fn the_subject_and_the_user_are_texts_that_say_something() {
    refuses("sub", &["null", r#""""#, "7", "[]", r#"["sato"]"#], "bad_subject");
    assert_refused([("absent", without("sub"), "bad_subject")]);
    refuses("username", &["null", r#""""#, "7", r#"["sato"]"#], "bad_user");
}

#[test]
fn groups_are_a_list_of_texts_and_never_split_from_one() {
    let many = json!(vec!["g"; 101]).to_string();
    let flood = json!(vec!["g"; 1_200]).to_string();
    let long = json!(["長".repeat(129)]).to_string();
    refuses(
        "cognito:groups",
        &[
            "null",
            r#""dept-staff""#,
            r#""a,b""#,
            "7",
            "true",
            r#"{"a":"b"}"#,
            r#"["a",1]"#,
            r#"["a",["b"]]"#,
            r#"["a",null]"#,
            r#"[""]"#,
            &many,
            &flood,
            &long,
        ],
        "bad_groups",
    );
    let most = json!((0..100).map(|n| format!("group-{n}")).collect::<Vec<_>>());
    let verified = crate::minting::judge(&with("cognito:groups", most)).unwrap();
    assert_eq!(verified.caller().groups().known().map(|groups| groups.len()), Some(100));
}
