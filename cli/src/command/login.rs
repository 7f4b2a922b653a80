//! `sekisho login`: sign in to the API.

use clap::Args;
use reqwest::Url;

use crate::{
    Exit, Surroundings,
    clerk::{ClerkError, Passwords, plain, sign_in},
    error::CommandError,
};

/// Sign in to the API, to start and stop servers
///
/// The password is asked for on the terminal or read from the standard input, never taken from an argument
/// or the environment. The session is kept in a file that only you can read: in `$XDG_RUNTIME_DIR/sekisho`,
/// which is gone when you leave the machine, else in `~/.local/state/sekisho`. Ends with 2 if the
/// name or the password is not accepted.
#[derive(Args, Debug)]
#[command(
    after_help = "Example:\n  sekisho login --api https://a1b2c3d4e5.execute-api.ap-northeast-1.amazonaws.com/prod --user sato"
)]
pub(crate) struct Login {
    /// The API: an https URL, or one of this machine
    #[arg(long, value_name = "URL")]
    api: Url,
    /// Your user name; asked for unless given
    #[arg(long, value_name = "NAME")]
    user: Option<String>,
    /// Read the password from the first line of the standard input, a new one from the second
    #[arg(long)]
    password_stdin: bool,
}

impl Login {
    pub(crate) async fn run(
        self,
        surroundings: &mut Surroundings<'_>,
    ) -> Result<Exit, CommandError> {
        let language = surroundings.language;
        let user = match (self.user, &mut surroundings.terminal) {
            (Some(user), _) => user,
            (None, Some(terminal)) => terminal.line(language.pick("User name:", "利用者名:"))?,
            (None, None) => return Err(ClerkError::NoName.into()),
        };
        let mut passwords = Passwords::new(self.password_stdin, surroundings)?;
        let name = plain(&user);
        sign_in(self.api, user, &mut passwords, surroundings).await?;
        surroundings.tell(
            format_args!("signed in as {name}, until `sekisho logout` or the session is over"),
            format_args!(
                "{name} としてサインインしました。`sekisho logout` か、時間がたつと終了します"
            ),
        )?;
        Ok(Exit::Done)
    }
}
