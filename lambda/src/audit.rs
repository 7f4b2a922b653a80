//! What the audit lines of both Lambdas have in common.

use sekisho_identity::VerifiedToken;
use sekisho_policy::{Caller, Record, Source, UnixTime};
use sekisho_store::PublishedPolicy;
use serde::{Serialize, Serializer};

use crate::{ApiPin, Findings, RequestIds};

/// The members every audit line has, whichever Lambda wrote it: to be flattened into the line. No
/// byte of a token or of a header is ever in it.
///
/// What is not known is null. `caller` and `source` are the engine's [`Record`]s and `engine` is its
/// version, so that the decision can be made again, by this policy or by another. `caller` is null
/// if the token was refused; then nothing it says is known. The names of the members are stable.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Common {
    schema: u32,
    kind: &'static str,
    at: i64,
    decision_id: String,
    #[serde(flatten)]
    ids: RequestIds,
    api: ApiFacts,
    #[serde(serialize_with = "caller")]
    caller: Option<Caller>,
    token: Option<TokenFacts>,
    #[serde(serialize_with = "source")]
    source: Source,
    route: Option<String>,
    policy: Option<PolicyFacts>,
    engine: &'static str,
}

/// The number of docs/schemas/audit-line.schema.json: another one where a member is taken away or means
/// something else, so that what reads lines of years knows how.
const SCHEMA: u32 = 2;

/// An audit line, as far as it is counted.
pub trait Decided: Serialize {
    /// The id of the answer it belongs to.
    fn decision_id(&self) -> &str;

    /// What became of it. It is a dimension of a metric, hence a text of the program.
    fn outcome(&self) -> &'static str;

    /// The stable code of the reason, a text of the program as well.
    fn code(&self) -> &'static str;

    /// Whether it is the last word on what was asked: one that a further line follows up is not
    /// counted.
    fn is_final(&self) -> bool {
        true
    }
}

/// The API that is answered for.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
struct ApiFacts {
    account: String,
    region: String,
    id: String,
    stage: String,
}

/// What is left of a token that was accepted.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
struct TokenFacts {
    issuer: String,
    client_id: String,
    token_id: Option<String>,
    expires_at: i64,
}

/// The policy an answer rests on.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
struct PolicyFacts {
    name: String,
    version: u64,
    sha256: String,
}

impl Common {
    /// What is known by now; `kind` is the name of the Lambda.
    #[must_use]
    pub fn new(
        kind: &'static str,
        decision_id: &str,
        at: UnixTime,
        api: &ApiPin,
        findings: &Findings,
    ) -> Self {
        let token = findings.token.as_ref();
        Self {
            schema: SCHEMA,
            kind,
            at: at.seconds(),
            decision_id: decision_id.to_owned(),
            ids: findings.ids.clone(),
            api: ApiFacts::of(api),
            caller: token.map(|token| token.caller().clone()),
            token: token.map(TokenFacts::of),
            source: findings.source.clone(),
            route: findings.place.as_ref().map(|place| place.route().to_string()),
            policy: findings.policy.as_deref().map(PolicyFacts::of),
            engine: sekisho_policy::VERSION,
        }
    }

    /// The id of the answer the line belongs to.
    #[must_use]
    pub fn decision_id(&self) -> &str {
        &self.decision_id
    }
}

impl ApiFacts {
    fn of(api: &ApiPin) -> Self {
        Self {
            account: api.account.to_string(),
            region: api.region.to_string(),
            id: api.api_id.to_string(),
            stage: api.stage.to_string(),
        }
    }
}

impl TokenFacts {
    fn of(token: &VerifiedToken) -> Self {
        Self {
            issuer: token.issuer().as_str().to_owned(),
            client_id: token.client_id().to_owned(),
            token_id: token.token_id().map(str::to_owned),
            expires_at: token.expires_at().seconds(),
        }
    }
}

impl PolicyFacts {
    fn of(published: &PublishedPolicy) -> Self {
        Self {
            name: published.policy.name().to_string(),
            version: published.version,
            sha256: published.sha256.clone(),
        }
    }
}

#[expect(clippy::ref_option, reason = "serde passes a reference to the member")]
fn caller<S: Serializer>(caller: &Option<Caller>, serializer: S) -> Result<S::Ok, S::Error> {
    caller.as_ref().map(Record::of).serialize(serializer)
}

fn source<S: Serializer>(source: &Source, serializer: S) -> Result<S::Ok, S::Error> {
    Record::of(source).serialize(serializer)
}
