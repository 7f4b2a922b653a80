//! One of our Lambda binaries, run as Lambda runs it: a child that polls the Runtime API.

use std::{
    fmt, fs,
    process::{ExitStatus, Stdio},
    sync::{Arc, Mutex},
    time::Duration,
};

use serde_json::Value;
use tokio::{
    io::{AsyncBufReadExt, AsyncRead, BufReader},
    process::{Child, Command},
    task::JoinHandle,
    time::{sleep, timeout},
};

use crate::{
    binary,
    events::USER_AGENT,
    moto::{ACCOUNT, REGION},
    runtime_api::{Answer, RuntimeApi},
    schema::Schema,
};

/// A running function, killed when dropped.
#[derive(Debug)]
pub struct Function {
    child: Child,
    api: RuntimeApi,
    stdout: Lines,
    stderr: Lines,
    reader: JoinHandle<()>,
    binary: Binary,
}

/// Which function.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Binary {
    /// The Lambda authorizer.
    Authorizer,
    /// The Lambda that acts.
    Executor,
    /// The Lambda that watches.
    Guard,
}

impl Binary {
    /// Its name in cargo's target folder, and of the function.
    const fn name(self) -> &'static str {
        match self {
            Self::Authorizer => "authorizer",
            Self::Executor => "executor",
            Self::Guard => "guard",
        }
    }

    /// The schema of its lines.
    const fn schema(self) -> &'static str {
        match self {
            Self::Authorizer | Self::Executor => "audit-line.schema.json",
            Self::Guard => "guard-line.schema.json",
        }
    }

    /// What it may take for an event, as it is deployed: the executor as long as API Gateway waits.
    const fn time_limit(self) -> Duration {
        match self {
            Self::Authorizer => Duration::from_secs(5),
            Self::Executor => Duration::from_secs(29),
            Self::Guard => Duration::from_secs(60),
        }
    }
}

type Lines = Arc<Mutex<Vec<String>>>;

impl Function {
    /// Starts the binary with these variables, and nothing of this process's environment: neither
    /// its AWS profile nor its proxies.
    pub async fn start(binary: Binary, variables: Vec<(&str, String)>) -> Self {
        let name = binary.name();
        let arn = format!("arn:aws:lambda:{REGION}:{ACCOUNT}:function:sekisho-{name}");
        let api = RuntimeApi::start(&arn).await;
        let mut child = Command::new(binary::of_function(name))
            .env_clear()
            .envs(lambda_environment(name))
            .env("AWS_LAMBDA_RUNTIME_API", api.address())
            .envs(variables)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("the binary starts");
        let (stdout, reader) = collect(child.stdout.take().expect("standard output is piped"));
        let (stderr, _) = collect(child.stderr.take().expect("standard error is piped"));
        Self { child, api, stdout, stderr, reader, binary }
    }

    /// Hands the function an event, and waits for its answer.
    pub async fn invoke(&mut self, event: &Value) -> Answer {
        self.invoke_bytes(event.to_string().as_bytes()).await
    }

    /// The same with bytes that need not be JSON.
    pub async fn invoke_bytes(&mut self, event: &[u8]) -> Answer {
        let limit = self.binary.time_limit();
        let answer = timeout(INIT_LIMIT + limit, self.api.invoke(event, limit));
        tokio::select! {
            biased;
            answer = answer => match answer {
                Ok(Ok(answer)) => answer,
                Ok(Err(_)) | Err(_) => panic!("`{self}` answers nothing{}", self.story()),
            },
            status = self.child.wait() => {
                panic!("`{self}` ended with {status:?}{}", self.story())
            }
        }
    }

    /// The audit lines so far, once there are `count` of them: a line is printed before its answer
    /// is given, but read from a pipe. Nothing else may be on standard output.
    pub async fn audit(&self, count: usize) -> Vec<Value> {
        for _ in 0..50 {
            let lines = self.stdout.lock().expect("no holder panics").clone();
            if lines.len() >= count {
                let schema = Schema::of(self.binary.schema());
                let read = |line: &String| {
                    let line = serde_json::from_str(line).expect("an audit line is JSON");
                    schema.assert_takes(&line);
                    line
                };
                return lines.iter().map(read).collect();
            }
            sleep(Duration::from_millis(20)).await;
        }
        panic!("fewer than {count} audit lines of `{self}`{}", self.story());
    }

    /// The metric lines so far, once there are `count` of them.
    pub async fn metrics(&self, count: usize) -> Vec<Value> {
        for _ in 0..50 {
            let lines = self.stderr.lock().expect("no holder panics").clone();
            let lines = lines.iter().filter_map(|line| serde_json::from_str(line).ok());
            let lines: Vec<Value> =
                lines.filter(|line: &Value| line.get("_aws").is_some()).collect();
            if lines.len() >= count {
                return lines;
            }
            sleep(Duration::from_millis(20)).await;
        }
        panic!("fewer than {count} metric lines of `{self}`{}", self.story());
    }

    /// Checks what the function has written: every line is one object of JSON, and none holds a
    /// header, or a part of these tokens that is a secret or the claims of a person.
    #[track_caller]
    pub fn assert_discreet(&self, tokens: &[&str]) {
        let parts = tokens.iter().flat_map(|token| token.split('.').skip(1));
        let secrets: Vec<&str> = parts.chain(["Bearer", USER_AGENT]).collect();
        for line in self.written() {
            let object = serde_json::from_str::<Value>(&line).is_ok_and(|line| line.is_object());
            assert!(object, "`{self}` wrote a line that is no object of JSON: {line}");
            let told = secrets.iter().find(|secret| line.contains(**secret));
            assert_eq!(told, None, "`{self}` wrote a secret");
        }
    }

    /// How long the function took for the last event it answered.
    pub fn took(&self) -> Duration {
        self.api.took().expect("an event was answered")
    }

    /// Tells the process to end while it works on an event, which it never answers.
    pub async fn end_during(&mut self, event: &Value, after: Duration) -> ExitStatus {
        let mut answer = self.api.invoke(event.to_string().as_bytes(), self.binary.time_limit());
        sleep(after).await;
        let id = self.child.id().expect("the process runs").to_string();
        let kill = Command::new("kill").args(["-TERM", &id]).status().await;
        assert!(kill.is_ok_and(|status| status.success()), "`kill` cannot be run");
        let status = timeout(Duration::from_secs(1), self.child.wait()).await;
        let status = status.expect("the process ends at once").expect("it can be waited for");
        assert!(answer.try_recv().is_err(), "an event was answered after the end");
        status
    }

    /// Lets nobody read standard output any more: what the function writes there fails.
    pub fn close_stdout(&mut self) {
        self.reader.abort();
    }

    /// The memory of the process, in pages.
    pub fn resident_pages(&self) -> u64 {
        let id = self.child.id().expect("the process runs");
        let statm = fs::read_to_string(format!("/proc/{id}/statm")).expect("Linux tells of memory");
        let resident = statm.split(' ').nth(1).and_then(|pages| pages.parse().ok());
        resident.expect("the second number is the resident pages")
    }

    /// Everything the function has written, to standard output and to standard error.
    pub fn written(&self) -> Vec<String> {
        let stdout = self.stdout.lock().expect("no holder panics");
        let stderr = self.stderr.lock().expect("no holder panics");
        stdout.iter().chain(stderr.iter()).cloned().collect()
    }

    fn story(&self) -> String {
        let init = self.api.init_error().map(|error| format!("\ninit error: {error}"));
        format!("{}\n{}", init.unwrap_or_default(), self.written().join("\n"))
    }
}

impl fmt::Display for Function {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.binary.name())
    }
}

/// What Lambda gives a function before its first event.
///
/// SOURCE: AWS Lambda developer guide, "Lambda execution environment": init ends after 10 seconds.
const INIT_LIMIT: Duration = Duration::from_secs(10);

/// What Lambda sets for every function, with keys that are nobody's.
fn lambda_environment(name: &str) -> [(&'static str, String); 15] {
    [
        ("AWS_ACCESS_KEY_ID", "testing".to_owned()),
        ("AWS_DEFAULT_REGION", REGION.to_owned()),
        ("AWS_EC2_METADATA_DISABLED", "true".to_owned()),
        ("AWS_EXECUTION_ENV", "AWS_Lambda_provided.al2023".to_owned()),
        ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "256".to_owned()),
        ("AWS_LAMBDA_FUNCTION_NAME", format!("sekisho-{name}")),
        ("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST".to_owned()),
        ("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand".to_owned()),
        ("AWS_LAMBDA_LOG_GROUP_NAME", format!("/aws/lambda/sekisho-{name}")),
        ("AWS_LAMBDA_LOG_STREAM_NAME", "2026/11/21/[$LATEST]0123456789abcdef".to_owned()),
        ("AWS_REGION", REGION.to_owned()),
        ("AWS_SECRET_ACCESS_KEY", "testing".to_owned()),
        ("AWS_SESSION_TOKEN", "testing".to_owned()),
        ("_HANDLER", "bootstrap".to_owned()),
        ("TZ", ":UTC".to_owned()),
    ]
}

/// Keeps the lines of a pipe until it closes.
fn collect(pipe: impl AsyncRead + Send + Unpin + 'static) -> (Lines, JoinHandle<()>) {
    let lines = Lines::default();
    let kept = Arc::clone(&lines);
    let reader = tokio::spawn(async move {
        let mut reader = BufReader::new(pipe).lines();
        while let Ok(Some(line)) = reader.next_line().await {
            kept.lock().expect("no holder panics").push(line);
        }
    });
    (lines, reader)
}
