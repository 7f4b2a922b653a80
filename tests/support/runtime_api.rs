//! The Lambda Runtime API, the service's side: hands invocations to one function, takes its answers.
//!
//! SOURCE: AWS Lambda developer guide, "Using the Lambda runtime API" (version 2018-06-01).

use std::{
    collections::HashMap,
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use axum::{
    Json, Router,
    body::Bytes,
    extract::{Path, State},
    http::{HeaderMap, HeaderValue, StatusCode},
    response::IntoResponse,
    routing::{get, post},
};
use serde_json::{Value, json};
use tokio::{
    net::TcpListener,
    sync::{mpsc, oneshot},
    task::JoinHandle,
};

/// What a function made of one event.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// It failed: the type and the message of its error.
    Error(String, String),
    /// It answered.
    Response(Value),
    /// It answered, but later than it may: Lambda would have stopped it.
    TimedOut,
}

/// A Runtime API on a free loopback port, for one function.
#[derive(Debug)]
pub struct RuntimeApi {
    address: SocketAddr,
    events: mpsc::UnboundedSender<Invocation>,
    state: Arc<Shared>,
    server: JoinHandle<()>,
}

impl RuntimeApi {
    /// Opens the port.
    pub async fn start(function_arn: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free loopback port");
        let address = listener.local_addr().expect("a bound socket has an address");
        let (events, next) = mpsc::unbounded_channel();
        let state = Arc::new(Shared {
            next: tokio::sync::Mutex::new(next),
            taken: Mutex::default(),
            took: Mutex::default(),
            init_error: Mutex::default(),
            function_arn: function_arn.to_owned(),
        });
        let router = Router::new()
            .route("/2018-06-01/runtime/invocation/next", get(next_invocation))
            .route("/2018-06-01/runtime/invocation/{id}/response", post(response))
            .route("/2018-06-01/runtime/invocation/{id}/error", post(error))
            .route("/2018-06-01/runtime/init/error", post(init_error))
            .with_state(Arc::clone(&state));
        let server = tokio::spawn(async move {
            axum::serve(listener, router).await.expect("the loopback port stays open");
        });
        Self { address, events, state, server }
    }

    /// What `AWS_LAMBDA_RUNTIME_API` is for the function: host and port.
    pub fn address(&self) -> String {
        self.address.to_string()
    }

    /// Queues an event; the answer comes by the channel. The function has `limit` for it from the
    /// moment it takes the event.
    pub fn invoke(&self, event: &[u8], limit: Duration) -> oneshot::Receiver<Answer> {
        let (answer, answered) = oneshot::channel();
        let invocation =
            Invocation { id: request_id(), event: Bytes::copy_from_slice(event), limit, answer };
        self.events.send(invocation).expect("the server holds the other end");
        answered
    }

    /// How long the function took for the last event it answered, from taking it to answering.
    pub fn took(&self) -> Option<Duration> {
        *self.state.took.lock().expect("no holder panics")
    }

    /// The error with which the function gave up before its first event, if it did.
    pub fn init_error(&self) -> Option<Value> {
        self.state.init_error.lock().expect("no holder panics").clone()
    }
}

impl Drop for RuntimeApi {
    fn drop(&mut self) {
        self.server.abort();
    }
}

#[derive(Debug)]
struct Invocation {
    id: String,
    event: Bytes,
    limit: Duration,
    answer: oneshot::Sender<Answer>,
}

#[derive(Debug)]
struct Shared {
    next: tokio::sync::Mutex<mpsc::UnboundedReceiver<Invocation>>,
    taken: Mutex<HashMap<String, Taken>>,
    took: Mutex<Option<Duration>>,
    init_error: Mutex<Option<Value>>,
    function_arn: String,
}

/// An invocation that the function has taken, and not answered.
#[derive(Debug)]
struct Taken {
    at: Instant,
    deadline: SystemTime,
    answer: oneshot::Sender<Answer>,
}

/// Waits for an event, as the service does: for as long as it takes.
async fn next_invocation(
    State(shared): State<Arc<Shared>>,
) -> Result<impl IntoResponse, StatusCode> {
    let invocation = shared.next.lock().await.recv().await.ok_or(StatusCode::GONE)?;
    let deadline = SystemTime::now() + invocation.limit;
    let since_epoch = deadline.duration_since(UNIX_EPOCH).expect("a time after 1970");
    let mut headers = HeaderMap::new();
    for (name, value) in [
        ("content-type", "application/json".to_owned()),
        ("lambda-runtime-aws-request-id", invocation.id.clone()),
        ("lambda-runtime-deadline-ms", since_epoch.as_millis().to_string()),
        ("lambda-runtime-invoked-function-arn", shared.function_arn.clone()),
        ("lambda-runtime-trace-id", TRACE_ID.to_owned()),
    ] {
        headers.insert(name, HeaderValue::try_from(value).expect("a header value"));
    }
    let taken = Taken { at: Instant::now(), deadline, answer: invocation.answer };
    shared.taken.lock().expect("no holder panics").insert(invocation.id, taken);
    Ok((headers, invocation.event))
}

async fn response(
    State(shared): State<Arc<Shared>>,
    Path(id): Path<String>,
    body: Bytes,
) -> (StatusCode, Json<Value>) {
    let response = serde_json::from_slice(&body).expect("a function answers in JSON");
    shared.accept(&id, Answer::Response(response))
}

async fn error(
    State(shared): State<Arc<Shared>>,
    Path(id): Path<String>,
    body: Bytes,
) -> (StatusCode, Json<Value>) {
    let body: Value = serde_json::from_slice(&body).expect("an error is told in JSON");
    let member = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
    shared.accept(&id, Answer::Error(member("errorType"), member("errorMessage")))
}

async fn init_error(State(shared): State<Arc<Shared>>, body: Bytes) -> (StatusCode, Json<Value>) {
    let body = serde_json::from_slice(&body).expect("an error is told in JSON");
    *shared.init_error.lock().expect("no holder panics") = Some(body);
    (StatusCode::ACCEPTED, Json(json!({"status": "OK"})))
}

impl Shared {
    /// Takes the answer to an invocation: the first one, and of an id that was handed out.
    fn accept(&self, id: &str, answer: Answer) -> (StatusCode, Json<Value>) {
        match self.taken.lock().expect("no holder panics").remove(id) {
            Some(taken) => {
                *self.took.lock().expect("no holder panics") = Some(taken.at.elapsed());
                let in_time = SystemTime::now() <= taken.deadline;
                // A test that has ended waits for nothing.
                let _ = taken.answer.send(if in_time { answer } else { Answer::TimedOut });
                (StatusCode::ACCEPTED, Json(json!({"status": "OK"})))
            }
            None => {
                let message = "Invalid request ID";
                let error = json!({"errorType": "InvalidRequestID", "errorMessage": message});
                (StatusCode::BAD_REQUEST, Json(error))
            }
        }
    }
}

/// A request id in the form Lambda uses, different for every invocation of this process.
fn request_id() -> String {
    use std::sync::atomic::{AtomicU64, Ordering};
    static LAST: AtomicU64 = AtomicU64::new(0);
    let number = LAST.fetch_add(1, Ordering::Relaxed);
    format!("8476a536-e9f4-11e8-9739-{number:012x}")
}

/// The trace every event belongs to.
pub const TRACE_ID: &str =
    "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=0";
