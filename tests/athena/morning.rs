//! The Lambdas at work over a simulated fleet, and what they leave.

use std::{
    io, mem,
    path::Path,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};

use sekisho::serve::issuer::Persona;
use sekisho_authorizer::{Authorizer, AuthorizerSettings};
use sekisho_executor::{
    Account, ActorRole, AuditLine, AuditListings, Clock as _, Executor, ExecutorSettings, Guard,
    Journal, Place, Places, SimulatedCloud, SimulatedInstance, SimulatedRole, SimulatedRunbook,
    State,
};
use sekisho_lambda::{Change, DecisionIds};
use sekisho_policy::{
    AccountId, Document, InstanceId, Partition, PolicyName, Region, RunbookName, UnixTime,
};
use sekisho_store::{
    CacheSettings, Expected, FileTable, MemoryNotes, PolicyCache, PublishRequest, import_document,
    publish,
};
use serde_json::{Map, Value, json};
use support::{
    events::{Call, api},
    tokens::{access_verifier, dev_issuer},
    turned_clock::TurnedClock,
};
use tempfile::TempDir;

use crate::{
    story,
    trail::{self, ACCOUNT},
    watching,
};

/// 2026-11-24, a Tuesday, 08:45 in Japan.
const BEGIN: UnixTime = UnixTime::from_seconds(1_795_477_500);
const BEGIN_MINUTE: u64 = 8 * 60 + 45;
/// The role that acts.
pub const ROLE: &str = "sekisho-actor";
/// How long a machine takes from one state to the next.
pub const TRANSITION: Duration = Duration::from_secs(5);

pub struct Morning {
    pub fleet: Arc<SimulatedCloud>,
    /// The lines of all Lambdas.
    pub lines: Vec<Value>,
    /// The records of CloudTrail.
    pub records: Vec<Value>,
    clock: Arc<TurnedClock>,
    authorizer: Authorizer,
    executor: Executor,
    /// The same where lists are only counted.
    counting: Executor,
    pub guard: Guard,
    log: Arc<Log>,
    calls: usize,
    _table: TempDir,
}

impl Morning {
    /// The city of Hoshimi before anybody comes, under the policy of `examples`.
    pub async fn begin() -> Self {
        let clock = Arc::new(TurnedClock::standing_at(BEGIN));
        let fleet = Arc::new(SimulatedCloud::new(clock.clone(), TRANSITION));
        fleet.put_role(AccountId::parse(ACCOUNT).unwrap(), role());
        let table = publish_hoshimi().await;
        let log = Arc::new(Log::default());
        let policies = || {
            let table = FileTable::open(table.path()).unwrap();
            PolicyCache::new(Arc::new(table), hoshimi(), CacheSettings::default())
        };
        let executor = |kind: &'static str, listings: AuditListings| {
            let shared = Arc::new(fleet.fleet(places()));
            let settings = ExecutorSettings::new(api())
                .with_decision_ids(Arc::new(Numbered(kind, AtomicUsize::new(1))))
                .with_audit_listings(listings);
            let (verifier, log) = (access_verifier(), Arc::clone(&log));
            let executor =
                Executor::new(verifier, policies(), shared, log, clock.clone(), settings);
            let runbooks = Arc::new(fleet.runbooks(places()));
            executor.with_runbooks(runbooks, Arc::new(MemoryNotes::new()))
        };
        let settings = AuthorizerSettings::new(api())
            .with_decision_ids(Arc::new(Numbered("door", AtomicUsize::new(1))));
        Self {
            authorizer: Authorizer::new(access_verifier(), policies(), settings),
            executor: executor("act", AuditListings::Instances),
            counting: executor("count", AuditListings::Count),
            guard: watching::guard(policies(), &fleet, Arc::clone(&log), clock.clone()),
            log,
            fleet,
            clock,
            lines: Vec::new(),
            records: Vec::new(),
            calls: 0,
            _table: table,
        }
    }

    /// Waits for a time of day in Japan, such as `09:30`.
    pub fn at(&self, time: &str) {
        let (hour, minute) = time.split_once(':').unwrap();
        let minute = hour.parse::<u64>().unwrap() * 60 + minute.parse::<u64>().unwrap();
        let at = Duration::from_secs(60 * (minute - BEGIN_MINUTE));
        self.clock.turn(at.checked_sub(self.clock.monotonic()).expect("time goes on"));
    }

    /// Lets time pass.
    pub fn turn(&self, time: Duration) {
        self.clock.turn(time);
    }

    pub fn now(&self) -> i64 {
        self.clock.now().seconds()
    }

    /// A token of somebody of the staff.
    pub fn token(&self, user: &str, department: &str) -> String {
        let persona = Persona::new(user).in_groups(["staff", department]);
        dev_issuer().access_token(&persona, self.clock.now()).unwrap()
    }

    /// A call from the city hall.
    pub fn call(&self, call: Call, token: &str) -> Call {
        call.bearer(token).from("10.20.3.7").through("vpce-0a1b2c3d4e5f60718")
    }

    /// Puts a machine in its place, as somebody else would.
    pub fn put(&self, id: &str, state: State, tags: &[(&str, &str)]) {
        let (account, region) = (AccountId::parse(ACCOUNT), Region::parse("ap-northeast-1"));
        let machine =
            SimulatedInstance::new(account.unwrap(), region.unwrap(), instance(id)).in_state(state);
        let tagged = tags.iter().fold(machine, |one, (key, value)| one.tagged(key, value).unwrap());
        self.fleet.put(tagged);
    }

    /// Gives the account a runbook.
    pub fn put_runbook(&self, name: &str, takes: Duration) {
        let (account, region) = (AccountId::parse(ACCOUNT), Region::parse("ap-northeast-1"));
        let place = Place { account: account.unwrap(), region: region.unwrap() };
        let name = RunbookName::parse(name).unwrap();
        self.fleet.put_runbook(place, name, SimulatedRunbook::new(takes));
    }

    /// Makes a call through both Lambdas.
    pub async fn make(&mut self, call: &Call) {
        if self.passes(call).await {
            let handled = self.executor.handle(event(call).as_bytes()).await;
            let lines = self.logged(&handled.audit);
            self.keep(lines);
        }
    }

    /// The same while the log takes lines and fails after that.
    pub async fn make_on_a_torn_log(&mut self, call: &Call) {
        self.log.torn.store(true, Ordering::Relaxed);
        self.make(call).await;
        self.log.torn.store(false, Ordering::Relaxed);
    }

    /// The same where lists are only counted.
    pub async fn make_counted(&mut self, call: &Call) {
        if self.passes(call).await {
            let handled = self.counting.handle(event(call).as_bytes()).await;
            let lines = self.logged(&handled.audit);
            self.lines.extend(lines);
        }
    }

    /// Makes a call whose executor is ended after it has asked EC2: what the log has by then is all
    /// that is left.
    pub async fn make_and_end(&mut self, call: &Call) {
        assert!(self.passes(call).await);
        drop(self.executor.handle(event(call).as_bytes()).await);
        let lines = self.logged(&[]);
        self.keep(lines);
    }

    /// Makes a call whose executor is ended before it asks EC2: what the fleet was asked all the
    /// same, CloudTrail never hears of.
    pub async fn end_before_making(&mut self, call: &Call) {
        let known = self.records.len();
        self.make_and_end(call).await;
        self.records.truncate(known);
    }

    /// Whether the authorizer lets a call pass.
    async fn passes(&mut self, call: &Call) -> bool {
        let event = call.authorizer_event().to_string();
        let answer = self.authorizer.answer(event.as_bytes(), self.clock.now()).await;
        let line = serde_json::to_value(&answer.audit).unwrap();
        let passes = line["outcome"] == "allow";
        self.lines.push(line);
        passes
    }

    /// What the log has of a call, once these are written too.
    pub fn logged(&self, lines: &[AuditLine]) -> Vec<Value> {
        let mut logged = mem::take(&mut *self.log.lines.lock().unwrap());
        logged.extend(lines.iter().map(json_of));
        logged
    }

    /// Keeps the lines of a call, and what CloudTrail has of it.
    pub fn keep(&mut self, lines: Vec<Value>) {
        for call in self.fleet.calls().split_off(self.calls) {
            self.calls += 1;
            let ids: Vec<String> = call.ids.iter().map(ToString::to_string).collect();
            let session = call.session.expect("the role acts");
            let name = match call.change {
                Change::Reboot => "RebootInstances",
                Change::Start => "StartInstances",
                Change::Stop => "StopInstances",
            };
            let at = lines[0]["at"].as_i64().unwrap();
            let by = trail::in_role(ROLE, &session.name, Some(&session.source_identity));
            let asked = trail::instances(&ids);
            self.records.push(trail::event(name, at, &by, &call.request_id, &asked));
        }
        self.lines.extend(lines);
    }
}

/// The role that acts, in the one account there is.
fn role() -> SimulatedRole {
    let policy = r#"{ "Version": "2012-10-17",
        "Statement": { "Effect": "Allow", "Action": [
            "ec2:*", "ssm:StartAutomationExecution", "ssm:GetAutomationExecution", "iam:PassRole"
        ], "Resource": "*" } }"#;
    SimulatedRole::new(&format!("arn:aws:iam::{ACCOUNT}:role/{ROLE}"), policy).unwrap()
}

pub fn places() -> Places {
    let account = Account { id: AccountId::parse(ACCOUNT).unwrap(), external_id: None };
    let region = Region::parse("ap-northeast-1").unwrap();
    let role = ActorRole::parse(ROLE).unwrap();
    Places::entered_by(role, Partition::parse("aws").unwrap(), vec![account], vec![region])
}

pub fn instance(id: &str) -> InstanceId {
    InstanceId::parse(id).unwrap()
}

fn event(call: &Call) -> String {
    let passed = Map::from_iter([("principalId".to_owned(), json!("somebody"))]);
    call.proxy_event(Some(passed)).to_string()
}

fn json_of(line: &AuditLine) -> Value {
    serde_json::to_value(line).unwrap()
}

pub fn hoshimi() -> PolicyName {
    PolicyName::parse("hoshimi").unwrap()
}

async fn publish_hoshimi() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let table = FileTable::create(folder.path()).unwrap();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/hoshimi.yaml");
    let text = std::fs::read_to_string(path).unwrap() + watching::RULES + story::RULES;
    let document = Document::from_yaml(&text).unwrap();
    import_document(&table, &hoshimi(), &document).await.unwrap();
    let request = PublishRequest {
        expected: Expected::Nothing,
        by: "a test".to_owned(),
        why: "to test".to_owned(),
        at: BEGIN,
    };
    publish(&table, &hoshimi(), &request).await.unwrap();
    folder
}

/// A log, in which lines are found again; or one that takes lines and fails after that.
#[derive(Debug, Default)]
pub struct Log {
    torn: AtomicBool,
    lines: Mutex<Vec<Value>>,
}

impl Journal for Log {
    fn record(&self, lines: &[AuditLine]) -> io::Result<()> {
        self.take(lines.iter().map(json_of))
    }
}

impl Log {
    pub fn take(&self, lines: impl Iterator<Item = Value>) -> io::Result<()> {
        self.lines.lock().unwrap().extend(lines);
        if self.torn.load(Ordering::Relaxed) {
            return Err(io::Error::from(io::ErrorKind::StorageFull));
        }
        Ok(())
    }
}

/// Ids that say which Lambda and which of its decisions it was.
#[derive(Debug)]
pub struct Numbered(pub &'static str, pub AtomicUsize);

impl DecisionIds for Numbered {
    fn next(&self) -> String {
        format!("{}-{:02}", self.0, self.1.fetch_add(1, Ordering::Relaxed))
    }
}
