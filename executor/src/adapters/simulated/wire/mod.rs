//! The simulated cloud over the wire: the Query protocol of EC2, RDS and STS and the JSON of ECS and SSM, so that the production adapter,
//! or any other SDK, can be pointed at it.
//!
//! Whoever serves it takes the bytes off a socket; here they become an answer. Signatures are not
//! checked: who calls is told by the access key and the session token.

mod ecs;
mod json;
mod rds;
mod request;
mod xml;

use std::sync::Arc;

use sekisho_lambda::Change;
use sekisho_policy::{AccountId, InstanceId};

use super::SimulatedCloud;
use crate::{
    Place,
    adapters::cloud::{
        AssumeRole, Cloud, Credentials, Failure, FailureKind, Filter, Page, Session, Unshown,
    },
};
use request::Parameters;
use xml::Element;

/// A simulated cloud as one endpoint for EC2, ECS, RDS, STS and SSM.
#[derive(Clone, Debug)]
pub struct SimulatedWire {
    cloud: Arc<SimulatedCloud>,
    home: AccountId,
}

/// What is sent back.
#[derive(Clone, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "an answer is a status and a body")]
pub struct WireAnswer {
    /// The HTTP status.
    pub status: u16,
    /// XML, or of ECS and SSM JSON.
    pub body: String,
}

impl SimulatedWire {
    /// An endpoint of this cloud. Keys that STS did not give belong to `home`, and may do everything
    /// there.
    #[must_use]
    pub const fn new(cloud: Arc<SimulatedCloud>, home: AccountId) -> Self {
        Self { cloud, home }
    }

    /// Answers one request: the headers `Authorization` and `X-Amz-Security-Token`, and the body, a
    /// form.
    pub async fn answer(
        &self,
        authorization: &str,
        security_token: Option<&str>,
        body: &[u8],
    ) -> WireAnswer {
        let parameters = Parameters::of(body);
        let action = parameters.text("Action").unwrap_or_default();
        let is_ec2 = action != "AssumeRole" && !action.contains("DBInstance");
        let answer = match action {
            "AssumeRole" => self.assume(&parameters).await,
            _ => match self.enter(authorization, security_token) {
                Err(failure) => Err(failure),
                Ok((place, session)) if is_ec2 => {
                    self.ec2(action, &place, session.as_ref(), &parameters).await
                }
                Ok((place, session)) => {
                    self.rds(action, &place, session.as_ref(), &parameters).await
                }
            },
        };
        match answer {
            Ok(element) => WireAnswer { status: 200, body: element.document() },
            Err(failure) => refusal(&failure, !is_ec2),
        }
    }

    /// Answers one request of ECS or SSM: the headers of [`answer`](Self::answer) and `X-Amz-Target`, and the
    /// body, JSON.
    pub async fn answer_json(
        &self,
        authorization: &str,
        security_token: Option<&str>,
        target: &str,
        body: &[u8],
    ) -> WireAnswer {
        let answer = async {
            let (place, session) = self.enter(authorization, security_token)?;
            if let Some(call) = target.strip_prefix(ecs::SERVICE) {
                return ecs::answer(&self.cloud, call, &place, session.as_ref(), body).await;
            }
            let call = target.strip_prefix(json::SERVICE).unwrap_or_default();
            json::answer(&self.cloud, call, &place, session.as_ref(), body).await
        };
        answer.await.unwrap_or_else(|failure| json::refusal(&failure))
    }

    /// Where a request goes, and in which session.
    fn enter(
        &self,
        authorization: &str,
        security_token: Option<&str>,
    ) -> Result<(Place, Option<Session>), Failure> {
        let (key, region) = request::credential(authorization).ok_or_else(|| {
            request::invalid("MissingAuthenticationToken", "the request is not signed")
        })?;
        let session = security_token.map(|token| Session {
            credentials: Credentials {
                access_key_id: key.to_owned(),
                secret_access_key: String::new(),
                session_token: token.to_owned(),
            },
            name: String::new(),
            source_identity: String::new(),
        });
        let account = match &session {
            Some(session) => self.cloud.account_of(session)?,
            None => self.home.clone(),
        };
        Ok((Place { account, region }, session))
    }

    async fn ec2(
        &self,
        action: &str,
        place: &Place,
        session: Option<&Session>,
        parameters: &Parameters,
    ) -> Result<Element, Failure> {
        match action {
            "DescribeInstances" => self.describe(place, session, parameters).await,
            "DescribeAutoScalingInstances" => {
                let ids = parameters.group_members()?;
                let standby = self.cloud.standby(place, session, &ids).await?;
                Ok(xml::group_members(place, &standby))
            }
            "RebootInstances" | "StartInstances" | "StopInstances" => {
                let change = match action {
                    "RebootInstances" => Change::Reboot,
                    "StartInstances" => Change::Start,
                    _ => Change::Stop,
                };
                let ids = parameters.instance_ids()?;
                self.change(action, place, session, change, &ids).await
            }
            _ => Err(request::invalid("InvalidAction", "the simulation knows no such action")),
        }
    }

    async fn describe(
        &self,
        place: &Place,
        session: Option<&Session>,
        parameters: &Parameters,
    ) -> Result<Element, Failure> {
        let filters: Vec<Filter> = parameters.filters();
        let page = Page { filters, token: parameters.text("NextToken").map(str::to_owned) };
        let shown = self.cloud.describe(place, session, &page).await;
        let shown = shown.map_err(|unshown| match unshown {
            Unshown::Failed(failure) => failure,
            Unshown::Incomplete(what) => request::invalid("InternalError", what),
        })?;
        Ok(xml::instances(place, &shown))
    }

    async fn change(
        &self,
        action: &str,
        place: &Place,
        session: Option<&Session>,
        change: Change,
        ids: &[InstanceId],
    ) -> Result<Element, Failure> {
        let before = self.cloud.states(ids);
        let taken = self.cloud.change(place, session, change, ids).await?;
        let after = self.cloud.states(ids);
        Ok(xml::changed(action, taken.request_id.as_deref(), ids, &before, &after))
    }

    async fn assume(&self, parameters: &Parameters) -> Result<Element, Failure> {
        let ask: AssumeRole = parameters.assume_role()?;
        let credentials = self.cloud.assume(&ask).await?;
        Ok(xml::assumed(&ask, &credentials, self.cloud.now()))
    }
}

fn refusal(failure: &Failure, has_sender: bool) -> WireAnswer {
    let status = match failure.kind {
        FailureKind::Refused if failure.error.code == "InsufficientInstanceCapacity" => 500,
        FailureKind::Refused if failure.error.code == "UnauthorizedOperation" => 403,
        FailureKind::Refused if failure.error.code == "AccessDenied" => 403,
        FailureKind::Refused if failure.error.code == "DBInstanceNotFound" => 404,
        FailureKind::Refused => 400,
        FailureKind::Throttled => 503,
        FailureKind::Unanswered => 500,
    };
    WireAnswer { status, body: xml::error(failure, has_sender).document() }
}
