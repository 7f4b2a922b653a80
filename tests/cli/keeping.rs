//! Invariants that are kept in the table: edited, planned, published with a policy, and given back.

use std::{fs, io, path::Path};

use sekisho::Exit;
use serde_json::{Value, json};

use crate::{
    command::{Ran, file},
    proving::steps_apart,
    town_table::{Table, at_nine, policy},
};

const NO_STOP: &str = "{ id: no-stop, never: { actions: [stop] } }";
const STAFF: &str = "{ id: staff, only: any, within: { who: { groups: [staff] } } }";
const NO_DESCRIBE: &str = "{ id: no-describe, never: { actions: [describe] } }";

/// A file of these invariants.
fn invariants(list: &[&str]) -> (tempfile::TempDir, String) {
    let list: String = list.iter().map(|it| format!("- {it}\n")).collect();
    file("invariants.yaml", &format!("version: 1\ninvariants:\n{list}"))
}

/// A table in which this is in force and in the draft.
async fn table_with(rules: &[&str], kept: &[&str]) -> Table {
    let table = Table::new();
    let ((_p, from), (_i, kept)) = (file("policy.yaml", &policy(rules)), invariants(kept));
    let publish = ["--from", &from, "--invariants", &kept, "--expect-version", "none"];
    let publish = [&publish[..], &["--by", "kato", "--why", "a test"]].concat();
    table.says(&["publish"], &publish).await;
    table
}

/// An editor that replaces a text by another.
fn replacing(old: &'static str, new: &'static str) -> impl FnMut(&Path) -> io::Result<()> {
    move |path| {
        let text = fs::read_to_string(path)?;
        assert!(text.contains(old), "{text}");
        fs::write(path, text.replace(old, new))
    }
}

#[tokio::test]
async fn invariants_are_imported_checked_and_pulled_beside_the_policy() {
    let table = Table::new();
    table.draft(&policy(&["one"])).await;
    let (_folder, path) = invariants(&[NO_STOP, STAFF]);

    let imported = table.says(&["draft", "import"], &["--invariants", &path]).await;

    assert_eq!(
        imported,
        format!(
            "the draft of policy `hoshimi` says what {path} says\n  + INVARIANT#no-stop\n  + \
             INVARIANT#staff\n"
        )
    );
    let location = table.location();
    let checked = table.says(&["check"], &[]).await;
    assert_eq!(
        checked,
        format!(
            "draft of hoshimi in {location}: policy `hoshimi` is valid: 1 rule, 2 invariants\n"
        )
    );
    let pulled = table.says(&["pull"], &["--draft", "--invariants"]).await;
    let yaml = "version: 1\ninvariants:\n  - id: no-stop\n    never: { actions: [stop] }\n  - id: staff\n    \
                only: any\n    within:\n      who: { groups: [staff] }\n";
    assert_eq!(pulled, yaml);
    let json = table.says(&["pull"], &["--draft", "--invariants", "--format", "json"]).await;
    assert!(
        json.starts_with("{\"version\":1,\"invariants\":[{\"id\":\"no-stop\",\"never\":"),
        "{json}"
    );
    let document = table.run(&["pull"], &["--draft"]).await;
    assert_eq!(
        document.errors,
        "policy `hoshimi` has 2 invariants besides: `pull --invariants` prints them\n"
    );
    assert!(!document.output.contains("no-stop"), "{}", document.output);

    // An import of the policy leaves them alone, and one of both replaces both.
    table.draft(&policy(&["two"])).await;
    assert_eq!(table.says(&["pull"], &["--draft", "--invariants"]).await, yaml);
    let ((_p, next), (_i, fewer)) = (file("next.yaml", &policy(&["one"])), invariants(&[STAFF]));
    let both = table.says(&["draft", "import"], &[&next, "--invariants", &fewer]).await;
    assert_eq!(
        both,
        format!(
            "the draft of policy `hoshimi` says what {next} and {fewer} say\n  + RULE#one\n  - \
             INVARIANT#no-stop\n  - RULE#two\n"
        )
    );
}

#[tokio::test]
async fn a_row_of_an_invariant_that_is_wrong_is_told_by_its_key() {
    let table = Table::new();
    table.draft(&policy(&["one"])).await;
    let (_folder, path) = invariants(&[STAFF]);
    table.says(&["draft", "import"], &["--invariants", &path]).await;
    let draft = fs::read_to_string(table.draft_file()).unwrap();
    fs::write(table.draft_file(), draft.replace("\"within\"", "\"witin\"")).unwrap();

    let checked = table.run(&["check"], &[]).await;
    let planned = table.run(&["plan"], &[]).await;

    let place = format!("draft of hoshimi in {}", table.location());
    let said = format!(
        "{place}: row INVARIANT#staff: error[unknown_key]: witin: found the unknown key `witin`, required \
         a key that is known here\n  help: did you mean `within`?\n{place}: 1 problem\n"
    );
    assert_eq!(checked, Ran::new(Exit::Problems, &said, ""));
    let message = "error: the draft is not a valid document: row INVARIANT#staff, witin: found the \
                   unknown key `witin`, required a key that is known here; did you mean `within`?\n";
    assert_eq!(planned, Ran::new(Exit::Problems, "", message));
    // What replaces it may be imported all the same.
    table.says(&["draft", "import"], &["--invariants", &path]).await;
    assert_eq!(table.run(&["check"], &[]).await.exit, Exit::Done);
}

#[tokio::test]
async fn a_zone_that_only_an_invariant_names_is_not_unused() {
    let table = Table::new();
    let zones = "zones: { city-hall: { cidrs: [192.0.2.0/24] }, library: { cidrs: [192.0.2.0/25] } }\nrules:";
    let text = policy(&["one"]).replace("rules:", zones);
    let (_p, document) = file("policy.yaml", &text);
    let (_i, kept) = invariants(&["{ id: a, never: { from: [library], actions: [stop] } }"]);
    table.says(&["draft", "import"], &[&document, "--invariants", &kept]).await;

    let checked = table.says(&["check"], &[]).await;

    assert!(checked.contains("the zone `city-hall`, which nothing refers to"), "{checked}");
    assert!(!checked.contains("`library`"), "{checked}");
    assert!(checked.ends_with("1 rule, 1 invariant, 1 warning\n"), "{checked}");
}

#[tokio::test]
async fn a_policy_that_its_invariants_do_not_fit_is_not_imported() {
    let table = Table::new();
    let zones = "zones: { city-hall: { cidrs: [192.0.2.0/24] } }\nrules:";
    let (_p, document) = file("policy.yaml", &policy(&["one"]).replace("rules:", zones));
    let (_i, kept) = invariants(&["{ id: a, never: { from: [city-hall], actions: [stop] } }"]);
    table.says(&["draft", "import"], &[&document, "--invariants", &kept]).await;
    let (_n, without) = file("next.yaml", &policy(&["two"]));

    let message = "error: the draft is not a valid document: row INVARIANT#a, never.from[0]: found \
                   `city-hall`, required the name of a zone of policy `hoshimi`; policy `hoshimi` has no \
                   zones\n";
    let refused = Ran::new(Exit::Problems, "", message);
    assert_eq!(table.run(&["draft", "import"], &[&without]).await, refused);
    let publish = ["--from", &without, "--expect-version=none", "--by=kato", "--why=a test"];
    assert_eq!(table.run(&["publish"], &publish).await, refused);
    let edit = table
        .command(&["draft", "edit"], &[])
        .with_editor(replacing("zones:\n  city-hall: { cidrs: [\"192.0.2.0/24\"] }\n", ""));
    let edited = edit.run().await;
    assert_eq!((edited.exit, edited.output.as_str()), (Exit::Problems, ""), "{}", edited.errors);
    assert!(edited.errors.ends_with(message), "{}", edited.errors);
    let (_, path) = edited.errors.split_once("your text is in ").unwrap();
    fs::remove_file(path.split(": mend it").next().unwrap()).unwrap();
    let pulled = table.run(&["pull"], &["--draft"]).await.output;
    assert!(pulled.contains("id: one") && pulled.contains("city-hall"), "{pulled}");
}

#[tokio::test]
async fn invariants_are_edited_as_a_file_of_their_own() {
    let table = table_with(&["one"], &[NO_STOP]).await;

    let edit = table.command(&["draft", "edit"], &["--invariants"]);
    let edited = edit.with_editor(replacing("[stop]", "[reboot, stop]")).run().await;
    let broken = table.command(&["draft", "edit"], &["--invariants"]);
    let broken = broken.with_editor(replacing("never", "nevr")).run().await;

    let said = "the draft of policy `hoshimi` says what you wrote\n  ~ INVARIANT#no-stop\n";
    assert_eq!(edited, Ran::new(Exit::Done, said, ""));
    let draft = table.says(&["pull"], &["--draft", "--invariants"]).await;
    assert!(draft.contains("never: { actions: [reboot, stop] }"), "{draft}");
    assert!(table.says(&["pull"], &["--invariants"]).await.contains("actions: [stop]"));
    assert_eq!(broken.exit, Exit::Problems);
    assert!(broken.output.contains("help: did you mean `never`?"), "{}", broken.output);
    let (_, kept) = broken.errors.split_once("your text is in ").unwrap();
    let (kept, rest) = kept.split_once(": mend it").unwrap();
    assert_eq!(rest, ", then `sekisho draft import --invariants` it\n");
    assert!(fs::read_to_string(kept).unwrap().contains("nevr"));
    fs::remove_file(kept).unwrap();

    // Without a draft they are those in force.
    fs::remove_file(table.draft_file()).unwrap();
    let edit = table.command(&["draft", "edit"], &["--invariants"]);
    let edited = edit.with_editor(replacing("[stop]", "[reboot]")).run().await;
    assert_eq!(edited.exit, Exit::Done, "{}", edited.errors);
    assert!(table.run(&["pull"], &["--draft"]).await.output.contains("id: one"));
}

#[tokio::test]
async fn a_plan_shows_what_becomes_of_the_invariants_and_proves_them() {
    let table = table_with(&["one"], &[NO_STOP]).await;
    let (_folder, path) = invariants(&[STAFF]);
    table.says(&["draft", "import"], &["--invariants", &path]).await;

    let plan = at_nine(&table.says(&["plan"], &[]).await);

    let id = plan.split("--plan ").nth(1).unwrap().trim_end();
    let expected = format!(
        "policy `hoshimi`: version 1 is in force since 2026-11-24 09:00 +09:00, by kato\n  + \
         INVARIANT#staff\n  - INVARIANT#no-stop\n\n\
         @@ -1,4 +1,6 @@\n version: 1\n invariants:\n-  - id: no-stop\n-    never: {{ actions: [stop] }}\n+  - \
         id: staff\n+    only: any\n+    within:\n+      who: {{ groups: [staff] }}\n\n\
         invariants: 1 proved\n\n\
         to publish exactly this:\n  sekisho publish --table {} --policy hoshimi --by WHO --why WHY \\\n    \
         --plan {id}\n",
        table.location()
    );
    assert_eq!(plan, expected);
    let json = table.says(&["plan"], &["--json"]).await;
    let json: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["plan"], id);
    assert_eq!(json["rows"]["removed"], json!(["INVARIANT#no-stop"]));
    assert!(json["diff"].as_str().unwrap().contains("-  - id: no-stop\n"), "{json}");
    assert_eq!(
        (&json["invariants"][0]["invariant"], &json["invariants"][0]["outcome"]),
        (&json!("staff"), &json!("proved"))
    );

    // Somebody takes it away: it is another plan.
    let (_none, none) = file("none.yaml", "version: 1\ninvariants: []\n");
    table.says(&["draft", "import"], &["--invariants", &none]).await;
    let why = ["--plan", id, "--by", "kato", "--why", "reviewed"];
    let stale = table.run(&["publish"], &why).await;
    assert_eq!((stale.exit, stale.output.as_str()), (Exit::Differs, ""), "{}", stale.errors);
    let with = [&["--invariants", &path], why.as_slice()].concat();
    let published = table.says(&["publish"], &with).await;
    assert_eq!(
        published,
        "policy `hoshimi` version 2 is in force, in place of 1\n  + INVARIANT#staff\n  - \
         INVARIANT#no-stop\n"
    );
}

#[tokio::test]
async fn what_breaks_an_invariant_can_be_planned_and_not_published() {
    let table = table_with(&["one"], &[STAFF]).await;
    let (_folder, broken) = invariants(&[STAFF, NO_DESCRIBE]);
    let why = ["--expect-version", "1", "--by", "kato", "--why", "a test"];

    let plan = table.run(&["plan"], &["--invariants", &broken]).await;
    let direct = table.run(&["publish"], &[&["--invariants", &broken], &why[..]].concat()).await;

    assert_eq!(plan.exit, Exit::Differs, "{}", plan.errors);
    let head = "\ninvariants: 1 proved, 1 does not hold\n  no-describe: does not hold (N steps): `one` \
                allows this\n    who: `user-1`, groups `staff`,";
    let said = steps_apart(&plan.output);
    assert!(said.contains(head), "{said}");
    assert!(said.ends_with("\n\nthis cannot be published\n"), "{said}");
    assert_eq!((direct.exit, direct.output.as_str()), (Exit::Differs, ""));
    let said = steps_apart(&direct.errors);
    assert!(
        said.starts_with("no-describe: does not hold (N steps): `one` allows this\n  who: "),
        "{said}"
    );
    assert!(said.ends_with("}}}\nnothing was published\n"), "{said}");
    let draft = table.says(&["pull"], &["--draft", "--invariants"]).await;
    assert!(!draft.contains("no-describe"), "the draft is as it was: {draft}");

    // The same out of a draft that somebody wrote.
    table.says(&["draft", "import"], &["--invariants", &broken]).await;
    let drafted = table.run(&["publish"], &why).await;
    assert_eq!(at_nine(&drafted.errors), at_nine(&direct.errors));
    assert_eq!(drafted.exit, Exit::Differs);
    let undecided = table.run(&["publish"], &[&["--steps", "0"], &why[..]].concat()).await;
    assert_eq!(
        (undecided.exit, steps_apart(&undecided.errors)),
        (
            Exit::Undecided,
            "no-describe: not decided (N steps): raise --steps\nstaff: not decided (N steps): raise --steps\n\
             nothing was published\n"
                .to_owned()
        )
    );
    let plan = table.run(&["plan"], &["--steps", "0", "--lang", "ja"]).await;
    assert_eq!(plan.exit, Exit::Undecided);
    assert!(plan.output.contains("\n不変条件: 未判定 2 件\n"), "{}", plan.output);
    assert!(plan.output.ends_with("\nこのままでは公開できません\n"), "{}", plan.output);
    assert_eq!(table.says(&["history"], &["--json"]).await.lines().count(), 1);
}

#[tokio::test]
async fn more_steps_are_in_the_command_that_a_plan_prints() {
    let table = table_with(&["one"], &[NO_STOP]).await;
    table.draft(&policy(&["two"])).await;

    let plan = table.says(&["plan"], &["--steps", "7"]).await;

    assert!(plan.contains("--policy hoshimi --steps 7 --by WHO"), "{plan}");
}

#[tokio::test]
async fn a_rollback_brings_invariants_back_and_says_which_are_not_kept_any_more() {
    let table = table_with(&["one"], &[NO_STOP]).await;
    let (_folder, next) = invariants(&[STAFF]);
    let why = ["--by", "kato", "--why", "a test"];
    let publish = [&["--invariants", &next, "--expect-version", "1"], &why[..]].concat();
    table.says(&["publish"], &publish).await;

    let back = [&["--to", "1", "--expect-version", "2"], &why[..]].concat();
    let ran = table.run(&["rollback"], &back).await;

    let said = "policy `hoshimi` version 3 is in force: what version 1 said\n  + INVARIANT#no-stop\n  - \
                INVARIANT#staff\n";
    let warning =
        "warning: INVARIANT#staff is not kept any more: version 1 was published without it\n";
    assert_eq!(ran, Ran::new(Exit::Done, said, warning));
    assert!(table.says(&["pull"], &["--invariants"]).await.contains("no-stop"));
    assert!(table.says(&["pull"], &["--invariants", "--draft"]).await.contains("id: staff"));

    let lines = table.says(&["history"], &["--json"]).await;
    let lines: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let told = |line: &Value| json!([line["same_as"], line["invariants"]]);
    let told: Vec<Value> = lines.iter().map(told).collect();
    // The documents are all the same; the second version was held to something else.
    assert_eq!(
        json!(told),
        json!([
            [null, ["INVARIANT#no-stop"]],
            [null, ["INVARIANT#staff"]],
            [1, ["INVARIANT#no-stop"]],
        ])
    );
}

#[tokio::test]
async fn a_revocation_keeps_the_invariants_and_hinders_no_publish() {
    let watch = "{ id: watch, always: { who: { groups: [staff] }, actions: [describe], instances: { tags: { \
                 Env: [dev] } } } }";
    let table = table_with(&["one"], &[watch]).await;

    table.says(&["revoke"], &["--user", "sato", "--by", "kato", "--why", "lost a laptop"]).await;

    assert!(table.says(&["pull"], &["--invariants"]).await.contains("id: watch"));
    assert_eq!(table.run(&["prove"], &[]).await.exit, Exit::Done);
    let why = ["--expect-version", "2", "--by", "kato", "--why", "a test"];
    table.says(&["publish"], &why).await;
    // Whoever is locked out is not always allowed: the invariant has to say so first.
    let lock_out = ["--user", "sato", "--lock-out", "--by", "kato", "--why", "left"];
    table.says(&["revoke"], &lock_out).await;
    let refused =
        table.run(&["publish"], &["--expect-version=4", "--by=kato", "--why=a test"]).await;
    assert_eq!((refused.exit, refused.output.as_str()), (Exit::Differs, ""));
    assert!(refused.errors.contains("who: `sato`, groups `staff`"), "{}", refused.errors);
}
