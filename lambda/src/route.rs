//! The methods of the API, and what each of them may turn out to be.

use core::fmt;

use sekisho_policy::{Action, InstanceId};

/// One method of the API: its verb, its resource template, and the actions a call may ask for.
///
/// A verb and a path that fit no route here are refused: a method that is added to the API is
/// closed until it is added here.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Route {
    method: &'static str,
    template: &'static str,
    actions: &'static [Action],
}

impl Route {
    /// Every route.
    pub const ALL: [Self; 6] = [
        Self { method: "GET", template: "/instances", actions: &[Action::Describe] },
        Self { method: "POST", template: "/", actions: ACTION_IN_BODY },
        Self { method: "POST", template: "/actions", actions: ACTION_IN_BODY },
        Self {
            method: "POST",
            template: "/instances/{instanceId}/reboot",
            actions: &[Action::Reboot],
        },
        Self {
            method: "POST",
            template: "/instances/{instanceId}/start",
            actions: &[Action::Start],
        },
        Self { method: "POST", template: "/instances/{instanceId}/stop", actions: &[Action::Stop] },
    ];

    /// The HTTP verb, in capitals.
    #[must_use]
    pub const fn method(&self) -> &'static str {
        self.method
    }

    /// The resource template, as API Gateway has it.
    #[must_use]
    pub const fn template(&self) -> &'static str {
        self.template
    }

    /// What a call of this route may ask for. An authorizer never sees a body, so a route that names
    /// the action there has several.
    #[must_use]
    pub const fn actions(&self) -> &'static [Action] {
        self.actions
    }
}

impl fmt::Display for Route {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {}", self.method, self.template)
    }
}

/// A call's place in the API: a route, and what its path added to the template.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Place {
    route: &'static Route,
    instance: Option<InstanceId>,
    slash: bool,
}

impl Place {
    /// The place of a verb and a path, which starts with a slash. Paths are compared byte for byte:
    /// nothing is percent-decoded, and no case is folded. One slash at the end is taken, because API
    /// Gateway routes `/instances/` as `/instances` and reports it as it came.
    pub(crate) fn of(method: &str, path: &str) -> Option<Self> {
        let bare = path.strip_suffix('/').filter(|bare| !matches!(*bare, "" | "/"));
        let place = |route| Self::on(route, bare.unwrap_or(path), bare.is_some());
        ROUTES.iter().filter(|route| route.method == method).find_map(place)
    }

    /// The place of a path on this route, if it fits the template.
    fn on(route: &'static Route, path: &str, slash: bool) -> Option<Self> {
        let mut instance = None;
        let mut found = path.split('/');
        for wanted in route.template.split('/') {
            let segment = found.next()?;
            if wanted == PARAMETER {
                instance = Some(InstanceId::parse(segment).ok()?);
            } else if segment != wanted {
                return None;
            }
        }
        found.next().is_none().then_some(Self { route, instance, slash })
    }

    pub(crate) const fn route(&self) -> &'static Route {
        self.route
    }

    pub(crate) const fn method(&self) -> &'static str {
        self.route.method
    }

    pub(crate) const fn instance(&self) -> Option<&InstanceId> {
        self.instance.as_ref()
    }

    /// The path, put together from the template, the checked id and the slash.
    pub(crate) fn path(&self) -> String {
        let id = self.instance.as_ref().map_or("", InstanceId::as_str);
        let slash = if self.slash { "/" } else { "" };
        format!("{}{slash}", self.route.template.replace(PARAMETER, id))
    }

    /// Whether two places differ at most by the slash at the end.
    pub(crate) fn is(&self, other: &Self) -> bool {
        self.route == other.route && self.instance == other.instance
    }

    /// The path parameters API Gateway reports for this place.
    pub(crate) fn parameters(&self) -> Vec<(&str, &str)> {
        self.instance.iter().map(|id| ("instanceId", id.as_str())).collect()
    }
}

static ROUTES: [Route; 6] = Route::ALL;

const PARAMETER: &str = "{instanceId}";

/// Describe is not among them: looking is `GET /instances`.
const ACTION_IN_BODY: &[Action] = &[Action::Reboot, Action::Start, Action::Stop];
