//! Texts that are compared: in Unicode NFC, each beside a hash that tells nearly all others apart.
//!
//! A request is made of some twenty of them, and most of what a decision costs is to read them. So a
//! short one is read once, eight bytes at a time: that tells whether it is ASCII, gives its hash and
//! puts it in place, where no memory has to be found for it.

use alloc::{string::String, sync::Arc};
use core::hash::{BuildHasher, Hasher};

use foldhash::fast::FixedState;
use unicode_normalization::UnicodeNormalization;

/// A text in NFC.
#[derive(Clone, Debug)]
pub(crate) struct Text {
    hash: u64,
    body: Body,
}

/// Where the text is.
#[derive(Clone, Debug)]
enum Body {
    /// In place, by its length. What is beyond it is nought.
    Here(u8, Words),
    Shared(Arc<str>),
}

/// A text of at most 24 bytes, eight at a time.
type Words = [[u8; 8]; 3];

/// The bytes that lie in place.
const HERE: usize = 24;

/// A text in NFC that somebody else holds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TextRef<'a> {
    pub(crate) hash: u64,
    text: &'a [u8],
}

impl Text {
    /// This text in NFC.
    #[inline]
    pub(crate) fn nfc(text: &str) -> Self {
        match Read::short(text.as_bytes()) {
            Some(read) if read.is_ascii() => read.text(text.len()),
            Some(_) | None => Self::other(text),
        }
    }

    /// A text that is long, or more than ASCII.
    #[cold]
    fn other(text: &str) -> Self {
        if text.chars().all(is_settled) {
            Self::settled(text)
        } else {
            Self::settled(&text.nfc().collect::<String>())
        }
    }

    fn settled(text: &str) -> Self {
        match Read::short(text.as_bytes()) {
            Some(read) => read.text(text.len()),
            None => Self { hash: long(text.as_bytes()), body: Body::Shared(text.into()) },
        }
    }

    pub(crate) fn as_str(&self) -> &str {
        match &self.body {
            // INVARIANT (UTF-8): it is the copy of a text.
            Body::Here(..) => str::from_utf8(self.as_bytes()).unwrap_or_default(),
            Body::Shared(text) => text,
        }
    }

    pub(crate) const fn hash(&self) -> u64 {
        self.hash
    }

    pub(crate) fn borrowed(&self) -> TextRef<'_> {
        TextRef { hash: self.hash, text: self.as_bytes() }
    }

    fn as_bytes(&self) -> &[u8] {
        match &self.body {
            Body::Here(length, words) => {
                words.as_flattened().get(..usize::from(*length)).unwrap_or_default()
            }
            Body::Shared(text) => text.as_bytes(),
        }
    }
}

impl PartialEq for Text {
    #[inline]
    fn eq(&self, other: &Self) -> bool {
        self.hash == other.hash
            && match (&self.body, &other.body) {
                (Body::Here(length, words), Body::Here(other_length, others)) => {
                    length == other_length && words == others
                }
                (Body::Here(..), Body::Shared(_)) | (Body::Shared(_), _) => {
                    self.as_bytes() == other.as_bytes()
                }
            }
    }
}

impl Eq for Text {}

impl<'a> TextRef<'a> {
    /// A text that is in NFC already.
    pub(crate) fn new(text: &'a str) -> Self {
        let bytes = text.as_bytes();
        Self { hash: Read::short(bytes).map_or_else(|| long(bytes), Read::hash), text: bytes }
    }
}

impl PartialEq<Text> for TextRef<'_> {
    fn eq(&self, other: &Text) -> bool {
        self.hash == other.hash && *self.text == *other.as_bytes()
    }
}

/// The text in NFC.
pub(crate) fn nfc(text: &str) -> String {
    if text.is_ascii() || text.chars().all(is_settled) { text.into() } else { text.nfc().collect() }
}

/// A short text: its words, of which what is beyond its end is nought, and its length.
#[derive(Clone, Copy)]
struct Read([u64; 3], u64);

impl Read {
    /// `None` of a text that is too long to lie in place.
    #[inline]
    fn short(bytes: &[u8]) -> Option<Self> {
        let length = bytes.len();
        // The last eight bytes overlap those before them: what came before is shifted out.
        let last = |end: usize| shifted(tail(bytes), end.saturating_sub(length));
        let words = match length {
            9..=16 => [head(bytes), last(16), 0],
            17..=HERE => [head(bytes), bytes.get(8..).map_or(0, head), last(24)],
            8 => [head(bytes), 0, 0],
            4..=7 => {
                let high = shifted(quarter(bytes.last_chunk()), 8_usize.saturating_sub(length));
                [quarter(bytes.first_chunk()) | high << 32, 0, 0]
            }
            0..=3 => {
                let byte = |at| bytes.get(at).copied().map_or(0, u64::from);
                [byte(0) | byte(1) << 8 | byte(2) << 16, 0, 0]
            }
            _ => return None,
        };
        Some(Self(words, u64::try_from(length).unwrap_or_default()))
    }

    const fn is_ascii(self) -> bool {
        let Self([first, second, third], _) = self;
        (first | second | third) & 0x8080_8080_8080_8080 == 0
    }

    /// The same in every process: what a hash tells apart is only ever what to look at first, and
    /// the tables it is used in hold the values of a policy, whose authors gain nothing by slowing it
    /// down.
    #[inline]
    fn hash(self) -> u64 {
        let Self([first, second, third], length) = self;
        let seed = SEED ^ length;
        let rest = if length > 16 { fold(third ^ seed, SEED.rotate_left(23)) } else { seed };
        fold(first ^ rest, second ^ SEED.rotate_left(41))
    }

    /// The text of this length, which is in NFC.
    #[inline]
    fn text(self, length: usize) -> Text {
        let length = u8::try_from(length).unwrap_or_default();
        Text { hash: self.hash(), body: Body::Here(length, self.0.map(u64::to_le_bytes)) }
    }
}

/// The hash of a text that is not short.
fn long(bytes: &[u8]) -> u64 {
    let mut hasher = FixedState::with_seed(SEED).build_hasher();
    hasher.write(bytes);
    hasher.finish()
}

fn head(bytes: &[u8]) -> u64 {
    bytes.first_chunk().copied().map_or(0, u64::from_le_bytes)
}

fn tail(bytes: &[u8]) -> u64 {
    bytes.last_chunk().copied().map_or(0, u64::from_le_bytes)
}

fn quarter(bytes: Option<&[u8; 4]>) -> u64 {
    bytes.copied().map_or(0, |bytes| u64::from(u32::from_le_bytes(bytes)))
}

/// The word without its first so many bytes, of which there are fewer than eight.
const fn shifted(word: u64, bytes: usize) -> u64 {
    word >> (bytes.wrapping_mul(8) & 63)
}

/// The two halves of a product: every bit of both factors tells in it.
#[inline]
fn fold(left: u64, right: u64) -> u64 {
    let product = u128::from(left).wrapping_mul(u128::from(right));
    let [low, high] = [product & u128::from(u64::MAX), product >> 64];
    u64::try_from(low ^ high).unwrap_or_default()
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

/// Any odd number without a pattern: the first bits of the fraction of the square root of two.
const SEED: u64 = 0x6a09_e667_f3bc_c909;

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
        for (typed, settled) in
            [("カ\u{3099}ス", "ガス"), ("\u{fa1b}祉", "福祉"), ("e\u{301}", "é")]
        {
            assert_eq!(Text::nfc(typed), Text::nfc(settled));
            assert_eq!(Text::nfc(settled), Text::nfc(typed));
            assert!(TextRef::new(settled) == Text::nfc(typed));
            assert_eq!(Text::nfc(typed).as_str(), settled);
            assert_eq!(nfc(typed), settled);
        }
        assert_ne!(Text::nfc("ガス"), Text::nfc("カス"));
    }

    #[test]
    fn a_text_of_any_length_is_read_whole() {
        let long = "abcdefghijklmnopqrstuvwxyz0123456789";
        let mut texts: Vec<Text> = Vec::new();
        for length in 0..=long.len() {
            let text = long.get(..length).unwrap_or_default();
            assert_eq!(Text::nfc(text).as_str(), text);
            texts.push(Text::nfc(text));
            for changed in 0..length {
                // One letter is another, or no letter of ASCII.
                let before = text.get(..changed).unwrap_or_default();
                let after = text.get(changed + 1..).unwrap_or_default();
                for other in ["A", "課", "\u{e9}", "e\u{301}"] {
                    let other = format!("{before}{other}{after}");
                    assert_ne!(Text::nfc(&other), Text::nfc(text));
                    assert_ne!(Text::nfc(&other).hash(), Text::nfc(text).hash());
                    assert_eq!(Text::nfc(&other).as_str(), nfc(&other));
                }
            }
        }
        for (number, text) in texts.iter().enumerate() {
            assert_eq!(texts.iter().position(|other| other == text), Some(number));
        }
    }
}
