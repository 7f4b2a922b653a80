//! The keys of the corpus: the pool's two, a stranger's, and one that the suite holds itself.

use std::sync::LazyLock;

use aws_lc_rs::{
    encoding::{AsDer, PublicKeyX509Der},
    signature::{RSA_PKCS1_SHA256, RsaEncoding},
};
use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use serde_json::Value;

use super::case::Secret;
use crate::pool::{Key, Pool, pool};

/// The id of the key that the suite holds.
pub const OWN_ID: &str = "own";

static OWN: LazyLock<Key> = LazyLock::new(|| Key::new(OWN_ID));

/// A pool of the same name with keys of its own.
pub static STRANGER: LazyLock<Pool> = LazyLock::new(Pool::new);

/// The keys that the tokens of the corpus are judged by.
pub fn jwks() -> Value {
    let mut document = pool().jwks();
    document["keys"].as_array_mut().expect("a list").push(OWN.jwk());
    document
}

/// The RS256 signature of the key that the suite holds.
pub fn signed_by_the_suite(message: &[u8]) -> Vec<u8> {
    signed_as(&RSA_PKCS1_SHA256, message)
}

/// A signature of that key by another scheme.
pub fn signed_as(scheme: &'static dyn RsaEncoding, message: &[u8]) -> Vec<u8> {
    OWN.signature(scheme, message)
}

/// What somebody who knows the public key could take for a secret.
pub fn secret(of: Secret) -> Vec<u8> {
    let public = OWN.public();
    let spki = || AsDer::<PublicKeyX509Der<'_>>::as_der(public).expect("a DER form");
    match of {
        Secret::Empty => Vec::new(),
        Secret::Jwk => OWN.jwk().to_string().into_bytes(),
        Secret::Jwks => jwks().to_string().into_bytes(),
        Secret::N => URL_SAFE_NO_PAD.encode(modulus()).into_bytes(),
        Secret::Modulus => modulus(),
        Secret::Pem => pem(spki().as_ref()).into_bytes(),
        Secret::PemTrimmed => pem(spki().as_ref()).trim_end().as_bytes().to_vec(),
        Secret::PemBody => STANDARD.encode(spki().as_ref()).into_bytes(),
        Secret::Pkcs1 => public.as_ref().to_vec(),
        Secret::Spki => spki().as_ref().to_vec(),
    }
}

/// The modulus of the key that the suite holds.
pub fn modulus() -> Vec<u8> {
    OWN.modulus()
}

fn pem(der: &[u8]) -> String {
    let text = STANDARD.encode(der);
    let lines: Vec<&str> =
        (0..text.len()).step_by(64).map(|at| &text[at..text.len().min(at + 64)]).collect();
    format!("-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n", lines.join("\n"))
}
