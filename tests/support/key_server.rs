//! A server of key documents that answers whatever it is told to, on loopback.

use std::{
    net::SocketAddr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

/// What is written to whoever connects and asks.
#[derive(Clone, Debug)]
pub struct Answer {
    pieces: Vec<Vec<u8>>,
    pause: Duration,
    holds: bool,
}

impl Answer {
    /// These bytes, and the end of the connection.
    pub fn raw(bytes: impl Into<Vec<u8>>) -> Self {
        Self::drip(vec![bytes.into()], Duration::ZERO)
    }

    /// These bytes one piece at a time, with a pause behind each.
    pub const fn drip(pieces: Vec<Vec<u8>>, pause: Duration) -> Self {
        Self { pieces, pause, holds: false }
    }

    /// Nothing, for as long as the client waits.
    pub const fn silence() -> Self {
        Self { pieces: Vec::new(), pause: Duration::ZERO, holds: true }
    }

    /// A whole answer of HTTP with these header fields, each ended by `\r\n`.
    pub fn http(status: u16, fields: &str, body: impl AsRef<[u8]>) -> Self {
        let body = body.as_ref();
        let length = body.len();
        let head = format!(
            "HTTP/1.1 {status} X\r\nconnection: close\r\ncontent-length: {length}\r\n{fields}\r\n"
        );
        Self::raw([head.as_bytes(), body].concat())
    }

    /// A key document as it should be served.
    pub fn document(body: impl AsRef<[u8]>) -> Self {
        Self::http(200, "content-type: application/json\r\n", body)
    }
}

/// The server: it counts who asks.
#[derive(Debug)]
pub struct KeyServer {
    address: SocketAddr,
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    answer: Mutex<Answer>,
    requests: AtomicUsize,
}

impl KeyServer {
    pub async fn start(answer: Answer) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("its address");
        let shared = Arc::new(Shared { answer: Mutex::new(answer), requests: AtomicUsize::new(0) });
        let server = Self { address, shared: Arc::clone(&shared) };
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, Arc::clone(&shared)));
            }
        });
        server
    }

    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// From now on it answers this.
    pub fn answers(&self, answer: Answer) {
        *self.shared.answer.lock().expect("not poisoned") = answer;
    }

    /// How often it was asked.
    pub fn requests(&self) -> usize {
        self.shared.requests.load(Ordering::SeqCst)
    }
}

async fn serve(mut stream: TcpStream, shared: Arc<Shared>) {
    let mut request = [0; 4096];
    if stream.read(&mut request).await.is_ok_and(|bytes| bytes > 0) {
        shared.requests.fetch_add(1, Ordering::SeqCst);
    }
    let answer = shared.answer.lock().expect("not poisoned").clone();
    for piece in answer.pieces {
        // The client hangs up on an answer it does not want: that is not this server's concern.
        if stream.write_all(&piece).await.is_err() {
            return;
        }
        tokio::time::sleep(answer.pause).await;
    }
    if answer.holds {
        std::future::pending::<()>().await;
    }
}
