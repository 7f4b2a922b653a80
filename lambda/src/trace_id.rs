//! The id of the trace an event belongs to.

use serde::Serialize;

/// The id of an X-Ray trace, such as `1-5bef4de7-ad49b0e87f6ef6c87fc2e700`.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[serde(transparent)]
pub struct TraceId(String);

impl TraceId {
    /// The id in a trace header, `Root=…;Parent=…;Sampled=…`; `None` if it has none of exactly this
    /// form. A caller of the API can send such a header, so that nothing else of it is kept: an id
    /// has 35 characters, of which the last 32 are the hexadecimal digits of a time and of a number.
    // SOURCE: AWS X-Ray developer guide, "Tracing header": version `1`, 8 digits, 24 digits.
    #[must_use]
    pub fn of_header(header: &str) -> Option<Self> {
        let mut parts = header.split(';').map(str::trim);
        let root = parts.find_map(|part| part.strip_prefix("Root="))?;
        let (time, number) = root.strip_prefix("1-")?.split_once('-')?;
        let is_hexadecimal = |text: &str| text.bytes().all(|byte| byte.is_ascii_hexdigit());
        let valid = time.len() == 8 && number.len() == 24;
        (valid && is_hexadecimal(time) && is_hexadecimal(number)).then(|| Self(root.to_owned()))
    }

    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
