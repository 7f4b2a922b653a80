//! Short texts, eight bytes at a time: what is asked of each byte is asked of eight at once, without a
//! branch that a processor could guess wrong.

/// A text of at most 24 bytes.
#[derive(Clone, Copy)]
pub(crate) struct Words {
    /// The first byte is the lowest. What is beyond the end is nought.
    words: [u64; 3],
    length: u8,
}

/// The bytes of a short text, and noughts behind them.
///
/// They are where words are: so that each is written and read as one.
#[derive(Clone, Copy, Eq, PartialEq)]
#[repr(align(8))]
pub(crate) struct Bytes([[u8; 8]; 3]);

impl Bytes {
    #[inline]
    pub(crate) fn words(self) -> [u64; 3] {
        self.0.map(u64::from_le_bytes)
    }

    /// Those that are before the noughts.
    pub(crate) fn text(&self) -> &[u8] {
        let length = Words::of(&self.words()).length();
        self.0.as_flattened().get(..usize::from(length)).unwrap_or_default()
    }
}

impl Words {
    /// `None` of a text that is longer, or ends in a nought: that would look like a shorter one.
    #[inline]
    pub(crate) fn read(bytes: &[u8]) -> Option<Self> {
        let length = bytes.len();
        if bytes.last() == Some(&0) {
            return None;
        }
        // The last eight bytes overlap those before them: what came before is shifted out.
        let last = |end: usize| shifted(tail(bytes), end.saturating_sub(length));
        let words = match length {
            8..=16 => [head(bytes), last(16), 0],
            17..=24 => [head(bytes), bytes.get(8..).map_or(0, head), last(24)],
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
        Some(Self { words, length: u8::try_from(length).unwrap_or_default() })
    }

    /// Words that were read before. There may be fewer than three: the rest is nought.
    #[inline]
    pub(crate) fn of(written: &[u64]) -> Self {
        let mut words = [0; 3];
        words.iter_mut().zip(written).for_each(|(word, written)| *word = *written);
        let [first, second, third] = words.map(|word| 8_u8.saturating_sub(noughts(word)));
        let length = match (first, second, third) {
            (length, 0, 0) => length,
            (_, length, 0) => length.saturating_add(8),
            (_, _, length) => length.saturating_add(16),
        };
        Self { words, length }
    }

    pub(crate) const fn length(self) -> u8 {
        self.length
    }

    #[inline]
    pub(crate) fn bytes(self) -> Bytes {
        Bytes(self.words.map(u64::to_le_bytes))
    }

    #[inline]
    pub(crate) const fn is_ascii(self) -> bool {
        let [first, second, third] = self.words;
        (first | second | third) & HIGHEST == 0
    }

    /// The same in every process: what a hash tells apart is only ever what to look at first, and
    /// the tables it is used in hold the values of a policy, whose authors gain nothing by slowing it
    /// down.
    #[inline]
    pub(crate) fn hash(self) -> u64 {
        // How long the text is tells nothing more: it does not end in a nought.
        let [first, second, third] = self.words;
        let rest = if third == 0 { SEED } else { fold(third ^ SEED, SEED.rotate_left(23)) };
        fold(first ^ rest, second ^ SEED.rotate_left(41))
    }

    /// Which bytes of an ASCII text are from `low` to `high`: the first byte is the lowest bit.
    #[inline]
    pub(crate) fn within(self, low: u8, high: u8) -> u32 {
        // INVARIANT (no carry): of ASCII, neither sum is more than a byte holds.
        let at_least = EACH.wrapping_mul(u64::from(0x80_u8.wrapping_sub(low)));
        let above = EACH.wrapping_mul(u64::from(0x7f_u8.wrapping_sub(high)));
        let [first, second, third] = self.words.map(|word| {
            let within = word.wrapping_add(at_least) & !word.wrapping_add(above) & HIGHEST;
            // Each of the eight bits is brought to the highest byte, beside the others.
            (within >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56
        });
        u32::try_from(first | second << 8 | third << 16).unwrap_or_default()
    }
}

/// One in each byte, and the highest bit of each byte.
const EACH: u64 = 0x0101_0101_0101_0101;
const HIGHEST: u64 = 0x8080_8080_8080_8080;

/// Any odd number without a pattern: the first bits of the fraction of the square root of two.
pub(crate) const SEED: u64 = 0x6a09_e667_f3bc_c909;

fn head(bytes: &[u8]) -> u64 {
    bytes.first_chunk().copied().map_or(0, u64::from_le_bytes)
}

fn tail(bytes: &[u8]) -> u64 {
    bytes.last_chunk().copied().map_or(0, u64::from_le_bytes)
}

fn quarter(bytes: Option<&[u8; 4]>) -> u64 {
    bytes.copied().map_or(0, |bytes| u64::from(u32::from_le_bytes(bytes)))
}

/// The word without its first so many bytes, of which there are at most eight: in two steps, because
/// a shift by all of its bits would be none.
const fn shifted(word: u64, bytes: usize) -> u64 {
    let half = bytes.wrapping_mul(4) & 63;
    word >> half >> half
}

/// How many of the last bytes are noughts.
fn noughts(word: u64) -> u8 {
    u8::try_from(word.leading_zeros() / 8).unwrap_or_default()
}

/// The two halves of a product: every bit of both factors tells in it.
#[inline]
fn fold(left: u64, right: u64) -> u64 {
    let product = u128::from(left).wrapping_mul(u128::from(right));
    let [low, high] = [product & u128::from(u64::MAX), product >> 64];
    u64::try_from(low ^ high).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bytes_within_bounds_are_told_one_by_one() {
        let text = "\0/09:@AZ[`az{\x7f-A-z0-9_";
        for length in 0..=text.len() {
            let bytes = text.as_bytes().get(..length).unwrap_or_default();
            let Some(words) = Words::read(bytes) else { continue };
            assert_eq!(Words::of(&words.words).length(), words.length(), "{text:?} {length}");
            assert_eq!(usize::from(words.length()), length);
            for (low, high) in [(b'a', b'z'), (b'0', b'9'), (b'-', b'-'), (1, 0x7f)] {
                let expected = bytes
                    .iter()
                    .enumerate()
                    .fold(0, |all, (at, byte)| all | u32::from((low..=high).contains(byte)) << at);
                assert_eq!(words.within(low, high), expected, "{text:?} {length} {low}..={high}");
            }
        }
    }
}
