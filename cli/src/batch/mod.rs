//! Requests or tokens in, answers out, one a line: whatever the length of the stream, one line is held.

mod line;
mod named_token;
mod recorded;
mod tokens;

use std::io::{self, BufReader, BufWriter, Read, Write};

use sekisho_policy::{Decision, Limits, NamedRequest, Policy, Record};
use serde::Serialize;

use self::line::Line;
pub(crate) use self::{
    line::Lines,
    recorded::{Answered, Recorded, Subject, Unasked},
    tokens::{Judge, Verdict, verify},
};
use crate::error::CommandError;

/// What went by.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(crate) struct Counts {
    pub(crate) lines: u64,
    /// Lines that hold no request, or no token.
    pub(crate) problems: u64,
}

/// Decides every line. Whoever writes a line and waits gets its answer before the next is read.
pub(crate) fn decide(
    policy: &Policy,
    input: impl Read,
    output: impl Write,
    failed: impl Fn(io::Error) -> CommandError,
) -> Result<Counts, CommandError> {
    let mut output = BufWriter::new(output);
    let mut lines = Lines::new(BufReader::new(input), Limits::VERSION_1.request_bytes);
    let mut counts = Counts::default();
    while let Some(line) = lines.next().map_err(&failed)? {
        counts.lines = counts.lines.saturating_add(1);
        let decided = answer(policy, &line, counts.lines, &mut output)?;
        if !decided {
            counts.problems = counts.problems.saturating_add(1);
        }
        if lines.would_wait() {
            output.flush()?;
        }
    }
    output.flush()?;
    Ok(counts)
}

/// Writes the answer to a line, and says whether that was a decision.
fn answer(
    policy: &Policy,
    line: &Line<'_>,
    number: u64,
    output: &mut impl Write,
) -> Result<bool, CommandError> {
    let read = line.text("the request").map_err(|problem| (None, problem)).and_then(|text| {
        NamedRequest::from_json(text)
            .map_err(|refused| (refused.name().map(str::to_owned), refused.to_string()))
    });
    match read {
        Ok(NamedRequest { name, request }) => {
            let decision = policy.decide(request);
            let answer = Answer { name: name.as_deref(), decision: Record::of(&decision) };
            write(output, &answer)?;
            Ok(true)
        }
        Err((name, problem)) => {
            let name = name.as_deref();
            write(output, &NoAnswer { line: number, name, outcome: "error", problem: &problem })?;
            Ok(false)
        }
    }
}

fn write(output: &mut impl Write, answer: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut *output, answer)?;
    output.write_all(b"\n")
}

#[derive(Serialize)]
struct Answer<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    #[serde(flatten)]
    decision: Record<'a, Decision>,
}

/// The answer to what is no request.
#[derive(Serialize)]
struct NoAnswer<'a> {
    line: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    outcome: &'static str,
    problem: &'a str,
}
