//! Policies and requests made for each other: every value of a request is one that a policy names,
//! one next to it, one that no policy names, none, or unknown.

mod documents;
mod facts;

pub use documents::{Part, document, instances, rule};
pub use facts::{Spelled, instance, request};

use proptest::{
    strategy::{Strategy, ValueTree},
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};
use sekisho_policy::{Document, Policy};
use serde_json::Value;

/// The document that this JSON is. Panics with its problems if it has any.
#[must_use]
#[track_caller]
pub fn checked(json: &Value) -> Document {
    match Document::from_json(&json.to_string()) {
        Ok(document) => document,
        Err(problems) => panic!("{problems}\n{json:#}"),
    }
}

/// The policy that this JSON is.
#[must_use]
#[track_caller]
pub fn compiled(json: &Value) -> Policy {
    Policy::compile(checked(json))
}

/// Runs a law on so many cases, the same ones every time. A failure is shrunk and printed.
/// `SEKISHO_TEST_EFFORT=10` in the environment runs it on ten times as many.
#[track_caller]
pub fn hold<S: Strategy>(cases: u32, strategy: S, law: impl Fn(S::Value)) {
    let effort = std::env::var("SEKISHO_TEST_EFFORT").map_or(1, |text| text.parse().unwrap());
    let config = Config { cases: cases * effort, failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, random());
    let outcome = runner.run(&strategy, |case| {
        law(case);
        Ok(())
    });
    if let Err(failure) = outcome {
        panic!("{failure}");
    }
}

/// So many values, the same ones every time, for a test that counts.
pub fn sample<S: Strategy>(count: usize, strategy: &S) -> Vec<S::Value> {
    let mut runner = TestRunner::new_with_rng(Config::default(), random());
    (0..count).map(|_| strategy.new_tree(&mut runner).expect("a value").current()).collect()
}

/// The same numbers every time.
#[must_use]
pub fn random() -> TestRng {
    TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32])
}

pub(crate) const GROUPS: [&str; 3] = ["staff", "operators", "福祉課"];
pub(crate) const USERS: [&str; 2] = ["sato", "suzuki"];
pub(crate) const TAG_KEYS: [&str; 3] = ["Env", "Department", "部署"];
/// Some are groups and users too, one is empty, some mean something to EC2 or IAM, some can be
/// typed in two ways.
pub(crate) const TAG_VALUES: [&str; 9] =
    ["dev", "prod", "staff", "sato", "福祉課", "ガス", "", r"a*b?\c", "${aws:username}"];
pub(crate) const ACCOUNTS: [&str; 2] = ["111122223333", "444455556666"];
pub(crate) const REGIONS: [&str; 2] = ["ap-northeast-1", "ap-northeast-3"];
pub(crate) const IDS: [&str; 3] = ["i-0123456789abcdef0", "db:payroll", "service:town:payroll"];
pub(crate) const ENDPOINTS: [&str; 2] = ["vpce-0123456789abcdef0", "vpce-1234abcd"];
/// 2026-12-28T09:00:00+09:00 and the start of 2027-01-02 in +09:00: the instants policies name.
pub(crate) const INSTANTS: [(&str, i64); 2] =
    [("2026-12-28T09:00:00+09:00", 1_798_416_000), ("2027-01-02", 1_798_815_600)];
/// The minutes at which windows start and end.
pub(crate) const STARTS: [u16; 5] = [0, 360, 510, 1320, 1439];
pub(crate) const ENDS: [u16; 5] = [1, 360, 511, 1035, 1440];
/// The spans of `signed_in_within`, as written and in seconds.
pub(crate) const SPANS: [(&str, i64); 2] = [("30m", 1800), ("8h", 28_800)];
