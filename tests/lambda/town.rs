//! A town: its user pool, its policy in force, its instances, and both functions running.

use std::{collections::BTreeMap, process::Stdio};

use serde_json::{Value, json};
use support::{
    binary,
    events::{API_ID, CITY_HALL, Call, STAGE, VPC_ENDPOINT},
    function::{Binary, Function},
    moto::{ACCOUNT, Moto, REGION},
    world::{Launch, Pool, Tokens, User, World},
};
use tokio::{io::AsyncWriteExt, process::Command};

/// Everything of one test. Towns share the server, and even the AWS account: they are kept apart by
/// names, and by the policy that is under test.
pub struct Town {
    pub name: &'static str,
    pub authorizer: Function,
    pub executor: Function,
    world: World,
    pool: Pool,
    ids: BTreeMap<&'static str, String>,
}

/// The instances of a town: a name, department, environment, other tags, and the state they are in.
const INSTANCES: [Instance; 7] = [
    ("library-dev", "library", Some("dev"), &[], "stopped"),
    ("library-desk", "library", Some("dev"), &[OFFICE_HOURS], "running"),
    ("welfare-desk", "welfare", Some("dev"), &[OFFICE_HOURS], "running"),
    ("welfare-dev", "welfare", Some("dev"), &[], "stopped"),
    ("welfare-prod", "welfare", Some("prod"), &[], "stopped"),
    ("welfare-unmarked", "welfare", None, &[], "stopped"),
    ("welfare-web", "welfare", Some("dev"), &[], "running"),
];

type Instance = (
    &'static str,
    &'static str,
    Option<&'static str>,
    &'static [(&'static str, &'static str)],
    &'static str,
);

const OFFICE_HOURS: (&str, &str) = ("Schedule", "office-hours");

impl Town {
    /// Founds a town: everything is there, and version 1 of the policy is in force.
    pub async fn found(name: &'static str) -> Self {
        let moto = Moto::shared();
        let mut world = World::of(moto);
        let groups = [format!("{name}-library"), format!("{name}-welfare")];
        let groups = [groups[0].as_str(), groups[1].as_str()];
        let users = [user("sato", &groups[1..]), user("suzuki", &groups[..1])];
        let pool = world.pool(name, &groups, &users).await;
        world.table(name).await;
        publish(name, &policy(name, ""), "none").await;
        let ids = launch(&mut world, name).await;
        let variables = variables(name, &pool);
        let authorizer = Function::start(Binary::Authorizer, variables.clone()).await;
        let executor = Function::start(Binary::Executor, variables).await;
        Self { name, authorizer, executor, world, pool, ids }
    }

    /// The id of an instance.
    #[track_caller]
    pub fn id(&self, instance: &str) -> &str {
        self.ids.get(instance).expect("an instance of the town")
    }

    /// Signs in Sato of the welfare department.
    pub async fn sato(&mut self) -> Tokens {
        self.world.sign_in(&self.pool, &user("sato", &[])).await
    }

    /// Signs in Suzuki of the library.
    pub async fn suzuki(&mut self) -> Tokens {
        self.world.sign_in(&self.pool, &user("suzuki", &[])).await
    }

    /// A call by Sato, from the city hall, to change one instance.
    pub async fn sato_on(&mut self, instance: &str, verb: &str) -> Call {
        let token = self.sato().await.access;
        Call::post(&format!("/instances/{}/{verb}", self.id(instance))).bearer(&token)
    }

    /// The state of every instance of the town, by name, as EC2 tells it.
    pub async fn states(&mut self) -> BTreeMap<&'static str, String> {
        let ids: Vec<&str> = self.ids.values().map(String::as_str).collect();
        let mut states = self.world.states(&ids).await;
        let state = |(name, id): (&&'static str, &String)| {
            (*name, states.remove(id).expect("EC2 tells of every instance"))
        };
        self.ids.iter().map(state).collect()
    }

    /// What the states must be when only these instances have changed.
    pub fn states_but(changed: &[(&'static str, &str)]) -> BTreeMap<&'static str, String> {
        let mut states: BTreeMap<_, _> =
            INSTANCES.into_iter().map(|(name, _, _, _, state)| (name, state.to_owned())).collect();
        for (name, state) in changed {
            let old = states.insert(name, (*state).to_owned());
            assert!(old.is_some_and(|old| old != *state), "{name} has not changed");
        }
        states
    }

    /// Creates an available database of a department, for development.
    pub async fn create_database(&mut self, name: &str, department: &str) {
        let department = format!("{}-{department}", self.name);
        self.world
            .create_databases(&[(name, &[("Department", &department), ("Env", "dev")])])
            .await;
    }

    /// The status of a database, as RDS tells it.
    pub async fn database_status(&mut self, name: &str) -> String {
        self.world.database_status(name).await
    }

    /// Creates a service of a department, for development, with so many tasks that run.
    pub async fn create_service(&mut self, at: (&str, &str), department: &str, tasks: u32) {
        let department = format!("{}-{department}", self.name);
        let tags = [("Department", department.as_str()), ("Env", "dev")];
        self.world.create_service(at, tasks, &tags).await;
    }

    /// How many tasks a service is to have, as ECS tells it.
    pub async fn service_tasks(&mut self, (cluster, name): (&str, &str)) -> u32 {
        self.world.service_tasks(cluster, name).await
    }

    /// Stops instances, past everything of ours.
    pub async fn stop(&mut self, instances: &[&str]) {
        let ids: Vec<String> = instances.iter().map(|name| self.id(name).to_owned()).collect();
        let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
        self.world.stop(&ids).await;
    }

    /// Sets tags of an instance.
    pub async fn tag(&mut self, instance: &str, tags: &[(&str, &str)]) {
        let id = self.id(instance).to_owned();
        self.world.tag(&id, tags).await;
    }

    /// The name of an instance of which an answer tells.
    #[track_caller]
    pub fn name_of(&self, id: &Value) -> &'static str {
        let known = self.ids.iter().find(|(_, known)| id == known.as_str());
        known.map(|(name, _)| *name).expect("an instance of the town")
    }

    /// The executor again, deployed with one variable set to something else, nothing to unset it.
    pub async fn restart_executor_with(&mut self, variable: &'static str, value: &str) {
        let mut variables = self.variables();
        variables.push((variable, value.to_owned()));
        self.executor = Function::start(Binary::Executor, variables).await;
    }

    /// The environment both functions of the town are deployed with.
    pub fn variables(&self) -> Vec<(&'static str, String)> {
        variables(self.name, &self.pool)
    }
}

/// The policy of a town, with more rules at its end.
pub fn policy(town: &str, more: &str) -> String {
    format!(
        r#"version: 1
policy: {town}
utc_offset: "+09:00"
required_tags: [Department, Env]
zones:
  city-hall: {{ vpce: [{VPC_ENDPOINT}], cidrs: [{CITY_HALL}/32] }}
rules:
  - id: own-department
    effect: allow
    who: everyone
    actions: any
    from: [city-hall]
    instances:
      accounts: ["{ACCOUNT}"]
      regions: [{REGION}]
      tags: {{ Department: {{ equals_caller: groups }} }}
  - id: production
    effect: deny
    who: everyone
    actions: [start, stop, reboot]
    instances: {{ tags: {{ Env: [prod] }} }}
{more}"#
    )
}

/// One more rule for [`policy`]: nobody may do anything.
pub const CLOSED: &str = "  - id: closed
    effect: deny
    approved_by: mayor, 2026-11-21
    who: everyone
    actions: any
    instances: any
";

/// Puts a document in force with the vendor's own tool.
pub async fn publish(town: &str, document: &str, expected: &str) {
    vendor("publish", town, &["--from", "-", "--expect-version", expected], document).await;
}

/// Puts an old version in force with the vendor's own tool.
pub async fn rollback(town: &str, to: &str, expected: &str) {
    vendor("rollback", town, &["--to", to, "--expect-version", expected], "").await;
}

async fn vendor(verb: &str, town: &str, arguments: &[&str], input: &str) {
    let table = format!("dynamodb:{town}");
    let mut child = Command::new(binary::path("sekisho"))
        .args([verb, "--table", &table, "--policy", town, "--by", "kato", "--why", "a test"])
        .args(arguments)
        .env_clear()
        .envs(aws_variables())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .expect("the binary starts");
    let mut stdin = child.stdin.take().expect("standard input is piped");
    stdin.write_all(input.as_bytes()).await.expect("the binary reads its input");
    drop(stdin);
    let output = child.wait_with_output().await.expect("the binary ends");
    assert!(output.status.success(), "`sekisho {verb}`: {output:?}");
}

async fn launch(world: &mut World, town: &str) -> BTreeMap<&'static str, String> {
    let tags: Vec<Vec<(&str, String)>> = INSTANCES
        .iter()
        .map(|(name, department, env, more, _)| {
            let mut tags =
                vec![("Name", (*name).to_owned()), ("Department", format!("{town}-{department}"))];
            tags.extend(env.map(|env| ("Env", env.to_owned())));
            tags.extend(more.iter().map(|(key, value)| (*key, (*value).to_owned())));
            tags
        })
        .collect();
    let tags: Vec<Vec<(&str, &str)>> = tags
        .iter()
        .map(|tags| tags.iter().map(|(key, value)| (*key, value.as_str())).collect())
        .collect();
    let launches: Vec<Launch<'_>> = tags
        .iter()
        .zip(INSTANCES)
        .map(|(tags, (_, _, _, _, state))| Launch { tags, state })
        .collect();
    let ids = world.launch(&launches).await;
    INSTANCES.into_iter().map(|(name, ..)| name).zip(ids).collect()
}

fn variables(town: &str, pool: &Pool) -> Vec<(&'static str, String)> {
    let issuers: Value = json!([{
        "issuer": pool.issuer,
        "client_ids": [pool.client_id],
        "token_use": "access",
        "trusted_claims": [],
        "keys": {"url": pool.keys_url},
    }]);
    let mut variables = aws_variables();
    variables.extend([
        ("SEKISHO_TABLE", town.to_owned()),
        ("SEKISHO_POLICY", town.to_owned()),
        ("SEKISHO_ISSUERS", issuers.to_string()),
        ("SEKISHO_API_ID", API_ID.to_owned()),
        ("SEKISHO_API_STAGE", STAGE.to_owned()),
        ("SEKISHO_API_ACCOUNT", ACCOUNT.to_owned()),
        ("SEKISHO_ACTOR_ROLE", "SekishoActor".to_owned()),
        ("SEKISHO_POLICY_REFRESH_SECONDS", "1".to_owned()),
        ("SEKISHO_DEFAULT_TARGET_TAG", format!("{}={}", OFFICE_HOURS.0, OFFICE_HOURS.1)),
    ]);
    variables
}

fn aws_variables() -> Vec<(&'static str, String)> {
    vec![
        ("AWS_ACCESS_KEY_ID", "testing".to_owned()),
        ("AWS_SECRET_ACCESS_KEY", "testing".to_owned()),
        ("AWS_EC2_METADATA_DISABLED", "true".to_owned()),
        ("AWS_ENDPOINT_URL", Moto::shared().endpoint().to_owned()),
        ("AWS_REGION", REGION.to_owned()),
    ]
}

fn user<'a>(name: &'a str, groups: &'a [&'a str]) -> User<'a> {
    User { name, password: "Correct-Horse-1", groups }
}
