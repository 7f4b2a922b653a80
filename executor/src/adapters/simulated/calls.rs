//! The calls that are answered.

use std::{collections::BTreeMap, time::Duration};

use sekisho_identity::Pending;
use sekisho_lambda::Change;
use sekisho_policy::{InstanceId, UnixTime};

use super::{
    Fault, SimulatedCall, SimulatedCloud, SimulatedInstance, World, iam, pattern, refusal,
};
use crate::{
    AwsError, Place, Seen,
    adapters::cloud::{
        AssumeRole, Cloud, Credentials, Failure, FailureKind, Page, Session, Shown, Taken, Unshown,
    },
    plan::is_group_member,
};

/// Instances in one page.
const PAGE: usize = 1_000;

impl SimulatedCloud {
    fn describe_now(
        &self,
        place: &Place,
        session: Option<&Session>,
        page: &Page,
    ) -> Result<Shown, Failure> {
        let now = self.clock.monotonic();
        let mut world = self.world();
        let number = world.looks;
        world.looks = number.saturating_add(1);
        if let Some(error) = &world.outage {
            return Err(Failure::of(FailureKind::Refused, error.clone()));
        }
        if world.lost_looks.contains(&number) {
            let error =
                AwsError::new("NoAnswer", "the connection was closed before an answer came");
            return Err(Failure::of(FailureKind::Unanswered, error));
        }
        if !world.buckets.take(place, "ec2:DescribeInstances", now) {
            return Err(refusal::throttled());
        }
        let call = Asked { place, action: "ec2:DescribeInstances", arn: "*".to_owned() };
        if world.dark.contains(&place.account) || !call.is_allowed(&world, session, &[], now)? {
            return Err(refusal::unauthorized(&call.arn));
        }
        let begin: usize = page.token.as_deref().and_then(|text| text.parse().ok()).unwrap_or(0);
        let here = world.instances.values().map(|instance| &instance.seen).filter(|seen| {
            seen.account == place.account
                && seen.region == place.region
                && pattern::matches(&page.filters, seen)
        });
        let mut seen: Vec<Seen> = here.skip(begin).take(PAGE.saturating_add(1)).cloned().collect();
        let more = seen.len() > PAGE;
        seen.truncate(PAGE);
        let next = more.then(|| begin.saturating_add(PAGE).to_string());
        Ok(Shown { seen, next })
    }

    fn standby_now(
        &self,
        place: &Place,
        session: Option<&Session>,
        ids: &[InstanceId],
    ) -> Result<BTreeMap<InstanceId, bool>, Failure> {
        let now = self.clock.monotonic();
        let mut world = self.world();
        world.standby_asked = world.standby_asked.saturating_add(1);
        if let Some(error) = &world.auto_scaling_outage {
            return Err(Failure::of(FailureKind::Refused, error.clone()));
        }
        let action = "autoscaling:DescribeAutoScalingInstances";
        let call = Asked { place, action, arn: "*".to_owned() };
        if !call.is_allowed(&world, session, &[], now)? {
            return Err(refusal::unauthorized(&call.arn));
        }
        let members = ids.iter().filter_map(|id| world.instances.get(id)).filter(|instance| {
            instance.seen.account == place.account
                && instance.seen.region == place.region
                && is_group_member(&instance.seen)
        });
        Ok(members.map(|instance| (instance.seen.id.clone(), instance.standby)).collect())
    }

    fn change_now(
        &self,
        place: &Place,
        session: Option<&Session>,
        change: Change,
        ids: &[InstanceId],
    ) -> Result<Taken, Failure> {
        let now = self.clock.monotonic();
        let mut world = self.world();
        let request_id = format!("simulated-{}", world.calls.len().saturating_add(1));
        let call = SimulatedCall {
            request_id: request_id.clone(),
            session: session.and_then(|session| world.sts.made_as(session)),
            change,
            ids: ids.to_vec(),
        };
        world.calls.push(call);
        let request_id = Some(request_id);
        let answer = world.change(place, session, change, ids, (now, self.clock.now()));
        match answer {
            Ok(()) => Ok(Taken { request_id }),
            Err(failure) if failure.kind == FailureKind::Unanswered => Err(failure),
            Err(failure) => Err(Failure { request_id, ..failure }),
        }
    }
}

impl World {
    fn change(
        &mut self,
        place: &Place,
        session: Option<&Session>,
        change: Change,
        ids: &[InstanceId],
        (now, at): (Duration, UnixTime),
    ) -> Result<(), Failure> {
        let action = action(change);
        if !self.buckets.take(place, action, now) {
            return Err(refusal::throttled());
        }
        for id in ids {
            if let Some(instance) = self.instances.get_mut(id) {
                instance.before_call();
            }
        }
        self.instances.retain(|id, instance| {
            !(ids.contains(id) && matches!(instance.fault, Some(Fault::Vanish)))
        });
        refusal::throttle(ids, &mut self.instances)?;
        let here = |instance: &SimulatedInstance| {
            instance.seen.account == place.account && instance.seen.region == place.region
        };
        let is_missing = |id: &&InstanceId| !self.instances.get(*id).is_some_and(here);
        let missing: Vec<&InstanceId> = ids.iter().filter(is_missing).collect();
        if !missing.is_empty() {
            return Err(Failure::of(FailureKind::Refused, refusal::not_found(&missing)));
        }
        for id in ids {
            let Some(instance) = self.instances.get(id) else { continue };
            let arn = format!("arn:aws:ec2:{}:{}:instance/{id}", place.region, place.account);
            let call = Asked { place, action, arn };
            if !call.is_allowed(self, session, &instance.seen.tags, now)? {
                return Err(refusal::unauthorized(&call.arn));
            }
        }
        refusal::fail(ids, &self.instances)?;
        refusal::check(change, ids, &self.instances)?;
        let grant = Asked { place, action: CREATE_GRANT, arn: "*".to_owned() };
        let has_grant = session.is_some() && grant.is_allowed(self, session, &[], now)?;
        let mut answered = true;
        for id in ids {
            if let Some(instance) = self.instances.get_mut(id) {
                instance.has_grant = has_grant;
                answered &= !matches!(instance.fault, Some(Fault::NoAnswer));
                self.acted.push((change, instance.seen.clone()));
                instance.change(change, now, at);
            }
        }
        let lost = AwsError::new("NoAnswer", "the connection was closed before an answer came");
        if answered { Ok(()) } else { Err(Failure::of(FailureKind::Unanswered, lost)) }
    }
}

/// A call, as far as IAM asks about it.
struct Asked<'a> {
    place: &'a Place,
    /// With its service before it.
    action: &'static str,
    arn: String,
}

impl Asked<'_> {
    fn is_allowed(
        &self,
        world: &World,
        session: Option<&Session>,
        tags: &[(String, String)],
        now: Duration,
    ) -> Result<bool, Failure> {
        let (account, region) = (self.place.account.as_str(), self.place.region.as_str());
        let call = iam::Call { action: self.action, arn: &self.arn, account, region, tags };
        world.sts.allows(session, &call, now)
    }
}

/// What EC2 asks KMS for when it starts an instance with an encrypted disk, on the caller's behalf.
const CREATE_GRANT: &str = "kms:CreateGrant";

const fn action(change: Change) -> &'static str {
    match change {
        Change::Reboot => "ec2:RebootInstances",
        Change::Start => "ec2:StartInstances",
        Change::Stop => "ec2:StopInstances",
    }
}

impl Cloud for SimulatedCloud {
    fn standby<'a>(
        &'a self,
        place: &'a Place,
        session: Option<&'a Session>,
        ids: &'a [InstanceId],
    ) -> Pending<'a, Result<BTreeMap<InstanceId, bool>, Failure>> {
        Box::pin(async move {
            self.travel().await;
            self.standby_now(place, session, ids)
        })
    }

    fn describe<'a>(
        &'a self,
        place: &'a Place,
        session: Option<&'a Session>,
        page: &'a Page,
    ) -> Pending<'a, Result<Shown, Unshown>> {
        Box::pin(async move {
            self.travel().await;
            self.describe_now(place, session, page).map_err(Unshown::Failed)
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
            self.travel().await;
            self.change_now(place, session, change, ids)
        })
    }

    fn assume<'a>(&'a self, ask: &'a AssumeRole) -> Pending<'a, Result<Credentials, Failure>> {
        Box::pin(async move {
            self.travel().await;
            let now = self.clock.monotonic();
            self.world().sts.assume(ask, now)
        })
    }
}
