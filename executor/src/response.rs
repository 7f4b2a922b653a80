//! What API Gateway is handed back.

use serde::Serialize;

/// A Lambda proxy response.
///
/// Serialised, it is what API Gateway takes: status, headers, body.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ProxyResponse {
    status_code: u16,
    headers: Headers,
    body: String,
    is_base64_encoded: bool,
}

/// The headers of every answer. An answer is about one caller at one moment: nobody keeps it, and no
/// browser does anything with it but hand it to the program that asked.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
struct Headers {
    #[serde(skip_serializing_if = "Option::is_none")]
    allow: Option<&'static str>,
    cache_control: &'static str,
    content_security_policy: &'static str,
    content_type: &'static str,
    referrer_policy: &'static str,
    strict_transport_security: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    www_authenticate: Option<&'static str>,
    x_content_type_options: &'static str,
}

impl Headers {
    const OF_JSON: Self = Self {
        allow: None,
        cache_control: "no-store",
        content_security_policy: "default-src 'none'; frame-ancestors 'none'",
        content_type: "application/json; charset=utf-8",
        referrer_policy: "no-referrer",
        strict_transport_security: "max-age=63072000",
        www_authenticate: None,
        x_content_type_options: "nosniff",
    };
}

impl ProxyResponse {
    /// An answer of this status with this body.
    pub(crate) fn json(status: u16, body: &impl Serialize) -> Self {
        // The bodies are texts, numbers, lists and objects with text keys: they always serialise.
        // Were it otherwise, the answer would say less, not something else.
        let body = serde_json::to_string(body).unwrap_or_else(|_| "{}".to_owned());
        let www_authenticate = (status == 401).then_some("Bearer");
        let headers = Headers { www_authenticate, ..Headers::OF_JSON };
        Self { status_code: status, headers, body, is_base64_encoded: false }
    }

    /// A file for a browser, which may do with it what this Content-Security-Policy says. It is asked for
    /// anew each time: another version of this program may have another one.
    pub(crate) fn file(
        content_type: &'static str,
        content_security_policy: &'static str,
        text: &str,
    ) -> Self {
        let headers = Headers { content_security_policy, content_type, ..Headers::OF_JSON };
        Self { status_code: 200, headers, body: text.to_owned(), is_base64_encoded: false }
    }

    /// The same answer, naming the one method there is.
    pub(crate) fn allowing(mut self, method: &'static str) -> Self {
        self.headers.allow = Some(method);
        self
    }

    /// The HTTP status.
    #[must_use]
    pub const fn status(&self) -> u16 {
        self.status_code
    }

    /// The body: JSON text, or a file of the console.
    #[must_use]
    pub fn body(&self) -> &str {
        &self.body
    }
}
