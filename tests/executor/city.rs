//! A town with four machines, two of them of the parks department, and an executor for it.

use std::{sync::Arc, time::Duration};

use sekisho::serve::issuer::Persona;
use sekisho_executor::{
    Executor, ExecutorSettings, Fleet, SimulatedFleet, SimulatedInstance, State, TargetTag,
};
use sekisho_policy::{AccountId, Document, InstanceId, PolicyName, Region, UnixTime};
use sekisho_store::{
    CacheSettings, Expected, FileTable, PolicyCache, PublishRequest, import_document, publish,
};
use serde_json::{Map, Value, json};
use support::{
    events::{Call, api},
    tokens::{access_verifier, dev_issuer},
    turned_clock::TurnedClock,
};
use tempfile::TempDir;

/// Tuesday 2026-11-24, 10:00 in Japan.
pub const TEN_O_CLOCK: UnixTime = UnixTime::from_seconds(1_795_482_000);
pub const ACCOUNT: &str = "111122223333";
pub const REGION: &str = "ap-northeast-1";
/// How long a simulated instance takes from one state to the next.
pub const TRANSITION: Duration = Duration::from_secs(5);

/// Of the parks, stopped.
pub const GIS: &str = "i-00000000000000001";
/// Of the parks, in production, running.
pub const TREES: &str = "i-00000000000000002";
/// Of the library, which the parks may see, running.
pub const OPAC: &str = "i-00000000000000003";
/// Of finance, which the parks may not know of, stopped.
pub const ERP: &str = "i-00000000000000004";
/// Nobody's.
pub const NOWHERE: &str = "i-0000000000000ffff";

const POLICY: &str = r#"
version: 1
policy: asahikawa
utc_offset: "+09:00"
required_tags: [Department]
zones:
  city-hall: { vpce: [vpce-0123456789abcdef0], cidrs: [10.20.0.0/16] }
rules:
  - id: parks-own
    effect: allow
    who: { groups: [parks] }
    actions: any
    from: [city-hall]
    instances: { tags: { Department: [parks] } }
  - id: parks-see-the-library
    effect: allow
    who: { groups: [parks] }
    actions: [describe]
    from: [city-hall]
    instances: { tags: { Department: [library] } }
  - id: production-is-not-stopped
    effect: deny
    who: everyone
    actions: [stop]
    instances: { tags: { Env: [prod] } }
  - id: watchers
    effect: allow
    who: { groups: [watchers] }
    actions: [describe]
    instances: { tags: { Department: [parks] } }
"#;

pub struct City {
    pub clock: Arc<TurnedClock>,
    pub fleet: Arc<SimulatedFleet>,
    pub executor: Executor,
    _table: TempDir,
}

/// What an executor answered.
#[derive(Debug, PartialEq)]
pub struct Answer {
    pub status: u16,
    /// Without its decision id.
    pub body: Value,
    pub audit: Vec<Value>,
}

impl City {
    pub async fn new() -> Self {
        Self::with(|settings| settings).await
    }

    /// A city whose `POST /` acts on instances with `Schedule=office`.
    pub async fn with_default_target() -> Self {
        let target = TargetTag { key: "Schedule".to_owned(), value: "office".to_owned() };
        Self::with(|settings| settings.with_default_target(target)).await
    }

    pub async fn with(change: impl FnOnce(ExecutorSettings) -> ExecutorSettings) -> Self {
        let clock = Arc::new(TurnedClock::standing_at(TEN_O_CLOCK));
        let fleet = Arc::new(SimulatedFleet::new(clock.clone(), TRANSITION));
        for instance in instances() {
            fleet.put(instance);
        }
        let shared: Arc<dyn Fleet> = fleet.clone();
        let (policies, table) = policies().await;
        let settings = change(ExecutorSettings::new(api()));
        let executor = Executor::new(access_verifier(), policies, shared, clock.clone(), settings);
        Self { clock, fleet, executor, _table: table }
    }

    /// Makes a call as somebody of these groups, from the city hall, past the authorizer.
    pub async fn ask(&self, groups: &[&str], call: Call) -> Answer {
        let token = self.token(groups);
        self.send(&call.bearer(&token).proxy_event(Some(passed()))).await
    }

    pub fn token(&self, groups: &[&str]) -> String {
        use sekisho_executor::Clock as _;
        let persona = Persona::new("tanaka").in_groups(groups.iter().copied());
        dev_issuer().access_token(&persona, self.clock.now()).unwrap()
    }

    pub async fn send(&self, event: &Value) -> Answer {
        self.send_bytes(event.to_string().as_bytes()).await
    }

    pub async fn send_bytes(&self, event: &[u8]) -> Answer {
        let handled = self.executor.handle(event).await;
        let mut body: Map<String, Value> = serde_json::from_str(handled.response.body()).unwrap();
        let id = body.remove("decision_id").expect("every answer has its id");
        let audit: Vec<Value> =
            handled.audit.iter().map(|line| serde_json::to_value(line).unwrap()).collect();
        assert!(!audit.is_empty(), "no answer without a line");
        assert!(audit.iter().all(|line| line["decision_id"] == id), "one id for answer and lines");
        Answer { status: handled.response.status(), body: Value::Object(body), audit }
    }

    pub fn state(&self, instance: &str) -> State {
        self.fleet.state(&id(instance)).expect("it is in the fleet")
    }

    /// How many calls reached EC2.
    pub fn calls(&self) -> usize {
        self.fleet.calls().len()
    }
}

/// What API Gateway puts into an event that passed the authorizer.
pub fn passed() -> Map<String, Value> {
    let Value::Object(map) = json!({"principalId": "tanaka", "integrationLatency": "12"}) else {
        unreachable!()
    };
    map
}

pub fn id(text: &str) -> InstanceId {
    InstanceId::parse(text).unwrap()
}

/// A stopped instance with these tags.
pub fn machine(id: &str, tags: &[(&str, &str)]) -> SimulatedInstance {
    let account = AccountId::parse(ACCOUNT).unwrap();
    let region = Region::parse(REGION).unwrap();
    let id = InstanceId::parse(id).unwrap();
    tags.iter().fold(SimulatedInstance::new(account, region, id), |instance, (key, value)| {
        instance.tagged(key, value).unwrap()
    })
}

fn instances() -> [SimulatedInstance; 4] {
    [
        machine(GIS, &[("Name", "parks-gis"), ("Department", "parks"), ("Schedule", "office")]),
        machine(TREES, &[("Name", "parks-trees"), ("Department", "parks"), ("Env", "prod")])
            .in_state(State::Running),
        machine(OPAC, &[("Department", "library"), ("Schedule", "office")])
            .in_state(State::Running),
        machine(ERP, &[("Department", "finance"), ("Schedule", "office")]),
    ]
}

async fn policies() -> (PolicyCache, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let table = FileTable::open(folder.path()).unwrap();
    let name = PolicyName::parse("asahikawa").unwrap();
    let document = Document::from_yaml(POLICY).unwrap();
    import_document(&table, &name, &document).await.unwrap();
    let request = PublishRequest {
        expected: Expected::Nothing,
        by: "a test".to_owned(),
        why: "to test".to_owned(),
        at: TEN_O_CLOCK,
    };
    publish(&table, &name, &request).await.unwrap();
    (PolicyCache::new(Arc::new(table), name, CacheSettings::default()), folder)
}
