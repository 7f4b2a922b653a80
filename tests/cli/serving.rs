use std::time::Duration;

use sekisho::Exit;
use serde_json::{Value, json};

use crate::command::{Command, Ran, Running, file, sekisho};

/// Half past nine on a Tuesday.
const OFFICE_HOURS: &str = "2026-11-24T09:30:00+09:00";

pub const LIBRARY_OPAC: &str = "i-0a0000000000000a1";
pub const LIBRARY_GATE: &str = "i-0a0000000000000a3";

pub fn serve(options: &[&str]) -> Running {
    Command::new(&[&["serve", "--port", "0", "--at", OFFICE_HOURS], options].concat()).start()
}

/// Calls the API as curl would, from the city hall.
pub struct Caller {
    http: reqwest::Client,
    url: String,
    pub token: Option<String>,
    pub source: &'static str,
}

impl Caller {
    pub fn new(url: &str, token: Option<&str>) -> Self {
        Self {
            http: reqwest::Client::builder().no_proxy().build().unwrap(),
            url: url.to_owned(),
            token: token.map(str::to_owned),
            source: "10.20.3.7",
        }
    }

    pub async fn call(&self, method: &str, path: &str) -> (u16, Value) {
        let mut request = self
            .http
            .request(method.parse().unwrap(), format!("{}{path}", self.url))
            .header("X-Sekisho-Dev-Source", self.source)
            .header("X-Sekisho-Dev-Vpce", "vpce-0a1b2c3d4e5f60718");
        if let Some(token) = &self.token {
            request = request.bearer_auth(token);
        }
        let response = request.send().await.unwrap();
        (response.status().as_u16(), response.json().await.unwrap())
    }

    async fn state(&self, id: &str) -> String {
        let (status, body) = self.call("GET", "/instances").await;
        assert_eq!(status, 200, "{body}");
        let instances = body["instances"].as_array().unwrap().clone();
        let found = instances.iter().find(|instance| instance["id"] == id).unwrap();
        found["state"].as_str().unwrap().to_owned()
    }
}

pub async fn token(url: &str, options: &[&str]) -> String {
    let ran = sekisho(&[&["token", "--server", url], options].concat()).await;
    assert_eq!((ran.exit, ran.errors.as_str()), (Exit::Done, ""));
    assert_eq!(ran.output.lines().count(), 1);
    ran.output.trim_end().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_real_token_starts_a_real_instance() {
    let serving = serve(&[]);
    let url = serving.url().await;
    let sato = Caller::new(&url, Some(&token(&url, &["--user", "sato"]).await));

    assert_eq!(sato.state(LIBRARY_OPAC).await, "stopped");
    let (status, body) = sato.call("POST", &format!("/instances/{LIBRARY_OPAC}/start")).await;
    assert_eq!((status, &body["code"]), (202, &json!("requested")), "{body}");
    // The town's instances start in real time: on a busy machine it may be running by now.
    let state = sato.state(LIBRARY_OPAC).await;
    assert!(["pending", "running"].contains(&state.as_str()), "{state}");
    let (status, body) = sato.call("POST", &format!("/instances/{LIBRARY_GATE}/stop")).await;
    assert_eq!((status, &body["code"]), (403, &json!("refused")), "{body}");
    assert_eq!(sato.state(LIBRARY_GATE).await, "running");

    let ran = serving.stop().await;
    assert_eq!((ran.exit, ran.errors.as_str()), (Exit::Done, "closed\n"));
    let start = format!(
        "10.20.3.7 sato POST /instances/{LIBRARY_OPAC}/start 202 allow: own-department-nonprod\n"
    );
    let stop =
        format!("10.20.3.7 sato POST /instances/{LIBRARY_GATE}/stop 403 deny: explicit deny\n");
    assert!(ran.output.contains(&start) && ran.output.contains(&stop), "{}", ran.output);
    assert!(!ran.output.contains('\u{1b}'));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_town_speaks_japanese() {
    let serving = serve(&["--lang", "ja"]);
    Running::sees(&serving.output, " で開きました。").await;
    let output = serving.output.text();
    let url = output.split(" を ").nth(1).unwrap().split(" で").next().unwrap().to_owned();
    Caller::new(&url, None).call("GET", "/instances").await;
    Running::sees(&serving.output, " 拒否: ").await;
    let nobody = sekisho(&["token", "--server", &url, "--user", "satoh", "--lang", "ja"]).await;

    let ran = serving.stop().await;

    assert_eq!((ran.exit, ran.errors.as_str()), (Exit::Done, "終了しました\n"));
    let said = "エラー: トークンを受け取れませんでした。サーバーの返答は 404 です: \
                利用者 `satoh` は町にいません。町の人: kato, sato, suzuki, takahashi, tanaka, …\n";
    assert_eq!(nobody, Ran::new(Exit::CouldNotRun, "", said));
    for line in [
        format!("Hoshimi 星見市 を {url} で開きました。Ctrl-C で終了します。"),
        "開発専用です。だれにでもトークンを渡します。".to_owned(),
        "# 佐藤 sato (staff, library)、city-hall から".to_owned(),
        "10.20.3.7 - GET /instances 401 拒否: トークンなし".to_owned(),
    ] {
        assert!(ran.output.lines().any(|it| it == line), "{line} in {}", ran.output);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_gateway_refuses_in_the_words_of_api_gateway() {
    let serving = serve(&[]);
    let url = serving.url().await;
    let expired = token(&url, &["--user", "sato", "--pass", "expired"]).await;
    let good = token(&url, &["--user", "sato"]).await;
    let from_home = Caller { source: "203.0.113.44", ..Caller::new(&url, Some(&good)) };

    let unauthorized = (401, json!({ "message": "Unauthorized" }));
    assert_eq!(Caller::new(&url, None).call("GET", "/instances").await, unauthorized);
    assert_eq!(Caller::new(&url, Some(&expired)).call("GET", "/instances").await, unauthorized);
    let denied = json!({
        "Message": "User is not authorized to access this resource with an explicit deny"
    });
    assert_eq!(from_home.call("GET", "/instances").await, (403, denied));
    let unknown = (403, json!({ "message": "Missing Authentication Token" }));
    let inside = Caller::new(&url, Some(&good));
    assert_eq!(inside.call("DELETE", &format!("/instances/{LIBRARY_OPAC}")).await, unknown);
    assert_eq!(inside.call("GET", "/").await, unknown);
    serving.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_audit_lines_of_both_lambdas_can_be_watched() {
    let serving = serve(&["--audit"]);
    let url = serving.url().await;
    let sato = Caller::new(&url, Some(&token(&url, &["--user", "sato"]).await));

    sato.call("POST", &format!("/instances/{LIBRARY_OPAC}/start")).await;
    Running::sees(&serving.output, "\"stage\":\"outcome\"").await;

    let ran = serving.stop().await;
    let lines: Vec<Value> = ran
        .output
        .lines()
        .filter(|line| line.starts_with('{'))
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let kinds: Vec<&Value> = lines.iter().map(|line| &line["kind"]).collect();
    assert_eq!(kinds, ["authorizer", "executor", "executor"]);
    assert_eq!(lines[0]["request_id"], lines[1]["request_id"]);
    assert_eq!(lines[1]["caller"]["user"], "sato");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_policy_file_is_in_force_as_soon_as_it_is_saved_unless_it_has_problems() {
    let open = "version: 1\npolicy: hoshimi\nutc_offset: \"+09:00\"\nrules:\n  - { id: see, effect: \
                allow, who: { groups: [library] }, actions: [describe], instances: any }\n";
    let (_folder, path) = file("policy.yaml", open);
    let serving = serve(&["--policy", &path]);
    let url = serving.url().await;
    let sato = Caller::new(&url, Some(&token(&url, &["--user", "sato"]).await));
    assert_eq!(sato.call("GET", "/instances").await.0, 200);

    std::fs::write(&path, open.replace("allow", "alow")).unwrap();
    Running::sees(&serving.errors, "the policy in force stays as it was").await;
    assert_eq!(sato.call("GET", "/instances").await.0, 200);

    std::fs::write(&path, open.replace("[library]", "[nobody]")).unwrap();
    Running::sees(&serving.errors, "version 2 is in force").await;
    let mut status = 200;
    for _ in 0..100 {
        status = sato.call("GET", "/instances").await.0;
        if status == 403 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert_eq!(status, 403);
    let ran = serving.stop().await;
    assert_eq!(ran.exit, Exit::Done);
    assert!(ran.output.contains("error[unknown_word]: rules[0].effect"), "{}", ran.output);
}

/// Any document succeeds here, so that a policy with obligations can be tried.
#[tokio::test(flavor = "multi_thread")]
async fn a_stop_that_is_bound_by_a_runbook_comes_after_it() {
    let text = "version: 1\npolicy: hoshimi\nutc_offset: \"+09:00\"\nrules:\n  - { id: bound, effect: \
                allow, approved_by: a test, who: everyone, actions: any, instances: any, obligations: { \
                before_stop: Drain } }\n";
    let (_folder, path) = file("policy.yaml", text);
    let serving = serve(&["--policy", &path]);
    let url = serving.url().await;
    let sato = Caller::new(&url, Some(&token(&url, &["--user", "sato"]).await));

    let (status, body) = sato.call("POST", &format!("/instances/{LIBRARY_GATE}/stop")).await;

    assert_eq!((status, &body["code"]), (202, &json!("requested")), "{body}");
    assert_eq!(body["instances"][0]["before_stop"], json!(["Drain"]));
    assert_eq!(serving.stop().await.exit, Exit::Done);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_table_is_followed() {
    let folder = tempfile::tempdir().unwrap();
    let table = format!("file:{}", folder.path().display());
    let example = crate::command::repository("examples/hoshimi.yaml");
    let from = example.to_str().unwrap();
    let published = sekisho(&[
        "publish",
        "--table",
        &table,
        "--policy",
        "hoshimi",
        "--from",
        from,
        "--expect-version",
        "none",
        "--by",
        "kato",
        "--why",
        "first",
    ])
    .await;
    assert_eq!(published.exit, Exit::Done, "{}", published.errors);

    let serving = serve(&["--table", &table]);
    let url = serving.url().await;
    let sato = Caller::new(&url, Some(&token(&url, &["--user", "sato"]).await));

    assert_eq!(sato.state(LIBRARY_OPAC).await, "stopped");
    serving.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_but_loopback_is_listened_on() {
    for address in ["0.0.0.0", "192.0.2.1", "::"] {
        let ran = sekisho(&["serve", "--port", "0", "--listen", address]).await;

        let said = format!(
            "error: found the address {address}, required a loopback address such as 127.0.0.1: \
             the local issuer gives a token to whoever asks\n"
        );
        assert_eq!(ran, Ran::new(Exit::CouldNotRun, "", &said));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_port_that_another_program_has_is_named_and_what_to_do() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap();
    let system = taken.local_addr().and_then(std::net::TcpListener::bind).unwrap_err();

    let ran = sekisho(&["serve", "--port", &address.port().to_string()]).await;

    let said = format!(
        "error: cannot listen on {address}: {system}; choose another port with --port (0 takes \
         one that is free)\n"
    );
    assert_eq!(ran, Ran::new(Exit::CouldNotRun, "", &said));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_loopback_address_serves_its_own_issuer() {
    let serving = serve(&["--listen", "127.0.0.2"]);
    let url = serving.url().await;

    let ran = sekisho(&["token", "--user", "sato", "--server", &url]).await;

    assert_eq!((ran.exit, ran.errors.as_str()), (Exit::Done, ""));
    serving.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_points_its_own_name_here_gets_no_token() {
    let serving = serve(&[]);
    let url = serving.url().await;
    let http = reqwest::Client::builder().no_proxy().build().unwrap();

    let rebound = http
        .post(format!("{url}/dev/token"))
        .header("Host", "town.example")
        .json(&json!({ "user": "sato" }))
        .send()
        .await
        .unwrap();
    // A form of another site can send this type without asking first.
    let form = http
        .post(format!("{url}/dev/token"))
        .header("Content-Type", "text/plain")
        .body(json!({ "user": "sato" }).to_string())
        .send()
        .await
        .unwrap();

    assert_eq!((rebound.status().as_u16(), form.status().as_u16()), (421, 415));
    serving.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_is_for_people_of_the_town() {
    let serving = serve(&[]);
    let url = serving.url().await;

    let ran = sekisho(&["token", "--user", "nobody", "--server", &url]).await;

    let said = "error: no token: the server answered 404: found the user `nobody`, required one of \
                the town: kato, sato, suzuki, takahashi, tanaka, …\n";
    assert_eq!(ran, Ran::new(Exit::CouldNotRun, "", said));
    serving.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_claimed_place_is_read_strictly() {
    let serving = serve(&[]);
    let url = serving.url().await;
    let http = reqwest::Client::builder().no_proxy().build().unwrap();

    for (name, value) in [
        ("X-Sekisho-Dev-Source", "10.20.3.7, 10.0.0.1"),
        ("X-Sekisho-Dev-Source", "city-hall"),
        ("X-Sekisho-Dev-Vpce", "vpce-1"),
    ] {
        let answer = http.get(format!("{url}/instances")).header(name, value).send().await.unwrap();

        assert_eq!(answer.status().as_u16(), 400, "{name}: {value}");
    }
    serving.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_lines_to_paste_name_this_program_and_where_it_is_open() {
    let serving = serve(&[]);
    let url = serving.url().await;
    Running::sees(&serving.output, "A token alone:").await;

    let ran = serving.stop().await;

    let line = format!(
        "curl -sS -X POST {url}/instances/{LIBRARY_GATE}/stop -H \"Authorization: Bearer $(sekisho \
         token --user sato --server {url})\" -H 'x-sekisho-dev-source: 10.20.3.7' -H \
         'x-sekisho-dev-vpce: vpce-0a1b2c3d4e5f60718'\n"
    );
    assert!(ran.output.contains("# 佐藤 sato (staff, library), from city-hall\n"));
    assert!(ran.output.contains(&line), "{}", ran.output);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_town_may_have_databases_that_are_started_and_stopped_as_instances_are() {
    let town = include_str!("../../cli/scenarios/hoshimi.yaml").replace(
        "    library-gate:   ",
        "    library-books:  { id: \"db:library-books\", state: stopped, tags: { Department: library, \
         Env: dev } }\n    library-gate:   ",
    );
    let (_folder, scenario) = file("town.yaml", &town);
    let serving = serve(&["--town", &scenario]);
    let url = serving.url().await;
    let sato = Caller::new(&url, Some(&token(&url, &["--user", "sato"]).await));

    assert_eq!(sato.state("db:library-books").await, "stopped");
    let (status, body) = sato.call("POST", "/instances/db:library-books/start").await;
    assert_eq!((status, &body["code"]), (202, &json!("requested")), "{body}");
    let state = sato.state("db:library-books").await;
    assert!(["pending", "running"].contains(&state.as_str()), "{state}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_town_may_have_services_that_are_started_and_stopped_as_instances_are() {
    let town = include_str!("../../cli/scenarios/hoshimi.yaml").replace(
        "    library-gate:   ",
        "    library-desk:   { id: \"service:town:library-desk\", state: stopped, tags: { Department: \
         library, Env: dev } }\n    library-gate:   ",
    );
    let (_folder, scenario) = file("town.yaml", &town);
    let serving = serve(&["--town", &scenario]);
    let url = serving.url().await;
    let sato = Caller::new(&url, Some(&token(&url, &["--user", "sato"]).await));

    assert_eq!(sato.state("service:town:library-desk").await, "stopped");
    let (status, body) = sato.call("POST", "/instances/service:town:library-desk/start").await;
    assert_eq!((status, &body["code"]), (202, &json!("requested")), "{body}");
    let state = sato.state("service:town:library-desk").await;
    assert!(["pending", "running"].contains(&state.as_str()), "{state}");
}
