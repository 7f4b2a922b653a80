//! A town with a few machines, most of which are to run, and a guard for it. Its policy is that of
//! docs/guard.md.

use std::{
    fs, io, mem,
    path::Path,
    sync::{
        Arc, Mutex, OnceLock,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use sekisho_executor::{
    Account, ActorRole, Authority, CloudFleet, Fleet, Guard, GuardLine, GuardSettings, Journal,
    Looked, Places, Reply, Selection, SimulatedCloud, SimulatedInstance, SimulatedRole, State,
    TargetTag, Watched,
};
use sekisho_identity::Pending;
use sekisho_policy::{
    AccountId, Document, Grant, InstanceId, Partition, PolicyName, Region, UnixTime,
};
use sekisho_store::{
    CacheSettings, Expected, FileTable, MemoryNotes, Note, Noted, Notes, PolicyCache,
    PublishRequest, TableError, import_document, publish,
};
use serde_json::Value;
use support::{
    moto::{ACCOUNT, REGION},
    schema::Schema,
    turned_clock::TurnedClock,
    watch_events::Told,
};
use tempfile::TempDir;

/// Tuesday 2026-11-24, 10:00 in Japan: within service hours.
pub const TUESDAY: UnixTime = UnixTime::from_seconds(1_795_482_000);
/// How long a simulated instance takes from one state to the next.
pub const TRANSITION: Duration = Duration::from_secs(5);
/// The role the executor and the guard act by.
pub const ROLE: &str = "arn:aws:iam::123456789012:role/sekisho/Actor";

/// A counter: to run, and started again.
pub const COUNTER: &str = "i-00000000000000001";
/// An archive: to run, and only reported.
pub const ARCHIVE: &str = "i-00000000000000002";
/// A counter that is not to run.
pub const SPARE: &str = "i-00000000000000003";
/// A counter of an Auto Scaling group.
pub const GROUPED: &str = "i-00000000000000004";

/// What the role may do.
const MAY: &str = r#"{ "Version": "2012-10-17", "Statement": [
    { "Effect": "Allow", "Action": ["autoscaling:DescribeAutoScalingInstances",
      "ec2:DescribeInstances", "ec2:StartInstances"], "Resource": "*" } ] }"#;

pub struct Watch {
    pub clock: Arc<TurnedClock>,
    pub cloud: Arc<SimulatedCloud>,
    pub notes: Arc<FragileNotes>,
    pub fleet: Arc<FragileFleet>,
    pub journal: Arc<Notebook>,
    pub guard: Guard,
    _table: TempDir,
}

impl Watch {
    /// The town on a Tuesday morning. Everything runs.
    pub async fn keep() -> Self {
        let clock = Arc::new(TurnedClock::standing_at(TUESDAY));
        let cloud = Arc::new(SimulatedCloud::new(clock.clone(), TRANSITION));
        cloud.put_role(account(), SimulatedRole::new(ROLE, MAY).unwrap());
        for instance in instances() {
            cloud.put(instance.in_state(State::Running));
        }
        let fleet =
            Arc::new(FragileFleet { inner: cloud.fleet(places()), hangs: AtomicBool::new(false) });
        let notes = Arc::new(FragileNotes::default());
        let journal = Arc::new(Notebook { cloud: cloud.clone(), kept: Mutex::default() });
        let (policies, table) = policies().await;
        let guard = Guard::new(
            policies,
            notes.clone(),
            fleet.clone(),
            journal.clone(),
            clock.clone(),
            settings(),
        );
        Self { clock, cloud, notes, fleet, journal, guard, _table: table }
    }

    /// Somebody stops the instance in the console; it is stopped when this returns, and the event is on
    /// its way.
    pub fn stopped_by_somebody(&self, instance: &str, event_id: &str) -> Told {
        let at = self.now();
        self.cloud.stop(&id(instance));
        self.clock.turn(TRANSITION);
        Told::stopped(event_id, at, &[instance])
    }

    /// Somebody starts the instance; it runs when this returns.
    pub fn started_by_somebody(&self, instance: &str) {
        self.cloud.put(running(instance));
    }

    /// The group of the instance leaves it alone from now on.
    pub fn put_in_standby(&self, instance: &str) {
        self.cloud.put(running(instance).in_standby());
    }

    /// The instance shuts itself down; the change of state is on its way.
    pub fn shut_down(&self, instance: &str, event_id: &str) -> Told {
        self.cloud.shut_down(&id(instance));
        self.clock.turn(TRANSITION);
        Told::came_to(event_id, self.now(), instance, "stopped")
    }

    /// The outcome and the code of the one line that an event leaves at its end.
    pub async fn tell(&self, told: &Told) -> (String, String) {
        let lines = self.lines_of(told.event()).await;
        let last = lines.last().expect("no event without a line");
        let text = |name: &str| last[name].as_str().expect("a text").to_owned();
        (text("outcome"), text("code"))
    }

    /// All lines that an invocation leaves.
    pub async fn lines_of(&self, payload: &Value) -> Vec<Value> {
        let (_, lines) = self.invoke(payload).await;
        lines
    }

    /// One invocation: what Lambda is told, and its lines. Each start was recorded before.
    pub async fn invoke(&self, payload: &Value) -> (Watched, Vec<Value>) {
        let before = self.starts();
        let watched = self.guard.handle(payload.to_string().as_bytes()).await;
        let lines: Vec<Value> =
            watched.lines().map(|line| serde_json::to_value(line).unwrap()).collect();
        lines.iter().for_each(|line| schema().assert_takes(line));
        assert!(!lines.is_empty(), "no event without a line");
        let kept = self.journal.take();
        for start in before..self.starts() {
            let recorded =
                kept.iter().any(|(line, calls)| line["outcome"] == "starting" && *calls == start);
            assert!(recorded, "start number {start} was made before it was recorded");
        }
        (watched, lines)
    }

    pub fn state(&self, instance: &str) -> State {
        self.cloud.state(&id(instance)).expect("it is in the fleet")
    }

    /// How many calls reached EC2.
    pub fn starts(&self) -> usize {
        self.cloud.calls().len()
    }

    pub fn now(&self) -> UnixTime {
        use sekisho_executor::Clock as _;
        self.clock.now()
    }
}

/// A line without what is the same for all.
pub fn told(line: &Value) -> [&str; 3] {
    ["instance_id", "outcome", "code"].map(|name| line[name].as_str().unwrap_or_default())
}

pub fn said(outcome: &str, code: &str) -> (String, String) {
    (outcome.to_owned(), code.to_owned())
}

pub fn id(text: &str) -> InstanceId {
    InstanceId::parse(text).unwrap()
}

fn account() -> AccountId {
    AccountId::parse(ACCOUNT).unwrap()
}

fn places() -> Places {
    Places::entered_by(
        ActorRole::parse("/sekisho/Actor").unwrap(),
        Partition::parse("aws").unwrap(),
        vec![Account { id: account(), external_id: None }],
        vec![Region::parse(REGION).unwrap()],
    )
}

fn settings() -> GuardSettings {
    let tag = TargetTag { key: "Run".to_owned(), value: "always".to_owned() };
    GuardSettings::new(PolicyName::parse("asahikawa").unwrap(), places(), tag)
}

/// An instance of the town as it was at first, running.
fn running(instance: &str) -> SimulatedInstance {
    let mut all = instances().into_iter().zip([COUNTER, ARCHIVE, SPARE, GROUPED]);
    let (found, _) = all.find(|(_, name)| *name == instance).expect("an instance of the town");
    found.in_state(State::Running)
}

fn instances() -> [SimulatedInstance; 4] {
    let machine = |name: &str, tags: &[(&str, &str)]| {
        let region = Region::parse(REGION).unwrap();
        let instance = SimulatedInstance::new(account(), region, id(name));
        tags.iter().fold(instance, |instance, (key, value)| instance.tagged(key, value).unwrap())
    };
    let to_run = ("Run", "always");
    let counter = ("Service", "counter");
    [
        machine(COUNTER, &[to_run, counter]),
        machine(ARCHIVE, &[to_run, ("Service", "archive")]),
        machine(SPARE, &[("Run", "never"), counter]),
        machine(GROUPED, &[to_run, counter]).in_auto_scaling_group("counters"),
    ]
}

/// The policy of a page.
pub fn policy_of(page: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(page);
    let text = fs::read_to_string(path).unwrap();
    let (_, rest) = text.split_once("```yaml\n").expect("the page has a policy");
    rest.split_once("```").expect("the policy ends").0.to_owned()
}

async fn policies() -> (PolicyCache, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let table = FileTable::open(folder.path()).unwrap();
    let name = PolicyName::parse("asahikawa").unwrap();
    let document = Document::from_yaml(&policy_of("docs/guard.md")).unwrap();
    assert_eq!(document.warnings(), []);
    import_document(&table, &name, &document).await.unwrap();
    let request = PublishRequest {
        expected: Expected::Nothing,
        by: "a test".to_owned(),
        why: "to test".to_owned(),
        at: TUESDAY,
    };
    publish(&table, &name, &request).await.unwrap();
    (PolicyCache::new(Arc::new(table), name, CacheSettings::default()), folder)
}

fn schema() -> &'static Schema {
    static SCHEMA: OnceLock<Schema> = OnceLock::new();
    SCHEMA.get_or_init(|| Schema::of("guard-line.schema.json"))
}

/// A journal that says how many calls had reached EC2 when a line was written.
#[derive(Debug)]
pub struct Notebook {
    cloud: Arc<SimulatedCloud>,
    kept: Mutex<(Vec<(Value, usize)>, bool)>,
}

impl Notebook {
    fn take(&self) -> Vec<(Value, usize)> {
        mem::take(&mut self.kept.lock().unwrap().0)
    }

    /// Lets nothing be written any more, or again.
    pub fn fill(&self, full: bool) {
        self.kept.lock().unwrap().1 = full;
    }
}

impl Journal<GuardLine> for Notebook {
    fn record(&self, lines: &[GuardLine]) -> io::Result<()> {
        let calls = self.cloud.calls().len();
        let mut kept = self.kept.lock().unwrap();
        if kept.1 {
            return Err(io::Error::from(io::ErrorKind::StorageFull));
        }
        kept.0.extend(lines.iter().map(|line| (serde_json::to_value(line).unwrap(), calls)));
        Ok(())
    }
}

/// Notes that cannot be had or written when they are told so.
#[derive(Debug, Default)]
pub struct FragileNotes {
    pub inner: MemoryNotes,
    pub unreadable: AtomicBool,
    pub read_only: AtomicBool,
}

impl FragileNotes {
    fn refused() -> TableError {
        TableError::Refused {
            operation: "PutItem",
            table: "sekisho".to_owned(),
            code: "AccessDeniedException".to_owned(),
            message: "no".to_owned(),
        }
    }
}

impl Notes for FragileNotes {
    fn note<'a>(
        &'a self,
        policy: &'a PolicyName,
        thing: &'a str,
    ) -> Pending<'a, Result<Option<Note>, TableError>> {
        if self.unreadable.load(Ordering::SeqCst) {
            return Box::pin(async { Err(Self::refused()) });
        }
        self.inner.note(policy, thing)
    }

    fn put_note<'a>(
        &'a self,
        policy: &'a PolicyName,
        thing: &'a str,
        note: &'a Note,
    ) -> Pending<'a, Result<Noted, TableError>> {
        if self.read_only.load(Ordering::SeqCst) {
            return Box::pin(async { Err(Self::refused()) });
        }
        self.inner.put_note(policy, thing, note)
    }
}

/// A fleet that never answers a call when it is told so: whoever waits is ended there.
#[derive(Debug)]
pub struct FragileFleet {
    inner: CloudFleet,
    pub hangs: AtomicBool,
}

impl Fleet for FragileFleet {
    fn describe<'a>(&'a self, selection: &'a Selection, within: Duration) -> Pending<'a, Looked> {
        self.inner.describe(selection, within)
    }

    fn act<'a>(
        &'a self,
        authority: Authority<'a>,
        grants: &'a [Grant],
        within: Duration,
    ) -> Pending<'a, Vec<Reply>> {
        if self.hangs.load(Ordering::SeqCst) {
            return Box::pin(std::future::pending());
        }
        self.inner.act(authority, grants, within)
    }
}
