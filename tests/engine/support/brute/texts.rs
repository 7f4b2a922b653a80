//! Texts by brute force: users, groups, claims and tags, in every combination.

use std::collections::HashMap;

use sekisho_policy::{CallerFact, Instance, Request, TagCondition};

use super::atoms::{Atom, Atoms, Mask};

/// A text by its place among the words, or that there is none.
pub(super) type Word = Option<u8>;

/// A set of words, as bits.
pub(super) type Words = u64;

/// The texts of a request.
#[derive(Clone, Debug, Default)]
pub(super) struct Texts {
    pub(super) groups: Words,
    /// Of each slot.
    pub(super) words: Vec<Word>,
}

/// A fact that is one text.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Slot<'d> {
    User,
    Account,
    Region,
    Id,
    Claim(&'d str),
    Tag(&'d str),
}

/// The texts that some documents name, and the facts that have them.
#[derive(Debug, Default)]
pub(super) struct Alphabet<'d> {
    words: Vec<String>,
    pub(super) slots: Vec<Slot<'d>>,
    /// The words that each slot is compared with.
    named: Vec<Words>,
    /// The slots that may have to equal another fact.
    related: Vec<bool>,
    groups: Words,
    tests: Vec<(Test, Mask)>,
    /// The slots that are compared with groups.
    grouped: Vec<usize>,
}

#[derive(Clone, Copy, Debug)]
enum Test {
    In(usize, Words),
    Present(usize),
    Equal(usize, usize),
    InGroups(usize),
    Groups(Words),
}

/// More combinations than these are too many.
const MOST: usize = 12_000;
/// So few are kept, and of more than these so many that no condition tells apart.
const FEW: usize = 128;
const ALIKE: u32 = 3;

impl<'d> Alphabet<'d> {
    pub(super) fn new(atoms: &Atoms<'d>) -> Self {
        let mut all = Self::default();
        // These are facts of every request.
        for slot in [Slot::User, Slot::Account, Slot::Region, Slot::Id] {
            all.slot(slot);
        }
        for (atom, bit) in atoms.iter() {
            let test = match atom {
                Atom::Users(texts) => all.among(Slot::User, texts),
                Atom::Accounts(texts) => all.among(Slot::Account, texts),
                Atom::Regions(texts) => all.among(Slot::Region, texts),
                Atom::Ids(texts) => all.among(Slot::Id, texts),
                Atom::Groups(texts) => {
                    let wanted = all.all(texts);
                    all.groups |= wanted;
                    Test::Groups(wanted)
                }
                Atom::Tag(key, TagCondition::In(texts)) => all.among(Slot::Tag(key), texts),
                Atom::Tag(key, TagCondition::Present) => Test::Present(all.slot(Slot::Tag(key))),
                Atom::Tag(key, TagCondition::EqualsCaller(fact)) => {
                    let tag = all.slot(Slot::Tag(key));
                    all.related[tag] = true;
                    let other = match fact {
                        CallerFact::Groups => None,
                        CallerFact::User => Some(all.slot(Slot::User)),
                        CallerFact::Claim(name) => Some(all.slot(Slot::Claim(name))),
                    };
                    if let Some(other) = other {
                        all.related[other] = true;
                        Test::Equal(tag, other)
                    } else {
                        all.grouped.push(tag);
                        Test::InGroups(tag)
                    }
                }
                _ => continue,
            };
            all.tests.push((test, bit));
        }
        all
    }

    fn slot(&mut self, slot: Slot<'d>) -> usize {
        self.slots.iter().position(|known| *known == slot).unwrap_or_else(|| {
            self.slots.push(slot);
            self.named.push(0);
            self.related.push(false);
            self.slots.len() - 1
        })
    }

    fn among(&mut self, slot: Slot<'d>, texts: impl IntoIterator<Item: ToString>) -> Test {
        let slot = self.slot(slot);
        let wanted = self.all(texts);
        self.named[slot] |= wanted;
        Test::In(slot, wanted)
    }

    fn all(&mut self, texts: impl IntoIterator<Item: ToString>) -> Words {
        texts.into_iter().fold(0, |all, text| all | 1 << self.word(text.to_string()))
    }

    fn word(&mut self, text: String) -> u8 {
        let at = self.known(&text).map_or(self.words.len(), usize::from);
        if at == self.words.len() {
            self.words.push(text);
        }
        assert!(at < 48, "a small document has fewer words");
        u8::try_from(at).expect("few")
    }

    fn known(&self, text: &str) -> Word {
        let at = self.words.iter().position(|known| known == text)?;
        u8::try_from(at).ok()
    }

    /// The words of this list that are known: no other can be a text of these requests.
    pub(super) fn words_of<'t>(&self, texts: impl IntoIterator<Item = &'t String>) -> Words {
        texts.into_iter().filter_map(|text| self.known(text)).fold(0, |all, word| all | 1 << word)
    }

    /// The atoms that are about texts.
    pub(super) fn atoms(&self) -> Mask {
        self.tests.iter().fold(0, |all, (_, bit)| all | bit)
    }

    /// The atoms that are true of these texts.
    pub(super) fn mask(&self, texts: &Texts) -> Mask {
        let word = |slot: &usize| texts.words[*slot];
        let holds = |test: &Test| match test {
            Test::In(slot, wanted) => word(slot).is_some_and(|word| wanted & 1 << word != 0),
            Test::Present(slot) => word(slot).is_some(),
            Test::Equal(one, other) => word(one).is_some() && word(one) == word(other),
            Test::InGroups(slot) => word(slot).is_some_and(|word| texts.groups & 1 << word != 0),
            Test::Groups(wanted) => texts.groups & wanted != 0,
        };
        self.tests.iter().filter(|(test, _)| holds(test)).fold(0, |all, (_, bit)| all | bit)
    }

    /// Every combination of texts, or `None` if these are too many; of those that no condition tells
    /// apart, some.
    pub(super) fn combinations(&mut self) -> Option<Vec<(Texts, Mask)>> {
        let related = self.related.iter().zip(&self.named).filter(|(related, _)| **related);
        let shared = related.fold(self.groups, |all, (_, named)| all | named);
        // As many others as there are related facts, and for each of the rest one of its own.
        let count = self.related.iter().filter(|related| **related).count();
        let others: Vec<u8> = (1..=count).map(|at| self.word(format!("another-{at}"))).collect();
        let own: Vec<u8> = (0..self.slots.len())
            .map(|at| match self.slots[at] {
                Slot::Account => self.word("999999999999".into()),
                Slot::Region => self.word("zz-far-9".into()),
                Slot::Id => self.word("i-ffffffff".into()),
                Slot::User | Slot::Claim(_) | Slot::Tag(_) => self.word(format!("own-{at}")),
            })
            .collect();
        let mut all = vec![(vec![], 0_usize)];
        let named = self.related.iter().copied().zip(&self.named);
        for ((is_related, named), slot) in named.zip(0..) {
            let named = if is_related { shared } else { *named };
            let mut more = Vec::new();
            for (words, used) in all {
                let mut with = |word: Word, used: usize| {
                    let mut longer: Vec<Word> = words.clone();
                    longer.push(word);
                    more.push((longer, used));
                };
                (0..48).filter(|word| named & 1 << word != 0).for_each(|it| with(Some(it), used));
                if is_related {
                    // Which of the others it is does not matter, only which are the same.
                    for (at, other) in others.iter().enumerate().take(used + 1) {
                        with(Some(*other), used.max(at + 1));
                    }
                } else {
                    with(Some(own[slot]), used);
                }
                if is_related || named != 0 || matches!(self.slots[slot], Slot::Tag(_)) {
                    with(None, used);
                }
            }
            if more.len() > MOST {
                return None;
            }
            all = more;
        }
        self.with_groups(all.into_iter().map(|(words, _)| words).collect())
    }

    fn with_groups(&self, all: Vec<Vec<Word>>) -> Option<Vec<(Texts, Mask)>> {
        let relevant = |words: &[Word]| {
            let tags = self.grouped.iter().filter_map(|slot| words[*slot]);
            tags.fold(self.groups, |all, word| all | 1 << word)
        };
        let count: usize = all.iter().map(|words| 1 << relevant(words).count_ones()).sum();
        if count > MOST {
            return None;
        }
        let mut alike: HashMap<Mask, (u32, usize)> = HashMap::new();
        let mut found: Vec<(Texts, Mask)> = Vec::new();
        for words in all {
            let relevant = relevant(&words);
            let mut texts = Texts { words, groups: 0 };
            loop {
                let mask = self.mask(&texts);
                if count <= FEW {
                    found.push((texts.clone(), mask));
                } else {
                    let (seen, last) = alike.entry(mask).or_insert((0, 0));
                    *seen += 1;
                    if *seen <= ALIKE {
                        *last = found.len();
                        found.push((texts.clone(), mask));
                    } else {
                        // The last one stays: it is the least like the first.
                        found[*last].0.clone_from(&texts);
                    }
                }
                // The next subset of the relevant ones.
                texts.groups = (texts.groups | !relevant).wrapping_add(1) & relevant;
                if texts.groups == 0 {
                    break;
                }
            }
        }
        Some(found)
    }

    pub(super) fn text(&self, word: Word) -> Option<&str> {
        word.map(|word| self.words[usize::from(word)].as_str())
    }

    pub(super) fn texts(&self, words: Words) -> impl Iterator<Item = &str> {
        (0_u8..48).filter(move |word| words & 1 << word != 0).filter_map(|it| self.text(Some(it)))
    }

    pub(super) fn slot_of(&self, slot: Slot<'_>) -> Option<usize> {
        self.slots.iter().position(|known| *known == slot)
    }

    /// The texts of a request. One that is no word of these is a word of its own.
    pub(super) fn of(&self, request: &Request) -> Texts {
        let mut more: Vec<String> = Vec::new();
        let mut word = |text: &str| {
            self.known(text).unwrap_or_else(|| {
                let at = more.iter().position(|known| known == text).unwrap_or_else(|| {
                    more.push(text.to_owned());
                    more.len() - 1
                });
                u8::try_from(self.words.len() + at).expect("few")
            })
        };
        let (caller, instance) = (&request.attempt.caller, &request.instance);
        let groups = caller.groups().known().map(|groups| groups.iter().collect::<Vec<_>>());
        let groups = groups.into_iter().flatten().fold(0, |all, text| all | 1 << word(text));
        let words = self.slots.iter().map(|slot| match slot {
            Slot::User => caller.user().known().map(|text| word(text)),
            Slot::Claim(name) => caller.claim(name).known().map(|text| word(text)),
            Slot::Account => text(instance, |it| Some(it.account.known()?.as_str())).map(&mut word),
            Slot::Region => text(instance, |it| Some(it.region.known()?.as_str())).map(&mut word),
            Slot::Id => text(instance, |it| Some(it.id.known()?.as_str())).map(&mut word),
            Slot::Tag(key) => text(instance, |it| it.tags.known()?.value(key)).map(&mut word),
        });
        let words = words.collect();
        Texts { groups, words }
    }
}

fn text<'i>(
    instance: &'i Instance,
    of: impl FnOnce(&'i Instance) -> Option<&'i str>,
) -> Option<&'i str> {
    of(instance)
}
