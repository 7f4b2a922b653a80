//! The space of requests, cut into the classes that some documents can tell apart.

use alloc::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    vec::Vec,
};

use super::{
    axes::Axis,
    clock::{Clock, ClockMaker},
    excerpt::Excerpt,
    known::texts_of,
    label::{Label, of_schedule, of_zone, plainest},
    places::{Places, PlacesMaker},
    ranges::Ranges,
    region::Conjunction,
    texts::{Texts, number},
};
use crate::{
    AccountId, Action, CallerFact, Clause, Document, InstanceId, Name, Region, TagCondition,
    UnixTime,
};

/// The classes of every axis, for some documents.
#[derive(Debug, Default)]
pub(crate) struct World<'a> {
    pub(crate) texts: Texts<'a>,
    pub(crate) clock: Clock,
    pub(crate) places: Places,
    /// The lengths of time that a sign-in is asked to be shorter than, in order.
    pub(crate) sign_ins: Vec<u32>,
    /// The times that a token is asked to be issued before, in order.
    pub(crate) issues: Vec<UnixTime>,
    /// The keys of tags that are tested, in order.
    pub(crate) tags: Vec<&'a str>,
    /// The claims that tags are compared with, in order.
    pub(crate) claims: Vec<&'a str>,
    /// The comparisons of a tag with a fact of the caller, in order.
    pub(crate) relations: Vec<Relation<'a>>,
    /// The names that each document gives to schedules and zones, and their numbers here.
    names: Vec<Names<'a>>,
    /// What each schedule and each zone is known by, by its number.
    pub(crate) schedules: Vec<Label>,
    pub(crate) zones: Vec<Label>,
}

/// A tag that may equal a fact of the caller.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) struct Relation<'a> {
    pub(crate) tag: &'a str,
    pub(crate) fact: &'a CallerFact,
}

#[derive(Debug, Default)]
struct Names<'a> {
    schedules: BTreeMap<&'a Name, u32>,
    zones: BTreeMap<&'a Name, u32>,
}

/// A clause, and the place in the list of documents of the one that its names are of.
pub(crate) type Asked<'a> = (usize, &'a Clause);

impl<'a> World<'a> {
    /// The space of these rules of some documents, and of some clauses beside them.
    ///
    /// `texts` are told apart although no rule names them: those of real people and instances. So
    /// is what comes before `now` from what comes after.
    pub(crate) fn new(
        excerpts: &[Excerpt<'a>],
        more: &[Asked<'a>],
        texts: impl IntoIterator<Item = &'a str>,
        now: UnixTime,
    ) -> Self {
        let mut world = Self::default();
        texts.into_iter().for_each(|text| world.texts.note(text));
        let mut clock = ClockMaker::default();
        clock.cut(now);
        let mut places = PlacesMaker::default();
        let mut relations: BTreeSet<Relation<'a>> = BTreeSet::new();
        let mut tags: BTreeSet<&'a str> = BTreeSet::new();
        for (at, Excerpt { document, rules }) in excerpts.iter().enumerate() {
            tags.extend(document.required_tags.iter().map(|key| &**key));
            let clauses =
                rules.iter().flat_map(|rule| [&rule.when].into_iter().chain(&rule.unless));
            let more = more.iter().filter(|(of, _)| *of == at).map(|(_, clause)| *clause);
            let mut names = Names::default();
            for clause in clauses.chain(more) {
                for name in clause.during.iter().flatten() {
                    if let Some(schedule) = document.schedules.get(name) {
                        let known = names.schedules.entry(name);
                        known.or_insert_with(|| clock.schedule(document, schedule));
                    }
                }
                for name in clause.from.iter().flatten() {
                    if let Some(zone) = document.zones.get(name) {
                        names.zones.entry(name).or_insert_with(|| places.zone(zone));
                    }
                }
                // A token is issued at a time, too.
                let times = [clause.not_before, clause.not_after, clause.issued_before];
                times.into_iter().flatten().for_each(|time| clock.cut(time));
                // Nothing is shorter than no time, and nothing before the first second.
                world.sign_ins.extend(clause.signed_in_within.filter(|span| *span > 0));
                let issued = clause.issued_before.filter(|end| end.seconds() > i64::MIN);
                world.issues.extend(issued);
                world.note(clause, &mut tags, &mut relations);
            }
            world.names.push(names);
        }
        world.texts.settle();
        world.sign_ins.sort_unstable();
        world.sign_ins.dedup();
        world.issues.sort_unstable();
        world.issues.dedup();
        world.tags = tags.into_iter().collect();
        let claims: BTreeSet<&'a str> = relations
            .iter()
            .filter_map(|relation| match relation.fact {
                CallerFact::Claim(name) => Some(&**name),
                CallerFact::Groups | CallerFact::User => None,
            })
            .collect();
        world.claims = claims.into_iter().collect();
        world.relations = relations.into_iter().collect();
        world.clock = clock.finish();
        world.places = places.finish();
        let documents: Vec<&Document> = excerpts.iter().map(|it| it.document).collect();
        let documents = documents.as_slice();
        let named = || world.names.iter().enumerate();
        let schedules = named().flat_map(|(place, names)| {
            let label = move |name| of_schedule(documents, place, name);
            names.schedules.iter().map(move |(name, at)| (*at, label(name)))
        });
        let zones = named().flat_map(|(place, names)| {
            let label = move |name| of_zone(documents, place, name);
            names.zones.iter().map(move |(name, at)| (*at, label(name)))
        });
        (world.schedules, world.zones) = (plainest(schedules), plainest(zones));
        world
    }

    fn note(
        &mut self,
        clause: &'a Clause,
        tags: &mut BTreeSet<&'a str>,
        relations: &mut BTreeSet<Relation<'a>>,
    ) {
        for text in texts_of(clause) {
            self.texts.note(text);
        }
        for (key, condition) in clause.instances.iter().flat_map(|instances| &instances.tags) {
            tags.insert(key);
            if let TagCondition::EqualsCaller(fact) = condition {
                relations.insert(Relation { tag: key, fact });
            }
        }
    }

    /// Whether a rule of the document at this place names the zone.
    pub(crate) fn uses_zone(&self, document: usize, name: &Name) -> bool {
        self.names.get(document).is_some_and(|names| names.zones.contains_key(name))
    }

    /// Whether a rule of the document at this place names the schedule.
    pub(crate) fn uses_schedule(&self, document: usize, name: &Name) -> bool {
        self.names.get(document).is_some_and(|names| names.schedules.contains_key(name))
    }

    /// How many classes an axis has.
    pub(crate) fn size(&self, axis: Axis) -> u32 {
        match axis {
            Axis::ACTION => number(Action::ALL.len()),
            Axis::MOMENT => self.clock.moments(),
            Axis::HOURS => self.clock.hours(),
            Axis::SIGN_IN => number(self.sign_ins.len()).saturating_add(1),
            Axis::ISSUE => number(self.issues.len()).saturating_add(1),
            Axis::PLACE => self.places.classes(),
            // Every instance has these.
            Axis::ACCOUNT | Axis::REGION | Axis::ID => self.texts.absent(),
            _ => self.texts.classes(),
        }
    }

    /// The axis of a tag, if any condition tests it.
    pub(crate) fn tag(&self, key: &str) -> Option<Axis> {
        let at = self.tags.binary_search(&key).ok()?;
        Some(Axis(Axis::FIRST_TAG.saturating_add(number(at))))
    }

    /// The axis of a claim, if any tag is compared with it.
    pub(crate) fn claim(&self, name: &str) -> Option<Axis> {
        let at = self.claims.binary_search(&name).ok()?;
        let first = Axis::FIRST_TAG.saturating_add(number(self.tags.len()));
        Some(Axis(first.saturating_add(number(at))))
    }

    /// The axis of the fact that a tag is compared with; `None` if it is the groups.
    pub(crate) fn fact(&self, fact: &CallerFact) -> Option<Axis> {
        match fact {
            CallerFact::Groups => None,
            CallerFact::User => Some(Axis::USER),
            CallerFact::Claim(name) => self.claim(name),
        }
    }

    pub(crate) fn relation(&self, number: u32) -> Option<&Relation<'a>> {
        self.relations.get(usize::try_from(number).ok()?)
    }

    /// The classes of a tag that is there.
    pub(crate) fn present(&self) -> Ranges {
        Ranges::run(0, self.texts.absent())
    }

    /// What a clause of a document asks for.
    pub(crate) fn conjunction(&self, document: usize, clause: &Clause) -> Conjunction {
        let mut sets: Vec<(Axis, Arc<Ranges>)> = Vec::new();
        if let Some(actions) = &clause.actions {
            let places = Action::ALL.iter().zip(0_u32..);
            let named = places.filter(|(action, _)| actions.contains(action));
            sets.push((Axis::ACTION, Arc::new(named.map(|(_, at)| at).collect())));
        }
        let moments = match (clause.not_before, clause.not_after) {
            (None, None) => None,
            (Some(first), None) => Some(self.clock.since(first)),
            (None, Some(end)) => Some(self.clock.before(end)),
            (Some(first), Some(end)) => Some(self.clock.since(first).meet(&self.clock.before(end))),
        };
        sets.extend(moments.map(|moments| (Axis::MOMENT, Arc::new(moments))));
        let names = self.names.get(document);
        let hours = clause.during.as_ref().map(|wanted| {
            let known = wanted.iter().filter_map(|name| names?.schedules.get(name));
            known.fold(Ranges::default(), |all, at| all.join(&self.clock.open(*at)))
        });
        sets.extend(hours.map(|hours| (Axis::HOURS, Arc::new(hours))));
        if let Some(seconds) = clause.signed_in_within {
            let shorter = self.sign_ins.partition_point(|known| *known <= seconds);
            sets.push((Axis::SIGN_IN, Arc::new(Ranges::run(0, number(shorter)))));
        }
        if let Some(time) = clause.issued_before {
            let before = self.issues.partition_point(|known| *known <= time);
            sets.push((Axis::ISSUE, Arc::new(Ranges::run(0, number(before)))));
        }
        let places = clause.from.as_ref().map(|wanted| {
            let known = wanted.iter().filter_map(|name| names?.zones.get(name));
            known.fold(Ranges::default(), |all, at| all.join(&self.places.held(*at)))
        });
        sets.extend(places.map(|places| (Axis::PLACE, Arc::new(places))));
        let users = clause.who.as_ref().and_then(|who| who.users.as_ref());
        if let Some(users) = users {
            sets.push((Axis::USER, self.texts_of(users.iter().map(|user| &**user))));
        }
        let mut relations = Vec::new();
        if let Some(instances) = &clause.instances {
            if let Some(accounts) = &instances.accounts {
                let texts = self.texts_of(accounts.iter().map(AccountId::as_str));
                sets.push((Axis::ACCOUNT, texts));
            }
            if let Some(regions) = &instances.regions {
                sets.push((Axis::REGION, self.texts_of(regions.iter().map(Region::as_str))));
            }
            if let Some(ids) = &instances.ids {
                sets.push((Axis::ID, self.texts_of(ids.iter().map(InstanceId::as_str))));
            }
            for (key, condition) in &instances.tags {
                let Some(axis) = self.tag(key) else { continue };
                match condition {
                    TagCondition::In(values) => {
                        sets.push((axis, self.texts_of(values.iter().map(|value| &**value))));
                    }
                    TagCondition::Present => sets.push((axis, Arc::new(self.present()))),
                    TagCondition::EqualsCaller(fact) => {
                        let wanted = Relation { tag: key, fact };
                        let at = self.relations.binary_search_by(|known| {
                            (known.tag, known.fact).cmp(&(wanted.tag, wanted.fact))
                        });
                        relations.extend(at.ok().map(number));
                    }
                }
            }
        }
        // A set that leaves nothing out is no condition.
        sets.retain(|(axis, set)| set.count() != u64::from(self.size(*axis)));
        sets.sort_unstable_by_key(|(axis, _)| *axis);
        relations.sort_unstable();
        let groups = clause.who.as_ref().and_then(|who| who.groups.as_ref());
        let groups = groups.map(|groups| self.texts_of(groups.iter().map(|group| &**group)));
        Conjunction { sets, groups, relations }
    }

    fn texts_of<'t>(&self, texts: impl Iterator<Item = &'t str>) -> Arc<Ranges> {
        Arc::new(texts.map(|text| self.texts.class(text)).collect())
    }
}
