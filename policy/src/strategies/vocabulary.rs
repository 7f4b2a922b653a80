//! The words that generated documents are made of.

use alloc::{format, string::String, string::ToString, vec::Vec};
use core::ops::RangeInclusive;

use crate::{AccountId, InstanceId, Name, Region, VpcEndpointId};

/// How large the documents are, and how the rules are spread.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Shape {
    /// How many rules a document has.
    pub rules: RangeInclusive<usize>,
    /// About how many groups, users, tag values, accounts and instances there are to name. The first
    /// of them are named much more often than the last.
    pub breadth: usize,
    /// How many of them a rule's list names at most.
    pub values: usize,
    /// How many of a hundred rules are deny rules, about.
    pub denies: u32,
    /// Of a hundred conditions that a rule could have and does not, so many are added.
    pub selective: u32,
}

impl Shape {
    /// A few rules that share a few words: where a mistake, once found, is easy to read.
    #[must_use]
    pub const fn small() -> Self {
        Self { rules: 1..=5, breadth: 3, values: 3, denies: 40, selective: 0 }
    }

    /// So many rules, over so many words, as a large town's: a rule is for some people and some
    /// instances, and one in ten denies.
    #[must_use]
    pub const fn large(rules: RangeInclusive<usize>, breadth: usize) -> Self {
        Self { rules, breadth, values: 3, denies: 10, selective: 70 }
    }

    /// The probability of a condition that an ordinary rule has with this one.
    pub(crate) fn probability(&self, ordinary: f64) -> f64 {
        let selective = f64::from(self.selective.min(100)) / 100.0;
        ordinary + (1.0 - ordinary) * selective
    }
}

/// The words themselves.
#[derive(Clone, Debug)]
pub(crate) struct Vocabulary {
    pub(crate) groups: Vec<String>,
    pub(crate) users: Vec<String>,
    /// Some are groups and users too, one is empty, some mean something to EC2 or IAM, some can be
    /// typed in two ways.
    pub(crate) values: Vec<String>,
    pub(crate) keys: Vec<String>,
    pub(crate) accounts: Vec<AccountId>,
    pub(crate) regions: Vec<Region>,
    pub(crate) ids: Vec<InstanceId>,
    pub(crate) endpoints: Vec<VpcEndpointId>,
    pub(crate) zones: Vec<Name>,
    pub(crate) schedules: Vec<Name>,
    pub(crate) calendars: Vec<Name>,
    pub(crate) shape: Shape,
}

impl Vocabulary {
    pub(crate) fn of(shape: &Shape) -> Self {
        let more = |from: usize, words: &[&str], next: &dyn Fn(usize) -> String| -> Vec<String> {
            let extra = (from..shape.breadth).map(next);
            words.iter().map(ToString::to_string).chain(extra).collect()
        };
        let special =
            ["dev", "prod", "staff", "sato", "福祉課", "ガス", "", r"a*b?\c", "${aws:username}"];
        Self {
            groups: more(3, &["staff", "operators", "福祉課"], &|it| numbered("group", it)),
            users: more(3, &["sato", "suzuki", "髙橋"], &|it| numbered("user", it)),
            values: more(3, &special, &|it| numbered("group", it)),
            keys: more(
                3.max(shape.breadth.saturating_sub(9)),
                &["Env", "Department", "部署"],
                &|it| numbered("Key", it),
            ),
            accounts: parsed(
                &more(2, &["111122223333", "444455556666"], &|it| format!("{it:012}")),
                AccountId::parse,
            ),
            regions: parsed(
                &more(2, &["ap-northeast-1", "ap-northeast-3"], &|_| "us-east-1".into()),
                Region::parse,
            ),
            ids: parsed(
                &more(2, &["i-0123456789abcdef0", "db:payroll"], &|it| match it % 3 {
                    0 => format!("db:database-{it}"),
                    1 => format!("service:town:service-{it}"),
                    _ => format!("i-{it:08x}"),
                }),
                InstanceId::parse,
            ),
            endpoints: parsed(
                &more(2, &["vpce-0123456789abcdef0", "vpce-1234abcd"], &|it| {
                    format!("vpce-{it:08x}")
                }),
                VpcEndpointId::parse,
            ),
            zones: parsed(
                &more(
                    3.max(shape.breadth.saturating_sub(40)),
                    &["city-hall", "server-room", "vendor", "open"],
                    &|it| format!("zone-{it}"),
                ),
                Name::parse,
            ),
            schedules: names(&["day", "night"]),
            calendars: names(&["closed", "fair"]),
            shape: shape.clone(),
        }
    }
}

/// Texts that are all well formed: a test says that none is lost here.
fn parsed<T: Ord, E>(texts: &[String], parse: fn(&str) -> Result<T, E>) -> Vec<T> {
    let mut values: Vec<T> = Vec::new();
    for value in texts.iter().filter_map(|text| parse(text).ok()) {
        if !values.contains(&value) {
            values.push(value);
        }
    }
    values
}

/// A name of this kind, of any length: a short one, one of several words, one in Japanese.
fn numbered(kind: &str, number: usize) -> String {
    match number % 4 {
        0 => format!("{kind}{number}"),
        1 => format!("{kind}-{number}"),
        2 => format!("the-{kind}-of-public-works-and-water-{number}"),
        _ => format!("都市整備部{number}"),
    }
}

fn names(texts: &[&str]) -> Vec<Name> {
    texts.iter().filter_map(|text| Name::parse(text).ok()).collect()
}
