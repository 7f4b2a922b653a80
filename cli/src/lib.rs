//! `sekisho`: the vendor's and the security team's bench, and the whole checkpoint on one machine.
//!
//! [`run`] is the story: arguments in, one command, an [`Exit`] out. Every verb is a file of
//! `command/`; `serve/` is the checkpoint on loopback; `scenario/` is a morning played against it;
//! `report/` is how answers look, `format/` how documents do; `cases/` are tables of what a policy must
//! decide, `mutation/` is what they would notice; `clerk/` is what the staff do. Nothing here prints, reads the clock
//! or the environment except through [`Surroundings`].
//!
//! What this crate is not: a way to production. The gateway and the issuer of `serve` and `demo`
//! listen on loopback only and hand out tokens to whoever asks.
//!
//! ```
//! use std::io;
//!
//! use sekisho::{Exit, Language, Surroundings};
//! use sekisho_policy::UnixTime;
//!
//! # let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
//! let (mut output, mut errors) = (Vec::new(), Vec::new());
//! let mut policy: &[u8] = b"version: 1\npolicy: hoshimi\n";
//! let surroundings = Surroundings {
//!     input: &mut policy,
//!     output: &mut output,
//!     errors: &mut errors,
//!     colour: false,
//!     progress: false,
//!     language: Language::English,
//!     terminal: None,
//!     sessions: None,
//!     edit: &mut |_| Err(io::Error::other("nobody edits here")),
//!     now: || UnixTime::from_seconds(1_795_478_400),
//!     interrupt: Box::pin(std::future::pending()),
//! };
//!
//! let arguments = ["sekisho", "check", "-"].map(Into::into);
//! let exit = runtime.block_on(sekisho::run(arguments, surroundings));
//!
//! assert_eq!(exit, Exit::Problems);
//! # Ok::<(), io::Error>(())
//! ```
//!
//! Where to go on: `sekisho --help`, and `docs/vendor.md` for which verb does what; in here, `command/` for
//! a verb and `words` for what it says in Japanese.

mod arguments;
mod batch;
mod cases;
mod chart;
mod clerk;
mod command;
mod differences;
mod editor;
mod error;
mod exit;
mod format;
mod import;
mod inventory;
mod language;
mod lints;
mod mutation;
mod play;
mod progress;
mod remedies;
mod report;
pub mod scenario;
pub mod serve;
mod surroundings;
mod table;
mod terminal;
pub mod words;

use std::ffi::OsString;

pub use crate::{
    arguments::texts_of_help,
    clerk::session_folder,
    editor::Editor,
    exit::Exit,
    language::Language,
    surroundings::{Surroundings, wants_colour},
    terminal::{ProcessTerminal, Terminal},
};

/// Runs one command: the first argument is the name of the program, as the system gives it.
pub async fn run(
    arguments: impl IntoIterator<Item = OsString>,
    mut surroundings: Surroundings<'_>,
) -> Exit {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let program =
        arguments.first().map_or("sekisho".into(), |name| name.to_string_lossy().into_owned());
    let command = match arguments::parse(&arguments, &mut surroundings) {
        Ok(command) => command,
        Err(exit) => return exit,
    };
    match command.run(&program, &mut surroundings).await {
        Ok(exit) => exit,
        Err(error) => error.report(&mut surroundings),
    }
}
