//! The values of one condition.

use super::{Program, high, low, size};
use crate::{Groups, text::Text};

/// The values of one condition, each once, in the order of what is kept of their hashes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Values<'a> {
    pub(super) program: &'a Program,
    pub(super) words: &'a [u64],
}

/// So few values are looked at one by one: that takes no longer than to search among them.
const FEW: usize = 8;

impl<'a> Values<'a> {
    pub(crate) const fn len(self) -> usize {
        self.words.len()
    }

    pub(crate) fn iter(self) -> impl Iterator<Item = &'a Text> {
        self.words.iter().filter_map(move |word| self.text(*word))
    }

    /// Whether this is one of them.
    pub(crate) fn contain(self, wanted: &Text) -> bool {
        let half = high(wanted.hash());
        let is_it = |word: &u64| high(*word) == half && self.text(*word) == Some(wanted);
        if self.words.len() <= FEW {
            return self.words.iter().any(is_it);
        }
        let first = self.words.partition_point(|word| high(*word) < half);
        self.words.iter().skip(first).take_while(|word| high(**word) == half).any(is_it)
    }

    /// Whether one of these groups is one of them. The longer list is searched for each of the
    /// shorter; of either, only those are looked at whose hashes are alike.
    pub(crate) fn meet(self, groups: &Groups) -> bool {
        if self.words.len() < groups.len() {
            let is_one = |word: &u64| {
                let mut alike = groups.alike(high(*word));
                alike.any(|group| self.text(*word) == Some(group))
            };
            self.words.iter().any(is_one)
        } else {
            groups.texts().iter().any(|group| self.contain(group))
        }
    }

    fn text(self, word: u64) -> Option<&'a Text> {
        self.program.texts.get(size(low(word)))
    }
}
