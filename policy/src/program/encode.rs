//! From the clauses of a document to words.

use alloc::{collections::BTreeMap, string::String, vec::Vec};

use hashbrown::HashMap;

use super::{
    ClauseAt, Program,
    atom::{KIND, WIDTH, kind},
    both, high, place,
};
use crate::{
    AccountId, CallerFact, Clause, InstanceId, Instances, Name, Region, TagCondition, UnixTime,
    condition::bits, text::Text,
};

/// Writes a program, clause by clause.
#[derive(Debug)]
pub(crate) struct Encoder<'a> {
    program: Program,
    /// Where in the program each text, key and fact is.
    texts: HashMap<Text, u32, foldhash::fast::FixedState>,
    keys: BTreeMap<String, u32>,
    facts: BTreeMap<CallerFact, u32>,
    /// The numbers of the schedules and zones.
    schedules: BTreeMap<&'a Name, u64>,
    zones: BTreeMap<&'a Name, u64>,
}

impl<'a> Encoder<'a> {
    /// A writer for a document with these schedules and these zones, which are numbered in the
    /// order they come in.
    pub(crate) fn new(
        schedules: impl IntoIterator<Item = &'a Name>,
        zones: impl IntoIterator<Item = &'a Name>,
    ) -> Self {
        Self {
            program: Program::default(),
            texts: HashMap::default(),
            keys: BTreeMap::new(),
            facts: BTreeMap::new(),
            schedules: schedules.into_iter().zip(0..).collect(),
            zones: zones.into_iter().zip(0..).collect(),
        }
    }

    /// The program with every clause that was written.
    pub(crate) fn finish(mut self) -> Program {
        self.program.words.shrink_to_fit();
        self.program.texts.shrink_to_fit();
        self.program
    }

    /// Writes a clause.
    pub(crate) fn clause(&mut self, clause: &Clause) -> ClauseAt {
        let at = self.program.words.len();
        self.program.words.push(0);
        self.attempt(clause);
        let attempt = self.program.words.len();
        if let Some(instances) = &clause.instances {
            self.instances(instances);
        }
        let after_head = at.saturating_add(1);
        let of_attempt = place(attempt.saturating_sub(after_head));
        let all = place(self.program.words.len().saturating_sub(after_head));
        if let Some(head) = self.program.words.get_mut(at) {
            *head = both(all, of_attempt);
        }
        ClauseAt(place(at))
    }

    /// The conditions on everything but the instance, cheapest first.
    fn attempt(&mut self, clause: &Clause) {
        if let Some(actions) = &clause.actions {
            self.number(
                kind::ACTIONS,
                u64::from(actions.iter().fold(0, |all, it| all | bits(*it))),
            );
        }
        let time = |time: UnixTime| time.seconds().cast_unsigned();
        if let Some(first) = clause.not_before {
            self.number(kind::NOT_BEFORE, time(first));
        }
        if let Some(end) = clause.not_after {
            self.number(kind::NOT_AFTER, time(end));
        }
        if let Some(seconds) = clause.signed_in_within {
            self.number(kind::SIGNED_IN_WITHIN, u64::from(seconds));
        }
        if let Some(end) = clause.issued_before {
            self.number(kind::ISSUED_BEFORE, time(end));
        }
        let who = clause.who.as_ref();
        if let Some(users) = who.and_then(|who| who.users.as_ref()) {
            self.values(kind::USERS, 0, users.iter().map(String::as_str));
        }
        if let Some(groups) = who.and_then(|who| who.groups.as_ref()) {
            self.values(kind::GROUPS, 0, groups.iter().map(String::as_str));
        }
        // INVARIANT (names resolve): the check refuses a document with a dangling name.
        if let Some(names) = &clause.during {
            let numbers = names.iter().filter_map(|name| self.schedules.get(name).copied());
            let numbers = numbers.collect();
            self.numbers(kind::DURING, 0, numbers);
        }
        if let Some(names) = &clause.from {
            let numbers = names.iter().filter_map(|name| self.zones.get(name).copied());
            let numbers = numbers.collect();
            self.numbers(kind::FROM, 0, numbers);
        }
    }

    fn instances(&mut self, instances: &Instances) {
        if let Some(ids) = &instances.ids {
            self.values(kind::IDS, 0, ids.iter().map(InstanceId::as_str));
        }
        if let Some(accounts) = &instances.accounts {
            self.values(kind::ACCOUNTS, 0, accounts.iter().map(AccountId::as_str));
        }
        if let Some(regions) = &instances.regions {
            self.values(kind::REGIONS, 0, regions.iter().map(Region::as_str));
        }
        for (key, condition) in &instances.tags {
            let key = self.key(key);
            match condition {
                TagCondition::In(values) => {
                    self.values(kind::TAG_IN, key, values.iter().map(String::as_str));
                }
                TagCondition::Present => self.numbers(kind::TAG_PRESENT, key, Vec::new()),
                TagCondition::EqualsCaller(fact) => {
                    let fact = u64::from(self.fact(fact));
                    self.numbers(kind::TAG_EQUALS_CALLER, key, [fact].into());
                }
            }
        }
    }

    fn values<'v>(&mut self, kind: u32, key: u32, values: impl Iterator<Item = &'v str>) {
        let values: Vec<Text> = values.map(Text::new).collect();
        let short: Option<Vec<[u64; 3]>> = values.iter().map(Text::words).collect();
        let Some(mut short) = short else {
            let mut words: Vec<u64> = values.into_iter().map(|value| self.text(value)).collect();
            words.sort_unstable();
            return self.numbers(kind, key, words);
        };
        short.sort_unstable();
        let width = short.iter().map(|[_, second, third]| match (second, third) {
            (0, 0) => 1,
            (_, 0) => 2,
            (_, _) => 3,
        });
        let width = width.max().unwrap_or(1);
        let words = short.iter().flat_map(|words| words.iter().take(width).copied());
        let words = words.collect();
        self.numbers(kind, place(width) << WIDTH | key, words);
    }

    fn number(&mut self, kind: u32, number: u64) {
        self.numbers(kind, 0, [number].into());
    }

    fn numbers(&mut self, kind: u32, key: u32, numbers: Vec<u64>) {
        self.program.words.push(both((kind << KIND) | key, place(numbers.len())));
        self.program.words.extend(numbers);
    }

    /// Half of the text's hash, and its place.
    fn text(&mut self, text: Text) -> u64 {
        let texts = &mut self.program.texts;
        let half = high(text.hash());
        let at = *self.texts.entry(text).or_insert_with_key(|text| {
            texts.push(text.clone());
            place(texts.len().saturating_sub(1))
        });
        both(half, at)
    }

    fn key(&mut self, key: &str) -> u32 {
        if let Some(at) = self.keys.get(key) {
            return *at;
        }
        let at = place(self.program.keys.len());
        self.program.keys.push(Text::new(key));
        self.keys.insert(key.into(), at);
        at
    }

    fn fact(&mut self, fact: &CallerFact) -> u32 {
        if let Some(at) = self.facts.get(fact) {
            return *at;
        }
        let at = place(self.program.facts.len());
        self.program.facts.push(fact.clone());
        self.facts.insert(fact.clone(), at);
        at
    }
}
