//! The tree that every form of a document is read into: values, each with its place.

use alloc::{format, string::String, vec::Vec};

use smol_str::SmolStr;

use super::trail::Trail;

/// The form a document came in: decides only how a message says what to write.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Form {
    Json,
    Rows,
    Yaml,
}

/// A value and where it stands.
#[derive(Debug)]
pub(crate) struct Node {
    pub(crate) value: Value,
    pub(crate) spot: Spot,
}

/// What a form can hold.
#[derive(Debug)]
pub(crate) enum Value {
    Bool(bool),
    /// Something that this language has no use for, such as a string set: what to call it.
    Foreign(&'static str),
    List(Vec<Node>),
    Map(Vec<Entry>),
    Null,
    /// As it was written, so that nothing of an unquoted account id is lost.
    Number(SmolStr),
    /// Wrong, and already reported: the reader says nothing more about it.
    Reported,
    Text(SmolStr),
    /// A list whose items are read when they are checked, one at a time.
    Unread,
}

/// One key of a mapping, never twice the same, and its value.
#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) key: SmolStr,
    /// Where the key itself stands.
    pub(crate) spot: Spot,
    pub(crate) value: Node,
}

/// Where something stands. The path is put into words only when there is something to report.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Spot {
    pub(crate) trail: Trail,
    /// Line and column.
    pub(crate) position: Option<(u32, u32)>,
    /// Counts up through the document, so that problems can be told in its order.
    pub(crate) order: u32,
}

/// An author's text inside a message: in backticks, cut to 64 characters, with everything that could
/// not be seen, or could move the rest of the line, written as its code point.
pub(crate) fn quote(text: &str) -> String {
    format!("`{}`", escape(text))
}

/// [`quote`] without the backticks.
pub(crate) fn escape(text: &str) -> String {
    let mut escaped = String::new();
    for (count, letter) in text.chars().enumerate() {
        if count == QUOTED {
            escaped.push('…');
            break;
        }
        if letter.is_control() || super::check::invisible(letter) || odd_space(letter) {
            escaped.extend(letter.escape_unicode());
        } else {
            escaped.push(letter);
        }
    }
    escaped
}

fn odd_space(letter: char) -> bool {
    letter.is_whitespace() && letter != ' '
}

/// The most letters of an author's text in a message.
pub(super) const QUOTED: usize = 64;
