//! Laws about names: what a thing is called does not matter, only what is called the same.

use alloc::{
    boxed::Box,
    collections::{BTreeMap, BTreeSet},
    format,
    string::{String, ToString},
    sync::Arc,
    vec::Vec,
};

use crate::{
    AccountId, Attempt, Caller, CallerFact, Clause, Document, Instance, InstanceId, Instances,
    Policy, Region, Request, Rule, Source, TagCondition, Tags, VpcEndpointId, Who, Zone,
    fresh::{Fresh, fresh},
    strategies::Atoms,
    text::nfc,
};

use super::{Check, Subject, answer::Answer, edit::answer};

/// Texts and ids, each renamed in its own way.
struct Renaming {
    text: Box<dyn Fn(&str) -> String>,
    account: Box<dyn Fn(&AccountId) -> AccountId>,
    region: Box<dyn Fn(&Region) -> Region>,
    id: Box<dyn Fn(&InstanceId) -> InstanceId>,
    endpoint: Box<dyn Fn(&VpcEndpointId) -> VpcEndpointId>,
}

/// Letters and digits are turned around, so that the order changes too.
pub(super) fn law_23(subject: &Subject) -> Check {
    fn reparsed<T: Clone>(old: &T, text: &str, parse: fn(&str) -> Option<T>) -> T {
        parse(text).unwrap_or_else(|| old.clone())
    }
    let renaming = Renaming {
        text: Box::new(|text| nfc(&format!("r:{}", turned(text)))),
        account: Box::new(|it| reparsed(it, &turned(it.as_str()), |it| AccountId::parse(it).ok())),
        region: Box::new(|it| {
            let letters: String = it.as_str().chars().map(letter).collect();
            reparsed(it, &letters, |it| Region::parse(it).ok())
        }),
        id: Box::new(|it| reparsed(it, &hexadecimal(it.as_str()), |it| InstanceId::parse(it).ok())),
        endpoint: Box::new(|it| {
            reparsed(it, &hexadecimal(it.as_str()), |it| VpcEndpointId::parse(it).ok())
        }),
    };
    let subject = subject.clone();
    let renamed = Policy::compile(renaming.document(&subject.document));
    Box::new(move |request| {
        let before = subject.answer(request);
        let named = |missing: &String| match missing.split_once(':') {
            Some((kind, name)) => format!("{kind}:{}", (renaming.text)(name)),
            None => missing.clone(),
        };
        let missing = before.missing.iter().map(named).collect();
        let expected = Answer::new(before.code, before.rules, missing);
        expected.same(&answer(&renamed, &renaming.request(request)))?;
        Ok(expected.says_something())
    })
}

pub(super) fn law_25(subject: &Subject) -> Check {
    let subject = subject.clone();
    let atoms = Atoms::of(&subject.document);
    let without_other = |pool: &[String]| -> Vec<String> {
        pool.split_last().map(|(_, named)| named.to_vec()).unwrap_or_default()
    };
    let tags = atoms
        .tags
        .iter()
        .flat_map(|(key, values)| without_other(values).into_iter().chain([key.clone()]));
    let texts: BTreeSet<String> = tags
        .chain(
            [&atoms.users, &atoms.groups, &atoms.values]
                .into_iter()
                .flat_map(|it| without_other(it)),
        )
        .chain(atoms.claims.iter().cloned())
        .collect();
    let renaming = Renaming {
        text: Box::new(move |text| {
            let mut other = text.to_string();
            if !texts.contains(text) {
                while other == text || texts.contains(&other) {
                    other.insert_str(0, "another:");
                }
            }
            other
        }),
        account: another(&atoms.accounts),
        region: another(&atoms.regions),
        id: another(&atoms.ids),
        endpoint: another(&atoms.endpoints),
    };
    Box::new(move |request| {
        let other = renaming.request(request);
        let before = subject.answer(request);
        before.same(&subject.answer(&other))?;
        Ok(before.says_something() && other != *request)
    })
}

/// Another value that is not named, for one that is not; the last of a pool is not.
fn another<T: Fresh + Clone + 'static>(pool: &[T]) -> Box<dyn Fn(&T) -> T> {
    let named: BTreeSet<T> =
        pool.split_last().into_iter().flat_map(|(_, it)| it).cloned().collect();
    let others = [fresh(&named, 0), fresh(&named, 1)];
    Box::new(move |value| {
        let other = others.iter().flatten().find(|other| *other != value);
        if named.contains(value) { value.clone() } else { other.unwrap_or(value).clone() }
    })
}

impl Renaming {
    fn request(&self, request: &Request) -> Request {
        let (attempt, instance) = (&request.attempt, &request.instance);
        let tags = instance.tags.known().map(|tags| {
            let pairs: Vec<_> =
                tags.iter().map(|(key, value)| ((self.text)(key), (self.text)(value))).collect();
            Tags::collect(pairs.iter().map(|(key, value)| (&**key, &**value)))
        });
        let source = Source::new(
            attempt.source.address(),
            attempt.source.vpc_endpoint().map(|it| (self.endpoint)(it)),
        );
        Request {
            attempt: Arc::new(Attempt {
                caller: self.caller(&attempt.caller),
                source,
                ..(**attempt).clone()
            }),
            instance: Arc::new(Instance {
                account: instance.account.as_ref().map(|it| (self.account)(it)),
                region: instance.region.as_ref().map(|it| (self.region)(it)),
                id: instance.id.as_ref().map(|it| (self.id)(it)),
                tags: tags.unwrap_or_else(|| instance.tags.clone()),
            }),
        }
    }

    fn caller(&self, caller: &Caller) -> Caller {
        let user = caller.user().map(|it| (self.text)(it));
        let groups =
            caller.groups().map(|it| it.iter().map(|it| (self.text)(it)).collect::<Vec<_>>());
        let mut renamed = caller
            .clone()
            .with_user(user.as_ref().map(String::as_str))
            .with_groups(groups.as_ref().map(|it| it.iter().map(String::as_str)));
        for (name, value) in caller.claims() {
            let value = value.map(|it| (self.text)(it));
            renamed = renamed.with_claim(&(self.text)(name), value.as_ref().map(String::as_str));
        }
        renamed
    }

    fn document(&self, document: &Document) -> Document {
        let zones = document.zones.iter().map(|(name, zone)| {
            let endpoints = zone.vpc_endpoints.as_ref();
            let endpoints = endpoints.map(|it| it.iter().map(|it| (self.endpoint)(it)).collect());
            (name.clone(), Zone { vpc_endpoints: endpoints, cidrs: zone.cidrs.clone() })
        });
        let rules = document.rules.iter().map(|rule| Rule {
            when: self.clause(&rule.when),
            unless: rule.unless.iter().map(|clause| self.clause(clause)).collect(),
            ..rule.clone()
        });
        Document {
            required_tags: self.texts(&document.required_tags),
            zones: zones.collect(),
            rules: rules.collect(),
            ..document.clone()
        }
    }

    fn clause(&self, clause: &Clause) -> Clause {
        let who = clause.who.as_ref().map(|who| Who {
            groups: who.groups.as_ref().map(|it| self.texts(it)),
            users: who.users.as_ref().map(|it| self.texts(it)),
        });
        let instances = clause.instances.as_ref().map(|instances| Instances {
            accounts: instances
                .accounts
                .as_ref()
                .map(|it| it.iter().map(|it| (self.account)(it)).collect()),
            regions: instances
                .regions
                .as_ref()
                .map(|it| it.iter().map(|it| (self.region)(it)).collect()),
            ids: instances.ids.as_ref().map(|it| it.iter().map(|it| (self.id)(it)).collect()),
            tags: self.tags(&instances.tags),
        });
        Clause { who, instances, ..clause.clone() }
    }

    fn tags(&self, tags: &BTreeMap<String, TagCondition>) -> BTreeMap<String, TagCondition> {
        let renamed = |(key, condition): (&String, &TagCondition)| {
            let condition = match condition {
                TagCondition::In(values) => TagCondition::In(self.texts(values)),
                TagCondition::EqualsCaller(CallerFact::Claim(name)) => {
                    TagCondition::EqualsCaller(CallerFact::Claim((self.text)(name)))
                }
                TagCondition::Present | TagCondition::EqualsCaller(_) => condition.clone(),
            };
            ((self.text)(key), condition)
        };
        tags.iter().map(renamed).collect()
    }

    fn texts(&self, texts: &BTreeSet<String>) -> BTreeSet<String> {
        texts.iter().map(|text| (self.text)(text)).collect()
    }
}

/// The letters and digits of ASCII in the opposite order: `a` becomes `z`, `0` becomes `9`.
fn turned(text: &str) -> String {
    text.chars()
        .map(|sign| if sign.is_ascii_digit() { mirrored(sign, '0', '9') } else { letter(sign) })
        .collect()
}

fn letter(sign: char) -> char {
    match sign {
        'a'..='z' => mirrored(sign, 'a', 'z'),
        'A'..='Z' => mirrored(sign, 'A', 'Z'),
        other => other,
    }
}

fn mirrored(sign: char, first: char, last: char) -> char {
    let place = u32::from(sign).saturating_sub(u32::from(first));
    char::from_u32(u32::from(last).saturating_sub(place)).unwrap_or(sign)
}

/// The hexadecimal digits after the prefix of an id in the opposite order.
fn hexadecimal(id: &str) -> String {
    let Some((prefix, digits)) = id.split_once('-') else { return id.to_string() };
    let turned = digits.chars().map(|sign| {
        let digit = sign.to_digit(16).map(|digit| 15_u32.saturating_sub(digit));
        digit.and_then(|digit| char::from_digit(digit, 16)).unwrap_or(sign)
    });
    format!("{prefix}-{}", turned.collect::<String>())
}
