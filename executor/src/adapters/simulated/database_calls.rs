//! The calls of RDS that are answered.
//!
//! SOURCE: the errors of the API reference of Amazon RDS for `DescribeDBInstances`, `StartDBInstance`,
//! `StopDBInstance` and `RebootDBInstance`.

use std::{sync::Arc, time::Duration};

use sekisho_identity::Pending;
use sekisho_lambda::Change;
use sekisho_policy::InstanceId;

use super::{Fault, SimulatedCall, SimulatedCloud, SimulatedDatabase, World, iam, pattern};
use crate::{
    AwsError, Place, State, Tie,
    adapters::{
        cloud::{
            AssumeRole, Cloud, Credentials, Failure, FailureKind, Page, Session, Shown, Taken,
            Unshown,
        },
        fleet::name_of,
    },
};

/// Databases in one page. SOURCE: `DescribeDBInstances`, `MaxRecords` is at most 100.
const PAGE: usize = 100;

/// The RDS of a simulated cloud.
#[derive(Debug)]
pub(super) struct Databases(pub(super) Arc<SimulatedCloud>);

impl Databases {
    /// A page, with what RDS calls the state of each.
    pub(super) fn page(
        &self,
        place: &Place,
        session: Option<&Session>,
        page: &Page,
    ) -> Result<(Vec<SimulatedDatabase>, Option<String>), Failure> {
        let now = self.0.clock.monotonic();
        let mut world = self.0.world();
        world.database_looks = world.database_looks.saturating_add(1);
        if let Some(error) = &world.database_outage {
            return Err(Failure::of(FailureKind::Refused, error.clone()));
        }
        if !world.buckets.take(place, "DescribeDBInstances", now) {
            return Err(throttled());
        }
        let action = "rds:DescribeDBInstances";
        world.lets(session, place, action, "*", &[], now)?;
        if world.dark.contains(&place.account) {
            return Err(not_authorized(action, "*"));
        }
        let begin: usize = page.token.as_deref().and_then(|text| text.parse().ok()).unwrap_or(0);
        let here = world
            .databases
            .values()
            .filter(|one| one.seen.place() == *place && pattern::matches(&page.filters, &one.seen));
        let mut shown: Vec<_> = here.skip(begin).take(PAGE.saturating_add(1)).cloned().collect();
        let more = shown.len() > PAGE;
        shown.truncate(PAGE);
        Ok((shown, more.then(|| begin.saturating_add(PAGE).to_string())))
    }

    pub(super) fn change_now(
        &self,
        place: &Place,
        session: Option<&Session>,
        change: Change,
        id: &InstanceId,
    ) -> Result<Taken, Failure> {
        let now = self.0.clock.monotonic();
        let mut world = self.0.world();
        let request_id = format!("simulated-{}", world.calls.len().saturating_add(1));
        let session_made = session.and_then(|session| world.sts.made_as(session));
        let ids = vec![id.clone()];
        world.calls.push(SimulatedCall {
            request_id: request_id.clone(),
            session: session_made,
            change,
            ids,
        });
        let request_id = Some(request_id);
        match world.change_database(place, session, change, id, now) {
            Ok(()) => Ok(Taken { request_id }),
            Err(failure) if failure.kind == FailureKind::Unanswered => Err(failure),
            Err(failure) => Err(Failure { request_id, ..failure }),
        }
    }
}

impl World {
    fn change_database(
        &mut self,
        place: &Place,
        session: Option<&Session>,
        change: Change,
        id: &InstanceId,
        now: Duration,
    ) -> Result<(), Failure> {
        let action = action(change);
        if !self.buckets.take(place, action, now) {
            return Err(throttled());
        }
        let key = (place.clone(), id.clone());
        if let Some(database) = self.databases.get_mut(&key) {
            database.before_call();
            if let Some(Fault::Throttle(left @ 1..)) = &mut database.fault {
                *left = left.saturating_sub(1);
                return Err(throttled());
            }
            if matches!(database.fault, Some(Fault::Vanish)) {
                self.databases.remove(&key);
            }
        }
        // RDS asks whether a call may be made before it says what is there.
        let tags = self.databases.get(&key).map(|one| one.seen.tags.clone()).unwrap_or_default();
        let arn = format!("arn:aws:rds:{}:{}:db:{}", place.region, place.account, name_of(id));
        self.lets(session, place, &format!("rds:{action}"), &arn, &tags, now)?;
        let Some(database) = self.databases.get_mut(&key) else {
            return Err(refused(
                "DBInstanceNotFound",
                format!("DBInstance {} not found.", name_of(id)),
            ));
        };
        check(change, database)?;
        let seen = database.seen.clone();
        database.change(change, now);
        let is_lost = matches!(database.fault, Some(Fault::NoAnswer));
        self.acted.push((change, seen));
        if is_lost {
            let text = "the connection was closed before an answer came";
            return Err(Failure::of(FailureKind::Unanswered, AwsError::new("NoAnswer", text)));
        }
        Ok(())
    }

    /// Whether IAM lets a call through.
    fn lets(
        &self,
        session: Option<&Session>,
        place: &Place,
        action: &str,
        arn: &str,
        tags: &[(String, String)],
        now: Duration,
    ) -> Result<(), Failure> {
        let (account, region) = (place.account.as_str(), place.region.as_str());
        let call = iam::Call { action, arn, account, region, tags };
        if self.sts.allows(session, &call, now)? {
            return Ok(());
        }
        Err(not_authorized(action, arn))
    }
}

fn not_authorized(action: &str, arn: &str) -> Failure {
    let text = format!(
        "User: arn:aws:sts::000000000000:assumed-role/executor/1 is not authorized to perform: \
         {action} on resource: {arn}"
    );
    refused("AccessDenied", text)
}

/// Whether the state, the ties and the faults of a database allow a call.
fn check(change: Change, database: &SimulatedDatabase) -> Result<(), Failure> {
    let name = name_of(&database.seen.id);
    if matches!(database.fault, Some(Fault::Internal)) {
        let error = AwsError::new("InternalFailure", "An internal error has occurred");
        return Err(Failure::of(FailureKind::Unanswered, error));
    }
    let needed = if change == Change::Start { State::Stopped } else { State::Running };
    if database.seen.state != needed {
        let needed = if change == Change::Start { "stopped" } else { "available" };
        let text = format!("Instance {name} is not in {needed} state.");
        return Err(refused("InvalidDBInstanceState", text));
    }
    match (change, database.seen.tie, database.fault) {
        (Change::Start | Change::Stop, Some(Tie::Cluster), _) => Err(refused(
            "InvalidParameterCombination",
            "aurora-postgresql DB instances are not eligible for stopping and starting.".to_owned(),
        )),
        (Change::Stop, Some(Tie::Replica), _) => Err(refused(
            "InvalidDBInstanceState",
            format!("Cannot stop the instance {name} because it has a read replica or is one."),
        )),
        (Change::Start, _, Some(Fault::Capacity)) => Err(refused(
            "InsufficientDBInstanceCapacity",
            "The specified DB instance class isn't available in the specified Availability Zone."
                .to_owned(),
        )),
        (Change::Start, _, Some(Fault::Kms)) => Err(refused(
            "KMSKeyNotAccessibleFault",
            "An error occurred accessing an Amazon Web Services KMS key.".to_owned(),
        )),
        _ => Ok(()),
    }
}

const fn action(change: Change) -> &'static str {
    match change {
        Change::Reboot => "RebootDBInstance",
        Change::Start => "StartDBInstance",
        Change::Stop => "StopDBInstance",
    }
}

fn throttled() -> Failure {
    Failure::of(FailureKind::Throttled, AwsError::new("Throttling", "Rate exceeded"))
}

fn refused(code: &str, text: String) -> Failure {
    Failure::of(FailureKind::Refused, AwsError::new(code, text))
}

impl Cloud for Databases {
    fn describe<'a>(
        &'a self,
        place: &'a Place,
        session: Option<&'a Session>,
        page: &'a Page,
    ) -> Pending<'a, Result<Shown, Unshown>> {
        Box::pin(async move {
            self.0.travel().await;
            let (shown, next) = self.page(place, session, page).map_err(Unshown::Failed)?;
            Ok(Shown { seen: shown.into_iter().map(|one| one.seen).collect(), next })
        })
    }

    fn change<'a>(
        &'a self,
        place: &'a Place,
        session: Option<&'a Session>,
        change: Change,
        ids: &'a [InstanceId],
    ) -> Pending<'a, Result<Taken, Failure>> {
        Box::pin(async move {
            self.0.travel().await;
            let [id] = ids else {
                return Err(refused("InvalidParameterValue", "one database at a time".to_owned()));
            };
            self.change_now(place, session, change, id)
        })
    }

    fn assume<'a>(&'a self, ask: &'a AssumeRole) -> Pending<'a, Result<Credentials, Failure>> {
        self.0.assume(ask)
    }
}
