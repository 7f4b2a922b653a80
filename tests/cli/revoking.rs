//! Tokens that are good no more.

use sekisho::Exit;
use serde_json::{Value, json};

use crate::{
    command::{Command, file},
    town_table::{Table, policy},
};

/// What the policy in force answers to a `describe` by this user, whose token was issued then.
async fn outcome(table: &Table, user: &str, issued_at: i64) -> String {
    let request = json!({
        "caller": {
            "subject": "s-1", "user": user, "groups": ["staff"], "claims": {},
            "signed_in_at": issued_at, "issued_at": issued_at,
        },
        "action": "describe",
        "source": { "address": "10.20.1.1", "vpc_endpoint": null },
        "at": issued_at,
        "instance": {
            "id": "i-0123456789abcdef0", "account": "111122223333", "region": "ap-northeast-1",
            "tags": { "Env": "dev" },
        },
    });
    let (_folder, path) = file("requests.jsonl", &format!("{request}\n"));
    let said = table.says(&["decide"], &["--batch", &path]).await;
    let answer: Value = serde_json::from_str(&said).unwrap();
    answer["outcome"].as_str().unwrap_or_else(|| panic!("{said}")).to_owned()
}

const BEFORE: i64 = 1_795_478_000;
/// An hour after the time of the tests.
const AFTER: i64 = 1_795_482_000;

#[tokio::test]
async fn a_revoked_user_signs_in_again_and_nobody_else_notices() {
    let table = Table::new();
    table.put_in_force(&policy(&["one"]), "none").await;
    table.draft(&policy(&["one", "half-finished"])).await;
    assert_eq!(outcome(&table, "sato", BEFORE).await, "allow");

    let who = ["--user", "sato", "--by", "kato", "--why", "lost her laptop"];
    let said = table.says(&["revoke"], &who).await;

    assert!(
        said.starts_with("policy `hoshimi` version 2 is in force, with RULE#revoke-20261124-00"),
        "{said}"
    );
    assert_eq!(outcome(&table, "sato", BEFORE).await, "deny");
    assert_eq!(outcome(&table, "sato", AFTER).await, "allow");
    assert_eq!(outcome(&table, "tanaka", BEFORE).await, "allow");
    let (active, draft) = (table.pull(&[]).await, table.pull(&["--draft"]).await);
    assert!(!active.contains("half-finished"), "an unfinished draft is not published: {active}");
    for text in [&active, &draft] {
        assert!(text.contains("description: \"kato: lost her laptop\""), "{text}");
    }
    assert!(draft.contains("half-finished"));
}

#[tokio::test]
async fn whoever_is_locked_out_stays_out() {
    let table = Table::new();
    table.put_in_force(&policy(&["one"]), "none").await;

    let who = ["--user", "佐藤", "--lock-out", "--by", "kato", "--why", "left", "--lang", "ja"];
    let said = table.says(&["revoke"], &who).await;

    assert!(
        said.starts_with("ポリシー `hoshimi` の版 2 が有効になりました(RULE#lock-out-20261124-00"),
        "{said}"
    );
    for issued_at in [BEFORE, AFTER] {
        assert_eq!(outcome(&table, "佐藤", issued_at).await, "deny");
        assert_eq!(outcome(&table, "tanaka", issued_at).await, "allow");
    }
}

#[tokio::test]
async fn everybody_signs_in_again_when_all_tokens_are_revoked() {
    let table = Table::new();
    table.put_in_force(&policy(&["one"]), "none").await;

    table.says(&["revoke"], &["--everyone", "--by", "kato", "--why", "stolen keys"]).await;

    for user in ["sato", "tanaka"] {
        assert_eq!(outcome(&table, user, BEFORE).await, "deny");
        assert_eq!(outcome(&table, user, AFTER).await, "allow");
    }
}

#[tokio::test]
async fn a_revocation_without_a_policy_or_a_user_is_refused() {
    let table = Table::new();
    let nobody = Command::new(&["revoke", "--table", &table.location(), "--policy", "hoshimi"]);
    assert_eq!(nobody.run().await.exit, Exit::CouldNotRun);
    table.draft(&policy(&["one"])).await;

    let ran = table.run(&["revoke"], &["--user", "sato", "--by", "kato", "--why", "left"]).await;

    let message = "error: policy `hoshimi` has nothing published\n";
    assert_eq!((ran.exit, ran.errors.as_str()), (Exit::CouldNotRun, message));
}

#[tokio::test]
async fn two_revocations_of_one_moment_are_two() {
    let table = Table::new();
    table.put_in_force(&policy(&["one"]), "none").await;

    for user in ["sato", "ito", "tanaka"] {
        table.says(&["revoke"], &["--user", user, "--by", "kato", "--why", "left"]).await;
    }

    for user in ["sato", "ito", "tanaka"] {
        assert_eq!(outcome(&table, user, BEFORE).await, "deny", "{user}");
    }
    assert_eq!(outcome(&table, "kobayashi", BEFORE).await, "allow");
}

#[tokio::test]
async fn the_longest_reason_does_not_keep_anybody_from_revoking() {
    let table = Table::new();
    table.put_in_force(&policy(&["one"]), "none").await;
    let (by, why) = (format!(" {} ", "k".repeat(126)), "長".repeat(1_024));

    table.says(&["revoke"], &["--everyone", "--by", &by, "--why", &why]).await;

    assert_eq!(outcome(&table, "sato", BEFORE).await, "deny");
    let history = table.says(&["history"], &["--json"]).await;
    assert!(history.contains(&why), "the history has all of it");
}

/// The history lists the first hundred rows of a kind, and the revocations are not among them.
#[tokio::test]
async fn a_rollback_of_many_rows_says_which_revocation_it_lifts() {
    let table = Table::new();
    let ids: Vec<String> = (0..120).map(|number| format!("many-{number:03}")).collect();
    let many: Vec<&str> = ["one"].into_iter().chain(ids.iter().map(String::as_str)).collect();
    table.put_in_force(&policy(&["one"]), "none").await;
    table.put_in_force(&policy(&many), "1").await;
    let said = table.says(&["revoke"], &["--user", "sato", "--by", "kato", "--why", "left"]).await;
    let key = said.split("with ").nth(1).unwrap().trim_end();

    let back = ["--to", "1", "--expect-version", "3", "--by", "kato", "--why", "back"];
    let ran = table.run(&["rollback"], &back).await;

    let warning =
        format!("warning: {key} is not in force any more: revoke again if it is still needed\n");
    assert_eq!((ran.exit, ran.errors), (Exit::Done, warning));
    assert!(ran.output.ends_with("  - RULE#many-099\n  - and 21 more\n"), "{}", ran.output);
}

#[tokio::test]
async fn a_rollback_that_lifts_a_revocation_says_so() {
    let table = Table::new();
    table.put_in_force(&policy(&["one"]), "none").await;
    let said = table.says(&["revoke"], &["--user", "sato", "--by", "kato", "--why", "left"]).await;
    let key = said.split("with ").nth(1).unwrap().trim_end();

    let back = ["--to", "1", "--expect-version", "2", "--by", "kato", "--why", "back"];
    let ran = table.run(&["rollback"], &back).await;

    let warning =
        format!("warning: {key} is not in force any more: revoke again if it is still needed\n");
    assert_eq!((ran.exit, ran.errors), (Exit::Done, warning));
}
