//! Identifiers whose form is fixed by AWS or by the policy language.

use alloc::{borrow::ToOwned, string::String};
use core::{fmt, str::FromStr};

/// Text that is not an identifier of the kind that was asked for.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("found `{found}`, required {required}")]
pub struct InvalidId {
    found: String,
    required: &'static str,
}

impl InvalidId {
    pub(crate) fn new(found: &str, required: &'static str) -> Self {
        // A caller can send any text: what is quoted is cut, so that an error stays one line.
        Self { found: found.chars().take(64).flat_map(char::escape_debug).collect(), required }
    }

    /// The text that was found, escaped and cut to 64 characters.
    #[must_use]
    pub fn found(&self) -> &str {
        &self.found
    }

    /// What was required.
    #[must_use]
    pub const fn required(&self) -> &'static str {
        self.required
    }
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $required:literal, $valid:expr) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
        pub struct $name(String);

        impl $name {
            /// The identifier of this text.
            ///
            /// # Errors
            ///
            #[doc = concat!("[`InvalidId`] unless the text is ", $required, ".")]
            pub fn parse(text: &str) -> Result<Self, InvalidId> {
                let valid: fn(&str) -> bool = $valid;
                if valid(text) { Ok(Self(text.to_owned())) } else { Err(InvalidId::new(text, $required)) }
            }

            /// The identifier as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(&self.0)
            }
        }

        impl FromStr for $name {
            type Err = InvalidId;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::parse(text)
            }
        }
    };
}

id!(
    /// An AWS account: twelve digits.
    AccountId,
    "an account id of 12 digits",
    |text| text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
);
id!(
    /// An AWS region, in lower case, such as `ap-northeast-1`.
    Region,
    "a region in lower case, such as ap-northeast-1",
    |text| {
        let mut parts = text.split('-');
        let first = parts.next().is_some_and(|part| part.len() >= 2 && lower(part));
        let last = parts.next_back().is_some_and(|part| !part.is_empty() && part.len() <= 2 && digits(part));
        let middle: usize = parts.clone().count();
        first && last && (1..=3).contains(&middle) && parts.all(|part| !part.is_empty() && lower(part))
    }
);
id!(
    /// An EC2 instance id: `i-` and 8 or 17 hexadecimal digits in lower case.
    InstanceId,
    "an instance id: i- and 8 or 17 hexadecimal digits in lower case",
    |text| text.strip_prefix("i-").is_some_and(hexadecimal)
);
id!(
    /// An AWS partition, such as `aws`: the second part of every ARN.
    Partition,
    "an AWS partition, such as aws, aws-cn or aws-us-gov",
    |text| {
        text.split('-').next() == Some("aws")
            && text.split('-').all(|part| !part.is_empty() && lower(part))
    }
);
id!(
    /// A VPC endpoint id: `vpce-` and 8 or 17 hexadecimal digits in lower case.
    VpcEndpointId,
    "a VPC endpoint id: vpce- and 8 or 17 hexadecimal digits in lower case",
    |text| text.strip_prefix("vpce-").is_some_and(hexadecimal)
);
id!(
    /// The name of a policy (a town): 1 to 64 of `a-z`, `0-9`, `-`, starting with a letter.
    PolicyName,
    "a policy name: 1 to 64 of a-z, 0-9 and -, starting with a letter",
    name
);
id!(
    /// The id of a rule: 1 to 64 of `a-z`, `0-9`, `-`, starting with a letter.
    RuleId,
    "a rule id: 1 to 64 of a-z, 0-9 and -, starting with a letter",
    name
);
id!(
    /// The name of a zone, a calendar or a schedule: 1 to 64 of `a-z`, `0-9`, `-`, starting with a
    /// letter.
    Name,
    "a name: 1 to 64 of a-z, 0-9 and -, starting with a letter",
    name
);

fn lower(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_lowercase())
}

fn digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

fn hexadecimal(text: &str) -> bool {
    (text.len() == 8 || text.len() == 17)
        && text.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
}

fn name(text: &str) -> bool {
    text.len() <= 64
        && text.bytes().next().is_some_and(|byte| byte.is_ascii_lowercase())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}
