//! What happens that morning.

use std::time::Duration;

use sekisho_executor::{AwsError, Fault, State};
use serde_json::{Value, json};
use support::events::Call;

use crate::{
    morning::{Morning, ROLE, instance},
    trail,
    watching::TO_RUN,
};

/// Of the library, not production.
pub const OPAC: &str = "i-0a0000000000000a1";
/// The same.
pub const WEB: &str = "i-0a0000000000000a2";
/// Of the library, production.
pub const GATE: &str = "i-0a0000000000000a3";
/// Nobody's.
pub const NOWHERE: &str = "i-0fffffffffffffff0";

const OPAC_TAGS: [(&str, &str); 3] =
    [("Name", "library-opac"), ("Department", "library"), ("Env", "stg")];

/// What the policy says for it beside that of `examples`.
pub const RULES: &str = r#"
  - id: library-web-stops-after-its-backup
    effect: allow
    who: { groups: [library] }
    actions: [stop]
    instances: { tags: { Department: [library], Env: [dev] } }
    obligations: { before_stop: Backup-Disks }
"#;

/// The lines of all Lambdas, and the records of CloudTrail.
pub async fn play() -> (Vec<Value>, Vec<Value>) {
    let mut morning = Morning::begin().await;
    morning.put(OPAC, State::Stopped, &OPAC_TAGS);
    let tags = [("Name", "library-web"), ("Department", "library"), ("Env", "dev")];
    morning.put(WEB, State::Stopped, &tags);
    let tags = [("Name", "library-gate"), ("Department", "library"), ("Env", "prod")];
    morning.put(GATE, State::Running, &tags);
    everyday(&mut morning).await;
    others(&mut morning).await;
    failures(&mut morning).await;
    refusals(&mut morning).await;
    prepared(&mut morning).await;
    watched(&mut morning).await;
    (morning.lines, morning.records)
}

/// Sato starts and stops what is the library's.
async fn everyday(morning: &mut Morning) {
    let sato = morning.token("sato", "library");
    // Still yesterday in UTC.
    morning.at("08:50");
    morning.make(&morning.call(Call::get("/instances"), &sato)).await;
    morning.make_counted(&morning.call(Call::get("/instances"), &sato)).await;
    for (time, verb, id, body) in [
        ("09:00", "start", OPAC, json!({"wait_seconds": 10})),
        ("09:05", "stop", GATE, json!({})),
        ("09:06", "stop", OPAC, json!({"dry_run": true})),
        ("09:07", "start", OPAC, json!({})),
        ("09:10", "stop", OPAC, json!({})),
        ("09:20", "start", OPAC, json!({"wait_seconds": 10})),
    ] {
        morning.at(time);
        let call = Call::post(&format!("/instances/{id}/{verb}")).body(body);
        morning.make(&morning.call(call, &sato)).await;
    }
}

/// Others stop a machine, or try to, and a function is ended.
async fn others(morning: &mut Morning) {
    let outside = |morning: &mut Morning, number: &str, by: &Value, error: Option<&str>| {
        let asked = trail::instances(&[OPAC.to_owned()]);
        let mut event = trail::event("StopInstances", morning.now(), by, number, &asked);
        if let Some(error) = error {
            event["errorCode"] = json!(error);
        }
        morning.records.push(event);
    };
    morning.at("09:28");
    let helpdesk = trail::user("helpdesk");
    outside(morning, "console-1", &helpdesk, Some("Client.UnauthorizedOperation"));
    outside(morning, "console-2", &helpdesk, Some("Client.DryRunOperation"));
    morning.at("09:30");
    outside(morning, "console-3", &trail::user("operator"), None);
    morning.put(OPAC, State::Stopped, &OPAC_TAGS);

    let sato = morning.token("sato", "library");
    let start = Call::post(&format!("/instances/{OPAC}/start")).body(json!({"wait_seconds": 10}));
    let stop = Call::post(&format!("/instances/{OPAC}/stop")).body(json!({"wait_seconds": 10}));
    let (start, stop) = (morning.call(start, &sato), morning.call(stop, &sato));
    morning.at("09:40");
    morning.make(&start).await;
    // EC2's answer to this one is lost.
    morning.at("09:45");
    morning.fleet.set_fault(&instance(OPAC), Some(Fault::NoAnswer));
    morning.make(&stop).await;
    morning.fleet.set_fault(&instance(OPAC), None);
    morning.at("09:50");
    morning.make(&start).await;
    morning.at("09:55");
    morning.make_and_end(&stop).await;
    // A call of the role that no line tells of.
    morning.at("09:56");
    outside(morning, "role-1", &trail::in_role(ROLE, "by-hand", None), None);
    morning.at("09:57");
    let mut service = trail::in_role("patching", "nightly", None);
    service["invokedBy"] = json!("ssm.amazonaws.com");
    outside(morning, "patching-1", &service, None);
    morning.at("09:58");
    morning.end_before_making(&start).await;
    morning.put(OPAC, State::Stopped, &OPAC_TAGS);
    morning.at("09:59");
    morning.make_on_a_torn_log(&start).await;
}

/// What goes wrong in EC2.
async fn failures(morning: &mut Morning) {
    let sato = morning.token("sato", "library");
    let start = Call::post(&format!("/instances/{WEB}/start")).body(json!({"wait_seconds": 12}));
    let start = morning.call(start, &sato);
    morning.at("10:00");
    morning.fleet.set_fault(&instance(WEB), Some(Fault::Kms));
    morning.make(&start).await;
    morning.at("10:05");
    morning.fleet.set_fault(&instance(WEB), Some(Fault::TagRace));
    let by = trail::in_role("tagging", "nightly", None);
    let asked = trail::tags(WEB, "Department", "library (moved)");
    morning.records.push(trail::event("CreateTags", morning.now(), &by, "tagging-1", &asked));
    // Of another machine, and of this one at another time.
    let asked = trail::tags(GATE, "Note", "");
    morning.records.push(trail::event("CreateTags", morning.now(), &by, "tagging-2", &asked));
    let asked = trail::tags(WEB, "Note", "");
    morning.records.push(trail::event("DeleteTags", morning.now() - 60, &by, "tagging-3", &asked));
    morning.make(&start).await;
}

/// What is refused, at the door and behind it.
async fn refusals(morning: &mut Morning) {
    let (sato, suzuki) = (morning.token("sato", "library"), morning.token("suzuki", "tax"));
    let start = |id: &str| Call::post(&format!("/instances/{id}/start"));
    morning.at("10:10");
    morning.make(&morning.call(start(OPAC), &suzuki)).await;
    morning.at("10:11");
    morning.make(&morning.call(start(NOWHERE), &sato)).await;
    morning.at("10:12");
    morning.make(&morning.call(start(OPAC), &sato).from("203.0.113.44")).await;
    morning.at("10:13");
    morning.fleet.set_outage(Some(AwsError::new("Unavailable", "try again")));
    morning.make(&morning.call(start(OPAC), &sato)).await;
    morning.fleet.set_outage(None);
    // Their tokens are good for an hour.
    morning.at("11:30");
    morning.make(&morning.call(start(OPAC), &sato)).await;
}

/// What has to be done before a stop is done before it.
async fn prepared(morning: &mut Morning) {
    let sato = morning.token("sato", "library");
    morning.put_runbook("Backup-Disks", Duration::from_secs(2));
    let tags = [("Name", "library-web"), ("Department", "library"), ("Env", "dev")];
    morning.put(WEB, State::Running, &tags);
    morning.at("11:40");
    let stop = Call::post(&format!("/instances/{WEB}/stop")).body(json!({"wait_seconds": 20}));
    morning.make(&morning.call(stop, &sato)).await;
}

/// What is to run is stopped past the checkpoint.
async fn watched(morning: &mut Morning) {
    let to_run = |tags: [(&'static str, &'static str); 3]| [tags[0], tags[1], tags[2], TO_RUN];
    morning.put(OPAC, State::Running, &to_run(OPAC_TAGS));
    let tags = [("Name", "library-gate"), ("Department", "library"), ("Env", "prod")];
    morning.put(GATE, State::Running, &to_run(tags));
    morning.at("11:45");
    morning.stop_past(OPAC, "console-4", &trail::user("operator")).await;
    morning.at("11:50");
    morning.stop_past(GATE, "patching-2", &trail::in_role("patching", "nightly", None)).await;
    morning.at("11:55");
    morning.shut_down(OPAC, "state-1").await;
}
