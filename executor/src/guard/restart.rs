//! Starting an instance again: the policy, the loop guard, the record, the call.

use std::sync::Arc;

use sekisho_identity::RESERVED_NAMES;
use sekisho_policy::{Action, Attempt, Caller, Decision, Entitlement, Fact, Grant, Source};
use sekisho_store::PublishedPolicy;

use super::{
    GuardOutcome as Outcome, Lines,
    case::{Case, unavailable},
    event::What,
    line::Ruling,
    memory::Progress,
    outcome::Told,
    settings::MOST_ATTEMPTS,
};
use crate::{Authority, Seen, Verdict, outcome, tags};

/// Whether the event may have the instance started, as far as memory goes.
enum Turn {
    Granted(usize),
    GivenUp,
    /// Somebody else took it up a moment ago.
    Taken,
    TooOften(usize),
}

impl Case<'_> {
    /// Starts the instance again, if the policy lets the guard do so and it was not done too often.
    pub(super) async fn restart(&mut self, seen: &Seen, lines: &mut Lines) -> Told {
        let guard = self.guard;
        let policy = match guard.policies.current(self.delivery.now).await {
            Ok(policy) => policy,
            Err(error) => return Told::again("policy_unavailable", Some(error.to_string())),
        };
        let attempt = Arc::new(Attempt {
            caller: caller(),
            action: Action::Start,
            source: Source::new(Fact::Absent, Fact::Absent),
            at: guard.clock.now(),
        });
        let entitlement = policy.policy.entitlement(attempt);
        let grant = match self.decide(&entitlement, seen, &policy) {
            Ok(grant) => grant,
            Err(told) => return told,
        };
        match self.take_a_turn().await {
            Ok(Turn::Granted(restarts)) => self.findings.restarts = Some(restarts),
            Ok(Turn::GivenUp) => return Told::finally(Outcome::Failed, "given_up"),
            Ok(Turn::Taken) => {
                return Told { again: true, ..Told::simply(Outcome::Duplicate, "under_way") };
            }
            Ok(Turn::TooOften(restarts)) => {
                self.findings.restarts = Some(restarts);
                return Told::finally(Outcome::Loop, "too_many_restarts");
            }
            Err(error) => return unavailable(&error),
        }
        let starting = Told::simply(Outcome::Starting, "starting");
        let told = if guard.keep(self.line(&starting), lines) {
            self.start(&entitlement, grant).await
        } else {
            Told::again("audit_unavailable", None)
        };
        if told.again {
            let id = &self.delivery.event.id;
            if let Err(error) = self.amend(|memory| memory.let_go(id)).await {
                // It is begun again all the same, a little later.
                return Told { detail: Some(error.to_string()), ..told };
            }
        }
        told
    }

    /// What the policy says of the guard and this instance.
    fn decide(
        &mut self,
        entitlement: &Entitlement,
        seen: &Seen,
        policy: &PublishedPolicy,
    ) -> Result<Grant, Told> {
        let facts = seen.facts();
        let decision = entitlement.admits(&facts);
        let attempt = entitlement.attempt();
        self.findings.decided = Some(Ruling::of(attempt, &facts, &decision, policy));
        match decision {
            // No rule has the guard start it: then it only tells.
            Decision::Deny(denial) if denial.code() == "default" => {
                Err(Told::finally(Outcome::Reported, "default"))
            }
            Decision::Deny(denial) => Err(Told::finally(Outcome::Refused, denial.code())),
            Decision::Allow(_) if tags::ambiguous(&seen.tags, entitlement) => {
                Err(Told::finally(Outcome::Refused, "ambiguous_tags"))
            }
            Decision::Allow(grant) => Ok(grant),
        }
    }

    /// Remembers, before anything is done, that it is about to be: one restart of those there are.
    async fn take_a_turn(&self) -> Result<Turn, super::recollection::Forgotten> {
        let (event, now) = (self.delivery.event, self.delivery.now);
        let settings = &self.guard.settings;
        let is_call = matches!(event.what, What::Call { .. });
        self.amend(|memory| {
            let before = memory.restarts(settings.window, now);
            match memory.progress(&event.id, now) {
                Progress::Finished | Progress::UnderWay => return Turn::Taken,
                Progress::Begun(attempts) if attempts >= MOST_ATTEMPTS => return Turn::GivenUp,
                Progress::New if before >= settings.most_restarts => return Turn::TooOften(before),
                Progress::Begun(_) | Progress::New => {}
            }
            if is_call {
                memory.note_call(event.at, false, now);
            }
            memory.begin(&event.id, now);
            Turn::Granted(memory.restarts(settings.window, now))
        })
        .await
    }

    /// Makes the call, against the proof that it may be made.
    async fn start(&mut self, entitlement: &Entitlement, grant: Grant) -> Told {
        let guard = self.guard;
        let authority = Authority { entitlement, decision_id: self.delivery.id };
        let within = guard.left(self.delivery.ends);
        let reply = guard.fleet.act(authority, &[grant], within).await.into_iter().next();
        let Some(reply) = reply else { return Told::again("out_of_time", None) };
        self.findings.trace = reply.trace;
        match reply.verdict {
            Verdict::Accepted => Told::finally(Outcome::Started, "requested"),
            Verdict::Failed(error) => {
                let told = outcome::Told::failed(&error);
                self.findings.aws = Some(error);
                Told::again(told.code, None)
            }
            Verdict::Unanswered(error) => {
                self.findings.aws = Some(error);
                Told::again("unanswered", None)
            }
        }
    }
}

/// Who the guard is in the eyes of the policy: a user of no group, whom no issuer vouches for and whom
/// none can make. It comes from nowhere and never signed in.
fn caller() -> Caller {
    let name = format!("{RESERVED_NAMES}guard");
    Caller::unknown()
        .with_subject(Fact::Known(&name))
        .with_user(Fact::Known(&name))
        .with_groups(Fact::Known([]))
        .with_signed_in_at(Fact::Absent)
        .with_issued_at(Fact::Absent)
}
