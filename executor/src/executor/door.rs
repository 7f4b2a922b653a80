//! The way in: everything that is checked before any instance is looked at.

use std::{sync::Arc, time::Duration};

use sekisho_identity::{BearerToken, TokenRefusal};
use sekisho_policy::{Attempt, Caller, Entitlement, Source, UnixTime};
use sekisho_store::PublishedPolicy;

use super::{Executor, Moment};
use crate::{
    audit::Findings,
    call::{Authorization, Call},
    event,
    order::{Bounds, Order},
    route::NoRoute,
    trouble::Trouble,
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
        event: &[u8],
        moment: &Moment,
        findings: &mut Findings,
    ) -> Result<Visit, Trouble> {
        let call = event::decode(event).ok_or(Trouble::UnreadableEvent)?;
        findings.ids = call.ids.clone();
        findings.source = call.source.clone();
        findings.route = call.route.as_ref().ok().cloned();
        let api = &self.settings.api;
        if call.api != [api.account.as_str(), api.api_id.as_str(), api.stage.as_str()] {
            return Err(Trouble::OtherApi);
        }
        if !call.passed_authorizer {
            return Err(Trouble::NoAuthorizer);
        }
        let caller = self.identify(&call.authorization, moment.at, findings).await?;
        let policy = self.policies.current(moment.at).await;
        let policy = policy.map_err(|error| Trouble::NoPolicy(error.to_string()))?;
        findings.policy = Some(Arc::clone(&policy));
        let order = self.order(&call)?;
        Ok(Visit { caller, source: call.source, at: moment.at, policy, order })
    }

    async fn identify(
        &self,
        authorization: &Authorization,
        at: UnixTime,
        findings: &mut Findings,
    ) -> Result<Caller, Trouble> {
        let secret = match authorization {
            Authorization::One(secret) => secret,
            Authorization::Missing => {
                return Err(Trouble::Token(TokenRefusal::MissingToken.code()));
            }
            Authorization::Ambiguous => return Err(Trouble::Token("ambiguous_authorization")),
        };
        let token = BearerToken::from_header(&secret.0)
            .map_err(|refusal| Trouble::Token(refusal.code()))?;
        let verified = self.verifier.verify(&token, at).await.map_err(|refusal| {
            if refusal.is_unavailable() {
                Trouble::KeysUnavailable
            } else {
                Trouble::Token(refusal.code())
            }
        })?;
        let caller = verified.caller().clone();
        findings.token = Some(verified);
        Ok(caller)
    }

    fn order(&self, call: &Call) -> Result<Option<Order>, Trouble> {
        let route = call.route.as_ref().map_err(|error| match error {
            NoRoute::NoInstanceId(error) => Trouble::NoInstanceId(error.clone()),
            NoRoute::OtherMethod(method) => Trouble::OtherMethod(method),
            NoRoute::Unknown => Trouble::UnknownRoute,
        })?;
        if !call.consistent {
            return Err(Trouble::Inconsistent);
        }
        if call.has_query {
            return Err(Trouble::Query);
        }
        let body = call.body.as_deref().ok_or(Trouble::BodyUndecodable)?;
        if body.len() > MAX_BODY {
            return Err(Trouble::BodyTooLarge);
        }
        let settings = &self.settings;
        let fits = settings.budget.saturating_sub(RESERVE);
        let bounds = Bounds { longest_wait: settings.longest_wait.min(fits) };
        Ok(Order::of(route, body, bounds)?)
    }
}
