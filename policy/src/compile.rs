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
    condition::{AttemptCondition, Conditions, Days, Hours, Identity, TagTest},
    scene::Scene,
    verdict::Verdict,
};

/// A policy in the form it is evaluated in.
#[derive(Debug)]
pub(crate) struct Compiled {
    pub(crate) name: PolicyName,
    pub(crate) utc_offset: UtcOffset,
    pub(crate) required_tags: Arc<BTreeSet<String>>,
    pub(crate) named: Named,
    /// The rules in force, sorted by id.
    pub(crate) rules: Vec<CompiledRule>,
}

/// What a document gives a name to, each held once: whoever refers to it holds its index here, so
/// that a policy takes no more memory than its document, and each is evaluated once an attempt.
#[derive(Debug)]
pub(crate) struct Named {
    pub(crate) calendars: Vec<Days>,
    pub(crate) schedules: Vec<Hours>,
    pub(crate) zones: Vec<Zone>,
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
        let calendars = indices(&document.calendars);
        let places =
            Places { schedules: indices(&document.schedules), zones: indices(&document.zones) };
        let enabled = document.rules.into_iter().filter(|rule| rule.enabled);
        let mut rules: Vec<CompiledRule> = enabled.map(|rule| places.rule(rule)).collect();
        rules.sort_by(|left, right| left.id.cmp(&right.id));
        let hours = document.schedules.values().map(|schedule| Hours {
            windows: schedule.weekly.clone(),
            except: resolve(&schedule.except, &calendars),
        });
        let named = Named {
            schedules: hours.collect(),
            calendars: document.calendars.values().map(Days::new).collect(),
            zones: document.zones.values().cloned().collect(),
        };
        Self {
            name: document.name,
            utc_offset: document.utc_offset,
            required_tags: Arc::new(document.required_tags),
            named,
            rules,
        }
    }
}

impl CompiledRule {
    /// Whether the rule applies: its conditions hold and none of its exceptions does.
    pub(crate) fn verdict(&self, scene: &Scene<'_>, instance: &Instance) -> Verdict {
        let exceptions = self.unless.iter().map(|clause| clause.verdict(scene, instance).not());
        Verdict::all(core::iter::once(self.when.verdict(scene, instance)).chain(exceptions))
    }
}

/// Where in [`Named`] the schedules and zones of a document are.
struct Places<'a> {
    schedules: BTreeMap<&'a Name, usize>,
    zones: BTreeMap<&'a Name, usize>,
}

impl Places<'_> {
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

/// The index of each value of a map.
fn indices<T>(map: &BTreeMap<Name, T>) -> BTreeMap<&Name, usize> {
    map.keys().enumerate().map(|(index, name)| (name, index)).collect()
}

fn resolve(names: &BTreeSet<Name>, table: &BTreeMap<&Name, usize>) -> Vec<usize> {
    names.iter().filter_map(|name| table.get(name).copied()).collect()
}
