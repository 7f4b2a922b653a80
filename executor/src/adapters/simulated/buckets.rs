//! Throttling of EC2 and ECS: a bucket of tokens for each action in each account and region.
//!
//! SOURCE: EC2 developer guide, request throttling: bucket sizes and refill rates.

use std::{collections::BTreeMap, time::Duration};

use crate::Place;

/// Tokens left, in thousandths, and since when.
#[derive(Debug, Default)]
pub(super) struct Buckets(BTreeMap<(Place, &'static str), (u64, Duration)>);

/// The tokens of a full bucket, and those that come back in a second.
const fn size(action: &str) -> (u64, u64) {
    match action.as_bytes() {
        // SOURCE of the last three: Amazon ECS API reference, request throttling: of what reads clusters
        // and services.
        b"ec2:DescribeInstances" | b"DescribeServices" | b"ListClusters" | b"ListServices" => {
            (100, 20)
        }
        b"ec2:StartInstances" => (5, 2),
        // Mutating actions without a bucket of their own.
        _ => (50, 5),
    }
}

impl Buckets {
    /// Takes a token; false if there is none, and the call is throttled.
    pub(super) fn take(&mut self, place: &Place, action: &'static str, now: Duration) -> bool {
        let (most, refill) = size(action);
        let full = most.saturating_mul(1000);
        let (left, since) = self.0.entry((place.clone(), action)).or_insert_with(|| (full, now));
        let passed = u64::try_from(now.saturating_sub(*since).as_millis()).unwrap_or(u64::MAX);
        *left = left.saturating_add(passed.saturating_mul(refill)).min(full);
        *since = now;
        match left.checked_sub(1000) {
            Some(rest) => {
                *left = rest;
                true
            }
            None => false,
        }
    }
}
