//! The AWS account around a test: made and read through boto3, a client that is not ours.

use std::{collections::BTreeMap, process::Stdio};

use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines},
    process::{Child, ChildStdin, ChildStdout, Command},
};

use crate::moto::{self, Moto, REGION};

/// A boto3 session of its own process (`tests/moto/world.py`).
#[derive(Debug)]
pub struct World {
    _child: Child,
    commands: ChildStdin,
    answers: Lines<BufReader<ChildStdout>>,
}

/// A user pool of Cognito with one application client.
#[derive(Clone, Debug, Deserialize)]
pub struct Pool {
    /// What its tokens say their issuer is.
    pub issuer: String,
    /// Where its keys are: not below the issuer, as they would be in AWS.
    pub keys_url: String,
    /// The application client of the staff.
    pub client_id: String,
}

/// A user of a pool. No Debug: it holds a password.
#[derive(Clone, Copy)]
pub struct User<'a> {
    /// What the user signs in as.
    pub name: &'a str,
    /// What the user signs in with.
    pub password: &'a str,
    /// The groups the user is in.
    pub groups: &'a [&'a str],
}

/// What a user gets by signing in. No Debug: tokens have none.
#[derive(Clone, Deserialize)]
pub struct Tokens {
    /// The access token.
    pub access: String,
    /// The ID token.
    pub id: String,
}

/// An instance to launch: its tags, and `running` or `stopped`.
#[derive(Clone, Copy, Debug)]
pub struct Launch<'a> {
    /// Keys and values.
    pub tags: &'a [(&'a str, &'a str)],
    /// The state it is brought to.
    pub state: &'a str,
}

/// The answer to a command that asks for nothing back.
#[derive(Deserialize)]
struct Done {}

impl World {
    /// A session with this server.
    pub fn of(moto: &Moto) -> Self {
        let mut child = Command::new(moto::python())
            .arg(moto::script("world.py"))
            .args([moto.endpoint(), REGION])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("the python of SEKISHO_MOTO_PYTHON starts");
        let commands = child.stdin.take().expect("standard input is piped");
        let answers = BufReader::new(child.stdout.take().expect("standard output is piped"));
        Self { _child: child, commands, answers: answers.lines() }
    }

    /// Creates a user pool with these groups and users.
    pub async fn pool(&mut self, name: &str, groups: &[&str], users: &[User<'_>]) -> Pool {
        let users: Vec<Value> = users
            .iter()
            .map(
                |user| json!({"name": user.name, "password": user.password, "groups": user.groups}),
            )
            .collect();
        self.tell(json!({"do": "pool", "name": name, "groups": groups, "users": users})).await
    }

    /// Signs in with USER_PASSWORD_AUTH.
    pub async fn sign_in(&mut self, pool: &Pool, user: &User<'_>) -> Tokens {
        let (user, password) = (user.name, user.password);
        let client = &pool.client_id;
        self.tell(json!({"do": "sign_in", "client_id": client, "user": user, "password": password}))
            .await
    }

    /// Creates an empty policy table.
    pub async fn table(&mut self, name: &str) {
        let Done {} = self.tell(json!({"do": "table", "name": name})).await;
    }

    /// Launches instances; their ids, in the order asked for.
    pub async fn launch(&mut self, instances: &[Launch<'_>]) -> Vec<String> {
        #[derive(Deserialize)]
        struct Launched {
            ids: Vec<String>,
        }
        let instances: Vec<Value> = instances
            .iter()
            .map(|wanted| {
                let tags: BTreeMap<_, _> = wanted.tags.iter().copied().collect();
                json!({"tags": tags, "state": wanted.state})
            })
            .collect();
        let launched: Launched = self.tell(json!({"do": "launch", "instances": instances})).await;
        launched.ids
    }

    /// Creates databases of these names and tags, each available.
    pub async fn create_databases(&mut self, databases: &[(&str, &[(&str, &str)])]) {
        let databases: Vec<Value> = databases
            .iter()
            .map(|(name, tags)| {
                let tags: BTreeMap<_, _> = tags.iter().copied().collect();
                json!({"name": name, "tags": tags})
            })
            .collect();
        let Done {} = self.tell(json!({"do": "create_databases", "databases": databases})).await;
    }

    /// The status of a database, as RDS tells it.
    pub async fn database_status(&mut self, name: &str) -> String {
        #[derive(Deserialize)]
        struct Told {
            status: String,
        }
        let told: Told = self.tell(json!({"do": "database_status", "name": name})).await;
        told.status
    }

    /// Creates a service of so many tasks in a cluster, which is made if it is not there.
    pub async fn create_service(
        &mut self,
        (cluster, name): (&str, &str),
        tasks: u32,
        tags: &[(&str, &str)],
    ) {
        let tags: BTreeMap<_, _> = tags.iter().copied().collect();
        let command = json!({"do": "create_service", "cluster": cluster, "name": name,
            "tags": tags, "tasks": tasks});
        let Done {} = self.tell(command).await;
    }

    /// How many tasks a service is to have, as ECS tells it.
    pub async fn service_tasks(&mut self, cluster: &str, name: &str) -> u32 {
        #[derive(Deserialize)]
        struct Told {
            desired: u32,
        }
        let command = json!({"do": "service_tasks", "cluster": cluster, "name": name});
        let told: Told = self.tell(command).await;
        told.desired
    }

    /// The states of instances, by id, as EC2 tells them.
    pub async fn states(&mut self, ids: &[&str]) -> BTreeMap<String, String> {
        self.tell(json!({"do": "states", "ids": ids})).await
    }

    /// Stops instances, past everything of ours.
    pub async fn stop(&mut self, ids: &[&str]) {
        let Done {} = self.tell(json!({"do": "stop", "ids": ids})).await;
    }

    /// Sets tags of an instance.
    pub async fn tag(&mut self, id: &str, tags: &[(&str, &str)]) {
        let tags: BTreeMap<_, _> = tags.iter().copied().collect();
        let Done {} = self.tell(json!({"do": "tag", "id": id, "tags": tags})).await;
    }

    /// Makes an instance a member of a new Auto Scaling group, in Standby or not.
    pub async fn join_group(&mut self, id: &str, standby: bool) {
        let Done {} = self.tell(json!({"do": "join_group", "id": id, "standby": standby})).await;
    }

    async fn tell<T: DeserializeOwned>(&mut self, command: Value) -> T {
        let line = format!("{command}\n");
        self.commands.write_all(line.as_bytes()).await.expect("world.py reads commands");
        let answer = self.answers.next_line().await.expect("world.py prints text");
        let answer = answer.expect("world.py answers every command");
        let answer: Value = serde_json::from_str(&answer).expect("world.py answers in JSON");
        assert!(answer.get("error").is_none(), "boto3 says: {}", answer["error"]);
        serde_json::from_value(answer).expect("world.py answers what was asked")
    }
}
