//! The guard at work beside them: what CloudTrail tells of others is told to it too.

use std::{
    io,
    sync::{Arc, atomic::AtomicUsize},
};

use sekisho_executor::{Guard, GuardLine, GuardSettings, Journal, SimulatedCloud, TargetTag};
use sekisho_store::{MemoryNotes, PolicyCache};
use serde_json::{Value, json};
use support::turned_clock::TurnedClock;

use crate::{
    morning::{Log, Morning, Numbered, TRANSITION, hoshimi, instance, places},
    trail::{self, ACCOUNT},
};

/// The tag of what is to run, and its value.
pub const TO_RUN: (&str, &str) = ("Run", "always");

/// What the policy says of it beside that of `examples`.
pub const RULES: &str = r#"
  - id: library-runs
    effect: allow
    who: { users: ["sekisho:guard"] }
    actions: [start]
    instances: { tags: { Department: [library], Env: [stg] } }
"#;

pub fn guard(
    policies: PolicyCache,
    cloud: &Arc<SimulatedCloud>,
    log: Arc<Log>,
    clock: Arc<TurnedClock>,
) -> Guard {
    let (key, value) = TO_RUN;
    let tag = TargetTag { key: key.to_owned(), value: value.to_owned() };
    let mut settings = GuardSettings::new(hoshimi(), places(), tag);
    settings.decision_ids = Arc::new(Numbered("guard", AtomicUsize::new(1)));
    let (notes, fleet) = (Arc::new(MemoryNotes::new()), Arc::new(cloud.fleet(places())));
    Guard::new(policies, notes, fleet, log, clock, settings)
}

impl Morning {
    /// Somebody stops a machine past the checkpoint: CloudTrail has it, and the guard is told.
    pub async fn stop_past(&mut self, id: &str, number: &str, by: &Value) {
        let mut record =
            trail::event("StopInstances", self.now(), by, number, &trail::instances(&[id.into()]));
        self.records.push(record.clone());
        self.fleet.stop(&instance(id));
        self.turn(TRANSITION);
        record["responseElements"] = json!({ "instancesSet": { "items": [
            { "instanceId": id, "previousState": { "code": 16, "name": "running" } },
        ] } });
        self.tell_guard("AWS API Call via CloudTrail", number, record).await;
    }

    /// A machine shuts itself down, of which there is no call.
    pub async fn shut_down(&mut self, id: &str, number: &str) {
        self.fleet.shut_down(&instance(id));
        self.turn(TRANSITION);
        let detail = json!({ "instance-id": id, "state": "stopped" });
        self.tell_guard("EC2 Instance State-change Notification", number, detail).await;
    }

    async fn tell_guard(&mut self, kind: &str, number: &str, detail: Value) {
        let event = json!({
            "version": "0", "id": format!("envelope-{number}"), "detail-type": kind,
            "source": "aws.ec2", "account": ACCOUNT, "time": trail::iso(self.now()),
            "region": "ap-northeast-1", "resources": [], "detail": detail,
        });
        let watched = self.guard.handle(event.to_string().as_bytes()).await;
        assert!(!watched.again && watched.unrecorded.is_empty());
        let lines = self.logged(&[]);
        self.keep(lines);
    }
}

impl Journal<GuardLine> for Log {
    fn record(&self, lines: &[GuardLine]) -> io::Result<()> {
        self.take(lines.iter().map(|line| serde_json::to_value(line).unwrap()))
    }
}
