//! One request by brute force, put together from its facts.

use std::{collections::BTreeSet, sync::Arc};

use sekisho_policy::{
    Action, Attempt, Caller, Fact, Instance, Name, Request, Source, Tags, UnixTime,
};

use super::{
    place::From,
    texts::{Alphabet, Slot, Texts},
};

/// A time, and the schedules that are open then, each of its document.
#[derive(Clone, Debug)]
pub(super) struct Time {
    pub(super) at: i64,
    pub(super) open: BTreeSet<(usize, Name)>,
}

/// A place, and the zones that it is in, each of its document.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub(super) from: From,
    pub(super) zones: BTreeSet<(usize, Name)>,
}

/// The facts of a request.
#[derive(Debug)]
pub(super) struct Facts<'s> {
    pub(super) action: Action,
    pub(super) time: &'s Time,
    pub(super) place: &'s Place,
    /// Seconds since the caller signed in; `None`: never.
    pub(super) ago: Option<i64>,
    /// When the token was issued.
    pub(super) issued: Option<i64>,
    pub(super) texts: &'s Texts,
}

impl Facts<'_> {
    /// The request.
    pub(super) fn request(&self, alphabet: &Alphabet<'_>) -> Request {
        let word = |slot: Slot<'_>| {
            alphabet.slot_of(slot).and_then(|slot| alphabet.text(self.texts.words[slot]))
        };
        let at = UnixTime::from_seconds(self.time.at);
        let signed_in = self.ago.map(|ago| at.saturating_add(-ago));
        let user = Fact::known_or_absent(word(Slot::User));
        let mut caller = Caller::unknown()
            .with_subject(user)
            .with_user(user)
            .with_groups(Fact::Known(alphabet.texts(self.texts.groups)))
            .with_signed_in_at(Fact::known_or_absent(signed_in))
            .with_issued_at(Fact::known_or_absent(self.issued.map(UnixTime::from_seconds)));
        let mut tags = Vec::new();
        for slot in &alphabet.slots {
            match slot {
                Slot::Claim(name) => {
                    caller = caller.with_claim(name, Fact::known_or_absent(word(*slot)));
                }
                Slot::Tag(key) => tags.extend(word(*slot).map(|value| (*key, value))),
                Slot::User | Slot::Account | Slot::Region | Slot::Id => {}
            }
        }
        let from = &self.place.from;
        let source = Source::new(
            Fact::known_or_absent(from.address),
            Fact::known_or_absent(from.endpoint.clone()),
        );
        let attempt = Attempt { caller, action: self.action, source, at };
        let instance = Instance {
            account: Fact::known_or_absent(word(Slot::Account).map(|id| id.parse().expect("one"))),
            region: Fact::known_or_absent(word(Slot::Region).map(|id| id.parse().expect("one"))),
            id: Fact::known_or_absent(word(Slot::Id).map(|id| id.parse().expect("one"))),
            tags: Tags::collect(tags),
        };
        Request { attempt: Arc::new(attempt), instance: Arc::new(instance) }
    }
}
