//! What a call is aimed at: one method of the pinned API, or nothing that is answered.

use crate::{
    api::{ApiPin, MethodArn},
    call::{Call, Described},
    refusal::Refusal,
    route::Place,
};

/// The method a call is aimed at, and its name in an answer.
#[derive(Clone, Debug)]
pub(crate) struct Target {
    pub(crate) place: Place,
    pub(crate) arn: MethodArn,
}

impl Target {
    /// The target of a call, if every part of the event agrees on it.
    ///
    /// The method ARN of the event is only compared: it holds the path as the caller wrote it,
    /// wildcards included. The target's ARN is put together from the configuration, the table of
    /// routes and a checked instance id.
    pub(crate) fn of(pin: &ApiPin, call: &Call) -> Result<Self, Refusal> {
        let method = call.method_arn.strip_prefix(&pin.prefix()).ok_or(Refusal::WrongApi)?;
        if call.described.as_ref().is_some_and(|described| !described.is_of(pin)) {
            return Err(Refusal::WrongApi);
        }
        // `POST/instances/…`; the method of the root ends in its slash: `POST/`.
        let at = method.find('/').ok_or(Refusal::UnknownRoute)?;
        let (verb, path) = method.split_at(at);
        let place = Place::of(verb, path).ok_or(Refusal::UnknownRoute)?;
        if let Some(described) = &call.described {
            described.agrees(&place)?;
        }
        let arn = pin.method_arn(&place).ok_or(Refusal::ArnTooLong)?;
        // So by construction; what is not compared here would only be believed.
        if arn.as_str() == call.method_arn {
            Ok(Self { place, arn })
        } else {
            Err(Refusal::InconsistentEvent)
        }
    }
}

impl Described {
    fn is_of(&self, pin: &ApiPin) -> bool {
        self.api == [pin.account.as_str(), pin.api_id.as_str(), pin.stage.as_str()]
    }

    /// Holds what a REQUEST event says in many places against what its method ARN says in one.
    fn agrees(&self, place: &Place) -> Result<(), Refusal> {
        if self.overrides_method {
            return Err(Refusal::MethodOverride);
        }
        let route = place.route();
        let parameters = self.path_parameters.iter().map(|(name, id)| (name.as_str(), id.as_str()));
        let agrees = self.methods.iter().all(|method| method == route.method())
            && self.templates.iter().all(|template| template == route.template())
            && Place::of(route.method(), &self.path).is_some_and(|other| other.is(place))
            && parameters.eq(place.parameters());
        if agrees { Ok(()) } else { Err(Refusal::InconsistentEvent) }
    }
}
