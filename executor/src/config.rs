//! The environment of the Lambda, read as pairs of texts.

use sekisho_lambda::{ConfigError, Variables};
use sekisho_policy::AccountId;

use crate::{ExecutorSettings, TargetTag};

/// What the environment says, checked.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Config {
    /// What both Lambdas are told. The instances are in the region of the API.
    pub shared: sekisho_lambda::Config,
    /// `SEKISHO_ACCOUNT`: whose instances they are; by default the account of the API.
    pub account: AccountId,
    /// `SEKISHO_DEFAULT_TARGET_TAG`: what `POST /` acts on, if anything.
    pub default_target: Option<TargetTag>,
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
        let variables = Variables::of(pairs);
        let shared = sekisho_lambda::Config::read(&variables)?;
        let account = variables.optional("SEKISHO_ACCOUNT", |text| {
            AccountId::parse(text).map_err(|error| error.required())
        })?;
        Ok(Self {
            account: account.unwrap_or_else(|| shared.api.account.clone()),
            default_target: variables.optional("SEKISHO_DEFAULT_TARGET_TAG", target)?,
            shared,
        })
    }

    /// How the executor works in this environment.
    #[must_use]
    pub fn settings(&self) -> ExecutorSettings {
        let mut settings = ExecutorSettings::new(self.shared.api.clone());
        settings.default_target.clone_from(&self.default_target);
        settings
    }
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
