//! What this room needs to know of tags beside what the engine compares.

use std::collections::BTreeSet;

/// Whether two keys are the same but for upper and lower case.
///
/// EC2 keeps such keys apart and the engine compares exactly, but IAM does not tell them apart in a
/// condition: which of the two values counts depends on who looks. Nothing is done to such an
/// instance until one of them is gone.
pub(crate) fn ambiguous(tags: &[(String, String)]) -> bool {
    let mut keys = BTreeSet::new();
    !tags.iter().all(|(key, _)| keys.insert(key.to_lowercase()))
}

/// Whether the tags hold, for each key, one of its values: compared byte for byte.
pub(crate) fn hold(tags: &[(String, String)], wanted: &[(String, Vec<String>)]) -> bool {
    wanted.iter().all(|(key, values)| {
        tags.iter().any(|(found, value)| found == key && values.contains(value))
    })
}
