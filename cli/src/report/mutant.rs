//! A mutant in words.

use sekisho_policy::{
    Clause, Condition, Document, RuleId, UtcOffset,
    mutants::{Change, Mutant, Part, Site, Value},
};

use super::local_time::{clock, length, local_time, week};
use crate::Language;

/// What is wrong with a mutant, on one line: `` `staff`: without `during` ``.
pub(crate) fn mutant_said(mutant: &Mutant<'_>, document: &Document, language: Language) -> String {
    let part = part_said(mutant.part(), language);
    format!("{part}: {}", change_said(mutant, document, language))
}

/// Where in its part the change is, as it is written there.
pub(crate) fn mutant_site(mutant: &Mutant<'_>, document: &Document) -> Option<String> {
    let exception = |number: usize| match mutant.part() {
        Part::Rule(rule) => exception(document, rule, number),
        Part::Policy | Part::Zone(_) | Part::Schedule(_) => String::new(),
    };
    Some(match mutant.site() {
        Site::Whole => return None,
        Site::Effect => "effect".to_owned(),
        Site::Enabled => "enabled".to_owned(),
        Site::Condition { exception: None, condition } => condition.to_string(),
        Site::Condition { exception: Some(number), condition } => {
            format!("{}.{condition}", exception(*number))
        }
        Site::Exception(number) => exception(*number),
        Site::VpcEndpoints => "vpce".to_owned(),
        Site::Cidrs => "cidrs".to_owned(),
        Site::Weekly => "weekly".to_owned(),
        Site::Except => "except".to_owned(),
        Site::RequiredTags => "required_tags".to_owned(),
    })
}

fn part_said(part: Part<'_>, language: Language) -> String {
    match part {
        Part::Policy => language.pick("the policy", "ポリシー").to_owned(),
        Part::Zone(name) => language.pick(format!("zone `{name}`"), format!("ゾーン `{name}`")),
        Part::Schedule(name) => {
            language.pick(format!("schedule `{name}`"), format!("スケジュール `{name}`"))
        }
        Part::Rule(id) => format!("`{id}`"),
    }
}

fn change_said(mutant: &Mutant<'_>, document: &Document, language: Language) -> String {
    let Some(site) = mutant_site(mutant, document) else {
        return language.pick("without this rule", "このルールを削除").to_owned();
    };
    let said = |value: &Value| value_said(value, document.utc_offset(), language);
    match mutant.change() {
        Change::Added(value) => {
            let value = said(value);
            language.pick(
                format!("`{value}` added to `{site}`"),
                format!("`{site}` に `{value}` を追加"),
            )
        }
        Change::Dropped => language.pick(format!("without `{site}`"), format!("`{site}` を削除")),
        Change::Exchanged(other) => language.pick(
            format!("`{site}` exchanged with that of the tag `{other}`"),
            format!("`{site}` とタグ `{other}` の条件を交換"),
        ),
        Change::Removed(value) => {
            let value = said(value);
            language.pick(
                format!("`{value}` removed from `{site}`"),
                format!("`{site}` から `{value}` を削除"),
            )
        }
        Change::Replaced { before, after } => {
            let (before, after) = (said(before), said(after));
            language.pick(
                format!("`{site}` is `{after}` instead of `{before}`"),
                format!("`{site}` を `{before}` から `{after}` に変更"),
            )
        }
    }
}

/// A value as the policy writes it.
pub(crate) fn value_said(value: &Value, offset: UtcOffset, language: Language) -> String {
    match value {
        Value::Seconds(seconds) => length(i64::from(*seconds)),
        Value::Text(text) => text.clone(),
        Value::Time(at) => local_time("%Y-%m-%d %H:%M:%S", *at, offset),
        Value::Window(window) => {
            let days = week(&window.days, language);
            format!("{days} {}-{}", clock(window.from), clock(window.to))
        }
    }
}

/// An exception of a rule, as its author knows it: by what it asks for, where the rule has several.
fn exception(document: &Document, rule: &RuleId, number: usize) -> String {
    let rule = document.rules().iter().find(|candidate| candidate.id == *rule);
    match rule.map(|rule| rule.unless.as_slice()) {
        Some([_, _, ..]) => {
            let clause = rule.and_then(|rule| rule.unless.get(number));
            let names: Vec<String> =
                clause.into_iter().flat_map(conditions).map(|it| it.to_string()).collect();
            format!("unless {{{}}}", names.join(", "))
        }
        _ => "unless".to_owned(),
    }
}

/// What a clause asks for, in the order of the language.
fn conditions(clause: &Clause) -> Vec<Condition> {
    let (who, instances) = (clause.who.as_ref(), clause.instances.as_ref());
    let has = [
        (who.is_some_and(|who| who.groups.is_some()), Condition::Groups),
        (who.is_some_and(|who| who.users.is_some()), Condition::Users),
        (clause.actions.is_some(), Condition::Actions),
        (clause.from.is_some(), Condition::From),
        (clause.during.is_some(), Condition::During),
        (clause.not_before.is_some(), Condition::NotBefore),
        (clause.not_after.is_some(), Condition::NotAfter),
        (clause.signed_in_within.is_some(), Condition::SignedInWithin),
        (clause.issued_before.is_some(), Condition::IssuedBefore),
        (instances.is_some_and(|it| it.accounts.is_some()), Condition::Accounts),
        (instances.is_some_and(|it| it.regions.is_some()), Condition::Regions),
        (instances.is_some_and(|it| it.ids.is_some()), Condition::InstanceIds),
    ];
    let asked = has.into_iter().filter(|(has, _)| *has).map(|(_, condition)| condition);
    let tags = instances.into_iter().flat_map(|it| it.tags.keys().cloned().map(Condition::Tag));
    asked.chain(tags).collect()
}
