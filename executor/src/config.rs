//! The environment of the Lambda, read as pairs of texts.

use std::{collections::BTreeMap, time::Duration};

use sekisho_identity::{IssuerConfig, issuers_from_json};
use sekisho_policy::{AccountId, PolicyName, Region};

use crate::{ApiPin, ExecutorSettings, TargetTag};

/// What the environment says, checked.
#[derive(Debug)]
#[non_exhaustive]
pub struct Config {
    /// `SEKISHO_TABLE`: the DynamoDB table with the published policies.
    pub table: String,
    /// `SEKISHO_POLICY`: the policy that is enforced.
    pub policy: PolicyName,
    /// `SEKISHO_ISSUERS`: whose tokens are accepted, and where their keys are.
    pub issuers: Vec<IssuerConfig>,
    /// `SEKISHO_API_ACCOUNT`, `SEKISHO_API_ID`, `SEKISHO_API_STAGE` and
    /// `SEKISHO_DEFAULT_TARGET_TAG`.
    pub settings: ExecutorSettings,
    /// `AWS_REGION`: where the instances are.
    pub region: Region,
    /// `SEKISHO_ACCOUNT`: whose instances they are; by default the account of the API.
    pub account: AccountId,
    /// `SEKISHO_POLICY_REFRESH_SECONDS`: how long a policy is used before the table is asked again.
    pub refresh_every: Duration,
    /// `SEKISHO_POLICY_HARD_LIMIT_SECONDS`: how long a policy is used if the table cannot be asked.
    pub hard_limit: Duration,
}

/// A variable that is missing or wrong.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// The variable holds something else than it must.
    #[error("the environment variable `{variable}` is wrong: found `{found}`, required {required}")]
    Invalid {
        /// Its name.
        variable: &'static str,
        /// What it holds.
        found: String,
        /// What it must hold.
        required: &'static str,
    },
    /// The issuers cannot be read.
    #[error("the environment variable `SEKISHO_ISSUERS` is wrong: {reason}")]
    Issuers {
        /// What is wrong with them.
        reason: String,
    },
    /// The variable is not set, or empty.
    #[error("the environment variable `{variable}` is not set: required {required}")]
    Missing {
        /// Its name.
        variable: &'static str,
        /// What it must hold.
        required: &'static str,
    },
}

impl Config {
    /// Reads the variables of an environment; others are passed over.
    ///
    /// # Errors
    ///
    /// The first [`ConfigError`] found.
    pub fn from_pairs(
        pairs: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, ConfigError> {
        let variables = Variables(pairs.into_iter().collect());
        let table = variables.required("SEKISHO_TABLE", "the name of the policy table")?;
        let policy = variables.parsed(
            "SEKISHO_POLICY",
            "the name of the policy that is enforced",
            |text| PolicyName::parse(text).map_err(|error| error.required()),
        )?;
        let issuers = variables.required("SEKISHO_ISSUERS", "a JSON list of issuers")?;
        let issuers = issuers_from_json(issuers)
            .map_err(|error| ConfigError::Issuers { reason: error.to_string() })?;
        let api = variables.api()?;
        let account = match variables.text("SEKISHO_ACCOUNT") {
            Some(text) => parse("SEKISHO_ACCOUNT", text, account)?,
            None => api.account.clone(),
        };
        let mut settings = ExecutorSettings::new(api);
        settings.default_target =
            variables.text(TARGET).map(|text| parse(TARGET, text, target)).transpose()?;
        Ok(Self {
            table: table.to_owned(),
            policy,
            issuers,
            settings,
            region: variables.parsed("AWS_REGION", "the region of the instances", |text| {
                Region::parse(text).map_err(|error| error.required())
            })?,
            account,
            refresh_every: variables.seconds("SEKISHO_POLICY_REFRESH_SECONDS", 10)?,
            hard_limit: variables.seconds("SEKISHO_POLICY_HARD_LIMIT_SECONDS", 3600)?,
        })
    }
}

const TARGET: &str = "SEKISHO_DEFAULT_TARGET_TAG";

fn account(text: &str) -> Result<AccountId, &'static str> {
    AccountId::parse(text).map_err(|error| error.required())
}

/// `Key=Value`: a key can hold no `=` here; a value can.
fn target(text: &str) -> Result<TargetTag, &'static str> {
    const REQUIRED: &str = "a tag as Key=Value, of at most 128 and 256 characters";
    let (key, value) = text.split_once('=').ok_or(REQUIRED)?;
    if key.is_empty() || key.chars().count() > 128 || value.chars().count() > 256 {
        return Err(REQUIRED);
    }
    Ok(TargetTag { key: key.to_owned(), value: value.to_owned() })
}

struct Variables(BTreeMap<String, String>);

impl Variables {
    fn api(&self) -> Result<ApiPin, ConfigError> {
        Ok(ApiPin {
            account: self.parsed("SEKISHO_API_ACCOUNT", "the account id of the API", account)?,
            api_id: self.required("SEKISHO_API_ID", "the id of the REST API")?.to_owned(),
            stage: self.required("SEKISHO_API_STAGE", "the stage of the API")?.to_owned(),
        })
    }

    fn seconds(&self, variable: &'static str, default: u32) -> Result<Duration, ConfigError> {
        let seconds = self.text(variable).map_or(Ok(default), |text| {
            parse(variable, text, |text| match text.parse() {
                Ok(seconds) if (1..=LONGEST_SECONDS).contains(&seconds) => Ok(seconds),
                Ok(_) | Err(_) => Err("whole seconds from 1 to 86400"),
            })
        })?;
        Ok(Duration::from_secs(seconds.into()))
    }

    fn parsed<T>(
        &self,
        variable: &'static str,
        required: &'static str,
        read: impl FnOnce(&str) -> Result<T, &'static str>,
    ) -> Result<T, ConfigError> {
        parse(variable, self.required(variable, required)?, read)
    }

    fn required(
        &self,
        variable: &'static str,
        required: &'static str,
    ) -> Result<&str, ConfigError> {
        self.text(variable).ok_or(ConfigError::Missing { variable, required })
    }

    /// A variable that is set to nothing is not set: templates write optional ones so.
    fn text(&self, variable: &str) -> Option<&str> {
        self.0.get(variable).map(String::as_str).filter(|text| !text.is_empty())
    }
}

fn parse<T>(
    variable: &'static str,
    text: &str,
    read: impl FnOnce(&str) -> Result<T, &'static str>,
) -> Result<T, ConfigError> {
    read(text).map_err(|required| {
        let found = text.chars().take(64).flat_map(char::escape_debug).collect();
        ConfigError::Invalid { variable, found, required }
    })
}

/// A day: a policy that could not be refreshed for longer is no policy.
const LONGEST_SECONDS: u32 = 86_400;
