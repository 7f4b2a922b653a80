//! The roles of the simulated accounts, and who has assumed them.

use std::{collections::BTreeMap, time::Duration};

use sekisho_policy::AccountId;

use super::iam::{Call, IamPolicy};
use crate::{
    AwsError, ExternalId,
    adapters::cloud::{AssumeRole, Credentials, Failure, FailureKind, Session},
};

/// A role that can be assumed in a simulated account.
#[derive(Clone, Debug)]
pub struct SimulatedRole {
    arn: String,
    external_id: Option<ExternalId>,
    policy: IamPolicy,
}

/// The text is no policy that the simulation understands.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("the policy of the role cannot be used: {0}")]
pub struct UnreadablePolicy(String);

/// A session that was made.
#[derive(Clone, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "a session is what was asked of STS")]
pub struct SimulatedSession {
    /// In which account.
    pub account: AccountId,
    /// `RoleSessionName`.
    pub name: String,
    /// `SourceIdentity`.
    pub source_identity: String,
    /// The inline session policy.
    pub policy: String,
}

/// STS of all simulated accounts.
#[derive(Debug, Default)]
pub(super) struct Sts {
    roles: BTreeMap<AccountId, SimulatedRole>,
    sessions: BTreeMap<String, Held>,
    pub(super) made: Vec<SimulatedSession>,
    /// The longest session policy that fits once it is packed.
    pub(super) packs: Option<usize>,
}

#[derive(Debug)]
struct Held {
    made: SimulatedSession,
    token: String,
    role: IamPolicy,
    session: IamPolicy,
    until: Duration,
}

impl SimulatedRole {
    /// A role by its ARN, and what it may do (JSON text).
    ///
    /// # Errors
    ///
    /// [`UnreadablePolicy`] where the text has something in it that the simulation does not
    /// understand.
    pub fn new(arn: &str, policy: &str) -> Result<Self, UnreadablePolicy> {
        let policy = IamPolicy::parse(policy).map_err(UnreadablePolicy)?;
        Ok(Self { arn: arn.to_owned(), external_id: None, policy })
    }

    /// The same role for those alone who know this id.
    #[must_use]
    pub fn requiring(mut self, external_id: ExternalId) -> Self {
        self.external_id = Some(external_id);
        self
    }
}

impl Sts {
    pub(super) fn put(&mut self, account: AccountId, role: SimulatedRole) {
        self.roles.insert(account, role);
    }

    pub(super) fn assume(
        &mut self,
        ask: &AssumeRole,
        now: Duration,
    ) -> Result<Credentials, Failure> {
        let AssumeRole { account, session_name, source_identity, policy, .. } = ask;
        let role = self.roles.get(account).filter(|role| role.arn == ask.role);
        let role =
            role.filter(|role| role.external_id.is_none() || role.external_id == ask.external_id);
        let Some(role) = role else {
            let text = format!(
                "User: arn:aws:sts::000000000000:assumed-role/executor/1 is not authorized to \
                 perform: sts:AssumeRole on resource: {}",
                ask.role
            );
            return Err(refused("AccessDenied", text));
        };
        let named = |text: &str| {
            (2..=64).contains(&text.len()) && text.bytes().all(crate::places::is_of_a_name)
        };
        let characters = policy.chars().count();
        if characters > 2048 || !named(session_name) || !named(source_identity) {
            let text = "1 validation error detected: a value failed to satisfy constraint";
            return Err(refused("ValidationError", text.to_owned()));
        }
        if self.packs.is_some_and(|most| characters > most) {
            let text = "The packed size of the session policy exceeds the allowed space";
            return Err(refused("PackedPolicyTooLarge", text.to_owned()));
        }
        let session =
            IamPolicy::parse(policy).map_err(|what| refused("MalformedPolicyDocument", what))?;
        let number = self.made.len();
        let credentials = Credentials {
            access_key_id: format!("ASIA{number:016}"),
            secret_access_key: format!("secret-{number}"),
            session_token: format!("token-{number}"),
        };
        let made = SimulatedSession {
            account: account.clone(),
            name: session_name.clone(),
            source_identity: source_identity.clone(),
            policy: policy.clone(),
        };
        self.made.push(made.clone());
        let held = Held {
            made,
            token: credentials.session_token.clone(),
            role: role.policy.clone(),
            session,
            until: now.saturating_add(ask.lasts),
        };
        self.sessions.insert(credentials.access_key_id.clone(), held);
        Ok(credentials)
    }

    /// The account a session is of.
    pub(super) fn account_of(&self, session: &Session) -> Result<AccountId, Failure> {
        Ok(self.held(session)?.made.account.clone())
    }

    /// What was asked for to make a session; `None` for one that nobody made.
    pub(super) fn made_as(&self, session: &Session) -> Option<SimulatedSession> {
        Some(self.held(session).ok()?.made.clone())
    }

    fn held(&self, Session { credentials, .. }: &Session) -> Result<&Held, Failure> {
        let held = self.sessions.get(&credentials.access_key_id);
        held.filter(|held| held.token == credentials.session_token).ok_or_else(|| {
            let text = "AWS was not able to validate the provided access credentials";
            refused("AuthFailure", text.to_owned())
        })
    }

    /// Whether a call may be made in a session: the role allows it and the session policy does.
    /// Without a session the process calls, which may do everything.
    pub(super) fn allows(
        &self,
        session: Option<&Session>,
        call: &Call<'_>,
        now: Duration,
    ) -> Result<bool, Failure> {
        let Some(session) = session else { return Ok(true) };
        let held = self.held(session)?;
        if now >= held.until {
            return Err(refused("RequestExpired", "Request has expired.".to_owned()));
        }
        Ok(held.made.account.as_str() == call.account
            && held.role.allows(call)
            && held.session.allows(call))
    }
}

fn refused(code: &str, text: String) -> Failure {
    Failure::of(FailureKind::Refused, AwsError::new(code, text))
}
