//! A place in a sentence that is being read, and what would have been read at the furthest place that
//! was reached.

use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};

use crate::document::node::quote;

/// A place in a sentence.
pub(super) struct Cursor<'a> {
    sentence: &'a str,
    /// In bytes; always between two letters.
    at: usize,
    furthest: usize,
    wanted: Vec<Wanted>,
}

/// What would have been read.
#[derive(Clone, Copy, Eq, PartialEq)]
enum Wanted {
    Something(&'static str),
    Words(&'static str),
}

impl<'a> Cursor<'a> {
    pub(super) const fn new(sentence: &'a str) -> Self {
        Self { sentence, at: 0, furthest: 0, wanted: Vec::new() }
    }

    pub(super) const fn place(&self) -> usize {
        self.at
    }

    /// Back to a place that it was at.
    pub(super) const fn back(&mut self, place: usize) {
        self.at = place;
    }

    pub(super) fn rest(&self) -> &'a str {
        self.sentence.get(self.at..).unwrap_or_default()
    }

    /// Over so many bytes.
    pub(super) const fn skip(&mut self, bytes: usize) {
        self.at = self.at.saturating_add(bytes);
    }

    pub(super) fn next(&mut self) -> Option<char> {
        let letter = self.rest().chars().next()?;
        self.skip(letter.len_utf8());
        Some(letter)
    }

    /// Over these words, if they come next.
    pub(super) fn take(&mut self, words: &'static str) -> bool {
        let found = self.rest().starts_with(words);
        if found {
            self.skip(words.len());
        } else {
            self.want(Wanted::Words(words));
        }
        found
    }

    pub(super) fn take_letter(&mut self, letter: char) -> bool {
        let found = self.rest().starts_with(letter);
        if found {
            self.skip(letter.len_utf8());
        }
        found
    }

    /// Over the letters that come next and are such; there is at least one.
    pub(super) fn take_while(
        &mut self,
        what: &'static str,
        such: impl Fn(char) -> bool,
    ) -> Option<&'a str> {
        let rest = self.rest();
        let length = rest.len().saturating_sub(rest.trim_start_matches(such).len());
        if length == 0 {
            self.wants(what);
            return None;
        }
        self.skip(length);
        rest.get(..length)
    }

    /// Whether nothing comes next.
    pub(super) fn is_at_end(&mut self) -> bool {
        let ended = self.rest().is_empty();
        if !ended {
            self.wants("the end of the sentence");
        }
        ended
    }

    /// Something that would have been read here.
    pub(super) fn wants(&mut self, what: &'static str) {
        self.want(Wanted::Something(what));
    }

    fn want(&mut self, wanted: Wanted) {
        if self.at > self.furthest {
            self.furthest = self.at;
            self.wanted.clear();
        }
        // What was wanted further back was tried before something longer was found.
        if self.at == self.furthest && !self.wanted.contains(&wanted) {
            self.wanted.push(wanted);
        }
    }

    /// The letter that nothing could be made of, counted from 1.
    pub(super) fn column(&self) -> usize {
        let before = self.sentence.get(..self.furthest).unwrap_or_default();
        before.chars().count().saturating_add(1)
    }

    /// What stands there.
    pub(super) fn found(&self) -> String {
        found(self.sentence.get(self.furthest..).unwrap_or_default())
    }

    /// What would have been read there: at most five of them.
    pub(super) fn required(&self) -> String {
        let shown = self.wanted.iter().take(MOST).map(|wanted| match wanted {
            Wanted::Something(what) => (*what).to_string(),
            Wanted::Words(words) => quote(words),
        });
        let shown: Vec<String> = shown.collect();
        match (shown.split_last(), self.wanted.len() > MOST) {
            (None, _) => "a sentence".to_string(),
            (Some((only, [])), _) => only.clone(),
            (Some(_), true) => format!("one of {} …", shown.join(", ")),
            (Some((last, rest)), false) => format!("{} or {last}", rest.join(", ")),
        }
    }
}

/// What stands at a place of a sentence, for a message.
pub(super) fn found(rest: &str) -> String {
    if rest.is_empty() { "the end of the sentence".to_string() } else { quote(rest) }
}

/// More than these help nobody.
const MOST: usize = 5;
