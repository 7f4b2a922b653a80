//! Keys from the issuer's own address.

use std::{error::Error, io, time::Duration};

use reqwest::{Certificate, Client, redirect};

use super::{KeySource, KeySourceError, KeyUrl, MAX_DOCUMENT_BYTES, Pending, TlsRoots};
use crate::ConfigError;

/// A key document behind https (http to loopback only): one GET, status 200, no redirect, no proxy,
/// at most 64 KiB, all within one time limit. The content type is not looked at, the content is.
#[derive(Clone, Debug)]
pub struct HttpsKeys {
    client: Client,
    limit: Duration,
    url: KeyUrl,
}

impl HttpsKeys {
    /// The document at this address, to arrive within 1.5 seconds, from a server that one of `roots`
    /// vouches for.
    ///
    /// # Errors
    ///
    /// [`ConfigError::HttpClient`] if the system is to offer TLS roots and offers none.
    // SOURCE: 1.5 s is aws-jwt-verify's limit for a JWKS response
    pub fn new(url: KeyUrl, roots: TlsRoots) -> Result<Self, ConfigError> {
        let https = url.url().scheme() == "https";
        let mut builder =
            Client::builder().redirect(redirect::Policy::none()).no_proxy().https_only(https);
        if !https {
            // To this machine itself nobody has to vouch for anybody.
            builder = builder.tls_certs_only([]);
        } else if roots == TlsRoots::Bundled {
            let bundled: Result<Vec<Certificate>, reqwest::Error> =
                TlsRoots::bundled_for(url.url().host_str().unwrap_or_default())
                    .map(Certificate::from_der)
                    .collect();
            builder = builder.tls_certs_only(bundled.map_err(|_| ConfigError::HttpClient)?);
        }
        let client = builder.build().map_err(|_| ConfigError::HttpClient)?;
        Ok(Self { client, limit: Duration::from_millis(1500), url })
    }

    /// The same with another time limit for connecting, asking and reading together.
    #[must_use]
    pub const fn within(mut self, limit: Duration) -> Self {
        self.limit = limit;
        self
    }

    async fn get(&self) -> Result<Vec<u8>, KeySourceError> {
        let failed = |error: reqwest::Error| self.unreachable(&error);
        let mut response = self.client.get(self.url.url().clone()).send().await.map_err(failed)?;
        if response.status() != reqwest::StatusCode::OK {
            let status = response.status().as_u16();
            return Err(KeySourceError::Status { place: self.place(), status });
        }
        let mut document = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(failed)? {
            if document.len().saturating_add(chunk.len()) > MAX_DOCUMENT_BYTES {
                return Err(KeySourceError::TooLarge { place: self.place() });
            }
            document.extend_from_slice(&chunk);
        }
        Ok(document)
    }

    fn place(&self) -> String {
        self.url.as_str().to_owned()
    }

    fn unreachable(&self, error: &reqwest::Error) -> KeySourceError {
        let cause = if is_of_tls(error) {
            "no TLS connection; is the server's certificate for this name and in date, and of an \
             authority that is trusted here?"
        } else if error.is_connect() {
            "no connection; is there a route to the issuer from here?"
        } else if error.is_body() || error.is_decode() {
            "the answer broke off"
        } else {
            "the request failed"
        };
        KeySourceError::Unreachable { place: self.place(), cause: cause.to_owned() }
    }
}

/// Whether it was TLS that failed: what it finds wrong it calls invalid data.
fn is_of_tls(error: &reqwest::Error) -> bool {
    let mut cause = error.source();
    while let Some(found) = cause {
        cause = match found.downcast_ref::<io::Error>() {
            Some(failed) if failed.kind() == io::ErrorKind::InvalidData => {
                return error.is_connect();
            }
            // What it wraps is not its source: its source is the one of that.
            Some(failed) => failed.get_ref().map(|wrapped| -> &(dyn Error + 'static) { wrapped }),
            None => found.source(),
        };
    }
    false
}

impl KeySource for HttpsKeys {
    fn fetch(&self) -> Pending<'_, Result<Vec<u8>, KeySourceError>> {
        Box::pin(async {
            tokio::time::timeout(self.limit, self.get()).await.unwrap_or_else(|_| {
                let limit_ms = u64::try_from(self.limit.as_millis()).unwrap_or(u64::MAX);
                Err(KeySourceError::TimedOut { place: self.place(), limit_ms })
            })
        })
    }
}
