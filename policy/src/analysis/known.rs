//! Whether a space tells apart what a clause asks for.

use alloc::vec::Vec;

use super::world::{Relation, World};
use crate::{AccountId, Clause, InstanceId, Region, TagCondition};

impl World<'_> {
    /// Whether everything that a clause of this document names was noted when the space was made: of
    /// another clause a question would be answered as if its texts were any others.
    pub(crate) fn knows(&self, document: usize, clause: &Clause) -> bool {
        let Clause { from, during, not_before, not_after, issued_before, .. } = clause;
        let times = [not_before, not_after, issued_before];
        let mut tags = clause.instances.iter().flat_map(|instances| &instances.tags);
        texts_of(clause).into_iter().all(|text| self.texts.has(text))
            && from.iter().flatten().all(|name| self.uses_zone(document, name))
            && during.iter().flatten().all(|name| self.uses_schedule(document, name))
            && times.into_iter().flatten().all(|time| self.clock.begins(*time))
            // The shortest and the earliest leave nothing, whether they are noted or not.
            && clause.signed_in_within.is_none_or(|it| it == 0 || self.sign_ins.contains(&it))
            && issued_before
                .is_none_or(|it| it.seconds() == i64::MIN || self.issues.contains(&it))
            && tags.all(|(tag, condition)| {
                self.tag(tag).is_some()
                    && match condition {
                        TagCondition::In(_) | TagCondition::Present => true,
                        TagCondition::EqualsCaller(fact) => {
                            self.relations.binary_search(&Relation { tag, fact }).is_ok()
                        }
                    }
            })
    }
}

/// Every text that a clause compares with.
pub(crate) fn texts_of(clause: &Clause) -> Vec<&str> {
    let who = clause.who.iter().flat_map(|who| [&who.groups, &who.users]);
    let mut texts: Vec<&str> = who.flatten().flatten().map(|text| &**text).collect();
    let Some(instances) = &clause.instances else { return texts };
    texts.extend(instances.ids.iter().flatten().map(InstanceId::as_str));
    texts.extend(instances.accounts.iter().flatten().map(AccountId::as_str));
    texts.extend(instances.regions.iter().flatten().map(Region::as_str));
    for condition in instances.tags.values() {
        if let TagCondition::In(values) = condition {
            texts.extend(values.iter().map(|value| &**value));
        }
    }
    texts
}
