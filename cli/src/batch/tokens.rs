//! Tokens in, verdicts out, one a line. No byte of a token is in any answer.

use std::io::{self, BufReader, BufWriter, Read, Write};

use sekisho_identity::{BearerToken, IssuerExpectation, KeySet, TokenRefusal, verify as verified};
use sekisho_policy::UnixTime;
use serde::Serialize;

use super::{Counts, NoAnswer, line::Lines, named_token::NamedToken, write};
use crate::error::CommandError;

/// What tokens are judged by.
pub(crate) struct Judge {
    /// None where the key document has none that can be used: then no token is accepted.
    pub(crate) keys: Option<KeySet>,
    pub(crate) expected: IssuerExpectation,
    pub(crate) now: UnixTime,
}

/// What became of a token.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Verdict {
    Accept,
    Reject(TokenRefusal),
}

impl Judge {
    pub(crate) fn judge(&self, token: &str) -> Verdict {
        let found = BearerToken::from_compact(token).and_then(|token| {
            let keys = self.keys.as_ref().ok_or(TokenRefusal::KeysUnavailable)?;
            verified(&token, keys, &self.expected, self.now)
        });
        found.map_or_else(Verdict::Reject, |_| Verdict::Accept)
    }
}

impl Verdict {
    /// The answer to a token without a name.
    pub(crate) fn as_json(self) -> Result<String, CommandError> {
        serde_json::to_string(&self.answer(None)).map_err(|error| io::Error::from(error).into())
    }

    const fn answer(self, name: Option<&str>) -> Answer<'_> {
        match self {
            Self::Accept => Answer { name, outcome: "accept", reason: None },
            Self::Reject(refusal) => {
                Answer { name, outcome: "reject", reason: Some(refusal.code()) }
            }
        }
    }
}

/// Judges every line. Whoever writes a line and waits gets its answer before the next is read.
pub(crate) fn verify(
    judge: &Judge,
    input: impl Read,
    output: impl Write,
    failed: impl Fn(io::Error) -> CommandError,
) -> Result<Counts, CommandError> {
    let mut output = BufWriter::new(output);
    let mut lines = Lines::new(BufReader::new(input), LONGEST_LINE);
    let mut counts = Counts::default();
    while let Some(line) = lines.next().map_err(&failed)? {
        counts.lines = counts.lines.saturating_add(1);
        let text = line.text("the line").map_err(|problem| (None, problem));
        match text.and_then(NamedToken::from_json) {
            Ok(NamedToken { name, token }) => {
                write(&mut output, &judge.judge(&token).answer(Some(&name)))?;
            }
            Err((name, problem)) => {
                counts.problems = counts.problems.saturating_add(1);
                let (line, name) = (counts.lines, name.as_deref());
                write(&mut output, &NoAnswer { line, name, outcome: "error", problem: &problem })?;
            }
        }
        if lines.would_wait() {
            output.flush()?;
        }
    }
    output.flush()?;
    Ok(counts)
}

#[derive(Serialize)]
struct Answer<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    outcome: &'static str,
    reason: Option<&'static str>,
}

/// Far above the 8 KiB of a token, so that a token that is too long is judged as one.
const LONGEST_LINE: usize = 2 * 1_048_576;
