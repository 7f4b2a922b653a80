//! The methods of the API, and what each of them may turn out to be.

use core::fmt;

use sekisho_policy::Action;

use crate::Change;

/// One method of the API: its verb, its resource template, and the actions a call may ask for.
///
/// A verb and a path that fit no route here are refused: a method that is added to the API is
/// closed until it is added here.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "a new method must be answered everywhere")]
pub enum Route {
    /// `GET /instances`
    List,
    /// `POST /actions`
    Many,
    /// `POST /instances/{instanceId}/{reboot|start|stop}`
    One(Change),
    /// `POST /`: the body of the original script.
    Script,
}

impl Route {
    /// Every route.
    pub const ALL: [Self; 6] = [
        Self::List,
        Self::Script,
        Self::Many,
        Self::One(Change::Reboot),
        Self::One(Change::Start),
        Self::One(Change::Stop),
    ];

    /// The HTTP verb, in capitals.
    #[must_use]
    pub const fn method(self) -> &'static str {
        match self {
            Self::List => "GET",
            Self::Many | Self::One(_) | Self::Script => "POST",
        }
    }

    /// The resource template, as API Gateway has it.
    #[must_use]
    pub const fn template(self) -> &'static str {
        match self {
            Self::List => "/instances",
            Self::Many => "/actions",
            Self::One(Change::Reboot) => "/instances/{instanceId}/reboot",
            Self::One(Change::Start) => "/instances/{instanceId}/start",
            Self::One(Change::Stop) => "/instances/{instanceId}/stop",
            Self::Script => "/",
        }
    }

    /// What a call of this route may ask for. An authorizer never sees a body, so a route that names
    /// the action there has several; describe is not among them: looking is `GET /instances`.
    #[must_use]
    pub const fn actions(self) -> &'static [Action] {
        match self {
            Self::List => &[Action::Describe],
            Self::Many | Self::Script => &[Action::Reboot, Action::Start, Action::Stop],
            Self::One(Change::Reboot) => &[Action::Reboot],
            Self::One(Change::Start) => &[Action::Start],
            Self::One(Change::Stop) => &[Action::Stop],
        }
    }

    /// What a path has in the places of the template's parameters, each with the parameter's name;
    /// `None` for a path that does not fit the template. A parameter stands for any one segment that
    /// is not empty; everything else is compared byte for byte.
    #[must_use]
    pub fn parameters(self, path: &str) -> Option<Vec<(&'static str, &str)>> {
        let mut parameters = Vec::new();
        let mut found = path.split('/');
        for wanted in self.template().split('/') {
            let segment = found.next()?;
            match wanted.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
                Some(name) if !segment.is_empty() => parameters.push((name, segment)),
                None if wanted == segment => {}
                Some(_) | None => return None,
            }
        }
        found.next().is_none().then_some(parameters)
    }
}

impl fmt::Display for Route {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {}", self.method(), self.template())
    }
}
