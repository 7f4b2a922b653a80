//! One engine on one workload.

use serde::Serialize;

/// One engine on one workload; as JSON, one line.
#[derive(Clone, Debug, Serialize)]
pub struct Row {
    /// The engine.
    pub engine: &'static str,
    /// The kind of policy; `entitlement` for instances asked of an entitlement of a `town`.
    pub shape: &'static str,
    /// How many rules.
    pub rules: usize,
    /// Nanoseconds a decision takes, its request built.
    pub ns_per_decision: f64,
    /// Nanoseconds a decision takes from plain strings.
    pub ns_from_strings: f64,
    /// Milliseconds to parse and compile the policy.
    pub setup_ms: f64,
    /// What loading takes, where it was measured.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub load: Option<Load>,
}

/// What it takes to load a policy.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Load {
    /// How long the document is.
    pub json_bytes: usize,
    /// Milliseconds from text to checked document.
    pub parse_ms: f64,
    /// Milliseconds from checked document to policy.
    pub compile_ms: f64,
    /// Bytes the policy holds.
    pub policy_bytes: i64,
    /// The most bytes held on the way there, the text not counted.
    pub most_bytes: i64,
}
