//! Who called EC2, as CloudTrail has it.

use sekisho_policy::AccountId;
use serde::{Deserialize, Serialize};

use crate::Places;

/// Who made a call. Texts of AWS, of each no more than is worth keeping.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub(super) struct Actor {
    #[serde(rename = "type")]
    kind: Option<String>,
    arn: Option<String>,
    /// The AWS service that called for somebody.
    invoked_by: Option<String>,
    source_identity: Option<String>,
    address: Option<String>,
    /// The role a session is of.
    role: Option<String>,
}

impl Actor {
    pub(super) fn of(identity: UserIdentity, address: Option<&str>) -> Self {
        let session = identity.session_context.unwrap_or_default();
        let issuer = session.session_issuer.unwrap_or_default();
        let role = issuer.arn.filter(|_| issuer.kind.as_deref() == Some("Role"));
        Self {
            kind: identity.kind.as_deref().map(kept),
            arn: identity.arn.as_deref().map(kept),
            invoked_by: identity.invoked_by.as_deref().map(kept),
            source_identity: session.source_identity.as_deref().map(kept),
            address: address.map(kept),
            role: role.as_deref().map(kept),
        }
    }

    /// Whether the call was made through the checkpoint: in a session of the role that acts in this
    /// account, on somebody's behalf. Nobody but the executor may assume it.
    pub(super) fn is_the_checkpoint(&self, places: &Places, account: &AccountId) -> bool {
        self.kind.as_deref() == Some("AssumedRole")
            && self.source_identity.as_ref().is_some_and(|identity| !identity.is_empty())
            && self.role.is_some()
            && self.role == places.role_in(account)
    }
}

/// `userIdentity` of a record. All of it is optional there: it differs from kind to kind.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct UserIdentity {
    #[serde(rename = "type")]
    kind: Option<String>,
    arn: Option<String>,
    invoked_by: Option<String>,
    session_context: Option<SessionContext>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct SessionContext {
    session_issuer: Option<SessionIssuer>,
    source_identity: Option<String>,
}

#[derive(Default, Deserialize)]
struct SessionIssuer {
    #[serde(rename = "type")]
    kind: Option<String>,
    arn: Option<String>,
}

/// What is kept of a text: an ARN of a role with the longest path has some six hundred characters.
pub(super) fn kept(text: &str) -> String {
    text.chars().take(1_024).collect()
}
