//! The key sources: a hostile server, a file, and what may be configured.

use std::{net::SocketAddr, time::Duration};

use sekisho_identity::{
    HttpsKeys, KeySource, KeySourceError, KeyUrl, MAX_DOCUMENT_BYTES, PinnedKeys, TlsRoots,
};
use support::key_server::{Answer, KeyServer};
use tokio::net::TcpListener;

/// A server that answers every connection with these bytes, one piece at a time.
async fn server(pieces: Vec<Vec<u8>>, pause: Duration) -> SocketAddr {
    KeyServer::start(Answer::drip(pieces, pause)).await.address()
}

/// The answer of [`HttpsKeys`] to a server that says this at once.
async fn fetched(answer: impl Into<Vec<u8>>) -> Result<Vec<u8>, KeySourceError> {
    let address = server(vec![answer.into()], Duration::ZERO).await;
    source(address).fetch().await.map_err(|error| placeless(error, address))
}

fn source(address: SocketAddr) -> HttpsKeys {
    HttpsKeys::new(
        KeyUrl::parse(&format!("http://{address}/jwks.json")).unwrap(),
        TlsRoots::Bundled,
    )
    .unwrap()
}

/// The error with the server's port, which changes from run to run, taken out.
fn placeless(error: KeySourceError, address: SocketAddr) -> KeySourceError {
    let place = "http://server/jwks.json".to_owned();
    assert!(error.to_string().contains(&format!("`http://{address}/jwks.json`")));
    match error {
        KeySourceError::Missing { .. } => KeySourceError::Missing { place },
        KeySourceError::Status { status, .. } => KeySourceError::Status { place, status },
        KeySourceError::TimedOut { limit_ms, .. } => KeySourceError::TimedOut { place, limit_ms },
        KeySourceError::TooLarge { .. } => KeySourceError::TooLarge { place },
        KeySourceError::Unreachable { cause, .. } => KeySourceError::Unreachable { place, cause },
        other => other,
    }
}

fn place() -> String {
    "http://server/jwks.json".to_owned()
}

fn ok(body: &str) -> String {
    format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}", body.len())
}

#[tokio::test]
async fn the_body_of_a_200_is_handed_on_whatever_it_calls_itself() {
    let answer = "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 2\r\n\r\n{}";

    assert_eq!(fetched(answer).await, Ok(b"{}".to_vec()));
}

#[tokio::test]
async fn every_other_status_is_a_failure_and_no_redirect_is_followed() {
    let elsewhere = server(vec![ok("{}").into_bytes()], Duration::ZERO).await;
    for status in [201, 204, 301, 302, 307, 308, 403, 404, 500, 503] {
        let answer = format!(
            "HTTP/1.1 {status} X\r\nlocation: http://{elsewhere}/\r\ncontent-length: 0\r\n\r\n"
        );
        let error = KeySourceError::Status { place: place(), status };
        assert_eq!(fetched(answer).await, Err(error));
    }
}

#[test]
fn a_proxy_in_the_environment_is_not_used() {
    // The environment is read when a client is made: this runs a test above in a process of its own.
    let nowhere = "http://127.0.0.1:1";
    let status = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "key_sources::the_body_of_a_200_is_handed_on_whatever_it_calls_itself"])
        .env("HTTP_PROXY", nowhere)
        .env("http_proxy", nowhere)
        .env("ALL_PROXY", nowhere)
        .env_remove("NO_PROXY")
        .env_remove("no_proxy")
        .stdout(std::process::Stdio::null())
        .status()
        .unwrap();

    assert!(status.success());
}

#[tokio::test]
async fn a_body_of_64_kib_is_read_and_a_larger_one_is_dropped() {
    assert_eq!(MAX_DOCUMENT_BYTES, 65_536);
    let most = "x".repeat(MAX_DOCUMENT_BYTES);
    assert_eq!(fetched(ok(&most)).await.map(|body| body.len()), Ok(MAX_DOCUMENT_BYTES));

    let too_large = Err(KeySourceError::TooLarge { place: place() });
    assert_eq!(fetched(ok(&format!("{most}x"))).await, too_large);
    // Without a length, in chunks that never end.
    let chunk = format!("8000\r\n{}\r\n", "x".repeat(0x8000));
    let endless =
        format!("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n{chunk}{chunk}{chunk}");
    assert_eq!(fetched(endless).await, too_large);
}

#[tokio::test]
async fn a_slow_drip_is_cut_off_at_the_total_time_limit() {
    let head = b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n".to_vec();
    let drip = std::iter::once(head).chain(std::iter::repeat_n(b"x".to_vec(), 1000)).collect();
    let address = server(drip, Duration::from_millis(20)).await;
    let source = source(address).within(Duration::from_millis(300));

    let answer = tokio::time::timeout(Duration::from_secs(5), source.fetch()).await;

    let error = answer.expect("the source keeps its own limit").unwrap_err();
    let expected = KeySourceError::TimedOut { place: place(), limit_ms: 300 };
    assert_eq!(placeless(error, address), expected);
}

#[tokio::test]
async fn the_limit_is_a_second_and_a_half_unless_set() {
    let silent = server(vec![], Duration::ZERO).await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let never = listener.local_addr().unwrap();

    let error = source(silent).fetch().await.unwrap_err();
    let cause = "the request failed".to_owned();
    let expected = KeySourceError::Unreachable { place: place(), cause };
    assert_eq!(placeless(error, silent), expected);
    let error = source(never).fetch().await.unwrap_err();
    let expected = KeySourceError::TimedOut { place: place(), limit_ms: 1500 };
    assert_eq!(placeless(error, never), expected);
}

#[tokio::test]
async fn an_answer_that_breaks_off_or_a_closed_port_is_said_plainly() {
    let broken = "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{";
    let cause = "the answer broke off".to_owned();
    let expected = Err(KeySourceError::Unreachable { place: place(), cause });
    assert_eq!(fetched(broken).await, expected);

    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let closed = listener.local_addr().unwrap();
    drop(listener);
    let error = source(closed).fetch().await.unwrap_err();
    assert_eq!(
        placeless(error, closed).to_string(),
        "the key document at `http://server/jwks.json` could not be read: \
         no connection; is there a route to the issuer from here?"
    );
}

#[tokio::test]
async fn a_pinned_file_is_read_anew_each_time_up_to_64_kib() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("jwks.json");
    let source = PinnedKeys::new(&path);
    let place = path.display().to_string();

    let missing = KeySourceError::Missing { place: place.clone() };
    assert_eq!(
        missing.to_string(),
        format!("found no key document at `{place}`; publish the issuer's JWKS there")
    );
    assert_eq!(source.fetch().await, Err(missing));
    std::fs::write(&path, "one").unwrap();
    assert_eq!(source.fetch().await, Ok(b"one".to_vec()));
    std::fs::write(&path, vec![b'x'; MAX_DOCUMENT_BYTES]).unwrap();
    assert_eq!(source.fetch().await.map(|document| document.len()), Ok(MAX_DOCUMENT_BYTES));
    std::fs::write(&path, vec![b'x'; MAX_DOCUMENT_BYTES + 1]).unwrap();
    assert_eq!(source.fetch().await, Err(KeySourceError::TooLarge { place }));
}

#[test]
fn plain_http_is_for_this_machine_only() {
    let accepted = [
        "https://cognito-idp.ap-northeast-1.amazonaws.com/pool/.well-known/jwks.json",
        "https://keys.example:8443/jwks.json?v=1",
        "http://127.0.0.1:8787/jwks.json",
        "http://127.9.9.9/jwks.json",
        "http://[::1]:8787/jwks.json",
        "http://localhost:8787/jwks.json",
    ];
    for text in accepted {
        assert!(KeyUrl::parse(text).is_ok(), "{text}");
    }
    let refused = [
        "http://cognito-idp.ap-northeast-1.amazonaws.com/pool/.well-known/jwks.json",
        "http://128.0.0.1/jwks.json",
        "http://169.254.169.254/latest/meta-data",
        "http://localhost.evil.example/jwks.json",
        "http://127.0.0.1.evil.example/jwks.json",
        "http://127.0.0.1@evil.example/jwks.json",
        "https://user:password@keys.example/jwks.json",
        "https://user@keys.example/jwks.json",
        "https://:password@keys.example/jwks.json",
        "https://keys.example/jwks.json#fragment",
        "file:///etc/passwd",
        "ftp://keys.example/jwks.json",
        "data:application/json,{}",
        "keys.example/jwks.json",
        "",
    ];
    for text in refused {
        assert_eq!(
            KeyUrl::parse(text).map_err(|error| error.to_string()),
            Err(format!(
                "found key address `{text}`, required an https URL, or http to 127.0.0.0/8, [::1] \
                 or localhost, without user information and fragment"
            ))
        );
    }
}

#[test]
fn amazons_authorities_vouch_for_aws_and_mozillas_list_for_everybody_else() {
    let named = |host: &str, name: &str| {
        TlsRoots::bundled_for(host)
            .filter(|root| root.windows(name.len()).any(|part| part == name.as_bytes()))
            .count()
    };
    let all = TlsRoots::bundled_for("idp.example").count();
    assert!(all > 100, "{all} authorities");

    for host in ["cognito-idp.ap-northeast-1.amazonaws.com", "dynamodb.ap-northeast-1.api.aws"] {
        assert_eq!(named(host, "Amazon Root CA"), 4);
        assert_eq!(named(host, "Starfield Services Root Certificate Authority - G2"), 1);
        assert_eq!(TlsRoots::bundled_for(host).count(), 5, "nobody else vouches for {host}");
    }
    for host in
        ["amazonaws.com.example", "evil-amazonaws.com", "cognito-idp.eusc-de-east-1.amazonaws.eu"]
    {
        assert_eq!(TlsRoots::bundled_for(host).count(), all, "{host}");
    }
}
