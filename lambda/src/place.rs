//! A call's place in the API.

use sekisho_policy::{InstanceId, InvalidId};

use crate::{Change, Route};

/// What a call asks for, as far as its method and path say it.
#[derive(Clone, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "a new method must be answered everywhere")]
pub enum Asked {
    /// To see instances.
    List,
    /// A change that the body names, of instances that the body names.
    Many,
    /// A change of one instance.
    One(InstanceId, Change),
    /// What the body of the original script says.
    Script,
}

/// A call's place in the API: what its method and path ask for, in a form of which every byte is
/// known.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Place {
    asked: Asked,
    slash: bool,
}

/// Why a method and a path lead nowhere.
#[derive(Clone, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "whoever answers must see a new cause")]
pub enum NoRoute {
    /// The path names an instance by something that is no instance id.
    NoInstanceId(InvalidId),
    /// The path is known, the verb is not: this is the one it has.
    OtherMethod(&'static str),
    /// No such path.
    Unknown,
}

impl Place {
    /// The place of a verb and a path, which starts with a slash. Paths are compared byte for byte:
    /// nothing is percent-decoded, and no case is folded. One slash at the end is taken, because API
    /// Gateway routes `/instances/` as `/instances` and reports it as it came.
    ///
    /// # Errors
    ///
    /// [`NoRoute`] for what is no method of the API.
    pub fn of(method: &str, path: &str) -> Result<Self, NoRoute> {
        let bare = path.strip_suffix('/').filter(|bare| !matches!(*bare, "" | "/"));
        let fits = |route: Route| Some((route, route.parameters(bare.unwrap_or(path))?));
        let (route, parameters) = Route::ALL.into_iter().find_map(fits).ok_or(NoRoute::Unknown)?;
        let asked = match route {
            Route::List => Asked::List,
            Route::Many => Asked::Many,
            Route::One(change) => {
                let id = parameters.first().map_or("", |(_, id)| id);
                Asked::One(InstanceId::parse(id).map_err(NoRoute::NoInstanceId)?, change)
            }
            Route::Script => Asked::Script,
        };
        if method == route.method() {
            Ok(Self { asked, slash: bare.is_some() })
        } else {
            Err(NoRoute::OtherMethod(route.method()))
        }
    }

    /// What is asked for there.
    #[must_use]
    pub const fn asked(&self) -> &Asked {
        &self.asked
    }

    /// The method of the API.
    #[must_use]
    pub const fn route(&self) -> Route {
        match self.asked {
            Asked::List => Route::List,
            Asked::Many => Route::Many,
            Asked::One(_, change) => Route::One(change),
            Asked::Script => Route::Script,
        }
    }

    /// The instance in the path.
    #[must_use]
    pub const fn instance(&self) -> Option<&InstanceId> {
        match &self.asked {
            Asked::One(id, _) => Some(id),
            Asked::List | Asked::Many | Asked::Script => None,
        }
    }

    /// The path, put together from the template, the checked id and the slash.
    #[must_use]
    pub fn path(&self) -> String {
        let id = self.instance().map_or("", InstanceId::as_str);
        let slash = if self.slash { "/" } else { "" };
        format!("{}{slash}", self.route().template().replace("{instanceId}", id))
    }

    /// Whether two places differ at most by the slash at the end.
    #[must_use]
    pub fn is(&self, other: &Self) -> bool {
        self.asked == other.asked
    }

    /// The path parameters API Gateway reports for this place.
    pub fn parameters(&self) -> impl Iterator<Item = (&str, &str)> {
        self.instance().map(|id| ("instanceId", id.as_str())).into_iter()
    }
}
