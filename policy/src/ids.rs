//! Identifiers whose form is fixed by AWS or by the policy language.

use alloc::{boxed::Box, string::String};
use core::{fmt, str::FromStr};

use smol_str::SmolStr;

use crate::{ResourceKind, text::Text, words::Words};

/// Text that is not an identifier of the kind that was asked for.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("found `{}`, required {}", .0.found, .0.required)]
pub struct InvalidId(
    /// Elsewhere, so that nothing is written in memory for the identifiers that are valid.
    Box<Invalid>,
);

#[derive(Clone, Debug, Eq, PartialEq)]
struct Invalid {
    found: String,
    required: &'static str,
}

impl InvalidId {
    #[cold]
    pub(crate) fn new(found: &str, required: &'static str) -> Self {
        // A caller can send any text: what is quoted is cut, so that an error stays one line.
        let found = found.chars().take(64).flat_map(char::escape_debug).collect();
        Self(Box::new(Invalid { found, required }))
    }

    /// The text that was found, escaped and cut to 64 characters.
    #[must_use]
    pub fn found(&self) -> &str {
        &self.0.found
    }

    /// What was required.
    #[must_use]
    pub const fn required(&self) -> &'static str {
        self.0.required
    }
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident($held:ty), $required:literal, $valid:expr) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
        pub struct $name($held);

        impl $name {
            /// The identifier of this text.
            ///
            /// # Errors
            ///
            #[doc = concat!("[`InvalidId`] unless the text is ", $required, ".")]
            #[inline]
            pub fn parse(text: &str) -> Result<Self, InvalidId> {
                let valid: fn(&str) -> bool = $valid;
                if valid(text) { Ok(Self(<$held>::new(text))) } else { Err(InvalidId::new(text, $required)) }
            }

            /// The identifier as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                self.0.as_str()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(self.as_str())
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
    AccountId(Text),
    "an account id of 12 digits",
    |text| text.len() == 12 && each(text, |byte| byte.is_ascii_digit())
);
id!(
    /// An AWS region, in lower case, such as `ap-northeast-1`; at most 24 bytes.
    Region(Text),
    "a region in lower case, such as ap-northeast-1",
    region
);
id!(
    /// What is started and stopped, by the last part of its ARN: an EC2 instance, `i-` and 8 or 17
    /// hexadecimal digits in lower case, which names one in the world; an RDS DB instance, `db:` and its
    /// identifier in lower case; or an ECS service, `service:`, the name of its cluster, `:` and its own
    /// (the ARN has `/` there, which would part a path). The last two name one in an account and a region.
    InstanceId(Text),
    "an instance id: i- and 8 or 17 hexadecimal digits in lower case, db: and a database's name, or \
     service: and the names of a cluster and of a service in it with : between them",
    |text| {
        text.strip_prefix("i-").is_some_and(hexadecimal)
            || text.strip_prefix(ResourceKind::DATABASE).is_some_and(database)
            || text.strip_prefix(ResourceKind::SERVICE).is_some_and(service)
    }
);
id!(
    /// An AWS partition, such as `aws`: the second part of every ARN.
    Partition(SmolStr),
    "an AWS partition, such as aws, aws-cn or aws-us-gov",
    |text| {
        text.split('-').next() == Some("aws")
            && text.split('-').all(|part| !part.is_empty() && lower(part))
    }
);
id!(
    /// A VPC endpoint id: `vpce-` and 8 or 17 hexadecimal digits in lower case.
    VpcEndpointId(Text),
    "a VPC endpoint id: vpce- and 8 or 17 hexadecimal digits in lower case",
    |text| text.strip_prefix("vpce-").is_some_and(hexadecimal)
);
id!(
    /// The name of a policy (a town): 1 to 64 of `a-z`, `0-9`, `-`, starting with a letter.
    PolicyName(SmolStr),
    "a policy name: 1 to 64 of a-z, 0-9 and -, starting with a letter",
    name
);
id!(
    /// The id of a rule: 1 to 64 of `a-z`, `0-9`, `-`, starting with a letter.
    RuleId(SmolStr),
    "a rule id: 1 to 64 of a-z, 0-9 and -, starting with a letter",
    name
);
id!(
    /// The name of a runbook, an SSM Automation document: 3 to 128 of `A-Z`, `a-z`, `0-9`, `_`, `.`,
    /// `-` (SOURCE: AWS Systems Manager API Reference, `CreateDocument`, `Name`). No ARN: a document
    /// that another account shares cannot be named.
    RunbookName(SmolStr),
    "the name of an SSM document: 3 to 128 of A-Z, a-z, 0-9, _, . and -",
    runbook
);
id!(
    /// The id of an invariant: 1 to 64 of `a-z`, `0-9`, `-`, starting with a letter.
    InvariantId(SmolStr),
    "an invariant id: 1 to 64 of a-z, 0-9 and -, starting with a letter",
    name
);
id!(
    /// What the ids of some rules begin with: 1 to 64 of `a-z`, `0-9`, `-`, starting with a letter.
    RulePrefix(SmolStr),
    "a beginning of rule ids: 1 to 64 of a-z, 0-9 and -, starting with a letter",
    name
);
id!(
    /// The name of a zone, a calendar or a schedule: 1 to 64 of `a-z`, `0-9`, `-`, starting with a
    /// letter.
    Name(SmolStr),
    "a name: 1 to 64 of a-z, 0-9 and -, starting with a letter",
    name
);

impl RulePrefix {
    /// Whether the id of a rule begins so.
    #[must_use]
    pub fn begins(&self, id: &RuleId) -> bool {
        id.as_str().starts_with(self.as_str())
    }
}

macro_rules! compared {
    ($($name:ident)*) => {
        $(impl $name {
            /// The identifier, as conditions compare it.
            pub(crate) const fn text(&self) -> &Text {
                &self.0
            }
        })*
    };
}

compared!(AccountId Region InstanceId VpcEndpointId);

/// `ap-northeast-1`, `us-gov-west-1`, `us-iso-b-east-1`: two letters or more, one to three words,
/// one or two digits; at most 24 bytes, which no region comes near.
fn region(text: &str) -> bool {
    let Some(words) = Words::read(text.as_bytes()).filter(|words| words.is_ascii()) else {
        return false;
    };
    // A bit for each byte, the first is the lowest.
    let all = (1_u32 << words.length()).wrapping_sub(1);
    let hyphens = words.within(b'-', b'-');
    let digits = words.within(b'0', b'9');
    let [last, before] = [all ^ (all >> 1), (all ^ (all >> 1)) >> 1];
    words.within(b'a', b'z') | digits | hyphens == all
        && (digits == last || digits == last | before)
        && hyphens & (digits >> 1) & !digits != 0
        && hyphens & (hyphens << 1 | 0b11) == 0
        && (2..=4).contains(&hyphens.count_ones())
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

/// SOURCE: Amazon RDS API reference, `CreateDBInstance`, `DBInstanceIdentifier`: 1 to 63 letters,
/// digits and hyphens; the first is a letter; no hyphen at the end, nor two in a row; kept in lower
/// case.
fn database(text: &str) -> bool {
    text.len() <= 63
        && text.bytes().next().is_some_and(|byte| byte.is_ascii_lowercase())
        && text.split('-').all(|part| {
            !part.is_empty()
                && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
        })
}

/// A cluster and a service in it. SOURCE: Amazon ECS API reference, `CreateCluster`, `clusterName`, and
/// `CreateService`, `serviceName`: up to 255 letters, digits, underscores and hyphens.
fn service(text: &str) -> bool {
    let is_name = |name: &str| {
        (1..=255).contains(&name.len())
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte))
    };
    text.split_once(':').is_some_and(|(cluster, service)| is_name(cluster) && is_name(service))
}

fn name(text: &str) -> bool {
    text.len() <= 64
        && text.bytes().next().is_some_and(|byte| byte.is_ascii_lowercase())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

fn runbook(text: &str) -> bool {
    (3..=128).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_.-".contains(&byte))
}

#[cfg(test)]
mod tests {
    use alloc::format;

    use super::*;

    #[test]
    fn an_instance_is_named_by_its_id_or_as_a_database_or_as_a_service() {
        let longest = format!("db:{}", "a".repeat(63));
        for text in
            ["i-1234abcd", "i-0123456789abcdef0", "db:a", "db:payroll-2", "db:a-b-c", &longest]
        {
            assert!(InstanceId::parse(text).is_ok(), "{text}");
        }
        let too_long = format!("db:{}", "a".repeat(64));
        for text in [
            "",
            "db",
            "db:",
            "db:-a",
            "db:a-",
            "db:a--b",
            "db:1a",
            "db:Payroll",
            "db:a_b",
            "db:a.b",
            "db:給与",
            "db:a/b",
            "db:*",
            "DB:a",
            " db:a",
            "db:a ",
            "i-",
            "i-1234ABCD",
            &too_long,
        ] {
            assert!(InstanceId::parse(text).is_err(), "{text}");
        }
        let longest = format!("service:{}:{}", "a".repeat(255), "b".repeat(255));
        for text in ["service:a:b", "service:Town_1:desk-2", "service:-:_", &longest] {
            assert!(InstanceId::parse(text).is_ok(), "{text}");
        }
        let too_long = format!("service:a:{}", "b".repeat(256));
        for text in [
            "service:",
            "service:a",
            "service:a:",
            "service::b",
            "service:a:b:c",
            "service:a/b",
            "service/a/b",
            "service:a:b*",
            "service:a:b?",
            "service:a:${b}",
            "service:a: b",
            "service:役所:窓口",
            "Service:a:b",
            "db:a:b",
            &too_long,
        ] {
            assert!(InstanceId::parse(text).is_err(), "{text}");
        }
    }

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
            "1-ap-northeast-1",
            "ap-northeast-1-1",
            "ap-northeast--",
            "ap-northeast11",
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
