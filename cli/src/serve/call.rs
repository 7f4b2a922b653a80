//! One HTTP call as it reaches the gateway, and the resource of the API it is for.

use std::net::IpAddr;

use sekisho_executor::is_console;
use sekisho_lambda::Route;
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

impl Resource {
    /// The resource of a file of the console, which needs no authorizer; `None` for any other call.
    #[must_use]
    pub fn of_console(method: &str, path: &str) -> Option<Self> {
        if !is_console(method, path) {
            return None;
        }
        let file = path.strip_prefix("/console/").map(str::to_owned);
        let template = if file.is_some() { "/console/{file}" } else { "/console" };
        Some(Self { template, parameters: file.into_iter().map(|file| ("file", file)).collect() })
    }

    /// The resource a method and path are for. As on API Gateway one slash at the end makes no
    /// difference, and a name in braces stands for any one segment.
    #[must_use]
    pub fn find(method: &str, path: &str) -> Option<Self> {
        let bare = path.strip_suffix('/').filter(|bare| !bare.is_empty()).unwrap_or(path);
        Route::ALL.into_iter().filter(|route| route.method() == method).find_map(|route| {
            let found = route.parameters(bare)?.into_iter();
            let parameters = found.map(|(name, value)| (name, value.to_owned())).collect();
            Some(Self { template: route.template(), parameters })
        })
    }
}
