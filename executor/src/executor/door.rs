//! The way in: everything that is checked before any instance is looked at.

use std::{sync::Arc, time::Duration};

use sekisho_lambda::{Authorization, Findings, NoRoute, Place};
use sekisho_policy::{Attempt, Caller, Entitlement, PolicyName, Source, UnixTime};
use sekisho_store::PublishedPolicy;

use super::{Executor, Moment};
use crate::{
    console,
    event::Call,
    order::{Bounds, Order},
    refusal::Refusal,
};

/// A caller who is known, asks for something that can be read, and is under a policy.
pub(super) struct Visit {
    caller: Caller,
    source: Source,
    at: UnixTime,
    policy: Arc<PublishedPolicy>,
    pub(super) order: Option<Order>,
}

impl Visit {
    /// The name of the policy.
    pub(super) fn policy(&self) -> &PolicyName {
        self.policy.policy.name()
    }

    /// What the policy leaves this caller of an action, from here, now.
    pub(super) fn entitlement(&self, action: sekisho_policy::Action) -> Entitlement {
        let attempt = Attempt {
            caller: self.caller.clone(),
            action,
            source: self.source.clone(),
            at: self.at,
        };
        self.policy.policy.entitlement(Arc::new(attempt))
    }
}

/// The longest body that is read.
const MAX_BODY: usize = 64 * 1024;
/// What is kept of the budget for acting and answering, however long a caller wants to wait.
const RESERVE: Duration = Duration::from_secs(3);

impl Executor {
    /// Lets a call in, or says why not. Who asks is settled before what they ask for is read: a
    /// stranger learns nothing about the API.
    pub(super) async fn enter(
        &self,
        call: Option<Call>,
        moment: &Moment,
        findings: &mut Findings,
    ) -> Result<Visit, Refusal> {
        let call = call.ok_or(Refusal::UnreadableEvent)?;
        let place = call.rest.described.place();
        findings.ids = call.rest.ids.clone();
        findings.source = call.rest.source.clone();
        findings.place = place.as_ref().ok().cloned();
        if !call.rest.described.is_of(&self.settings.api) {
            return Err(Refusal::OtherApi);
        }
        if !call.rest.passed_authorizer {
            // Whoever mistypes a file is not told, or recorded, as one who came past the authorizer.
            let is_file = console::is_missing(&call.rest.described);
            return Err(if is_file { Refusal::UnknownRoute } else { Refusal::NoAuthorizer });
        }
        let caller = self.identify(&call.rest.authorization, moment.at, findings).await?;
        let policy = self.policies.current(moment.at).await;
        let policy = policy.map_err(|error| Refusal::NoPolicy(error.to_string()))?;
        findings.policy = Some(Arc::clone(&policy));
        let order = self.order(&call, place)?;
        Ok(Visit { caller, source: call.rest.source, at: moment.at, policy, order })
    }

    async fn identify(
        &self,
        authorization: &Authorization,
        at: UnixTime,
        findings: &mut Findings,
    ) -> Result<Caller, Refusal> {
        let token = authorization.bearer().map_err(Refusal::Token)?;
        let verified = self.verifier.verify(&token, at).await.map_err(|refusal| {
            if refusal.is_unavailable() {
                Refusal::KeysUnavailable
            } else {
                Refusal::Token(refusal)
            }
        })?;
        Ok(findings.token.insert(verified).caller().clone())
    }

    fn order(&self, call: &Call, place: Result<Place, NoRoute>) -> Result<Option<Order>, Refusal> {
        let place = place.map_err(|error| match error {
            NoRoute::NoInstanceId(error) => Refusal::NoInstanceId(error),
            NoRoute::OtherMethod(method) => Refusal::OtherMethod(method),
            NoRoute::Unknown => Refusal::UnknownRoute,
        })?;
        let described = &call.rest.described;
        if described.overrides_method || !described.agrees_on(&place) {
            return Err(Refusal::Inconsistent);
        }
        if call.has_query {
            return Err(Refusal::Query);
        }
        let body = call.body.as_deref().ok_or(Refusal::BodyUndecodable)?;
        if body.len() > MAX_BODY {
            return Err(Refusal::BodyTooLarge);
        }
        let settings = &self.settings;
        let fits = settings.budget.saturating_sub(RESERVE);
        let bounds = Bounds { longest_wait: settings.longest_wait.min(fits) };
        Ok(Order::of(place.asked(), body, bounds)?)
    }
}
