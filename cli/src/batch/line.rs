//! Lines of a stream, none of them held beyond its limit.

use std::io::{self, BufRead, BufReader, Read};

/// A line without its end.
#[derive(Debug, Eq, PartialEq)]
pub(crate) enum Line<'a> {
    Text(&'a str),
    /// From this byte on, counted from 1, it is no UTF-8.
    NotText {
        column: usize,
    },
    /// It was passed over.
    TooLong {
        bytes: usize,
        most: usize,
    },
}

impl Line<'_> {
    /// The text, or what is wrong with a line that has none; `what` it has to hold.
    pub(crate) fn text(&self, what: &str) -> Result<&str, String> {
        match self {
            Self::Text(text) => Ok(text),
            Self::NotText { column } => Err(format!(
                "column {column}: found bytes that are no UTF-8, required UTF-8 text; save the file \
                 as UTF-8"
            )),
            Self::TooLong { bytes, most } => {
                Err(format!("{what}: found a text of {bytes} bytes, required at most {most} bytes"))
            }
        }
    }
}

/// The lines of a stream.
pub(crate) struct Lines<R> {
    input: BufReader<R>,
    most: usize,
    line: Vec<u8>,
}

impl<R: Read> Lines<R> {
    pub(crate) const fn new(input: BufReader<R>, most: usize) -> Self {
        Self { input, most, line: Vec::new() }
    }

    /// The next line. What follows the last end of line is one only if there is something.
    pub(crate) fn next(&mut self) -> io::Result<Option<Line<'_>>> {
        self.line.clear();
        let limit = u64::try_from(self.most).unwrap_or(u64::MAX).saturating_add(1);
        if self.input.by_ref().take(limit).read_until(b'\n', &mut self.line)? == 0 {
            return Ok(None);
        }
        let ended = self.line.pop_if(|byte| *byte == b'\n').is_some();
        if !ended && self.line.len() > self.most {
            let bytes = self.line.len().saturating_add(self.pass_over()?);
            return Ok(Some(Line::TooLong { bytes, most: self.most }));
        }
        Ok(Some(match str::from_utf8(&self.line) {
            Ok(text) => Line::Text(text),
            Err(error) => Line::NotText { column: error.valid_up_to().saturating_add(1) },
        }))
    }

    /// Whether nothing of the next line is here yet.
    pub(crate) fn would_wait(&self) -> bool {
        self.input.buffer().is_empty()
    }

    /// Reads to the end of the line and says how long that was.
    fn pass_over(&mut self) -> io::Result<usize> {
        let mut passed = 0_usize;
        loop {
            let here = match self.input.fill_buf() {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                read => read?,
            };
            let (rest, used) = match here.iter().position(|byte| *byte == b'\n') {
                Some(end) => (end, end.saturating_add(1)),
                None => (here.len(), here.len()),
            };
            let over = used != rest || here.is_empty();
            self.input.consume(used);
            passed = passed.saturating_add(rest);
            if over {
                return Ok(passed);
            }
        }
    }
}
