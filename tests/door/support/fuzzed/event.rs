//! Events of the authorizer: whatever they are, an answer allows the method that was called, to a
//! caller who brought a token of ours, or nothing.

use std::{
    fs,
    path::Path,
    sync::{Arc, LazyLock},
};

use engine_support::fuzzed::Outcome;
use sekisho_authorizer::{Answer, Authorizer, AuthorizerSettings, Response};
use sekisho_identity::{KeySettings, KeySource, TokenUse, Verifier};
use sekisho_policy::{Document, PolicyName, UnixTime};
use sekisho_store::{
    CacheSettings, Expected, FileTable, PolicyCache, PublishRequest, import_document, publish,
};
use serde::Deserialize;
use serde_json::Value;
use tempfile::TempDir;
use tokio::runtime::{Builder, Runtime};

use crate::{
    api::api,
    one_id::OneId,
    pool::pool,
    tokens::{ISSUER, MemoryKeys, expectation},
};

/// 2026-11-24 10:00 in Japan, a Tuesday.
const NOW: UnixTime = UnixTime::from_seconds(1_795_482_000);

/// One authorizer for every event, with the policy of the authorizer's corpus.
struct World {
    runtime: Runtime,
    authorizer: Authorizer,
    token: String,
    _folder: TempDir,
}

static WORLD: LazyLock<World> = LazyLock::new(|| {
    let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
    let folder = TempDir::new().expect("a folder");
    let table = Arc::new(FileTable::create(folder.path()).expect("a table"));
    let name = PolicyName::parse("hoshimi").expect("a name");
    let policy = Path::new(env!("CARGO_MANIFEST_DIR")).join("../corpus/authorizer/policy.yaml");
    let text = fs::read_to_string(policy).expect("the policy of the corpus");
    let document = Document::from_yaml(&text).expect("a policy");
    runtime.block_on(async {
        import_document(table.as_ref(), &name, &document).await.expect("a draft");
        let request = PublishRequest {
            expected: Expected::Nothing,
            by: "vendor".to_owned(),
            why: "fuzzing".to_owned(),
            at: NOW,
        };
        publish(table.as_ref(), &name, &request).await.expect("a version");
    });
    let policies = PolicyCache::new(table, name, CacheSettings::default());
    let settings = AuthorizerSettings::new(api()).with_decision_ids(Arc::new(OneId));
    let keys: Arc<dyn KeySource> = MemoryKeys::new(pool().jwks().to_string());
    let issuers = vec![(expectation(ISSUER, TokenUse::Access), keys)];
    let verifier = Verifier::new(issuers, KeySettings::default()).expect("a verifier");
    let authorizer = Authorizer::new(verifier, policies, settings);
    let token = pool().token(TokenUse::Access, NOW);
    World { runtime, authorizer, token, _folder: folder }
});

/// Any bytes as an event; `{{token}}` in it is a good one.
///
/// # Panics
///
/// If an answer tells the token, or allows anything but what was called, or anything without the token.
#[must_use]
pub fn authorizer_event(bytes: &[u8]) -> Outcome {
    let World { runtime, authorizer, token, .. } = &*WORLD;
    let event = match str::from_utf8(bytes) {
        Ok(text) => text.replace("{{token}}", token).into_bytes(),
        Err(_) => bytes.to_vec(),
    };

    let Answer { response, audit, .. } = runtime.block_on(authorizer.answer(&event, NOW));

    let line = serde_json::to_string(&audit).expect("an audit line is JSON");
    assert!(!line.contains('\n'), "an audit line is one line: {line}");
    keeps(token, &line);
    let Response::Policy(policy) = &response else { return Outcome::Refused };
    let said = serde_json::to_value(policy).expect("a response is JSON");
    keeps(token, &said.to_string());
    let statements = said["policyDocument"]["Statement"].as_array().expect("statements");
    let allowed: Vec<&Value> = statements.iter().filter(|one| one["Effect"] != "Deny").collect();
    let [only] = allowed.as_slice() else {
        assert!(allowed.is_empty(), "more than one allow: {said}");
        return Outcome::Refused;
    };
    let event = str::from_utf8(&event).expect("what is allowed is a text");
    let Called { method_arn: called } = serde_json::from_str(event).expect("and was called");
    let resource = &only["Resource"];
    assert!(*resource == called || *resource == serde_json::json!([called]), "{said}");
    // Nobody can spell a token that was made for this process alone, with escapes or without.
    assert!(event.contains(token.as_str()), "allowed without the token: {said}");
    Outcome::Held
}

/// What an event calls. Nothing else is read: the rest may be any JSON, such as a number that no
/// floating-point number is near to.
#[derive(Deserialize)]
struct Called {
    #[serde(rename = "methodArn")]
    method_arn: String,
}

/// No part of a token is told.
fn keeps(token: &str, text: &str) {
    assert!(token.split('.').all(|part| !text.contains(part)), "a token is told");
}
