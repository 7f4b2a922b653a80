//! Texts that are compared: in Unicode NFC, each beside a hash that tells nearly all others apart.
//!
//! A request is made of some twenty of them, and most of what a decision costs is to read them. So a
//! short one is read once, as words: that tells whether it is ASCII, gives its hash and puts it in
//! place, where no memory has to be found for it.

use alloc::{boxed::Box, string::String};
use core::{
    cmp::Ordering,
    fmt,
    hash::{BuildHasher, Hash, Hasher},
};

use foldhash::fast::FixedState;
use unicode_normalization::UnicodeNormalization;

use crate::words::{Bytes, SEED, Words};

/// A text in NFC.
#[derive(Clone)]
pub(crate) struct Text {
    hash: u64,
    body: Body,
}

/// Where the text is.
#[derive(Clone)]
enum Body {
    /// In place. What is beyond its end is nought, and what it ends in is not.
    Here(Bytes),
    Long(Box<str>),
}

impl Text {
    /// This text in NFC.
    #[expect(
        clippy::inline_always,
        reason = "a text that is returned through memory is copied at \
        once, for which a processor waits: a request takes a sixth longer"
    )]
    #[inline(always)]
    pub(crate) fn new(text: &str) -> Self {
        let read = match Words::read(text.as_bytes()) {
            Some(words) if words.is_ascii() => Ok(words),
            Some(_) | None => other(text),
        };
        match read {
            Ok(words) => Self::short(words),
            Err(text) => Self { hash: long(text.as_bytes()), body: Body::Long(text) },
        }
    }

    /// A short text, which is in NFC.
    #[inline]
    pub(crate) fn short(words: Words) -> Self {
        Self { hash: words.hash(), body: Body::Here(words.bytes()) }
    }

    pub(crate) fn as_str(&self) -> &str {
        match &self.body {
            // INVARIANT (UTF-8): it is the copy of a text.
            Body::Here(..) => str::from_utf8(self.as_bytes()).unwrap_or_default(),
            Body::Long(text) => text,
        }
    }

    /// Of a short text its words: no other text has the same.
    #[inline]
    pub(crate) fn words(&self) -> Option<[u64; 3]> {
        match &self.body {
            Body::Here(bytes) => Some(bytes.words()),
            Body::Long(_) => None,
        }
    }

    pub(crate) const fn hash(&self) -> u64 {
        self.hash
    }

    fn as_bytes(&self) -> &[u8] {
        match &self.body {
            Body::Here(bytes) => bytes.text(),
            Body::Long(text) => text.as_bytes(),
        }
    }
}

impl PartialEq for Text {
    #[inline]
    fn eq(&self, other: &Self) -> bool {
        self.hash == other.hash
            && match (&self.body, &other.body) {
                (Body::Here(words), Body::Here(others)) => words == others,
                (Body::Here(..), Body::Long(_)) | (Body::Long(_), _) => {
                    self.as_bytes() == other.as_bytes()
                }
            }
    }
}

impl Eq for Text {}

impl Ord for Text {
    /// The order of their characters.
    fn cmp(&self, other: &Self) -> Ordering {
        self.as_bytes().cmp(other.as_bytes())
    }
}

impl PartialOrd for Text {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Hash for Text {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_bytes().hash(state);
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_str().fmt(formatter)
    }
}

/// Whether two bits of each hash are enough to see that they are all different. Mostly they are, of a
/// few.
#[inline]
pub(crate) fn all_differ(hashes: &mut impl Iterator<Item = u64>) -> bool {
    let (mut seen, mut seen_too, mut again) = (0_u64, 0_u64, 0);
    for hash in hashes {
        let [bit, other] = [1 << (hash >> 58), 1 << (hash >> 52 & 63)];
        again |= u64::from(seen & bit != 0) & u64::from(seen_too & other != 0);
        seen |= bit;
        seen_too |= other;
    }
    again == 0
}

/// A text that is long, or more than ASCII.
#[cold]
fn other(text: &str) -> Result<Words, Box<str>> {
    let settled = |text: &str| Words::read(text.as_bytes()).ok_or_else(|| text.into());
    if text.chars().all(is_settled) {
        settled(text)
    } else {
        settled(&text.nfc().collect::<String>())
    }
}

/// The text in NFC.
pub(crate) fn nfc(text: &str) -> String {
    if text.is_ascii() || text.chars().all(is_settled) { text.into() } else { text.nfc().collect() }
}

/// The hash of a text that is not short.
fn long(bytes: &[u8]) -> u64 {
    let mut hasher = FixedState::with_seed(SEED).build_hasher();
    hasher.write(bytes);
    hasher.finish()
}

/// Whether a text of only such characters is in NFC as it stands: none of them composes, decomposes
/// or is reordered. Those that towns write; of the rest, no.
const fn is_settled(character: char) -> bool {
    matches!(
        character,
        '\0'..='\x7f'
            | '\u{3000}'..='\u{3029}'
            | '\u{3041}'..='\u{3096}'
            | '\u{30a1}'..='\u{30ff}'
            | '\u{3400}'..='\u{4dbf}'
            | '\u{4e00}'..='\u{9fff}'
            | '\u{ff01}'..='\u{ff9f}'
    )
}

#[cfg(test)]
mod tests {
    use alloc::{format, vec::Vec};

    use unicode_normalization::{IsNormalized, char::canonical_combining_class, is_nfc_quick};

    use super::*;

    #[test]
    fn a_settled_character_is_in_nfc_beside_any_other() {
        for character in ('\0'..=char::MAX).filter(|character| is_settled(*character)) {
            let alone = is_nfc_quick(core::iter::once(character));
            assert!(matches!(alone, IsNormalized::Yes), "{character:?}");
            assert_eq!(canonical_combining_class(character), 0, "{character:?}");
        }
    }

    #[test]
    fn texts_that_are_typed_in_two_ways_are_one() {
        for (typed, settled) in [
            ("カ\u{3099}ス", "ガス"),
            ("\u{fa1b}祉", "福祉"),
            ("e\u{301}", "é"),
            // The same eight bytes twice.
            ("e\u{301}abcdee\u{301}abcde", "éabcdeéabcde"),
            ("abcdefghe\u{301}abcdee\u{301}abcde", "abcdefghéabcdeéabcde"),
        ] {
            assert_eq!(Text::new(typed), Text::new(settled));
            assert_eq!(Text::new(settled), Text::new(typed));
            assert_eq!(Text::new(typed).as_str(), settled);
            assert_eq!(nfc(typed), settled);
        }
        assert_ne!(Text::new("ガス"), Text::new("カス"));
    }

    #[test]
    fn texts_of_one_hash_are_told_apart() {
        for [one, other] in
            [["a", "b"], ["a", "an instance whose name is long"]].map(|two| two.map(Text::new))
        {
            let other = Text { hash: one.hash, body: other.body };
            assert_ne!(one, other);
            assert_ne!(other, one);
        }
    }

    #[test]
    fn a_text_is_shown_as_it_is_written() {
        for text in ["総務課", "an instance whose name is long"] {
            assert_eq!(format!("{:?}", Text::new(text)), format!("{text:?}"));
        }
    }

    #[test]
    fn a_text_is_not_the_one_that_ends_before_its_last_nought() {
        for text in ["", "a", "abcdefg", "abcdefgh", "abcdefghijklmnopqrstuvw", "課"] {
            let longer = format!("{text}\0");
            assert_ne!(Text::new(text), Text::new(&longer));
            assert_eq!(Text::new(&longer), Text::new(&longer));
            assert_eq!(Text::new(&longer).as_str(), longer);
        }
    }

    #[test]
    fn a_text_of_any_length_is_read_whole() {
        let long = "abcdefghijklmnopqrstuvwxyz0123456789";
        let mut texts: Vec<Text> = Vec::new();
        for length in 0..=long.len() {
            let text = long.get(..length).unwrap_or_default();
            assert_eq!(Text::new(text).as_str(), text);
            texts.push(Text::new(text));
            for changed in 0..length {
                // One letter is another, or no letter of ASCII.
                let before = text.get(..changed).unwrap_or_default();
                let after = text.get(changed + 1..).unwrap_or_default();
                for other in ["A", "課", "\u{e9}", "e\u{301}"] {
                    let other = format!("{before}{other}{after}");
                    assert_ne!(Text::new(&other), Text::new(text));
                    assert_ne!(Text::new(&other).hash(), Text::new(text).hash());
                    assert_eq!(Text::new(&other).as_str(), nfc(&other));
                }
            }
        }
        for (number, text) in texts.iter().enumerate() {
            assert_eq!(texts.iter().position(|other| other == text), Some(number));
        }
    }
}
