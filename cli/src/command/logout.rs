//! `sekisho logout`: forget the session.

use clap::Args;

use crate::{Exit, Surroundings, clerk::SignedIn, error::CommandError};

/// Sign out: remove the session from this machine
///
/// The tokens in it are not taken back: that is what `sekisho revoke` is for.
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  sekisho logout")]
pub(crate) struct Logout {
    #[command(flatten)]
    signed_in: SignedIn,
}

impl Logout {
    pub(crate) fn run(self, surroundings: &mut Surroundings<'_>) -> Result<Exit, CommandError> {
        if self.signed_in.close(surroundings)? {
            surroundings.tell("signed out", "サインアウトしました")?;
        } else {
            surroundings.tell("nobody was signed in", "サインインしていませんでした")?;
        }
        Ok(Exit::Done)
    }
}
