//! One change in words, and whom to ask for it.

use std::collections::BTreeSet;

use sekisho_policy::{
    CallerFact, Document, Fact, Request, UnixTime,
    analysis::{FactChange, Remedy, Span},
};

use super::{
    place::{hours, place},
    values::{all, either, joined, values},
};
use crate::{Language, report::weekday_and_time};

/// What changes are told with.
#[derive(Clone, Copy, Debug)]
pub(super) struct Told<'a> {
    pub(super) document: &'a Document,
    pub(super) request: &'a Request,
    pub(super) language: Language,
}

/// Changes that are enough together.
#[derive(Clone, Copy, Debug)]
pub(super) struct Way<'a> {
    pub(super) changes: &'a [FactChange],
    /// The request with the changes made.
    pub(super) request: &'a Request,
    /// The requests that would do as well.
    pub(super) region: &'a Span,
}

/// Who can make a change.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Who {
    /// Whoever manages the accounts of the people.
    Accounts,
    /// The caller, alone.
    Caller,
    /// Whoever answers for the instance.
    Instance,
}

impl Who {
    pub(super) const fn of(change: &FactChange) -> Self {
        match change {
            FactChange::SignInAgain | FactChange::At(_) | FactChange::From(_) => Self::Caller,
            FactChange::JoinGroups(_) | FactChange::LeaveGroups(_) | FactChange::Claim(..) => {
                Self::Accounts
            }
            FactChange::Tag(..) => Self::Instance,
        }
    }

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Accounts => "accounts",
            Self::Caller => "caller",
            Self::Instance => "instance",
        }
    }
}

impl<'a> From<&'a Remedy> for Way<'a> {
    fn from(remedy: &'a Remedy) -> Self {
        let Remedy { changes, request, region, .. } = remedy;
        Self { changes, request, region }
    }
}

impl Told<'_> {
    /// The changes, each on a line.
    pub(super) fn changes(&self, way: Way<'_>) -> Vec<String> {
        let one = |change: &FactChange| {
            let what = self.change(change, way);
            match (Who::of(change), self.language) {
                (Who::Caller, _) => what,
                (Who::Accounts, Language::English) => {
                    format!("{what}: ask whoever manages the accounts")
                }
                (Who::Accounts, Language::Japanese) => format!("{what}(アカウントの管理者に依頼)"),
                (Who::Instance, Language::English) => {
                    format!("{what}: ask whoever answers for the instance")
                }
                (Who::Instance, Language::Japanese) => {
                    format!("{what}(インスタンスの担当者に依頼)")
                }
            }
        };
        way.changes.iter().map(one).collect()
    }

    fn change(&self, change: &FactChange, way: Way<'_>) -> String {
        let language = self.language;
        let pick = |english: String, japanese: String| language.pick(english, japanese);
        let region = way.region;
        match change {
            FactChange::SignInAgain => {
                pick("sign in again".to_owned(), "サインインし直す".to_owned())
            }
            FactChange::At(at) => {
                let when = weekday_and_time(*at, self.document.utc_offset(), language);
                let hours = hours(region.schedules.as_deref(), language);
                let before = self.end(region, *at).map(|end| {
                    let end = weekday_and_time(end, self.document.utc_offset(), language);
                    pick(format!(" but before {end}"), format!("、{end} より前"))
                });
                let before = before.unwrap_or_default();
                pick(
                    format!("come on {when} or later{before}{hours}, and sign in then"),
                    format!("{when} 以降{before}{hours}サインインして操作する"),
                )
            }
            FactChange::From(source) => {
                let place = place(region.zones.as_deref(), source, self.document, language);
                pick(format!("call from {place}"), joined(&place, "から操作する"))
            }
            FactChange::JoinGroups(groups) => self.joined(groups, way),
            FactChange::LeaveGroups(groups) => {
                let noun = if groups.len() == 1 { "group" } else { "groups" };
                let groups = all(groups, language);
                pick(
                    format!("leave the {noun} {groups}"),
                    joined(&format!("グループ {groups}"), "から抜ける"),
                )
            }
            FactChange::Claim(name, value) => {
                let would = match region.claims.get(name) {
                    Some(known) => values(known, language),
                    None => exactly(value.as_deref(), language),
                };
                pick(
                    format!("the claim `{name}` would have to {would}"),
                    joined(&format!("クレーム `{name}` を"), &would),
                )
            }
            FactChange::Tag(key, value) => {
                let would = self.tag(key, value.as_deref(), way);
                pick(
                    format!("the tag `{key}` would have to {would}"),
                    joined(&format!("タグ `{key}` を"), &would),
                )
            }
        }
    }

    /// When it ends that somebody may come later: where a rule begins or ends.
    fn end(&self, region: &Span, at: UnixTime) -> Option<UnixTime> {
        let mut runs = region.times.iter().flatten();
        let is_in = |(from, to): &&(Option<UnixTime>, Option<UnixTime>)| {
            from.is_none_or(|from| from <= at) && to.is_none_or(|to| at < to)
        };
        let end = runs.find(is_in).and_then(|(_, to)| *to)?;
        let rules = self.document.rules().iter().filter(|rule| rule.enabled);
        let mut clauses = rules.flat_map(|rule| [&rule.when].into_iter().chain(&rule.unless));
        let is_named =
            clauses.any(|clause| [clause.not_before, clause.not_after].contains(&Some(end)));
        is_named.then_some(end)
    }

    /// The groups to join: of some one has to be joined, and it does not matter which.
    fn joined(&self, groups: &BTreeSet<String>, way: Way<'_>) -> String {
        let region = way.region;
        let own = groups_of(self.request);
        let tags = way.request.instance.tags.known();
        let equal = region
            .equal
            .iter()
            .filter(|(_, fact, is_so)| *is_so && matches!(fact, CallerFact::Groups));
        let equal = equal.filter_map(|(key, ..)| tags.and_then(|tags| tags.value(key)));
        let mut exact: BTreeSet<&str> = equal.filter(|group| groups.contains(*group)).collect();
        let mut choices = Vec::new();
        for asked in &region.in_groups {
            let is_in =
                |group: &String| own.contains(group.as_str()) || exact.contains(group.as_str());
            if asked.iter().any(is_in) {
                continue;
            }
            let open: Vec<&String> = asked.difference(&region.in_no_group).collect();
            match open.as_slice() {
                [only] => drop(exact.insert(only)),
                _ => choices.push(open),
            }
        }
        // One that is named meets a choice, too.
        choices.retain(|open| !open.iter().any(|group| exact.contains(group.as_str())));
        let told: BTreeSet<&str> = choices
            .iter()
            .flatten()
            .map(|group| group.as_str())
            .chain(exact.iter().copied())
            .collect();
        exact.extend(groups.iter().map(String::as_str).filter(|group| !told.contains(group)));
        let language = self.language;
        let exact: BTreeSet<String> = exact.into_iter().map(ToOwned::to_owned).collect();
        let exact = (!exact.is_empty()).then(|| {
            let noun = if exact.len() == 1 { "group" } else { "groups" };
            let names = all(&exact, language);
            language.pick(format!("the {noun} {names}"), names)
        });
        let choices = choices.into_iter().map(|open| {
            let names = either(open, language);
            language.pick(format!("one of the groups {names}"), names)
        });
        let parts: Vec<String> = exact.into_iter().chain(choices).collect();
        language.pick(
            format!("join {}", parts.join(", and ")),
            joined(&format!("グループ {}", parts.join(" と、")), "に入る"),
        )
    }

    fn tag(&self, key: &str, value: Option<&str>, way: Way<'_>) -> String {
        let (region, language) = (way.region, self.language);
        let mut equal = region.equal.iter().filter(|(tag, _, is_so)| tag == key && *is_so);
        let known = region.tags.get(key);
        if let Some((_, CallerFact::Groups, _)) = equal.next() {
            let mut groups = groups_of(way.request);
            if let Some(known) = known {
                groups.retain(|group| known.texts.contains(*group) != known.is_other);
            }
            let names = either(&groups, language);
            return language.pick(
                format!("be a group of the caller: {names}"),
                format!("本人のグループ({names})にする"),
            );
        }
        match known {
            Some(known) => values(known, language),
            None => exactly(value, language),
        }
    }
}

fn exactly(value: Option<&str>, language: Language) -> String {
    match value {
        Some(value) => language.pick(format!("be `{value}`"), format!("`{value}` にする")),
        None => language.pick("go", "外す").to_owned(),
    }
}

fn groups_of(request: &Request) -> BTreeSet<&str> {
    match request.attempt.caller.groups() {
        Fact::Known(groups) => groups.iter().collect(),
        Fact::Absent | Fact::Unknown => BTreeSet::new(),
    }
}
