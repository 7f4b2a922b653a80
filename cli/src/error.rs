//! Why a command could not do what it was asked.

use std::{io, path::PathBuf};

use sekisho_identity::{ConfigError, IssuerUrl, KeySetError, KeySourceError};
use sekisho_policy::{InstanceId, InvalidRequest, PolicyName, RuleId, SessionPolicyError};
use sekisho_store::{DraftError, JwksError, LoadError, PublishError, TableError};

use crate::{
    Exit, Surroundings, clerk::ClerkError, inventory::Misfit, scenario::ScenarioError,
    serve::StartError, words,
};

/// Why a command could not do what it was asked: one line, and an exit code.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CommandError {
    #[error("found `--absent {fact}` and an option that says what it is, required one of them")]
    AbsentAndGiven { fact: &'static str },
    #[error("the local system closed while it was asked")]
    Closed,
    #[error(
        "`embedded:` is not in this build: build with `cargo build -p sekisho --features embedded`, or use `file:DIR`"
    )]
    #[cfg(not(feature = "embedded"))]
    NoEmbedded,
    #[error("the embedded table at `{}` cannot be opened: {message}", path.display())]
    #[cfg(feature = "embedded")]
    Embedded { path: PathBuf, message: String },
    #[error("the draft is as it was: {0}")]
    Editor(io::Error),
    #[error(
        "found JSON in {place}, required YAML: `fmt` keeps comments, and JSON has none; `sekisho pull --format json` writes JSON in its canonical form"
    )]
    FormatJson { place: String },
    #[error(
        "{place} is as it was: in canonical form it would lose a comment or say something else, which is a fault of this program"
    )]
    FormatLoses { place: String },
    #[error("{}: {message}", path.display())]
    Import { path: PathBuf, message: String },
    #[error("{}:{}: {}", path.display(), misfit.line, misfit.fault)]
    Inventory { path: PathBuf, misfit: Misfit },
    #[error("{}: {error}", path.display())]
    Keys { path: PathBuf, error: KeySetError },
    #[error(
        "found another key under the id `{id}` than the table has, required another id for another key: look where the document is from; --replace writes it all the same"
    )]
    KeyAltered { id: String },
    #[error("{place}: {error}")]
    KeyDocument { place: String, error: JwksError },
    #[error(
        "found none of the keys that the table has for {issuer}, required one at least, or every token that is in use is refused: look where the document is from; --replace writes it all the same"
    )]
    NoKeyKept { issuer: IssuerUrl },
    #[error("no token: the server answered {status}: {message}")]
    NoToken { status: u16, message: String },
    #[error("found no instance `{id}`, required the id of one of {instances} instances")]
    NoInstance { id: InstanceId, instances: usize },
    #[error(
        "found nobody called `{name}`, required the name or the user name of one of {people} people"
    )]
    NoPerson { name: String, people: usize },
    #[error(
        "found no rule `{id}` in policy `{policy}`, required the id of one of its {rules} rules"
    )]
    NoRule { id: RuleId, policy: PolicyName, rules: usize },
    /// The problems have been written already.
    #[error("the document has problems")]
    Problems,
    #[error("cannot read `{}`: {error}", path.display())]
    Read { path: PathBuf, error: io::Error },
    #[error("two files cannot both be read from the standard input: name one of them")]
    OneInput,
    #[error(transparent)]
    Request(#[from] InvalidRequest),
    #[error("{place}: {error}")]
    Scenario { place: String, error: ScenarioError },
    #[error(
        "found a token among the arguments, where every user of this machine can read it: required it on the standard input, as in `sekisho verify-token … < FILE`; a shell may have written it into its history too"
    )]
    TokenInArguments,
    #[error("found `{0}`, required a time with its offset, such as 2026-11-17T18:05:00+09:00")]
    Time(String),
    #[error(
        "found `{option} {name}={first}` and `{option} {name}={second}`, required one value for `{name}`"
    )]
    Twice { option: &'static str, name: String, first: String, second: String },
    #[error("no answer from {server}: {message}: is `sekisho serve` running there?")]
    Unreachable { server: String, message: String },
    #[error(transparent)]
    Clerk(#[from] ClerkError),
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error(transparent)]
    Draft(#[from] DraftError),
    #[error(transparent)]
    KeySource(#[from] KeySourceError),
    #[error(transparent)]
    Load(#[from] LoadError),
    #[error(transparent)]
    Publish(#[from] PublishError),
    #[error(transparent)]
    SessionPolicy(#[from] SessionPolicyError),
    #[error(transparent)]
    Start(#[from] StartError),
    #[error(transparent)]
    Table(#[from] TableError),
    #[error("cannot write `{}`: {error}", path.display())]
    WriteFile { path: PathBuf, error: io::Error },
    #[error("cannot write: {0}")]
    Write(#[from] io::Error),
}

impl CommandError {
    /// Writes the error and says how to end.
    pub(crate) fn report(&self, surroundings: &mut Surroundings<'_>) -> Exit {
        // Whoever closed the pipe has seen enough of the answer.
        let reported = matches!(self, Self::Problems)
            || matches!(self, Self::Write(error) if error.kind() == io::ErrorKind::BrokenPipe);
        if !reported {
            // Nowhere is left to complain to if this fails; the exit code still says what happened.
            drop(surroundings.notice(
                format_args!("error: {self}"),
                format_args!("エラー: {}", words::in_japanese(self)),
            ));
        }
        self.exit()
    }

    /// Writes it as something to know of, which stops nothing.
    pub(crate) fn warn(&self, surroundings: &mut Surroundings<'_>) -> io::Result<()> {
        surroundings.notice(
            format_args!("warning: {self}"),
            format_args!("警告: {}", words::in_japanese(self)),
        )
    }

    fn exit(&self) -> Exit {
        if let Self::Clerk(error) = self {
            error.exit()
        } else if matches!(
            self,
            Self::Problems
                | Self::Import { .. }
                | Self::Inventory { .. }
                | Self::KeyDocument { .. }
                | Self::Keys { .. }
                | Self::SessionPolicy(_)
                | Self::Draft(DraftError::Problems(_))
                | Self::Publish(PublishError::Draft(DraftError::Problems(_)))
        ) {
            Exit::Problems
        } else if matches!(
            self,
            Self::KeyAltered { .. }
                | Self::NoKeyKept { .. }
                | Self::Draft(DraftError::Moved { .. })
                | Self::Publish(
                    PublishError::Lost { .. }
                        | PublishError::StalePlan { .. }
                        | PublishError::Unproved { .. }
                        | PublishError::Draft(DraftError::Moved { .. })
                )
        ) {
            Exit::Differs
        } else {
            Exit::CouldNotRun
        }
    }
}
