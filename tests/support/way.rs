//! A way to a server of AWS on which things can go wrong, and along which one can look.

use std::{
    collections::HashMap,
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, Method, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use serde_json::Value;
use tokio::{net::TcpSocket, time::sleep};

use crate::forward::{self, Answered};

/// What happens to a call.
#[derive(Clone, Debug, Default)]
pub enum Fault {
    /// The answer is another: a function of the item's sort key and of what the table says.
    Change(fn(&str, &mut Value)),
    /// Only the first half of the answer arrives.
    Half,
    /// There is never an answer.
    Hang,
    /// Where the item of the first sort key is asked for, the item of the second is told.
    Instead(&'static str, &'static str),
    /// The right answer comes this much later.
    Late(Duration),
    /// Nothing: the call is passed on.
    #[default]
    None,
    /// The answer is this status with this body, and the call is not passed on.
    Say(u16, String),
}

/// A call that came by.
#[derive(Clone, Debug, PartialEq)]
pub struct Seen {
    /// What was called: a target such as `DynamoDB_20120810.GetItem`, or a path.
    pub what: String,
    /// Its `X-Amzn-Trace-Id`.
    pub trace: Option<String>,
}

/// The way.
#[derive(Debug)]
pub struct Way {
    address: SocketAddr,
    closed: Mutex<Option<TcpSocket>>,
    state: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    endpoint: String,
    remembers: bool,
    fault: Mutex<Fault>,
    seen: Mutex<Vec<Seen>>,
}

impl Way {
    /// A way to the server at this address, on which all is well.
    pub fn to(endpoint: &str) -> Self {
        let way = Self::bound(endpoint, false);
        way.open();
        way
    }

    /// The same to what nobody changes: each call is passed on once in this process, and answered
    /// from memory ever after, so that many functions can be timed in front of a slow server.
    pub fn to_what_stays(endpoint: &str) -> Self {
        let way = Self::closed_to_what_stays(endpoint);
        way.open();
        way
    }

    /// The same, where connections are refused: the port is taken, so that nobody else gets it.
    pub fn closed_to_what_stays(endpoint: &str) -> Self {
        Self::bound(endpoint, true)
    }

    fn bound(endpoint: &str, remembers: bool) -> Self {
        let socket = TcpSocket::new_v4().expect("a socket");
        socket.bind(([127, 0, 0, 1], 0).into()).expect("a free loopback port");
        let address = socket.local_addr().expect("a bound socket has an address");
        let (fault, seen) = (Mutex::default(), Mutex::default());
        let state = Arc::new(Shared { endpoint: endpoint.to_owned(), remembers, fault, seen });
        Self { address, closed: Mutex::new(Some(socket)), state }
    }

    /// Takes connections from now on.
    pub fn open(&self) {
        let socket = self.closed.lock().expect("no holder panics").take();
        if let Some(socket) = socket {
            let listener = socket.listen(1024).expect("the port is ours");
            let router = Router::new().fallback(pass).with_state(Arc::clone(&self.state));
            tokio::spawn(async move { axum::serve(listener, router).await });
        }
    }

    /// The address: `http://127.0.0.1:PORT`.
    pub fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What happens to every call from now on.
    pub fn set(&self, fault: Fault) {
        *self.state.fault.lock().expect("no holder panics") = fault;
    }

    /// Every call that came by.
    pub fn seen(&self) -> Vec<Seen> {
        self.state.seen.lock().expect("no holder panics").clone()
    }
}

async fn pass(
    State(shared): State<Arc<Shared>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let text =
        |name: &str| headers.get(name).and_then(|text| text.to_str().ok()).map(str::to_owned);
    let what = text("x-amz-target").unwrap_or_else(|| uri.path().to_owned());
    let seen = Seen { what, trace: text("x-amzn-trace-id") };
    shared.seen.lock().expect("no holder panics").push(seen);
    let fault = shared.fault.lock().expect("no holder panics").clone();
    let passed = async |body: Bytes| shared.passed(method, &uri, &headers, body).await;
    match fault {
        Fault::Change(change) => {
            let asked = serde_json::from_slice(&body).unwrap_or_default();
            let Answered { status, content_type, body } = passed(body).await;
            let mut answer = serde_json::from_slice(&body).expect("DynamoDB answers in JSON");
            change(sort_key(&asked), &mut answer);
            respond(Answered { status, content_type, body: answer.to_string().into() })
        }
        Fault::Half => {
            let mut answer = passed(body).await;
            answer.body.truncate(answer.body.len() / 2);
            respond(answer)
        }
        Fault::Hang => std::future::pending().await,
        Fault::Instead(asked, told) => {
            let mut call: Value = serde_json::from_slice(&body).expect("DynamoDB is asked in JSON");
            if sort_key(&call) == asked {
                call["Key"]["SK"]["S"] = Value::from(told);
            }
            respond(passed(call.to_string().into()).await)
        }
        Fault::Late(delay) => {
            sleep(delay).await;
            respond(passed(body).await)
        }
        Fault::None => respond(passed(body).await),
        Fault::Say(status, body) => {
            (StatusCode::from_u16(status).expect("a status"), JSON, body).into_response()
        }
    }
}

impl Shared {
    async fn passed(
        &self,
        method: Method,
        uri: &Uri,
        headers: &HeaderMap,
        body: Bytes,
    ) -> Answered {
        let url = format!("{}{uri}", self.endpoint);
        if !self.remembers {
            return forward::pass(method, &url, headers, body).await;
        }
        // Held over the call: whoever asks the same waits for the answer of the first.
        let mut memory = MEMORY.lock().await;
        let memory = memory.get_or_insert_default();
        let asked = (url, body);
        if let Some(answer) = memory.get(&asked) {
            return answer.clone();
        }
        let answer = forward::pass(method, &asked.0, headers, asked.1.clone()).await;
        if answer.status.is_success() {
            memory.insert(asked, answer.clone());
        }
        answer
    }
}

/// The answers that stay, by address and body.
static MEMORY: tokio::sync::Mutex<Option<HashMap<(String, Bytes), Answered>>> =
    tokio::sync::Mutex::const_new(None);

fn respond(Answered { status, content_type, body }: Answered) -> Response {
    let content_type = content_type.unwrap_or_else(|| JSON[0].1.to_owned());
    (status, [(header::CONTENT_TYPE, content_type)], body).into_response()
}

/// The sort key of the item a call asks for, or nothing.
fn sort_key(call: &Value) -> &str {
    call["Key"]["SK"]["S"].as_str().unwrap_or_default()
}

const JSON: [(header::HeaderName, &str); 1] =
    [(header::CONTENT_TYPE, "application/x-amz-json-1.0")];
