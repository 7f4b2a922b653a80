//! From a draft to what is in force, seen beforehand, and back.

use sekisho::Exit;
use serde_json::Value;

use crate::{
    command::{Ran, file, sekisho},
    town_table::{Table, at_nine, policy},
};

/// What is said of rules with other ids that say the same.
const ALIKE: &str = "no difference: both decide every request alike (a proof: each rule of either says \
                     what a rule of the other says)\n";

/// The 64 digits of the plan a command printed.
fn planned(output: &str) -> &str {
    output.split("--plan ").nth(1).unwrap().trim_end()
}

#[tokio::test]
async fn a_plan_says_what_would_change_and_is_published_as_it_stands() {
    let table = Table::new();
    table.put_in_force(&policy(&["one", "two"]), "none").await;
    table.draft(&policy(&["one", "three"])).await;

    let plan = at_nine(&table.says(&["plan"], &[]).await);
    let id = planned(&plan).to_owned();
    let expected = format!(
        "policy `hoshimi`: version 1 is in force since 2026-11-24 09:00 +09:00, by kato\n  \
         + RULE#three\n  - RULE#two\n\n\
         what it means:\n  \
         + Rule \"three\" (allow): Anyone in the group \"staff\" may see instances whose tag \"Env\" is \
         \"dev\".\n  \
         - Rule \"two\" (allow): Anyone in the group \"staff\" may see instances whose tag \"Env\" is \
         \"dev\".\n\n{ALIKE}\n\
         @@ -8,7 +8,7 @@\n     actions: [describe]\n     instances:\n       tags: {{ Env: [dev] }}\n\
         -  - id: two\n+  - id: three\n     effect: allow\n     who: {{ groups: [staff] }}\n     \
         actions: [describe]\n\n\
         to publish exactly this:\n  sekisho publish --table {} --policy hoshimi --by WHO --why WHY \\\n    \
         --plan {id}\n",
        table.location()
    );
    assert_eq!(plan, expected);

    let why = ["--plan", &id, "--by", "kato", "--why", "reviewed"];
    let published = table.says(&["publish"], &why).await;
    assert_eq!(
        published,
        format!(
            "policy `hoshimi` version 2 is in force, in place of 1\n  + RULE#three\n  - RULE#two\n{ALIKE}"
        )
    );
    let stale = table.run(&["publish"], &why).await;
    let message = "error: policy `hoshimi`: the draft, or what is in force (version 2 now), is not \
                   what it was when this was planned: plan again, and look at what it says\n";
    assert_eq!(stale, Ran::new(Exit::Differs, "", message));
    let nothing = at_nine(&table.says(&["plan"], &[]).await);
    assert_eq!(
        nothing,
        "policy `hoshimi`: version 2 is in force since 2026-11-24 09:00 +09:00, by kato\n  \
         nothing changed\n"
    );
}

#[tokio::test]
async fn a_plan_of_a_file_is_for_that_file_and_writes_nothing() {
    let table = Table::new();
    table.put_in_force(&policy(&["one"]), "none").await;
    let (_folder, path) = file("next.yaml", &policy(&["one", "two"]));

    let plan = table.says(&["plan"], &["--from", &path, "--json"]).await;
    let plan: Value = serde_json::from_str(&plan).unwrap();
    assert_eq!(plan["rows"]["added"], serde_json::json!(["RULE#two"]));
    assert_eq!((&plan["active"], &plan["policy"]), (&1.into(), &"hoshimi".into()));
    assert_eq!(table.pull(&["--draft"]).await, table.pull(&["--active"]).await);

    let id = plan["plan"].as_str().unwrap();
    let why = ["--plan", id, "--by", "kato", "--why", "reviewed"];
    let other = table.run(&["publish"], &why).await;
    assert_eq!(other.exit, Exit::Differs, "the draft is not the file: {}", other.output);
    let published = table.says(&["publish"], &[&["--from", &path], why.as_slice()].concat()).await;
    assert_eq!(
        published,
        format!("policy `hoshimi` version 2 is in force, in place of 1\n  + RULE#two\n{ALIKE}")
    );
}

#[tokio::test]
async fn a_publish_without_a_review_is_not_begun() {
    let table = Table::new();
    let ran = table.run(&["publish"], &["--by", "kato", "--why", "in a hurry"]).await;
    assert_eq!((ran.exit, ran.output.as_str()), (Exit::CouldNotRun, ""));
    assert!(ran.errors.contains("--expect-version <N|none>|--plan <PLAN>"), "{}", ran.errors);
}

/// A case that the policies of `town_table` allow, and one that they deny.
fn cases(expect: &str) -> String {
    format!(
        "defaults: {{ caller.groups: [staff], action: describe, at: 1795478400 }}\n\
         cases:\n\
         - {{ name: dev, instance.tags.Env: dev, expect: {expect} }}\n\
         - {{ name: prod, instance.tags.Env: prod, expect: deny }}\n"
    )
}

#[tokio::test]
async fn what_does_not_decide_its_cases_is_neither_planned_nor_published() {
    let table = Table::new();
    let (_folder, next) = file("next.yaml", &policy(&["one", "two"]));
    let (_good, good) = file("good.yaml", &cases("allow"));
    let (_bad, bad) = file("bad.yaml", &cases("deny"));
    let why = ["--by", "kato", "--why", "a test"];
    let refused = "line 3: dev: expected deny, found allow: by `one`, `two`\n\
                   2 cases: 1 differs from what was expected\n";
    let nothing = format!("{refused}nothing was published\n");

    let first = [&["--from", &next, "--cases", &bad, "--expect-version=none"], &why[..]].concat();
    assert_eq!(table.run(&["publish"], &first).await, Ran::new(Exit::Differs, "", &nothing));
    assert!(!table.draft_file().exists(), "not even the draft is written");

    table.put_in_force(&policy(&["one"]), "none").await;
    table.draft(&policy(&["one", "two"])).await;
    let plan = table.run(&["plan"], &["--cases", &bad]).await;
    assert_eq!(plan, Ran::new(Exit::Differs, "", refused));
    let draft = [&["--cases", &bad, "--expect-version=1"], &why[..]].concat();
    assert_eq!(table.run(&["publish"], &draft).await, Ran::new(Exit::Differs, "", &nothing));
    assert!(!table.pull(&["--active"]).await.contains("two"));

    let plan = table.says(&["plan"], &["--cases", &good]).await;
    assert!(plan.contains(&format!("--policy hoshimi --cases {good} --by WHO")), "{plan}");
    let draft = [&["--cases", &good, "--expect-version=1"], &why[..]].concat();
    let published = table.says(&["publish"], &draft).await;
    assert_eq!(
        published,
        format!("policy `hoshimi` version 2 is in force, in place of 1\n  + RULE#two\n{ALIKE}")
    );
    let old = [&["--cases", &good, "--from", &next, "--expect-version=1"], &why[..]].concat();
    let old = table.run(&["publish"], &old).await;
    assert_eq!((old.exit, old.output.as_str()), (Exit::Differs, ""));
    assert!(old.errors.contains("found version 2 active, required version 1"), "{}", old.errors);
}

#[tokio::test]
async fn the_history_says_who_when_why_and_what_is_the_same() {
    let table = Table::new();
    assert_eq!(table.run(&["history"], &[]).await.exit, Exit::CouldNotRun, "there is no table");
    table.put_in_force(&policy(&["one"]), "none").await;
    table.put_in_force(&policy(&["one", "two"]), "1").await;
    let back = ["--to", "1", "--expect-version", "2", "--by", "佐藤", "--why", "too wide"];
    table.says(&["rollback"], &back).await;
    table.put_in_force(&policy(&["three"]), "3").await;

    let history = at_nine(&table.says(&["history"], &[]).await);
    assert_eq!(
        history,
        "version            when                     who   rows      why\n\
         1                  2026-11-24 09:00 +09:00  kato  +2 ~0 -0  a test\n\
         2                  2026-11-24 09:00 +09:00  kato  +1 ~0 -0  a test\n\
         3        = 1       2026-11-24 09:00 +09:00  佐藤  +0 ~0 -1  too wide\n\
         4        in force  2026-11-24 09:00 +09:00  kato  +1 ~0 -1  a test\n"
    );
    let japanese = at_nine(&table.says(&["history"], &["--lang", "ja"]).await);
    assert!(
        japanese.contains("\n4   有効  2026-11-24 09:00 +09:00  kato  +1 ~0 -1  a test\n"),
        "{japanese}"
    );
    let lines = table.says(&["history"], &["--json"]).await;
    let third: Value = serde_json::from_str(lines.lines().nth(2).unwrap()).unwrap();
    let fields = ["version", "previous", "by", "why", "same_as", "active"];
    let third: Vec<&Value> = fields.iter().map(|field| &third[*field]).collect();
    assert_eq!(serde_json::json!(third), serde_json::json!([3, 2, "佐藤", "too wide", 1, false]));
}

#[tokio::test]
async fn what_is_pruned_is_said_first_and_can_be_put_in_force_no_more() {
    let table = Table::new();
    table.put_in_force(&policy(&["one"]), "none").await;
    table.put_in_force(&policy(&["two"]), "1").await;

    let would = table.says(&["prune"], &["--keep", "1"]).await;
    assert_eq!(would, "would delete 1 chunk (versions: 1): say --delete to delete them\n");
    assert!(table.pull(&["--version", "1"]).await.contains("id: one"));
    let does = table.says(&["prune"], &["--keep", "1", "--delete", "--lang", "ja"]).await;
    assert_eq!(does, "版 1 のチャンク 1 個を削除しました\n");
    assert_eq!(table.says(&["prune"], &["--keep", "1"]).await, "there is nothing to delete\n");

    let back = ["--to", "1", "--expect-version", "2", "--by", "kato", "--why", "back"];
    let refused = table.run(&["rollback"], &back).await;
    assert_eq!((refused.exit, refused.output.as_str()), (Exit::CouldNotRun, ""));
    assert!(refused.errors.contains("version 1 of policy `hoshimi` cannot be used: chunk"));
    assert!(table.pull(&[]).await.contains("id: two"));
}

#[tokio::test]
async fn every_shell_is_offered_every_verb() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = sekisho(&["completions", shell]).await;
        assert_eq!((script.exit, script.errors.as_str()), (Exit::Done, ""));
        for verb in ["publish", "verify-token", "expect-version"] {
            assert!(script.output.contains(verb), "{shell} is not offered {verb}");
        }
    }
}

#[tokio::test]
async fn long_work_says_how_far_it_is_to_somebody_who_watches() {
    let table = Table::new();
    let rules: Vec<String> = (0..1_000).map(|n| format!("r{n}")).collect();
    let rules: Vec<&str> = rules.iter().map(String::as_str).collect();
    let (_folder, path) = file("many.yaml", &policy(&rules));
    let publish = ["--from", &path, "--expect-version", "none", "--by", "kato", "--why", "many"];

    let watched = table.command(&["publish"], &publish).on_a_terminal().run().await;
    assert_eq!(watched.errors, "writing the draft: 1000 rules …\npublishing it …\n");
    let piped = table.run(&["draft", "import"], &[&path]).await;
    assert_eq!((piped.exit, piped.errors.as_str()), (Exit::Done, ""));
    let (_folder, few) = file("few.yaml", &policy(&rules[..999]));
    let few = table.command(&["draft", "import"], &[&few]).on_a_terminal().run().await;
    assert_eq!((few.exit, few.errors.as_str()), (Exit::Done, ""));
}

#[tokio::test]
async fn a_plan_as_json_lists_every_row_and_one_for_people_the_first_hundred() {
    let table = Table::new();
    let ids: Vec<String> = (0..150).map(|number| format!("rule-{number:03}")).collect();
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    table.put_in_force(&policy(&["one"]), "none").await;
    table.draft(&policy(&ids)).await;

    let json = table.says(&["plan"], &["--json"]).await;
    let told = table.says(&["plan"], &[]).await;

    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let keys: Vec<String> = ids.iter().map(|id| format!("RULE#{id}")).collect();
    assert_eq!(json["rows"]["added"], serde_json::json!(keys));
    assert!(told.contains("\n  + RULE#rule-099\n  + and 50 more\n"), "{told}");
}
