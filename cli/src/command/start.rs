//! `sekisho start`: start servers.

use clap::Args;

use crate::{
    Exit, Surroundings,
    clerk::{Action, ChangeOptions},
    error::CommandError,
};

/// Start servers, after asking
///
/// What would be done is asked for and shown first. Looks until each server is seen running. Ends with 2 if
/// one of them may not or could not be started, with 4 if one was not seen running in time.
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  sekisho start library-opac")]
pub(crate) struct Start {
    #[command(flatten)]
    change: ChangeOptions,
}

impl Start {
    pub(crate) async fn run(
        self,
        surroundings: &mut Surroundings<'_>,
    ) -> Result<Exit, CommandError> {
        self.change.run(Action::Start, surroundings).await
    }
}
