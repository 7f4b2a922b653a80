//! The environment of the guard, read as pairs of texts.

use std::{sync::Arc, time::Duration};

use sekisho_identity::TlsRoots;
use sekisho_lambda::{ConfigError, Variables};
use sekisho_policy::{Partition, PolicyName, Region};
use sekisho_store::{CacheSettings, PolicyCache, PolicyTable};

use super::GuardSettings;
use crate::{
    ActorRole, InvalidPlace, Places, TargetTag,
    config::{account, listed},
};

/// What the environment says, checked.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct GuardConfig {
    /// `SEKISHO_TABLE`: the DynamoDB table with the published policies.
    pub table: String,
    /// `SEKISHO_POLICY`: the policy that is asked.
    pub policy: PolicyName,
    /// `SEKISHO_API_PARTITION`: the partition of AWS.
    pub partition: Partition,
    /// `SEKISHO_ACTOR_ROLE`, `SEKISHO_ACCOUNTS` and `SEKISHO_REGIONS`: what is watched.
    pub places: Places,
    /// `SEKISHO_GUARD_TAG`: what an instance carries that is to run.
    pub tag: TargetTag,
    /// `SEKISHO_GUARD_RESTARTS`: how often one instance is started within the window.
    pub restarts: usize,
    /// `SEKISHO_GUARD_WINDOW_SECONDS`: the window.
    pub window: Duration,
    /// `SEKISHO_POLICY_REFRESH_SECONDS` and `SEKISHO_POLICY_HARD_LIMIT_SECONDS`.
    pub refresh_every: Duration,
    /// How long a policy is used if the table cannot be asked.
    pub hard_limit: Duration,
    /// `SSL_CERT_FILE` or `SSL_CERT_DIR`: who vouches for servers.
    pub tls_roots: TlsRoots,
}

impl GuardConfig {
    /// Reads the variables of an environment; others are passed over.
    ///
    /// # Errors
    ///
    /// The first [`ConfigError`] found.
    pub fn from_pairs(
        pairs: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, ConfigError> {
        let variables = Variables::of(pairs);
        let table = variables.required("SEKISHO_TABLE", "the name of the policy table")?.to_owned();
        let policy = variables.parsed("SEKISHO_POLICY", "the name of the policy", |text| {
            PolicyName::parse(text).map_err(|error| error.required())
        })?;
        let partition = variables.parsed_or("SEKISHO_API_PARTITION", "aws", |text| {
            Partition::parse(text).map_err(|error| error.required())
        })?;
        let system = ["SSL_CERT_FILE", "SSL_CERT_DIR"].iter().any(|name| variables.is_set(name));
        Ok(Self {
            table,
            policy,
            places: places(&variables, &partition)?,
            partition,
            tag: variables.parsed("SEKISHO_GUARD_TAG", TAG, TargetTag::parse)?,
            restarts: variables.parsed_or("SEKISHO_GUARD_RESTARTS", "3", |text| {
                text.parse().ok().filter(|number| *number <= 100).ok_or("a number from 0 to 100")
            })?,
            window: variables.seconds("SEKISHO_GUARD_WINDOW_SECONDS", 3_600)?,
            refresh_every: variables.seconds("SEKISHO_POLICY_REFRESH_SECONDS", 10)?,
            hard_limit: variables.seconds("SEKISHO_POLICY_HARD_LIMIT_SECONDS", 3_600)?,
            tls_roots: if system { TlsRoots::System } else { TlsRoots::Bundled },
        })
    }

    /// How the guard works in this environment.
    #[must_use]
    pub fn settings(&self) -> GuardSettings {
        let mut settings =
            GuardSettings::new(self.policy.clone(), self.places.clone(), self.tag.clone());
        settings.most_restarts = self.restarts;
        settings.window = self.window;
        settings
    }

    /// The cache of the configured policy.
    #[must_use]
    pub fn policies(&self, table: Arc<dyn PolicyTable>) -> PolicyCache {
        let settings = CacheSettings {
            refresh_every: self.refresh_every,
            hard_limit: self.hard_limit,
            ..CacheSettings::default()
        };
        PolicyCache::new(table, self.policy.clone(), settings)
    }
}

/// Without a role of its own, the checkpoint cannot be told from anybody else: it is required here.
fn places(variables: &Variables, partition: &Partition) -> Result<Places, ConfigError> {
    let role = variables.parsed("SEKISHO_ACTOR_ROLE", ROLE, |text| {
        ActorRole::parse(text).map_err(InvalidPlace::required)
    })?;
    let accounts = variables.parsed("SEKISHO_ACCOUNTS", ACCOUNTS, |text| listed(text, account))?;
    let region = |text: &str| Region::parse(text).map_err(|error| error.required());
    let home = variables.parsed("AWS_REGION", "the region of the function", region)?;
    let regions = variables.optional("SEKISHO_REGIONS", |text| listed(text, region))?;
    let regions = regions.unwrap_or_else(|| vec![home]);
    Ok(Places::entered_by(role, partition.clone(), accounts, regions))
}

const ROLE: &str = "the name of the role by which the executor acts: its calls are those in order";
const ACCOUNTS: &str = "the accounts that are watched, between commas";
const TAG: &str = "what an instance carries that is to run, as Key=Value";
