//! An environment, read as pairs of texts.

use core::time::Duration;
use std::collections::BTreeMap;

/// The variables of an environment, by name.
///
/// A variable that is set to nothing is not set: templates write optional ones so.
#[derive(Clone)]
pub struct Variables(BTreeMap<String, String>);

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

impl Variables {
    /// The variables of an environment.
    #[must_use]
    pub fn of(pairs: impl IntoIterator<Item = (String, String)>) -> Self {
        Self(pairs.into_iter().collect())
    }

    /// What `read` makes of a variable that must be set; it says what is required where it can make
    /// nothing of it.
    ///
    /// # Errors
    ///
    /// [`ConfigError::Missing`], or [`ConfigError::Invalid`].
    pub fn parsed<T>(
        &self,
        variable: &'static str,
        required: &'static str,
        read: impl FnOnce(&str) -> Result<T, &'static str>,
    ) -> Result<T, ConfigError> {
        parse(variable, self.required(variable, required)?, read)
    }

    /// The same of a variable that may be left out.
    ///
    /// # Errors
    ///
    /// [`ConfigError::Invalid`].
    pub fn optional<T>(
        &self,
        variable: &'static str,
        read: impl FnOnce(&str) -> Result<T, &'static str>,
    ) -> Result<Option<T>, ConfigError> {
        self.text(variable).map(|text| parse(variable, text, read)).transpose()
    }

    /// The same of a variable that may be left out, with what it then holds.
    ///
    /// # Errors
    ///
    /// [`ConfigError::Invalid`].
    pub fn parsed_or<T>(
        &self,
        variable: &'static str,
        default: &str,
        read: impl FnOnce(&str) -> Result<T, &'static str>,
    ) -> Result<T, ConfigError> {
        parse(variable, self.text(variable).unwrap_or(default), read)
    }

    /// A number of seconds, from one to a day: a policy that could not be refreshed for longer is no
    /// policy.
    ///
    /// # Errors
    ///
    /// [`ConfigError::Invalid`].
    pub fn seconds(&self, variable: &'static str, default: u32) -> Result<Duration, ConfigError> {
        let seconds = self.optional(variable, |text| match text.parse() {
            Ok(seconds) if (1..=LONGEST_SECONDS).contains(&seconds) => Ok(seconds),
            Ok(_) | Err(_) => Err("whole seconds from 1 to 86400"),
        })?;
        Ok(Duration::from_secs(seconds.unwrap_or(default).into()))
    }

    /// The text of a variable that must be set.
    ///
    /// # Errors
    ///
    /// [`ConfigError::Missing`].
    pub fn required(
        &self,
        variable: &'static str,
        required: &'static str,
    ) -> Result<&str, ConfigError> {
        self.text(variable).ok_or(ConfigError::Missing { variable, required })
    }

    /// Whether a variable is set, to anything.
    #[must_use]
    pub fn is_set(&self, variable: &str) -> bool {
        self.text(variable).is_some()
    }

    fn text(&self, variable: &str) -> Option<&str> {
        self.0.get(variable).map(String::as_str).filter(|text| !text.is_empty())
    }
}

/// Only how many there are: an environment holds keys.
impl core::fmt::Debug for Variables {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        formatter.debug_tuple("Variables").field(&self.0.len()).finish()
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

const LONGEST_SECONDS: u32 = 86_400;
