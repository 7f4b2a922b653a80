//! A question in plain text, as a shell has it before it knows of any engine.

/// May this user do this to this instance, from here, now?
#[derive(Clone, Debug)]
pub struct Question {
    /// The name the caller signed in by.
    pub user: String,
    /// The caller's groups.
    pub groups: Vec<String>,
    /// `describe`, `reboot`, `start` or `stop`.
    pub action: String,
    /// The address the call comes from.
    pub address: String,
    /// The VPC endpoint the call comes through.
    pub vpce: String,
    /// The account of the instance.
    pub account: String,
    /// The region of the instance.
    pub region: String,
    /// The id of the instance.
    pub instance: String,
    /// The tags of the instance.
    pub tags: Vec<(String, String)>,
    /// Seconds since 1970.
    pub at: i64,
}
