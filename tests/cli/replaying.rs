//! Audit lines of the real Lambdas' code, asked once more.

use sekisho::Exit;
use serde_json::{Value, json};
use support::schema::Schema;

use crate::{
    command::{Command, Running, file, repository, sekisho},
    serving::{Caller, LIBRARY_GATE, LIBRARY_OPAC, serve, token},
};

/// The lines of a morning: a list, a start, a refused stop, an instance that is not there, a call
/// with an expired token; and lines of others between them.
pub async fn log() -> String {
    let serving = serve(&["--audit"]);
    let url = serving.url().await;
    let sato = Caller::new(&url, Some(&token(&url, &["--user", "sato"]).await));
    let expired = token(&url, &["--user", "sato", "--pass", "expired"]).await;
    let mut from_home = Caller::new(&url, sato.token.as_deref());
    from_home.source = "203.0.113.44";
    for (caller, method, path, expected) in [
        (&sato, "GET", "/instances".to_owned(), 200),
        (&sato, "POST", format!("/instances/{LIBRARY_OPAC}/start"), 202),
        (&sato, "POST", format!("/instances/{LIBRARY_GATE}/stop"), 403),
        (&sato, "POST", "/instances/i-0fffffffffffffff0/start".to_owned(), 404),
        (&from_home, "GET", "/instances".to_owned(), 403),
        (&Caller::new(&url, Some(&expired)), "GET", "/instances".to_owned(), 401),
    ] {
        let (status, body) = caller.call(method, &path).await;
        assert_eq!(status, expected, "{method} {path}: {body}");
    }
    // The last line may come after its answer.
    Running::sees(&serving.output, "\"code\":\"expired\"").await;
    let ran = serving.stop().await;
    assert_eq!(ran.exit, Exit::Done);
    let lines = ran.output.lines().filter(|line| line.starts_with('{'));
    let schema = Schema::of("audit-line.schema.json");
    lines.clone().for_each(|line| schema.assert_takes(&serde_json::from_str(line).unwrap()));
    let noise = ["START RequestId: 8f5e Version: $LATEST", r#"{"_aws":{}}"#, ""];
    let lines: Vec<&str> = lines.chain(noise).collect();
    lines.join("\n")
}

fn hoshimi() -> String {
    std::fs::read_to_string(repository("examples/hoshimi.yaml")).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_policy_answers_the_same_and_another_shows_what_differs() {
    let log = log().await;
    let (_log, path) = file("audit.jsonl", &log);
    let policy = repository("examples/hoshimi.yaml");
    let policy = policy.to_str().unwrap();

    let same = sekisho(&["replay", policy, "--log", &path]).await;
    let expected = "10 questions asked again: 0 opened, 0 closed, 0 the same for another reason\n\
                    not asked: 1 refused before the policy was, 0 lists, 1 outcomes, 1 without an instance, 0 \
                    whose facts cannot be read, 2 no audit lines\n";
    assert_eq!((same.exit, same.output.as_str()), (Exit::Done, expected), "{log}");

    // Nobody in office hours any more, and the gate may be stopped by anybody who may stop.
    let other = hoshimi().replace("08:30", "05:30").replace("17:15", "06:15");
    assert_ne!(other, hoshimi());
    let (_other, other) = file("other.yaml", &other);
    let closed = sekisho(&["replay", &other, "--log", &path]).await;
    assert_eq!(closed.exit, Exit::Differs);
    assert!(
        closed.output.contains(&format!(
            ": closed: 2026-11-24 09:30 +09:00 sato start {LIBRARY_OPAC} (executor)\n  was allow \
             allow [own-department-nonprod]\n  now deny default\n"
        )),
        "{}",
        closed.output
    );
    assert!(closed.output.contains(" asked again: 0 opened, "), "{}", closed.output);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_instance_that_a_list_showed_is_asked_again() {
    let log = log().await;
    let (_log, path) = file("audit.jsonl", &log);
    let seen = "    who: { groups: [staff] }\n    actions: [describe]\n";
    assert_eq!(hoshimi().matches(seen).count(), 1);
    let ended = hoshimi().replace(seen, &format!("    not_after: 2026-11-01T00:00+09:00\n{seen}"));
    let (_other, other) = file("other.yaml", &ended);

    let ran = sekisho(&["replay", &other, "--log", &path]).await;

    for instance in [LIBRARY_OPAC, LIBRARY_GATE] {
        let closed = format!(
            " sato describe {instance} (executor)\n  was allow allow [see-own-department]\n"
        );
        assert!(ran.output.contains(&closed), "{}", ran.output);
    }

    let counted = log.replace("\"instances\":[{", "\"instances\":null,\"other\":[{");
    let (_log, path) = file("counted.jsonl", &counted);
    let ran = sekisho(&["replay", &other, "--log", &path]).await;
    assert!(
        ran.output.contains("not asked: 1 refused before the policy was, 1 lists, "),
        "{}",
        ran.output
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_replay_as_json_holds_both_answers_and_the_counts() {
    let log = log().await;
    let (_other, other) =
        file("other.yaml", &hoshimi().replace("08:30", "05:30").replace("17:15", "06:15"));

    let ran =
        Command::new(&["replay", &other, "--log", "-", "--json", "--reasons"]).with_input(&log);
    let ran = ran.run().await;

    let lines: Vec<Value> =
        ran.output.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let (counts, differences) = lines.split_last().unwrap();
    assert_eq!((&counts["asked"], &counts["opened"]), (&json!(10), &json!(0)));
    assert_eq!(
        counts["not_asked"],
        json!({
            "before_policy": 1, "lists": 0, "outcomes": 1, "no_instance": 1, "unreadable": 0,
            "not_audit": 2,
        })
    );
    let start = differences
        .iter()
        .find(|line| line["actions"] == json!(["start"]) && line["kind"] == "executor")
        .unwrap();
    assert_eq!((&start["user"], &start["instance_id"]), (&json!("sato"), &json!(LIBRARY_OPAC)));
    assert_eq!(start["was"]["rules"], json!(["own-department-nonprod"]));
    assert_eq!(
        start["now"],
        json!({ "outcome": "deny", "code": "default", "rules": [], "missing": [] })
    );
}

#[tokio::test]
async fn a_log_that_cannot_be_read_is_no_log_without_differences() {
    let policy = repository("examples/hoshimi.yaml");
    let broken = r#"{"kind":"executor","at":1,"broken":1}"#;
    let replay =
        Command::new(&["replay", policy.to_str().unwrap(), "--log", "-"]).with_input(broken);

    let ran = replay.run().await;

    assert_eq!((ran.exit, ran.errors.as_str()), (Exit::Problems, ""));
    assert!(ran.output.contains(" 1 whose facts cannot be read, "), "{}", ran.output);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fact_that_was_not_recorded_is_named_and_opens_nothing() {
    let log = log().await;
    let cut: Vec<String> = log
        .lines()
        .filter(|line| {
            line.contains(r#""kind":"executor""#) && line.contains(r#""action":"start""#)
        })
        .map(|line| {
            let mut line: Value = serde_json::from_str(line).unwrap();
            line["source"] = json!({});
            line.to_string()
        })
        .collect();
    let (_log, path) = file("cut.jsonl", &cut.join("\n"));
    let policy = repository("examples/hoshimi.yaml");

    let ran = sekisho(&["replay", policy.to_str().unwrap(), "--log", &path, "--lang", "ja"]).await;

    assert_eq!(ran.exit, Exit::Differs);
    assert!(ran.output.contains("新たに拒否"), "{}", ran.output);
    assert!(ran.output.contains("今回 deny indeterminate"), "{}", ran.output);
    assert!(
        ran.output.contains("うち 1 件は、記録にない事実がないと判断できません\n"),
        "{}",
        ran.output
    );
}
