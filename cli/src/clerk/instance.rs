//! An instance as a clerk sees it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization as _;

use super::told::plain;

/// An instance of the list; members that are not known here are left out.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Instance {
    pub(crate) id: String,
    pub(crate) name: Option<String>,
    pub(crate) state: String,
    pub(crate) account: String,
    pub(crate) region: String,
    pub(crate) tags: BTreeMap<String, String>,
    pub(crate) may: Vec<String>,
    pub(crate) may_not: BTreeMap<String, String>,
}

/// What is seen at one moment.
#[derive(Debug, Deserialize)]
pub(crate) struct List {
    pub(crate) complete: bool,
    pub(crate) instances: Vec<Instance>,
}

impl Instance {
    /// Its name, or its id where it has none.
    pub(crate) fn called(&self) -> String {
        called(self.name.as_deref(), &self.id)
    }

    /// Its tags, without the name.
    pub(crate) fn tags(&self) -> Vec<String> {
        let tags = self.tags.iter().filter(|(key, _)| *key != "Name");
        tags.map(|(key, value)| plain(&format!("{key}={value}"))).collect()
    }

    /// Whether all of these words stand in its name, its id or its tags, however wide they are typed.
    pub(crate) fn has(&self, words: &str) -> bool {
        let text = format!("{}\n{}\n{}", self.called(), self.id, self.tags().join("\n"));
        let text = folded(&text);
        folded(words).split_whitespace().all(|word| text.contains(word))
    }

    /// Whether a tag says that people rely on it, as on the page of the console.
    pub(crate) fn is_production(&self) -> bool {
        let known = ["prod", "production", "prd", "本番"];
        self.tags.values().any(|value| known.contains(&value.to_lowercase().as_str()))
    }
}

/// A name, or the id of what has none.
pub(crate) fn called(name: Option<&str>, id: &str) -> String {
    plain(name.filter(|name| !name.is_empty()).unwrap_or(id))
}

/// A text as it is compared with what somebody types: full and half width, upper and lower case are the
/// same, as on the page of the console.
fn folded(text: &str) -> String {
    text.nfkc().collect::<String>().to_lowercase()
}
