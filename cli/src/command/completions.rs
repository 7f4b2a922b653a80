//! `sekisho completions`: what a shell completes a line with.

use clap::{Args, CommandFactory as _};
use clap_complete::Shell;

use crate::{Exit, Surroundings, arguments::Arguments, error::CommandError};

/// Print what a shell needs to complete the commands and options of sekisho
#[derive(Args, Debug)]
#[command(
    after_help = "Example:\n  sekisho completions bash > ~/.local/share/bash-completion/completions/sekisho\n  sekisho completions powershell >> $PROFILE"
)]
pub(crate) struct Completions {
    /// The shell
    shell: Shell,
}

impl Completions {
    pub(crate) fn run(self, surroundings: &mut Surroundings<'_>) -> Result<Exit, CommandError> {
        // The generator does not say when it cannot write: a closed pipe must not make it panic.
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut Arguments::command(), "sekisho", &mut script);
        surroundings.output.write_all(&script)?;
        Ok(Exit::Done)
    }
}
