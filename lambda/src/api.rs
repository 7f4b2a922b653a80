//! The one API the Lambdas answer for.

use core::fmt;

use sekisho_policy::{AccountId, Partition, Region};

/// The API whose calls are answered: every event must be of it, every allow names a method of it.
///
/// All five parts come from the configuration, none from an event, and none can hold a wildcard.
#[derive(Clone, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "an execute-api ARN has these parts")]
pub struct ApiPin {
    /// `aws`, or the partition of another part of AWS.
    pub partition: Partition,
    /// The region the API is in.
    pub region: Region,
    /// The account that owns the API.
    pub account: AccountId,
    /// The id of the REST API.
    pub api_id: ApiId,
    /// The stage that is called.
    pub stage: Stage,
}

impl ApiPin {
    /// What the ARN of every method of the API and stage begins with, the last slash included.
    #[must_use]
    pub fn stage_arn(&self) -> String {
        let Self { partition, region, account, api_id, stage } = self;
        format!("arn:{partition}:execute-api:{region}:{account}:{api_id}/{stage}/")
    }
}

/// Text that cannot be a part of the pinned API.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("found `{found}`, required {required}")]
pub struct InvalidPin {
    found: String,
    required: &'static str,
}

impl InvalidPin {
    /// What was required.
    #[must_use]
    pub const fn required(&self) -> &'static str {
        self.required
    }
}

macro_rules! pin {
    ($(#[$doc:meta])* $name:ident, $required:literal, $longest:literal, $valid:expr) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Eq, PartialEq)]
        pub struct $name(String);

        impl $name {
            /// Reads the part.
            ///
            /// # Errors
            ///
            #[doc = concat!("[`InvalidPin`] unless the text is ", $required, ".")]
            pub fn parse(text: &str) -> Result<Self, InvalidPin> {
                let valid: fn(u8) -> bool = $valid;
                if !text.is_empty() && text.len() <= $longest && text.bytes().all(valid) {
                    Ok(Self(text.to_owned()))
                } else {
                    Err(InvalidPin { found: text.escape_debug().collect(), required: $required })
                }
            }

            /// The part as text.
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
    };
}

pin!(
    /// The id of a REST API, such as `a1b2c3d4e5`.
    ApiId,
    "an API id: 1 to 32 of a-z and 0-9, such as a1b2c3d4e5",
    32,
    |byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()
);
pin!(
    /// The name of a stage, such as `prod`.
    Stage,
    "a stage: 1 to 128 of A-Z, a-z, 0-9, - and _, such as prod",
    128,
    |byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_'
);
