//! How much of an answer's time is the executor's own, and how much the round trips to AWS: a request to
//! start instances, without waiting for their states, on a simulated cloud whose every call takes as
//! long as one to AWS within a region does.
//!
//! `cargo bench -p sekisho-tests --bench executor`

use std::{
    io,
    sync::Arc,
    time::{Duration, Instant},
};

use sekisho::serve::issuer::Persona;
use sekisho_executor::{
    Account, ActorRole, AuditLine, Clock as _, Executor, ExecutorSettings, Journal, Places,
    SimulatedCloud, SimulatedInstance, SimulatedRole, SystemClock,
};
use sekisho_policy::{AccountId, Document, InstanceId, Partition, PolicyName, Region, UnixTime};
use sekisho_store::{
    CacheSettings, Expected, FileTable, PolicyCache, PublishRequest, import_document, publish,
};
use serde_json::{Map, json};
use support::{
    events::{Call, api},
    tokens::{access_verifier, dev_issuer},
};

/// A call to EC2 or STS within a region: some tens of milliseconds.
const ROUND_TRIP: Duration = Duration::from_millis(30);
const ACCOUNT: &str = "111122223333";
const REGION: &str = "ap-northeast-1";
const POLICY: &str = r#"{ version: 1, policy: town, utc_offset: "+09:00", rules: [
    { id: own, effect: allow, who: { groups: [parks] }, actions: any,
      instances: { tags: { Department: [parks] } } } ] }"#;

/// What is written is made, as it would be, and goes nowhere.
#[derive(Debug)]
struct Discarded;

impl Journal for Discarded {
    fn record(&self, lines: &[AuditLine]) -> io::Result<()> {
        lines.iter().try_for_each(|line| Ok(serde_json::to_writer(io::sink(), line)?))
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let folder = tempfile::tempdir().unwrap();
    let name = PolicyName::parse("town").unwrap();
    let table = FileTable::open(folder.path()).unwrap();
    import_document(&table, &name, &Document::from_yaml(POLICY).unwrap()).await.unwrap();
    let request = PublishRequest {
        expected: Expected::Nothing,
        by: "a bench".to_owned(),
        why: "to measure".to_owned(),
        at: UnixTime::from_seconds(0),
    };
    publish(&table, &name, &request).await.unwrap();
    let table = Arc::new(table);
    println!("| instances | new sessions | calls | answered in ms | of it own ms | share |");
    println!("| --- | --- | --- | --- | --- | --- |");
    for instances in [1, 100, 1000] {
        let policies = PolicyCache::new(table.clone(), name.clone(), CacheSettings::default());
        let clock = Arc::new(SystemClock::new());
        let cloud = Arc::new(cloud(clock.clone(), instances));
        let executor = Executor::new(
            access_verifier(),
            policies,
            Arc::new(cloud.fleet(places())),
            Arc::new(Discarded),
            clock.clone(),
            ExecutorSettings::new(api()),
        );
        executor.hydrate().await;
        let persona = Persona::new("tanaka").in_groups(["parks"]);
        let token = dev_issuer().access_token(&persona, clock.now()).unwrap();
        // The first opens a session to look and one to start; the next, which finds everything running,
        // one to reboot.
        for (sessions, action) in [(2, "start"), (1, "reboot"), (0, "reboot")] {
            let body = json!({ "action": action, "tags": { "Department": "parks" } });
            let event = Call::post("/actions").bearer(&token).body(body);
            let passed = Map::from_iter([("principalId".to_owned(), json!("tanaka"))]);
            let event = event.proxy_event(Some(passed)).to_string();
            let before = calls(&cloud);
            let began = Instant::now();
            let handled = executor.handle(event.as_bytes()).await;
            let took = began.elapsed();
            assert_eq!(handled.response.status(), 202, "{}", handled.response.body());
            let made = calls(&cloud) - before;
            let own = took.saturating_sub(ROUND_TRIP * made);
            let share = 100.0 * own.as_secs_f64() / took.as_secs_f64();
            let [took, own] = [took, own].map(|time| time.as_secs_f64() * 1e3);
            println!("| {instances} | {sessions} | {made} | {took:.1} | {own:.1} | {share:.0} % |");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

fn calls(cloud: &SimulatedCloud) -> u32 {
    let calls = cloud.looks() + cloud.calls().len() + cloud.sessions().len();
    u32::try_from(calls).unwrap()
}

fn account() -> AccountId {
    AccountId::parse(ACCOUNT).unwrap()
}

fn cloud(clock: Arc<SystemClock>, instances: u32) -> SimulatedCloud {
    let cloud = SimulatedCloud::new(clock, Duration::from_millis(1));
    cloud.set_latency(ROUND_TRIP);
    let all = r#"{ "Version": "2012-10-17",
        "Statement": { "Effect": "Allow", "Action": "ec2:*", "Resource": "*" } }"#;
    let role = SimulatedRole::new(&format!("arn:aws:iam::{ACCOUNT}:role/Actor"), all).unwrap();
    cloud.put_role(account(), role);
    for number in 0..instances {
        let id = InstanceId::parse(&format!("i-{number:017x}")).unwrap();
        let machine = SimulatedInstance::new(account(), Region::parse(REGION).unwrap(), id);
        let tags = [("Department", "parks"), ("Env", "dev"), ("Name", "machine")];
        let tagged = |one: SimulatedInstance, (key, value)| one.tagged(key, value).unwrap();
        cloud.put(tags.into_iter().fold(machine, tagged));
    }
    cloud
}

fn places() -> Places {
    Places::entered_by(
        ActorRole::parse("Actor").unwrap(),
        Partition::parse("aws").unwrap(),
        vec![Account { id: account(), external_id: None }],
        vec![Region::parse(REGION).unwrap()],
    )
}
