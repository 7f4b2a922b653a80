//! `sekisho stop`: stop servers.

use clap::Args;

use crate::{
    Exit, Surroundings,
    clerk::{Action, ChangeOptions},
    error::CommandError,
};

/// Stop servers, after asking
///
/// What would be done is asked for and shown first. Looks until each server is seen stopped. Ends with 2 if
/// one of them may not or could not be stopped, with 4 if one was not seen stopped in time.
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  sekisho stop library-opac library-web --yes --wait 600")]
pub(crate) struct Stop {
    #[command(flatten)]
    change: ChangeOptions,
}

impl Stop {
    pub(crate) async fn run(
        self,
        surroundings: &mut Surroundings<'_>,
    ) -> Result<Exit, CommandError> {
        self.change.run(Action::Stop, surroundings).await
    }
}
