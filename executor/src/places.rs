//! Where the instances are, and how their accounts are entered.

use std::fmt;

use sekisho_policy::{AccountId, Partition, Region};

/// Every account and region the executor looks at and acts in.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Places {
    partition: Partition,
    accounts: Vec<Account>,
    regions: Vec<Region>,
    role: Option<ActorRole>,
}

/// An account, and what it asks of whoever enters it.
#[derive(Clone, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "an account is an id and what it asks for")]
pub struct Account {
    /// Its id.
    pub id: AccountId,
    /// What the trust policy of its role requires, if anything.
    pub external_id: Option<ExternalId>,
}

/// One account in one region: what an EC2 endpoint and its throttling are about.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
#[expect(clippy::exhaustive_structs, reason = "a place is an account and a region")]
pub struct Place {
    /// The account.
    pub account: AccountId,
    /// The region.
    pub region: Region,
}

/// The name of the role that acts on instances, with its path if it has one; the same in every
/// account.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ActorRole(String);

/// What the trust policy of a role may require of whoever assumes it. Not a secret, and still in no
/// log.
#[derive(Clone, Eq, PartialEq)]
pub struct ExternalId(String);

/// Why the places cannot be used.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidPlace {
    /// No role has this name.
    #[error("found `{0}`, required {ROLE}")]
    Role(String),
    /// STS takes no such external id.
    #[error("found another text, required {EXTERNAL_ID}")]
    ExternalId,
}

const ROLE: &str = "the name of a role: 1 to 64 of A-Z, a-z, 0-9 and _+=,.@-, with a path such as \
                    /sekisho/ before it if it has one";
const EXTERNAL_ID: &str = "an external id: 2 to 1224 of A-Z, a-z, 0-9 and _+=.@:/-";

impl InvalidPlace {
    /// What would have been right.
    #[must_use]
    pub fn required(self) -> &'static str {
        match self {
            Self::Role(_) => ROLE,
            Self::ExternalId => EXTERNAL_ID,
        }
    }
}

impl Places {
    /// One account in these regions, entered with the credentials of the process.
    #[must_use]
    pub fn own(partition: Partition, account: AccountId, regions: Vec<Region>) -> Self {
        let account = Account { id: account, external_id: None };
        Self { partition, accounts: vec![account], regions, role: None }
    }

    /// These accounts in each of these regions, entered by a role of this name in each.
    #[must_use]
    pub fn entered_by(
        role: ActorRole,
        partition: Partition,
        accounts: Vec<Account>,
        regions: Vec<Region>,
    ) -> Self {
        Self { partition, accounts, regions, role: Some(role) }
    }

    /// Every account in every region, each once.
    pub(crate) fn all(&self) -> Vec<Place> {
        let mut places: Vec<Place> = Vec::new();
        for account in &self.accounts {
            for region in &self.regions {
                let place = Place { account: account.id.clone(), region: region.clone() };
                if !places.contains(&place) {
                    places.push(place);
                }
            }
        }
        places
    }

    /// The partition of all of them.
    pub(crate) const fn partition(&self) -> &Partition {
        &self.partition
    }

    /// The ARN of the role that acts in an account; `None` where the process acts itself.
    pub(crate) fn role_in(&self, account: &AccountId) -> Option<String> {
        let role = self.role.as_ref()?;
        Some(format!("arn:{}:iam::{account}:role/{}", self.partition, role.0))
    }

    /// What an account asks of whoever enters it.
    pub(crate) fn external_id(&self, account: &AccountId) -> Option<&ExternalId> {
        let account = self.accounts.iter().find(|found| found.id == *account)?;
        account.external_id.as_ref()
    }
}

impl ActorRole {
    /// The name of a role, with its path if it has one: `SekishoActor` or `/town/SekishoActor`.
    ///
    /// # Errors
    ///
    /// [`InvalidPlace::Role`] where IAM has no such role name, or a path of more than 512 characters.
    pub fn parse(text: &str) -> Result<Self, InvalidPlace> {
        let invalid = || InvalidPlace::Role(text.chars().take(64).collect());
        let whole = text.strip_prefix('/').unwrap_or(text);
        let (path, name) = whole.rsplit_once('/').unwrap_or(("", whole));
        let is_name = (1..=64).contains(&name.len()) && name.bytes().all(is_of_a_name);
        let is_path = !whole.starts_with('/')
            && path.len() <= 510
            && path.split('/').all(|part| path.is_empty() || !part.is_empty())
            && path.bytes().all(|byte| byte.is_ascii_graphic() && !b"*?$:".contains(&byte));
        if is_name && is_path { Ok(Self(whole.to_owned())) } else { Err(invalid()) }
    }
}

impl ExternalId {
    /// An external id.
    ///
    /// # Errors
    ///
    /// [`InvalidPlace::ExternalId`]: 2 to 1,224 of `A-Z`, `a-z`, `0-9` and `_+=.@:/-` are one. STS
    /// takes a comma too; here it parts accounts.
    pub fn parse(text: &str) -> Result<Self, InvalidPlace> {
        let is_one = (2..=1224).contains(&text.len())
            && text
                .bytes()
                .all(|byte| byte != b',' && (is_of_a_name(byte) || b":/".contains(&byte)));
        if is_one { Ok(Self(text.to_owned())) } else { Err(InvalidPlace::ExternalId) }
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for ExternalId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("ExternalId(..)")
    }
}

impl fmt::Display for Place {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} in {}", self.account, self.region)
    }
}

/// SOURCE: the IAM and STS API references: role names, session names and source identities are of
/// `[\w+=,.@-]`.
pub(crate) const fn is_of_a_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'+' | b'=' | b',' | b'.' | b'@' | b'-')
}
