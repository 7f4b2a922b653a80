//! The policy `hoshimi` in a file table of its own.

use std::path::PathBuf;

use sekisho::Exit;

use crate::command::{Command, Ran, file};

/// A file table in a folder of its own.
pub struct Table {
    folder: tempfile::TempDir,
}

impl Table {
    pub fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    /// Where it is.
    pub fn location(&self) -> String {
        format!("file:{}", self.folder.path().join("table").display())
    }

    /// The file that holds the draft.
    pub fn draft_file(&self) -> PathBuf {
        self.folder.path().join("table/policies/hoshimi/draft.json")
    }

    /// A command on the table's policy `hoshimi`.
    pub fn command(&self, verb: &[&str], options: &[&str]) -> Command {
        let table = self.location();
        let mut arguments = verb.to_vec();
        arguments.extend(["--table", &table, "--policy", "hoshimi"]);
        arguments.extend(options);
        Command::new(&arguments)
    }

    /// Runs a command on the table's policy `hoshimi`.
    pub async fn run(&self, verb: &[&str], options: &[&str]) -> Ran {
        self.command(verb, options).run().await
    }

    /// Runs a command that does what it is asked; what it says.
    pub async fn says(&self, verb: &[&str], options: &[&str]) -> String {
        let ran = self.run(verb, options).await;
        assert_eq!((ran.exit, ran.errors.as_str()), (Exit::Done, ""), "{}", ran.output);
        ran.output
    }

    /// Makes the draft say this.
    pub async fn draft(&self, text: &str) {
        let (_folder, path) = file("draft.yaml", text);
        self.says(&["draft", "import"], &[&path]).await;
    }

    /// Publishes this over a version; the test clock's minute does not matter.
    pub async fn put_in_force(&self, text: &str, expected: &str) {
        let (_folder, path) = file("policy.yaml", text);
        let ran = self.publish(&path, expected).await;
        assert_eq!((ran.exit, ran.errors.as_str()), (Exit::Done, ""), "{}", ran.output);
    }

    pub async fn publish(&self, from: &str, expected: &str) -> Ran {
        let options = ["--expect-version", expected, "--by", "kato", "--why", "a test"];
        self.run(&["publish"], &[&["--from", from], options.as_slice()].concat()).await
    }

    pub async fn pull(&self, options: &[&str]) -> String {
        self.says(&["pull"], options).await
    }
}

/// A text whose minutes past nine on the day of the tests are the first one: the clock goes on.
pub fn at_nine(text: &str) -> String {
    let mut text = text.to_owned();
    for minute in 1..10 {
        text = text.replace(&format!("2026-11-24 09:0{minute}"), "2026-11-24 09:00");
    }
    text
}

/// A policy whose rules have these ids and say the same.
pub fn policy(rules: &[&str]) -> String {
    let mut text = "version: 1\npolicy: hoshimi\nutc_offset: \"+09:00\"\nrules:\n".to_owned();
    for rule in rules {
        text.push_str(&format!(
            "  - {{ id: {rule}, effect: allow, who: {{ groups: [staff] }}, actions: [describe], \
             instances: {{ tags: {{ Env: [dev] }} }} }}\n"
        ));
    }
    text
}
