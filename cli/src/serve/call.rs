//! One HTTP call as it reaches the gateway, and the resource of the API it is for.

use std::net::IpAddr;

use sekisho_policy::{UnixTime, VpcEndpointId};

/// One HTTP call, with what API Gateway knows of it. No `Debug`: its headers hold a token.
#[derive(Clone)]
#[expect(clippy::exhaustive_structs, missing_debug_implementations, reason = "plain data; a token")]
pub struct Call {
    /// The HTTP verb.
    pub method: String,
    /// The path as it came, without the query string.
    pub path: String,
    /// The names and values of the query string, decoded.
    pub query: Vec<(String, String)>,
    /// The headers in their order, names as the client wrote them.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
    /// The address the connection came from.
    pub source: IpAddr,
    /// The VPC endpoint it came through.
    pub vpce: Option<VpcEndpointId>,
    /// The id of the request.
    pub request_id: String,
    /// When it came.
    pub at: UnixTime,
}

/// A resource of the API with the method that is called on it.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Resource {
    /// As the API defines it, such as `/instances/{instanceId}/start`.
    pub template: &'static str,
    /// What stands in the path for each name in braces.
    pub parameters: Vec<(&'static str, String)>,
}

/// The methods of the API, as the deployment defines them.
const METHODS: [(&str, &str); 6] = [
    ("POST", "/"),
    ("POST", "/actions"),
    ("GET", "/instances"),
    ("POST", "/instances/{instanceId}/reboot"),
    ("POST", "/instances/{instanceId}/start"),
    ("POST", "/instances/{instanceId}/stop"),
];

impl Resource {
    /// The resource a method and path are for. As on API Gateway one slash at the end makes no
    /// difference, and a name in braces stands for any one segment.
    #[must_use]
    pub fn find(method: &str, path: &str) -> Option<Self> {
        let bare = path.strip_suffix('/').filter(|bare| !bare.is_empty()).unwrap_or(path);
        METHODS
            .iter()
            .filter(|(known, _)| *known == method)
            .find_map(|(_, template)| Self::fit(template, bare))
    }

    fn fit(template: &'static str, path: &str) -> Option<Self> {
        let mut parameters = Vec::new();
        let mut segments = path.split('/');
        for part in template.split('/') {
            let segment = segments.next()?;
            match part.strip_prefix('{').and_then(|part| part.strip_suffix('}')) {
                Some(name) if !segment.is_empty() => parameters.push((name, segment.to_owned())),
                None if part == segment => {}
                Some(_) | None => return None,
            }
        }
        segments.next().is_none().then_some(Self { template, parameters })
    }
}
