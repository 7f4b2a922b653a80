//! Where passwords come from: the terminal, or the standard input. Never an argument or the environment,
//! which other programs can read.

use std::io::{BufRead as _, BufReader, Read as _};

use super::ClerkError;
use crate::{Surroundings, error::CommandError};

/// More than two passwords have. SOURCE: Cognito takes at most 256 characters, of at most 4 bytes each.
const LONGEST_INPUT: u64 = 4 * 1024;

/// Where passwords come from. No `Debug`: it holds them.
pub(crate) struct Passwords {
    /// The lines of the standard input, if it is to be read.
    lines: Option<std::vec::IntoIter<String>>,
}

impl Passwords {
    pub(crate) fn new(
        from_input: bool,
        surroundings: &mut Surroundings<'_>,
    ) -> Result<Self, CommandError> {
        if !from_input {
            return Ok(Self { lines: None });
        }
        let input = BufReader::new((&mut *surroundings.input).take(LONGEST_INPUT));
        let lines = input.lines().take(2).collect::<Result<Vec<_>, _>>();
        let lines = lines.map_err(|error| CommandError::Read { path: "-".into(), error })?;
        Ok(Self { lines: Some(lines.into_iter()) })
    }

    /// The password.
    pub(crate) fn present(
        &mut self,
        surroundings: &mut Surroundings<'_>,
    ) -> Result<String, CommandError> {
        let language = surroundings.language;
        match (&mut self.lines, &mut surroundings.terminal) {
            (Some(lines), _) => lines.next().ok_or_else(|| ClerkError::NoPassword.into()),
            (None, Some(terminal)) => {
                Ok(terminal.secret(language.pick("Password:", "パスワード:"))?)
            }
            (None, None) => Err(ClerkError::NoPassword.into()),
        }
    }

    /// A new one, asked for twice where it is asked for.
    pub(crate) fn new_one(
        &mut self,
        surroundings: &mut Surroundings<'_>,
    ) -> Result<String, CommandError> {
        let language = surroundings.language;
        if let Some(lines) = &mut self.lines {
            return lines.next().ok_or_else(|| ClerkError::NoNewPassword.into());
        }
        surroundings.notice(
            "The present password was only lent to you. Choose one of your own.",
            "今のパスワードは仮のものです。新しいパスワードを決めてください。",
        )?;
        let Some(terminal) = &mut surroundings.terminal else {
            return Err(ClerkError::NoNewPassword.into());
        };
        let chosen = terminal.secret(language.pick("New password:", "新しいパスワード:"))?;
        if terminal.secret(language.pick("Once more:", "もう一度:"))? != chosen {
            return Err(ClerkError::PasswordsDiffer.into());
        }
        Ok(chosen)
    }
}
