//! What a command says to whoever called it.

use std::process::ExitCode;

/// How a command ended. The numbers are an interface: scripts test them.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "the numbers are an interface")]
pub enum Exit {
    /// 0: it did what it was asked.
    Done,
    /// 1: it could not run: wrong arguments, a file that cannot be read, a table out of reach.
    CouldNotRun,
    /// 2: it ran, and the answer is not the one that was expected, the token is refused, or the table
    /// refused the change.
    Differs,
    /// 3: the document has problems, or some lines of a file of requests or tokens have, or what it
    /// says cannot be said in the language asked for.
    Problems,
    /// 4: it ran, and something was not found out within the steps of search it was given: what it says
    /// is so, and there may be more.
    Undecided,
}

impl Exit {
    /// The number the process ends with.
    #[must_use]
    pub const fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::CouldNotRun => 1,
            Self::Differs => 2,
            Self::Problems => 3,
            Self::Undecided => 4,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}
