//! What this room needs to know of tags beside what the engine compares.

use std::collections::BTreeSet;

use sekisho_policy::Entitlement;

use crate::Seen;

/// Whether two keys are the same but for upper and lower case, or one and a key that the policy names.
///
/// EC2 keeps such keys apart and the engine compares exactly, but IAM does not tell them apart in a
/// condition: which of the two values counts, or whether one does, depends on who looks. Nothing is
/// done to such an instance until that is gone.
pub(crate) fn ambiguous(tags: &[(String, String)], entitlement: &Entitlement) -> bool {
    let mut keys = BTreeSet::new();
    let is_twice = !tags.iter().all(|(key, _)| keys.insert(key.to_lowercase()));
    is_twice
        || entitlement.tag_keys().any(|named| {
            keys.contains(&named.to_lowercase()) && !tags.iter().any(|(key, _)| key == named)
        })
}

/// Whether the engine reads the tags as they are written. It composes what was typed as a letter and a
/// mark (NFC), and IAM does not: a session policy then does not meet the instance.
pub(crate) fn are_composed(seen: &Seen) -> bool {
    seen.facts()
        .tags
        .known()
        .is_some_and(|facts| seen.tags.iter().all(|(key, value)| facts.value(key) == Some(value)))
}

/// Whether the tags hold, for each key, one of its values: compared byte for byte.
pub(crate) fn hold(tags: &[(String, String)], wanted: &[(String, Vec<String>)]) -> bool {
    wanted.iter().all(|(key, values)| {
        tags.iter().any(|(found, value)| found == key && values.contains(value))
    })
}
