//! What a command is given of the world: its streams, the time and the wish to stop.

use std::{
    ffi::OsString,
    fmt,
    io::{self, Read, Write},
    path::{Path, PathBuf},
    pin::Pin,
};

use clap::builder::styling::{AnsiColor, Style};
use sekisho_policy::UnixTime;

use crate::{Language, Terminal};

/// The world as a command sees it. Nothing in this crate prints, reads a clock or waits for a
/// signal except through this.
#[expect(clippy::exhaustive_structs, reason = "whoever calls a command says what the world is")]
pub struct Surroundings<'a> {
    /// What is read for `-`.
    pub input: &'a mut (dyn Read + Send),
    /// Answers.
    pub output: &'a mut (dyn Write + Send),
    /// What went wrong, and progress.
    pub errors: &'a mut (dyn Write + Send),
    /// Whether answers may be coloured: only on a terminal.
    pub colour: bool,
    /// Whether somebody watches: the errors go to a terminal, so that long work may say how far it is.
    pub progress: bool,
    /// The language of what is said to people, unless the arguments ask for another.
    pub language: Language,
    /// Somebody to ask, if anybody sits there.
    pub terminal: Option<&'a mut (dyn Terminal + Send)>,
    /// The folder of the sessions of whoever is signed in to an API.
    pub sessions: Option<PathBuf>,
    /// Opens a file for the user to edit, and comes back when that is done.
    pub edit: &'a mut (dyn FnMut(&Path) -> io::Result<()> + Send),
    /// The clock.
    pub now: fn() -> UnixTime,
    /// Ends when the user wants a command that keeps running to stop.
    pub interrupt: Pin<Box<dyn Future<Output = ()> + Send + 'a>>,
}

impl Surroundings<'_> {
    /// Writes one line of the answer.
    pub(crate) fn say(&mut self, line: impl fmt::Display) -> io::Result<()> {
        writeln!(self.output, "{line}")
    }

    /// Writes one line of the answer in the language of the user.
    pub(crate) fn tell(
        &mut self,
        english: impl fmt::Display,
        japanese: impl fmt::Display,
    ) -> io::Result<()> {
        match self.language {
            Language::English => self.say(english),
            Language::Japanese => self.say(japanese),
        }
    }

    /// Writes one line beside the answer.
    pub(crate) fn note(&mut self, line: impl fmt::Display) -> io::Result<()> {
        writeln!(self.errors, "{line}")
    }

    /// Writes one line beside the answer, in the language of the user.
    pub(crate) fn notice(
        &mut self,
        english: impl fmt::Display,
        japanese: impl fmt::Display,
    ) -> io::Result<()> {
        match self.language {
            Language::English => self.note(english),
            Language::Japanese => self.note(japanese),
        }
    }

    /// Says which step of some work is begun, to somebody who watches and where it may take a while.
    pub(crate) fn step(
        &mut self,
        rules: usize,
        english: impl fmt::Display,
        japanese: impl fmt::Display,
    ) -> io::Result<()> {
        if self.progress && rules >= MANY_RULES { self.notice(english, japanese) } else { Ok(()) }
    }

    /// The text in a colour, or plain where there is none.
    pub(crate) fn paint(&self, colour: AnsiColor, text: impl fmt::Display) -> String {
        if self.colour {
            let style = Style::new().fg_color(Some(colour.into()));
            format!("{style}{text}{style:#}")
        } else {
            text.to_string()
        }
    }
}

/// Fewer are written and published in about a second.
pub(crate) const MANY_RULES: usize = 1_000;

impl fmt::Debug for Surroundings<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Surroundings").field("colour", &self.colour).finish_non_exhaustive()
    }
}

/// Whether the environment has nothing against colour: `NO_COLOR` unset or empty (no-color.org),
/// and `TERM` is not `dumb`.
#[must_use]
pub fn wants_colour(environment: impl IntoIterator<Item = (OsString, OsString)>) -> bool {
    environment.into_iter().all(|(name, value)| {
        let refused =
            (name == "NO_COLOR" && !value.is_empty()) || (name == "TERM" && value == "dumb");
        !refused
    })
}
