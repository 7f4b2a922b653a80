//! `sekisho check`: everything that is wrong with a document, at once.

use std::path::PathBuf;

use clap::Args;
use sekisho_policy::Problem;
use serde_json::{Value, json};

use super::document::{Severity, Source};
use crate::{Exit, Surroundings, error::CommandError};

/// Check policy documents: every problem at once, each with its place
///
/// A file whose name ends in .json is read as JSON, any other as YAML. Ends with 3 if a document has
/// problems; warnings alone end with 0.
#[derive(Args, Debug)]
#[command(
    after_help = "Example:\n  sekisho check examples/hoshimi.yaml\n  sekisho check --json - < policy.yaml"
)]
pub(crate) struct Check {
    /// The documents; `-` is the standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// One JSON object a problem and line: file, severity, code, path, line, column, found, required, help
    #[arg(long)]
    json: bool,
}

impl Check {
    pub(crate) fn run(self, surroundings: &mut Surroundings<'_>) -> Result<Exit, CommandError> {
        let mut exit = Exit::Done;
        for path in &self.files {
            let source = Source::read(path, surroundings)?;
            let parsed = source.parse();
            let (problems, severity) = match &parsed {
                Ok(document) => (document.warnings(), Severity::Warning),
                Err(problems) => (problems.as_slice(), Severity::Error),
            };
            for problem in problems {
                if self.json {
                    surroundings.say(as_json(&source, problem, severity))?;
                } else {
                    source.show(problem, severity, surroundings)?;
                }
            }
            if severity == Severity::Error {
                exit = Exit::Problems;
            }
            if !self.json {
                let place = source.place();
                surroundings.say(match &parsed {
                    Ok(document) => format!(
                        "{place}: policy `{}` is valid: {}{}",
                        document.name(),
                        count(document.rules().len(), "rule"),
                        warnings(problems.len()),
                    ),
                    Err(_) => format!("{place}: {}", count(problems.len(), "problem")),
                })?;
            }
        }
        Ok(exit)
    }
}

fn as_json(source: &Source, problem: &Problem, severity: Severity) -> Value {
    json!({
        "file": source.place(),
        "severity": severity.name(),
        "code": problem.code,
        "path": problem.place.path,
        "line": problem.place.position.map(|(line, _)| line),
        "column": problem.place.position.map(|(_, column)| column),
        "found": problem.found,
        "required": problem.required,
        "help": problem.help,
    })
}

fn warnings(number: usize) -> String {
    if number == 0 { String::new() } else { format!(", {}", count(number, "warning")) }
}

fn count(number: usize, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}
