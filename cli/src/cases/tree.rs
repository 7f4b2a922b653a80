//! A YAML file as a tree of values, each with its place.

use std::fmt;

use serde::{
    Deserialize, Deserializer,
    de::{Error, MapAccess, SeqAccess, Visitor},
};
use serde_json::Value;
use serde_saphyr::{Location, Spanned};

/// A line and a column, both from 1.
#[derive(Clone, Copy, Debug, Default, Eq, Ord, PartialEq, PartialOrd)]
pub(super) struct Place {
    pub(super) line: u64,
    pub(super) column: u64,
}

/// A value and where it stands.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) tree: Tree,
    pub(super) place: Place,
}

#[derive(Clone, Debug)]
pub(super) enum Tree {
    Map(Vec<Entry>),
    List(Vec<Node>),
    Scalar(Value),
}

/// A key, where it stands, and its value.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) key: String,
    pub(super) place: Place,
    pub(super) node: Node,
}

impl Node {
    /// What stands there, for a reader.
    pub(super) fn described(&self) -> String {
        match &self.tree {
            Tree::Map(_) => "a mapping".to_owned(),
            Tree::List(list) if list.is_empty() => "an empty list".to_owned(),
            Tree::List(_) => "a list".to_owned(),
            Tree::Scalar(Value::Null) => "nothing".to_owned(),
            Tree::Scalar(Value::String(text)) => format!("`{}`", text.escape_debug()),
            Tree::Scalar(value) => format!("`{value}`"),
        }
    }

    pub(super) fn text(&self) -> Option<&str> {
        match &self.tree {
            Tree::Scalar(value) => value.as_str(),
            Tree::Map(_) | Tree::List(_) => None,
        }
    }

    pub(super) fn entries(&self) -> Option<&[Entry]> {
        match &self.tree {
            Tree::Map(entries) => Some(entries),
            Tree::List(_) | Tree::Scalar(_) => None,
        }
    }

    /// The items of a list that has any.
    pub(super) fn items(&self) -> Option<&[Node]> {
        match &self.tree {
            Tree::List(items) if !items.is_empty() => Some(items),
            Tree::List(_) | Tree::Map(_) | Tree::Scalar(_) => None,
        }
    }

    pub(super) fn json(&self) -> Value {
        match &self.tree {
            Tree::Map(entries) => {
                entries.iter().map(|entry| (entry.key.clone(), entry.node.json())).collect()
            }
            Tree::List(items) => items.iter().map(Self::json).collect(),
            Tree::Scalar(value) => value.clone(),
        }
    }
}

impl From<Location> for Place {
    fn from(location: Location) -> Self {
        Self { line: location.line(), column: location.column() }
    }
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let Spanned { value, referenced, .. } = Spanned::<Tree>::deserialize(from)?;
        Ok(Self { tree: value, place: referenced.into() })
    }
}

impl<'de> Deserialize<'de> for Tree {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(Reader)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Tree;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a mapping, a list, a text, a number, true, false or null")
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Tree, E> {
        Ok(Tree::Scalar(value.into()))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Tree, E> {
        Ok(Tree::Scalar(value.into()))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Tree, E> {
        Ok(Tree::Scalar(value.into()))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Tree, E> {
        Ok(Tree::Scalar(value.into()))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Tree, E> {
        Ok(Tree::Scalar(value.into()))
    }

    fn visit_unit<E: Error>(self) -> Result<Tree, E> {
        Ok(Tree::Scalar(Value::Null))
    }

    fn visit_none<E: Error>(self) -> Result<Tree, E> {
        self.visit_unit()
    }

    fn visit_some<D: Deserializer<'de>>(self, from: D) -> Result<Tree, D::Error> {
        Tree::deserialize(from)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Tree, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Tree::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Tree, A::Error> {
        let mut list = Vec::new();
        while let Some(Spanned { value: key, referenced, .. }) =
            entries.next_key::<Spanned<String>>()?
        {
            let node = entries.next_value()?;
            list.push(Entry { key, place: referenced.into(), node });
        }
        Ok(Tree::Map(list))
    }
}
