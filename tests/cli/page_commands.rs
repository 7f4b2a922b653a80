//! Every `sekisho` command in a block of any page runs, and says something: with the files of
//! `examples/` under the names that the pages give them, and a table of seven versions.
//!
//! What it says is held by the tests of each page; the tutorial, the runbook and the page for clerks are
//! played whole elsewhere.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use sekisho::{Exit, serve::issuer::Persona};
use sekisho_policy::UnixTime;
use support::tokens::dev_issuer;
use tempfile::TempDir;

use crate::{
    command::{Command, repository},
    replaying,
};

/// Pages whose commands are played in another test.
const PLAYED: [&str; 3] = ["tutorial.md", "operations.md", "clerk.md"];
/// Run by tests of their own: what does not end by itself, opens an editor, names a plan that is made anew
/// each time, or asks an issuer.
const ELSEWHERE: [&str; 6] =
    ["serve", "demo", "token", "draft edit", "publish --table T", "keys push"];

/// The commands of `sekisho` in the blocks of every page, each as one line.
fn commands() -> BTreeSet<String> {
    let mut pages: Vec<PathBuf> = ["README.md", "README.ja.md"].map(repository).into();
    for folder in ["docs", "docs/ja"] {
        let entries = fs::read_dir(repository(folder)).unwrap();
        pages.extend(entries.flatten().map(|entry| entry.path()));
    }
    pages.retain(|it| it.is_file() && !PLAYED.iter().any(|name| it.ends_with(name)));
    let mut found = BTreeSet::new();
    for page in pages.iter().filter(|it| it.extension().is_some_and(|it| it == "md")) {
        let text = fs::read_to_string(page).unwrap().replace("\\\n", " ").replace("|\n", "|");
        for block in text.split("```console\n").skip(1) {
            for line in block.split("```").next().unwrap().lines() {
                let line = line.trim().replace("cargo run -p sekisho --", "sekisho");
                if line.split(" | ").any(|it| it.trim().starts_with("sekisho ")) {
                    found.insert(line.split_whitespace().collect::<Vec<_>>().join(" "));
                }
            }
        }
        if page.ends_with("vendor.md") || page.ends_with("security.md") {
            let quoted = text.split('`').skip(1).step_by(2).filter(|it| it.starts_with("sekisho "));
            // A verb alone is its name, and what has an ellipsis is half a command.
            let whole = quoted.filter(|it| it.split(' ').count() > 2 && !it.contains('…'));
            found.extend(whole.map(str::to_owned));
        }
    }
    found
}

/// A folder with everything that the pages name.
struct Desk(TempDir);

impl Desk {
    async fn new() -> Self {
        let desk = Self(tempfile::tempdir().unwrap());
        let example =
            |name: &str| fs::read_to_string(repository(&format!("examples/{name}"))).unwrap();
        let policy = example("hoshimi.yaml");
        let changed = policy.replace("from: \"08:30\"", "from: \"08:40\"");
        assert_ne!(policy, changed);
        fs::create_dir(desk.0.path().join("policies")).unwrap();
        let token = dev_issuer().access_token(&Persona::new("sato"), NOW).unwrap();
        for (name, text) in [
            ("policy.yaml", policy.as_str()),
            ("old.yaml", &policy),
            ("policies/hoshimi.yaml", &desk.formatted(&policy).await),
            ("new.yaml", &changed),
            ("proposed.yaml", &changed),
            ("hoshimi-cases.yaml", &example("hoshimi-cases.yaml")),
            ("people.json", &example("people.jsonl")),
            ("instances.json", &example("instances.jsonl")),
            ("requests.jsonl", &example("requests.jsonl")),
            ("rows.json", &example("plain-rows.json")),
            ("invariants.yaml", &example("hoshimi-invariants.yaml")),
            ("cases.yaml", &example("hoshimi-cases.yaml")),
            ("instance-policy.json", IAM),
            ("audit.jsonl", &replaying::log().await),
            ("jwks.json", &dev_issuer().jwks().to_string()),
            ("token.txt", &token),
        ] {
            fs::write(desk.0.path().join(name), text).unwrap();
        }
        for version in 0..7 {
            let from = if version % 2 == 0 { "policy.yaml" } else { "new.yaml" };
            let before = if version == 0 { "none".to_owned() } else { version.to_string() };
            let line = format!(
                "sekisho publish --table dynamodb:sekisho --policy hoshimi --from {from} \
                 --expect-version {before} --by kato --why agreed"
            );
            let (exit, said) = desk.run(&line, "sekisho").await;
            assert_eq!(exit, Exit::Done, "{said}");
        }
        desk
    }

    async fn formatted(&self, policy: &str) -> String {
        Command::new(&["fmt", "-"]).with_input(policy).run().await.output
    }

    fn path(&self, name: &str) -> String {
        self.0.path().join(name).to_str().unwrap().to_owned()
    }

    /// What a word means here; the table is this folder.
    fn here(&self, word: &str, table: &str) -> String {
        // The page of the verbs has one letter for a table, and one for a policy.
        if ["dynamodb:sekisho", "T"].contains(&word) {
            format!("file:{}", self.path(table))
        } else if word == "policies/*.yaml" {
            self.path("policies/hoshimi.yaml")
        } else if word.starts_with("examples/") {
            repository(word).to_str().unwrap().to_owned()
        } else if FILES.iter().any(|it| word.ends_with(it)) {
            self.path(word)
        } else if word == "N" {
            "hoshimi".to_owned()
        } else {
            word.to_owned()
        }
    }

    /// Runs the `sekisho` of a line; what is piped into it is the file of such things.
    async fn run(&self, line: &str, table: &str) -> (Exit, String) {
        let parts: Vec<_> = line.split(" | ").collect();
        let last = parts.iter().rposition(|it| it.starts_with("sekisho ")).unwrap();
        let (command, _) = parts[last].split_once(" > ").unwrap_or((parts[last], ""));
        let (command, input) = command.split_once(" < ").unwrap_or((command, ""));
        let input = match (input, last) {
            ("", 0) => "",
            ("", _) if command.contains(" import ") => "rows.json",
            ("", _) => "requests.jsonl",
            (input, _) => input,
        };
        let words = command.split('"').enumerate().flat_map(|(number, part)| match number % 2 {
            0 => part.split_whitespace().map(str::to_owned).collect(),
            _ => vec![part.to_owned()],
        });
        let words: Vec<_> = words.skip(1).map(|word| self.here(&word, table)).collect();
        let mut run = Command::new(&words.iter().map(String::as_str).collect::<Vec<_>>());
        if !input.is_empty() {
            run = run.with_input(&fs::read_to_string(self.here(input, table)).unwrap());
        }
        let ran = run.run().await;
        (ran.exit, ran.output + &ran.errors)
    }
}

/// What a file on the pages ends with.
const FILES: [&str; 7] = [".yaml", ".json", ".jsonl", ".cedar", ".cedarschema", ".html", ".txt"];
const NOW: UnixTime = UnixTime::from_seconds(1_800_000_000);
/// How the time of the tests begins in the table.
const PUBLISHED: &str = "\"17954";
const IAM: &str = r#"{ "Version": "2012-10-17", "Statement": [{ "Effect": "Allow",
  "Action": "ec2:StartInstances", "Resource": "*",
  "Condition": { "StringEquals": { "aws:ResourceTag/Env": "dev" } } }] }"#;

fn copy(from: &Path, to: &Path) {
    fs::create_dir(to).unwrap();
    for entry in fs::read_dir(from).unwrap().flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            // Published in the summer: the pages ask about a week ago.
            let text = fs::read_to_string(entry.path()).unwrap();
            fs::write(target, text.replace(PUBLISHED, "\"17854")).unwrap();
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_command_on_the_pages_runs() {
    let lines = commands();
    let desk = Desk::new().await;
    let mut wrong = Vec::new();
    let mut run = 0;
    for line in lines {
        if ELSEWHERE.iter().any(|it| line.contains(&format!("sekisho {it}"))) {
            continue;
        }
        run += 1;
        let table = format!("table-{run}");
        copy(Path::new(&desk.path("sekisho")), Path::new(&desk.path(&table)));

        let (exit, said) = desk.run(&line, &table).await;

        let silent = line.contains("fmt") || line.contains("--out");
        if !matches!(exit, Exit::Done | Exit::Differs) || (said.is_empty() && !silent) {
            wrong.push(format!(
                "{line}\n  {exit:?}: {}",
                said.chars().take(400).collect::<String>()
            ));
        }
    }

    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(run > 40, "{run} commands were found");
}
