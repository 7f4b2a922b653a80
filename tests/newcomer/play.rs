//! The script, carried out by the real program in a folder of its own.

use std::{
    fs,
    io::{BufRead as _, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use serde_json::Value;
use support::binary;
use tempfile::TempDir;

use crate::script::{STEPS, Step};

/// In which language it is played.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Language {
    English,
    Japanese,
}

/// What the tutorial tells.
pub enum Told {
    Words(&'static str),
    File { text: String },
    Command { line: String, output: String },
}

/// One newcomer's day.
pub struct Play {
    language: Language,
    folder: TempDir,
    /// The plan that was printed last.
    plan: String,
    checkpoint: Option<Checkpoint>,
}

/// A running `sekisho serve`, which ends when this is dropped.
struct Checkpoint {
    child: Child,
    url: String,
}

impl Play {
    pub fn new(language: Language) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        Self { language, folder, plan: String::new(), checkpoint: None }
    }

    /// Carries out the script.
    pub fn run(mut self) -> Vec<Told> {
        STEPS.iter().filter_map(|step| self.step(step)).collect()
    }

    fn step(&mut self, step: &Step) -> Option<Told> {
        Some(match step {
            Step::Say(words) => Told::Words(words.in_words(self.language)),
            Step::Write(text) => {
                fs::write(self.policy(), text).expect("the file is written");
                Told::File { text: (*text).to_owned() }
            }
            Step::Replace(old, new) => {
                let text = fs::read_to_string(self.policy()).expect("the file is there");
                assert!(text.contains(old), "`{old}` is to be replaced in:\n{text}");
                fs::write(self.policy(), text.replace(old, new)).expect("the file is written");
                return None;
            }
            Step::Run(line, code) => {
                let line = line.replace("{plan}", &self.plan);
                let output = self.command(&line, *code);
                if let Some(plan) = output.split("--plan ").nth(1) {
                    self.plan = plan.trim_end().to_owned();
                }
                Told::Command { line: folded(&line), output }
            }
            Step::Serve => {
                self.checkpoint = Some(Checkpoint::open(self.folder.path()));
                let line = "sekisho serve --table file:table --at 2026-11-24T09:30:00+09:00";
                Told::Command { line: line.to_owned(), output: String::new() }
            }
            Step::Call(user, path, status, code) => self.call(user, path, *status, code),
        })
    }

    /// Runs a command line as a shell would, and says what it printed.
    fn command(&self, line: &str, code: i32) -> String {
        let mut words = words(line).into_iter();
        assert_eq!(words.next().as_deref(), Some("sekisho"));
        let output = command(self.folder.path(), self.language)
            .args(words)
            .output()
            .expect("the binary runs");
        let text = [output.stdout, output.stderr].concat();
        let text = String::from_utf8(text).expect("UTF-8");
        assert_eq!(output.status.code(), Some(code), "{line}\n{text}");
        let binary = binary::path("sekisho").display().to_string();
        at_nine(&text.replace(&binary, "sekisho"))
    }

    /// Calls until the answer is this: the checkpoint follows the table, it is not told.
    fn call(&self, user: &str, path: &str, status: u16, code: &str) -> Told {
        let checkpoint = self.checkpoint.as_ref().expect("it is open");
        let begun = Instant::now();
        let (mut found, mut body) = checkpoint.call(user, path);
        while (found, body["code"].as_str()) != (status, Some(code)) {
            assert!(begun.elapsed() < Duration::from_secs(20), "{path}: {found} {body}");
            thread::sleep(Duration::from_millis(200));
            (found, body) = checkpoint.call(user, path);
        }
        let said = &body["message"];
        let line = format!(
            "curl -sS -X POST http://127.0.0.1:8787{path} \\\n    \
             -H \"Authorization: Bearer $(sekisho token --user {user})\" \\\n    \
             -H \"X-Sekisho-Dev-Source: 10.20.3.7\" \\\n    \
             -H \"X-Sekisho-Dev-Vpce: vpce-0a1b2c3d4e5f60718\" | jq '{{code, message}}'"
        );
        let said = said.as_str().expect("a message");
        let output = format!("{{\n  \"code\": \"{code}\",\n  \"message\": \"{said}\"\n}}\n");
        Told::Command { line, output }
    }

    fn policy(&self) -> std::path::PathBuf {
        self.folder.path().join("policy.yaml")
    }
}

impl Checkpoint {
    fn open(folder: &Path) -> Self {
        let mut child = command(folder, Language::English)
            .args(["serve", "--table", "file:table", "--port", "0"])
            .args(["--at", "2026-11-24T09:30:00+09:00"])
            .stdout(Stdio::piped())
            .spawn()
            .expect("the binary starts");
        let mut lines = BufReader::new(child.stdout.take().expect("it is piped")).lines();
        let url = loop {
            let line = lines.next().expect("it says where it is open").expect("UTF-8");
            if let Some((_, rest)) = line.split_once(" is open at ") {
                let url = rest.split(". ").next().unwrap_or(rest);
                break url.trim_end_matches('.').to_owned();
            }
        };
        // What it says later is read and dropped, so that it never waits for a reader.
        thread::spawn(move || lines.for_each(drop));
        Self { child, url }
    }

    fn call(&self, user: &str, path: &str) -> (u16, Value) {
        let token = Command::new(binary::path("sekisho"))
            .args(["token", "--user", user, "--server", &self.url])
            .output()
            .expect("the binary runs");
        let token = String::from_utf8(token.stdout).expect("a token");
        let url = format!("{}{path}", self.url);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        runtime.expect("a runtime").block_on(async move {
            let http = reqwest::Client::builder().no_proxy().build().expect("a client");
            let answer = http
                .post(url)
                .bearer_auth(token.trim_end())
                .header("X-Sekisho-Dev-Source", "10.20.3.7")
                .header("X-Sekisho-Dev-Vpce", "vpce-0a1b2c3d4e5f60718")
                .send()
                .await
                .expect("an answer");
            (answer.status().as_u16(), answer.json().await.expect("JSON"))
        })
    }
}

impl Drop for Checkpoint {
    fn drop(&mut self) {
        // It is gone already, or it is now.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The real program in this folder, with an environment of its own.
fn command(folder: &Path, language: Language) -> Command {
    let mut command = Command::new(binary::path("sekisho"));
    let locale = match language {
        Language::English => "C.UTF-8",
        Language::Japanese => "ja_JP.UTF-8",
    };
    command.current_dir(folder).env_clear().env("LANG", locale);
    command
}

/// The words of a command line; quotation marks hold some together.
fn words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    for (index, part) in line.split('"').enumerate() {
        if index % 2 == 1 {
            words.last_mut().expect("there is one").push_str(part);
            continue;
        }
        for (index, word) in part.split(' ').enumerate() {
            if index > 0 {
                words.push(String::new());
            }
            words.last_mut().expect("there is one").push_str(word);
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// The line as it is printed: folded before options where it is long.
fn folded(line: &str) -> String {
    let mut lines = vec![String::new()];
    for (index, part) in line.split(" --").enumerate() {
        let part = if index == 0 { part.to_owned() } else { format!(" --{part}") };
        let last = lines.last_mut().expect("there is one");
        if last.len() + part.len() <= 92 || last.is_empty() {
            last.push_str(&part);
        } else {
            lines.push(format!("   {part}"));
        }
    }
    lines.join(" \\\n")
}

/// The text, with every moment to the minute in the offset of the town the same.
fn at_nine(text: &str) -> String {
    let mut text = text.to_owned();
    for (days, tuesday) in [
        (["Monday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"], "Tuesday"),
        (["(月)", "(水)", "(木)", "(金)", "(土)", "(日)"], "(火)"),
    ] {
        for day in days {
            text = text.replace(&format!("{day} "), &format!("{tuesday} "));
        }
    }
    let text = with_moments_as(&text, "2026-11-24 09:00");
    with_moments_as(&text, "2026-11-24(火) 09:00")
}

/// The text, with this for everything before an offset that is like it but for the digits.
fn with_moments_as(text: &str, moment: &str) -> String {
    let mut rest = text;
    let mut told = String::new();
    while let Some(at) = rest.find(" +09:00") {
        let (before, after) = rest.split_at(at);
        let start = before.len().checked_sub(moment.len());
        let is_moment = |start: usize| {
            let found = before.as_bytes().get(start..).unwrap_or_default();
            found.iter().zip(moment.as_bytes()).all(|(found, like)| {
                found == like || (found.is_ascii_digit() && like.is_ascii_digit())
            })
        };
        match start.filter(|start| is_moment(*start)) {
            Some(start) => {
                told.push_str(&before[..start]);
                told.push_str(moment);
            }
            None => told.push_str(before),
        }
        told.push_str(" +09:00");
        rest = &after[" +09:00".len()..];
    }
    told + rest
}
