//! A request in words: who, from where, when, what, which instance.

use std::fmt::Display;

use sekisho_policy::{Fact, Request, UtcOffset};

use super::local_time::date_and_time;
use crate::Language;

/// The facts of a request, a line each; times are in this offset.
pub(crate) fn facts(request: &Request, offset: UtcOffset, language: Language) -> [String; 4] {
    let words = Words { language };
    let (attempt, instance) = (&request.attempt, &request.instance);
    let (caller, source) = (&attempt.caller, &attempt.source);
    let time = |fact: Fact<_>| words.fact(fact.map(|at| date_and_time(at, offset)));
    let user = words.fact(caller.user().map(quoted));
    let groups = words.fact(caller.groups().map(|groups| words.list(groups.iter().map(quoted))));
    let claims = caller.claims().map(|(name, value)| {
        let value = words.fact(value.map(quoted));
        language.pick(format!(", claim {name} {value}"), format!("、クレーム {name} {value}"))
    });
    let claims: String = claims.collect();
    let (signed_in, issued) = (time(caller.signed_in_at()), time(caller.issued_at()));
    let who = language.pick(
        format!("who: {user}, groups {groups}{claims}, signed in {signed_in}, token of {issued}"),
        format!("誰が: {user}、グループ {groups}{claims}、サインイン {signed_in}、トークンの発行 {issued}"),
    );
    let address = words.fact(source.address());
    let endpoint = words.fact(source.vpc_endpoint());
    let from = language.pick(
        format!("from: address {address}, VPC endpoint {endpoint}"),
        format!("どこから: 送信元 {address}、VPC エンドポイント {endpoint}"),
    );
    let at = date_and_time(attempt.at, offset);
    let when = language.pick(format!("when: {at}"), format!("いつ: {at}"));
    let [id, account, region] = [
        words.fact(instance.id.as_ref()),
        words.fact(instance.account.as_ref()),
        words.fact(instance.region.as_ref()),
    ];
    let tags = words.fact(instance.tags.as_ref().map(|tags| {
        words.list(tags.iter().map(|(key, value)| format!("{key}={}", quoted(value))))
    }));
    let action = attempt.action;
    let what = language.pick(
        format!("what: {action} {id}, account {account}, region {region}, tags {tags}"),
        format!("何を: {action} {id}、アカウント {account}、リージョン {region}、タグ {tags}"),
    );
    [who, from, when, what]
}

struct Words {
    language: Language,
}

impl Words {
    fn fact(&self, fact: Fact<impl Display>) -> String {
        match fact {
            Fact::Known(value) => value.to_string(),
            Fact::Absent => self.language.pick("none", "なし").to_owned(),
            Fact::Unknown => self.language.pick("unknown", "不明").to_owned(),
        }
    }

    fn list(&self, items: impl Iterator<Item = String>) -> String {
        let items: Vec<String> = items.collect();
        if items.is_empty() {
            return self.language.pick("none", "なし").to_owned();
        }
        items.join(" ")
    }
}

fn quoted(value: impl Display) -> String {
    format!("`{value}`")
}
