//! Which keys of a document are admitted.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sekisho_identity::{KeySet, KeySetError, MAX_DOCUMENT_BYTES, SkipReason};
use serde_json::{Value, json};
use support::tokens::dev_issuer;

use crate::vectors;

/// An entry as Cognito publishes it, of the shared issuer's key, under another id.
fn entry(id: &str) -> Value {
    let mut entry = dev_issuer().jwks()["keys"][0].clone();
    entry["kid"] = json!(id);
    entry
}

/// The entry with one member changed.
fn with(id: &str, name: &str, value: Value) -> Value {
    let mut entry = entry(id);
    entry[name] = value;
    entry
}

fn without(id: &str, name: &str) -> Value {
    let mut entry = entry(id);
    entry.as_object_mut().unwrap().remove(name);
    entry
}

fn parse(keys: impl IntoIterator<Item = Value>) -> Result<KeySet, KeySetError> {
    let keys: Vec<Value> = keys.into_iter().collect();
    KeySet::from_jwks(json!({ "keys": keys }).to_string().as_bytes())
}

fn ids(set: &KeySet) -> Vec<&str> {
    set.key_ids().collect()
}

/// The reason for which this entry is skipped beside a good one.
#[track_caller]
fn reason(entry: Value) -> SkipReason {
    let set = parse([entry, self::entry("good")]).unwrap();
    assert_eq!(ids(&set), ["good"]);
    set.skipped()[0].reason
}

/// A modulus of this many bits that nobody knows the factors of, and perhaps nobody needs to.
fn modulus(bits: usize) -> Value {
    let mut bytes = vec![0xd3; bits.div_ceil(8)];
    bytes[0] = if bits.is_multiple_of(8) { 0x80 } else { 1 << (bits % 8 - 1) };
    json!(URL_SAFE_NO_PAD.encode(bytes))
}

#[test]
fn only_rsa_keys_for_rs256_signatures_are_admitted() {
    let found = [
        with("k", "kty", json!("EC")),
        with("k", "kty", json!("oct")),
        with("k", "kty", json!("AKP")),
        without("k", "kty"),
        with("k", "use", json!("enc")),
        without("k", "use"),
        with("k", "alg", json!("RS512")),
        with("k", "alg", json!("PS256")),
        with("k", "alg", json!(["RS256"])),
        without("k", "alg"),
        with("k", "key_ops", json!(["encrypt"])),
        with("k", "key_ops", json!("verify")),
        with("k", "key_ops", json!([])),
        with("k", "d", json!("AQAB")),
        with("k", "k", json!("AQAB")),
        without("k", "kid"),
        with("k", "kid", json!(7)),
        entry(""),
        entry(&"k".repeat(129)),
    ]
    .map(reason);

    let expected = [
        SkipReason::Type,
        SkipReason::Type,
        SkipReason::Type,
        SkipReason::Type,
        SkipReason::Use,
        SkipReason::Use,
        SkipReason::Algorithm,
        SkipReason::Algorithm,
        SkipReason::Algorithm,
        SkipReason::Algorithm,
        SkipReason::Operations,
        SkipReason::Operations,
        SkipReason::Operations,
        SkipReason::PrivateKey,
        SkipReason::PrivateKey,
        SkipReason::KeyId,
        SkipReason::KeyId,
        SkipReason::KeyId,
        SkipReason::KeyId,
    ];
    assert_eq!(found, expected);
    let verify = with("k", "key_ops", json!(["verify"]));
    assert_eq!(ids(&parse([verify]).unwrap()), ["k"]);
}

#[test]
fn a_modulus_is_odd_canonical_and_of_2048_to_4096_bits() {
    let good = entry("k")["n"].as_str().unwrap().to_owned();
    let bytes = URL_SAFE_NO_PAD.decode(&good).unwrap();
    let padded = [&[0], &bytes[..]].concat();
    let even = [&bytes[..255], &[bytes[255] & 0xfe]].concat();

    let found = [
        modulus(1024),
        modulus(2047),
        modulus(4097),
        modulus(8192),
        json!(URL_SAFE_NO_PAD.encode(padded)),
        json!(URL_SAFE_NO_PAD.encode(even)),
        json!(format!("{good}==")),
        json!(""),
        json!("AA"),
        json!(65537),
    ]
    .map(|n| reason(with("k", "n", n)));

    let mut expected = [SkipReason::Modulus; 10];
    expected[..4].fill(SkipReason::Size);
    assert_eq!(found, expected);
    assert_eq!(reason(without("k", "n")), SkipReason::Modulus);
    // What is wrong with its form is said before its size is.
    let small = [&bytes[..127], &[bytes[255] & 0xfe]].concat();
    for malformed in [small, [&[0], &bytes[..127]].concat()] {
        let n = json!(URL_SAFE_NO_PAD.encode(malformed));
        assert_eq!(reason(with("k", "n", n)), SkipReason::Modulus);
    }
    for bits in [2048, 4096] {
        assert_eq!(ids(&parse([with("k", "n", modulus(bits))]).unwrap()), ["k"]);
    }
}

#[test]
fn an_exponent_is_odd_and_between_3_and_32_bits() {
    // 0, 1, 2, 4, 65536, 33 bits, a leading zero, empty, padded
    let refused = ["AA", "AQ", "Ag", "BA", "AQAA", "AQAAAAE", "AAEAAQ", "", "AQAB=="];
    assert_eq!(refused.map(|e| reason(with("k", "e", json!(e)))), [SkipReason::Exponent; 9],);
    assert_eq!(reason(without("k", "e")), SkipReason::Exponent);
    // 3, 7, 17 and 65537
    for e in ["Aw", "Bw", "EQ", "AQAB"] {
        assert_eq!(ids(&parse([with("k", "e", json!(e))]).unwrap()), ["k"]);
    }
}

#[test]
fn two_different_keys_of_one_id_are_both_refused_in_either_order() {
    let keys = dev_issuer().jwks();
    let mut other = keys["keys"][1].clone();
    other["kid"] = json!("twice");
    let one = entry("twice");

    for pair in [[one.clone(), other.clone()], [other, one.clone()]] {
        let set = parse(pair.into_iter().chain([entry("good")])).unwrap();
        assert_eq!(ids(&set), ["good"]);
        assert!(set.skipped().iter().all(|skipped| skipped.reason == SkipReason::Ambiguous));
    }
    let set = parse([one.clone(), with("twice", "use", json!("enc")), entry("good")]).unwrap();
    assert_eq!(ids(&set), ["good"]);
    // The very same entry again says nothing new.
    let set = parse([one.clone(), one]).unwrap();
    assert_eq!(ids(&set), ["twice"]);
    assert_eq!(set.skipped()[0].reason, SkipReason::Repeated);
}

#[test]
fn a_document_that_is_no_key_set_is_refused_whole() {
    let error = |document: &str| KeySet::from_jwks(document.as_bytes()).unwrap_err();
    let good = entry("k");

    assert_eq!(error(""), KeySetError::Malformed);
    assert_eq!(error("<html>sign in</html>"), KeySetError::Malformed);
    assert_eq!(error("{}"), KeySetError::Malformed);
    assert_eq!(error("[]"), KeySetError::Malformed);
    assert_eq!(error(r#"{"keys":{}}"#), KeySetError::Malformed);
    assert_eq!(error(r#"{"keys":[1]}"#), KeySetError::Malformed);
    assert_eq!(error(&format!(r#"{{"keys":[{good}]"#)), KeySetError::Malformed);
    assert_eq!(error(&format!(r#"{{"keys":[{good}],"keys":[]}}"#)), KeySetError::Malformed);
    assert_eq!(error(r#"{"keys":[]}"#), KeySetError::NoUsableKey);
    assert_eq!(
        error(&format!(r#"{{"keys":[{}]}}"#, with("k", "use", json!("enc")))),
        KeySetError::NoUsableKey
    );
    let many = vec!["{}"; 65].join(",");
    assert_eq!(error(&format!(r#"{{"keys":[{many}]}}"#)), KeySetError::TooManyKeys { found: 65 });
    let huge = format!(r#"{{"keys":[{good}]{}}}"#, " ".repeat(MAX_DOCUMENT_BYTES));
    assert_eq!(error(&huge), KeySetError::TooLarge { found: huge.len() });
}

#[test]
fn a_document_of_64_keys_or_of_64_kib_is_read() {
    // One key is enough: the others are skipped.
    let keys: Vec<Value> = std::iter::once(entry("k"))
        .chain((1..64).map(|number| json!({ "kid": number.to_string() })))
        .collect();
    let set = parse(keys).unwrap();
    assert_eq!((ids(&set), set.skipped().len()), (vec!["k"], 63));

    let document = json!({ "keys": [entry("k")] }).to_string();
    let longest = document.clone() + &" ".repeat(MAX_DOCUMENT_BYTES - document.len());
    assert_eq!(ids(&KeySet::from_jwks(longest.as_bytes()).unwrap()), ["k"]);
}

#[test]
fn a_modulus_of_the_roca_generator_is_refused_for_that() {
    let Some(suite) = vectors::read("wycheproof/json_web_key_test.json") else { return };
    let groups = suite["testGroups"].as_array().unwrap();
    let group = groups.iter().find(|group| group["comment"] == "jws_rsa_roca_key").unwrap();
    let key = group["public"]["keys"][0].clone();
    // The vector writes a leading zero, which is refused already: take it away.
    let n = URL_SAFE_NO_PAD.decode(key["n"].as_str().unwrap()).unwrap();
    let n = URL_SAFE_NO_PAD.encode(n.strip_prefix(&[0]).unwrap_or(&n));

    assert_eq!(reason(with("roca", "n", json!(n))), SkipReason::Roca);
}
