//! Texts that an author chose, between quotation marks.
//!
//! Whatever stands in them, they end where they seem to: quotation marks, line breaks and all that
//! cannot be seen are escaped, so that no text looks like another or like the sentence around it.

use alloc::string::String;

use super::{cursor::Cursor, form::Quotes};
use crate::document::check::invisible;

impl Quotes {
    pub(super) fn say(self, value: &str, text: &mut String) {
        text.push(self.open);
        for letter in value.chars() {
            if letter == self.open || letter == self.close || letter == '\\' {
                text.push('\\');
                text.push(letter);
            } else if letter == '\n' {
                text.push_str("\\n");
            } else if letter.is_control() || invisible(letter) || odd_space(letter) {
                text.extend(letter.escape_unicode());
            } else {
                text.push(letter);
            }
        }
        text.push(self.close);
    }

    pub(super) fn hear(self, cursor: &mut Cursor<'_>) -> Option<String> {
        if !cursor.take_letter(self.open) {
            cursor.wants("a text in quotation marks");
            return None;
        }
        let mut value = String::new();
        loop {
            let letter = match cursor.next() {
                None => {
                    cursor.wants("a closing quotation mark");
                    return None;
                }
                Some(letter) if letter == self.close => return Some(value),
                Some('\\') => self.escaped(cursor)?,
                Some(letter) => letter,
            };
            value.push(letter);
        }
    }

    fn escaped(self, cursor: &mut Cursor<'_>) -> Option<char> {
        let place = cursor.place();
        let letter = match cursor.next() {
            Some('n') => Some('\n'),
            Some('u') => code_point(cursor),
            letter => letter.filter(|it| *it == self.open || *it == self.close || *it == '\\'),
        };
        if letter.is_none() {
            cursor.back(place);
            cursor.wants("`n`, `u{…}`, `\\` or a quotation mark after `\\`");
        }
        letter
    }
}

/// `{41}`
fn code_point(cursor: &mut Cursor<'_>) -> Option<char> {
    let (digits, _) = cursor.rest().strip_prefix('{')?.split_once('}')?;
    cursor.skip(digits.len().saturating_add("{}".len()));
    char::from_u32(u32::from_str_radix(digits, 16).ok()?)
}

/// A space that looks like the usual one. The wide one of Japanese texts does not.
fn odd_space(letter: char) -> bool {
    letter.is_whitespace() && !matches!(letter, ' ' | '\u{3000}')
}
