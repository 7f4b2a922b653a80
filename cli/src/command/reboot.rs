//! `sekisho reboot`: reboot servers.

use clap::Args;

use crate::{
    Exit, Surroundings,
    clerk::{Action, ChangeOptions},
    error::CommandError,
};

/// Reboot servers, after asking
///
/// What would be done is asked for and shown first. A reboot is only ever asked for: no state tells that it
/// is done. Ends with 2 if one of the servers may not or could not be rebooted.
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  sekisho reboot library-opac")]
pub(crate) struct Reboot {
    #[command(flatten)]
    change: ChangeOptions,
}

impl Reboot {
    pub(crate) async fn run(
        self,
        surroundings: &mut Surroundings<'_>,
    ) -> Result<Exit, CommandError> {
        self.change.run(Action::Reboot, surroundings).await
    }
}
