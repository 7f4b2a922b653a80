//! Members of Auto Scaling groups: started and stopped in Standby only, when their groups do not
//! replace them.

use sekisho_executor::{AwsError, SimulatedRole, State};
use sekisho_policy::AccountId;
use serde_json::{Value, json};
use support::events::Call;

use crate::city::{ACCOUNT, City, id, machine};

const MEMBER: &str = "i-00000000000000023";
const TAGS: [(&str, &str); 1] = [("Department", "parks")];

fn stop() -> Call {
    Call::post(&format!("/instances/{MEMBER}/stop"))
}

fn told(body: &Value) -> (&str, &str) {
    let one = &body["instances"][0];
    (one["outcome"].as_str().unwrap(), one["code"].as_str().unwrap())
}

async fn city_with(standby: bool) -> City {
    let city = City::new().await;
    let member = machine(MEMBER, &TAGS).in_state(State::Running).in_auto_scaling_group("web");
    city.fleet.put(if standby { member.in_standby() } else { member });
    city
}

#[tokio::test]
async fn a_member_in_standby_is_stopped_and_started_like_any_other_instance() {
    let city = city_with(true).await;

    let answer = city.ask(&["parks"], stop()).await;

    assert_eq!((answer.status, told(&answer.body)), (202, ("requested", "requested")));
    assert_eq!(city.state(MEMBER), State::Stopping);
    assert_eq!((city.fleet.standby_asked(), city.calls()), (1, 1));
}

#[tokio::test]
async fn groups_are_asked_about_their_members_alone_and_only_where_something_is_to_change() {
    let city = city_with(true).await;

    city.ask(&["parks"], Call::get("/instances")).await;
    city.ask(&["parks"], Call::post("/instances/i-00000000000000001/start")).await;

    assert_eq!(city.fleet.standby_asked(), 0);
}

#[tokio::test]
async fn a_member_is_left_alone_where_nobody_can_say_whether_it_is_in_standby() {
    let unavailable = AwsError::new("ServiceUnavailable", "try later");
    let blind = r#"{ "Version": "2012-10-17", "Statement":
        { "Effect": "Allow", "Action": ["ec2:DescribeInstances", "ec2:StopInstances"], "Resource": "*" } }"#;
    let arn = format!("arn:aws:iam::{ACCOUNT}:role/sekisho/Actor");
    for (what, is_ill) in [("the service is ill", true), ("the role may not ask", false)] {
        let city = city_with(true).await;
        if is_ill {
            city.fleet.set_auto_scaling_outage(Some(unavailable.clone()));
        } else {
            let role = SimulatedRole::new(&arn, blind).unwrap();
            city.fleet.put_role(AccountId::parse(ACCOUNT).unwrap(), role);
        }

        let answer = city.ask(&["parks"], stop()).await;

        assert_eq!(answer.status, 409, "{what}");
        assert_eq!(
            answer.body["instances"][0],
            json!({
                "id": MEMBER, "account": ACCOUNT, "region": "ap-northeast-1", "state": "running",
                "outcome": "failed", "code": "auto_scaling_unknown",
                "message": "this instance belongs to an Auto Scaling group, and whether the group \
                            leaves it alone could not be asked; try again, and if it stays so, ask \
                            the operator",
            }),
            "{what}"
        );
        assert_eq!((city.calls(), city.fleet.state(&id(MEMBER))), (0, Some(State::Running)));
    }
}

/// Whoever does not answer about fifty is not asked about the rest, and holds up nothing else.
#[tokio::test]
async fn auto_scaling_that_does_not_answer_is_asked_once_and_what_is_in_no_group_is_changed() {
    let city = City::new().await;
    let alone = "i-00000000000000099";
    city.fleet.put(machine(alone, &TAGS).in_state(State::Running));
    for number in 0..120 {
        let member = machine(&format!("i-000000000000001{number:02x}"), &TAGS);
        let member = member.in_state(State::Running).in_auto_scaling_group("web").in_standby();
        city.fleet.put(member);
    }
    city.fleet.set_auto_scaling_outage(Some(AwsError::new("ServiceUnavailable", "try later")));
    let body = json!({ "action": "stop", "tags": { "Department": "parks" } });

    let answer = city.ask(&["parks"], Call::post("/actions").body(body)).await;

    let instances = answer.body["instances"].as_array().unwrap();
    let coded = |code: &str| instances.iter().filter(|one| one["code"] == code).count();
    assert_eq!((coded("auto_scaling_unknown"), city.fleet.standby_asked()), (120, 1));
    assert_eq!(city.state(alone), State::Stopping);
}
