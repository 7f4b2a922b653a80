//! What AWS is told of a decision: session policies, and on whose behalf.

use std::fmt::Write as _;

use sekisho_policy::{
    Caller, Entitlement, Fact, Grant, Partition, ResourceKind, SessionPolicyError,
};

use crate::places::is_of_a_name;

/// Grants that are acted on in one session, and the policy of that session.
pub(super) struct Mandate<'a> {
    pub(super) grants: Vec<&'a Grant>,
    /// Why there is none: then nothing is done.
    pub(super) policy: Result<String, SessionPolicyError>,
    /// Whether the policy names the instances one by one.
    pub(super) is_pinned: bool,
}

/// The session that is good for all these grants, and for whatever else the entitlement admits: it is
/// used again. Where that is too long for STS, sessions for these instances alone.
pub(super) fn of<'a>(
    entitlement: &Entitlement,
    kind: ResourceKind,
    partition: &Partition,
    grants: Vec<&'a Grant>,
) -> Vec<Mandate<'a>> {
    match entitlement.session_policy(kind, partition) {
        Err(SessionPolicyError::TooLong { .. }) => pinned(entitlement, kind, partition, grants),
        policy => vec![Mandate { grants, policy, is_pinned: false }],
    }
}

/// Sessions for these instances alone: as few as their policies fit into.
pub(super) fn pinned<'a>(
    entitlement: &Entitlement,
    kind: ResourceKind,
    partition: &Partition,
    grants: Vec<&'a Grant>,
) -> Vec<Mandate<'a>> {
    let policy = entitlement.pinned_session_policy(kind, partition, grants.iter().copied());
    if grants.len() > 1 && matches!(policy, Err(SessionPolicyError::TooLong { .. })) {
        return halves(entitlement, kind, partition, grants);
    }
    vec![Mandate { grants, policy, is_pinned: true }]
}

/// Two sessions, or more, for what one was too long for.
pub(super) fn halves<'a>(
    entitlement: &Entitlement,
    kind: ResourceKind,
    partition: &Partition,
    mut grants: Vec<&'a Grant>,
) -> Vec<Mandate<'a>> {
    let second = grants.split_off(grants.len().div_ceil(2));
    let mut mandates = pinned(entitlement, kind, partition, grants);
    mandates.extend(pinned(entitlement, kind, partition, second));
    mandates
}

/// Who a call is made for, as CloudTrail takes it: the stable key of the person (`sub`).
///
/// SOURCE: AWS STS API reference, `AssumeRole`, `SourceIdentity`: 2 to 64 of `[\w+=,.@-]`. Other
/// characters are written `=XX`, and what is longer ends in a number that differs from text to text.
pub(super) fn source_identity(caller: &Caller) -> String {
    let Fact::Known(subject) = caller.subject() else { return "unknown".to_owned() };
    let mut text = String::new();
    for byte in subject.bytes() {
        if is_of_a_name(byte) && byte != b'=' {
            text.push(char::from(byte));
        } else {
            // Writing into a text does not fail.
            let _written = write!(text, "={byte:02x}");
        }
    }
    if text.len() > LONGEST {
        let (kept, _) = text.split_at(LONGEST.saturating_sub(17));
        return format!("{kept}={:016x}", fnv(subject));
    }
    if text.len() < 2 { format!("sub={text}") } else { text }
}

const LONGEST: usize = 64;

/// FNV-1a: the same number for the same text in every build.
fn fnv(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |number: u64, byte| {
        (number ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use sekisho_policy::{Caller, Fact};

    #[test]
    fn a_source_identity_is_the_subject_in_the_characters_that_sts_takes() {
        let of = |subject: &str| {
            super::source_identity(&Caller::unknown().with_subject(Fact::Known(subject)))
        };

        assert_eq!(
            of("4f0c1a2e-0000-4000-8000-00000000002a"),
            "4f0c1a2e-0000-4000-8000-00000000002a"
        );
        assert_eq!(of("oidc|a=b"), "oidc=7ca=3db");
        assert_eq!(of("x"), "sub=x");
        assert_eq!(super::source_identity(&Caller::unknown()), "unknown");
        let long = "a".repeat(80);
        assert_eq!(of(&long), format!("{}={:016x}", "a".repeat(47), super::fnv(&long)));
        assert_ne!(of(&long), of(&format!("{long}b")));
    }
}
