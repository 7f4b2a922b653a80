//! EC2 filter patterns that match a text in whichever way it is spelled.
//!
//! The engine compares texts in NFC; EC2 compares them as they were typed. A tag typed on a Mac may
//! hold が as か and a combining mark, which a filter for が misses. So every character that could
//! have been typed in another way becomes `*`.

use alloc::{collections::BTreeSet, string::String};

use unicode_normalization::{UnicodeNormalization, char::canonical_combining_class};

/// Writes patterns. Costs about as much to make as a few thousand characters to look at: make one
/// for many patterns.
pub(super) struct Patterns {
    /// The ideographs that NFC turns a compatibility ideograph into.
    twins: BTreeSet<char>,
}

impl Patterns {
    pub(super) fn new() -> Self {
        let compatibility = ('\u{f900}'..='\u{faff}').chain('\u{2f800}'..='\u{2fa1f}');
        Self { twins: compatibility.filter(|twin| decomposes(*twin)).nfd().collect() }
    }

    /// A pattern that matches every text whose NFC form is this one (and others). `text` is in NFC.
    pub(super) fn matching(&self, text: &str) -> String {
        let mut pattern = String::new();
        for character in text.chars() {
            if !self.has_one_spelling(character) {
                if !pattern.ends_with('*') || pattern.ends_with("\\*") {
                    pattern.push('*');
                }
                continue;
            }
            if matches!(character, '*' | '?' | '\\') {
                pattern.push('\\');
            }
            pattern.push(character);
        }
        pattern
    }

    /// Whether this character, in a text in NFC, can only have been typed as itself. Sure of what
    /// towns write: ASCII, kana, the common ideographs, full- and half-width forms. Of the rest: no.
    fn has_one_spelling(&self, character: char) -> bool {
        match character {
            // In NFC the Kelvin sign is `K`, the Greek question mark `;`, a varia a grave accent,
            // and mathematical angle brackets are those of East Asia.
            'K' | ';' | '`' | '\u{3008}' | '\u{3009}' => false,
            '\0'..='\x7f' | '\u{ff01}'..='\u{ff9f}' => true,
            '\u{3000}'..='\u{30ff}' => {
                canonical_combining_class(character) == 0 && !decomposes(character)
            }
            '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' => !self.twins.contains(&character),
            _ => false,
        }
    }
}

fn decomposes(character: char) -> bool {
    core::iter::once(character).nfd().ne([character])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_other_character_becomes_one_that_has_one_spelling() {
        let patterns = Patterns::new();

        for typed in '\0'..=char::MAX {
            let nfc: String = core::iter::once(typed).nfc().collect();
            if nfc.chars().ne([typed]) {
                let sure = nfc.chars().any(|character| patterns.has_one_spelling(character));
                assert!(!sure, "{typed:?} becomes {nfc:?}");
            }
        }
    }

    #[test]
    fn no_character_of_one_spelling_is_composed_or_reordered() {
        let patterns = Patterns::new();

        for character in '\0'..=char::MAX {
            if canonical_combining_class(character) != 0 || decomposes(character) {
                assert!(!patterns.has_one_spelling(character), "{character:?}");
            }
        }
    }

    #[test]
    fn wildcards_are_escaped_and_other_spellings_are_wildcards() {
        let patterns = Patterns::new();

        assert_eq!(patterns.matching(r"a*b?c\d"), r"a\*b\?c\\d");
        assert_eq!(patterns.matching("ガバナンス課"), "*ナンス課");
        assert_eq!(patterns.matching("*が"), r"\**");
        assert_eq!(patterns.matching("神社"), "*");
    }
}
