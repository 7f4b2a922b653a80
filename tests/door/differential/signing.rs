//! Who signs, and what becomes of the signature.

use fastrand::Rng;
use serde_json::{Value, json};

use crate::values::pick;

/// Somebody who signs.
pub fn signer(chance: &mut Rng) -> Value {
    match chance.u8(..4) {
        0 => json!("stranger"),
        1 => json!({ "bytes": pick(chance, &["", "{{zeros:256}}", "{{ones:256}}", "{{hex:00}}"]) }),
        2 => json!({ "hmac": [pick(chance, &["256", "384", "512"]), pick(chance, &["pem", "n"])] }),
        _ => json!(pick(chance, &["access", "id", "own"])),
    }
}

/// Something done to a signature.
pub fn change(chance: &mut Rng) -> Value {
    match chance.u8(..5) {
        0 => json!({ "flip": chance.u16(..2048) }),
        1 => json!({ "before": pick(chance, &["00", "ff"]) }),
        2 => json!({ "behind": pick(chance, &["00", "0000", "ff"]) }),
        3 => json!({ "unused-bits": 1 << chance.u8(..4) }),
        _ => json!({ "cut": chance.u16(1..256) }),
    }
}

/// Whether it is an RSA signature, and so long enough to be changed.
pub fn of_rsa(signer: &Value) -> bool {
    let name = signer.as_str().unwrap_or_default();
    name.starts_with("own") || ["access", "id", "stranger"].contains(&name)
}

/// An algorithm for the header, and who signs by it, as the text of JSON.
pub const ALGORITHMS: &[(&str, Option<&str>)] = &[
    ("RS384", Some(r#""own-rs384""#)),
    ("RS512", Some(r#""own-rs512""#)),
    ("PS256", Some(r#""own-ps256""#)),
    ("RS256", Some(r#""own-ps256""#)),
    ("RS256", Some(r#""own-rs512""#)),
    ("ES256", Some(r#""es256""#)),
    ("EdDSA", Some(r#""eddsa""#)),
    ("HS256", Some(r#"{"hmac":["256","pem"]}"#)),
    ("HS256", Some(r#"{"hmac":["256","spki"]}"#)),
    ("RS256", Some(r#"{"hmac":["256","modulus"]}"#)),
    ("none", Some(r#"{"bytes":""}"#)),
    ("none", None),
    ("rs256", None),
    ("RS256 ", None),
    ("", None),
];
