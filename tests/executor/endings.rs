//! An executor that is ended in the middle, and a caller who asks again.

use std::time::Duration;

use sekisho_executor::{State, Tiers};
use serde_json::json;
use support::events::Call;

use crate::{
    city::{City, machine},
    cut::Cut,
};

const DATABASE: &str = "i-00000000000000031";
const APPLICATION: &str = "i-00000000000000032";

fn start() -> Call {
    let ids = [DATABASE, APPLICATION];
    let body = json!({ "action": "start", "instance_ids": ids, "wait_seconds": 10 });
    Call::post("/actions").body(body)
}

/// Wherever it ends, what was asked for is done when it is asked for again, and done once.
#[tokio::test]
async fn a_request_that_is_ended_anywhere_and_repeated_is_done_once() {
    for (at, made) in (0..12).flat_map(|at| [(at, false), (at, true)]) {
        let tiers = Tiers::parse("Tier=database,application").unwrap();
        let city = City::with(|settings| settings.with_tiers(tiers)).await;
        for (id, tier) in [(DATABASE, "database"), (APPLICATION, "application")] {
            city.fleet.put(machine(id, &[("Department", "parks"), ("Tier", tier)]));
        }

        city.ask_and_end(&["parks"], start(), Cut { at, made }).await;
        let cut_off = city.calls();
        city.clock.turn(Duration::from_secs(1));
        let answer = city.ask(&["parks"], start()).await;

        assert_eq!((answer.status, &answer.body["code"]), (200, &json!("done")), "{at} {made}");
        for id in [DATABASE, APPLICATION] {
            assert_eq!(city.state(id), State::Running);
            let acted = city.fleet.acted();
            let started = acted.iter().filter(|(_, seen)| seen.id.as_str() == id).count();
            assert_eq!(started, 1, "{id} at {at} {made}, {cut_off} calls before");
        }
    }
}
