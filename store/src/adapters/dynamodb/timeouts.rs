//! How long the table is waited for.

use core::time::Duration;

/// How long a call may take.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "the three limits of a call")]
pub struct DynamoDbTimeouts {
    /// To connect. Default 400 ms.
    pub connect: Duration,
    /// For one attempt. Default 700 ms.
    pub attempt: Duration,
    /// For the call, with its one retry. Default 1.5 s; an authorizer must answer within 2 s.
    pub operation: Duration,
}

impl DynamoDbTimeouts {
    /// For somebody who waits before a screen, on a slow line perhaps: 5 s to connect, 10 s for an
    /// attempt and 25 s for a call. What is lost on the way is asked again sooner than it is given up.
    #[must_use]
    pub const fn patient() -> Self {
        Self {
            connect: Duration::from_secs(5),
            attempt: Duration::from_secs(10),
            operation: Duration::from_secs(25),
        }
    }
}

impl Default for DynamoDbTimeouts {
    fn default() -> Self {
        Self {
            connect: Duration::from_millis(400),
            attempt: Duration::from_millis(700),
            operation: Duration::from_millis(1_500),
        }
    }
}
