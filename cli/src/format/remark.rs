//! What stands in a text beside its nodes: comments and blank lines.

use super::outline::{Outline, Place};

/// A comment, or a line with nothing on it.
#[derive(Debug)]
pub(super) struct Remark {
    pub(super) place: Place,
    pub(super) kind: Kind,
    /// From the `#` on, without the space at its end; empty for a blank line.
    pub(super) text: String,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Kind {
    Blank,
    /// A comment behind something.
    Trailing,
    /// A comment with a line of its own.
    Whole,
}

impl Remark {
    /// The text of a comment.
    pub(super) fn comment(&self) -> Option<&str> {
        (self.kind != Kind::Blank).then_some(self.text.as_str())
    }
}

/// The remarks of a text, in order.
pub(super) fn remarks(text: &str, outline: &Outline) -> Vec<Remark> {
    let lines = text.lines().enumerate();
    lines.filter_map(|(line, text)| remark(line, text, outline)).collect()
}

fn remark(line: usize, text: &str, outline: &Outline) -> Option<Remark> {
    if text.trim().is_empty() {
        let place = Place { line, column: 0 };
        let blank = !outline.within_text(place);
        return blank.then(|| Remark { place, kind: Kind::Blank, text: String::new() });
    }
    let mut after_space = true;
    for (column, (byte, letter)) in text.char_indices().enumerate() {
        let place = Place { line, column };
        if letter == '#' && after_space && !outline.within_text(place) {
            let (before, comment) = text.split_at_checked(byte)?;
            let kind = if is_nothing(before) { Kind::Whole } else { Kind::Trailing };
            // Behind a mark of the whole document, it is about the whole document.
            let column = if is_mark(before) { 0 } else { column };
            let place = Place { line, column };
            let text = comment.trim_end_matches([' ', '\t']).to_owned();
            return Some(Remark { place, kind, text });
        }
        after_space = matches!(letter, ' ' | '\t');
    }
    None
}

/// Whether what stands before a comment is no part of a node: space, the sign of an item or of a key
/// that begins on a later line, or a mark.
fn is_nothing(before: &str) -> bool {
    is_mark(before) || before.chars().all(|letter| matches!(letter, ' ' | '\t' | '-' | '?'))
}

/// Whether this is a directive, or the start or the end of the document.
fn is_mark(before: &str) -> bool {
    before.starts_with('%') || matches!(before.trim_end(), "---" | "...")
}
