//! Signatures: the issuer's, those of others, and what is done to them.

use aws_lc_rs::{
    hmac,
    rand::SystemRandom,
    signature::{
        ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, RSA_PKCS1_SHA256,
        RSA_PKCS1_SHA384, RSA_PKCS1_SHA512, RSA_PSS_SHA256, RSA_PSS_SHA384, RSA_PSS_SHA512,
    },
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sekisho_identity::TokenUse;

use super::{
    case::{Change, Hash, Signer},
    keys::{self, STRANGER},
    template,
};
use crate::pool::pool;

/// The signature of these bytes.
pub fn sign(signer: &Signer, input: &[u8]) -> Vec<u8> {
    match signer {
        Signer::Access => issued(TokenUse::Access, input),
        Signer::Id => issued(TokenUse::Id, input),
        Signer::Stranger => STRANGER.key(TokenUse::Access).signature(&RSA_PKCS1_SHA256, input),
        Signer::Own => keys::signed_as(&RSA_PKCS1_SHA256, input),
        Signer::OwnRs384 => keys::signed_as(&RSA_PKCS1_SHA384, input),
        Signer::OwnRs512 => keys::signed_as(&RSA_PKCS1_SHA512, input),
        Signer::OwnPs256 => keys::signed_as(&RSA_PSS_SHA256, input),
        Signer::OwnPs384 => keys::signed_as(&RSA_PSS_SHA384, input),
        Signer::OwnPs512 => keys::signed_as(&RSA_PSS_SHA512, input),
        Signer::Es256 => {
            let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).expect("a pair");
            pair.sign(&SystemRandom::new(), input).expect("a signature").as_ref().to_vec()
        }
        Signer::Eddsa => Ed25519KeyPair::generate().expect("a pair").sign(input).as_ref().to_vec(),
        Signer::Hmac(hash, secret) => {
            let algorithm = match hash {
                Hash::Sha256 => hmac::HMAC_SHA256,
                Hash::Sha384 => hmac::HMAC_SHA384,
                Hash::Sha512 => hmac::HMAC_SHA512,
            };
            let key = hmac::Key::new(algorithm, &keys::secret(*secret));
            hmac::sign(&key, input).as_ref().to_vec()
        }
        Signer::Bytes(bytes) => template::expand(bytes, &|_| None),
    }
}

/// The text of a signature after a change.
pub fn changed(mut signature: Vec<u8>, change: Option<&Change>) -> String {
    match change {
        None | Some(Change::StandardAlphabet | Change::UnusedBits(_)) => {}
        Some(Change::AddModulus) => signature = sum(&signature, &keys::modulus()),
        Some(Change::Negate) => signature = difference(&keys::modulus(), &signature),
        Some(Change::Before(hex)) => signature = [template::hex(hex), signature].concat(),
        Some(Change::Behind(hex)) => signature.extend(template::hex(hex)),
        Some(Change::Cut(bytes)) => signature.truncate(signature.len() - bytes),
        Some(Change::Skip(bytes)) => drop(signature.drain(..*bytes)),
        Some(Change::Flip(bit)) => signature[bit / 8] ^= 0x80 >> (bit % 8),
    }
    let text = URL_SAFE_NO_PAD.encode(signature);
    match change {
        Some(Change::StandardAlphabet) => standard_alphabet(&text),
        Some(Change::UnusedBits(bits)) => unused_bits(&text, *bits),
        _ => text,
    }
}

/// The same bytes in the alphabet of base64.
pub fn standard_alphabet(part: &str) -> String {
    part.replace('-', "+").replace('_', "/")
}

/// The same bytes with other bits behind the last of them.
pub fn unused_bits(part: &str, bits: u8) -> String {
    let (rest, last) = part.split_at(part.len() - 1);
    let value = ALPHABET.find(last).expect("a character of base64url");
    let other = value | usize::from(bits);
    assert_ne!(other, value, "these bits are read");
    format!("{rest}{}", &ALPHABET[other..=other])
}

fn issued(token_use: TokenUse, input: &[u8]) -> Vec<u8> {
    pool().key(token_use).signature(&RSA_PKCS1_SHA256, input)
}

/// The sum of two numbers of the same length, big-endian.
fn sum(one: &[u8], other: &[u8]) -> Vec<u8> {
    let mut carry = 0;
    let mut digits = Vec::new();
    for (one, other) in one.iter().zip(other).rev() {
        let digit = u16::from(*one) + u16::from(*other) + carry;
        digits.push(digit.to_le_bytes()[0]);
        carry = digit >> 8;
    }
    if carry > 0 {
        digits.push(1);
    }
    digits.reverse();
    digits
}

/// The difference of two numbers of the same length, big-endian.
fn difference(large: &[u8], small: &[u8]) -> Vec<u8> {
    let mut borrow = 0;
    let mut digits = Vec::new();
    for (large, small) in large.iter().zip(small).rev() {
        let digit = 256 + i16::from(*large) - i16::from(*small) - borrow;
        digits.push(digit.to_le_bytes()[0]);
        borrow = i16::from(digit < 256);
    }
    digits.reverse();
    digits
}

const ALPHABET: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
