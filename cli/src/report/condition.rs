//! A condition that failed: what it requires, and what was found.

use std::fmt::Display;

use sekisho_policy::{
    CallerFact, Clause, Condition, Document, Fact, Request, RuleId, TagCondition, UnixTime,
};

use super::{count::count, local_time::date_and_time};
use crate::Language;

/// A condition of a rule that a request does not meet.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct FailedCondition {
    /// Where it is written in the rule.
    pub(crate) condition: String,
    pub(crate) found: String,
    pub(crate) required: String,
}

/// Words for facts and values.
struct Words<'a> {
    document: &'a Document,
    request: &'a Request,
    language: Language,
}

/// The conditions of a rule that failed, in the order of the language.
pub(crate) fn failed_conditions(
    document: &Document,
    (rule, failed): (&RuleId, &[Condition]),
    request: &Request,
    language: Language,
) -> Vec<FailedCondition> {
    let words = Words { document, request, language };
    let rule = document.rules().iter().find(|candidate| candidate.id == *rule);
    let Some(rule) = rule else { return Vec::new() };
    let one = |condition: &Condition| FailedCondition {
        condition: condition.to_string(),
        found: words.found(condition),
        required: words.required(condition, &rule.when),
    };
    failed.iter().map(one).collect()
}

/// A rule, and what fails of it: a line, and one for each condition.
pub(crate) fn failed_lines(
    rule: impl Display,
    failed: &[FailedCondition],
    language: Language,
) -> Vec<String> {
    let number = count(failed.len(), "condition");
    let fails = if failed.len() == 1 { "fails" } else { "fail" };
    let head = language.pick(
        format!("  `{rule}`: {number} {fails}"),
        format!("  `{rule}`: 満たされない条件 {} 件", failed.len()),
    );
    let line = |FailedCondition { condition, found, required }: &FailedCondition| {
        language.pick(
            format!("    {condition}: found {found}, required {required}"),
            format!("    {condition}: 実際は{found}、必要なのは{required}"),
        )
    };
    [head].into_iter().chain(failed.iter().map(line)).collect()
}

impl Words<'_> {
    fn found(&self, condition: &Condition) -> String {
        let (attempt, instance) = (&self.request.attempt, &self.request.instance);
        match condition {
            Condition::Groups => {
                self.fact(attempt.caller.groups().map(|groups| self.all(groups.iter())))
            }
            Condition::Users => self.fact(attempt.caller.user().map(quoted)),
            Condition::Actions => attempt.action.to_string(),
            Condition::From => {
                let address = self.fact(attempt.source.address());
                let endpoint = self.fact(attempt.source.vpc_endpoint());
                self.say(
                    format!("address {address}, VPC endpoint {endpoint}"),
                    format!("送信元 {address}、VPC エンドポイント {endpoint}"),
                )
            }
            Condition::During | Condition::NotBefore | Condition::NotAfter => self.time(attempt.at),
            Condition::SignedInWithin => {
                let at = attempt.caller.signed_in_at().map(|at| self.time(at));
                let at = self.fact(at);
                self.say(format!("signed in at {at}"), format!("サインイン {at}"))
            }
            Condition::IssuedBefore => {
                self.fact(attempt.caller.issued_at().map(|at| self.time(at)))
            }
            Condition::Accounts => self.fact(instance.account.as_ref()),
            Condition::Regions => self.fact(instance.region.as_ref()),
            Condition::InstanceIds => self.fact(instance.id.as_ref()),
            Condition::Tag(key) => match &instance.tags {
                Fact::Known(tags) => match tags.value(key) {
                    Some(value) => quoted(value),
                    None => self.say("no such tag".to_owned(), "タグなし".to_owned()),
                },
                Fact::Absent => self.fact(Fact::<String>::Absent),
                Fact::Unknown => self.fact(Fact::<String>::Unknown),
            },
        }
    }

    fn required(&self, condition: &Condition, when: &Clause) -> String {
        let who = when.who.as_ref();
        let instances = when.instances.as_ref();
        let text = match condition {
            Condition::Groups => {
                who.and_then(|who| who.groups.as_ref()).map(|names| self.any(names))
            }
            Condition::Users => who.and_then(|who| who.users.as_ref()).map(|names| self.any(names)),
            Condition::Actions => when.actions.as_ref().map(|actions| self.any(actions)),
            Condition::From => when.from.as_ref().map(|zones| self.any(zones)),
            Condition::During => when.during.as_ref().map(|schedules| self.any(schedules)),
            Condition::NotBefore => when.not_before.map(|at| {
                let at = self.time(at);
                self.say(format!("{at} or later"), format!("{at} 以降"))
            }),
            Condition::NotAfter => when.not_after.map(|at| {
                let at = self.time(at);
                self.say(format!("before {at}"), format!("{at} より前"))
            }),
            Condition::SignedInWithin => when.signed_in_within.map(|seconds| {
                let at = self
                    .request
                    .attempt
                    .at
                    .saturating_add(0_i64.saturating_sub(i64::from(seconds)));
                let at = self.time(at);
                self.say(format!("a sign-in after {at}"), format!("{at} より後のサインイン"))
            }),
            Condition::IssuedBefore => when.issued_before.map(|at| {
                let at = self.time(at);
                self.say(format!("before {at}"), format!("{at} より前"))
            }),
            Condition::Accounts => {
                instances.and_then(|it| it.accounts.as_ref()).map(|ids| self.any(ids))
            }
            Condition::Regions => {
                instances.and_then(|it| it.regions.as_ref()).map(|ids| self.any(ids))
            }
            Condition::InstanceIds => {
                instances.and_then(|it| it.ids.as_ref()).map(|ids| self.any(ids))
            }
            Condition::Tag(key) => {
                instances.and_then(|it| it.tags.get(key)).map(|condition| self.tag(condition))
            }
        };
        text.unwrap_or_default()
    }

    fn tag(&self, condition: &TagCondition) -> String {
        match condition {
            TagCondition::In(values) => self.any(values),
            TagCondition::Present => self.say("any value".to_owned(), "何らかの値".to_owned()),
            TagCondition::EqualsCaller(fact) => {
                let caller = &self.request.attempt.caller;
                match fact {
                    CallerFact::Groups => self.say(
                        format!("one of the caller's groups, {}", self.found(&Condition::Groups)),
                        format!("本人のグループ({})のいずれか", self.found(&Condition::Groups)),
                    ),
                    CallerFact::User => self.say(
                        format!("the caller's name, {}", self.found(&Condition::Users)),
                        format!("本人の名前({})", self.found(&Condition::Users)),
                    ),
                    CallerFact::Claim(name) => {
                        let value = self.fact(caller.claim(name).map(quoted));
                        self.say(
                            format!("the caller's claim `{name}`, {value}"),
                            format!("本人のクレーム `{name}`({value})"),
                        )
                    }
                }
            }
        }
    }

    fn time(&self, at: UnixTime) -> String {
        date_and_time(at, self.document.utc_offset())
    }

    /// Everything that was found.
    fn all(&self, items: impl Iterator<Item: Display>) -> String {
        let items: Vec<String> = items.map(quoted).collect();
        if items.is_empty() {
            self.say("none".to_owned(), "なし".to_owned())
        } else {
            items.join(", ")
        }
    }

    /// What one of which is required.
    fn any(&self, items: impl IntoIterator<Item: Display>) -> String {
        let items: Vec<String> = items.into_iter().map(quoted).collect();
        match items.split_last() {
            Some((last, [])) => last.clone(),
            Some((last, rest)) => {
                let rest = rest.join(", ");
                self.say(format!("{rest} or {last}"), format!("{rest}, {last} のいずれか"))
            }
            None => String::new(),
        }
    }

    fn fact(&self, fact: Fact<impl Display>) -> String {
        match fact {
            Fact::Known(value) => value.to_string(),
            Fact::Absent => self.say("none".to_owned(), "なし".to_owned()),
            Fact::Unknown => self.say("unknown".to_owned(), "不明".to_owned()),
        }
    }

    fn say(&self, english: String, japanese: String) -> String {
        self.language.pick(english, japanese)
    }
}

fn quoted(value: impl Display) -> String {
    format!("`{value}`")
}
