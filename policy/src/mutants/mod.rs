//! The mutants of a document: what it would be with one small mistake in it.
//!
//! A table of cases that passes shows that a policy decides *these* requests as it should. Whether it
//! would show that the policy is wrong is another question, and this is how it is asked: make one
//! small mistake (an [`Operator`] says which kinds), and see whether a case fails. A mutant that every
//! case lets pass stands for a mistake that nobody would notice.
//!
//! [`Document::mutants`] makes them one at a time. Each is a document that the check would accept: what
//! it refuses cannot be written by mistake. No two of them are equal, and none is equal to the document.
//! Some of them *decide* as the document does (a group that another rule lets in anyway), so that no
//! case can tell; that is [proved](crate::analysis::Comparison) of each, or a request is found that can.
//!
//! [`Trials`] says what a mutant decides, without compiling the whole of it. `sekisho mutate` is made of
//! these.
//!
//! What is left alone: zones and schedules that no rule in force uses, rules that are not in force (but
//! for being so), descriptions, obligations (which decide nothing), the days of calendars, the offset,
//! and what a policy is called.
//!
//! ```
//! use sekisho_policy::{Document, Policy, mutants::Operator};
//!
//! let document = Document::from_yaml(
//!     "{ version: 1, policy: town, utc_offset: '+09:00', rules: [{ id: staff, effect: allow, \
//!      who: { groups: [staff] }, actions: [start], instances: { tags: { Env: [dev] } } }] }",
//! )
//! .unwrap();
//!
//! let operators: Vec<Operator> = document.mutants().map(|mutant| mutant.operator()).collect();
//! assert_eq!(operators.iter().filter(|it| **it == Operator::DropCondition).count(), 3);
//! for mutant in document.mutants() {
//!     assert_ne!(mutant.document(), document);
//!     let _policy = Policy::compile(mutant.document());
//! }
//! ```

mod change;
mod clause;
mod edit;
mod list;
mod nearby;
mod operator;
mod rule;
mod schedules;
mod trials;
mod uses;
mod vocabulary;
mod zones;

use alloc::{boxed::Box, sync::Arc};

pub use change::{Change, Part, Site, Value};
pub use operator::Operator;
pub use trials::Trials;

use crate::Document;
use edit::Edit;
use list::Edited;
use uses::Uses;
use vocabulary::Vocabulary;

/// A document with one small mistake in it.
#[derive(Clone, Debug)]
pub struct Mutant<'a> {
    original: &'a Document,
    operator: Operator,
    site: Site,
    change: Change,
    edit: Edit<'a>,
}

impl Document {
    /// What it would be with one small mistake: see [`mutants`](self). First what is wrong with the
    /// document's own keys, then with its zones, its schedules and its rules, each by their names.
    ///
    /// Each is made when it is asked for, and is no larger than the part that is changed.
    pub fn mutants(&self) -> impl Iterator<Item = Mutant<'_>> {
        let words = Arc::new(Vocabulary::of(self));
        let Uses { zones, schedules } = Uses::of(self);
        let mutant = |(site, (operator, change, edit))| Mutant {
            original: self,
            operator,
            site,
            change,
            edit,
        };
        let required_tags = self.required_tags.iter().map(|key| {
            let rest = self.required_tags.iter().filter(|other| *other != key).cloned();
            let change = Change::Removed(Value::Text(key.clone()));
            let edit = Edit::RequiredTags(rest.collect());
            (Site::RequiredTags, (Operator::DropRequiredTag, change, edit))
        });
        let zones = zones.into_keys().filter_map(|name| self.zones.get_key_value(name));
        let words_of_zones = Arc::clone(&words);
        let zones = zones.flat_map(move |(name, zone)| {
            zones::of_zone(zone, &words_of_zones)
                .map(|it| edited(it, |zone| Edit::Zone(name, zone)))
        });
        let schedules = schedules.into_keys().filter_map(|name| self.schedules.get_key_value(name));
        let schedules = schedules.flat_map(|(name, schedule)| {
            let edits = schedules::of_schedule(schedule);
            edits.map(|it| edited(it, |schedule| Edit::Schedule(name, schedule)))
        });
        let others = self.rules.len() > 1;
        let rules = self.rules.iter().enumerate().flat_map(move |(at, rule)| {
            let edits = rule::of_rule(rule, others, &words);
            edits.map(move |it| edited(it, |rule| Edit::Rule(at, rule.map(Box::new))))
        });
        required_tags.chain(zones).chain(schedules).chain(rules).map(mutant)
    }
}

impl<'a> Mutant<'a> {
    /// The kind of mistake.
    #[must_use]
    pub const fn operator(&self) -> Operator {
        self.operator
    }

    /// The part of the document that it is in.
    #[must_use]
    pub fn part(&self) -> Part<'a> {
        match &self.edit {
            Edit::RequiredTags(_) => Part::Policy,
            Edit::Zone(name, _) => Part::Zone(name),
            Edit::Schedule(name, _) => Part::Schedule(name),
            Edit::Rule(at, _) => {
                // INVARIANT (places resolve): the mutants of a rule are made with its place.
                self.original.rules.get(*at).map_or(Part::Policy, |rule| Part::Rule(&rule.id))
            }
        }
    }

    /// Where in that part.
    #[must_use]
    pub const fn site(&self) -> &Site {
        &self.site
    }

    /// What is different there.
    #[must_use]
    pub const fn change(&self) -> &Change {
        &self.change
    }

    /// The whole document with this mistake in it. It has no warnings: those are the check's.
    #[must_use]
    pub fn document(&self) -> Document {
        self.edit.carried_out(self.original)
    }
}

fn edited<'a, P>(
    (site, (operator, change, part)): (Site, Edited<P>),
    edit: impl FnOnce(P) -> Edit<'a>,
) -> (Site, Edited<Edit<'a>>) {
    (site, (operator, change, edit(part)))
}
