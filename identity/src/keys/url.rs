//! The address of a key document.

use reqwest::Url;
use std::net::IpAddr;

use crate::{ConfigError, expectation::https_or_loopback};

/// The address of a key document: from configuration only, never from a token.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct KeyUrl(Url);

impl KeyUrl {
    /// The address in this text.
    ///
    /// # Errors
    ///
    /// [`ConfigError::KeyUrl`] unless it is https, or http to 127.0.0.0/8, `::1` or `localhost`,
    /// without user information and fragment.
    pub fn parse(text: &str) -> Result<Self, ConfigError> {
        match Url::parse(text) {
            Ok(url) if https_or_loopback(&url) && url.fragment().is_none() => Ok(Self(url)),
            _ => Err(ConfigError::key_url(text)),
        }
    }

    /// The address as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    pub(crate) const fn url(&self) -> &Url {
        &self.0
    }
}

/// Whether the host is this machine itself.
pub(crate) fn is_loopback(url: &Url) -> bool {
    url.host_str().is_some_and(|host| {
        let address = host.trim_start_matches('[').trim_end_matches(']');
        host == "localhost" || address.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
    })
}
