use std::collections::BTreeMap;

use sekisho::{Exit, serve::issuer::Persona};
use sekisho_identity::TokenUse;
use sekisho_policy::UnixTime;
use serde_json::{Value, json};
use support::{
    token_corpus::{self, Judged},
    tokens::{CLIENT, ISSUER, dev_issuer},
};

use crate::command::{Command, Ran, file, repository};

const NOW: UnixTime = UnixTime::from_seconds(1_800_000_000);

/// The command for access tokens of the dev issuer at [`NOW`], with these arguments besides.
async fn verified(more: &[&str], input: &str) -> Ran {
    let (_folder, jwks) = file("jwks.json", &dev_issuer().jwks().to_string());
    let usual =
        ["verify-token", "--issuer", ISSUER, "--client-id", CLIENT, "--token-use", "access"];
    let there = ["--jwks", &jwks, "--now", "1800000000"];
    Command::new(&[&usual[..], &there, more].concat()).with_input(input).run().await
}

fn good() -> String {
    dev_issuer().access_token(&Persona::new("sato"), NOW).unwrap()
}

/// The longest part of a token that could be told by mistake.
fn secret(token: &str) -> &str {
    token.rsplit('.').next().unwrap()
}

#[tokio::test]
async fn one_token_on_the_standard_input_is_judged() {
    let good = good();
    let accepted = Ran::new(Exit::Done, "{\"outcome\":\"accept\",\"reason\":null}\n", "");
    let rejected = |reason: &str| {
        let said = format!("{{\"outcome\":\"reject\",\"reason\":\"{reason}\"}}\n");
        Ran::new(Exit::Differs, &said, "")
    };

    assert_eq!(verified(&[], &good).await, accepted);
    // As `echo` and `sekisho token` write it.
    assert_eq!(verified(&[], &format!("{good}\n")).await, accepted);
    assert_eq!(verified(&[], &format!("{good}\r\n")).await, accepted);
    assert_eq!(verified(&[], &format!("{good}\n\n")).await, rejected("malformed_token"));
    assert_eq!(verified(&[], &format!(" {good}")).await, rejected("malformed_token"));
    assert_eq!(verified(&[], "").await, rejected("missing_token"));
    assert_eq!(verified(&[], "\n").await, rejected("missing_token"));
    assert_eq!(verified(&[], &"a".repeat(8193)).await, rejected("too_large"));
    assert_eq!(
        verified(&[], &format!("{}\n", "a".repeat(8192))).await,
        rejected("malformed_token")
    );
    assert_eq!(verified(&[], &"é".repeat(20_000)).await, rejected("too_large"));
    assert_eq!(verified(&["--client-id", "another"], &good).await, accepted);
}

#[tokio::test]
async fn it_is_judged_by_the_time_and_the_leeway_that_are_given() {
    let (_folder, jwks) = file("jwks.json", &dev_issuer().jwks().to_string());
    let reason = async |now: &str, leeway: &str| {
        let arguments = [
            "verify-token",
            "--issuer",
            ISSUER,
            "--client-id",
            CLIENT,
            "--token-use",
            "access",
            "--jwks",
            &jwks,
            "--now",
            now,
            "--leeway-seconds",
            leeway,
        ];
        let ran = Command::new(&arguments).with_input(&good()).run().await;
        assert_eq!(ran.errors, "");
        serde_json::from_str::<Value>(&ran.output).unwrap()["reason"].clone()
    };

    assert_eq!(reason("1800003599", "0").await, Value::Null);
    assert_eq!(reason("1800003600", "0").await, json!("expired"));
    assert_eq!(reason("1800003600", "300").await, Value::Null);
    assert_eq!(reason("-1", "0").await, json!("issued_in_future"));
    // Without --now it is now: long before this token was issued.
    let usual =
        ["verify-token", "--issuer", ISSUER, "--client-id", CLIENT, "--token-use", "access"];
    let ran =
        Command::new(&[&usual[..], &["--jwks", &jwks]].concat()).with_input(&good()).run().await;
    let said = "{\"outcome\":\"reject\",\"reason\":\"issued_in_future\"}\n";
    assert_eq!(ran, Ran::new(Exit::Differs, said, ""));
}

#[tokio::test]
async fn a_token_among_the_arguments_is_refused_and_not_repeated() {
    let good = good();
    let option = format!("--token={good}");
    let expected = "error: found a token among the arguments, where every user of this machine can read \
                    it: required it on the standard input, as in `sekisho verify-token … < FILE`; a shell \
                    may have written it into its history too\n";
    for arguments in [&[good.as_str()][..], &["--token", &good], &[&option], &[&good, &good]] {
        let ran = verified(arguments, "").await;

        assert_eq!(ran, Ran::new(Exit::CouldNotRun, "", expected));
        assert!(!ran.errors.contains(secret(&good)));
    }
}

#[tokio::test]
async fn every_line_of_a_file_gets_its_answer_on_the_same_line() {
    let good = good();
    let line = |name: &str, token: &str| format!("{}\n", json!({ "name": name, "token": token }));
    let lines = [
        line("good", &good),
        "\r\n".to_owned(),
        line("nothing", ""),
        format!("[\"{good}\"]\n"),
        format!("{{\"name\":\"open\",\"token\":\"{good}\n"),
        format!("{{\"name\":\"other\",\"token\":\"{good}\",\"{good}\":1}}\n"),
        format!("{{\"name\":\"twice\",\"token\":\"{good}\",\"token\":\"\"}}\n"),
        format!("{{\"name\":[\"{good}\"],\"token\":\"\"}}\n"),
        "{\"name\":\"number\",\"token\":7}\n".to_owned(),
        "{\"name\":\"none\"}\n".to_owned(),
        format!("{{\"token\":\"{good}\"}}\n"),
        format!("{good}\n"),
        // The members in the other order, and no newline at the end.
        format!("{{\"token\":\"{good}\",\"name\":\"last\"}}"),
    ]
    .concat();
    let said = r#"{"name":"good","outcome":"accept","reason":null}
{"line":2,"outcome":"error","problem":"the line: found nothing, required a mapping with `name` and `token`, each a text"}
{"name":"nothing","outcome":"reject","reason":"missing_token"}
{"line":4,"outcome":"error","problem":"the line: found a list, required a mapping with `name` and `token`, each a text"}
{"line":5,"outcome":"error","problem":"the line: found text that is no JSON from column COLUMN on, required a mapping with `name` and `token`, each a text"}
{"line":6,"name":"other","outcome":"error","problem":"the line: found a key that is not known, required a mapping with `name` and `token`, each a text"}
{"line":7,"name":"twice","outcome":"error","problem":"token: found the key `token` a second time, required each key at most once"}
{"line":8,"outcome":"error","problem":"name: found a list, required a text"}
{"line":9,"name":"number","outcome":"error","problem":"token: found a number, required a text"}
{"line":10,"name":"none","outcome":"error","problem":"token: found nothing, required a text"}
{"line":11,"outcome":"error","problem":"name: found nothing, required a text"}
{"line":12,"outcome":"error","problem":"the line: found text that is no JSON from column 1 on, required a mapping with `name` and `token`, each a text"}
{"name":"last","outcome":"accept","reason":null}
"#;
    let column = (r#"{"name":"open","token":""#.len() + good.len()).to_string();
    let said = &said.replace("COLUMN", &column);
    let expected = Ran::new(Exit::Problems, said, "error: 10 of 13 lines hold no token\n");

    let (_folder, path) = file("tokens.jsonl", &lines);
    assert_eq!(verified(&["--batch", &path], "").await, expected);
    assert_eq!(verified(&["--batch", "-"], &lines).await, expected);
    assert!(!expected.output.contains(secret(&good)));
}

#[tokio::test]
async fn refused_tokens_are_no_problem_of_a_file_and_no_line_is_no_answer() {
    let line = json!({ "name": "junk", "token": "a.b.c" }).to_string();
    let said = "{\"name\":\"junk\",\"outcome\":\"reject\",\"reason\":\"bad_encoding\"}\n";

    assert_eq!(verified(&["--batch", "-"], &line).await, Ran::new(Exit::Done, said, ""));
    assert_eq!(verified(&["--batch", "-"], "").await, Ran::new(Exit::Done, "", ""));
}

#[tokio::test]
async fn what_cannot_be_read_is_said() {
    let cannot = |name: &str| {
        let said = format!("error: cannot read `{name}`: No such file or directory (os error 2)\n");
        Ran::new(Exit::CouldNotRun, "", &said)
    };
    let with_keys = async |jwks: &str| {
        let usual =
            ["verify-token", "--issuer", ISSUER, "--client-id", CLIENT, "--token-use", "id"];
        Command::new(&[&usual[..], &["--jwks", jwks]].concat()).run().await
    };

    assert_eq!(verified(&["--batch", "gone.jsonl"], "").await, cannot("gone.jsonl"));
    assert_eq!(with_keys("gone.json").await, cannot("gone.json"));
    let said =
        "error: found a leeway of 301 s, required at most 300 s: set the clock right instead\n";
    assert_eq!(
        verified(&["--leeway-seconds", "301"], "").await,
        Ran::new(Exit::CouldNotRun, "", said)
    );
}

#[tokio::test]
async fn without_a_usable_key_every_token_is_refused_and_the_document_is_named() {
    let (_folder, jwks) = file("jwks.json", "{\"keys\":[]}");
    let usual =
        ["verify-token", "--issuer", ISSUER, "--client-id", CLIENT, "--token-use", "access"];
    let arguments = [&usual[..], &["--jwks", &jwks]].concat();
    let said = format!(
        "error: {jwks}: found no RSA key for RS256 signatures in the key document, required at least \
         one\n"
    );

    let one = Command::new(&arguments).with_input(&good()).run().await;
    let refused = "{\"outcome\":\"reject\",\"reason\":\"keys_unavailable\"}\n";
    assert_eq!(one, Ran::new(Exit::Problems, refused, &said));

    let lines = format!(
        "{{\"name\":\"good\",\"token\":\"{}\"}}\n{{\"name\":\"no\",\"token\":\"no\"}}\n",
        good()
    );
    let many = Command::new(&[&arguments[..], &["--batch", "-"]].concat()).with_input(&lines);
    let refused = "{\"name\":\"good\",\"outcome\":\"reject\",\"reason\":\"keys_unavailable\"}\n\
                   {\"name\":\"no\",\"outcome\":\"reject\",\"reason\":\"malformed_token\"}\n";
    assert_eq!(many.run().await, Ran::new(Exit::Problems, refused, &said));
}

#[tokio::test]
async fn nothing_about_trust_has_a_default() {
    let all = [
        ("--issuer", ISSUER),
        ("--client-id", CLIENT),
        ("--token-use", "access"),
        ("--jwks", "jwks.json"),
    ];
    for (missing, _) in all {
        let given = all.iter().filter(|(name, _)| *name != missing);
        let arguments: Vec<&str> = ["verify-token"]
            .into_iter()
            .chain(given.flat_map(|(name, value)| [*name, *value]))
            .collect();

        let ran = Command::new(&arguments).run().await;

        assert_eq!((ran.exit, ran.output.as_str()), (Exit::CouldNotRun, ""));
        assert!(ran.errors.contains(missing), "{}", ran.errors);
    }
}

/// Whatever the library answers to a token, the command answers it too.
#[tokio::test]
async fn the_whole_corpus_is_answered_as_described() {
    let (_folder, jwks) = file("jwks.json", &token_corpus::jwks().to_string());
    let mut groups: BTreeMap<(Judged, &str), (String, String)> = BTreeMap::new();
    let (mut put, mut fields) = (0, 0);
    for case in token_corpus::cases().into_values().flatten() {
        if case.field.is_some() {
            // What is around a token is the authorizer's to read.
            fields += 1;
            continue;
        }
        put += 1;
        let wanted = if case.wanted() == TokenUse::Access { "access" } else { "id" };
        let judged = Judged { token_use: None, ..case.judged.clone() };
        let (lines, answers) = groups.entry((judged, wanted)).or_default();
        let line = json!({ "name": case.name, "token": case.token(NOW) });
        lines.push_str(&format!("{line}\n"));
        let (outcome, reason) = match case.expected.as_str() {
            "accept" => ("accept", Value::Null),
            code => ("reject", json!(code)),
        };
        let name = json!(case.name);
        answers.push_str(&format!(
            "{{\"name\":{name},\"outcome\":\"{outcome}\",\"reason\":{reason}}}\n"
        ));
    }
    for ((judged, wanted), (lines, answers)) in groups {
        let now = judged.at(NOW).seconds().to_string();
        let leeway = judged.leeway.to_string();
        let arguments = [
            "verify-token",
            "--issuer",
            judged.issuer(),
            "--client-id",
            CLIENT,
            "--token-use",
            wanted,
            "--jwks",
            &jwks,
            "--now",
            &now,
            "--leeway-seconds",
            &leeway,
            "--batch",
            "-",
        ];

        let ran = Command::new(&arguments).with_input(&lines).run().await;

        let found: Vec<&str> = ran.output.lines().collect();
        assert_eq!(found, answers.lines().collect::<Vec<_>>(), "{judged:?}");
        assert_eq!((ran.exit, ran.errors.as_str()), (Exit::Done, ""));
    }
    println!("{put} tokens; {fields} cases are about the field around one");
    assert_eq!(fields, 17);
}

#[test]
fn the_pages_show_what_is_answered() {
    for page in ["docs/verify-token.md", "docs/ja/verify-token.md"] {
        let page = std::fs::read_to_string(repository(page)).unwrap();

        for line in [
            r#"{"name":"monday","outcome":"accept","reason":null}"#,
            r#"{"name":"tuesday","outcome":"reject","reason":"expired"}"#,
            r#"{"line":3,"name":"wednesday","outcome":"error","problem":"token: found a number, required a text"}"#,
        ] {
            assert!(page.contains(line), "{line}");
        }
        for refusal in sekisho_identity::TokenRefusal::ALL {
            let elsewhere = ["ambiguous_authorization", "not_bearer"];
            let told = page.contains(&format!("| `{}` |", refusal.code()));
            assert_eq!(told, !elsewhere.contains(&refusal.code()), "{refusal:?}");
        }
    }
}
