//! Somebody who sits before the terminal and can be asked.

use std::io::{self, IsTerminal as _, Write as _};

/// Somebody who can be asked.
pub trait Terminal {
    /// Asks for a line.
    ///
    /// # Errors
    ///
    /// The terminal cannot be read or written, or was closed.
    fn line(&mut self, question: &str) -> io::Result<String>;

    /// Asks for a line that is not shown while it is typed.
    ///
    /// # Errors
    ///
    /// The terminal cannot be read or written, or was closed.
    fn secret(&mut self, question: &str) -> io::Result<String>;
}

/// The terminal of the process: questions stand beside the answer, on the standard error.
#[derive(Clone, Copy, Debug)]
pub struct ProcessTerminal(());

impl ProcessTerminal {
    /// The terminal, if there is one to ask on and to answer from.
    #[must_use]
    pub fn open() -> Option<Self> {
        (io::stdin().is_terminal() && io::stderr().is_terminal()).then_some(Self(()))
    }
}

impl Terminal for ProcessTerminal {
    fn line(&mut self, question: &str) -> io::Result<String> {
        ask(question)?;
        let mut line = String::new();
        if io::stdin().read_line(&mut line)? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(line.trim_end_matches(['\r', '\n']).to_owned())
    }

    fn secret(&mut self, question: &str) -> io::Result<String> {
        ask(question)?;
        rpassword::read_password()
    }
}

fn ask(question: &str) -> io::Result<()> {
    let mut errors = io::stderr();
    write!(errors, "{question} ")?;
    errors.flush()
}
