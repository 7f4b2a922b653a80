//! The facts of a case: those that every case starts from, and those that differ.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::{
    problem::CaseProblem,
    tree::{Node, Place, Tree},
};

/// Facts as a request has them, with where each is written.
#[derive(Clone, Debug, Default)]
pub(crate) struct Facts {
    pub(super) request: Map<String, Value>,
    places: BTreeMap<String, Place>,
}

impl Facts {
    /// Adds the fact written under this key: `caller`, `caller.groups`, `instance.tags.Env`. A fact that
    /// is there already is a problem.
    pub(super) fn add(&mut self, key: &str, place: Place, node: &Node) -> Result<(), CaseProblem> {
        // The key of a tag and the name of a claim may hold dots themselves.
        let path: Vec<&str> = key.splitn(3, '.').collect();
        self.put(&path, place, node)
    }

    fn put(&mut self, path: &[&str], place: Place, node: &Node) -> Result<(), CaseProblem> {
        let dotted = path.join(".");
        match &node.tree {
            Tree::Map(entries) if !entries.is_empty() && !says_unknown(node) && path.len() < 3 => {
                for entry in entries {
                    let mut inner = path.to_vec();
                    inner.push(&entry.key);
                    self.put(&inner, entry.place, &entry.node)?;
                }
                self.places.entry(dotted).or_insert(place);
                Ok(())
            }
            Tree::Map(_) | Tree::List(_) | Tree::Scalar(_) => {
                if self.insert(path, node.json()) {
                    self.places.insert(dotted, place);
                    return Ok(());
                }
                let found = format!("`{dotted}` a second time");
                Err(CaseProblem::new(place, found, "each fact at most once in a case"))
            }
        }
    }

    /// Whether there was room for it: neither it, nor a part of it, nor what it would be a part of was
    /// there.
    pub(super) fn insert(&mut self, path: &[&str], value: Value) -> bool {
        let Some((last, parents)) = path.split_last() else { return false };
        let mut object = &mut self.request;
        for parent in parents {
            let inner = object.entry(*parent).or_insert_with(|| Value::Object(Map::new()));
            let Value::Object(inner) = inner else { return false };
            object = inner;
        }
        if object.contains_key(*last) {
            return false;
        }
        object.insert((*last).to_owned(), value);
        true
    }

    /// These facts, and of what they do not say, the defaults.
    pub(super) fn over(&self, defaults: &Self) -> Map<String, Value> {
        let mut request = defaults.request.clone();
        merge(&mut request, &self.request);
        if let Some(Value::Object(instance)) = request.get_mut("instance")
            && let Some(Value::Object(tags)) = instance.get_mut("tags")
        {
            // A tag that is not among the tags of a request is one that the instance has not.
            tags.retain(|_, value| !value.is_null());
        }
        request
    }

    /// Where the fact is written that holds what has this path.
    pub(super) fn place(&self, path: &str) -> Option<Place> {
        let holds = |key: &str| {
            let rest = path.strip_prefix(key)?;
            (rest.is_empty() || rest.starts_with(['.', '['])).then_some(key.len())
        };
        let found = self.places.iter().filter_map(|(key, place)| Some((holds(key)?, *place)));
        found.max().map(|(_, place)| place)
    }
}

/// What is said of parts of a thing leaves its other parts as they are; all else replaces, also a mapping
/// without parts.
fn merge(below: &mut Map<String, Value>, above: &Map<String, Value>) {
    for (key, value) in above {
        match (below.get_mut(key), value) {
            (Some(Value::Object(below)), Value::Object(above))
                if !above.is_empty() && !is_unknown(below) && !is_unknown(above) =>
            {
                merge(below, above);
            }
            _ => {
                below.insert(key.clone(), value.clone());
            }
        }
    }
}

/// Whether it is the form of a fact that is not known.
pub(super) fn is_unknown(object: &Map<String, Value>) -> bool {
    object.len() == 1 && object.get("unknown") == Some(&Value::Bool(true))
}

fn says_unknown(node: &Node) -> bool {
    node.json().as_object().is_some_and(is_unknown)
}
