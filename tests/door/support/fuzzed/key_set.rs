//! Key documents: what is admitted of one is what it calls a key for RS256, and is long enough.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use engine_support::fuzzed::Outcome;
use sekisho_identity::{KeySet, MAX_DOCUMENT_BYTES};
use serde_json::Value;

/// Any bytes as a key document.
///
/// # Panics
///
/// If something is admitted that is no such key.
#[must_use]
pub fn key_set(bytes: &[u8]) -> Outcome {
    let set = match KeySet::from_jwks(bytes) {
        Ok(set) => set,
        Err(error) => {
            let said = error.to_string();
            assert!(!said.contains(['\n', '\r']) && said.len() < 200, "{said:?}");
            return Outcome::Refused;
        }
    };
    assert!(bytes.len() <= MAX_DOCUMENT_BYTES);
    let document: Value = serde_json::from_slice(bytes).expect("what is accepted is JSON");
    let entries = document["keys"].as_array().expect("a list of keys");
    assert!(entries.len() <= 64);
    let ids: Vec<&str> = set.key_ids().collect();
    assert!(!ids.is_empty());
    assert_eq!(ids.len() + set.skipped().len(), entries.len(), "each entry is a key or skipped");
    for id in ids {
        assert!((1..=128).contains(&id.len()));
        let named: Vec<&Value> = entries.iter().filter(|entry| entry["kid"] == id).collect();
        let [first, rest @ ..] = named.as_slice() else { panic!("`{id}` is nobody's") };
        assert!(rest.iter().all(|other| other == first), "`{id}` is of several keys");
        for (name, value) in [("kty", "RSA"), ("use", "sig"), ("alg", "RS256")] {
            assert_eq!(first[name], value);
        }
        for name in KeySet::PRIVATE_MEMBERS {
            assert_eq!(first.get(name), None, "`{id}` is no secret");
        }
        let n = URL_SAFE_NO_PAD.decode(first["n"].as_str().expect("text")).expect("base64url");
        let bits = 8 * n.len() - usize::try_from(n[0].leading_zeros()).expect("at most 8");
        assert!((2048..=4096).contains(&bits) && n[0] != 0, "{bits} bits");
        // Nobody signs with a key that is only public.
        let key = set.key(id).expect("it is listed");
        assert!(!key.verifies(b"", &[0; 256]) && !key.verifies(bytes, &vec![0xff; n.len()]));
    }
    Outcome::Held
}
