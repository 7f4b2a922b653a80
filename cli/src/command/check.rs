//! `sekisho check`: everything that is wrong with a document, at once.

use std::path::PathBuf;

use clap::Args;
use sekisho_policy::{Invariants, Name, PolicyName, Problem, Problems};
use sekisho_store::{Content, DraftError, read_draft};
use serde_json::{Value, json};

use super::document::{Severity, Source};
use crate::{
    Exit, Language, Surroundings,
    error::CommandError,
    report::count,
    table::{IfMissing, TableLocation},
};

/// Check policy documents, or the draft in a table: every problem at once, each with its place
///
/// A file whose name ends in .json is read as JSON, any other as YAML. In a table a problem's place is
/// the key of a row and an attribute. Ends with 3 if a document has problems; warnings alone end with 0.
#[derive(Args, Debug)]
#[command(
    after_help = "Example:\n  sekisho check examples/hoshimi.yaml\n  sekisho check --json - < policy.yaml\n  sekisho check --table dynamodb:sekisho --policy hoshimi"
)]
pub(crate) struct Check {
    /// The documents; `-` is the standard input
    #[arg(required_unless_present = "table", value_name = "FILE", conflicts_with = "table")]
    files: Vec<PathBuf>,
    /// Check the draft in this table: `file:DIR`, `dynamodb:NAME`, or `embedded:PATH`
    #[arg(long, value_name = "TABLE", requires = "policy")]
    table: Option<TableLocation>,
    /// The name of the policy in the table
    #[arg(long, value_name = "NAME", requires = "table")]
    policy: Option<PolicyName>,
    /// One JSON object a problem and line: file, severity, code, path, line, column, row, found, required, help
    #[arg(long)]
    json: bool,
}

impl Check {
    pub(crate) async fn run(
        self,
        surroundings: &mut Surroundings<'_>,
    ) -> Result<Exit, CommandError> {
        let mut exit = Exit::Done;
        if let (Some(location), Some(policy)) = (&self.table, &self.policy) {
            let table = location.open(IfMissing::Fail).await?;
            let source = Source::draft(location, policy);
            let parsed = match read_draft(table.as_ref(), policy).await {
                Ok(content) => Ok(content),
                Err(DraftError::Problems(problems)) => Err(problems),
                Err(error) => return Err(error.into()),
            };
            return self.tell(&source, &parsed, surroundings);
        }
        for path in &self.files {
            let source = Source::read(path, surroundings)?;
            let parsed = source.parse();
            let alone = |document| Content { document, invariants: Invariants::default() };
            if self.tell(&source, &parsed.map(alone), surroundings)? == Exit::Problems {
                exit = Exit::Problems;
            }
        }
        Ok(exit)
    }

    /// Writes what is wrong with one document and its invariants, and what it is if nothing is.
    fn tell(
        &self,
        source: &Source,
        parsed: &Result<Content, Problems>,
        surroundings: &mut Surroundings<'_>,
    ) -> Result<Exit, CommandError> {
        let (problems, severity) = match parsed {
            Ok(content) => (warnings(content), Severity::Warning),
            Err(problems) => (problems.as_slice().iter().collect(), Severity::Error),
        };
        for problem in &problems {
            if self.json {
                surroundings.say(as_json(source, problem, severity))?;
            } else {
                source.show(problem, severity, surroundings)?;
            }
        }
        let exit = if severity == Severity::Error { Exit::Problems } else { Exit::Done };
        if self.json {
            return Ok(exit);
        }
        let (place, number) = (source.place(surroundings.language), problems.len());
        match parsed {
            Ok(Content { document, invariants }) => {
                let (name, rules) = (document.name(), document.rules().len());
                let (kept, kept_ja) = match invariants.as_slice().len() {
                    0 => Default::default(),
                    number => (
                        format!(", {}", count(number, "invariant")),
                        format!("、不変条件 {number} 件"),
                    ),
                };
                let (more, more_ja) = if number == 0 {
                    Default::default()
                } else {
                    (format!(", {}", count(number, "warning")), format!("、警告 {number} 件"))
                };
                surroundings.tell(
                    format_args!(
                        "{place}: policy `{name}` is valid: {}{kept}{more}",
                        count(rules, "rule")
                    ),
                    format_args!(
                        "{place}: ポリシー `{name}` に誤りはありません: ルール {rules} 件{kept_ja}{more_ja}"
                    ),
                )?;
            }
            Err(_) => surroundings.tell(
                format_args!("{place}: {}", count(number, "problem")),
                format_args!("{place}: 誤り {number} 件"),
            )?,
        }
        Ok(exit)
    }
}

/// The warnings of both. A zone or schedule that only an invariant names is used all the same.
fn warnings(Content { document, invariants }: &Content) -> Vec<&Problem> {
    let clauses = || invariants.as_slice().iter().flat_map(|it| it.statement.clauses());
    let names = |name: &str| {
        let is_it = |named: &Name| named.as_str() == name;
        clauses().any(|it| it.from.iter().chain(&it.during).flatten().any(is_it))
    };
    let is_used = |problem: &Problem| {
        let row = problem.place.row.as_deref().and_then(|row| row.split_once('#'));
        problem.code == "unused_name"
            && row.is_some_and(|(kind, name)| kind != "CALENDAR" && names(name))
    };
    let of_document = document.warnings().iter().filter(|warning| !is_used(warning));
    of_document.chain(invariants.warnings()).collect()
}

fn as_json(source: &Source, problem: &Problem, severity: Severity) -> Value {
    json!({
        "file": source.place(Language::English),
        "severity": severity.name(),
        "code": problem.code,
        "path": problem.place.path,
        "line": problem.place.position.map(|(line, _)| line),
        "column": problem.place.position.map(|(_, column)| column),
        "row": problem.place.row,
        "found": problem.found,
        "required": problem.required,
        "help": problem.help,
    })
}
