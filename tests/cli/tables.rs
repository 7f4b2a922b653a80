use sekisho::Exit;

use crate::{
    command::{Ran, file, repository, sekisho},
    town_table::{Table, policy},
};

#[tokio::test]
async fn what_is_published_is_what_is_pulled_and_passes_the_check() {
    let table = Table::new();
    let path = repository("examples/hoshimi.yaml");

    let published = table.publish(path.to_str().unwrap(), "none").await;
    let (_folder, pulled) = file("pulled.yaml", &table.pull(&[]).await);
    let (_folder, json) = file("pulled.json", &table.pull(&["--format", "json"]).await);
    let checked = sekisho(&["check", &pulled, &json]).await;

    assert_eq!((published.exit, published.errors.as_str()), (Exit::Done, ""));
    assert!(published.output.starts_with("policy `hoshimi` version 1 is in force\n"));
    assert!(published.output.contains("\n  + RULE#operators\n"), "{}", published.output);
    assert_eq!(
        checked,
        Ran::new(
            Exit::Done,
            &format!(
                "{pulled}: policy `hoshimi` is valid: 8 rules\n\
                 {json}: policy `hoshimi` is valid: 8 rules\n"
            ),
            "",
        )
    );
}

#[tokio::test]
async fn whoever_publishes_second_is_told_and_changes_nothing() {
    let table = Table::new();
    let (_one, first) = file("first.yaml", &policy(&["first"]));
    let (_two, second) = file("second.yaml", &policy(&["second"]));
    table.publish(&first, "none").await;

    let lost = table.publish(&second, "none").await;

    let said = "error: policy `hoshimi`: found version 1 active, required nothing: look at what is \
                active, then publish again\n";
    assert_eq!(lost, Ran::new(Exit::Differs, "", said));
    assert!(table.pull(&["--active"]).await.contains("first"));
    let draft = table.pull(&["--draft"]).await;
    assert!(draft.contains("first") && !draft.contains("second"), "{draft}");
}

#[tokio::test]
async fn a_draft_decides_nothing_until_it_is_published() {
    let table = Table::new();
    let (_one, first) = file("first.yaml", &policy(&["first"]));
    let (_two, second) = file("second.yaml", &policy(&["second"]));
    table.publish(&first, "none").await;

    let imported = table.run(&["draft", "import"], &[&second]).await;

    let said = format!(
        "the draft of policy `hoshimi` says what {second} says\n  + RULE#second\n  - RULE#first\n"
    );
    assert_eq!(imported, Ran::new(Exit::Done, &said, ""));
    assert!(table.pull(&[]).await.contains("first"));
    assert!(table.pull(&["--draft"]).await.contains("second"));
}

#[tokio::test]
async fn a_rollback_puts_an_old_version_in_force_as_a_new_one() {
    let table = Table::new();
    let (_one, first) = file("first.yaml", &policy(&["first"]));
    let (_two, second) = file("second.yaml", &policy(&["second"]));
    table.publish(&first, "none").await;
    let replaced = table.publish(&second, "1").await;

    let options = ["--to", "1", "--expect-version", "2", "--by", "kato", "--why", "back"];
    let rolled_back = table.run(&["rollback"], &options).await;

    assert_eq!(
        replaced.output,
        "policy `hoshimi` version 2 is in force, in place of 1\n  + RULE#second\n  - RULE#first\n\
         no difference: both decide every request alike (a proof: each rule of either says what a \
         rule of the other says)\n"
    );
    assert_eq!(
        rolled_back,
        Ran::new(
            Exit::Done,
            "policy `hoshimi` version 3 is in force: what version 1 said\n  + RULE#first\n  - \
             RULE#second\n",
            "",
        )
    );
    assert!(table.pull(&[]).await.contains("first"));
    assert!(table.pull(&["--version", "2"]).await.contains("second"));
}

#[tokio::test]
async fn a_document_with_problems_is_not_published() {
    let table = Table::new();
    let (_folder, path) = file("broken.yaml", &policy(&["Broken"]));

    let ran = table.publish(&path, "none").await;

    assert_eq!((ran.exit, ran.errors.as_str()), (Exit::Problems, ""));
    assert!(ran.output.contains("error[invalid_id]: rules[0].id:"), "{}", ran.output);
    assert_eq!(table.run(&["pull"], &[]).await.exit, Exit::CouldNotRun);
}

#[tokio::test]
async fn the_policy_of_another_town_is_not_published() {
    let table = Table::new();
    let other = policy(&["first"]).replace("policy: hoshimi", "policy: tsukimi");
    let (_folder, path) = file("other.yaml", &other);

    let ran = table.publish(&path, "none").await;

    let said = "error: the document is policy `tsukimi`, required `hoshimi`\n";
    assert_eq!(ran, Ran::new(Exit::CouldNotRun, "", said));
}

#[tokio::test]
async fn a_table_is_a_kind_and_a_place() {
    let ran = sekisho(&["pull", "--table", "here", "--policy", "hoshimi"]).await;

    assert_eq!(ran.exit, Exit::CouldNotRun);
    assert!(
        ran.errors.starts_with(
            "error: invalid value 'here' for '--table <TABLE>': required `file:DIR`, \
             `embedded:PATH` or `dynamodb:NAME`\n"
        ),
        "{}",
        ran.errors
    );
}

#[cfg(feature = "embedded")]
#[tokio::test]
async fn the_embedded_table_keeps_what_was_published_in_its_file() {
    let folder = tempfile::tempdir().unwrap();
    let table = format!("embedded:{}", folder.path().join("table.sqlite").display());
    let path = repository("examples/hoshimi.yaml");
    let at = ["--table", &table, "--policy", "hoshimi"];

    let from = ["--from", path.to_str().unwrap(), "--expect-version", "none", "--by", "kato"];
    let published =
        sekisho(&[&["publish"], &at[..], &from[..], &["--why", "a test"]].concat()).await;
    let pulled = sekisho(&[&["pull", "--active"], &at[..]].concat()).await;

    assert_eq!((published.exit, published.errors.as_str()), (Exit::Done, ""));
    assert_eq!((pulled.exit, pulled.errors.as_str()), (Exit::Done, ""));
    assert!(pulled.output.contains("id: operators"), "{}", pulled.output);
}

#[cfg(feature = "embedded")]
#[tokio::test]
async fn somebody_who_watches_sees_how_many_rows_are_written_and_nobody_else_does() {
    let folder = tempfile::tempdir().unwrap();
    let table = |name: &str| format!("embedded:{}", folder.path().join(name).display());
    let ids: Vec<String> = (0..1_024).map(|number| format!("rule-{number:04}")).collect();
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    let (_folder, path) = file("many.yaml", &policy(&ids));
    let import = |table: &str, more: &[&str]| {
        let into = ["draft", "import", "--table", table, "--policy", "hoshimi", &path];
        crate::command::Command::new(&[&into, more].concat())
    };

    let watched = import(&table("watched"), &[]).on_a_terminal().run().await;
    let japanese = import(&table("japanese"), &["--lang", "ja"]).on_a_terminal().run().await;
    let piped = import(&table("piped"), &[]).run().await;

    let steps = watched.errors.strip_prefix("writing the draft: 1024 rules …\n\r").unwrap();
    let steps: Vec<&str> = steps.split('\r').collect();
    assert_eq!(steps.first(), Some(&"rows: 25 of 1,024"));
    assert_eq!(steps.last(), Some(&"rows: 1,024 of 1,024\n"));
    assert!(steps.len() < 41, "not each of the 41 batches is told: {steps:?}");
    assert!(japanese.errors.ends_with("\r行: 1,024 / 1,024\n"), "{}", japanese.errors);
    assert_eq!((piped.exit, piped.errors.as_str()), (Exit::Done, ""));
}

#[cfg(not(feature = "embedded"))]
#[tokio::test]
async fn a_build_without_the_embedded_table_says_how_to_get_it() {
    let ran = sekisho(&["pull", "--table", "embedded:x", "--policy", "hoshimi"]).await;

    let said = "error: `embedded:` is not in this build: build with `cargo build -p sekisho \
                --features embedded`, or use `file:DIR`\n";
    assert_eq!(ran, Ran::new(Exit::CouldNotRun, "", said));
}
