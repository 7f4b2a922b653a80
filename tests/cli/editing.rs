//! A draft in the user's editor, and in rows that any tool may have written.

use std::{fs, io, path::Path};

use sekisho::{Editor, Exit, Language};

use crate::{
    command::Ran,
    town_table::{Table, policy},
};

/// An editor that replaces a text by another.
fn replacing(old: &'static str, new: &'static str) -> impl FnMut(&Path) -> io::Result<()> {
    move |path| {
        let text = fs::read_to_string(path)?;
        assert!(text.contains(old), "{text}");
        fs::write(path, text.replace(old, new))
    }
}

/// The text that was kept in a file, which is removed.
fn kept(ran: &Ran) -> String {
    let path = ran.errors.split("your text is in ").nth(1).expect("it is kept");
    let path = Path::new(path.split(": mend it").next().unwrap());
    let bytes = fs::read(path).unwrap();
    fs::remove_file(path).unwrap();
    String::from_utf8_lossy(&bytes).into_owned()
}

#[tokio::test]
async fn a_text_that_is_no_utf_8_is_kept() {
    let table = Table::new();
    table.put_in_force(&policy(&["one"]), "none").await;

    let edit =
        table.command(&["draft", "edit"], &[]).with_editor(|path| fs::write(path, b"# caf\xe9\n"));
    let ran = edit.run().await;

    assert_eq!((ran.exit, ran.output.as_str()), (Exit::CouldNotRun, ""));
    assert!(kept(&ran).starts_with("# caf"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_begun_from_what_is_in_force_is_not_one_after_a_revocation() {
    let table = Table::new();
    table.put_in_force(&policy(&["one"]), "none").await;
    fs::remove_file(table.draft_file()).unwrap();
    let (location, binary) = (table.location(), tokio::runtime::Handle::current());
    let mut edit = replacing("dev", "stg");
    let edit = table.command(&["draft", "edit"], &[]).with_editor(move |path| {
        let revoke = ["revoke", "--table", &location, "--policy", "hoshimi", "--user", "sato"];
        let revoke = [&revoke, ["--by", "kato", "--why", "left"].as_slice()].concat();
        let ran = std::thread::scope(|scope| {
            let run = || binary.block_on(crate::command::sekisho(&revoke));
            scope.spawn(run).join().unwrap()
        });
        assert_eq!(ran.exit, Exit::Done, "{}", ran.errors);
        edit(path)
    });

    let ran = edit.run().await;

    assert_eq!((ran.exit, ran.output.as_str()), (Exit::Differs, ""), "{}", ran.errors);
    assert!(kept(&ran).contains("stg"));
}

#[tokio::test]
async fn a_text_is_kept_when_the_table_is_gone_in_the_meantime() {
    let table = Table::new();
    table.put_in_force(&policy(&["one"]), "none").await;
    fs::remove_file(table.draft_file()).unwrap();
    let history = table.draft_file().with_file_name("history.json");
    let mut edit = replacing("dev", "stg");
    let edit = table.command(&["draft", "edit"], &[]).with_editor(move |path| {
        fs::write(&history, "no history")?;
        edit(path)
    });

    let ran = edit.run().await;

    assert_eq!((ran.exit, ran.output.as_str()), (Exit::CouldNotRun, ""), "{}", ran.errors);
    assert!(kept(&ran).contains("stg"));
}

#[tokio::test]
async fn what_is_written_in_the_editor_is_the_draft() {
    let table = Table::new();
    table.put_in_force(&policy(&["one"]), "none").await;

    let edit = table.command(&["draft", "edit"], &[]).with_editor(replacing("dev", "stg"));
    let edited = edit.run().await;

    assert_eq!(
        edited,
        Ran::new(
            Exit::Done,
            "the draft of policy `hoshimi` says what you wrote\n  ~ RULE#one\n",
            ""
        )
    );
    assert!(table.pull(&["--draft"]).await.contains("stg"));
    assert!(table.pull(&[]).await.contains("dev"));
    let nothing = table.command(&["draft", "edit"], &["--lang", "ja"]).with_editor(|_| Ok(()));
    assert_eq!(nothing.run().await, Ran::new(Exit::Done, "変更はありません\n", ""));
}

#[tokio::test]
async fn a_text_with_problems_is_kept_and_the_draft_is_as_it_was() {
    let table = Table::new();
    table.put_in_force(&policy(&["one"]), "none").await;

    let edit = table
        .command(&["draft", "edit"], &[])
        .with_editor(replacing("effect: allow", "effect: alow"));
    let edited = edit.run().await;

    assert_eq!(edited.exit, Exit::Problems);
    assert!(edited.output.contains("help: did you mean `allow`?"), "{}", edited.output);
    assert!(kept(&edited).contains("effect: alow"));
    assert!(table.pull(&["--draft"]).await.contains("effect: allow"));
}

#[tokio::test]
async fn an_editor_that_fails_changes_nothing() {
    let table = Table::new();
    table.put_in_force(&policy(&["one"]), "none").await;

    let mut edit = replacing("dev", "stg");
    let edit = table.command(&["draft", "edit"], &[]).with_editor(move |path| {
        edit(path)?;
        Err(io::Error::other("the editor `vi` ended with exit status: 1"))
    });

    let ran = edit.run().await;

    let message = "error: the draft is as it was: the editor `vi` ended with exit status: 1\n";
    assert_eq!((ran.exit, ran.output.as_str()), (Exit::CouldNotRun, ""));
    assert!(ran.errors.ends_with(message), "{}", ran.errors);
    assert!(kept(&ran).contains("stg"), "what was written is not thrown away");
    assert!(table.pull(&["--draft"]).await.contains("dev"));
}

#[tokio::test]
async fn what_somebody_else_wrote_meanwhile_is_not_written_over() {
    let table = Table::new();
    table.put_in_force(&policy(&["one"]), "none").await;
    let draft = table.draft_file();
    let mut edit = replacing("dev", "stg");
    let edit = table.command(&["draft", "edit"], &[]).with_editor(move |path| {
        let rows = fs::read_to_string(&draft)?;
        fs::write(&draft, rows.replace("dev", "test"))?;
        edit(path)
    });

    let edited = edit.run().await;

    assert_eq!((edited.exit, edited.output.as_str()), (Exit::Differs, ""));
    assert!(edited.errors.ends_with(
        "error: the draft of policy `hoshimi` was edited by somebody else meanwhile: read it again\n"
    ));
    assert!(table.pull(&["--draft"]).await.contains("test"));
}

#[tokio::test]
async fn a_row_is_checked_by_its_key_and_attribute() {
    let table = Table::new();
    table.put_in_force(&policy(&["one", "two"]), "none").await;
    let place = format!("draft of hoshimi in {}", table.location());
    assert_eq!(
        table.says(&["check"], &[]).await,
        format!("{place}: policy `hoshimi` is valid: 2 rules\n")
    );
    let draft = table.draft_file();
    let rows = fs::read_to_string(&draft).unwrap();
    let first = rows.find("\"allow\"").unwrap();
    let (before, after) = rows.split_at(first);
    fs::write(&draft, format!("{before}{}", after.replacen("\"allow\"", "\"alow\"", 1))).unwrap();

    let checked = table.run(&["check"], &[]).await;

    let expected = format!(
        "{place}: row RULE#one: error[unknown_word]: effect: found `alow`, required `allow` or `deny`\n  \
         help: did you mean `allow`?\n{place}: 1 problem\n"
    );
    assert_eq!(checked, Ran::new(Exit::Problems, &expected, ""));
}

#[test]
fn the_editor_is_the_one_the_environment_names() {
    let editor = |pairs: &[(&str, &str)]| {
        let pairs = pairs.iter().map(|(name, value)| ((*name).into(), (*value).into()));
        format!("{:?}", Editor::of_environment(pairs))
    };
    let vi = r#"Editor { program: "vi", arguments: [] }"#;
    assert_eq!(editor(&[]), vi);
    assert_eq!(editor(&[("VISUAL", ""), ("EDITOR", " ")]), vi);
    assert_eq!(
        editor(&[("EDITOR", "nano"), ("VISUAL", "code --wait")]),
        r#"Editor { program: "code", arguments: ["--wait"] }"#
    );
    let missing = Editor::of_environment([("EDITOR".into(), "no-such-editor-here".into())]);
    let error = missing.open(Path::new("file.yaml")).unwrap_err().to_string();
    assert!(error.starts_with("cannot start the editor `no-such-editor-here`: "), "{error}");
    assert!(error.ends_with(": set VISUAL or EDITOR"), "{error}");
}

#[test]
fn the_language_is_the_one_the_environment_names() {
    let language = |pairs: &[(&str, &str)]| {
        let pairs = pairs.iter().map(|(name, value)| ((*name).into(), (*value).into()));
        Language::of_environment(pairs)
    };
    assert_eq!(language(&[]), Language::English);
    for locale in ["ja", "ja_JP", "ja_JP.UTF-8", "ja.UTF-8"] {
        assert_eq!(language(&[("LANG", locale)]), Language::Japanese, "{locale}");
    }
    for locale in ["", "C", "en_US.UTF-8", "jav_ID"] {
        assert_eq!(language(&[("LANG", locale)]), Language::English, "{locale}");
    }
    assert_eq!(language(&[("LANG", "ja_JP"), ("LC_ALL", "C")]), Language::English);
    assert_eq!(
        language(&[("LC_ALL", ""), ("LANG", "C"), ("LC_MESSAGES", "ja_JP")]),
        Language::Japanese
    );
}
