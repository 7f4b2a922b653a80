//! The groups a caller is in.

use alloc::vec::Vec;

use crate::text::{Text, all_differ};

/// The groups a caller is in: each once, in Unicode NFC.
#[derive(Clone, Debug, Default)]
pub struct Groups(
    /// More than a few are in the order of their hashes, then of their texts.
    Vec<Text>,
);

/// So few are found sooner one by one than they are brought into an order.
const FEW: usize = 12;

impl Groups {
    pub(crate) fn new<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        let names = names.into_iter();
        let mut groups: Vec<Text> = Vec::with_capacity(names.size_hint().0);
        groups.extend(names.map(Text::new));
        if groups.len() > FEW {
            groups.sort_unstable_by(|left, right| {
                left.hash().cmp(&right.hash()).then_with(|| left.as_str().cmp(right.as_str()))
            });
            groups.dedup();
        } else if !all_differ(&mut groups.iter().map(Text::hash)) {
            return Self(each_once(groups));
        }
        Self(groups)
    }

    /// How many there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether this is one of them. `name` is in NFC.
    #[must_use]
    pub fn contains(&self, name: &str) -> bool {
        self.has(&Text::new(name))
    }

    /// The names, in the order of their characters.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &str> {
        let mut names: Vec<&str> = self.0.iter().map(Text::as_str).collect();
        names.sort_unstable();
        names.into_iter()
    }

    pub(crate) fn has(&self, name: &Text) -> bool {
        if self.0.len() <= FEW {
            return self.0.iter().any(|group| group == name);
        }
        let first = self.0.partition_point(|group| group.hash() < name.hash());
        let alike = self.0.iter().skip(first).take_while(|group| group.hash() == name.hash());
        alike.into_iter().any(|group| group == name)
    }

    pub(crate) fn texts(&self) -> &[Text] {
        &self.0
    }
}

impl PartialEq for Groups {
    fn eq(&self, other: &Self) -> bool {
        // Each comes once in both.
        self.len() == other.len() && self.0.iter().all(|group| other.has(group))
    }
}

impl Eq for Groups {}

/// Without those that came before.
#[cold]
fn each_once(mut groups: Vec<Text>) -> Vec<Text> {
    let mut seen: usize = 0;
    while let Some((before, [next, ..])) = groups.split_at_checked(seen) {
        if before.contains(next) {
            groups.remove(seen);
        } else {
            seen = seen.saturating_add(1);
        }
    }
    groups
}

#[cfg(test)]
mod tests {
    use alloc::{format, string::String};

    use super::*;

    #[test]
    fn groups_are_a_set_however_many_they_are() {
        for count in [0, 1, 2, 11, 12, 13, 40] {
            let names: Vec<String> =
                (0..count).map(|number| format!("group-{number:02}")).collect();
            let twice = names.iter().chain(names.iter().rev()).map(String::as_str);
            let groups = Groups::new(twice);

            assert_eq!(groups.len(), count);
            assert_eq!(groups.is_empty(), count == 0);
            assert_eq!(groups.iter().collect::<Vec<_>>(), names);
            assert_eq!(groups, Groups::new(names.iter().rev().map(String::as_str)));
            for name in &names {
                assert!(groups.contains(name));
            }
            assert!(!groups.contains("group-99"));
            let fewer = Groups::new(names.iter().skip(1).map(String::as_str));
            assert_eq!(fewer == groups, count == 0);
            let others = names.iter().skip(1).map(String::as_str).chain(["group-99"]);
            assert_ne!(Groups::new(others), groups);
        }
    }
}
