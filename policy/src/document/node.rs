//! The tree that every form of a document is read into: values, each with its place.

use alloc::{
    format,
    rc::Rc,
    string::{String, ToString},
    vec::Vec,
};

use super::problem::Place;

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
    Number(String),
    /// Wrong, and already reported: the reader says nothing more about it.
    Reported,
    Text(String),
}

/// One key of a mapping, never twice the same, and its value.
#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) key: String,
    /// Where the key itself stands.
    pub(crate) spot: Spot,
    pub(crate) value: Node,
}

/// Where something stands. The path is put into words only when there is something to report.
#[derive(Clone, Debug)]
pub(crate) struct Spot {
    pub(crate) trail: Rc<Trail>,
    pub(crate) position: Option<(usize, usize)>,
    /// Counts up through the document, so that problems can be told in its order.
    pub(crate) order: usize,
}

/// One step of the way from the root.
#[derive(Debug)]
pub(crate) struct Trail {
    parent: Option<Rc<Self>>,
    step: Step,
}

#[derive(Debug)]
enum Step {
    Index(usize),
    Key(String),
    Root,
    Row(String),
}

impl Spot {
    /// The same spot, for a key that is missing there.
    pub(crate) fn missing(&self, key: &str) -> Self {
        Self { trail: Trail::key(&self.trail, key), position: self.position, order: self.order }
    }

    /// Whether this is an item of a list.
    pub(crate) fn is_item(&self) -> bool {
        matches!(self.trail.step, Step::Index(_))
    }

    pub(crate) fn place(&self) -> Place {
        let (row, path) = self.trail.words();
        Place { path, position: self.position, row }
    }
}

impl Trail {
    pub(crate) fn root() -> Rc<Self> {
        Rc::new(Self { parent: None, step: Step::Root })
    }

    /// A path starts anew in a row.
    pub(crate) fn row(key: &str) -> Rc<Self> {
        Rc::new(Self { parent: None, step: Step::Row(key.to_string()) })
    }

    pub(crate) fn key(parent: &Rc<Self>, key: &str) -> Rc<Self> {
        Rc::new(Self { parent: Some(Rc::clone(parent)), step: Step::Key(key.to_string()) })
    }

    pub(crate) fn index(parent: &Rc<Self>, index: usize) -> Rc<Self> {
        Rc::new(Self { parent: Some(Rc::clone(parent)), step: Step::Index(index) })
    }

    fn words(&self) -> (Option<String>, String) {
        let (row, path) = self.parent.as_ref().map_or((None, String::new()), |up| up.words());
        match &self.step {
            Step::Index(index) => (row, format!("{path}[{index}]")),
            Step::Key(key) if !plain(key) => (row, format!("{path}[\"{}\"]", escape(key))),
            Step::Key(key) if path.is_empty() => (row, key.clone()),
            Step::Key(key) => (row, format!("{path}.{key}")),
            Step::Root => (None, path),
            Step::Row(key) => (Some(escape(key)), path),
        }
    }
}

/// Whether a key can stand in a path as it is.
fn plain(key: &str) -> bool {
    !key.is_empty()
        && key.chars().count() <= QUOTED
        && key.chars().all(|letter| letter.is_alphanumeric() || matches!(letter, '_' | '-'))
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

const QUOTED: usize = 64;
