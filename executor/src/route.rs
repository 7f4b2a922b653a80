//! The methods of the API, as this room answers them.

use sekisho_policy::InstanceId;

use crate::Change;

/// What a call asks for, as far as its method and path say it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Route {
    /// `GET /instances`
    List,
    /// `POST /actions`
    Many,
    /// `POST /instances/{instanceId}/{reboot|start|stop}`
    One(InstanceId, Change),
    /// `POST /`: the body of the original script.
    Script,
}

/// Why a method and a path lead nowhere.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum NoRoute {
    /// The path names an instance by something that is no instance id.
    NoInstanceId(sekisho_policy::InvalidId),
    /// The path is known, the verb is not: this is the one it has.
    OtherMethod(&'static str),
    /// No such path.
    Unknown,
}

impl Route {
    /// The route of a verb and a path, which is compared byte for byte: nothing is percent-decoded
    /// and no case is folded. One slash at the end is taken, because API Gateway takes it.
    pub(crate) fn of(method: &str, path: &str) -> Result<Self, NoRoute> {
        let bare = path.strip_suffix('/').filter(|bare| !matches!(*bare, "" | "/")).unwrap_or(path);
        let mut segments = bare.split('/').skip(1);
        let place = [segments.next(), segments.next(), segments.next(), segments.next()];
        let (required, route) = match place {
            [Some(""), None, None, None] => ("POST", Self::Script),
            [Some("actions"), None, None, None] => ("POST", Self::Many),
            [Some("instances"), None, None, None] => ("GET", Self::List),
            [Some("instances"), Some(id), Some(verb), None] => {
                let change = Change::named(verb).ok_or(NoRoute::Unknown)?;
                ("POST", Self::One(InstanceId::parse(id).map_err(NoRoute::NoInstanceId)?, change))
            }
            _ => return Err(NoRoute::Unknown),
        };
        if !path.starts_with('/') {
            return Err(NoRoute::Unknown);
        }
        if method == required { Ok(route) } else { Err(NoRoute::OtherMethod(required)) }
    }

    /// The verb and the template, for audit lines.
    pub(crate) const fn name(&self) -> &'static str {
        match self {
            Self::List => "GET /instances",
            Self::Many => "POST /actions",
            Self::One(_, Change::Reboot) => "POST /instances/{instanceId}/reboot",
            Self::One(_, Change::Start) => "POST /instances/{instanceId}/start",
            Self::One(_, Change::Stop) => "POST /instances/{instanceId}/stop",
            Self::Script => "POST /",
        }
    }

    /// The resource template, as API Gateway has it.
    pub(crate) const fn template(&self) -> &'static str {
        match self {
            Self::List => "/instances",
            Self::Many => "/actions",
            Self::One(_, Change::Reboot) => "/instances/{instanceId}/reboot",
            Self::One(_, Change::Start) => "/instances/{instanceId}/start",
            Self::One(_, Change::Stop) => "/instances/{instanceId}/stop",
            Self::Script => "/",
        }
    }

    /// The path parameters API Gateway reports for this route.
    pub(crate) fn parameters(&self) -> Vec<(&str, &str)> {
        match self {
            Self::One(id, _) => vec![("instanceId", id.as_str())],
            Self::List | Self::Many | Self::Script => Vec::new(),
        }
    }
}
