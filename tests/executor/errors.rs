//! Every error that EC2 has for a start or a stop: what is told of it, what is recorded, and that those
//! beside it are changed all the same. In the process, and by the production adapter over the wire.

use sekisho_executor::{Fault, State};
use serde_json::json;
use support::events::Call;

use crate::city::{City, id, machine};

const BAD: &str = "i-00000000000000041";
const GOOD: &str = "i-00000000000000042";

#[derive(Clone, Copy)]
struct Case {
    fault: Fault,
    action: &'static str,
    /// What is told: outcome and code.
    told: (&'static str, &'static str),
    /// What EC2 said, as the outcome line has it.
    aws_code: Option<&'static str>,
    /// What became of the instance beside it.
    beside: &'static str,
    calls: usize,
}

const fn failed(
    fault: Fault,
    action: &'static str,
    code: &'static str,
    aws_code: &'static str,
    calls: usize,
) -> Case {
    let (told, aws_code) = (("failed", code), Some(aws_code));
    Case { fault, action, told, aws_code, beside: "reached", calls }
}

fn cases() -> Vec<Case> {
    let capacity = "InsufficientInstanceCapacity";
    let late = "Server.InsufficientInstanceCapacity";
    let busy = failed(Fault::Throttle(99), "start", "busy", "RequestLimitExceeded", 4);
    let going = failed(Fault::StuckStopping, "stop", "", "", 1);
    vec![
        failed(Fault::Capacity, "start", "no_capacity", capacity, 3),
        failed(Fault::Kms, "start", "fell_back_disk_key", "Client.InternalError", 1),
        failed(Fault::LateCapacity, "start", "no_capacity", late, 1),
        failed(Fault::NoRootVolume, "start", "unusable", "InvalidParameterValue", 2),
        failed(Fault::OneTimeSpot, "stop", "unsupported", "UnsupportedOperation", 2),
        failed(Fault::StopProtected, "stop", "protected", "OperationNotPermitted", 2),
        failed(Fault::TagRace, "stop", "tag_changed", "UnauthorizedOperation", 2),
        failed(Fault::Vanish, "start", "gone", "InvalidInstanceID.NotFound", 2),
        // A call is throttled for all that it names.
        Case { beside: "failed", ..busy },
        Case {
            fault: Fault::Throttle(2),
            told: ("reached", "reached"),
            aws_code: None,
            calls: 3,
            ..busy
        },
        Case { told: ("still_going", "still_going"), aws_code: None, ..going },
        // It was done, though nobody said so: looking shows it.
        Case {
            fault: Fault::NoAnswer,
            action: "start",
            told: ("reached", "reached"),
            aws_code: Some(SOME),
            ..going
        },
        // It was not done, and nobody can say so: the caller looks, and asks again.
        Case {
            fault: Fault::Internal,
            action: "start",
            told: ("still_going", "unanswered"),
            aws_code: Some("InternalError"),
            beside: "still_going",
            ..going
        },
    ]
}

/// Whoever is on the wire has words of their own for an answer that is lost.
const SOME: &str = "a code";

async fn hold(city: &City, case: Case) {
    let Case { fault, action, told, aws_code, beside, calls } = case;
    let state = if action == "start" { State::Stopped } else { State::Running };
    for id in [BAD, GOOD] {
        city.fleet.put(machine(id, &[("Department", "parks")]).in_state(state));
    }
    city.fleet.set_fault(&id(BAD), Some(fault));
    let body = json!({ "action": action, "instance_ids": [BAD, GOOD], "wait_seconds": 12 });

    let answer = city.ask(&["parks"], Call::post("/actions").body(body)).await;

    let [bad, good] = [0, 1].map(|at| &answer.body["instances"][at]);
    assert_eq!((&bad["outcome"], &bad["code"]), (&json!(told.0), &json!(told.1)), "{fault:?}");
    assert_eq!(good["outcome"], beside, "{fault:?}");
    assert_eq!(city.calls(), calls, "{fault:?}");
    let said = &answer.stage("outcome")[0]["aws_code"];
    if aws_code == Some(SOME) {
        assert!(said.is_string(), "{fault:?}");
    } else {
        assert_eq!(said, &json!(aws_code), "{fault:?}");
    }
    let words = answer.body.to_string();
    assert!(!words.contains("arn:") && !words.contains("disableApiStop"), "{words}");
}

#[tokio::test]
async fn every_error_of_ec2_is_told_and_keeps_no_other_instance_from_its_change() {
    for case in cases() {
        hold(&City::new().await, case).await;
    }
}

#[cfg(feature = "moto")]
#[tokio::test]
async fn the_production_adapter_reads_every_error_of_ec2_as_the_simulation_means_it() {
    for case in cases() {
        hold(&City::over_the_wire(&[crate::city::ACCOUNT]).await, case).await;
    }
}
