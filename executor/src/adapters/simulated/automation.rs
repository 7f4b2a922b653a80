//! SSM Automation: documents that take their time, and the runs of them. It answers as SSM's API
//! reference says, and as its error texts in public show.

use std::{collections::BTreeMap, time::Duration};

use sekisho_identity::Pending;
use sekisho_policy::{InstanceId, RunbookName, UnixTime};

use super::{SimulatedCloud, SimulatedSession, World, iam::Call};
use crate::{
    AwsError, Place, RunbookState,
    adapters::{
        automation::{Automation, NO_SUCH_RUN, StartRun, state},
        cloud::{Failure, FailureKind, Session},
    },
};

/// A document that can be run.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SimulatedRunbook {
    takes: Duration,
    fault: Option<RunbookFault>,
    /// Whether it names a role that SSM is to assume: then whoever starts it must be allowed to pass it.
    names_a_role: bool,
}

/// What can go wrong with a document.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum RunbookFault {
    /// Every run fails in the end.
    Fails,
    /// No run ends.
    NeverEnds,
    /// So many calls to start it are answered with that something went wrong inside, after the run was
    /// started.
    Unanswered(u32),
    /// So many calls to start it are throttled.
    Throttled(u32),
}

/// A run that was started.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SimulatedRun {
    /// Its id.
    pub id: String,
    /// Where.
    pub place: Place,
    /// Of which document.
    pub runbook: RunbookName,
    /// On which instance.
    pub instance: InstanceId,
    /// In which session; `None` where the process called.
    pub session: Option<SimulatedSession>,
    /// By which token.
    pub token: String,
    ends: Option<Duration>,
    /// By the time of day.
    ends_at: UnixTime,
    fails: bool,
}

/// The documents and runs of all simulated accounts.
#[derive(Debug, Default)]
pub(super) struct Automations {
    documents: BTreeMap<(Place, RunbookName), SimulatedRunbook>,
    /// What every document is that was not put anywhere.
    any: Option<SimulatedRunbook>,
    runs: Vec<SimulatedRun>,
    /// Calls to start, and to look, refused ones too.
    starts: usize,
    looks: usize,
}

impl SimulatedRunbook {
    /// A document whose runs succeed after this time, each by a role that it names.
    #[must_use]
    pub const fn new(takes: Duration) -> Self {
        Self { takes, fault: None, names_a_role: true }
    }

    /// The same with a fault.
    #[must_use]
    pub const fn with_fault(mut self, fault: RunbookFault) -> Self {
        self.fault = Some(fault);
        self
    }
}

impl SimulatedCloud {
    /// Puts a document into a place, instead of the one of that name.
    pub fn put_runbook(&self, place: Place, name: RunbookName, runbook: SimulatedRunbook) {
        self.world().automations.documents.insert((place, name), runbook);
    }

    /// Makes every other name, in every place, that of a document like this.
    pub fn put_any_runbook(&self, runbook: SimulatedRunbook) {
        self.world().automations.any = Some(runbook);
    }

    /// Every run that was started, in their order.
    #[must_use]
    pub fn runs(&self) -> Vec<SimulatedRun> {
        self.world().automations.runs.clone()
    }

    /// How many calls asked for a run to be started, and how many looked at one, refused ones too.
    #[must_use]
    pub fn automation_calls(&self) -> (usize, usize) {
        let world = self.world();
        (world.automations.starts, world.automations.looks)
    }

    fn start_now(
        &self,
        place: &Place,
        session: Option<&Session>,
        ask: &StartRun,
    ) -> Result<String, Failure> {
        let (now, at) = (self.clock.monotonic(), self.clock.now());
        let mut world = self.world();
        world.automations.starts = world.automations.starts.saturating_add(1);
        let StartRun { runbook, instance, token } = ask;
        let key = (place.clone(), runbook.clone());
        // The run has no id yet.
        for resource in [&*format!("document/{runbook}"), "automation-execution/new"] {
            world.allows(place, session, "ssm:StartAutomationExecution", resource, now)?;
        }
        let any = world.automations.any.clone();
        let documents = &mut world.automations.documents;
        if let Some(any) = any {
            documents.entry(key.clone()).or_insert(any);
        }
        let Some(document) = documents.get_mut(&key) else {
            let text = format!("Automation Definition not found: {runbook}");
            return Err(refused("AutomationDefinitionNotFoundException", &text));
        };
        if let Some(RunbookFault::Throttled(left @ 1..)) = &mut document.fault {
            *left = left.saturating_sub(1);
            let error = AwsError::new("ThrottlingException", "Rate exceeded");
            return Err(Failure::of(FailureKind::Throttled, error));
        }
        let document = document.clone();
        if document.names_a_role {
            world.passes_role(place, session, now)?;
        }
        let known = world.automations.runs.iter().find(|run| run.token == *token);
        let id = match known {
            Some(run) if run.runbook == *runbook && run.instance == *instance => run.id.clone(),
            Some(_) => {
                let text = "the token was used with other parameters";
                return Err(refused("IdempotentParameterMismatch", text));
            }
            None => {
                let number = world.automations.runs.len().saturating_add(1);
                let id = format!("00000000-0000-4000-8000-{number:012}");
                let never = document.fault == Some(RunbookFault::NeverEnds);
                let seconds = i64::try_from(document.takes.as_secs()).unwrap_or(i64::MAX);
                let session = session.and_then(|session| world.sts.made_as(session));
                world.automations.runs.push(SimulatedRun {
                    id: id.clone(),
                    place: place.clone(),
                    runbook: runbook.clone(),
                    instance: instance.clone(),
                    session,
                    token: token.clone(),
                    ends: (!never).then(|| now.saturating_add(document.takes)),
                    ends_at: at.saturating_add(seconds),
                    fails: document.fault == Some(RunbookFault::Fails),
                });
                id
            }
        };
        let document = world.automations.documents.get_mut(&key);
        if let Some(RunbookFault::Unanswered(left @ 1..)) =
            document.and_then(|document| document.fault.as_mut())
        {
            *left = left.saturating_sub(1);
            let error =
                AwsError::new("InternalServerError", "An error occurred on the server side.");
            return Err(Failure::of(FailureKind::Unanswered, error));
        }
        Ok(id)
    }

    /// The status of a run as SSM calls it, and when it ended.
    pub(super) fn status_now(
        &self,
        place: &Place,
        session: Option<&Session>,
        execution: &str,
    ) -> Result<(&'static str, Option<UnixTime>), Failure> {
        let now = self.clock.monotonic();
        let mut world = self.world();
        world.automations.looks = world.automations.looks.saturating_add(1);
        let arn = format!("automation-execution/{execution}");
        world.allows(place, session, "ssm:GetAutomationExecution", &arn, now)?;
        let mut runs = world.automations.runs.iter();
        let Some(run) = runs.find(|run| run.id == execution && run.place == *place) else {
            let text = format!("No automation execution found with id {execution}");
            let [code, _] = NO_SUCH_RUN;
            return Err(refused(code, &text));
        };
        Ok(match run.ends {
            Some(ends) if ends <= now && run.fails => ("Failed", Some(run.ends_at)),
            Some(ends) if ends <= now => ("Success", Some(run.ends_at)),
            _ => ("InProgress", None),
        })
    }
}

impl World {
    fn allows(
        &self,
        place: &Place,
        session: Option<&Session>,
        action: &str,
        resource: &str,
        now: Duration,
    ) -> Result<(), Failure> {
        let Place { account, region } = place;
        let arn = format!("arn:aws:ssm:{region}:{account}:{resource}");
        self.asks(place, session, action, &arn, now)
    }

    fn passes_role(
        &self,
        place: &Place,
        session: Option<&Session>,
        now: Duration,
    ) -> Result<(), Failure> {
        let arn = format!("arn:aws:iam::{}:role/Runbook", place.account);
        self.asks(place, session, "iam:PassRole", &arn, now)
    }

    fn asks(
        &self,
        place: &Place,
        session: Option<&Session>,
        action: &str,
        arn: &str,
        now: Duration,
    ) -> Result<(), Failure> {
        let (account, region) = (place.account.as_str(), place.region.as_str());
        let call = Call { action, arn, account, region, tags: &[] };
        if self.sts.allows(session, &call, now)? {
            return Ok(());
        }
        let text = format!("not authorized to perform: {action} on resource: {arn}");
        Err(refused("AccessDeniedException", &text))
    }
}

fn refused(code: &str, text: &str) -> Failure {
    Failure::of(FailureKind::Refused, AwsError::new(code, text))
}

impl Automation for SimulatedCloud {
    fn start<'a>(
        &'a self,
        place: &'a Place,
        session: Option<&'a Session>,
        ask: &'a StartRun,
    ) -> Pending<'a, Result<String, Failure>> {
        Box::pin(async move {
            self.travel().await;
            self.start_now(place, session, ask)
        })
    }

    fn look<'a>(
        &'a self,
        place: &'a Place,
        session: Option<&'a Session>,
        execution: &'a str,
    ) -> Pending<'a, Result<RunbookState, Failure>> {
        Box::pin(async move {
            self.travel().await;
            let (status, ended_at) = self.status_now(place, session, execution)?;
            Ok(state(status, ended_at.map(UnixTime::seconds)))
        })
    }
}
