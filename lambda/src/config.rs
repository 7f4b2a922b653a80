//! What the environment tells both Lambdas.

use core::time::Duration;
use std::sync::Arc;

use sekisho_identity::{IssuerConfig, TlsRoots, Verifier, issuers_from_json};
use sekisho_policy::{AccountId, Partition, PolicyName, Region};
use sekisho_store::{CacheSettings, PolicyCache, PolicyTable};

use crate::{ApiId, ApiPin, ConfigError, Stage, Variables, verifier};

/// What the environment says, checked.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Config {
    /// `SEKISHO_TABLE`: the DynamoDB table with the published policies.
    pub table: String,
    /// `SEKISHO_POLICY`: the policy that is enforced.
    pub policy: PolicyName,
    /// `SEKISHO_ISSUERS`: whose tokens are accepted, and where their keys are.
    pub issuers: Vec<IssuerConfig>,
    /// `SEKISHO_API_PARTITION`, `AWS_REGION`, `SEKISHO_API_ACCOUNT`, `SEKISHO_API_ID` and
    /// `SEKISHO_API_STAGE`: the API that is answered for.
    pub api: ApiPin,
    /// `SEKISHO_POLICY_REFRESH_SECONDS`: how long a policy is used before the table is asked again.
    pub refresh_every: Duration,
    /// `SEKISHO_POLICY_HARD_LIMIT_SECONDS`: how long a policy is used if the table cannot be asked.
    pub hard_limit: Duration,
    /// `SSL_CERT_FILE` or `SSL_CERT_DIR`: where one is set, the system's roots vouch for servers;
    /// otherwise those of this program do.
    pub tls_roots: TlsRoots,
}

impl Config {
    /// Reads the variables of an environment; others are passed over.
    ///
    /// # Errors
    ///
    /// The first [`ConfigError`], in the order of the fields.
    pub fn from_pairs(
        pairs: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, ConfigError> {
        Self::read(&Variables::of(pairs))
    }

    /// Reads what both Lambdas are told, for a Lambda that is told more.
    ///
    /// # Errors
    ///
    /// The first [`ConfigError`], in the order of the fields.
    pub fn read(variables: &Variables) -> Result<Self, ConfigError> {
        let table = variables.required("SEKISHO_TABLE", "the name of the policy table")?;
        let policy = variables.parsed("SEKISHO_POLICY", POLICY, |text| {
            PolicyName::parse(text).map_err(|error| error.required())
        })?;
        let issuers = variables.required("SEKISHO_ISSUERS", "a JSON list of issuers")?;
        let issuers = issuers_from_json(issuers)
            .map_err(|error| ConfigError::Issuers { reason: error.to_string() })?;
        Ok(Self {
            table: table.to_owned(),
            policy,
            issuers,
            api: api(variables)?,
            refresh_every: variables.seconds("SEKISHO_POLICY_REFRESH_SECONDS", 10)?,
            hard_limit: variables.seconds("SEKISHO_POLICY_HARD_LIMIT_SECONDS", 3600)?,
            tls_roots: tls_roots(variables),
        })
    }

    /// The verifier of the configured issuers.
    ///
    /// # Errors
    ///
    /// As [`verifier`].
    pub fn verifier(
        &self,
        table: &Arc<dyn PolicyTable>,
    ) -> Result<Verifier, sekisho_identity::ConfigError> {
        verifier(self.issuers.clone(), table, self.tls_roots)
    }

    /// The cache of the configured policy.
    #[must_use]
    pub fn policies(&self, table: &Arc<dyn PolicyTable>) -> PolicyCache {
        let settings = CacheSettings {
            refresh_every: self.refresh_every,
            hard_limit: self.hard_limit,
            ..CacheSettings::default()
        };
        PolicyCache::new(Arc::clone(table), self.policy.clone(), settings)
    }
}

fn tls_roots(variables: &Variables) -> TlsRoots {
    let system = ["SSL_CERT_FILE", "SSL_CERT_DIR"].iter().any(|name| variables.is_set(name));
    if system { TlsRoots::System } else { TlsRoots::Bundled }
}

fn api(variables: &Variables) -> Result<ApiPin, ConfigError> {
    let partition = |text: &str| Partition::parse(text).map_err(|error| error.required());
    Ok(ApiPin {
        partition: variables.parsed_or("SEKISHO_API_PARTITION", "aws", partition)?,
        region: variables.parsed("AWS_REGION", "the region of the API", |text| {
            Region::parse(text).map_err(|error| error.required())
        })?,
        account: variables.parsed("SEKISHO_API_ACCOUNT", "the account id of the API", |text| {
            AccountId::parse(text).map_err(|error| error.required())
        })?,
        api_id: variables.parsed("SEKISHO_API_ID", "the id of the REST API", |text| {
            ApiId::parse(text).map_err(|error| error.required())
        })?,
        stage: variables.parsed("SEKISHO_API_STAGE", "the stage of the API", |text| {
            Stage::parse(text).map_err(|error| error.required())
        })?,
    })
}

const POLICY: &str = "the name of the policy that is enforced";
