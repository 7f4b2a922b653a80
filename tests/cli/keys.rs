//! The signing keys of an issuer, copied into the policy table.

use std::net::SocketAddr;

use axum::{Router, http::StatusCode, routing::get};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use sekisho::Exit;
use serde_json::{Value, json};
use tokio::{net::TcpListener, task::JoinHandle};

use crate::command::{Command, Ran, file, sekisho};

const ISSUER: &str = "https://issuer.example/hoshimi";

/// A public key; each seed is another one under the same id.
fn key(id: &str, seed: u8) -> Value {
    let mut modulus = [seed; 256];
    (modulus[0], modulus[255]) = (0xC3, 0x01);
    let n = BASE64_URL_SAFE_NO_PAD.encode(modulus);
    json!({ "kty": "RSA", "use": "sig", "alg": "RS256", "kid": id, "n": n, "e": "AQAB" })
}

fn document(keys: &[Value]) -> String {
    json!({ "keys": keys }).to_string()
}

/// A file table, and the keys of one issuer in it.
struct Table {
    folder: tempfile::TempDir,
}

impl Table {
    async fn new() -> Self {
        let table = Self { folder: tempfile::tempdir().unwrap() };
        // A table is made by whoever puts the first draft into it.
        let policy = "version: 1\npolicy: hoshimi\nutc_offset: \"+09:00\"\nrules:\n  - { id: one, \
                      effect: allow, who: { groups: [staff] }, actions: [describe], instances: any }\n";
        let (_folder, path) = file("policy.yaml", policy);
        let publish = ["--expect-version", "none", "--by", "kato", "--why", "a test"];
        let location = table.location();
        let arguments = ["publish", "--table", &location, "--policy", "hoshimi", "--from", &path];
        let ran = sekisho(&[arguments.as_slice(), publish.as_slice()].concat()).await;
        assert_eq!((ran.exit, ran.errors.as_str()), (Exit::Done, ""));
        table
    }

    fn location(&self) -> String {
        format!("file:{}", self.folder.path().join("table").display())
    }

    async fn run(&self, verb: &str, issuer: &str, options: &[&str]) -> Ran {
        let location = self.location();
        let arguments = ["keys", verb, "--table", &location, "--issuer", issuer];
        sekisho(&[arguments.as_slice(), options].concat()).await
    }

    /// Pushes a document from the standard input.
    async fn push(&self, document: &str, options: &[&str]) -> Ran {
        let location = self.location();
        let arguments = ["keys", "push", "--table", &location, "--issuer", ISSUER, "--jwks", "-"];
        Command::new(&[arguments.as_slice(), options].concat()).with_input(document).run().await
    }

    /// The document that a function would read, or nothing.
    async fn document(&self) -> Option<String> {
        let ran = self.run("show", ISSUER, &["--document"]).await;
        (ran.exit == Exit::Done).then(|| ran.output.trim_end().to_owned())
    }
}

fn done(output: &str) -> Ran {
    Ran::new(Exit::Done, output, "")
}

#[tokio::test]
async fn keys_come_and_go_as_an_issuer_changes_them() {
    let table = Table::new().await;
    let none = format!("the table has no keys for {ISSUER}\n");
    assert_eq!(table.run("show", ISSUER, &[]).await, Ran::new(Exit::Differs, "", &none));
    let (one, two) = (key("one", 0x5A), key("two", 0x6B));

    let first = document(std::slice::from_ref(&one));
    assert_eq!(table.push(&first, &[]).await, done("+ one\nwrote 1 key\n"));
    assert_eq!(table.document().await, Some(first));
    let both = document(&[one, two.clone()]);
    assert_eq!(table.push(&both, &[]).await, done("+ two\n= one\nwrote 2 keys\n"));
    assert_eq!(table.run("show", ISSUER, &[]).await, done("one\ntwo\n"));
    let second = document(&[two]);
    assert_eq!(table.push(&second, &[]).await, done("- one\n= two\nwrote 1 key\n"));
    assert_eq!(table.document().await, Some(second.clone()));

    let same = "= two\nnothing changed: the table has this key\n";
    assert_eq!(table.push(&second, &[]).await, done(same));
}

#[tokio::test]
async fn a_dry_run_says_what_it_would_write_and_writes_nothing() {
    let table = Table::new().await;
    let pushed = document(&[key("one", 0x5A), key("two", 0x6B)]);

    let said = "+ one\n+ two\nwould write 2 keys: leave out --dry-run to write them\n";
    assert_eq!(table.push(&pushed, &["--dry-run"]).await, done(said));

    assert_eq!(table.document().await, None);
}

#[tokio::test]
async fn a_document_that_nobody_could_sign_in_by_is_not_written() {
    let table = Table::new().await;
    let there = document(&[key("one", 0x5A)]);
    table.push(&there, &[]).await;
    let elliptic = json!({ "keys": [{ "kty": "EC", "kid": "one", "use": "sig" }] }).to_string();
    let no_key = "error: -: found no RSA key for RS256 signatures in the key document, required at \
                  least one\n";
    let no_list = "error: -: the key document is not strict JSON with a list `keys` of objects\n";
    let cases = [
        (r#"{"keys":[]}"#, no_key),
        (elliptic.as_str(), no_key),
        ("", no_list),
        ("<html>sign in</html>", no_list),
    ];
    for (text, message) in cases {
        let ran = table.push(text, &["--replace"]).await;
        assert_eq!(ran, Ran::new(Exit::Problems, "", message), "{text}");
    }
    assert_eq!(table.document().await, Some(there));
}

#[tokio::test]
async fn a_private_key_is_refused_and_not_repeated() {
    let table = Table::new().await;
    let mut private = key("one", 0x5A);
    private["d"] = json!("c2VjcmV0");

    let ran = table.push(&document(&[private]), &["--replace"]).await;

    let message = "error: -: key 1 has the private member `d`, required public keys only: replace it \
                   at its issuer, it is no longer a secret\n";
    assert_eq!(ran, Ran::new(Exit::Problems, "", message));
    assert_eq!(table.document().await, None);
}

#[tokio::test]
async fn no_document_takes_the_place_of_all_keys_unless_that_is_meant() {
    let table = Table::new().await;
    let there = document(&[key("one", 0x5A)]);
    table.push(&there, &[]).await;
    let other = document(&[key("two", 0x6B)]);
    let message = format!(
        "error: found none of the keys that the table has for {ISSUER}, required one at least, or \
         every token that is in use is refused: look where the document is from; --replace writes it \
         all the same\n"
    );

    for options in [&[][..], &["--dry-run"]] {
        let ran = table.push(&other, options).await;
        assert_eq!(ran, Ran::new(Exit::Differs, "+ two\n- one\n", &message));
        assert_eq!(table.document().await.as_ref(), Some(&there));
    }

    assert_eq!(table.push(&other, &["--replace"]).await, done("+ two\n- one\nwrote 1 key\n"));
    assert_eq!(table.document().await, Some(other));
}

#[tokio::test]
async fn no_other_key_takes_the_place_of_one_of_the_same_id_unless_that_is_meant() {
    let table = Table::new().await;
    let there = document(&[key("one", 0x5A), key("two", 0x6B)]);
    table.push(&there, &[]).await;
    let altered = document(&[key("one", 0x5A), key("two", 0x7C)]);

    let ran = table.push(&altered, &[]).await;

    let message = "error: found another key under the id `two` than the table has, required another \
                   id for another key: look where the document is from; --replace writes it all the \
                   same\n";
    assert_eq!(ran, Ran::new(Exit::Differs, "~ two\n= one\n", message));
    assert_eq!(table.document().await, Some(there));
    let ran = table.push(&altered, &["--replace"]).await;
    assert_eq!(ran, done("~ two\n= one\nwrote 2 keys\n"));
}

#[tokio::test]
async fn the_keys_of_another_issuer_are_left_alone() {
    let table = Table::new().await;
    table.push(&document(&[key("one", 0x5A)]), &[]).await;

    let ran = table.run("show", "https://issuer.example/Hoshimi", &[]).await;

    let none = "the table has no keys for https://issuer.example/Hoshimi\n";
    assert_eq!(ran, Ran::new(Exit::Differs, "", none));
}

#[tokio::test]
async fn an_id_has_no_say_over_the_terminal() {
    let table = Table::new().await;

    let ran = table.push(&document(&[key("\u{1b}[2J", 0x5A)]), &[]).await;

    assert_eq!(ran, done("+ \\u{1b}[2J\nwrote 1 key\n"));
    assert_eq!(table.run("show", ISSUER, &[]).await, done("\\u{1b}[2J\n"));
}

/// An issuer on this machine that answers with this.
async fn issuer(status: StatusCode, body: String) -> (String, JoinHandle<()>) {
    let listener = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await.unwrap();
    let address = format!("http://{}/hoshimi", listener.local_addr().unwrap());
    let answer = move || std::future::ready((status, body.clone()));
    let routes = Router::new().route("/hoshimi/.well-known/jwks.json", get(answer));
    let server = tokio::spawn(async move { axum::serve(listener, routes).await.unwrap() });
    (address, server)
}

#[tokio::test]
async fn keys_are_fetched_from_the_issuer_unless_there_is_a_file() {
    let table = Table::new().await;
    let (address, server) = issuer(StatusCode::OK, document(&[key("one", 0x5A)])).await;

    assert_eq!(table.run("push", &address, &[]).await, done("+ one\nwrote 1 key\n"));
    server.abort();

    assert_eq!(table.run("show", &address, &[]).await, done("one\n"));
}

#[tokio::test]
async fn an_issuer_that_has_no_keys_to_give_changes_nothing() {
    let table = Table::new().await;
    let (address, server) = issuer(StatusCode::FOUND, String::new()).await;

    let ran = table.run("push", &address, &[]).await;
    server.abort();
    let _ended = server.await;

    let place = format!("{address}/.well-known/jwks.json");
    let message =
        format!("error: found status 302 at `{place}`, required 200 without a redirect\n");
    assert_eq!(ran, Ran::new(Exit::CouldNotRun, "", &message));
    let ran = table.run("push", &address, &["--lang", "ja"]).await;
    let message = format!(
        "エラー: `{place}` の鍵の文書を読めません: 接続できません。ここから発行元への経路はありますか\n"
    );
    assert_eq!(ran, Ran::new(Exit::CouldNotRun, "", &message));
}

#[tokio::test]
async fn what_cannot_be_used_in_the_table_is_told_and_replaced() {
    let table = Table::new().await;
    let good = document(&[key("one", 0x5A)]);
    table.push(&good, &[]).await;
    spoil(&table);

    let shown = table.run("show", ISSUER, &[]).await;
    let fault = "found no RSA key for RS256 signatures in the key document, required at least one";
    let message = format!("error: KEYS#{ISSUER}: {fault}\n");
    assert_eq!(shown, Ran::new(Exit::Problems, "", &message));

    let ran = table.push(&good, &[]).await;
    let warning = format!("warning: KEYS#{ISSUER}: {fault}\n");
    assert_eq!(ran, Ran::new(Exit::Done, "+ one\nwrote 1 key\n", &warning));
    assert_eq!(table.document().await, Some(good));
}

/// Writes over the document of the table by hand.
fn spoil(table: &Table) {
    let folder = table.folder.path().join("table/keys");
    let entry = std::fs::read_dir(folder).unwrap().next().unwrap().unwrap();
    let text = std::fs::read_to_string(entry.path()).unwrap();
    let spoilt = text.replace("RS256", "none");
    assert_ne!(spoilt, text);
    std::fs::write(entry.path(), spoilt).unwrap();
}

#[cfg(feature = "embedded")]
#[tokio::test]
async fn the_embedded_table_keeps_keys_beside_what_is_published() {
    let folder = tempfile::tempdir().unwrap();
    let table = format!("embedded:{}", folder.path().join("table.sqlite").display());
    let (_folder, path) = file("jwks.json", &document(&[key("one", 0x5A)]));
    let at = ["--table", &table, "--issuer", ISSUER];

    let pushed = sekisho(&[&["keys", "push"], &at[..], &["--jwks", &path]].concat()).await;
    let shown = sekisho(&[&["keys", "show"], &at[..]].concat()).await;

    assert_eq!(pushed, done("+ one\nwrote 1 key\n"));
    assert_eq!(shown, done("one\n"));
}

#[tokio::test]
async fn keys_are_told_of_in_japanese() {
    let table = Table::new().await;
    let ja = ["--lang", "ja"];
    let pushed = document(&[key("one", 0x5A)]);

    let said = "+ one\n1 個の鍵が書き込みの対象です。書き込むには --dry-run を外してください\n";
    assert_eq!(table.push(&pushed, &["--lang", "ja", "--dry-run"]).await, done(said));
    let said = "+ one\n1 個の鍵を書き込みました\n";
    assert_eq!(table.push(&pushed, &ja).await, done(said));
    let said = "= one\n変更はありません。テーブルにあるのはこの 1 個の鍵です\n";
    assert_eq!(table.push(&pushed, &ja).await, done(said));
    let ran = table.push(&document(&[key("two", 0x6B)]), &ja).await;
    let message = format!(
        "エラー: {ISSUER} についてテーブルにある鍵が一つも文書にありません。このままでは使用中のトークンがすべて拒否されます。\
         文書の出所を確かめてください。それでも書き込むには --replace を付けてください\n"
    );
    assert_eq!(ran, Ran::new(Exit::Differs, "+ two\n- one\n", &message));
    let ran = table.push(&document(&[key("one", 0x6B)]), &ja).await;
    let message = "エラー: テーブルにある ID `one` の鍵と、文書の同じ ID の鍵が違います。別の鍵には別の ID が必要です。\
                   文書の出所を確かめてください。それでも書き込むには --replace を付けてください\n";
    assert_eq!(ran, Ran::new(Exit::Differs, "~ one\n", message));
    let mut private = key("one", 0x5A);
    private["d"] = json!("c2VjcmV0");
    let ran = table.push(&document(&[private]), &ja).await;
    let message = "エラー: -: 1 番目の鍵に秘密の値 `d` があります。公開鍵だけが必要です。この鍵はもう秘密ではないので、\
                   発行元で取り替えてください\n";
    assert_eq!(ran, Ran::new(Exit::Problems, "", message));
}
