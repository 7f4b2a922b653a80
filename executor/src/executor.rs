//! The story of a request, from bytes to bytes.

mod door;
mod list;
mod work;

use std::{sync::Arc, time::Duration};

use sekisho_identity::Verifier;
use sekisho_lambda::{Common, Findings, Health, hydrate};
use sekisho_policy::UnixTime;
use sekisho_store::{Notes, PolicyCache};

use crate::{
    AuditLine, Clock, ExecutorSettings, Fleet, Journal, ProxyResponse, Runbooks,
    answer::RefusalBody,
    console,
    event::{self, Call},
    refusal::Refusal,
};
use work::Preparation;

/// Carries out what callers ask for, on the instances they are entitled to.
#[derive(Debug)]
pub struct Executor {
    verifier: Verifier,
    policies: PolicyCache,
    fleet: Arc<dyn Fleet>,
    journal: Arc<dyn Journal>,
    clock: Arc<dyn Clock>,
    settings: ExecutorSettings,
    /// Without it, what is bound by a runbook is not stopped.
    preparation: Option<Preparation>,
}

/// What became of an event: the answer for the caller, and the lines for the log; none for a file of the
/// console, about which nothing is decided. Nothing here prints the lines.
#[derive(Clone, Debug)]
#[must_use = "an answer without its audit lines is an action nobody knows of"]
#[expect(clippy::exhaustive_structs, reason = "whoever answers must leave the lines")]
pub struct Handled {
    /// The answer.
    pub response: ProxyResponse,
    /// What the [`Journal`] has already: the decisions of a request that was to do something. To be
    /// counted, and not to be written again.
    pub recorded: Vec<AuditLine>,
    /// What is to be written before the answer is given: what became of each of those instances, the
    /// decisions of a request that had nothing to do, or the line of one that came to no instance.
    pub audit: Vec<AuditLine>,
}

impl Handled {
    /// All lines of the request, in their order.
    pub fn lines(&self) -> impl Iterator<Item = &AuditLine> {
        self.recorded.iter().chain(&self.audit)
    }
}

/// The frame of one request: its id, its moment, and when it must be over.
struct Moment {
    id: String,
    at: UnixTime,
    /// On the monotonic clock.
    ends: Duration,
}

impl Executor {
    /// An executor of these parts.
    #[must_use]
    pub fn new(
        verifier: Verifier,
        policies: PolicyCache,
        fleet: Arc<dyn Fleet>,
        journal: Arc<dyn Journal>,
        clock: Arc<dyn Clock>,
        settings: ExecutorSettings,
    ) -> Self {
        Self { verifier, policies, fleet, journal, clock, settings, preparation: None }
    }

    /// The same executor with runbooks, and where it remembers which are under way: every process of
    /// the executor needs the same notes.
    #[must_use]
    pub fn with_runbooks(mut self, runbooks: Arc<dyn Runbooks>, notes: Arc<dyn Notes>) -> Self {
        self.preparation = Some(Preparation { runbooks, notes });
        self
    }

    /// Fetches keys and policy: what a cold start does before the first request. What cannot be had
    /// now is tried again when it is needed.
    pub async fn hydrate(&self) {
        hydrate(&self.verifier, &self.policies, self.clock.now()).await;
    }

    /// How old the keys and the policy are: what is measured beside every answer.
    #[must_use]
    pub fn health(&self) -> Health {
        Health::of(&self.verifier, &self.policies, self.clock.now())
    }

    /// Answers one Lambda proxy event of the API within the time of the settings.
    pub async fn handle(&self, event: &[u8]) -> Handled {
        self.handle_within(event, self.settings.budget).await
    }

    /// Answers one event within this time, or that of the settings if it is shorter: a Lambda knows
    /// how much of its own is left.
    pub async fn handle_within(&self, event: &[u8], within: Duration) -> Handled {
        let call = event::decode(event);
        // About a file that everybody gets nothing is decided, so nothing is recorded.
        if let Some(response) = call.as_ref().and_then(|call| console::answer(&call.rest.described))
        {
            return Handled { response, recorded: Vec::new(), audit: Vec::new() };
        }
        let budget = within.min(self.settings.budget);
        let moment = Moment {
            id: self.settings.decision_ids.next(),
            at: self.clock.now(),
            ends: self.clock.monotonic().saturating_add(budget),
        };
        let mut findings = Findings::default();
        match self.carry_out(call, &moment, &mut findings).await {
            Ok(handled) => handled,
            Err(refusal) => self.refuse(&moment, &findings, &refusal),
        }
    }

    async fn carry_out(
        &self,
        call: Option<Call>,
        moment: &Moment,
        findings: &mut Findings,
    ) -> Result<Handled, Refusal> {
        let visit = self.enter(call, moment, findings).await?;
        let common = self.common(moment, findings);
        match visit.order.clone() {
            None => self.list(&visit, moment, common).await,
            Some(order) => self.work(&visit, moment, order, common).await,
        }
    }

    /// The answer to a request that is refused as a whole.
    fn refuse(&self, moment: &Moment, findings: &Findings, refusal: &Refusal) -> Handled {
        let (status, _) = refusal.answer();
        let mut response = ProxyResponse::json(status, &RefusalBody::new(&moment.id, refusal));
        if let Refusal::OtherMethod(method) = refusal {
            response = response.allowing(method);
        }
        let common = self.common(moment, findings);
        let line = AuditLine::of_request(common, status, "refused", refusal.audit_code())
            .with_detail(refusal.detail());
        Handled { response, recorded: Vec::new(), audit: vec![line] }
    }

    /// What all lines of this request say.
    fn common(&self, moment: &Moment, findings: &Findings) -> Common {
        Common::new("executor", &moment.id, moment.at, &self.settings.api, findings)
    }

    /// The time left for this request.
    fn left(&self, moment: &Moment) -> Duration {
        moment.ends.saturating_sub(self.clock.monotonic())
    }
}
