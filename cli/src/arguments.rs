//! The command line: one verb a file, each with an example in its help.

use std::ffi::OsString;

use clap::{Parser, error::ErrorKind};

use crate::{Exit, Language, Surroundings, command::Command};

/// The checkpoint: who may start and stop which instance, decided by a policy.
#[derive(Debug, Parser)]
#[command(name = "sekisho", version, max_term_width = 100)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
    /// The language to answer in; that of the environment (`LC_ALL`, `LC_MESSAGES`, `LANG`) unless given
    #[arg(long, value_enum, global = true, hide_possible_values = true, value_name = "en|ja")]
    lang: Option<Language>,
}

/// The command that the arguments ask for, or how to end because they ask for none.
pub(crate) fn parse(
    arguments: impl IntoIterator<Item = OsString>,
    surroundings: &mut Surroundings<'_>,
) -> Result<Command, Exit> {
    let error = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => {
            if let Some(language) = arguments.lang {
                surroundings.language = language;
            }
            return Ok(arguments.command);
        }
        Err(error) => error,
    };
    let rendered = error.render();
    let text = if surroundings.colour { rendered.ansi().to_string() } else { rendered.to_string() };
    let asked = matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion);
    let stream = if asked { &mut surroundings.output } else { &mut surroundings.errors };
    // Nowhere is left to complain to if this fails; the exit code still says what happened.
    drop(stream.write_all(text.as_bytes()));
    Err(if asked { Exit::Done } else { Exit::CouldNotRun })
}
