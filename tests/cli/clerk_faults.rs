//! A fleet that does not do what it was asked, behind an API of this file's own.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use axum::{
    Json, Router,
    extract::State,
    http::StatusCode,
    routing::{get, post},
};
use sekisho::Exit;
use serde_json::{Value, json};

use crate::{
    clerk::{failed, signed_in_as, unnumbered},
    command::{Command, Ran, Running},
};

/// What is seen, look by look; the last stays.
type Looks = Arc<(AtomicUsize, Vec<Value>)>;

const ID: &str = "i-0a0000000000000a1";

/// An instance of this name, in this state.
fn instance(id: &str, state: &str) -> Value {
    json!({
        "id": id, "name": "opac", "state": state, "account": "111122223333",
        "region": "ap-northeast-1", "tags": { "Env": "prod" }, "may": ["start", "stop"], "may_not": {},
    })
}

fn seen(instances: &[Value]) -> Value {
    json!({ "decision_id": "d", "complete": true, "instances": instances })
}

/// An API that shows this (what is null, it never comes to show; what is false, nobody may see), and takes every change that it answers with this status.
async fn api(looks: Vec<Value>, change: u16) -> String {
    let looks: Looks = Arc::new((AtomicUsize::new(0), looks));
    let list = async |State(looks): State<Looks>| {
        let look = looks.0.fetch_add(1, Ordering::SeqCst).min(looks.1.len() - 1);
        match &looks.1[look] {
            Value::Null => std::future::pending().await,
            Value::Bool(_) => {
                (StatusCode::FORBIDDEN, Json(json!({ "code": "not_entitled", "decision_id": "d" })))
            }
            shown => (StatusCode::OK, Json(shown.clone())),
        }
    };
    let change = async move |Json(order): Json<Value>| {
        let told = |outcome: &str| {
            json!({
                "decision_id": "d", "code": outcome,
                "instances": [{ "id": ID, "name": "opac", "outcome": outcome, "code": outcome }],
            })
        };
        if order["dry_run"] == json!(true) {
            return (StatusCode::OK, Json(told("planned")));
        }
        (StatusCode::from_u16(change).unwrap(), Json(told("requested")))
    };
    let tokens = async || Json(json!({ "access_token": "t" }));
    let router = Router::new()
        .route("/prod/auth/sign-in", post(tokens))
        .route("/prod/instances", get(list))
        .route("/prod/actions", post(change))
        .with_state(looks);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/prod", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    url
}

/// Runs a command there, as somebody who is signed in.
async fn at(url: &str, arguments: &[&str]) -> Ran {
    let folder = signed_in(url).await;
    Command::new(arguments).with_sessions(folder.path()).run().await
}

/// The folder with the session of somebody who is signed in there.
async fn signed_in(url: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let login = ["login", "--api", &format!("{url}/"), "--user", "sato", "--password-stdin"];
    let login = Command::new(&login).with_sessions(folder.path()).with_input("x\n").run().await;
    assert_eq!(login, signed_in_as("sato"));
    folder
}

const QUESTION: &str = "\
To start 1 server:
  opac (i-0a0000000000000a1)
Starting can take some minutes. A running server costs money.
";

#[tokio::test(flavor = "multi_thread")]
async fn what_falls_back_is_a_failure() {
    let [stopped, pending] = ["stopped", "pending"].map(|state| seen(&[instance(ID, state)]));
    let url = api(vec![stopped.clone(), pending, stopped], 202).await;

    let ran = at(&url, &["start", "opac", "--yes"]).await;

    let said = "opac: It did not start: AWS took the request, and it is stopped again. Tell the operator.\n";
    assert_eq!(unnumbered(ran), Ran::new(Exit::Differs, said, QUESTION));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_seen_done_is_never_said_to_be() {
    let [stopped, pending] = ["stopped", "pending"].map(|state| seen(&[instance(ID, state)]));
    let url = api(vec![stopped.clone(), pending], 202).await;
    let ran = at(&url, &["start", "opac", "--yes", "--wait", "4"]).await;
    let said = "opac: Not seen done yet. Look at the state with `sekisho ls`.\n";
    assert_eq!(unnumbered(ran), Ran::new(Exit::Undecided, said, QUESTION));

    let url = api(vec![stopped, seen(&[])], 202).await;
    let ran = at(&url, &["start", "opac", "--yes", "--lang", "ja"]).await;
    let said = "opac: 一覧に見えません。タグが変わったか、削除されたか、見る権限がない可能性があります。\n";
    let ran = unnumbered(ran);
    assert_eq!((ran.exit, ran.output.as_str()), (Exit::Undecided, said));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_seen_enough_does_not_wait_for_a_look_that_takes_its_time() {
    let [stopped, pending] = ["stopped", "pending"].map(|state| seen(&[instance(ID, state)]));
    let url = api(vec![stopped, pending, Value::Null], 202).await;
    let folder = signed_in(&url).await;

    let arguments = ["start", "opac", "--yes"];
    let running = Command::new(&arguments).on_a_terminal().with_sessions(folder.path()).start();
    // From here on it waits for three seconds, and then for the look that never ends.
    Running::sees(&running.errors, "opac: ").await;
    tokio::time::sleep(Duration::from_secs(4)).await;
    let ran = tokio::time::timeout(Duration::from_secs(20), running.stop()).await;

    let ran = ran.expect("a look may take 40 s, and nobody waits for it");
    let said = "opac: Not seen done yet. Look at the state with `sekisho ls`.\n";
    assert_eq!((ran.exit, ran.output.as_str()), (Exit::Undecided, said));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_see_nothing_still_changes_by_ids_of_every_kind() {
    let url = api(vec![json!(false)], 202).await;

    for id in ["i-0a0000000000000a1", "db:payroll", "service:town:desk"] {
        let ran = at(&url, &["start", id, "--yes", "--no-wait"]).await;
        // This API answers about an instance of its own, whatever is asked for.
        assert_eq!((ran.exit, ran.output.as_str()), (Exit::Done, "opac: Asked for.\n"), "{id}");
    }
    let ran = at(&url, &["start", "opac", "--yes", "--no-wait"]).await;
    assert_eq!(ran.exit, Exit::Differs);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_of_production_is_pointed_out() {
    let url = api(vec![seen(&[instance(ID, "running")])], 202).await;

    let ran = at(&url, &["stop", "opac", "--yes", "--no-wait"]).await;

    let question = "\
To stop 1 server:
  opac (i-0a0000000000000a1)
What runs on this server stops at once. Make sure that nobody is using it.
A production server is among them.
";
    assert_eq!(ran, Ran::new(Exit::Done, "opac: Asked for.\n", question));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_that_several_servers_have_is_not_guessed() {
    let other = "i-0a0000000000000a2";
    let url = api(vec![seen(&[instance(ID, "stopped"), instance(other, "stopped")])], 202).await;

    let ran = at(&url, &["start", "opac", "--yes"]).await;

    let message = format!("found 2 servers `opac`, required the id of one: {ID}, {other}");
    assert_eq!(ran, failed(Exit::CouldNotRun, &message));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_api_that_is_not_there_or_is_none_is_told_apart() {
    let folder = tempfile::tempdir().unwrap();
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let closed = format!("http://{}/prod", listener.local_addr().unwrap());
    drop(listener);
    let login = ["login", "--api", &closed, "--user", "sato", "--password-stdin"];
    let ran = Command::new(&login).with_sessions(folder.path()).with_input("x\n").run().await;
    let message = format!(
        "no answer from {closed}: Connection refused (os error 111); nothing was asked for"
    );
    assert_eq!(ran, failed(Exit::CouldNotRun, &message));

    let url = api(vec![json!({ "instances": [{ "id": 1 }], "complete": true })], 202).await;
    let ran = at(&url, &["ls"]).await;
    let message =
        format!("the answer of {url} cannot be read (status 200): is that the API of Sekisho?");
    assert_eq!(ran, failed(Exit::CouldNotRun, &message));
}
