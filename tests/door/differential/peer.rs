//! aws-jwt-verify, in a Node process of its own.

use std::{
    io::{self, BufRead, BufReader, Write},
    path::Path,
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    thread,
};

use door_support::{
    token_corpus,
    tokens::{CLIENT, POOL},
};
use serde::Deserialize;
use serde_json::{Value, json};

/// `CognitoJwtVerifier.verifySync`, with the keys of the corpus.
pub struct Peer {
    node: Child,
    tasks: ChildStdin,
    answers: BufReader<ChildStdout>,
}

/// What becomes of a token.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// The class of the error that it is refused by.
    Error(String),
    /// Subject, user and groups, of which anything may be missing or of another type.
    Read([Value; 3]),
}

impl Peer {
    /// The package in the `node_modules` of this folder.
    pub fn start(modules: &Path) -> io::Result<Self> {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/differential/peer.mjs");
        let package = modules.canonicalize()?.join("node_modules/aws-jwt-verify");
        let mut node = Command::new("node")
            .args([script.as_ref(), package.as_os_str()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let mut tasks = node.stdin.take().expect("it is piped");
        let answers = BufReader::new(node.stdout.take().expect("it is piped"));
        let set = json!({ "client": CLIENT, "pool": POOL, "jwks": token_corpus::jwks() });
        writeln!(tasks, "{set}")?;
        Ok(Self { node, tasks, answers })
    }

    /// One answer for each task.
    pub fn judge(&mut self, tasks: &[Value]) -> io::Result<Vec<Verdict>> {
        let lines: String = tasks.iter().map(|task| format!("{task}\n")).collect();
        let Self { tasks: pipe, answers, .. } = self;
        // It is read while it is written to: neither pipe holds all of it.
        thread::scope(|scope| {
            let asked = scope.spawn(move || pipe.write_all(lines.as_bytes()));
            let mut verdicts = Vec::new();
            for _ in tasks {
                let mut line = String::new();
                answers.read_line(&mut line)?;
                verdicts.push(serde_json::from_str(&line)?);
            }
            asked.join().expect("writing does not panic")?;
            Ok(verdicts)
        })
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        // It may have ended by itself.
        self.node.kill().and_then(|()| self.node.wait()).map(drop).unwrap_or_default();
    }
}
