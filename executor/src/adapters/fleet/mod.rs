//! Resources of one kind in several accounts and regions: looked at and acted on at once, each account
//! entered by its own role, held to what was decided.

mod batch;
mod counts;
mod filter;
mod look;
mod mandate;
mod pause;
mod sessions;
mod standby;

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use futures_util::future::join_all;
use sekisho_identity::Pending;
use sekisho_lambda::Change;
use sekisho_policy::{
    AccountId, Caller, Grant, InstanceId, Partition, ResourceKind, SessionPolicyError,
};

use super::{
    cloud::{Cloud, Failure, FailureKind, Session},
    kinds::other_kind,
};
use crate::{
    Authority, AwsError, CallTrace, Clock, Fleet, FleetError, Looked, Place, Places, Reply, Seen,
    Selection, Verdict,
};
use batch::{Answer, Run};
pub use counts::ServiceCounts;
pub(crate) use counts::{COUNT_UNKNOWN, NOT_NOTED};
pub(super) use filter::name_of;
use look::{Look, SOON};
use mandate::Mandate;
use pause::Pause;
use sessions::{Ask, Sessions};

/// The resources of one kind in some places.
#[derive(Debug)]
pub struct CloudFleet {
    kind: ResourceKind,
    cloud: Arc<dyn Cloud>,
    places: Places,
    clock: Arc<dyn Clock>,
    sessions: Sessions,
    /// Where the numbers of the tasks of services are remembered.
    memory: Option<ServiceCounts>,
}

/// What an account is looked at with: not on anybody's behalf, because what is shown is decided on
/// here, and one session serves all.
const fn looking(kind: ResourceKind) -> &'static str {
    match kind {
        ResourceKind::Database => {
            r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"rds:DescribeDBInstances","Resource":"*"}}"#
        }
        ResourceKind::Instance => {
            r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":["autoscaling:DescribeAutoScalingInstances","ec2:DescribeInstances"],"Resource":"*"}}"#
        }
        ResourceKind::Service => {
            r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":["ecs:DescribeServices","ecs:ListClusters","ecs:ListServices"],"Resource":"*"}}"#
        }
    }
}
const LOOKER: &str = "sekisho-executor";
/// Times one session is asked for while STS throttles, and the first pause between them.
const MAX_ENTERED: u32 = 3;
const ENTER_AGAIN: Duration = Duration::from_millis(400);

impl CloudFleet {
    pub(super) fn new(
        kind: ResourceKind,
        cloud: Arc<dyn Cloud>,
        places: Places,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self { kind, cloud, places, clock, sessions: Sessions::default(), memory: None }
    }

    /// The same, which remembers in this way how many tasks services had.
    pub(super) fn remembering(mut self, memory: ServiceCounts) -> Self {
        self.memory = Some(memory);
        self
    }

    /// What kind of resources it is of.
    pub(super) const fn kind(&self) -> ResourceKind {
        self.kind
    }

    /// The partition of all places.
    pub(in crate::adapters) const fn partition(&self) -> &Partition {
        self.places.partition()
    }

    /// A session in an account on this caller's behalf, in which no more than this policy is allowed;
    /// `None` where the process acts itself.
    pub(in crate::adapters) async fn enter_for(
        &self,
        account: &AccountId,
        caller: &Caller,
        policy: String,
        decision_id: &str,
        within: Duration,
    ) -> Result<Option<Arc<Session>>, Failure> {
        let ask = Ask { source_identity: mandate::source_identity(caller), policy };
        let ends = self.clock.monotonic().saturating_add(within);
        self.enter(account, &ask, decision_id, ends).await
    }

    /// The places, by account: accounts are worked on at once, the regions of one in their order.
    fn accounts(&self) -> BTreeMap<AccountId, Vec<Place>> {
        let mut accounts: BTreeMap<AccountId, Vec<Place>> = BTreeMap::new();
        for place in self.places.all() {
            accounts.entry(place.account.clone()).or_default().push(place);
        }
        accounts
    }

    async fn show(&self, selection: &Selection, within: Duration) -> Looked {
        let ends = self.clock.monotonic().saturating_add(within);
        let accounts = self.accounts();
        let looks = accounts.into_values().map(async |places| {
            let mut looked = Vec::new();
            for place in places {
                let seen = self.show_one(&place, selection, ends, within).await;
                looked.push((place, seen));
            }
            looked
        });
        let mut all = Looked::default();
        for (place, seen) in join_all(looks).await.into_iter().flatten() {
            match seen {
                Ok(seen) => all.seen.extend(seen),
                Err(error) => all.unseen.push((place, error)),
            }
        }
        all
    }

    async fn show_one(
        &self,
        place: &Place,
        selection: &Selection,
        ends: Duration,
        within: Duration,
    ) -> Result<Vec<Seen>, FleetError> {
        if filter::requests(self.kind, selection, place).is_empty() {
            return Ok(Vec::new());
        }
        let ask = Ask { source_identity: LOOKER.to_owned(), policy: looking(self.kind).to_owned() };
        let session = self.enter(&place.account, &ask, LOOKER, ends).await;
        let session = session.map_err(|failure| FleetError::Entering(failure.error))?;
        let (kind, cloud, clock) = (self.kind, &*self.cloud, &*self.clock);
        let session = session.as_deref();
        let look = Look { cloud, kind, clock, place, session, ends, within };
        let mut seen = look.at(selection).await?;
        if kind == ResourceKind::Instance && standby::matters(selection) {
            standby::find_out(cloud, clock, place, session, ends, &mut seen).await;
        }
        Ok(seen)
    }

    /// A session in an account, if there is one to be had in time.
    async fn enter(
        &self,
        account: &AccountId,
        ask: &Ask,
        name: &str,
        ends: Duration,
    ) -> Result<Option<Arc<Session>>, Failure> {
        let (cloud, clock) = (&*self.cloud, &*self.clock);
        let mut pause = Pause::of(name);
        let mut tries = 0_u32;
        loop {
            let began = clock.monotonic();
            let left = ends.saturating_sub(began);
            let enter = self.sessions.enter(cloud, clock, &self.places, account, ask, name);
            let entered = tokio::time::timeout(left, enter).await.unwrap_or_else(|_| {
                let text = "STS did not answer in the time that was left";
                Err(Failure::of(FailureKind::Unanswered, AwsError::new("NoAnswer", text)))
            });
            let pause = pause.next(ENTER_AGAIN);
            tries = tries.saturating_add(1);
            let took = clock.monotonic().saturating_sub(began);
            let most = match entered.as_ref().map_err(|failure| failure.kind) {
                Err(FailureKind::Throttled) => MAX_ENTERED,
                // Another session is only another session.
                Err(FailureKind::Unanswered) if took < SOON => 2,
                Ok(_) | Err(FailureKind::Refused | FailureKind::Unanswered) => 1,
            };
            if tries >= most || pause >= ends.saturating_sub(clock.monotonic()) {
                return entered;
            }
            clock.sleep(pause).await;
        }
    }

    async fn carry_out(
        &self,
        authority: Authority<'_>,
        grants: &[Grant],
        within: Duration,
    ) -> Vec<Reply> {
        let attempt = authority.entitlement.attempt();
        let Some(change) = Change::of(attempt.action) else { return Vec::new() };
        let ends = self.clock.monotonic().saturating_add(within);
        let all = self.places.all();
        let mut accounts: BTreeMap<AccountId, BTreeMap<Place, Vec<&Grant>>> = BTreeMap::new();
        for grant in grants.iter().filter(|grant| grant.attempt() == attempt) {
            if kind_of(grant) != Some(self.kind) {
                continue;
            }
            let Some(place) = place_of(grant).filter(|place| all.contains(place)) else { continue };
            let places = accounts.entry(place.account.clone()).or_default();
            places.entry(place).or_default().push(grant);
        }
        let work = accounts.into_values().map(async |places| {
            let mut answers = BTreeMap::new();
            for (place, grants) in places {
                let here = self.act_at(&place, change, authority, grants, ends).await;
                if self.kind == ResourceKind::Service && change == Change::Start {
                    self.spend_counts(&place, &here, ends).await;
                }
                answers.extend(here.into_iter().map(|(id, answer)| ((place.clone(), id), answer)));
            }
            answers
        });
        let answers: Answers = join_all(work).await.into_iter().flatten().collect();
        let reply = |grant| reply(self.kind, grant, authority, &all, &answers);
        grants.iter().filter_map(reply).collect()
    }

    /// Every session that is needed in one place, one after the other: they share a throttle.
    async fn act_at(
        &self,
        place: &Place,
        change: Change,
        authority: Authority<'_>,
        mut grants: Vec<&Grant>,
        ends: Duration,
    ) -> BTreeMap<InstanceId, Answer> {
        let Authority { entitlement, decision_id } = authority;
        let (mut counts, mut answers) = (BTreeMap::new(), BTreeMap::new());
        if self.kind == ResourceKind::Service {
            (counts, answers) = self.settle_counts(place, change, &grants, ends).await;
            let is_open = |id: &InstanceId| counts.contains_key(id);
            grants.retain(|grant| grant.instance().id.known().is_some_and(is_open));
            if grants.is_empty() {
                return answers;
            }
        }
        let (cloud, clock) = (&*self.cloud, &*self.clock);
        let mut run = Run::new(self.kind, cloud, clock, place, ends, decision_id).setting(counts);
        if self.places.role_in(&place.account).is_none() {
            answers.extend(run.change(change, None, ids(&grants)).await);
            return answers;
        }
        let partition = self.places.partition();
        let source_identity = mandate::source_identity(&entitlement.attempt().caller);
        let mut waiting = mandate::of(entitlement, self.kind, partition, grants);
        waiting.reverse();
        while let Some(Mandate { grants, policy, is_pinned }) = waiting.pop() {
            if run.is_over() {
                answers.extend(failed(&grants, &batch::not_asked()));
                continue;
            }
            let policy = match policy {
                Ok(policy) => policy,
                Err(error) => {
                    answers.extend(failed(&grants, &unenforceable(&error)));
                    continue;
                }
            };
            let ask = Ask { source_identity: source_identity.clone(), policy };
            match self.enter(&place.account, &ask, decision_id, ends).await {
                Ok(session) => {
                    answers.extend(run.change(change, session.as_deref(), ids(&grants)).await);
                }
                // STS packs what it is given, and only it knows how long that is then.
                Err(failure) if failure.error.code == PACKED_TOO_LARGE && !is_pinned => {
                    waiting.extend(mandate::pinned(entitlement, self.kind, partition, grants));
                }
                Err(failure) if failure.error.code == PACKED_TOO_LARGE && grants.len() > 1 => {
                    waiting.extend(mandate::halves(entitlement, self.kind, partition, grants));
                }
                Err(failure) => answers.extend(failed(&grants, &not_entered(failure))),
            }
        }
        answers
    }
}

/// SOURCE: AWS STS API reference, `AssumeRole`, errors.
const PACKED_TOO_LARGE: &str = "PackedPolicyTooLarge";

/// What became of each, by where it is too: the name of a database is used again elsewhere.
type Answers = BTreeMap<(Place, InstanceId), Answer>;

/// What kind of resource a grant is for, if that is known.
fn kind_of(grant: &Grant) -> Option<ResourceKind> {
    grant.instance().id.known().map(InstanceId::kind)
}

/// Where a grant's instance is, if that is known.
fn place_of(grant: &Grant) -> Option<Place> {
    let instance = grant.instance();
    let (account, region) = (instance.account.known()?.clone(), instance.region.known()?.clone());
    Some(Place { account, region })
}

fn ids(grants: &[&Grant]) -> Vec<InstanceId> {
    grants.iter().filter_map(|grant| grant.instance().id.known().cloned()).collect()
}

fn failed(grants: &[&Grant], error: &AwsError) -> Vec<(InstanceId, Answer)> {
    let answer = (Verdict::Failed(error.clone()), CallTrace::default());
    ids(grants).into_iter().map(|id| (id, answer.clone())).collect()
}

fn reply(
    kind: ResourceKind,
    grant: &Grant,
    authority: Authority<'_>,
    places: &[Place],
    answers: &Answers,
) -> Option<Reply> {
    let id = grant.instance().id.known()?.clone();
    let place = place_of(grant).filter(|place| places.contains(place));
    let own = |code, text| (Verdict::Failed(AwsError::new(code, text)), CallTrace::default());
    let (verdict, trace) = if grant.attempt() != authority.entitlement.attempt() {
        own("OtherAttempt", "the grant is of another attempt")
    } else if id.kind() != kind {
        (Verdict::Failed(other_kind()), CallTrace::default())
    } else if let Some(place) = place {
        let unasked = || (Verdict::Failed(batch::not_asked()), CallTrace::default());
        answers.get(&(place, id.clone())).cloned().unwrap_or_else(unasked)
    } else {
        own("OtherPlace", "the instance is of another account or region")
    };
    Some(Reply { id, verdict, trace })
}

/// AWS cannot be told what was decided: nothing is done.
fn unenforceable(error: &SessionPolicyError) -> AwsError {
    AwsError::new("NotEnforceable", error.to_string())
}

/// The account could not be entered: nothing is done there.
fn not_entered(Failure { kind, error, .. }: Failure) -> AwsError {
    let text = format!("{}: {}", error.code, error.text);
    match kind {
        FailureKind::Throttled => error,
        FailureKind::Refused if error.code == PACKED_TOO_LARGE => {
            AwsError::new("NotEnforceable", text)
        }
        FailureKind::Refused | FailureKind::Unanswered => AwsError::new("NotEntered", text),
    }
}

impl Fleet for CloudFleet {
    fn describe<'a>(&'a self, selection: &'a Selection, within: Duration) -> Pending<'a, Looked> {
        Box::pin(self.show(selection, within))
    }

    fn act<'a>(
        &'a self,
        authority: Authority<'a>,
        grants: &'a [Grant],
        within: Duration,
    ) -> Pending<'a, Vec<Reply>> {
        Box::pin(self.carry_out(authority, grants, within))
    }
}
