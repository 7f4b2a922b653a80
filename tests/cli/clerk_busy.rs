//! Cognito that was asked too often, as `deploy/sign-in.yaml` tells of it.

use axum::{Json, Router, http::StatusCode, routing::get, routing::post};
use sekisho::Exit;
use serde_json::{Value, json};

use crate::{
    clerk::{failed, signed_in_as},
    command::{Command, Ran},
};

/// An API whose tokens are no longer good, and which answers these to signing in and to a renewal.
async fn api(sign_in: (StatusCode, Value), renewal: (StatusCode, Value)) -> String {
    let answer = |(status, body): (StatusCode, Value)| {
        move || std::future::ready((status, Json(body.clone())))
    };
    let router = Router::new()
        .route("/prod/auth/sign-in", post(answer(sign_in)))
        .route("/prod/auth/refresh", post(answer(renewal)))
        .route("/prod/instances", get(answer((StatusCode::UNAUTHORIZED, json!({})))));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/prod", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    url
}

fn busy() -> (StatusCode, Value) {
    (StatusCode::TOO_MANY_REQUESTS, json!({ "code": "sign_in_busy", "message": "wait" }))
}

const WORDS: &str = "Too many people are signing in. Wait a minute and try again.";

#[tokio::test(flavor = "multi_thread")]
async fn whoever_signs_in_while_too_many_do_is_told_to_wait_and_not_that_the_password_is_wrong() {
    let folder = tempfile::tempdir().unwrap();
    let url = api(busy(), busy()).await;
    let login = ["login", "--api", &url, "--user", "sato", "--password-stdin"];
    let run = async |more: &[&str]| {
        let arguments = [login.as_slice(), more].concat();
        Command::new(&arguments).with_sessions(folder.path()).with_input("x\n").run().await
    };

    assert_eq!(run(&[]).await, failed(Exit::Differs, WORDS));
    let japanese =
        "エラー: サインインが混み合っています。少し待ってから、もう一度試してください。\n";
    assert_eq!(run(&["--lang", "ja"]).await, Ran::new(Exit::Differs, "", japanese));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_cannot_be_renewed_at_the_moment_is_not_over() {
    let folder = tempfile::tempdir().unwrap();
    let tokens = json!({ "access_token": "t", "refresh_token": "r", "expires_in": 900 });
    let url = api((StatusCode::OK, tokens), busy()).await;
    let login = ["login", "--api", &url, "--user", "sato", "--password-stdin"];
    let login = Command::new(&login).with_sessions(folder.path()).with_input("x\n").run().await;
    assert_eq!(login, signed_in_as("sato"));

    for _ in 0..2 {
        let ran = Command::new(&["ls"]).with_sessions(folder.path()).run().await;
        assert_eq!(ran, failed(Exit::Differs, WORDS));
    }
}
