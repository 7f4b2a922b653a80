//! One HTTP call as it reaches the gateway, and the resource of the API it is for.

use std::net::IpAddr;

use sekisho_policy::{UnixTime, VpcEndpointId};

/// One HTTP call, with what API Gateway knows of it.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) query: Vec<(String, String)>,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
    pub(crate) source: IpAddr,
    pub(crate) vpce: Option<VpcEndpointId>,
    pub(crate) request_id: String,
    pub(crate) at: UnixTime,
}

/// A resource of the API with the method that is called on it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Resource {
    /// As the API defines it, such as `/instances/{instanceId}/start`.
    pub(crate) template: &'static str,
    /// What stands in the path for each name in braces.
    pub(crate) parameters: Vec<(&'static str, String)>,
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
    pub(crate) fn find(method: &str, path: &str) -> Option<Self> {
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
