//! The header: which algorithm, which key, and what is never honoured.

use aws_lc_rs::hmac;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sekisho_identity::TokenUse;
use support::tokens::dev_issuer;

use crate::minting::{assert_refused, honest_claims, honest_header, signed};

fn key_id() -> String {
    dev_issuer().key_id(TokenUse::Access)
}

fn with_header(header: &str) -> String {
    signed(header.as_bytes(), honest_claims().as_bytes())
}

/// The honest header with one more member.
fn with_member(member: &str) -> String {
    with_header(&honest_header().replace('}', &format!(",{member}}}")))
}

#[test]
fn the_algorithm_is_rs256_byte_for_byte() {
    let spellings = [
        r#""none""#,
        r#""None""#,
        r#""NONE""#,
        r#""""#,
        "null",
        "256",
        r#"["RS256"]"#,
        r#"{"a":"RS256"}"#,
        "true",
        r#""rs256""#,
        r#""RS256 ""#,
        r#"" RS256""#,
        r#""RS384""#,
        r#""RS512""#,
        r#""PS256""#,
        r#""ES256""#,
        r#""EdDSA""#,
        r#""HS256""#,
        r#""RS256\u0000""#,
    ];
    let id = key_id();
    assert_refused(spellings.map(|alg| {
        let header = format!(r#"{{"kid":"{id}","alg":{alg}}}"#);
        (alg, with_header(&header), "wrong_algorithm")
    }));
    assert_refused([("absent", with_header(&format!(r#"{{"kid":"{id}"}}"#)), "wrong_algorithm")]);
}

#[test]
fn an_unsigned_token_is_refused_by_its_form_or_its_algorithm() {
    let header = URL_SAFE_NO_PAD.encode(format!(r#"{{"kid":"{}","alg":"none"}}"#, key_id()));
    let input = format!("{header}.{}", URL_SAFE_NO_PAD.encode(honest_claims()));

    assert_refused([
        ("empty signature", format!("{input}."), "malformed_token"),
        ("any signature", format!("{input}.AAAA"), "wrong_algorithm"),
    ]);
}

#[test]
fn the_public_key_is_no_hmac_secret() {
    let jwks = dev_issuer().jwks();
    let n = jwks["keys"][1]["n"].as_str().unwrap();
    let secrets = [n.as_bytes().to_vec(), URL_SAFE_NO_PAD.decode(n).unwrap(), Vec::new()];
    for alg in ["HS256", "RS256"] {
        let header = format!(r#"{{"kid":"{}","alg":"{alg}"}}"#, key_id());
        let input = format!(
            "{}.{}",
            URL_SAFE_NO_PAD.encode(header),
            URL_SAFE_NO_PAD.encode(honest_claims())
        );
        let code = if alg == "HS256" { "wrong_algorithm" } else { "bad_signature" };
        assert_refused(secrets.clone().map(|secret| {
            let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, &secret), input.as_bytes());
            (alg, format!("{input}.{}", URL_SAFE_NO_PAD.encode(tag)), code)
        }));
    }
}

#[test]
fn the_key_id_is_a_text_of_1_to_128_bytes() {
    let long = format!(r#""{}""#, "k".repeat(129));
    let ids = ["null", "1", "[]", "{}", "true", r#""""#, &long];
    assert_refused(ids.map(|id| {
        let header = format!(r#"{{"kid":{id},"alg":"RS256"}}"#);
        (id.to_owned(), with_header(&header), "bad_key_id")
    }));
    assert_refused([("absent", with_header(r#"{"alg":"RS256"}"#), "bad_key_id")]);
}

#[test]
fn the_key_id_is_only_ever_looked_up() {
    let id = key_id();
    let ids = [
        "../../dev/null".to_owned(),
        "' or 1=1 --".to_owned(),
        "https://evil.example/jwks.json".to_owned(),
        "__proto__".to_owned(),
        "k".repeat(128),
        format!("{id} "),
        format!(" {id}"),
        format!(r"{id}\u0000"),
        id.trim_end_matches('=').to_owned(),
        "*".to_owned(),
    ];
    assert_refused(ids.map(|id| {
        let header = format!(r#"{{"kid":"{id}","alg":"RS256"}}"#);
        (id, with_header(&header), "unknown_key")
    }));
}

#[test]
fn another_key_of_the_set_does_not_vouch_for_the_token() {
    let header = format!(r#"{{"kid":"{}","alg":"RS256"}}"#, dev_issuer().key_id(TokenUse::Id));

    assert_refused([("the id token's key", with_header(&header), "bad_signature")]);
}

#[test]
fn members_that_offer_keys_or_change_the_meaning_are_refused() {
    let members = [
        r#""crit":[]"#,
        r#""crit":null"#,
        r#""crit":["exp"]"#,
        r#""crit":["b64"]"#,
        r#""b64":false"#,
        r#""b64":true"#,
        r#""zip":"DEF""#,
        r#""cty":"JWT""#,
        r#""jku":"https://evil.example/jwks.json""#,
        r#""x5u":"https://evil.example/chain.pem""#,
        r#""jwk":{"kty":"RSA","n":"AQAB","e":"AQAB"}"#,
        r#""x5c":["AQAB"]"#,
    ];
    assert_refused(members.map(|member| (member, with_member(member), "forbidden_header")));
}

#[test]
fn the_header_is_one_strict_object() {
    let honest = honest_header();
    let deep = format!(r#""x":{}{}"#, "[".repeat(64), "]".repeat(64));
    assert_refused([
        ("alg twice", with_member(r#""alg":"RS256""#), "malformed_header"),
        ("alg twice, once escaped", with_member(r#""\u0061lg":"RS256""#), "malformed_header"),
        ("kid twice", with_member(&format!(r#""kid":"{}""#, key_id())), "malformed_header"),
        ("an unknown member twice", with_member(r#""a":1,"a":1"#), "malformed_header"),
        ("twice in a nested object", with_member(r#""a":{"b":1,"b":1}"#), "malformed_header"),
        ("65 deep", with_member(&deep), "malformed_header"),
        ("a list", with_header(&format!("[{honest}]")), "malformed_header"),
        ("a text", with_header(r#""RS256""#), "malformed_header"),
        ("two objects", with_header(&format!("{honest}{honest}")), "malformed_header"),
        ("byte order mark", with_header(&format!("\u{feff}{honest}")), "malformed_header"),
        ("a comment", with_header(&honest.replace(',', ",/**/")), "malformed_header"),
        ("a trailing comma", with_header(&honest.replace('}', ",}")), "malformed_header"),
        ("cut short", with_header(honest.trim_end_matches('}')), "malformed_header"),
        (
            "invalid UTF-8 in an ignored member",
            signed(
                &[honest.trim_end_matches('}').as_bytes(), b",\"x\":\"\xff\"}"].concat(),
                honest_claims().as_bytes(),
            ),
            "malformed_header",
        ),
    ]);
}
