//! A request with what some levers change about it.

use alloc::{
    collections::BTreeSet,
    string::{String, ToString},
    sync::Arc,
    vec::Vec,
};

use super::{FactChange, lever::Lever, remedies::Search};
use crate::{Attempt, Decision, Fact, Instance, Request, Tags};

impl Search<'_, '_> {
    /// The request with what the levers changed about it, and nothing else.
    pub(super) fn changed(
        &self,
        levers: &BTreeSet<Lever>,
        found: &Request,
    ) -> (Vec<FactChange>, Request) {
        let world = &self.analysis.world;
        let mut attempt: Attempt = (*self.request.attempt).clone();
        let mut instance: Instance = (*self.request.instance).clone();
        let mut changes = Vec::new();
        for lever in levers {
            match lever {
                Lever::SignIn => {
                    let now = Fact::Known(attempt.at);
                    attempt.caller = attempt.caller.with_signed_in_at(now).with_issued_at(now);
                    changes.push(FactChange::SignInAgain);
                }
                Lever::Time => {
                    attempt.at = found.attempt.at;
                    let now = Fact::Known(attempt.at);
                    attempt.caller = attempt.caller.with_signed_in_at(now).with_issued_at(now);
                    changes.push(FactChange::At(attempt.at));
                }
                Lever::Place => {
                    attempt.source = found.attempt.source.clone();
                    changes.push(FactChange::From(attempt.source.clone()));
                }
                // Those need all of the others.
                Lever::Join | Lever::Leave => {}
                Lever::Claim(at) => {
                    let Some(name) = world.claims.get(*at) else { continue };
                    let value = found.attempt.caller.claim(name);
                    let text = value.known().map(ToString::to_string);
                    attempt.caller = attempt.caller.with_claim(name, value);
                    changes.push(FactChange::Claim((*name).into(), text));
                }
                Lever::Tag(at) => {
                    let Some(key) = world.tags.get(*at) else { continue };
                    let value = found.instance.tags.known().and_then(|tags| tags.value(key));
                    instance.tags = with_tag(&instance, key, value);
                    changes.push(FactChange::Tag((*key).into(), value.map(ToString::to_string)));
                }
            }
        }
        let mut request = Request { attempt: Arc::new(attempt), instance: Arc::new(instance) };
        if levers.contains(&Lever::Join) || levers.contains(&Lever::Leave) {
            let (own, new) = (groups(&self.request.attempt), groups(&found.attempt));
            let kept = self.fewest(&mut request, &own, new);
            let joined: BTreeSet<String> = kept.difference(&own).cloned().collect();
            let left: BTreeSet<String> = own.difference(&kept).cloned().collect();
            let place = changes.partition_point(comes_before_groups);
            let join = (!joined.is_empty()).then_some(FactChange::JoinGroups(joined));
            let leave = (!left.is_empty()).then_some(FactChange::LeaveGroups(left));
            changes.splice(place..place, join.into_iter().chain(leave));
        }
        (changes, request)
    }

    /// Puts the caller into groups that differ from their own by as few as will do: those that were
    /// found differ by more than that where the search took no notice of what is indifferent.
    fn fewest(
        &self,
        request: &mut Request,
        own: &BTreeSet<String>,
        new: BTreeSet<String>,
    ) -> BTreeSet<String> {
        let mut kept = new;
        *request = with_groups(request, &kept);
        let differ: Vec<String> = kept.symmetric_difference(own).cloned().collect();
        for group in differ {
            let mut fewer = kept.clone();
            if !fewer.remove(&group) {
                fewer.insert(group);
            }
            let closer = with_groups(request, &fewer);
            if matches!(self.analysis.policy.decide(closer.clone()), Decision::Allow(_)) {
                (*request, kept) = (closer, fewer);
            }
        }
        kept
    }
}

/// Whether a change is told before those of groups.
const fn comes_before_groups(change: &FactChange) -> bool {
    match change {
        FactChange::SignInAgain | FactChange::At(_) | FactChange::From(_) => true,
        FactChange::JoinGroups(_)
        | FactChange::LeaveGroups(_)
        | FactChange::Claim(..)
        | FactChange::Tag(..) => false,
    }
}

fn with_groups(request: &Request, groups: &BTreeSet<String>) -> Request {
    let mut attempt = (*request.attempt).clone();
    attempt.caller = attempt.caller.with_groups(Fact::Known(groups.iter().map(String::as_str)));
    Request { attempt: Arc::new(attempt), instance: request.instance.clone() }
}

fn groups(attempt: &Attempt) -> BTreeSet<String> {
    let groups = attempt.caller.groups();
    groups.known().into_iter().flat_map(|groups| groups.iter()).map(ToString::to_string).collect()
}

/// The tags of an instance, of which one has another value or is gone.
fn with_tag(instance: &Instance, key: &str, value: Option<&str>) -> Fact<Tags> {
    let tags = instance.tags.known().into_iter().flat_map(Tags::iter);
    Tags::collect(tags.filter(|(known, _)| *known != key).chain(value.map(|value| (key, value))))
}
