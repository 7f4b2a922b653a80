//! One request in words: who, what, to which instance, from where and when.

use std::collections::BTreeSet;

use sekisho_policy::{Action, Fact, Request, UtcOffset, analysis::Span};

use super::local_time::{length, weekday_and_time};
use crate::Language;

/// What a request in words depends on beside the request.
#[derive(Clone, Copy, Debug)]
pub(crate) struct About<'a> {
    pub(crate) language: Language,
    /// The offset that times are shown in.
    pub(crate) offset: UtcOffset,
    /// The tags that are shown; `Name` is, too.
    pub(crate) tags: &'a BTreeSet<&'a str>,
    /// The region that the request stands for: what it says nothing of is not told.
    pub(crate) region: &'a Span,
}

/// `sato (groups kaikei, staff)`
pub(crate) fn who(request: &Request, about: About<'_>) -> String {
    let caller = &request.attempt.caller;
    let say = |english: String, japanese: String| about.language.pick(english, japanese);
    let user = match caller.user() {
        Fact::Known(user) => plain(user),
        Fact::Absent | Fact::Unknown => {
            say("somebody without a user name".to_owned(), "利用者名のない人".to_owned())
        }
    };
    let mut facts = Vec::new();
    match caller.groups() {
        Fact::Known(groups) if groups.iter().next().is_some() => {
            let groups: Vec<String> = groups.iter().map(plain).collect();
            let noun = if groups.len() == 1 { "group" } else { "groups" };
            let groups_ja = groups.join("、");
            facts.push(say(
                format!("{noun} {}", groups.join(", ")),
                format!("グループ {groups_ja}"),
            ));
        }
        Fact::Known(_) | Fact::Absent => {
            facts.push(say("no group".to_owned(), "グループなし".to_owned()));
        }
        Fact::Unknown => {
            facts.push(say("groups unknown".to_owned(), "グループ不明".to_owned()));
        }
    }
    for (name, value) in caller.claims() {
        let name = plain(name);
        facts.extend(value.known().map(|value| {
            let value = plain(value);
            say(format!("claim {name}={value}"), format!("クレーム {name}={value}"))
        }));
    }
    facts.extend(session(request, about));
    format!(
        "{user}{}{}{}",
        about.language.pick(" (", "("),
        facts.join(about.language.pick(", ", "、")),
        ")"
    )
}

/// How the caller signed in, and when the token was issued, if that matters and is not just now.
fn session(request: &Request, about: About<'_>) -> Vec<String> {
    let (caller, now) = (&request.attempt.caller, request.attempt.at);
    let say = |english: String, japanese: String| about.language.pick(english, japanese);
    let mut facts = Vec::new();
    if about.region.signed_in.is_some() && caller.signed_in_at() != Fact::Known(now) {
        facts.push(match caller.signed_in_at() {
            Fact::Known(at) => {
                let ago = length(now.seconds().saturating_sub(at.seconds()));
                say(format!("signed in {ago} before"), format!("サインインから {ago}"))
            }
            Fact::Absent | Fact::Unknown => {
                say("never signed in".to_owned(), "サインインの記録なし".to_owned())
            }
        });
    }
    if about.region.issued.is_some() && caller.issued_at() != Fact::Known(now) {
        facts.push(match caller.issued_at() {
            Fact::Known(at) => {
                let at = weekday_and_time(at, about.offset, about.language);
                say(format!("token issued on {at}"), format!("トークンの発行 {at}"))
            }
            Fact::Absent | Fact::Unknown => {
                say("token issued at no known time".to_owned(), "トークンの発行日時なし".to_owned())
            }
        });
    }
    facts
}

/// `i-0123456789abcdef0 (Department=kaikei, Env=prod)`
pub(crate) fn which(request: &Request, about: About<'_>) -> String {
    let instance = &request.instance;
    let say = |english: &str, japanese: &str| about.language.pick(english, japanese).to_owned();
    let id = match &instance.id {
        Fact::Known(id) => id.to_string(),
        Fact::Absent | Fact::Unknown => say("an instance without an id", "ID のないインスタンス"),
    };
    let mut facts = Vec::new();
    let region = about.region;
    if let (Some(_), Fact::Known(account)) = (&region.account, &instance.account) {
        let word = about.language.pick("account", "アカウント");
        facts.push(format!("{word} {account}"));
    }
    if let (Some(_), Fact::Known(place)) = (&region.region, &instance.region) {
        facts.push(place.to_string());
    }
    match &instance.tags {
        Fact::Known(tags) => {
            let shown = |key: &str| key == NAME || about.tags.contains(key);
            let shown = tags.iter().filter(|(key, _)| shown(key));
            facts.extend(shown.map(|(key, value)| format!("{}={}", plain(key), plain(value))));
            if tags.iter().next().is_none() {
                facts.push(say("no tags", "タグなし"));
            }
        }
        Fact::Absent => facts.push(say("no tags", "タグなし")),
        Fact::Unknown => facts.push(say("tags unknown", "タグ不明")),
    }
    if facts.is_empty() {
        return id;
    }
    let open = about.language.pick(" (", "(");
    format!("{id}{open}{})", facts.join(about.language.pick(", ", "、")))
}

/// `10.20.1.5 through vpce-0a1b2c3d4e5f60718`
pub(crate) fn place(request: &Request, language: Language) -> String {
    let source = &request.attempt.source;
    let address = match source.address() {
        Fact::Known(address) => address.to_string(),
        Fact::Absent => language.pick("no address", "アドレスなし").to_owned(),
        Fact::Unknown => language.pick("an unknown address", "不明なアドレス").to_owned(),
    };
    match source.vpc_endpoint() {
        Fact::Known(endpoint) => language
            .pick(format!("{address} through {endpoint}"), format!("{endpoint} 経由 {address}")),
        Fact::Absent | Fact::Unknown => address,
    }
}

/// `Tuesday 2026-11-24 09:00 +09:00`
pub(crate) fn time(request: &Request, about: About<'_>) -> String {
    weekday_and_time(request.attempt.at, about.offset, about.language)
}

/// What is done.
pub(crate) const fn verb(action: Action, language: Language) -> &'static str {
    match (action, language) {
        (Action::Describe, Language::English) => "see",
        (Action::Reboot, Language::English) => "reboot",
        (Action::Start, Language::English) => "start",
        (Action::Stop, Language::English) => "stop",
        (Action::Describe, Language::Japanese) => "参照",
        (Action::Reboot, Language::Japanese) => "再起動",
        (Action::Start, Language::Japanese) => "起動",
        (Action::Stop, Language::Japanese) => "停止",
    }
}

/// A text that people wrote, as it is if nothing in it can be taken for something else.
pub(crate) fn plain(text: &str) -> String {
    let is_plain = |letter: char| letter.is_alphanumeric() || "-_./:@+".contains(letter);
    if !text.is_empty() && text.chars().all(is_plain) {
        text.to_owned()
    } else {
        format!("`{}`", text.escape_debug())
    }
}

/// The tag that the console of AWS shows as the name of an instance.
const NAME: &str = "Name";
