//! Processes that are ended, cannot write, or are sent nonsense for a long time.

use std::{os::unix::process::ExitStatusExt, time::Duration};

use serde_json::{Value, json};
use support::{events::Call, function::Binary, runtime_api::Answer, way::Fault};
use tokio::time::sleep;

use crate::{
    checkpoint::deny,
    outpost::{BOTH, Outpost, Said, Site, event_of},
};

#[tokio::test]
async fn a_process_that_is_ended_during_an_event_leaves_no_answer_and_no_half_line() {
    let site = Site::shared().await;
    for binary in BOTH {
        let mut post = Outpost::well(site, binary, &[]).await;
        assert_eq!(post.ask().await, Said::Allowed);
        post.table.set(Fault::Hang);
        sleep(Duration::from_millis(1_100)).await;

        let event = event_of(binary, &site.call());
        let status = post.function.end_during(&event, Duration::from_millis(500)).await;

        assert_eq!(status.signal(), Some(15), "{binary:?}: ended by SIGTERM");
        assert_eq!(
            post.function.audit(1).await.len(),
            1,
            "{binary:?}: the line of the first event"
        );
        post.function.assert_discreet(&[&site.token]);
    }
}

#[tokio::test]
async fn nothing_passes_when_its_audit_lines_cannot_be_written() {
    let site = Site::shared().await;
    for binary in BOTH {
        let mut post = Outpost::well(site, binary, &[]).await;
        assert_eq!(post.ask().await, Said::Allowed);
        post.left(1).await;
        post.function.close_stdout();
        // The reader is gone when its task has ended.
        sleep(Duration::from_millis(100)).await;

        let answer = post.function.invoke(&event_of(binary, &site.call())).await;

        let Answer::Error(kind, message) = answer else { panic!("{binary:?}: {answer:?}") };
        assert_eq!(kind, "AuditFailed");
        assert_eq!(message, "the audit lines could not be written: Broken pipe (os error 32)");
        let metrics = post.function.metrics(2).await.pop().expect("a line");
        assert_eq!(metrics["AuditFailures"], 1, "{binary:?}");
        post.function.assert_discreet(&[&site.token]);
    }
}

#[tokio::test]
async fn a_thousand_mangled_events_open_nothing_and_fill_no_memory() {
    let site = Site::shared().await;
    let [one, two] = BOTH.map(|binary| endure(site, binary));
    tokio::join!(one, two);
}

/// A signature that is well formed, and not the issuer's.
fn forged(token: &str) -> String {
    let (signed, signature) = token.rsplit_once('.').expect("a token has three parts");
    let reversed: String = signature.chars().rev().collect();
    // The last character of 256 bytes has four bits that must be zero: it stays in its place.
    let (last, rest) = (&signature[signature.len() - 1..], &reversed[1..]);
    format!("{signed}.{rest}{last}")
}

async fn endure(site: &Site, binary: Binary) {
    let mut post = Outpost::well(site, binary, &[]).await;
    let token = forged(&site.token);
    let event = event_of(binary, &Call::get("/instances").bearer(&token));
    let mut chance = Chance(0x05ee_d0fc_4a9c_e000);
    let mut settled = 0;
    for number in 0..1_200 {
        if number == 200 {
            settled = post.function.resident_pages();
        }
        let mangled = chance.mangle(&event);
        match (binary, post.function.invoke_bytes(&mangled).await) {
            (Binary::Authorizer, Answer::Response(said)) => {
                assert_eq!(said["policyDocument"], deny(), "event {number}");
            }
            (Binary::Executor, Answer::Response(said)) => {
                assert!(said["statusCode"].as_u64() >= Some(400), "event {number}: {said}");
            }
            (Binary::Guard, Answer::Response(_)) => unreachable!("nobody calls the guard"),
            (_, Answer::Error(..)) => {}
            (_, Answer::TimedOut) => panic!("{binary:?}: event {number} was answered too late"),
        }
    }
    let grown = post.function.resident_pages().saturating_sub(settled);
    // Pages of 4 KiB: 4 MiB in a thousand events, where each event is more than 2 KB.
    assert!(grown < 1_024, "{binary:?}: grew by {grown} pages, from {settled}");
    assert_eq!(post.ask().await, Said::Allowed, "{binary:?}: and a good call is still answered");
    assert_eq!(post.function.audit(1_201).await.len(), 1_201, "{binary:?}: a line each");
    post.function.assert_discreet(&[&site.token, &token]);
}

/// Chance that can be repeated (splitmix64).
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(limit.max(1)).expect("small")).expect("small")
    }

    /// The event with something else in it, as JSON or as bytes; or bytes alone.
    fn mangle(&mut self, event: &Value) -> Vec<u8> {
        match self.below(8) {
            0 => (0..self.below(3_000)).map(|_| self.next().to_le_bytes()[0]).collect(),
            1 => {
                let mut bytes = event.to_string().into_bytes();
                bytes.truncate(self.below(bytes.len()));
                bytes
            }
            2 | 3 => {
                let mut bytes = event.to_string().into_bytes();
                for _ in 0..=self.below(4) {
                    let place = self.below(bytes.len());
                    bytes[place] = self.next().to_le_bytes()[0];
                }
                bytes
            }
            _ => {
                let mut event = event.clone();
                for _ in 0..=self.below(3) {
                    self.replace_some(&mut event);
                }
                event.to_string().into_bytes()
            }
        }
    }

    /// Replaces a value somewhere in the event.
    fn replace_some(&mut self, value: &mut Value) {
        let deeper = self.below(4) > 0;
        match value {
            Value::Object(members) if deeper && !members.is_empty() => {
                let place = self.below(members.len());
                let (_, member) = members.iter_mut().nth(place).expect("it is there");
                self.replace_some(member);
            }
            Value::Array(items) if deeper && !items.is_empty() => {
                let place = self.below(items.len());
                self.replace_some(&mut items[place]);
            }
            other => *other = self.something(),
        }
    }

    fn something(&mut self) -> Value {
        match self.below(7) {
            0 => Value::Null,
            1 => json!(self.next()),
            2 => json!([]),
            3 => json!({}),
            4 => json!("x".repeat(self.below(20_000))),
            5 => json!(["POST", "GET", "/", "/actions", "10.20.30.40", "TOKEN"][self.below(6)]),
            _ => json!(format!("\u{0}\u{202e}{}", self.next())),
        }
    }
}
