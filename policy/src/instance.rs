//! The instance a request is about.

use alloc::{collections::BTreeMap, string::String};

use crate::{AccountId, Fact, InstanceId, Region, caller::nfc};

/// The whole tag set of an instance, keys and values in Unicode NFC.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Tags(BTreeMap<String, String>);

impl Tags {
    /// The tag set of these pairs; Unknown if two keys are the same once both are in NFC, because
    /// which of the two values counts is then anybody's guess.
    #[must_use]
    pub fn collect<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Fact<Self> {
        let mut tags = BTreeMap::new();
        for (key, value) in pairs {
            if tags.insert(nfc(key), nfc(value)).is_some() {
                return Fact::Unknown;
            }
        }
        Fact::Known(Self(tags))
    }

    /// The value of one tag.
    #[must_use]
    pub fn value(&self, key: &str) -> Option<&str> {
        self.0.get(key).map(String::as_str)
    }

    /// Every tag, in the order of the keys.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(key, value)| (key.as_str(), value.as_str()))
    }
}

/// One instance, as far as it is known.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "a new fact must be supplied by every adapter")]
pub struct Instance {
    /// The account that owns it.
    pub account: Fact<AccountId>,
    /// The region it runs in.
    pub region: Fact<Region>,
    /// Its id.
    pub id: Fact<InstanceId>,
    /// Its whole tag set: fetched together, so that a tag not in it is known to be absent.
    pub tags: Fact<Tags>,
}
