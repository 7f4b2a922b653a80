//! From an event to an answer.

use core::time::Duration;
use std::sync::Arc;

use sekisho_identity::{VerifiedToken, Verifier};
use sekisho_lambda::{ApiPin, DecisionIds, Findings, Health, RandomIds, TimeBudget, hydrate};
use sekisho_policy::{Attempt, Fact, UnixTime};
use sekisho_store::PolicyCache;

use crate::{
    audit::AuditLine,
    denial::ActionDenied,
    event,
    method_arn::MethodArn,
    refusal::Refusal,
    response::{AuthorizerResponse, Context, Response},
    target::Target,
};

/// The time for one answer: two reads of the policy table and one fetch of keys, each with its own
/// shorter limit, fit in it.
pub const TIME_BUDGET: TimeBudget =
    TimeBudget::new(Duration::from_secs(3), Duration::from_millis(250));

/// Answers events: who calls, by the verifier; what they may, by the policy in force.
#[derive(Debug)]
pub struct Authorizer {
    verifier: Verifier,
    policies: PolicyCache,
    settings: AuthorizerSettings,
}

/// What an authorizer must be told.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct AuthorizerSettings {
    /// The API whose calls are answered.
    pub api: ApiPin,
    /// Where decision ids come from.
    pub decision_ids: Arc<dyn DecisionIds>,
}

impl AuthorizerSettings {
    /// The settings for this API, with random decision ids.
    #[must_use]
    pub fn new(api: ApiPin) -> Self {
        Self { api, decision_ids: Arc::new(RandomIds::new()) }
    }

    /// The same settings with ids from another source.
    #[must_use]
    pub fn with_decision_ids(mut self, decision_ids: Arc<dyn DecisionIds>) -> Self {
        self.decision_ids = decision_ids;
        self
    }
}

/// An answer to an event, and the line that is left of it.
#[derive(Clone, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "both halves must be dealt with")]
pub struct Answer {
    /// For API Gateway.
    pub response: Response,
    /// For the log.
    pub audit: AuditLine,
}

impl Authorizer {
    /// An authorizer. Nothing is fetched yet.
    #[must_use]
    pub const fn new(
        verifier: Verifier,
        policies: PolicyCache,
        settings: AuthorizerSettings,
    ) -> Self {
        Self { verifier, policies, settings }
    }

    /// Gets the keys and the policy, both at once, before the first event asks for them. What could
    /// not be had is tried again by the events, which are denied until it can.
    pub async fn hydrate(&self, now: UnixTime) {
        hydrate(&self.verifier, &self.policies, now).await;
    }

    /// How old the keys and the policy are at `now`: what is measured beside every answer.
    #[must_use]
    pub fn health(&self, now: UnixTime) -> Health {
        Health::of(&self.verifier, &self.policies, now)
    }

    /// Answers an event, however long it takes.
    pub async fn answer(&self, event: &[u8], now: UnixTime) -> Answer {
        let mut found = Found::default();
        let judged = self.judge(&mut found, event, now).await;
        self.conclude(found, judged, now)
    }

    /// Answers an event within a limit: what is not decided by then is denied.
    pub async fn answer_within(&self, event: &[u8], now: UnixTime, limit: Duration) -> Answer {
        let mut found = Found::default();
        let judged = tokio::time::timeout(limit, self.judge(&mut found, event, now)).await;
        self.conclude(found, judged.unwrap_or(Err(Refusal::TimedOut)), now)
    }

    /// Finds out everything an answer rests on, or why there is no more to find out.
    async fn judge(&self, found: &mut Found, event: &[u8], now: UnixTime) -> Result<Pass, Refusal> {
        let call = event::decode(event)?;
        let Found { findings, denials } = found;
        findings.ids = call.ids.clone();
        findings.source = call.source.clone();
        let Target { place, arn } = Target::of(&self.settings.api, &call)?;
        let place = findings.place.insert(place);
        let bearer = call.authorization.bearer().map_err(Refusal::Token)?;
        // Both at once: each may wait for the network, and together they must fit into the time.
        let (token, published) =
            tokio::join!(self.verifier.verify(&bearer, now), self.policies.current(now));
        let token = token.map_err(Refusal::Token)?;
        let caller = findings.token.insert(token).caller().clone();
        let principal = usable(caller.subject()).ok_or(Refusal::UnusableSubject)?.to_owned();
        let published = published.map_err(|_| Refusal::PolicyUnavailable)?;
        let published = findings.policy.insert(published).clone();
        let actions = place.route().actions();
        for action in actions.iter().copied() {
            let (caller, source) = (caller.clone(), call.source.clone());
            let attempt = Attempt { caller, action, source, at: now };
            denials.extend(ActionDenied::find(&published.policy, attempt));
        }
        if denials.len() == actions.len() {
            return Err(Refusal::NotEntitled);
        }
        Ok(Pass { principal, arn })
    }

    /// Puts the answer and its line together.
    fn conclude(&self, found: Found, judged: Result<Pass, Refusal>, now: UnixTime) -> Answer {
        let id = self.settings.decision_ids.next();
        let Found { findings, denials } = found;
        let refusal = judged.as_ref().err().copied();
        let audit = AuditLine::new(&id, now, &self.settings.api, &findings, denials, refusal);
        let caller = findings.token.as_ref().map(VerifiedToken::caller);
        let context = Context {
            decision_id: id,
            code: refusal.map(Refusal::code),
            policy_version: findings.policy.as_ref().map(|policy| policy.version.to_string()),
            subject: caller.and_then(|caller| usable(caller.subject())).map(str::to_owned),
            user: caller.and_then(|caller| usable(caller.user())).map(str::to_owned),
        };
        let response = match judged {
            Ok(pass) => {
                Response::Policy(AuthorizerResponse::allow(pass.principal, &pass.arn, context))
            }
            Err(refusal) if refusal.is_unauthorized() => Response::Unauthorized,
            Err(_) => Response::Policy(AuthorizerResponse::deny(context)),
        };
        Answer { response, audit }
    }
}

/// What became known on the way to an answer, and what the policy has against it.
#[derive(Default)]
struct Found {
    findings: Findings,
    denials: Vec<ActionDenied>,
}

/// What it takes to let a call through.
struct Pass {
    principal: String,
    arn: MethodArn,
}

/// A name that API Gateway can carry: short, and in one line.
fn usable(name: Fact<&str>) -> Option<&str> {
    let usable = |name: &&str| {
        !name.is_empty() && name.len() <= LONGEST_NAME && !name.contains(char::is_control)
    };
    match name {
        Fact::Known(name) => Some(name).filter(usable),
        Fact::Absent | Fact::Unknown => None,
    }
}

/// A Cognito user name has at most 128 characters, of at most 4 bytes each.
const LONGEST_NAME: usize = 512;
