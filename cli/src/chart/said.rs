//! The parts of a chart in words, in either language.

use std::{borrow::Cow, collections::BTreeSet};

use sekisho_policy::{
    Access, Action, Clause, Fact, Instance, InstanceId, Name, RuleId,
    sentences::{self, About, access_sentences, rule_sentence},
};

use super::{Chart, escape::visible, groups::InstanceGroup};
use crate::{
    Language,
    command::Origin,
    inventory::Person,
    report::{count, date_and_time},
};

/// The name of an action for people.
pub(super) fn action(action: Action, language: Language) -> &'static str {
    match action {
        Action::Describe => language.pick("describe", "参照"),
        Action::Reboot => language.pick("reboot", "再起動"),
        Action::Start => language.pick("start", "起動"),
        Action::Stop => language.pick("stop", "停止"),
    }
}

/// Somebody's name, and the user name where it is another.
pub(super) fn person(person: &Person) -> String {
    match person.user() {
        Some(user) if user != person.name => {
            visible(&format!("{} ({})", apart(&person.name), apart(user)))
        }
        Some(_) | None => visible(&apart(&person.name)),
    }
}

/// The id of an instance, and the name that it has in EC2.
pub(super) fn instance(instance: &Instance) -> String {
    let id = instance.id.known().map(InstanceId::as_str).unwrap_or_default();
    match instance.tags.known().and_then(|tags| tags.value("Name")) {
        Some(name) if !name.is_empty() => visible(&format!("{id} ({})", apart(name))),
        Some(_) | None => id.to_owned(),
    }
}

/// A name or a value in a list: in quotes where it could be read as something else of the list.
fn apart(text: &str) -> Cow<'_, str> {
    let is_plain = |letter: char| !matches!(letter, ',' | '、' | '=' | '(' | ')' | '"' | '\\');
    if !text.is_empty() && text.trim() == text && text.chars().all(is_plain) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"")))
}

/// What the instances of a group have in common.
pub(super) fn facts(group: &InstanceGroup, language: Language) -> String {
    let facts = group.facts.iter().map(|(name, value)| match value {
        Fact::Known(value) => format!("{}={}", apart(name), apart(value)),
        Fact::Absent => {
            language.pick(format!("no {}", apart(name)), format!("{} なし", apart(name)))
        }
        Fact::Unknown => {
            language.pick(format!("{} unknown", apart(name)), format!("{} 不明", apart(name)))
        }
    });
    let facts: Vec<String> = facts.collect();
    if facts.is_empty() {
        language.pick("any", "すべて").to_owned()
    } else {
        visible(&facts.join(language.pick(", ", "、")))
    }
}

/// `A` to `Z`, then `AA` and so on.
pub(super) fn letter(number: usize) -> String {
    let mut letters = String::new();
    let mut left = number.saturating_add(1);
    while let Some(digit) = left.checked_sub(1) {
        let place = u8::try_from(digit.checked_rem(26).unwrap_or_default()).unwrap_or_default();
        letters.insert(0, char::from(b'A'.saturating_add(place)));
        left = digit.checked_div(26).unwrap_or_default();
    }
    letters
}

impl Chart {
    /// Which policy it is.
    pub(super) fn policy(&self, language: Language) -> String {
        let name = self.document.name();
        match self.origin {
            Origin::Document { sha256 } => language.pick(
                format!("{name}, the document with SHA-256 {sha256}"),
                format!("{name}（SHA-256 が {sha256} の文書）"),
            ),
            Origin::Table { version, sha256 } => language.pick(
                format!("{name}, version {version}, SHA-256 {sha256}"),
                format!("{name} 第 {version} 版（SHA-256 {sha256}）"),
            ),
        }
    }

    /// Which policy it is, and when the chart was made, in short.
    pub(super) fn in_short(&self, language: Language) -> String {
        let (version, sha256) = match self.origin {
            Origin::Document { sha256 } => (None, sha256),
            Origin::Table { version, sha256 } => (Some(version), sha256),
        };
        let version =
            version.map(|it| language.pick(format!("version {it}"), format!("第 {it} 版")));
        let digest: String = sha256.to_string().chars().take(12).collect();
        let made = date_and_time(self.made_at, self.document.utc_offset());
        let parts = [Some(self.document.name().to_string()), version, Some(digest), Some(made)];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
    }

    /// When it was made, and of when it is.
    pub(super) fn times(&self, language: Language) -> String {
        let offset = self.document.utc_offset();
        let made = date_and_time(self.made_at, offset);
        let made = language.pick(format!("made {made}"), format!("作成 {made}"));
        match self.as_of.map(|at| date_and_time(at, offset)) {
            None => made,
            Some(at) => language.pick(
                format!("{made}, of what was in force {at}"),
                format!("{made}、{at} に有効だった内容"),
            ),
        }
    }

    /// How much there is of everything.
    pub(super) fn counted(&self, language: Language) -> String {
        let counts = self.counts();
        let (people, instances) = (self.people.len(), self.instances.len());
        let actions = self.matrix.actions().len();
        let persons = if people == 1 { "1 person".to_owned() } else { format!("{people} people") };
        language.pick(
            format!(
                "{persons}, {}, {}: {}, {} all, {} conditional, {} none",
                count(instances, "instance"),
                count(actions, "action"),
                count(counts.cells(), "cell"),
                counts.all,
                counts.conditional,
                counts.none,
            ),
            format!(
                "{people} 人、インスタンス {instances} 台、操作 {actions} 種類: {} 組のうち、常に可 {}、条件付き {}、不可 {}",
                counts.cells(),
                counts.all,
                counts.conditional,
                counts.none,
            ),
        )
    }

    /// What an access says, each sentence on its own.
    pub(super) fn sentences(&self, access: &Access, language: Language) -> Vec<String> {
        access_sentences(access, self.document.utc_offset(), language.of_sentences())
    }

    /// The rules that some access is by or is narrowed by, in sentences.
    pub(super) fn rules(&self, language: Language) -> Vec<String> {
        let mut named: BTreeSet<&RuleId> = BTreeSet::new();
        for access in self.matrix.accesses() {
            named.extend(access.rules());
            if let Access::Conditional(condition) = access {
                named.extend(condition.denied.iter().flat_map(|it| &it.rules));
            }
        }
        let rules = self.document.rules().iter().filter(|rule| named.contains(&rule.id));
        let (offset, language) = (self.document.utc_offset(), language.of_sentences());
        rules.map(|rule| rule_sentence(rule, offset, language).to_string()).collect()
    }

    /// The zones and schedules that some condition names, and the calendars of the schedules, in
    /// sentences.
    pub(super) fn definitions(&self, language: Language) -> Vec<String> {
        let clauses = self.matrix.accesses().iter().flat_map(clauses);
        let (mut zones, mut schedules) = (BTreeSet::new(), BTreeSet::new());
        for clause in clauses {
            zones.extend(clause.from.iter().flatten().map(Name::as_str));
            schedules.extend(clause.during.iter().flatten());
        }
        let known = schedules.iter().filter_map(|name| self.document.schedules().get(*name));
        let calendars: BTreeSet<&str> =
            known.flat_map(|schedule| &schedule.except).map(Name::as_str).collect();
        let schedules: BTreeSet<&str> = schedules.iter().map(|name| name.as_str()).collect();
        let sentences = sentences::render(&self.document, language.of_sentences());
        let named = sentences.filter(|sentence| match sentence.about() {
            About::Zone => zones.contains(sentence.name()),
            About::Schedule => schedules.contains(sentence.name()),
            About::Calendar => calendars.contains(sentence.name()),
            About::Policy | About::Rule => false,
        });
        named.map(|sentence| sentence.to_string()).collect()
    }
}

/// Everything that is left of rules in an access.
pub(super) fn clauses(access: &Access) -> Vec<&Clause> {
    let Access::Conditional(condition) = access else { return Vec::new() };
    let allowed = condition.allowed.iter().map(|it| &*it.when);
    let denied = condition.denied.iter().flat_map(|it| [&it.when].into_iter().chain(&it.unless));
    allowed.chain(denied.map(|clause| &**clause)).collect()
}
