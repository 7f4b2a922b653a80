//! The values of one condition.

use super::{Program, high, low, size};
use crate::{Groups, text::Text, words::Words};

/// The values of one condition, each once, in order.
///
/// Where all of them are short they lie here, each in the same number of words: then whether a text
/// is one of them is known without looking anywhere else. Otherwise each is half of its hash beside
/// the place of its text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Values<'a> {
    pub(super) program: &'a Program,
    /// How many words a value has: one to three; nought where texts are elsewhere.
    pub(super) width: u32,
    pub(super) words: &'a [u64],
}

/// So few values are looked at one by one: that takes no longer than to search among them.
const FEW: usize = 8;
/// A caller in so few groups is asked for one group after the other.
const FEW_GROUPS: usize = 12;

impl<'a> Values<'a> {
    pub(crate) fn len(self) -> usize {
        let words = self.words.len();
        match self.width {
            2 => words / 2,
            3 => words / 3,
            _ => words,
        }
    }

    pub(crate) fn iter(self) -> impl Iterator<Item = Text> {
        let elsewhere = self.elsewhere().cloned();
        elsewhere.chain(self.short().map(Text::short))
    }

    /// The hashes of the values.
    pub(crate) fn hashes(self) -> impl Iterator<Item = u64> {
        self.elsewhere().map(Text::hash).chain(self.short().map(Words::hash))
    }

    fn elsewhere(self) -> impl Iterator<Item = &'a Text> {
        let places = if self.width == 0 { self.words } else { &[] };
        places.iter().filter_map(move |word| self.text(*word))
    }

    fn short(self) -> impl Iterator<Item = Words> {
        let words = if self.width == 0 { &[] } else { self.words };
        words.chunks(size(self.width.max(1))).map(Words::of)
    }

    /// Whether this is one of them.
    #[inline]
    pub(crate) fn contain(self, wanted: &Text) -> bool {
        let Some(words) = wanted.words().filter(|_| self.width != 0) else {
            return self.width == 0 && self.contain_elsewhere(wanted);
        };
        match self.width {
            1 => contain::<1>(self.words, words),
            2 => contain::<2>(self.words, words),
            _ => contain::<3>(self.words, words),
        }
    }

    /// Whether one of these groups is one of them.
    #[inline]
    pub(crate) fn meet(self, groups: &Groups) -> bool {
        if groups.len() <= FEW_GROUPS || self.len() > groups.len() {
            groups.texts().iter().any(|group| self.contain(group))
        } else {
            self.elsewhere().any(|value| groups.has(value))
                || self.short().any(|value| groups.has(&Text::short(value)))
        }
    }

    fn contain_elsewhere(self, wanted: &Text) -> bool {
        let half = high(wanted.hash());
        let first = self.words.partition_point(|word| high(*word) < half);
        let mut alike = self.words.iter().skip(first).take_while(|word| high(**word) == half);
        alike.any(|word| self.text(*word) == Some(wanted))
    }

    fn text(self, word: u64) -> Option<&'a Text> {
        self.program.texts.get(size(low(word)))
    }
}

/// Whether this text is among those of so many words each.
#[inline]
fn contain<const WIDTH: usize>(values: &[u64], wanted: [u64; 3]) -> bool {
    let Some((here, beyond)) = wanted.split_first_chunk::<WIDTH>() else { return false };
    let (values, _) = values.as_chunks::<WIDTH>();
    let is_one = if values.len() <= FEW {
        values.contains(here)
    } else {
        values.binary_search(here).is_ok()
    };
    is_one && beyond.iter().all(|word| *word == 0)
}

#[cfg(test)]
mod tests {
    use alloc::{format, string::String, vec::Vec};

    use super::*;
    use crate::program::Encoder;

    #[test]
    fn a_caller_in_many_groups_meets_a_value_whatever_its_length() {
        let names: Vec<String> = (0..40).map(|number| format!("group-{number:02}")).collect();
        let long = |name: &str| format!("the employees of the department {name}");
        let short = Groups::new(names.iter().map(String::as_str));
        let longer: Vec<String> = names.iter().map(|name| long(name)).collect();
        let longer = Groups::new(longer.iter().map(String::as_str));
        let mut program = Encoder::new([], []).finish();
        let text = Text::new(&long("group-07"));
        let half = text.hash() >> 32 << 32;
        program.texts.push(text);
        let words = Text::new("group-07").words().unwrap_or_default();
        let here =
            Values { program: &program, width: 1, words: words.get(..1).unwrap_or_default() };
        let elsewhere = Values { program: &program, width: 0, words: &[half] };

        assert!(here.meet(&short));
        assert!(!here.meet(&longer));
        assert!(elsewhere.meet(&longer));
        assert!(!elsewhere.meet(&short));
    }
}
