//! From a checked document to rules that can be tested: names resolved, every rule in the order of
//! its id.

use alloc::{
    collections::{BTreeMap, BTreeSet},
    string::String,
    sync::Arc,
    vec::Vec,
};

use crate::{
    Clause, Document, Effect, Instance, Name, PolicyName, Rule, RuleId, UtcOffset, Zone,
    condition::{AttemptCondition, Conditions, Hours, Identity, TagTest},
    scene::Scene,
    verdict::Verdict,
};

/// A policy in the form it is evaluated in.
#[derive(Debug)]
pub(crate) struct Compiled {
    pub(crate) name: PolicyName,
    pub(crate) utc_offset: UtcOffset,
    pub(crate) required_tags: Arc<BTreeSet<String>>,
    /// The rules in force, sorted by id.
    pub(crate) rules: Vec<CompiledRule>,
}

/// A rule in the form it is evaluated in.
#[derive(Debug)]
pub(crate) struct CompiledRule {
    pub(crate) id: RuleId,
    pub(crate) effect: Effect,
    pub(crate) when: Conditions,
    pub(crate) unless: Vec<Conditions>,
}

impl Compiled {
    pub(crate) fn new(document: Document) -> Self {
        let names = Names::new(&document);
        let enabled = document.rules.into_iter().filter(|rule| rule.enabled);
        let mut rules: Vec<CompiledRule> = enabled.map(|rule| names.rule(rule)).collect();
        rules.sort_by(|left, right| left.id.cmp(&right.id));
        Self {
            name: document.name,
            utc_offset: document.utc_offset,
            required_tags: Arc::new(document.required_tags),
            rules,
        }
    }
}

impl CompiledRule {
    /// Whether the rule applies: its conditions hold and none of its exceptions does.
    pub(crate) fn verdict(&self, scene: Scene<'_>, instance: &Instance) -> Verdict {
        let exceptions = self.unless.iter().map(|clause| clause.verdict(scene, instance).not());
        Verdict::all(core::iter::once(self.when.verdict(scene, instance)).chain(exceptions))
    }
}

/// The zones and schedules of a document, to be shared by the rules that name them.
struct Names {
    zones: BTreeMap<Name, Arc<Zone>>,
    schedules: BTreeMap<Name, Arc<Hours>>,
}

impl Names {
    fn new(document: &Document) -> Self {
        let zones = document.zones.iter();
        let zones = zones.map(|(name, zone)| (name.clone(), Arc::new(zone.clone())));
        let schedules = document.schedules.iter().map(|(name, schedule)| {
            let calendars = schedule.except.iter().filter_map(|name| document.calendars.get(name));
            let hours = Hours {
                windows: schedule.weekly.clone(),
                except: calendars.flat_map(|calendar| calendar.ranges.iter().copied()).collect(),
            };
            (name.clone(), Arc::new(hours))
        });
        Self { zones: zones.collect(), schedules: schedules.collect() }
    }

    fn rule(&self, rule: Rule) -> CompiledRule {
        CompiledRule {
            id: rule.id,
            effect: rule.effect,
            when: self.clause(rule.when),
            unless: rule.unless.into_iter().map(|clause| self.clause(clause)).collect(),
        }
    }

    fn clause(&self, clause: Clause) -> Conditions {
        let who = clause.who.unwrap_or_default();
        let instances = clause.instances.unwrap_or_default();
        // INVARIANT (names resolve): the check refuses a document with a dangling name.
        let zones = |names: BTreeSet<Name>| resolve(&names, &self.zones);
        let schedules = |names: BTreeSet<Name>| resolve(&names, &self.schedules);
        let attempt = [
            clause.actions.map(AttemptCondition::Actions),
            clause.not_before.map(AttemptCondition::NotBefore),
            clause.not_after.map(AttemptCondition::NotAfter),
            clause.signed_in_within.map(AttemptCondition::SignedInWithin),
            clause.issued_before.map(AttemptCondition::IssuedBefore),
            who.users.map(AttemptCondition::Users),
            who.groups.map(AttemptCondition::Groups),
            clause.during.map(|names| AttemptCondition::During(schedules(names))),
            clause.from.map(|names| AttemptCondition::From(zones(names))),
        ];
        Conditions {
            attempt: attempt.into_iter().flatten().collect(),
            identity: Identity {
                accounts: instances.accounts.map(Arc::new),
                regions: instances.regions.map(Arc::new),
                ids: instances.ids.map(Arc::new),
            },
            tags: (instances.tags.into_iter())
                .map(|(key, condition)| (key.into(), TagTest::new(condition)))
                .collect(),
        }
    }
}

fn resolve<T>(names: &BTreeSet<Name>, table: &BTreeMap<Name, Arc<T>>) -> Vec<Arc<T>> {
    names.iter().filter_map(|name| table.get(name).cloned()).collect()
}
