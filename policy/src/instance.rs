//! The instance a request is about.

use alloc::vec::Vec;

use crate::{
    AccountId, Fact, InstanceId, Region,
    text::{Text, all_differ},
};

/// The whole tag set of an instance, keys and values in Unicode NFC.
#[derive(Clone, Debug, Default)]
pub struct Tags(
    /// No key comes twice. More than a few are in the order of the hashes of their keys, then of the
    /// keys.
    Vec<Tag>,
);

/// So few are found sooner one by one than they are brought into an order.
const FEW: usize = 12;

/// One tag of an instance.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Tag {
    pub(crate) key: Text,
    pub(crate) value: Text,
}

impl Tags {
    /// The tag set of these pairs; Unknown if two keys are the same once both are in NFC, because
    /// which of the two values counts is then anybody's guess.
    #[must_use]
    pub fn collect<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Fact<Self> {
        let pairs = pairs.into_iter();
        let mut tags: Vec<Tag> = Vec::with_capacity(pairs.size_hint().0);
        tags.extend(pairs.map(|(key, value)| Tag { key: Text::new(key), value: Text::new(value) }));
        let twice = if tags.len() > FEW {
            tags.sort_unstable_by(|left, right| {
                let by_text = || left.key.as_str().cmp(right.key.as_str());
                left.key.hash().cmp(&right.key.hash()).then_with(by_text)
            });
            tags.windows(2).any(|two| matches!(two, [left, right] if left.key == right.key))
        } else {
            !all_differ(&mut tags.iter().map(|tag| tag.key.hash())) && {
                let mut rest = tags.iter();
                core::iter::from_fn(|| rest.next().map(|tag| (tag, rest.clone())))
                    .any(|(tag, mut others)| others.any(|other| other.key == tag.key))
            }
        };
        if twice { Fact::Unknown } else { Fact::Known(Self(tags)) }
    }

    /// The value of one tag. `key` is in NFC.
    #[must_use]
    pub fn value(&self, key: &str) -> Option<&str> {
        self.text(&Text::new(key)).map(Text::as_str)
    }

    /// Every tag, in the order of the keys.
    #[must_use]
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &str)> {
        let tags = self.0.iter().map(|tag| (tag.key.as_str(), tag.value.as_str()));
        let mut tags: Vec<_> = tags.collect();
        tags.sort_unstable();
        tags.into_iter()
    }

    pub(crate) fn text(&self, key: &Text) -> Option<&Text> {
        if self.0.len() <= FEW {
            return self.0.iter().find(|tag| tag.key == *key).map(|tag| &tag.value);
        }
        let first = self.0.partition_point(|tag| tag.key.hash() < key.hash());
        let alike = self.0.iter().skip(first).take_while(|tag| tag.key.hash() == key.hash());
        alike.into_iter().find(|tag| tag.key == *key).map(|tag| &tag.value)
    }

    pub(crate) fn tags(&self) -> &[Tag] {
        &self.0
    }
}

impl PartialEq for Tags {
    fn eq(&self, other: &Self) -> bool {
        // Each key comes once in both.
        self.0.len() == other.0.len()
            && self.0.iter().all(|tag| other.text(&tag.key) == Some(&tag.value))
    }
}

impl Eq for Tags {}

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

impl Instance {
    pub(crate) fn account_text(&self) -> Fact<&Text> {
        self.account.as_ref().map(AccountId::text)
    }

    pub(crate) fn region_text(&self) -> Fact<&Text> {
        self.region.as_ref().map(Region::text)
    }

    pub(crate) fn id_text(&self) -> Fact<&Text> {
        self.id.as_ref().map(InstanceId::text)
    }
}

#[cfg(test)]
mod tests {
    use alloc::{format, string::String};

    use super::*;

    fn collected(tags: &[(String, String)]) -> Fact<Tags> {
        Tags::collect(tags.iter().map(|(key, value)| (key.as_str(), value.as_str())))
    }

    #[test]
    fn tags_are_found_by_their_keys_however_many_they_are() {
        for count in [0, 1, 2, 11, 12, 13, 50] {
            let tag = |number| (format!("key-{number:02}"), format!("value-{number}"));
            let pairs: Vec<(String, String)> = (0..count).map(tag).collect();
            let mut turned = pairs.clone();
            turned.reverse();

            let tags = collected(&pairs).known().cloned().unwrap_or_default();

            assert_eq!(tags.tags().len(), count);
            let told: Vec<_> = tags.iter().map(|(key, value)| (key.into(), value.into())).collect();
            assert_eq!(told, pairs);
            assert_eq!(collected(&turned), Fact::Known(tags.clone()));
            for (key, value) in &pairs {
                assert_eq!(tags.value(key), Some(value.as_str()));
            }
            assert_eq!(tags.value("key-99"), None);
            if let Some((_, value)) = turned.last_mut() {
                value.push('x');
                assert_ne!(collected(&turned), Fact::Known(tags));
                turned.push(tag(0));
                assert_eq!(collected(&turned), Fact::Unknown);
            }
        }
    }
}
