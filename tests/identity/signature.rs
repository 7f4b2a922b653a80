//! The signature: the issuer's, of exactly these bytes.

use aws_lc_rs::{
    rand::SystemRandom,
    rsa::KeySize,
    signature::{RSA_PKCS1_SHA512, RSA_PSS_SHA256, RsaEncoding, RsaKeyPair},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sekisho_identity::{BearerToken, KeySet, TokenUse};
use serde_json::{Value, json};
use support::tokens::{ISSUER, another_issuer, dev_issuer, expectation};

use crate::minting::{NOW, access_with, assert_refused, sato};

fn honest() -> (String, Vec<u8>) {
    let token = dev_issuer().access_token(&sato(), NOW).unwrap();
    let (input, signature) = token.rsplit_once('.').unwrap();
    (input.to_owned(), URL_SAFE_NO_PAD.decode(signature).unwrap())
}

#[test]
fn a_signature_is_of_the_moduluss_length_and_of_these_bytes() {
    let (input, good) = honest();
    let with = |signature: &[u8]| format!("{input}.{}", URL_SAFE_NO_PAD.encode(signature));
    let flipped = |index: usize| {
        let mut bytes = good.clone();
        bytes[index] ^= 1;
        with(&bytes)
    };

    assert_refused([
        ("one byte short", with(&good[..255]), "bad_signature"),
        ("first byte missing", with(&good[1..]), "bad_signature"),
        ("a zero before", with(&[&[0], &good[..]].concat()), "bad_signature"),
        ("a zero behind", with(&[&good[..], &[0]].concat()), "bad_signature"),
        ("one byte", with(&[1]), "bad_signature"),
        ("all zero", with(&[0; 256]), "bad_signature"),
        ("one", with(&[&[0; 255][..], &[1]].concat()), "bad_signature"),
        ("all ones", with(&[255; 256]), "bad_signature"),
        ("first bit flipped", flipped(0), "bad_signature"),
        ("middle bit flipped", flipped(128), "bad_signature"),
        ("last bit flipped", flipped(255), "bad_signature"),
    ]);
}

#[test]
fn a_signature_of_other_claims_is_none() {
    let (_, signature) = honest();
    let other = access_with(|claims| drop(claims.insert("sub".into(), json!("someone else"))));
    let (input, _) = other.rsplit_once('.').unwrap();

    let spliced = format!("{input}.{}", URL_SAFE_NO_PAD.encode(signature));

    assert_refused([("spliced", spliced, "bad_signature")]);
}

#[test]
fn a_signature_by_a_key_of_the_same_id_elsewhere_is_none() {
    let stranger = another_issuer(ISSUER);
    let claims = dev_issuer().access_claims(&sato(), NOW);
    let token = stranger.sign(TokenUse::Access, &claims).unwrap();
    let (_, rest) = token.split_once('.').unwrap();
    let (honest, _) = honest();
    let (header, _) = honest.split_once('.').unwrap();
    let (claims, _) = rest.split_once('.').unwrap();
    let input = format!("{header}.{claims}");
    let signature = stranger.signature(TokenUse::Access, input.as_bytes()).unwrap();

    assert_refused([("the stranger's", format!("{input}.{signature}"), "bad_signature")]);
}

#[test]
fn the_right_key_under_another_scheme_is_refused() {
    let pair = RsaKeyPair::generate(KeySize::Rsa2048).unwrap();
    let public = aws_lc_rs::signature::KeyPair::public_key(&pair);
    let (n, e) = (public.modulus(), public.exponent());
    let keys = json!({"keys": [{
        "kty": "RSA", "use": "sig", "alg": "RS256", "kid": "own",
        "n": URL_SAFE_NO_PAD.encode(n.big_endian_without_leading_zero()),
        "e": URL_SAFE_NO_PAD.encode(e.big_endian_without_leading_zero()),
    }]});
    let keys = KeySet::from_jwks(keys.to_string().as_bytes()).unwrap();
    let claims = Value::Object(dev_issuer().access_claims(&sato(), NOW)).to_string();
    let input = format!(
        "{}.{}",
        URL_SAFE_NO_PAD.encode(r#"{"kid":"own","alg":"RS256"}"#),
        URL_SAFE_NO_PAD.encode(claims)
    );
    let code = |scheme: &'static dyn RsaEncoding| {
        let mut signature = vec![0; pair.public_modulus_len()];
        pair.sign(scheme, &SystemRandom::new(), input.as_bytes(), &mut signature).unwrap();
        let token = format!("{input}.{}", URL_SAFE_NO_PAD.encode(signature));
        let token = BearerToken::from_compact(&token).unwrap();
        let expected = expectation(ISSUER, TokenUse::Access);
        sekisho_identity::verify(&token, &keys, &expected, NOW).err().map(|error| error.code())
    };

    assert_eq!(code(&aws_lc_rs::signature::RSA_PKCS1_SHA256), None);
    assert_eq!(code(&RSA_PKCS1_SHA512), Some("bad_signature"));
    assert_eq!(code(&RSA_PSS_SHA256), Some("bad_signature"));
}
