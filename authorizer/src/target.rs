//! What a call is aimed at: one method of the pinned API, or nothing that is answered.

use sekisho_lambda::{ApiPin, Place};

use crate::{call::Call, method_arn::MethodArn, refusal::Refusal};

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
        let method = call.method_arn.strip_prefix(&pin.stage_arn()).ok_or(Refusal::WrongApi)?;
        if call.described.as_ref().is_some_and(|described| !described.is_of(pin)) {
            return Err(Refusal::WrongApi);
        }
        // `POST/instances/…`; the method of the root ends in its slash: `POST/`.
        let at = method.find('/').ok_or(Refusal::UnknownRoute)?;
        let (verb, path) = method.split_at(at);
        let place = Place::of(verb, path).map_err(|_| Refusal::UnknownRoute)?;
        if let Some(described) = &call.described {
            if described.overrides_method {
                return Err(Refusal::MethodOverride);
            }
            if !described.agrees_on(&place) {
                return Err(Refusal::InconsistentEvent);
            }
        }
        let arn = MethodArn::of(pin, &place).ok_or(Refusal::ArnTooLong)?;
        // So by construction; what is not compared here would only be believed.
        if arn.as_str() == call.method_arn {
            Ok(Self { place, arn })
        } else {
            Err(Refusal::InconsistentEvent)
        }
    }
}
