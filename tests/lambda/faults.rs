//! A process that starts while something it needs is ill: it refuses, in time, says why, and is well
//! again when what it needs is.

use std::time::Duration;

use sekisho_identity::KeySettings;
use sekisho_store::CacheSettings;
use serde_json::{Value, json};
use support::{
    function::Binary,
    moto::Moto,
    way::{Fault, Way},
};
use tokio::{task::JoinSet, time::sleep};

use crate::outpost::{BOTH, Outpost, SLACK, Said, Site, TURNS};

/// What is wrong with the table, with the keys, and with which code everybody is refused.
struct Case {
    what: &'static str,
    table: Trouble,
    keys: Trouble,
    code: &'static str,
}

#[derive(Clone)]
enum Trouble {
    None,
    Closed,
    Is(Fault),
}

fn table(what: &'static str, trouble: Trouble) -> Case {
    Case { what, table: trouble, keys: Trouble::None, code: "policy_unavailable" }
}

fn keys(what: &'static str, trouble: Trouble) -> Case {
    Case { what, table: Trouble::None, keys: trouble, code: "keys_unavailable" }
}

fn cases() -> Vec<Case> {
    use Trouble::{Closed, Is};
    let late = || Is(Fault::Late(Duration::from_secs(2)));
    let hang = || Is(Fault::Hang);
    let says = |status: u16, body: &str| Is(Fault::Say(status, body.to_owned()));
    vec![
        table("nobody listens at the table's port", Closed),
        table("the table never answers", hang()),
        table("the table answers after the limit", late()),
        table(
            "the table is throttled",
            says(400, &error("ProvisionedThroughputExceededException")),
        ),
        table("the table is throttled by account", says(400, &error("ThrottlingException"))),
        table("the table fails inside", says(500, &error("InternalServerError"))),
        table("the table may not be read", says(400, &error("AccessDeniedException"))),
        table("half of the table's answer arrives", Is(Fault::Half)),
        table("a web page answers for the table", says(200, "<html>sign in</html>")),
        table("the pointer is missing", Is(Fault::Change(without_pointer))),
        table("the pointer is not what is written", Is(Fault::Change(with_a_broken_pointer))),
        table("the pointer names another digest", Is(Fault::Change(with_another_digest))),
        table("a chunk is missing", Is(Fault::Change(without_chunks))),
        table("a chunk is corrupt", Is(Fault::Change(with_corrupt_chunks))),
        keys("nobody listens at the issuer's port", Closed),
        keys("the issuer never answers", hang()),
        keys("the issuer answers after the limit", late()),
        keys("the issuer fails inside", says(500, "")),
        keys("the issuer sends elsewhere", says(302, "")),
        keys("half of the issuer's document arrives", Is(Fault::Half)),
        keys("the issuer has no keys", says(200, r#"{"keys":[]}"#)),
        keys("a web page answers for the issuer", says(200, "<html>sign in</html>")),
        keys("the issuer's document has no end", says(200, &" ".repeat(1 << 20))),
        Case { what: "nobody listens", table: Closed, keys: Closed, code: "keys_unavailable" },
        Case { what: "nobody answers", table: hang(), keys: hang(), code: "keys_unavailable" },
    ]
}

#[tokio::test]
async fn what_is_ill_at_a_cold_start_is_refused_in_time_with_its_code_until_it_is_well() {
    let site = Site::shared().await;
    let mut tasks = JoinSet::new();
    for case in cases() {
        for binary in BOTH {
            let (what, table, keys, code) =
                (case.what, case.table.clone(), case.keys.clone(), case.code);
            tasks.spawn(suffer(site, binary, Case { what, table, keys, code }));
        }
    }
    while let Some(ended) = tasks.join_next().await {
        ended.expect("every case ends well");
    }
}

/// An EC2 that is ill is the executor's alone: who may call is known by then, and nothing is shown.
#[tokio::test]
async fn a_fleet_that_is_ill_is_told_in_time_and_asked_again_by_the_next_event() {
    let says = |status: u16, code: &str| {
        let error = format!("<Error><Code>{code}</Code><Message>a test</Message></Error>");
        Fault::Say(status, format!("<Response><Errors>{error}</Errors></Response>"))
    };
    // A call of EC2 may take five seconds; one that is throttled is repeated after 0.4, 0.8 and 1.6.
    let (one, throttled) = (Duration::from_secs(5), Duration::from_millis(2_800));

    tokio::join!(
        without_fleet("EC2 never answers", Fault::Hang, one),
        without_fleet("EC2 fails inside", says(500, "InternalError"), Duration::ZERO),
        without_fleet("EC2 is throttled", says(503, "RequestLimitExceeded"), throttled),
    );
}

/// A regression: the SDK made fewer instances of the one answer, and an instance with fewer tags of
/// the other, and both were taken for the truth.
#[tokio::test]
async fn an_answer_of_ec2_that_ends_early_is_no_answer() {
    let between_tags = Fault::Say(200, BROKEN_OFF.to_owned());

    tokio::join!(
        without_fleet("half of EC2's answer arrives", Fault::Half, Duration::ZERO),
        without_fleet("EC2's answer ends between tags", between_tags, Duration::ZERO),
    );
}

async fn without_fleet(what: &str, fault: Fault, within: Duration) {
    let site = Site::shared().await;
    let turn = TURNS.acquire().await.expect("the turns never end");
    let mut post = Outpost::well(site, Binary::Executor, &[]).await;
    post.fleet.set(fault);

    assert_eq!(post.ask().await, Said::Refused(503), "{what}");

    drop(turn);
    let (audit, metrics) = post.left(1).await;
    assert_eq!(audit["code"], "fleet_unavailable", "{what}");
    post.assert_took(&metrics, within + SLACK, what);
    post.fleet.set(Fault::None);
    assert_eq!(post.ask().await, Said::Allowed, "{what}, and well again");
    post.function.assert_discreet(&[&site.token]);
}

/// An instance of the welfare department before its last tags, in the order in which EC2 tells it.
const BROKEN_OFF: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<DescribeInstancesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><reservationSet><item>
<ownerId>123456789012</ownerId><instancesSet><item><instanceId>i-0123456789abcdef0</instanceId>
<instanceState><code>16</code><name>running</name></instanceState><tagSet>
<item><key>Department</key><value>outposts-welfare</value></item>
<item><key>Env</key><value>dev</value></item>
"#;

async fn suffer(site: &Site, binary: Binary, case: Case) {
    let what = format!("{binary:?}: {}", case.what);
    let ways = [&case.table, &case.keys].map(way);
    let turn = TURNS.acquire().await.expect("the turns never end");
    let mut post = Outpost::behind(site, binary, ways, &[]).await;

    let refused = post.ask().await;

    drop(turn);
    let (status, outcome) = match binary {
        Binary::Authorizer => (403, "deny"),
        Binary::Executor => (503, "refused"),
        Binary::Guard => unreachable!("nobody calls the guard"),
    };
    assert_eq!(refused, Said::Refused(status), "{what}");
    let (audit, metrics) = post.left(1).await;
    assert_eq!((&audit["outcome"], &audit["code"]), (&json!(outcome), &json!(case.code)), "{what}");
    // For the keys it does not wait, because the cold start has asked for them in vain a moment ago.
    let within = match &case.table {
        Trouble::Is(fault) => a_refresh_takes(fault),
        Trouble::Closed | Trouble::None => QUICK,
    };
    post.assert_took(&metrics, within + SLACK, &what);
    assert_eq!(metrics["ColdStarts"], 1, "{what}");
    let failures = metrics["PolicyRefreshFailures"].as_u64();
    let ill = !matches!(case.table, Trouble::None);
    // The cold start's own read, and one for the event unless the keys were missed first.
    assert_eq!(failures > Some(0), ill, "{what}: {failures:?}");
    assert_eq!(metrics.get("PolicyAge").is_none(), ill, "{what}");
    let blind = !matches!(case.keys, Trouble::None);
    assert_eq!(metrics.get("KeyAge").is_none(), blind, "{what}");
    assert_eq!(metrics["KeyRefreshFailures"].as_u64() > Some(0), blind, "{what}");

    for way in [&post.table, &post.keys] {
        way.set(Fault::None);
        way.open();
    }
    sleep(pause(&case)).await;
    let turn = TURNS.acquire().await.expect("the turns never end");
    assert_eq!(post.ask().await, Said::Allowed, "{what}, and well again");
    drop(turn);
    let (audit, metrics) = post.left(2).await;
    assert_eq!(audit["code"], "entitled", "{what}, and well again");
    assert_eq!(metrics["ColdStarts"], 0, "{what}, and well again");
    post.function.assert_discreet(&[&site.token]);
}

fn way(trouble: &Trouble) -> Way {
    let endpoint = Moto::shared().endpoint();
    match trouble {
        Trouble::Closed => Way::closed_to_what_stays(endpoint),
        Trouble::None => Way::to_what_stays(endpoint),
        Trouble::Is(fault) => {
            let way = Way::to_what_stays(endpoint);
            way.set(fault.clone());
            way
        }
    }
}

/// How long an event waits for the table: for its one refresh, or for an answer that comes at once
/// and may be asked for a second time.
pub fn a_refresh_takes(fault: &Fault) -> Duration {
    match fault {
        Fault::Hang | Fault::Late(_) => CacheSettings::default().refresh_timeout,
        Fault::Change(_) | Fault::Half | Fault::Instead(..) | Fault::None | Fault::Say(..) => QUICK,
    }
}

/// The longest the SDK waits before its one repetition.
const QUICK: Duration = Duration::from_millis(300);

/// How long what is well again is not asked.
fn pause(case: &Case) -> Duration {
    match case.keys {
        Trouble::None => CacheSettings::default().retry_every,
        Trouble::Closed | Trouble::Is(_) => KeySettings::default().ages().penalty,
    }
}

/// A refusal of DynamoDB.
pub fn error(code: &str) -> String {
    let kind = format!("com.amazonaws.dynamodb.v20120810#{code}");
    json!({ "__type": kind, "message": "a test" }).to_string()
}

pub fn without_pointer(sort_key: &str, answer: &mut Value) {
    if sort_key == "ACTIVE" {
        *answer = json!({});
    }
}

fn with_a_broken_pointer(sort_key: &str, answer: &mut Value) {
    if sort_key == "ACTIVE" {
        answer["Item"]["version"] = json!({ "S": "1" });
    }
}

pub fn with_another_digest(sort_key: &str, answer: &mut Value) {
    if sort_key == "ACTIVE" {
        answer["Item"]["sha256"] = json!({ "S": "0".repeat(64) });
    }
}

fn without_chunks(sort_key: &str, answer: &mut Value) {
    if sort_key.starts_with("V#") {
        *answer = json!({});
    }
}

pub fn with_corrupt_chunks(sort_key: &str, answer: &mut Value) {
    if sort_key.starts_with("V#") {
        let data = answer["Item"]["data"]["B"].as_str().expect("the bytes of a chunk");
        // The 40th character lies behind the head of the gzip stream.
        let (before, rest) = data.split_at(40);
        let changed = if rest.starts_with('A') { "B" } else { "A" };
        answer["Item"]["data"] = json!({ "B": format!("{before}{changed}{}", &rest[1..]) });
    }
}
