//! A change carried out.

use alloc::{boxed::Box, collections::BTreeSet, string::String, vec::Vec};

use super::nearby::are_apart;
use crate::{Document, Name, Rule, Schedule, Zone};

/// The part of a document that a mutant has instead.
#[derive(Clone, Debug)]
pub(super) enum Edit<'a> {
    RequiredTags(BTreeSet<String>),
    Zone(&'a Name, Zone),
    Schedule(&'a Name, Schedule),
    /// The rule at this place; `None` if there is none any more.
    Rule(usize, Option<Box<Rule>>),
}

impl Edit<'_> {
    /// The whole document with this part.
    pub(super) fn carried_out(&self, document: &Document) -> Document {
        let mut changed = document.clone();
        changed.warnings.clear();
        match self {
            Self::RequiredTags(keys) => changed.required_tags.clone_from(keys),
            Self::Zone(name, zone) => drop(changed.zones.insert((*name).clone(), zone.clone())),
            Self::Schedule(name, schedule) => {
                drop(changed.schedules.insert((*name).clone(), schedule.clone()));
            }
            Self::Rule(at, Some(rule)) => {
                if let Some(place) = changed.rules.get_mut(*at) {
                    place.clone_from(rule);
                }
            }
            Self::Rule(at, None) => {
                if *at < changed.rules.len() {
                    changed.rules.remove(*at);
                }
            }
        }
        changed
    }

    /// Whether a rule may have a say where this part makes a difference.
    pub(super) fn concerns(&self, rule: &Rule, document: &Document) -> bool {
        let Self::Rule(at, new) = self else { return true };
        let old = document.rules.get(*at);
        let mut changed = old.into_iter().chain(new.as_deref());
        changed.any(|changed| !are_apart(&changed.when, &rule.when))
    }

    /// These rules of the document, those in force, and what they refer to, as they are with this part.
    pub(super) fn slice(&self, document: &Document, rules: &[usize]) -> Document {
        let rules = rules.iter().filter_map(|at| match self {
            Self::Rule(changed, rule) if changed == at => rule.as_deref().cloned(),
            Self::RequiredTags(_) | Self::Zone(..) | Self::Schedule(..) | Self::Rule(..) => {
                document.rules.get(*at).cloned()
            }
        });
        let rules: Vec<Rule> = rules.collect();
        let mut slice = document.slice(rules);
        match self {
            Self::Zone(name, zone) => {
                if let Some(place) = slice.zones.get_mut(*name) {
                    place.clone_from(zone);
                }
            }
            Self::Schedule(name, schedule) => {
                if let Some(place) = slice.schedules.get_mut(*name) {
                    place.clone_from(schedule);
                }
            }
            Self::RequiredTags(_) | Self::Rule(..) => {}
        }
        slice
    }
}
