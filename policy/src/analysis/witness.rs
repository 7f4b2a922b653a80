//! From a point of a region to a request that can be decided.

use alloc::{
    collections::BTreeSet,
    string::{String, ToString},
    sync::Arc,
    vec::Vec,
};

use super::{
    axes::Axis,
    budget::{Spent, Steps},
    hints::Hints,
    point::{Choice, Point},
    ranges::Ranges,
    region::Region,
    world::World,
};
use crate::{
    AccountId, Action, Attempt, Caller, Fact, Instance, InstanceId, Request, Tags, UnixTime,
};

/// So many of the hints that fit by themselves are tried together with the rest of a region.
const TRIES: usize = 8;

/// A request of the region; `None` if there is none.
pub(crate) fn witness(
    world: &World<'_>,
    region: &Region,
    hints: &Hints,
    steps: &mut Steps,
) -> Result<Option<Request>, Spent> {
    let near = world.clock.locate(hints.near).map_or(0, |(moment, _)| moment);
    let Some(point) = Point::of(region, world, near, steps)? else { return Ok(None) };
    let mut chosen =
        Chosen { world, hints, region: region.clone(), point, caller: None, instance: None };
    chosen.choose_instance(near, steps)?;
    chosen.choose_caller(near, steps)?;
    Ok(chosen.request())
}

struct Chosen<'w, 'h> {
    world: &'w World<'w>,
    hints: &'h Hints,
    region: Region,
    point: Point,
    caller: Option<&'h Caller>,
    instance: Option<&'h Instance>,
}

impl<'h> Chosen<'_, 'h> {
    fn choose_instance(&mut self, near: u32, steps: &mut Steps) -> Result<(), Spent> {
        let fits = |it: &&'h Instance| self.world.fits(&self.region, it);
        let fitting: Vec<_> = self.hints.instances.iter().filter(fits).take(TRIES).collect();
        for instance in fitting {
            let mut region = self.region.clone();
            if self.world.keep_instance(&mut region, instance).is_some()
                && self.take(region, near, steps)?
            {
                self.instance = Some(instance);
                break;
            }
        }
        Ok(())
    }

    fn choose_caller(&mut self, near: u32, steps: &mut Steps) -> Result<(), Spent> {
        for caller in &self.hints.people {
            let mut region = self.region.clone();
            if self.world.keep_caller(&mut region, caller).is_some()
                && self.take(region, near, steps)?
            {
                self.caller = Some(caller);
                break;
            }
        }
        Ok(())
    }

    /// Goes on with a smaller region, if there is a point in it.
    fn take(&mut self, mut region: Region, near: u32, steps: &mut Steps) -> Result<bool, Spent> {
        if !region.settle(self.world) {
            return Ok(false);
        }
        let Some(point) = Point::of(&region, self.world, near, steps)? else { return Ok(false) };
        self.point = point;
        self.region = region;
        Ok(true)
    }

    fn request(&self) -> Option<Request> {
        let world = self.world;
        let hours = self.region.set(Axis::HOURS);
        let at = world.clock.time(self.point.moment, hours, self.hints.near)?;
        // What does most harm comes last, and is what people look for.
        let actions = self.classes(Axis::ACTION);
        let actions = actions
            .iter()
            .filter_map(|class| Action::ALL.get(usize::try_from(class).ok()?).copied());
        let action = actions.last()?;
        let source = world.places.example(self.classes(Axis::PLACE).first()?)?.clone();
        let attempt = Attempt { caller: self.caller(at)?, action, source, at };
        let instance = self.instance()?;
        Some(Request { attempt: Arc::new(attempt), instance: Arc::new(instance) })
    }

    fn caller(&self, at: UnixTime) -> Option<Caller> {
        let caller = match self.caller {
            Some(caller) => caller.clone(),
            None => self.made_up_caller()?,
        };
        let signed_in = self.signed_in_at(at)?;
        let issued = self.issued_at(at)?;
        Some(caller.with_signed_in_at(signed_in).with_issued_at(issued))
    }

    fn made_up_caller(&self) -> Option<Caller> {
        let user = self.text(Axis::USER, "user");
        let groups: BTreeSet<String> =
            self.point.groups.iter().filter_map(|group| self.word(*group, "value")).collect();
        let caller = Caller::unknown()
            .with_subject(Fact::known_or_absent(user.as_deref()))
            .with_user(Fact::known_or_absent(user.as_deref()))
            .with_groups(Fact::Known(groups.iter().map(|group| &**group)));
        let mut caller = caller;
        for claim in &self.world.claims {
            let value = self.text(self.world.claim(claim)?, "claim");
            caller = caller.with_claim(claim, Fact::known_or_absent(value.as_deref()));
        }
        Some(caller)
    }

    fn instance(&self) -> Option<Instance> {
        if let Some(instance) = self.instance {
            return Some(instance.clone());
        }
        let texts = &self.world.texts;
        let account = self.named(Axis::ACCOUNT);
        let region = self.named(Axis::REGION);
        let id = self.named(Axis::ID);
        let mut tags: Vec<(&str, String)> = Vec::new();
        for key in &self.world.tags {
            let value = self.text(self.world.tag(key)?, "other");
            tags.extend(value.map(|value| (*key, value)));
        }
        Some(Instance {
            account: Fact::Known(match account {
                Some(text) => AccountId::parse(text).ok()?,
                None => texts.fresh_account()?,
            }),
            region: Fact::Known(match region {
                Some(text) => crate::Region::parse(text).ok()?,
                None => texts.fresh_region()?,
            }),
            id: Fact::Known(match id {
                Some(text) => InstanceId::parse(text).ok()?,
                None => texts.fresh_id()?,
            }),
            tags: Tags::collect(tags.iter().map(|(key, value)| (*key, value.as_str()))),
        })
    }

    /// When the caller signed in: as short a time before the request as there may be.
    fn signed_in_at(&self, at: UnixTime) -> Option<Fact<UnixTime>> {
        let lengths = &self.world.sign_ins;
        let class = usize::try_from(self.classes(Axis::SIGN_IN).first()?).ok()?;
        let ago = class.checked_sub(1).and_then(|at| lengths.get(at)).copied().unwrap_or(0);
        Some(Fact::Known(at.saturating_add(i64::from(ago).saturating_neg())))
    }

    /// When the token was issued: at the time of the request, if that may be.
    fn issued_at(&self, at: UnixTime) -> Option<Fact<UnixTime>> {
        let classes = self.classes(Axis::ISSUE);
        if self.world.issue(Fact::Known(at)).is_some_and(|class| classes.contains(class)) {
            return Some(Fact::Known(at));
        }
        let times = &self.world.issues;
        let class = usize::try_from(classes.first()?).ok()?;
        let from = class.checked_sub(1).and_then(|at| times.get(at));
        let before = times.get(class).map(|end| end.saturating_add(-1));
        Some(Fact::known_or_absent(from.copied().or(before)))
    }

    /// The classes of an axis that are left.
    fn classes(&self, axis: Axis) -> Ranges {
        let all = || Ranges::run(0, self.world.size(axis));
        self.region.set(axis).cloned().unwrap_or_else(all)
    }

    /// The text on an axis; `None` if there is none.
    fn text(&self, axis: Axis, kind: &str) -> Option<String> {
        if let Some(choice) = self.point.texts.get(&axis) {
            return self.word(*choice, "value");
        }
        let classes = self.classes(axis);
        let texts = &self.world.texts;
        // A tag that need not be there is not; a person is somebody.
        let is_tag = axis.0 >= Axis::FIRST_TAG;
        if is_tag && classes.contains(texts.absent()) {
            return None;
        }
        let named = classes.first().and_then(|class| texts.text(class));
        if classes.contains(texts.other()) {
            Some(texts.fresh(kind, 0))
        } else {
            named.map(ToString::to_string)
        }
    }

    /// The text of an axis that always has one, if it must be one that is named.
    fn named(&self, axis: Axis) -> Option<&str> {
        let classes = self.classes(axis);
        let texts = &self.world.texts;
        if classes.contains(texts.other()) { None } else { texts.text(classes.first()?) }
    }

    fn word(&self, choice: Choice, kind: &str) -> Option<String> {
        let texts = &self.world.texts;
        match choice {
            Choice::Text(class) => texts.text(class).map(ToString::to_string),
            Choice::Fresh(at) => Some(texts.fresh(kind, at)),
            Choice::Absent => None,
        }
    }
}
