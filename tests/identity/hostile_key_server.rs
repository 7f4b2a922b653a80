//! A key server that fails in every way there is, and what comes of it: on the wire, behind the
//! cache, by a clock that the test turns.

use std::{
    io::Write as _,
    sync::Arc,
    time::{Duration, Instant},
};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use flate2::{Compression, write::GzEncoder};
use sekisho::serve::issuer::DevIssuer;
use sekisho_identity::{
    BearerToken, HttpsKeys, IssuerExpectation, KeySettings, KeySource, KeyUrl, TlsRoots, TokenUse,
    Verifier,
};
use serde_json::{Value, json};
use support::{
    key_server::{Answer, KeyServer},
    tokens::{ISSUER, another_issuer, dev_issuer, expectation},
};

use crate::{
    bench::{HOUR, token},
    minting::NOW,
};

/// The limit of every fetch here.
const LIMIT: Duration = Duration::from_secs(1);
/// Within this an answer is in time, on a machine that has other things to do.
const IN_TIME: Duration = Duration::from_secs(5);
/// The seconds of the penalty box.
const PENALTY: i64 = 10;

/// What an answer comes to.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Means {
    /// The keys: whatever it looks like, it holds them.
    Keys,
    /// Nothing: the last good set stays.
    Nothing,
    /// A good set in which the key is not: it is withdrawn.
    Withdrawn,
}

/// Every answer a key server could give, by name.
fn rows() -> Vec<(&'static str, Answer, Means)> {
    let good = dev_issuer().jwks();
    let text = good.to_string();
    let whole = |body: &str| Answer::document(body);
    let nothing = |name, answer| (name, answer, Means::Nothing);
    let entries = |count: usize| vec![good["keys"][0].clone(); count];
    let many: Vec<Value> =
        (0..10_000).map(|n| json!({ "kty": "RSA", "kid": n.to_string() })).collect();
    let chunk = format!("8000\r\n{}\r\n", "x".repeat(0x8000));
    let chunked = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n".to_owned();
    let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", text.len());
    let drip =
        std::iter::once(head.clone().into_bytes()).chain(text.bytes().map(|byte| vec![byte]));
    let halved = format!("{head}{}", &text[..text.len() / 2]);
    let mut dropped = json!({ "keys": entries(1) });
    dropped["keys"][0]["kid"] = json!("another");
    let mut encrypts = dropped.clone();
    encrypts["keys"][0]["use"] = json!("enc");
    let mut twice = good.clone();
    let mut other = another_issuer(ISSUER).jwks()["keys"][1].clone();
    other["kid"] = json!(dev_issuer().key_id(TokenUse::Access));
    twice["keys"].as_array_mut().unwrap().push(other);
    vec![
        nothing("status 500", Answer::http(500, "", &text)),
        nothing("status 403", Answer::http(403, "", &text)),
        nothing("status 204", Answer::http(204, "", "")),
        nothing("redirect", Answer::http(302, "location: /elsewhere\r\n", "")),
        nothing("permanent redirect", Answer::http(308, "location: /elsewhere\r\n", &text)),
        nothing("garbage", Answer::raw([0xff; 512])),
        nothing("HTML", Answer::http(200, "content-type: text/html\r\n", "<html>sign in</html>")),
        nothing("empty body", whole("")),
        nothing("empty object", whole("{}")),
        nothing("no keys", whole(r#"{"keys":[]}"#)),
        nothing("null keys", whole(r#"{"keys":null}"#)),
        nothing("a key that is for something else", whole(&encrypts.to_string())),
        nothing("JSON cut short", whole(&text[..text.len() - 2])),
        nothing("10 MB", whole(&format!("{text}{}", " ".repeat(10_000_000)))),
        nothing("10 MB in chunks", Answer::raw(chunked + &chunk.repeat(320))),
        nothing("10,000 keys", whole(&json!({ "keys": many }).to_string())),
        nothing("65 keys", whole(&json!({ "keys": entries(65) }).to_string())),
        nothing("slow drip", Answer::drip(drip.collect(), Duration::from_millis(20))),
        nothing("never answers", Answer::silence()),
        nothing("hangs up", Answer::raw("")),
        nothing("cut off half-way", Answer::raw(halved)),
        nothing("gzip", Answer::http(200, "content-encoding: gzip\r\n", gzip(text.as_bytes()))),
        nothing(
            "gzip bomb",
            Answer::http(200, "content-encoding: gzip\r\n", gzip(&[b' '; 10_000_000])),
        ),
        (
            "another content type",
            Answer::http(200, "content-type: text/html\r\n", &text),
            Means::Keys,
        ),
        ("the key dropped", whole(&dropped.to_string()), Means::Withdrawn),
        ("a second key of its id", whole(&twice.to_string()), Means::Withdrawn),
    ]
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// A verifier whose keys come over the wire.
struct Gate {
    server: KeyServer,
    verifier: Verifier,
}

impl Gate {
    async fn before(answer: Answer) -> Self {
        let server = KeyServer::start(answer).await;
        let url = format!("http://{}/jwks.json", server.address());
        let keys =
            HttpsKeys::new(KeyUrl::parse(&url).unwrap(), TlsRoots::Bundled).unwrap().within(LIMIT);
        let issuers: Vec<(IssuerExpectation, Arc<dyn KeySource>)> =
            vec![(expectation(ISSUER, TokenUse::Access), Arc::new(keys))];
        let verifier = Verifier::new(issuers, KeySettings::default()).unwrap();
        Self { server, verifier }
    }

    async fn serving(issuer: &DevIssuer) -> Self {
        Self::before(Answer::document(issuer.jwks().to_string())).await
    }

    /// The code of the refusal of a token `after` seconds, or `accept`.
    async fn answer(&self, token: &str, after: i64) -> &'static str {
        let token = BearerToken::from_compact(token).unwrap();
        let verdict = self.verifier.verify(&token, NOW.saturating_add(after)).await;
        verdict.map_or_else(|refusal| refusal.code(), |_| "accept")
    }

    /// Shows so many tokens of key ids that nobody has, and tells how often the server was asked.
    async fn flood(&self, count: usize, after: i64) -> usize {
        let before = self.server.requests();
        for number in 0..count {
            let code = self.answer(&junk(number), after).await;
            assert!(["unknown_key", "keys_unavailable"].contains(&code), "{code}");
        }
        self.server.requests() - before
    }
}

/// A token of our issuer that names a key nobody has. Nobody signs it: nobody is asked.
fn junk(number: usize) -> String {
    let header = URL_SAFE_NO_PAD.encode(format!(r#"{{"kid":"junk-{number}","alg":"RS256"}}"#));
    let claims = URL_SAFE_NO_PAD.encode(json!({ "iss": ISSUER }).to_string());
    format!("{header}.{claims}.AAAA")
}

// K2, K8
#[tokio::test]
async fn keys_that_are_held_outlive_every_answer_but_one_without_them() {
    for (name, answer, means) in rows() {
        let gate = Gate::serving(dev_issuer()).await;
        assert_eq!(gate.answer(&token(dev_issuer(), 0), 0).await, "accept", "{name}");
        gate.server.answers(answer);
        let good = token(dev_issuer(), HOUR);

        let began = Instant::now();
        let found = gate.answer(&good, HOUR).await;
        let took = began.elapsed();

        let expected = if means == Means::Withdrawn { "unknown_key" } else { "accept" };
        assert_eq!(found, expected, "{name}");
        assert!(took < IN_TIME, "{name}: {took:?}");
        assert_eq!(gate.server.requests(), 2, "{name}");
        // From here on nobody waits: not for what failed, and not for keys that nobody has.
        let asked = usize::from(means == Means::Keys);
        assert_eq!(gate.flood(400, HOUR + 1).await, asked, "{name}");
        assert_eq!(gate.answer(&good, HOUR + 1).await, expected, "{name}");

        gate.server.answers(Answer::document(dev_issuer().jwks().to_string()));
        assert_eq!(gate.answer(&good, HOUR + 1 + PENALTY).await, "accept", "{name}");
    }
}

// K2, K8
#[tokio::test]
async fn a_cold_start_before_a_bad_answer_is_our_fault_and_ends_with_a_good_one() {
    for (name, answer, means) in rows() {
        let gate = Gate::before(answer).await;
        let good = token(dev_issuer(), 0);

        let began = Instant::now();
        let found = gate.answer(&good, 0).await;
        let took = began.elapsed();

        let expected = match means {
            Means::Keys => "accept",
            Means::Nothing => "keys_unavailable",
            Means::Withdrawn => "unknown_key",
        };
        assert_eq!(found, expected, "{name}");
        assert!(took < IN_TIME, "{name}: {took:?}");
        assert_eq!(gate.answer(&good, PENALTY - 1).await, expected, "{name}");
        assert_eq!(gate.server.requests(), 1, "{name}");

        gate.server.answers(Answer::document(dev_issuer().jwks().to_string()));
        assert_eq!(gate.answer(&good, PENALTY).await, "accept", "{name}");
    }
}

// K1, K2
#[tokio::test]
async fn ten_thousand_unknown_keys_cost_one_request_in_a_penalty_period_up_or_down() {
    let down = [Answer::http(503, "", ""), Answer::raw([0xff; 64]), Answer::document("{}")];
    for answer in down.into_iter().chain([Answer::document(dev_issuer().jwks().to_string())]) {
        let gate = Gate::serving(dev_issuer()).await;
        let good = token(dev_issuer(), 0);
        assert_eq!(gate.answer(&good, 0).await, "accept");
        gate.server.answers(answer);

        assert_eq!(gate.flood(10_000, 1).await, 1);
        assert_eq!(gate.answer(&good, 1).await, "accept");
        assert_eq!(gate.flood(1_000, PENALTY).await, 0);
        assert_eq!(gate.flood(1_000, PENALTY + 1).await, 1);
        assert_eq!(gate.answer(&good, PENALTY + 1).await, "accept");
    }
}

// K2
#[tokio::test]
async fn a_flood_at_a_cold_start_before_a_server_that_is_down_costs_one_request_too() {
    let gate = Gate::before(Answer::http(503, "", "")).await;

    assert_eq!(gate.flood(10_000, 0).await, 1);
    assert_eq!(gate.flood(10, PENALTY).await, 1);
}

// K1
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn unknown_keys_that_come_all_at_once_share_one_request() {
    let gate = Arc::new(Gate::serving(dev_issuer()).await);
    assert_eq!(gate.answer(&token(dev_issuer(), 0), 0).await, "accept");

    let tasks: Vec<_> = (0..50)
        .map(|_| {
            let gate = Arc::clone(&gate);
            tokio::spawn(async move { gate.flood(40, 1).await })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }

    assert_eq!(gate.server.requests(), 2);
}

/// Has fifty tasks at once ask about a token that is accepted.
async fn fifty_pass(gate: &Arc<Gate>, token: &str, after: i64) {
    let tasks: Vec<_> = (0..50)
        .map(|_| {
            let (gate, token) = (Arc::clone(gate), token.to_owned());
            tokio::spawn(async move { gate.answer(&token, after).await })
        })
        .collect();
    for task in tasks {
        assert_eq!(task.await.unwrap(), "accept");
    }
}

// K4
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn fifty_tokens_at_a_cold_start_share_one_request_and_pass() {
    let gate = Arc::new(Gate::serving(dev_issuer()).await);
    let good = token(dev_issuer(), 0);

    fifty_pass(&gate, &good, 0).await;

    assert_eq!(gate.server.requests(), 1);
}

// K3
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn fifty_tokens_of_a_new_key_share_one_request_and_pass() {
    let issuer = another_issuer(ISSUER);
    let gate = Arc::new(Gate::serving(&issuer).await);
    assert_eq!(gate.answer(&token(&issuer, 0), 0).await, "accept");
    issuer.rotate().unwrap();
    gate.server.answers(Answer::document(issuer.jwks().to_string()));
    let good = token(&issuer, 1);

    fifty_pass(&gate, &good, 1).await;

    assert_eq!(gate.server.requests(), 2);
}

// K3, K5
#[tokio::test]
async fn a_rotation_loses_no_token_and_a_withdrawal_is_seen_at_the_refresh() {
    let issuer = another_issuer(ISSUER);
    let gate = Gate::serving(&issuer).await;
    let old = token(&issuer, 0);
    let last = token(&issuer, HOUR - 10);
    assert_eq!(gate.answer(&old, 0).await, "accept");

    issuer.rotate().unwrap();
    gate.server.answers(Answer::document(issuer.jwks().to_string()));
    assert_eq!(gate.answer(&token(&issuer, 1), 1).await, "accept");
    assert_eq!(gate.answer(&old, 1).await, "accept");
    assert_eq!(gate.server.requests(), 2);

    issuer.withdraw_old_keys();
    gate.server.answers(Answer::document(issuer.jwks().to_string()));
    assert_eq!(gate.answer(&old, HOUR - 1).await, "accept");
    assert_eq!(gate.server.requests(), 2);
    // The refresh is an hour behind the last fetch, and comes before the key is used.
    assert_eq!(gate.answer(&token(&issuer, HOUR + 1), HOUR + 1).await, "accept");
    assert_eq!(gate.answer(&last, HOUR + 1).await, "unknown_key");
}
