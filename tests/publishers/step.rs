//! A way to DynamoDB on which one call is the last.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use axum::{
    Router,
    body::{Body, Bytes},
    extract::State,
    http::{HeaderMap, header},
    response::Response,
};
use support::forward;
use tokio::{net::TcpListener, sync::Notify};

/// What becomes of the last call.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Last {
    /// It never arrives.
    Lost,
    /// It arrives, and its answer does not.
    Unanswered,
}

/// A way to a server that ends at a call.
pub struct Way {
    address: SocketAddr,
    shared: Arc<Shared>,
}

struct Shared {
    endpoint: String,
    calls: AtomicUsize,
    number: usize,
    last: Last,
    reached: Notify,
}

impl Way {
    /// A way on which the call of this number, from 1, is the last.
    pub async fn to(endpoint: &str, number: usize, last: Last) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let shared = Arc::new(Shared {
            endpoint: endpoint.to_owned(),
            calls: AtomicUsize::new(0),
            number,
            last,
            reached: Notify::new(),
        });
        let router = Router::new().fallback(pass).with_state(Arc::clone(&shared));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { address, shared }
    }

    pub fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Waits until the last call has come, and has been carried out if it is to be.
    pub async fn reached(&self) {
        self.shared.reached.notified().await;
    }
}

async fn pass(State(shared): State<Arc<Shared>>, headers: HeaderMap, body: Bytes) -> Response {
    let number = shared.calls.fetch_add(1, Ordering::SeqCst) + 1;
    if number > shared.number || (number == shared.number && shared.last == Last::Lost) {
        shared.reached.notify_one();
        std::future::pending::<()>().await;
    }
    let answered = forward::post(&shared.endpoint, &headers, body).await;
    if number == shared.number {
        shared.reached.notify_one();
        std::future::pending::<()>().await;
    }
    let mut response = Response::builder().status(answered.status);
    if let Some(kind) = answered.content_type {
        response = response.header(header::CONTENT_TYPE, kind);
    }
    response.body(Body::from(answered.body)).expect("the parts are valid")
}
