//! Vectors that others published. They are not part of this repository: where they are not beside
//! it, the test says so and ends. A vector has to end as its publisher says, unless
//! `tests/corpus/vectors/reasons.json` has a reason of ours, and every reason there has to be needed.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sekisho_identity::{KeySet, TokenRefusal};
use serde::Deserialize;
use serde_json::{Value, json};
use support::tokens::dev_issuer;

use crate::minting::{honest_claims, honest_header, judge_by, keys, signed};

/// What became of each vector, and what its publisher says of it.
type Found = BTreeMap<String, (String, &'static str)>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Reason {
    vectors: Vec<String>,
    outcome: String,
    reason: String,
}

/// Compares what was found in a suite with what has to be.
#[track_caller]
fn compare(suite: &str, found: &Found) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/vectors/reasons.json");
    let reasons: BTreeMap<String, Vec<Reason>> =
        serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    let mut exceptions = BTreeMap::new();
    for Reason { vectors, outcome, reason } in &reasons[suite] {
        assert!(reason.ends_with('.'), "{suite}: {reason}");
        for vector in vectors {
            assert!(
                exceptions.insert(vector.as_str(), outcome).is_none(),
                "{suite}: {vector} twice"
            );
        }
    }
    let mut wrong = Vec::new();
    for (vector, (outcome, published)) in found {
        match exceptions.remove(vector.as_str()) {
            Some(required) if required == published => {
                wrong.push(format!("{vector}: the reason changes nothing"));
            }
            Some(required) if required == outcome => {}
            Some(required) => {
                wrong.push(format!("{vector}: {outcome}, required by the reason {required}"));
            }
            None if outcome == published => {}
            None => wrong.push(format!("{vector}: {outcome}, published {published}")),
        }
    }
    wrong.extend(exceptions.keys().map(|vector| format!("{vector}: a reason for no vector")));
    let mut counts = BTreeMap::<&str, usize>::new();
    for (outcome, _) in found.values() {
        *counts.entry(outcome).or_default() += 1;
    }
    println!("{suite}: {} vectors: {counts:?}", found.len());
    assert!(wrong.is_empty(), "{suite}:\n{}", wrong.join("\n"));
}

#[test]
fn every_suite_with_reasons_is_read() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/vectors/reasons.json");
    let reasons: BTreeMap<String, Vec<Reason>> =
        serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();

    let suites: BTreeSet<&str> = reasons.keys().map(String::as_str).collect();
    assert_eq!(
        suites,
        ["json-test-suite", "rfc7515", "rfc7520", "wycheproof-jwk", "wycheproof-rsa"].into()
    );
}

#[test]
fn the_example_of_rfc_7515_verifies() {
    let Some(vector) = read("rfc7515/appendix_a2_rs256.json") else { return };
    let jws = vector["jws"].as_str().unwrap();
    let set = set_of(&vector["jwk"], "a2").unwrap();
    let mut found = Found::new();
    found.insert("a2#signature".to_owned(), (signature(&set, "a2", jws), VERIFIES));
    let (input, bytes) = jws.rsplit_once('.').unwrap();
    let other = format!("{input}A.{bytes}");
    found.insert("a2#of other bytes".to_owned(), (signature(&set, "a2", &other), REFUSED));
    found.insert("a2#token".to_owned(), (code(jws), VERIFIES));

    compare("rfc7515", &found);
}

/// Each form of every example as a token, every RS256 signature by itself, and every key as a key.
#[test]
fn the_cookbook_of_rfc_7520_is_refused_but_for_its_rs256_signature() {
    let mut found = Found::new();
    for folder in ["jws", "rfc7797"] {
        for path in files(&format!("rfc7520-cookbook/{folder}")) {
            let vector: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
            let name = format!("{folder}/{}", path.file_stem().unwrap().to_str().unwrap());
            for (form, value) in vector["output"].as_object().unwrap() {
                let token = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                let found_code = match set_of(&vector["input"]["key"], "") {
                    Some(set) if value.is_string() => code_by(&token, &set),
                    _ => code(&token),
                };
                found.insert(format!("{name}#{form}"), (found_code, VERIFIES));
            }
            if vector["input"]["alg"] == "RS256" {
                let set = set_of(&vector["input"]["key"], "").unwrap();
                let id = vector["input"]["key"]["kid"].as_str().unwrap();
                let jws = vector["output"]["compact"].as_str().unwrap();
                found.insert(format!("{name}#signature"), (signature(&set, id, jws), VERIFIES));
            }
        }
    }
    for path in files("rfc7520-cookbook/jwk") {
        let key: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
        let good = dev_issuer().jwks()["keys"][0].clone();
        let set = KeySet::from_jwks(json!({ "keys": [good, key] }).to_string().as_bytes()).unwrap();
        let outcome = match set.skipped() {
            [] => VERIFIES.to_owned(),
            [skipped] => format!("skipped: {:?}", skipped.reason),
            more => panic!("{more:?}"),
        };
        found.insert(
            format!("jwk/{}", path.file_stem().unwrap().to_str().unwrap()),
            (outcome, VERIFIES),
        );
    }
    if !found.is_empty() {
        compare("rfc7520", &found);
    }
}

#[test]
fn wycheproofs_key_sets_are_admitted_only_where_rs256_can_verify() {
    let Some(suite) = read("wycheproof/json_web_key_test.json") else { return };
    let mut found = Found::new();
    for group in suite["testGroups"].as_array().unwrap() {
        let keys = if group["public"].is_null() { &group["private"] } else { &group["public"] };
        let set = KeySet::from_jwks(keys.to_string().as_bytes());
        for test in group["tests"].as_array().unwrap() {
            let outcome = test["jws"].as_str().map_or(REFUSED.to_owned(), |jws| {
                let header = URL_SAFE_NO_PAD.decode(jws.split('.').next().unwrap()).unwrap();
                let header: Value = serde_json::from_slice(&header).unwrap();
                let id = header["kid"].as_str().unwrap();
                set.as_ref().map_or(REFUSED.to_owned(), |set| signature(set, id, jws))
            });
            found.insert(test["tcId"].to_string(), (outcome, published(test)));
        }
    }

    assert_eq!(found.len(), 26);
    compare("wycheproof-jwk", &found);
}

#[test]
fn wycheproofs_rsa_signatures_verify_where_they_are_valid() {
    let Some(suite) = read("wycheproof/rsa_signature_2048_sha256_test.json") else { return };
    let mut found = Found::new();
    for group in suite["testGroups"].as_array().unwrap() {
        let set = set_of(&group["keyJwk"], "wycheproof").unwrap();
        let key = set.key("wycheproof").unwrap();
        for test in group["tests"].as_array().unwrap() {
            let [message, signature] = ["msg", "sig"].map(|name| hex(test[name].as_str().unwrap()));
            let outcome = if key.verifies(&message, &signature) { VERIFIES } else { REFUSED };
            found.insert(test["tcId"].to_string(), (outcome.to_owned(), published(test)));
        }
    }

    assert_eq!(found.len(), 259);
    compare("wycheproof-rsa", &found);
}

/// Each file as a header and as claims, signed. What must not be parsed is malformed; what is one
/// object gets so far as what it lacks; what is something else is malformed too.
#[test]
fn what_is_no_json_is_no_header_and_no_claims() {
    let mut found = Found::new();
    for path in files("JSONTestSuite/test_parsing") {
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let bytes = fs::read(&path).unwrap();
        let object = serde_json::from_slice::<Value>(&bytes).is_ok_and(|value| value.is_object());
        let lacks = |code: &'static str, malformed: &'static str| {
            if name.starts_with("y_") && object { code } else { malformed }
        };
        let header = code(&signed(&bytes, honest_claims().as_bytes()));
        let claims = code(&signed(honest_header().as_bytes(), &bytes));
        found.insert(
            format!("{name}#header"),
            (header, lacks("wrong_algorithm", "malformed_header")),
        );
        found.insert(
            format!("{name}#claims"),
            (claims, lacks("unknown_issuer", "malformed_claims")),
        );
    }
    if !found.is_empty() {
        assert_eq!(found.len(), 2 * 318);
        compare("json-test-suite", &found);
    }
}

fn published(test: &Value) -> &'static str {
    match test["result"].as_str() {
        Some("valid") => VERIFIES,
        Some("invalid") => REFUSED,
        Some("acceptable") => "acceptable",
        other => panic!("{other:?}"),
    }
}

/// What becomes of a text as a token.
fn code(text: &str) -> String {
    code_by(text, keys())
}

fn code_by(text: &str, keys: &KeySet) -> String {
    judge_by(text, keys).map_or_else(TokenRefusal::code, |_| VERIFIES).to_owned()
}

/// Whether the signature alone is that of the key of this id.
fn signature(set: &KeySet, id: &str, jws: &str) -> String {
    let (input, signature) = jws.rsplit_once('.').unwrap();
    let signature = URL_SAFE_NO_PAD.decode(signature).unwrap();
    let verifies = set.key(id).is_some_and(|key| key.verifies(input.as_bytes(), &signature));
    if verifies { VERIFIES } else { REFUSED }.to_owned()
}

/// An RSA key with what Cognito says besides of its keys; under its own id unless it has none.
fn set_of(jwk: &Value, id: &str) -> Option<KeySet> {
    if jwk["kty"] != "RSA" {
        return None;
    }
    let id = if id.is_empty() { jwk["kid"].as_str()? } else { id };
    let entry = json!({
        "kty": "RSA", "use": "sig", "alg": "RS256", "kid": id, "n": jwk["n"], "e": jwk["e"],
    });
    Some(KeySet::from_jwks(json!({ "keys": [entry] }).to_string().as_bytes()).unwrap())
}

fn hex(digits: &str) -> Vec<u8> {
    (0..digits.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&digits[at..at + 2], 16).unwrap())
        .collect()
}

/// The files of a folder of vectors; none if it is not there.
fn files(folder: &str) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(beside(folder)) else {
        println!("skipped: {folder} is not beside the repository");
        return Vec::new();
    };
    let paths = entries.map(|entry| entry.unwrap().path());
    paths.filter(|path| path.extension().is_some_and(|extension| extension == "json")).collect()
}

/// A file of vectors, if it is there.
pub fn read(path: &str) -> Option<Value> {
    let text = fs::read_to_string(beside(path)).ok();
    if text.is_none() {
        println!("skipped: {path} is not beside the repository");
    }
    text.map(|text| serde_json::from_str(&text).unwrap())
}

fn beside(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/vectors").join(path)
}

const VERIFIES: &str = "verifies";
const REFUSED: &str = "refused";
