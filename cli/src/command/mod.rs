//! The verbs, one a file.

mod check;
mod decide;
mod demo;
mod document;
mod draft;
mod export;
mod policy_argument;
mod publish;
mod pull;
mod rollback;
mod serve;
mod table_options;
mod token;
mod verify_token;

use clap::Subcommand;

use crate::{Exit, Surroundings, error::CommandError};

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Check(check::Check),
    Decide(decide::Decide),
    Demo(demo::Demo),
    Draft(draft::Draft),
    Export(export::Export),
    Publish(publish::Publish),
    Pull(pull::Pull),
    Rollback(rollback::Rollback),
    Serve(serve::Serve),
    Token(token::Token),
    VerifyToken(verify_token::VerifyToken),
}

impl Command {
    /// Runs the command; `program` is what the user calls this program by.
    pub(crate) async fn run(
        self,
        program: &str,
        surroundings: &mut Surroundings<'_>,
    ) -> Result<Exit, CommandError> {
        match self {
            Self::Check(check) => check.run(surroundings),
            Self::Decide(decide) => decide.run(surroundings).await,
            Self::Demo(demo) => demo.run(surroundings).await,
            Self::Draft(draft) => draft.run(surroundings).await,
            Self::Export(export) => export.run(surroundings).await,
            Self::Publish(publish) => publish.run(surroundings).await,
            Self::Pull(pull) => pull.run(surroundings).await,
            Self::Rollback(rollback) => rollback.run(surroundings).await,
            Self::Serve(serve) => serve.run(program, surroundings).await,
            Self::Token(token) => token.run(surroundings).await,
            Self::VerifyToken(verify) => verify.run(surroundings),
        }
    }
}
