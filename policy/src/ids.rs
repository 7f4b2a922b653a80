//! Identifiers whose form is fixed by AWS or by the policy language.

use alloc::string::String;
use core::{fmt, str::FromStr};

use smol_str::SmolStr;

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
        pub struct $name(SmolStr);

        impl $name {
            /// The identifier of this text.
            ///
            /// # Errors
            ///
            #[doc = concat!("[`InvalidId`] unless the text is ", $required, ".")]
            pub fn parse(text: &str) -> Result<Self, InvalidId> {
                let valid: fn(&str) -> bool = $valid;
                if valid(text) { Ok(Self(SmolStr::new(text))) } else { Err(InvalidId::new(text, $required)) }
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
    |text| text.len() == 12 && each(text, |byte| byte.is_ascii_digit())
);
id!(
    /// An AWS region, in lower case, such as `ap-northeast-1`.
    Region,
    "a region in lower case, such as ap-northeast-1",
    region
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

/// `ap-northeast-1`, `us-gov-west-1`, `us-iso-b-east-1`: two letters or more, one to three words,
/// one or two digits. One walk: a region is read on every request.
fn region(text: &str) -> bool {
    let bytes = text.as_bytes();
    let Some((last, words)) = (match bytes {
        [words @ .., b'-', last] => Some(([*last, b'0'], words)),
        [words @ .., b'-', tens, last] => Some(([*tens, *last], words)),
        _ => None,
    }) else {
        return false;
    };
    let (mut hyphens, mut length) = (0_u32, 0_u32);
    for byte in words {
        match byte {
            b'a'..=b'z' => length = length.saturating_add(1),
            b'-' if length >= 2 || (hyphens > 0 && length == 1) => {
                hyphens = hyphens.saturating_add(1);
                length = 0;
            }
            _ => return false,
        }
    }
    last.iter().all(u8::is_ascii_digit) && (1..=3).contains(&hyphens) && length > 0
}

fn lower(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_lowercase())
}

fn hexadecimal(text: &str) -> bool {
    (text.len() == 8 || text.len() == 17)
        && each(text, |byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
}

/// Whether this is so of each byte. All are looked at, which takes less time than to stop: many
/// are looked at at once.
fn each(text: &str, is_fit: impl Fn(u8) -> bool) -> bool {
    text.bytes().fold(true, |all, byte| all & is_fit(byte))
}

fn name(text: &str) -> bool {
    text.len() <= 64
        && text.bytes().next().is_some_and(|byte| byte.is_ascii_lowercase())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_is_two_letters_one_to_three_words_and_a_number() {
        for text in ["ap-northeast-1", "us-gov-west-1", "us-iso-b-east-12", "eu-isoe-west-1"] {
            assert!(region(text), "{text}");
        }
        for text in [
            "",
            "-",
            "1",
            "-1",
            "ap",
            "ap-1",
            "a-northeast-1",
            "ap-northeast-",
            "ap-northeast-123",
            "ap--1",
            "ap-northeast--1",
            "-northeast-1",
            "ap-a-b-c-d-1",
            "Ap-northeast-1",
            "ap-n0rth-1",
            "ap-northeast-x",
            "ap-northeast-1x",
            "ap-northeast1",
            " ap-northeast-1",
            "ap-北東-1",
        ] {
            assert!(!region(text), "{text}");
        }
    }
}
