//! A town with four machines, two of them of the parks department, and an executor for it.

use std::{
    sync::{Arc, OnceLock},
    time::Duration,
};

use sekisho::serve::issuer::Persona;
use sekisho_executor::{
    Account, ActorRole, Executor, ExecutorSettings, Fleet, Places, Runbooks, SimulatedCloud,
    SimulatedInstance, SimulatedRole, State, TargetTag,
};
use sekisho_policy::{AccountId, Document, InstanceId, Partition, PolicyName, Region, UnixTime};
use sekisho_store::{
    CacheSettings, Expected, FileTable, Notes, PolicyCache, PublishRequest, import_document,
    publish,
};
use serde_json::{Map, Value, json};
use support::{
    events::{Call, api},
    schema::Schema,
    tokens::{access_verifier, dev_issuer},
    turned_clock::TurnedClock,
};
use tempfile::TempDir;

use crate::{
    cut::{Cut, CutFleet},
    notebook::Notebook,
};

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

const POLICY: &str = include_str!("city.yaml");

pub struct City {
    pub clock: Arc<TurnedClock>,
    pub fleet: Arc<SimulatedCloud>,
    pub executor: Executor,
    pub journal: Arc<Notebook>,
    places: Places,
    settings: ExecutorSettings,
    table: TempDir,
    /// Where the executor reaches the cloud, if not in this process.
    #[cfg(feature = "moto")]
    _wire: Option<support::aws_wire::AwsWire>,
}

fn schema() -> &'static Schema {
    static SCHEMA: OnceLock<Schema> = OnceLock::new();
    SCHEMA.get_or_init(|| Schema::of("audit-line.schema.json"))
}

/// What an executor answered.
#[derive(Debug, PartialEq)]
pub struct Answer {
    pub status: u16,
    /// Without its decision id.
    pub body: Value,
    pub audit: Vec<Value>,
}

impl Answer {
    /// The lines of a stage.
    pub fn stage(&self, stage: &str) -> Vec<&Value> {
        self.audit.iter().filter(|line| line["stage"] == stage).collect()
    }
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

    /// A city whose instances are in these places.
    pub async fn in_places(places: Places) -> Self {
        Self::of(|settings| settings, places).await
    }

    pub async fn with(change: impl FnOnce(ExecutorSettings) -> ExecutorSettings) -> Self {
        Self::of(change, places(&[ACCOUNT])).await
    }

    async fn of(change: impl FnOnce(ExecutorSettings) -> ExecutorSettings, places: Places) -> Self {
        let clock = Arc::new(TurnedClock::standing_at(TEN_O_CLOCK));
        let fleet = Arc::new(cloud(clock.clone()));
        let shared = Arc::new(fleet.fleet(places.clone()));
        Self::around(clock, fleet, shared, change(ExecutorSettings::new(api())), places).await
    }

    /// A city whose executor reaches these accounts by the production adapter, over the wire.
    #[cfg(feature = "moto")]
    pub async fn over_the_wire(accounts: &[&str]) -> Self {
        let clock = Arc::new(TurnedClock::standing_at(TEN_O_CLOCK));
        let cloud = Arc::new(cloud(clock.clone()));
        let wire = support::aws_wire::AwsWire::open(cloud.clone(), ACCOUNT).await;
        let (endpoint, places) = (wire.endpoint().to_owned(), places(accounts));
        let fleet =
            sekisho_executor::CloudFleet::at_endpoint(&endpoint, places.clone(), clock.clone());
        let settings = ExecutorSettings::new(api());
        let city = Self::around(clock, cloud, Arc::new(fleet), settings, places).await;
        city.behind(wire)
    }

    /// The same city, which keeps this wire open.
    #[cfg(feature = "moto")]
    pub fn behind(self, wire: support::aws_wire::AwsWire) -> Self {
        Self { _wire: Some(wire), ..self }
    }

    /// A city whose executor reaches this cloud by that fleet.
    pub async fn around(
        clock: Arc<TurnedClock>,
        cloud: Arc<SimulatedCloud>,
        fleet: Arc<dyn Fleet>,
        settings: ExecutorSettings,
        places: Places,
    ) -> Self {
        for instance in instances() {
            cloud.put(instance);
        }
        let table = published().await;
        let journal = Arc::new(Notebook::new(cloud.clone()));
        let executor = executor(fleet, &journal, &clock, &table, settings.clone());
        Self {
            clock,
            fleet: cloud,
            executor,
            journal,
            places,
            settings,
            table,
            #[cfg(feature = "moto")]
            _wire: None,
        }
    }

    /// The same city, with an executor that has these runbooks and notes.
    pub fn with_runbooks(self, runbooks: Arc<dyn Runbooks>, notes: Arc<dyn Notes>) -> Self {
        let Self { executor, .. } = self;
        Self { executor: executor.with_runbooks(runbooks, notes), ..self }
    }

    /// Where the cloud is reached over the wire.
    #[cfg(feature = "moto")]
    pub fn endpoint(&self) -> &str {
        self._wire.as_ref().expect("a city over the wire").endpoint()
    }

    /// Makes a call whose executor is ended at this call to AWS: before it is made, or after.
    pub async fn ask_and_end(&self, groups: &[&str], call: Call, cut: Cut) {
        let fleet = Arc::new(CutFleet::new(self.fleet.fleet(self.places.clone()), cut));
        let shared: Arc<dyn Fleet> = fleet.clone();
        let settings = self.settings.clone();
        let executor = executor(shared, &self.journal, &self.clock, &self.table, settings);
        let call = call.bearer(&self.token(groups)).proxy_event(Some(passed())).to_string();
        tokio::select! {
            () = fleet.reached() => {}
            _ = executor.handle(call.as_bytes()) => {}
        }
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
        let before = self.calls();
        let handled = self.executor.handle(event).await;
        self.journal.assert_recorded_before(before);
        let mut body: Map<String, Value> = serde_json::from_str(handled.response.body()).unwrap();
        let id = body.remove("decision_id").expect("every answer has its id");
        let audit: Vec<Value> =
            handled.lines().map(|line| serde_json::to_value(line).unwrap()).collect();
        audit.iter().for_each(|line| schema().assert_takes(line));
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

/// The accounts of a city that has more than its own.
pub const ACCOUNTS: [&str; 2] = [ACCOUNT, "444455556666"];
/// The role that acts, and what each account lets it do: nothing to what has no department.
const ROLE: &str = r#"{ "Version": "2012-10-17", "Statement": [
    { "Effect": "Allow", "Resource": "*",
      "Action": ["autoscaling:DescribeAutoScalingInstances", "ec2:DescribeInstances"] },
    { "Effect": "Allow", "Action": "rds:DescribeDBInstances", "Resource": "*" },
    { "Effect": "Allow", "Action": ["rds:StartDBInstance", "rds:StopDBInstance", "rds:RebootDBInstance"],
      "Resource": "arn:aws:rds:*:*:db:*",
      "Condition": { "Null": { "aws:ResourceTag/Department": "false" } } },
    { "Effect": "Allow", "Resource": "*",
      "Action": ["ecs:DescribeServices", "ecs:ListClusters", "ecs:ListServices"] },
    { "Effect": "Allow", "Action": "ecs:UpdateService", "Resource": "arn:aws:ecs:*:*:service/*",
      "Condition": { "Null": { "aws:ResourceTag/Department": "false" } } },
    { "Effect": "Allow", "Action": ["ec2:StartInstances", "ec2:StopInstances", "ec2:RebootInstances"],
      "Resource": "arn:aws:ec2:*:*:instance/*",
      "Condition": { "Null": { "aws:ResourceTag/Department": "false" } } } ] }"#;

/// EC2 and STS for all accounts, without an instance.
pub fn cloud(clock: Arc<TurnedClock>) -> SimulatedCloud {
    let cloud = SimulatedCloud::new(clock, TRANSITION);
    for account in ACCOUNTS {
        let arn = format!("arn:aws:iam::{account}:role/sekisho/Actor");
        let role = SimulatedRole::new(&arn, ROLE).unwrap();
        cloud.put_role(AccountId::parse(account).unwrap(), role);
    }
    cloud
}

/// These accounts in the one region, entered by the role.
pub fn places(accounts: &[&str]) -> Places {
    let account = |id: &&str| Account { id: AccountId::parse(id).unwrap(), external_id: None };
    Places::entered_by(
        ActorRole::parse("/sekisho/Actor").unwrap(),
        Partition::parse("aws").unwrap(),
        accounts.iter().map(account).collect(),
        vec![Region::parse(REGION).unwrap()],
    )
}

/// The one account and region of a city, entered without a role.
pub fn home() -> Places {
    home_of(ACCOUNT, REGION)
}

/// An account and region, entered without a role.
pub fn home_of(account: &str, region: &str) -> Places {
    let (account, region) = (AccountId::parse(account).unwrap(), Region::parse(region).unwrap());
    Places::own(Partition::parse("aws").unwrap(), account, vec![region])
}

/// A stopped instance with these tags.
pub fn machine(id: &str, tags: &[(&str, &str)]) -> SimulatedInstance {
    machine_of(ACCOUNT, id, tags)
}

/// The same in this account.
pub fn machine_of(account: &str, id: &str, tags: &[(&str, &str)]) -> SimulatedInstance {
    let account = AccountId::parse(account).unwrap();
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

/// The policy of the city.
pub fn document() -> Document {
    let departments: Vec<String> = (0..300).map(|number| format!("d-{number:03}")).collect();
    Document::from_yaml(&POLICY.replace("DEPARTMENTS", &departments.join(", "))).unwrap()
}

fn executor(
    fleet: Arc<dyn Fleet>,
    journal: &Arc<Notebook>,
    clock: &Arc<TurnedClock>,
    table: &TempDir,
    settings: ExecutorSettings,
) -> Executor {
    let table = Arc::new(FileTable::open(table.path()).unwrap());
    let policies = PolicyCache::new(table, name(), CacheSettings::default());
    Executor::new(access_verifier(), policies, fleet, journal.clone(), clock.clone(), settings)
}

fn name() -> PolicyName {
    PolicyName::parse("asahikawa").unwrap()
}

/// A table in which the policy is in force.
async fn published() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let table = FileTable::open(folder.path()).unwrap();
    import_document(&table, &name(), &document()).await.unwrap();
    let request = PublishRequest {
        expected: Expected::Nothing,
        by: "a test".to_owned(),
        why: "to test".to_owned(),
        at: TEN_O_CLOCK,
    };
    publish(&table, &name(), &request).await.unwrap();
    folder
}
