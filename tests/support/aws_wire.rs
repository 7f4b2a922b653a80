//! A simulated cloud on a loopback port, for the production adapter and every other SDK.

use std::sync::Arc;

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode, header::AUTHORIZATION},
    response::IntoResponse,
    routing::post,
};
use sekisho_executor::{SimulatedCloud, SimulatedWire};
use sekisho_policy::AccountId;
use tokio::{net::TcpListener, task::JoinHandle};

/// EC2, STS and SSM on a free loopback port, until it is dropped.
#[derive(Debug)]
pub struct AwsWire {
    endpoint: String,
    server: JoinHandle<()>,
}

impl AwsWire {
    /// Opens the port. Keys that STS did not give are of `home`.
    pub async fn open(cloud: Arc<SimulatedCloud>, home: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free loopback port");
        let address = listener.local_addr().expect("a bound socket has an address");
        let wire = SimulatedWire::new(cloud, AccountId::parse(home).expect("an account"));
        let router = Router::new().route("/", post(answer)).with_state(wire);
        let server = tokio::spawn(async move {
            axum::serve(listener, router).await.expect("a listening socket accepts");
        });
        Self { endpoint: format!("http://{address}"), server }
    }

    /// The address, as an SDK takes it.
    #[must_use]
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }
}

impl Drop for AwsWire {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn answer(
    State(wire): State<SimulatedWire>,
    headers: HeaderMap,
    body: Bytes,
) -> impl IntoResponse {
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let authorization = header(AUTHORIZATION.as_str()).unwrap_or_default();
    let token = header("x-amz-security-token");
    let (answer, form) = match header("x-amz-target") {
        Some(target) => (
            wire.answer_json(authorization, token, target, &body).await,
            "application/x-amz-json-1.1",
        ),
        None => (wire.answer(authorization, token, &body).await, "text/xml;charset=UTF-8"),
    };
    let status = StatusCode::from_u16(answer.status).expect("a status of HTTP");
    (status, [("content-type", form)], answer.body)
}
