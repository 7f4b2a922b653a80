//! From an event to an answer.

use core::time::Duration;
use std::sync::Arc;

use sekisho_identity::{BearerToken, TokenRefusal, VerifiedToken, Verifier};
use sekisho_policy::{Attempt, Fact, Instance, UnixTime};
use sekisho_store::PolicyCache;

use crate::{
    api::{ApiPin, MethodArn},
    audit::{AuditLine, Findings},
    call::Authorization,
    decision_id::{DecisionIds, RandomIds},
    denial::ActionDenied,
    event,
    refusal::Refusal,
    response::{AuthorizerResponse, Context, Response},
    target::Target,
};

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
        let keys = async {
            for (issuer, error) in self.verifier.hydrate(now).await.failures() {
                tracing::error!(issuer = issuer.as_str(), %error, "no keys yet: tokens are denied");
            }
        };
        let policy = async {
            if let Err(error) = self.policies.hydrate(now).await {
                tracing::error!(%error, "no policy yet: everything is denied");
            }
        };
        tokio::join!(keys, policy);
    }

    /// Answers an event, however long it takes.
    pub async fn answer(&self, event: &[u8], now: UnixTime) -> Answer {
        let mut findings = Findings::default();
        let judged = self.judge(&mut findings, event, now).await;
        self.conclude(findings, judged, now)
    }

    /// Answers an event within a limit: what is not decided by then is denied.
    pub async fn answer_within(&self, event: &[u8], now: UnixTime, limit: Duration) -> Answer {
        let mut findings = Findings::default();
        let judged = tokio::time::timeout(limit, self.judge(&mut findings, event, now)).await;
        self.conclude(findings, judged.unwrap_or(Err(Refusal::TimedOut)), now)
    }

    /// Finds out everything an answer rests on, or why there is no more to find out.
    async fn judge(
        &self,
        findings: &mut Findings,
        event: &[u8],
        now: UnixTime,
    ) -> Result<Pass, Refusal> {
        let call = event::decode(event)?;
        findings.ids = call.ids.clone();
        findings.source = call.source.clone();
        let target = findings.target.insert(Target::of(&self.settings.api, &call)?).clone();
        let bearer = bearer(&call.authorization)?;
        let token = self.verifier.verify(&bearer, now).await.map_err(Refusal::Token)?;
        let caller = findings.token.insert(token).caller().clone();
        let principal = usable(caller.subject()).ok_or(Refusal::UnusableSubject)?.to_owned();
        let published = self.policies.current(now).await.map_err(|_| Refusal::PolicyUnavailable)?;
        let published = findings.policy.insert(published).clone();
        let id = Fact::known_or_unknown(target.place.instance().cloned());
        let instance = Arc::new(Instance { id, ..Instance::default() });
        let actions = target.place.route().actions();
        for action in actions.iter().copied() {
            let (caller, source) = (caller.clone(), call.source.clone());
            let attempt = Attempt { caller, action, source, at: now };
            findings.denials.extend(ActionDenied::find(&published.policy, attempt, &instance));
        }
        if findings.denials.len() == actions.len() {
            return Err(Refusal::NotEntitled);
        }
        Ok(Pass { principal, arn: target.arn })
    }

    /// Puts the answer and its line together.
    fn conclude(&self, findings: Findings, judged: Result<Pass, Refusal>, now: UnixTime) -> Answer {
        let id = self.settings.decision_ids.next();
        let refusal = judged.as_ref().err().copied();
        let caller = findings.token.as_ref().map(VerifiedToken::caller);
        let context = Context {
            decision_id: id.clone(),
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
        Answer { response, audit: findings.line(id, now, refusal) }
    }
}

/// What it takes to let a call through.
struct Pass {
    principal: String,
    arn: MethodArn,
}

fn bearer(authorization: &Authorization) -> Result<BearerToken, Refusal> {
    match authorization {
        Authorization::One(secret) => BearerToken::from_header(&secret.0).map_err(Refusal::Token),
        Authorization::Missing => Err(Refusal::Token(TokenRefusal::MissingToken)),
        Authorization::Ambiguous => Err(Refusal::AmbiguousAuthorization),
    }
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
