//! What can be wrong with a rule.

use alloc::{boxed::Box, vec::Vec};

use super::{
    Change, Operator, Site,
    clause::of_clause,
    list::{Edited, replaced},
    vocabulary::Vocabulary,
};
use crate::{Action, Clause, Effect, Rule};

/// The rules that differ from this one in one thing; `None` is no rule at all, where `others` are left.
/// Of a rule that is not in force nothing matters but that it is not.
pub(super) fn of_rule<'a>(
    rule: &'a Rule,
    others: bool,
    words: &Vocabulary,
) -> Box<dyn Iterator<Item = (Site, Edited<Option<Rule>>)> + 'a> {
    let in_force = rule.enabled.then_some(rule);
    let first = if rule.enabled {
        [Some(flipped(rule)), Some(gone(rule, others))]
    } else {
        [Some(toggled(rule)), None]
    };
    let edited = in_force.map(|rule| {
        let own = of_clause(&rule.when, words).map(|(condition, (operator, change, when))| {
            let site = Site::Condition { exception: None, condition };
            (site, (operator, change, Some(Rule { when, ..rule.clone() })))
        });
        own.chain(of_exceptions(rule, words))
    });
    let all = first.into_iter().flatten().chain(edited.into_iter().flatten());
    // What the language forbids was never written by mistake: the check refuses it.
    Box::new(all.filter(|(_, (_, _, rule))| rule.as_ref().is_none_or(is_legal)))
}

fn flipped(rule: &Rule) -> (Site, Edited<Option<Rule>>) {
    let (effect, before, after) = match rule.effect {
        Effect::Allow => (Effect::Deny, "allow", "deny"),
        Effect::Deny => (Effect::Allow, "deny", "allow"),
    };
    let flipped = Some(Rule { effect, ..rule.clone() });
    (Site::Effect, (Operator::FlipEffect, replaced(before, after), flipped))
}

/// The rule not there. A document has at least one, so that the only rule is not in force instead.
fn gone(rule: &Rule, others: bool) -> (Site, Edited<Option<Rule>>) {
    let gone = (Site::Whole, (Operator::DropRule, Change::Dropped, None));
    if others { gone } else { toggled(rule) }
}

fn toggled(rule: &Rule) -> (Site, Edited<Option<Rule>>) {
    let (before, after) = if rule.enabled { ("true", "false") } else { ("false", "true") };
    let toggled = Some(Rule { enabled: !rule.enabled, ..rule.clone() });
    (Site::Enabled, (Operator::ToggleEnabled, replaced(before, after), toggled))
}

fn of_exceptions<'a>(
    rule: &'a Rule,
    words: &Vocabulary,
) -> impl Iterator<Item = (Site, Edited<Option<Rule>>)> + use<'a> {
    let each = rule.unless.iter().enumerate().map(|(number, clause)| {
        let dropped = [(
            Site::Exception(number),
            (Operator::DropException, Change::Dropped, Some(with_exception(rule, number, None))),
        )];
        let edited =
            of_clause(clause, words).map(move |(condition, (operator, change, clause))| {
                let site = Site::Condition { exception: Some(number), condition };
                (site, (operator, change, Some(with_exception(rule, number, Some(clause)))))
            });
        dropped.into_iter().chain(edited)
    });
    each.collect::<Vec<_>>().into_iter().flatten()
}

/// The rule with another exception in the place of this one, or none.
fn with_exception(rule: &Rule, number: usize, clause: Option<Clause>) -> Rule {
    let others = rule.unless.iter().enumerate().filter(|(other, _)| *other != number);
    let mut unless: Vec<Clause> = others.map(|(_, other)| other.clone()).chain(clause).collect();
    unless.sort();
    Rule { unless, ..rule.clone() }
}

/// Whether the check accepts it. Each of its conditions is one that the check accepts.
fn is_legal(rule: &Rule) -> bool {
    let Rule { effect, approved_by, when, unless, obligations, .. } = rule;
    let may_stop = when.actions.as_ref().is_none_or(|actions| actions.contains(&Action::Stop));
    let for_all = when.who.is_none() && when.instances.is_none();
    let in_place = match effect {
        Effect::Allow => {
            unless.is_empty()
                && when.issued_before.is_none()
                && (may_stop || obligations.is_empty())
        }
        Effect::Deny => when.signed_in_within.is_none() && obligations.is_empty(),
    };
    in_place
        && (!for_all || approved_by.is_some())
        && unless.iter().all(|clause| *clause != Clause::default())
        && unless.windows(2).all(|two| !matches!(two, [one, other] if one == other))
}
