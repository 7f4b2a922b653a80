//! What holds whatever happens.

use std::{cell::Cell, sync::Arc, time::Duration};

use proptest::{
    collection::vec,
    prelude::*,
    sample::select,
    test_runner::{TestCaseError, TestRunner},
};
use sekisho_executor::{Clock as _, Fault, Seen};
use sekisho_policy::{Action, Attempt, Caller, Decision, Fact, Policy, Request, Source};
use serde_json::{Value, json};
use support::events::{CITY_HALL, Call, VPC_ENDPOINT};

use crate::city::{ACCOUNTS, City, ERP, GIS, OPAC, TREES, document, id, machine_of, places};

const ELSEWHERE: &str = "i-00000000000000012";
const IDS: [&str; 5] = [GIS, TREES, OPAC, ERP, ELSEWHERE];
const GROUPS: [&str; 5] = ["parks", "greens", "teams", "headquarters", "watchers"];
const CHANGES: [&str; 3] = ["start", "stop", "reboot"];

/// Something that happens in the city.
#[derive(Clone, Debug)]
enum Step {
    Ask { groups: Vec<&'static str>, body: Value },
    Break(&'static str, Option<Fault>),
    Pack(Option<usize>),
    Retag(&'static str, &'static str, &'static str),
    Terminate(&'static str),
    Wait(u64),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let faults = select(vec![
        None,
        Some(Fault::Capacity),
        Some(Fault::Kms),
        Some(Fault::NoAnswer),
        Some(Fault::StopProtected),
        Some(Fault::StuckStopping),
        Some(Fault::TagRace),
        Some(Fault::Throttle(1)),
        Some(Fault::Vanish),
    ]);
    let tags = prop_oneof![
        (Just("Department"), select(vec!["parks", "library", "d-001", "finance", "teams"])),
        (Just("Env"), select(vec!["prod", "dev"])),
        (Just("Team"), select(vec!["green", "blue"])),
        (Just("team"), select(vec!["red"])),
    ];
    let whom = prop_oneof![
        vec(select(IDS.to_vec()), 1..4).prop_map(|ids| json!({ "instance_ids": ids })),
        Just(json!({ "tags": { "Department": ["parks", "library"] } })),
    ];
    let ask = (vec(select(GROUPS.to_vec()), 1..3), select(CHANGES.to_vec()), whom, 0..8_u64);
    let ask = (ask, any::<bool>()).prop_map(|((groups, action, mut body, wait), partial)| {
        body["action"] = json!(action);
        body["wait_seconds"] = json!(wait);
        if body.get("instance_ids").is_some() {
            body["partial"] = json!(partial);
        }
        Step::Ask { groups, body }
    });
    let step = prop_oneof![
        5 => ask,
        2 => (select(IDS.to_vec()), faults).prop_map(|(id, fault)| Step::Break(id, fault)),
        2 => (select(IDS.to_vec()), tags).prop_map(|(id, (key, value))| Step::Retag(id, key, value)),
        1 => select(vec![None, Some(515), Some(700)]).prop_map(Step::Pack),
        1 => select(IDS.to_vec()).prop_map(Step::Terminate),
        1 => (0..1000_u64).prop_map(Step::Wait),
    ];
    vec(step, 1..16)
}

/// What the policy says of an instance as it was at the moment of the call.
fn decided(policy: &Policy, groups: &[&str], action: &str, seen: &Seen, city: &City) -> Decision {
    let action = Action::ALL.into_iter().find(|one| one.name() == action).unwrap();
    let address = Fact::Known(CITY_HALL.parse().unwrap());
    let source = Source::new(address, Fact::Known(VPC_ENDPOINT.parse().unwrap()));
    let attempt = Attempt {
        caller: Caller::unknown().with_groups(Fact::Known(groups.iter().copied())),
        action,
        source,
        at: city.clock.now(),
    };
    policy.decide(Request { attempt: Arc::new(attempt), instance: seen.facts() })
}

/// Draws so many stories, and lets each happen in a city of its own.
fn hold(cases: u32, city: impl AsyncFn() -> City) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let policy = Policy::compile(document());
    let effort = std::env::var("SEKISHO_TEST_EFFORT").ok().and_then(|text| text.parse().ok());
    let config = ProptestConfig {
        cases: cases * effort.unwrap_or(1_u32),
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    let acted = Cell::new(0_usize);
    let held = TestRunner::new(config).run(&steps(), |steps| {
        runtime.block_on(async {
            let city = city().await;
            city.fleet.put(machine_of(ACCOUNTS[1], ELSEWHERE, &[("Department", "parks")]));
            for step in steps {
                acted.set(acted.get() + happen(&city, &policy, step).await?);
            }
            Ok(())
        })
    });
    held.unwrap();
    assert!(acted.get() > 0, "something was changed");
}

/// Lets a step happen; how many changes it made, all of which the policy allows at that moment.
async fn happen(city: &City, policy: &Policy, step: Step) -> Result<usize, TestCaseError> {
    match step {
        Step::Ask { groups, body } => {
            let before = city.fleet.acted().len();
            let action = body["action"].as_str().unwrap().to_owned();
            drop(city.ask(&groups, Call::post("/actions").body(body)).await);
            let acted = city.fleet.acted().split_off(before);
            for (change, seen) in &acted {
                prop_assert_eq!(change.name(), &action);
                let decision = decided(policy, &groups, &action, seen, city);
                prop_assert!(decision.is_allow(), "{:?} {:?}", decision, seen);
            }
            return Ok(acted.len());
        }
        Step::Break(one, fault) => city.fleet.set_fault(&id(one), fault),
        Step::Pack(most) => city.fleet.set_packs(most),
        // What is gone by then cannot be tagged.
        Step::Retag(one, key, value) => drop(city.fleet.retag(&id(one), key, value)),
        Step::Terminate(one) => city.fleet.terminate(&id(one)),
        Step::Wait(seconds) => city.clock.turn(Duration::from_secs(seconds)),
    }
    Ok(0)
}

#[test]
fn nothing_is_ever_done_to_an_instance_that_the_policy_refuses_at_the_moment_of_the_call() {
    hold(100, async || City::in_places(places(&ACCOUNTS)).await);
}

/// The same by the production adapter, over the wire.
#[cfg(feature = "moto")]
#[test]
fn nothing_is_done_over_the_wire_to_an_instance_that_the_policy_refuses_at_that_moment() {
    hold(20, async || City::over_the_wire(&ACCOUNTS).await);
}
