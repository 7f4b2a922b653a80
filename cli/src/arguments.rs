//! The command line: one verb a file, each with an example in its help.

mod japanese;
mod refused;

use std::ffi::OsString;

use clap::{CommandFactory as _, FromArgMatches as _, Parser, ValueEnum as _, error::ErrorKind};

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
    arguments: &[OsString],
    surroundings: &mut Surroundings<'_>,
) -> Result<Command, Exit> {
    // Help is written while the arguments are read: its language must be known before.
    if let Some(language) = asked_language(arguments) {
        surroundings.language = language;
    }
    let mut command = match surroundings.language {
        Language::English => Arguments::command(),
        Language::Japanese => japanese::told(Arguments::command()),
    };
    let matches = command.try_get_matches_from_mut(arguments);
    let error = match matches.and_then(|matches| Arguments::from_arg_matches(&matches)) {
        Ok(arguments) => {
            if let Some(language) = arguments.lang {
                surroundings.language = language;
            }
            return Ok(arguments.command);
        }
        Err(error) => error.format(&mut command),
    };
    let japanese = (surroundings.language == Language::Japanese).then(|| refused::told(&error));
    let text = japanese.flatten().unwrap_or_else(|| {
        let rendered = error.render();
        if surroundings.colour { rendered.ansi().to_string() } else { rendered.to_string() }
    });
    let asked = matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion);
    let stream = if asked { &mut surroundings.output } else { &mut surroundings.errors };
    // Nowhere is left to complain to if this fails; the exit code still says what happened.
    drop(stream.write_all(text.as_bytes()));
    Err(if asked { Exit::Done } else { Exit::CouldNotRun })
}

/// Every text of the help, and the same in Japanese if that is known.
#[must_use]
pub fn texts_of_help() -> Vec<(String, Option<String>)> {
    japanese::texts(Arguments::command())
}

/// The language that the arguments ask for, if they do.
fn asked_language(arguments: &[OsString]) -> Option<Language> {
    let mut texts = arguments.iter().skip(1).map(|argument| argument.to_str());
    while let Some(argument) = texts.next() {
        let value = match argument {
            Some("--") => return None,
            Some("--lang") => texts.next().flatten(),
            Some(argument) => argument.strip_prefix("--lang="),
            None => None,
        };
        if let Some(value) = value {
            return Language::from_str(value, false).ok();
        }
    }
    None
}
