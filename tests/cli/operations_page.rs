//! Every command of the runbook does what it is there for, in the order of the page, against one table.

use std::{fs, path::Path};

use sekisho::Exit;
use tempfile::TempDir;

use crate::command::{repository, sekisho};

/// The commands of the blocks, each on one line.
fn commands(page: &str) -> Vec<String> {
    let text = fs::read_to_string(repository(page)).unwrap();
    let blocks = text.split("```console\n").skip(1);
    let joined = blocks.map(|block| block.split("```").next().unwrap().replace("\\\n", " "));
    joined.flat_map(|block| block.lines().map(str::to_owned).collect::<Vec<_>>()).collect()
}

/// The words of a line, as a shell takes them.
fn words(line: &str) -> Vec<String> {
    let parts = line.split('"').enumerate();
    parts
        .flat_map(|(number, part)| match number % 2 {
            0 => part.split_whitespace().map(str::to_owned).collect(),
            _ => vec![part.to_owned()],
        })
        .collect()
}

/// A machine with the table, and the files that the page has written.
struct Desk(TempDir);

impl Desk {
    /// With three versions in the table; invariants are kept with each.
    async fn new() -> Self {
        let desk = Self(tempfile::tempdir().unwrap());
        let policy = fs::read_to_string(repository("examples/hoshimi.yaml")).unwrap();
        let draft = desk.path("draft.yaml");
        for (version, before) in ["none", "1", "2"].into_iter().enumerate() {
            // What differs between the versions is something that is allowed.
            let until = format!("08:{}0", version + 1);
            assert!(policy.contains("from: \"08:30\""), "{policy}");
            fs::write(&draft, policy.replace("from: \"08:30\"", &format!("from: \"{until}\"")))
                .unwrap();
            let line = format!(
                "sekisho publish --table dynamodb:sekisho --policy hoshimi --from draft.yaml \
                 --invariants examples/hoshimi-invariants.yaml --expect-version {before} --by kato \
                 --why \"as agreed\""
            );
            let (exit, said) = desk.run(&line).await;
            assert_eq!(exit, Exit::Done, "{said}");
        }
        desk
    }

    fn path(&self, name: &str) -> String {
        self.0.path().join(name).to_str().unwrap().to_owned()
    }

    /// What a word means here: a table is a folder, a restored one is a copy, a file is on this desk.
    fn here(&self, word: &str) -> String {
        match word.strip_prefix("dynamodb:") {
            Some(name) => {
                let (first, table) = (self.path("sekisho"), self.path(name));
                if name.ends_with("-restored") && !Path::new(&table).exists() {
                    copy(Path::new(&first), Path::new(&table));
                }
                format!("file:{table}")
            }
            None if word.starts_with("examples/") => repository(word).to_str().unwrap().to_owned(),
            None if word.ends_with(".yaml") || word.ends_with(".txt") => self.path(word),
            None => word.to_owned(),
        }
    }

    async fn run(&self, line: &str) -> (Exit, String) {
        let (line, file) =
            line.split_once(" > ").map_or((line, None), |(line, it)| (line, Some(it)));
        let words: Vec<_> = words(line).iter().map(|word| self.here(word)).collect();
        assert_eq!(words[0], "sekisho", "{line}");
        let arguments: Vec<_> = words.iter().skip(1).map(String::as_str).collect();
        let ran = sekisho(&arguments).await;
        if let Some(file) = file {
            fs::write(self.path(file), &ran.output).unwrap();
        }
        (ran.exit, ran.output + &ran.errors)
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir(to).unwrap();
    for entry in fs::read_dir(from).unwrap().flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_command_of_the_runbook_does_what_it_is_there_for() {
    let lines = commands("docs/operations.md");
    assert_eq!(lines, commands("docs/ja/operations.md"));
    let desk = Desk::new().await;
    let mut versions = Vec::new();
    for line in &lines {
        let (exit, said) = desk.run(line).await;

        // A comparison of versions that differ says so.
        let due = if line.contains(" diff ") { Exit::Differs } else { Exit::Done };
        assert_eq!(exit, due, "{line}\n{said}");
        if let Some((_, rest)) = said.split_once("policy `hoshimi` version ") {
            let version = rest.split(' ').next().unwrap().to_owned();
            versions.push((line.split(' ').nth(1).unwrap().to_owned(), version));
        }
    }

    let versions: Vec<_> = versions.iter().map(|(verb, it)| (verb.as_str(), it.as_str())).collect();
    assert_eq!(
        versions,
        [
            ("revoke", "4"),
            ("revoke", "5"),
            ("rollback", "6"),
            ("publish", "7"),
            ("rollback", "8"),
            ("publish", "1"),
        ]
    );
}

/// The order of the page: whoever goes back before a revocation is told, and revokes again.
#[tokio::test(flavor = "multi_thread")]
async fn a_rollback_before_a_revocation_says_that_it_lifts_it() {
    let desk = Desk::new().await;
    let mut lifted = String::new();
    for line in commands("docs/operations.md") {
        let (_, said) = desk.run(&line).await;
        if line.contains("rollback") {
            lifted = said;
            break;
        }
    }

    assert!(lifted.contains("\n  - RULE#revoke-"), "{lifted}");
}
