//! A call of the REST API, freed of its wire shape.

use sekisho_policy::Source;

use crate::{ApiPin, Authorization, NoRoute, Place, RequestIds};

/// What a REQUEST authorizer event and a proxy event both say of a call. Nothing in it is checked
/// yet, and nothing in it is trusted but the source address, which API Gateway wrote itself.
#[expect(missing_debug_implementations, reason = "it holds a token")]
#[non_exhaustive]
pub struct RestCall {
    /// The `Authorization` header.
    pub authorization: Authorization,
    /// Which method of which API is called.
    pub described: Described,
    /// Where the call comes from.
    pub source: Source,
    /// The ids that tie the answer to API Gateway's own logs.
    pub ids: RequestIds,
    /// Whether API Gateway says that an authorizer let the call pass. It is not authority, but its
    /// absence in a proxy event is a call that came past the door.
    pub passed_authorizer: bool,
}

/// The method that is called, as an event tells it in several places.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Described {
    /// The verb: of the event, and of its request context.
    pub(crate) methods: [String; 2],
    /// The resource template: of the event, and of its request context.
    pub(crate) templates: [String; 2],
    /// The path as it was called, without the stage.
    pub(crate) path: String,
    /// The parameters API Gateway took from the path.
    pub(crate) path_parameters: Vec<(String, String)>,
    /// The account, the API and the stage.
    pub(crate) api: [String; 3],
    /// Whether the caller asks API Gateway to take another verb for the real one.
    pub overrides_method: bool,
}

impl Described {
    /// The verb, as the event itself has it.
    #[must_use]
    pub fn method(&self) -> &str {
        let [method, _] = &self.methods;
        method
    }

    /// The path as it was called, without the stage.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Whether the call is of this API and stage.
    #[must_use]
    pub fn is_of(&self, pin: &ApiPin) -> bool {
        self.api == [pin.account.as_str(), pin.api_id.as_str(), pin.stage.as_str()]
    }

    /// The place of the verb and the path; whether all else agrees with it is another question.
    ///
    /// # Errors
    ///
    /// [`NoRoute`] for what is no method of the API.
    pub fn place(&self) -> Result<Place, NoRoute> {
        Place::of(self.method(), &self.path)
    }

    /// Whether everything that is said in several places is said of this place.
    #[must_use]
    pub fn agrees_on(&self, place: &Place) -> bool {
        let route = place.route();
        let parameters = self.path_parameters.iter().map(|(name, id)| (name.as_str(), id.as_str()));
        self.methods.iter().all(|method| method == route.method())
            && self.templates.iter().all(|template| template == route.template())
            && self.place().is_ok_and(|own| own.is(place))
            && parameters.eq(place.parameters())
    }
}
