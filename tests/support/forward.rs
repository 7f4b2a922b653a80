//! A call passed on to the server it is meant for.

use axum::{
    body::Bytes,
    http::{HeaderMap, Method, StatusCode},
};

/// What the server said.
#[derive(Clone, Debug)]
pub struct Answered {
    /// The status.
    pub status: StatusCode,
    /// What the body is, if that was said.
    pub content_type: Option<String>,
    /// All of the body.
    pub body: Bytes,
}

/// Passes on a call by POST, as DynamoDB's all are.
pub async fn post(url: &str, headers: &HeaderMap, body: Bytes) -> Answered {
    pass(Method::POST, url, headers, body).await
}

/// Passes on a call with the headers that say what it is.
///
/// # Panics
///
/// If the server does not answer.
pub async fn pass(method: Method, url: &str, headers: &HeaderMap, body: Bytes) -> Answered {
    let mut call = reqwest::Client::new().request(method, url).body(body);
    for name in ["authorization", "content-type", "x-amz-date", "x-amz-target"] {
        if let Some(value) = headers.get(name) {
            call = call.header(name, value.as_bytes());
        }
    }
    let answer = call.send().await.expect("the server answers");
    let status = answer.status();
    let content_type = answer.headers().get("content-type");
    let content_type = content_type.and_then(|kind| kind.to_str().ok()).map(str::to_owned);
    let body = answer.bytes().await.expect("the whole answer");
    Answered { status, content_type, body }
}
