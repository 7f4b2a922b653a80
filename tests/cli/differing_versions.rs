//! What a change opens and closes in a policy table: versions, drafts, plans and publications.

use sekisho::Exit;
use serde_json::{Value, json};

use crate::{
    command::file,
    differing::{DAY, GUESTS, LEADS, STAFF, policy},
    town_table::{Table, at_nine},
};

/// A table with two versions and a draft: `staff` in all of them, `guests` in the second.
async fn table() -> Table {
    let table = Table::new();
    let zones = "zones: { hall: { cidrs: [10.20.0.0/16] } }\n";
    let document = |rules: &[&str]| policy(&format!("{zones}{DAY}"), rules);
    table.put_in_force(&document(&[STAFF]), "none").await;
    table.put_in_force(&document(&[GUESTS, STAFF]), "1").await;
    table.draft(&document(&[LEADS, STAFF])).await;
    table
}

/// What each edit of an answer does.
fn edits(answer: &str) -> Vec<String> {
    let answer: Value = serde_json::from_str(answer).unwrap();
    let edits = ["opened", "closed"].map(|way| {
        let entries = answer[way].as_array().unwrap().iter();
        entries.map(|it| format!("{way} {} {}", it["edit"].as_str().unwrap(), it["rule"])).collect()
    });
    edits.map(|it: Vec<String>| it).concat()
}

#[tokio::test]
async fn what_is_in_force_is_compared_with_the_draft_a_file_or_a_version() {
    let table = table().await;
    let (_folder, path) = file("next.yaml", &policy("", &[GUESTS]));
    let told = async |options: &[&str]| {
        let ran = table.run(&["diff"], &[options, &["--json"]].concat()).await;
        assert_eq!((ran.exit, ran.errors.as_str()), (Exit::Differs, ""), "{options:?}");
        edits(&ran.output)
    };

    assert_eq!(told(&[]).await, ["opened added \"leads\"", "closed removed \"guests\""]);
    assert_eq!(told(&[&path]).await, ["closed removed \"staff\""]);
    assert_eq!(told(&["--version", "1"]).await, ["opened added \"leads\""]);
    assert_eq!(told(&["--to", "1"]).await, ["closed removed \"guests\""]);
    assert_eq!(told(&["--version", "1", "--to", "2"]).await, ["opened added \"guests\""]);
    let same = table.run(&["diff"], &["--to", "2"]).await;
    assert_eq!(same.exit, Exit::Done);
}

#[tokio::test]
async fn where_nothing_is_in_force_everything_is_opened() {
    let table = Table::new();
    table.draft(&policy("", &[GUESTS])).await;

    let ran = table.run(&["diff"], &[]).await;

    let expected = "\
opened:
  rule `guests` added
    tanaka (no group) may now see i-00000000000000001 (no tags) from 192.0.2.1 on Tuesday 2026-11-24 09:00 +09:00
      before: denied, no rule allows it; now: allowed by `guests`
      likewise every request in which the caller is the user \"tanaka\", and the action is to see, and the time is before 2026-12-01 00:00 (UTC+09:00)
closed:
  nothing
1 edit opens something, 0 close something (1 step)
";
    assert_eq!(at_nine(&ran.output), expected);
}

#[tokio::test]
async fn a_plan_and_a_publication_say_in_short_what_they_open_and_close() {
    let table = table().await;
    let said = "\
opened:
  rule `leads` added
    user-1 (groups leads, value-1) may now stop i-00000000000000001 (Department=value-1, Env=prod) from 192.0.2.1 on Tuesday 2026-11-24 09:00 +09:00
      before: denied, no rule allows it; now: allowed by `leads`
closed:
  rule `guests` removed
    tanaka (no group) may no longer see i-00000000000000001 (no tags) from 192.0.2.1 on Tuesday 2026-11-24 09:00 +09:00
      before: allowed by `guests`; now: denied, no rule allows it
1 edit opens something, 1 closes something (2 steps)
";

    let plan = at_nine(&table.says(&["plan"], &[]).await);
    let json = table.says(&["plan"], &["--json"]).await;
    let diff = table.run(&["diff"], &["--json"]).await;
    let publish = ["--expect-version", "2", "--by", "kato", "--why", "a test"];
    let published = at_nine(&table.says(&["publish"], &publish).await);

    assert!(plan.contains(&format!("\n\n{said}\n@@ ")), "{plan}");
    let (plan, diff): (Value, Value) =
        (serde_json::from_str(&json).unwrap(), serde_json::from_str(&diff.output).unwrap());
    for member in ["closed", "edits", "equivalent", "incomplete", "opened", "steps"] {
        assert_eq!(plan[member], diff[member], "{member}");
    }
    let expected = format!(
        "policy `hoshimi` version 3 is in force, in place of 2\n  + RULE#leads\n  - RULE#guests\n{said}"
    );
    assert_eq!(published, expected);
}

#[tokio::test]
async fn a_plan_of_many_edits_says_that_it_did_not_look_at_all() {
    let rule = |number: usize| {
        format!(
            "id: rule-{number}, effect: allow, who: {{ groups: [group-{number}] }}, actions: [stop], \
                 instances: {{ tags: {{ Env: [dev] }} }}"
        )
    };
    let rules: Vec<String> = (10..30).map(rule).collect();
    let table = Table::new();
    table.draft(&policy("", &rules.iter().map(String::as_str).collect::<Vec<_>>())).await;

    let plan = table.says(&["plan"], &[]).await;
    let json: Value = serde_json::from_str(&table.says(&["plan"], &["--json"]).await).unwrap();

    let said = "  12 more edits not looked at: `sekisho diff` looks at all\nclosed:\n  nothing\n8 edits \
                open something, 0 close something (8 steps)\n";
    assert!(plan.contains(said), "{plan}");
    assert_eq!(json["opened"].as_array().unwrap().len(), 8);
    assert_eq!(
        json["incomplete"],
        json!([{ "direction": "opened", "because": "not_looked_at", "edits": 12 }])
    );
}
