//! aws-jwt-verify, in a Node process of its own that is told how often to verify.

use std::{
    io::{self, BufRead, BufReader, Write},
    path::Path,
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    time::Duration,
};

use serde_json::json;

use super::{Contender, Issuer};

/// `CognitoJwtVerifier.verifySync`, the keys in its cache. It measures itself.
#[derive(Debug)]
pub struct AwsJwtVerify {
    node: Child,
    orders: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl AwsJwtVerify {
    /// Of one of the issuer's tokens, by the package in the `node_modules` of this folder.
    ///
    /// # Errors
    ///
    /// If Node does not start, or the package is not there.
    pub fn start(issuer: &Issuer, modules: &Path) -> io::Result<Self> {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/peers/aws-jwt-verify.mjs");
        let package = modules.canonicalize()?.join("node_modules/aws-jwt-verify");
        let mut node = Command::new("node")
            .args([script.as_ref(), package.as_os_str()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let mut orders = node.stdin.take().expect("it is piped");
        let answers = BufReader::new(node.stdout.take().expect("it is piped"));
        let task = json!({
            "token": issuer.token(),
            "jwks": issuer.jwks(),
            "pool": Issuer::POOL,
            "client": Issuer::CLIENT,
        });
        writeln!(orders, "{task}")?;
        let mut peer = Self { node, orders, answers };
        peer.order(0)?;
        Ok(peer)
    }

    /// Has it verify so often.
    ///
    /// # Errors
    ///
    /// If it has ended.
    pub fn order(&mut self, times: u32) -> io::Result<Duration> {
        writeln!(self.orders, "{times}")?;
        let mut answer = String::new();
        self.answers.read_line(&mut answer)?;
        answer.trim().parse().map(Duration::from_nanos).map_err(io::Error::other)
    }
}

impl Contender for AwsJwtVerify {
    fn name(&self) -> &'static str {
        "aws-jwt-verify (Node)"
    }

    fn judge(&mut self, times: u32) -> Duration {
        self.order(times).expect("Node answers")
    }
}

impl Drop for AwsJwtVerify {
    fn drop(&mut self) {
        // It may have ended by itself.
        self.node.kill().and_then(|()| self.node.wait()).map(drop).unwrap_or_default();
    }
}
