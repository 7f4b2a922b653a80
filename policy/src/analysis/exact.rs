//! Known people and instances as regions.

use alloc::{sync::Arc, vec::Vec};

use super::{axes::Axis, ranges::Ranges, region::Region, texts::number, world::World};
use crate::{
    AccountId, Action, Attempt, Caller, Fact, Instance, InstanceId, Request, Tags, UnixTime,
};

impl World<'_> {
    /// The class of a text; `None` if it is unknown.
    pub(crate) fn class_of(&self, fact: Fact<&str>) -> Option<u32> {
        match fact {
            Fact::Known(text) => Some(self.texts.class(text)),
            Fact::Absent => Some(self.texts.absent()),
            Fact::Unknown => None,
        }
    }

    /// Leaves the requests of this person; `None` if something that rules ask for is unknown of them.
    ///
    /// Exact where every text of the person is one of the world's.
    pub(crate) fn keep_caller(&self, region: &mut Region, caller: &Caller) -> Option<()> {
        region.keep(Axis::USER, &Ranges::one(self.class_of(caller.user())?));
        for claim in &self.claims {
            let axis = self.claim(claim)?;
            region.keep(axis, &Ranges::one(self.class_of(caller.claim(claim))?));
        }
        let groups: Ranges = match caller.groups() {
            Fact::Unknown => return None,
            Fact::Absent => Ranges::default(),
            Fact::Known(groups) => groups
                .iter()
                .filter(|name| self.texts.has(name))
                .map(|it| self.texts.class(it))
                .collect(),
        };
        let others = Ranges::run(0, self.texts.other()).without(&groups);
        region.outside = region.outside.join(&others);
        region.inside.extend(groups.iter().map(|group| Arc::new(Ranges::one(group))));
        region.is_closed = true;
        Some(())
    }

    /// Leaves the requests on this instance; `None` if something is unknown of it.
    pub(crate) fn keep_instance(&self, region: &mut Region, instance: &Instance) -> Option<()> {
        for (axis, fact) in identity(instance) {
            // To a condition, an instance without an account is one of any other account.
            let class = self.class_of(fact)?.min(self.texts.other());
            region.keep(axis, &Ranges::one(class));
        }
        let tags = match &instance.tags {
            Fact::Known(tags) => Some(tags),
            Fact::Absent => None,
            Fact::Unknown => return None,
        };
        for key in &self.tags {
            let value = Fact::known_or_absent(tags.and_then(|tags| tags.value(key)));
            region.keep(self.tag(key)?, &Ranges::one(self.class_of(value)?));
        }
        Some(())
    }

    /// Whether an instance is in a region, as far as its own axes go.
    pub(crate) fn fits(&self, region: &Region, instance: &Instance) -> bool {
        let fits = |axis: Axis, class: u32| region.set(axis).is_none_or(|set| set.contains(class));
        let tags = instance.tags.known();
        identity(instance).into_iter().all(|(axis, fact)| {
            self.class_of(fact).is_some_and(|class| fits(axis, class.min(self.texts.other())))
        }) && self.tags.iter().all(|key| {
            let value = tags.and_then(|tags| tags.value(key));
            let class = value.map_or_else(|| self.texts.absent(), |it| self.texts.class(it));
            self.tag(key).is_some_and(|axis| fits(axis, class))
        })
    }

    /// The requests that decisions cannot tell from this one; `None` if a fact that rules ask for is
    /// unknown. Exact where every text of it is one of the world's.
    pub(crate) fn keep_request(&self, request: &Request) -> Option<Region> {
        let attempt = &*request.attempt;
        let mut region = Region::everything();
        let action = Action::ALL.iter().zip(0_u32..).find(|(it, _)| **it == attempt.action)?.1;
        let (moment, hours) = self.clock.locate(attempt.at)?;
        for (axis, class) in [
            (Axis::ACTION, action),
            (Axis::MOMENT, moment),
            (Axis::HOURS, hours),
            (Axis::SIGN_IN, self.sign_in(attempt)?),
            (Axis::ISSUE, self.issue(attempt.caller.issued_at())?),
            (Axis::PLACE, self.places.locate(&attempt.source)?),
        ] {
            region.keep(axis, &Ranges::one(class));
        }
        self.keep_caller(&mut region, &attempt.caller)?;
        self.keep_instance(&mut region, &request.instance)?;
        Some(region)
    }

    /// The class of the sign-in of an attempt.
    pub(crate) fn sign_in(&self, attempt: &Attempt) -> Option<u32> {
        let last = self.size(Axis::SIGN_IN).saturating_sub(1);
        Some(match attempt.caller.signed_in_at() {
            Fact::Unknown => return None,
            Fact::Absent => last,
            Fact::Known(at) => {
                let ago = attempt.at.seconds().checked_sub(at.seconds());
                match ago.and_then(|ago| u32::try_from(ago).ok()) {
                    None => last,
                    Some(ago) => self.shorter(ago),
                }
            }
        })
    }

    fn shorter(&self, ago: u32) -> u32 {
        number(self.sign_ins.partition_point(|known| *known <= ago))
    }

    /// The class of the time at which a token was issued.
    pub(crate) fn issue(&self, at: Fact<UnixTime>) -> Option<u32> {
        match at {
            Fact::Unknown => None,
            Fact::Absent => Some(self.size(Axis::ISSUE).saturating_sub(1)),
            Fact::Known(at) => Some(number(self.issues.partition_point(|known| *known <= at))),
        }
    }
}

/// Every text of people and instances that a region has to tell from others.
pub(crate) fn texts_of_people(people: &[Caller]) -> Vec<&str> {
    let mut texts = Vec::new();
    for caller in people {
        texts.extend(caller.user().known().copied());
        texts.extend(caller.groups().known().into_iter().flat_map(|groups| groups.iter()));
        texts.extend(caller.claims().filter_map(|(_, value)| value.known().copied()));
    }
    texts
}

/// The same of instances: their tags, and what tells them apart.
pub(crate) fn texts_of_instances(instances: &[Instance]) -> Vec<&str> {
    let mut texts = Vec::new();
    for instance in instances {
        texts.extend(identity(instance).iter().filter_map(|(_, fact)| fact.known().copied()));
        texts.extend(instance.tags.known().into_iter().flat_map(Tags::iter).map(|(_, it)| it));
    }
    texts
}

/// What tells an instance apart from every other.
fn identity(instance: &Instance) -> [(Axis, Fact<&str>); 3] {
    [
        (Axis::ACCOUNT, instance.account.as_ref().map(AccountId::as_str)),
        (Axis::REGION, instance.region.as_ref().map(crate::Region::as_str)),
        (Axis::ID, instance.id.as_ref().map(InstanceId::as_str)),
    ]
}
