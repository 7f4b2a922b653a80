//! An authorizer with everything around it that it needs: keys in memory, a policy that was
//! published into a table of files, and the people who call.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    sync::{Arc, LazyLock},
};

use sekisho::serve::issuer::Persona;
use sekisho_authorizer::{Answer, Authorizer, AuthorizerSettings};
use sekisho_identity::{KeySettings, KeySource, TokenUse, Verifier};
use sekisho_lambda::ApiPin;
use sekisho_policy::{Document, PolicyName, UnixTime};
use sekisho_store::{
    CacheSettings, Expected, FileTable, PolicyCache, PublishRequest, import_document, publish,
};
use serde_json::Value;
use support::{
    events::api,
    one_id::OneId,
    tokens::{self, ISSUER, MemoryKeys},
};
use tempfile::TempDir;

/// 2026-11-24 10:00 in Japan, a Tuesday.
pub const NOW: UnixTime = UnixTime::from_seconds(1_795_482_000);

pub struct House {
    pub authorizer: Authorizer,
    pub keys: Arc<MemoryKeys>,
    _folder: TempDir,
}

impl House {
    /// The house of the corpus, which answers for the API of the suites.
    pub async fn open() -> Self {
        Self::answering_for(api(), true).await
    }

    /// A house whose policy was never published.
    pub async fn without_a_policy() -> Self {
        Self::answering_for(api(), false).await
    }

    /// The same house for another API.
    pub async fn answering_for(api: ApiPin, published: bool) -> Self {
        let folder = TempDir::new().unwrap();
        let table = Arc::new(FileTable::create(folder.path()).unwrap());
        let name = PolicyName::parse("hoshimi").unwrap();
        if published {
            let text = fs::read_to_string(corpus().join("policy.yaml")).unwrap();
            let document = Document::from_yaml(&text).unwrap();
            import_document(table.as_ref(), &name, &document).await.unwrap();
            let request = PublishRequest {
                expected: Expected::Nothing,
                by: "vendor".to_owned(),
                why: "the corpus".to_owned(),
                at: NOW,
            };
            publish(table.as_ref(), &name, &request).await.unwrap();
        }
        let keys = MemoryKeys::new(tokens::dev_issuer().jwks().to_string());
        let source: Arc<dyn KeySource> = keys.clone();
        let expectation = tokens::expectation(ISSUER, TokenUse::Access);
        let verifier = Verifier::new(vec![(expectation, source)], KeySettings::default()).unwrap();
        let policies = PolicyCache::new(table, name, CacheSettings::default());
        let settings = AuthorizerSettings::new(api).with_decision_ids(Arc::new(OneId));
        Self { authorizer: Authorizer::new(verifier, policies, settings), keys, _folder: folder }
    }

    pub async fn answer(&self, event: &Value) -> Answer {
        self.authorizer.answer(event.to_string().as_bytes(), NOW).await
    }
}

/// The token somebody calls with, by name.
pub fn token(name: &str) -> &'static str {
    static TOKENS: LazyLock<BTreeMap<&str, String>> = LazyLock::new(mint);
    TOKENS.get(name).unwrap_or_else(|| panic!("nobody is called `{name}`"))
}

/// Somebody of the town, by name.
pub fn person(name: &str) -> Persona {
    let groups: &[&str] = match name {
        "sato" => &["dept-staff", "tax"],
        "ono" => &["batch"],
        "kondo" => &["lookers"],
        "abe" => &["dept-staff", "batch", "leavers"],
        "mori" => &[],
        other => panic!("nobody is called `{other}`"),
    };
    Persona::new(name).in_groups(groups.iter().copied())
}

fn mint() -> BTreeMap<&'static str, String> {
    let issuer = tokens::dev_issuer();
    let mut tokens: BTreeMap<&str, String> = ["sato", "ono", "kondo", "abe", "mori"]
        .map(|name| (name, issuer.access_token(&person(name), NOW).unwrap()))
        .into();
    let yesterday = NOW.saturating_add(-86_400);
    tokens.insert("expired", issuer.access_token(&person("sato"), yesterday).unwrap());
    let mut claims = issuer.access_claims(&person("sato"), NOW);
    claims.insert("client_id".to_owned(), "0therclient".into());
    tokens.insert("other-client", issuer.sign(TokenUse::Access, &claims).unwrap());
    let mut claims = issuer.access_claims(&person("sato"), NOW);
    claims.insert("sub".to_owned(), "x".repeat(600).into());
    tokens.insert("long-subject", issuer.sign(TokenUse::Access, &claims).unwrap());
    let (signed, _) = tokens["sato"].rsplit_once('.').unwrap();
    let (_, signature) = tokens["ono"].rsplit_once('.').unwrap();
    tokens.insert("forged", format!("{signed}.{signature}"));
    tokens.insert("nonsense", "no-token-at-all".to_owned());
    tokens
}

/// The folder of the corpus.
pub fn corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/authorizer")
}
