//! A law that does not hold.

use alloc::{
    boxed::Box,
    format,
    string::{String, ToString},
};
use core::{error::Error, fmt};

use crate::{Record, Request};

/// A law that does not hold, and a request that shows it.
#[derive(Clone, Debug)]
pub struct Broken {
    number: Option<u8>,
    statement: String,
    how: String,
    request: Option<Box<Request>>,
}

impl Broken {
    pub(super) fn by(number: Option<u8>, statement: &str, how: String, request: Request) -> Self {
        Self { number, statement: statement.to_string(), how, request: Some(Box::new(request)) }
    }

    pub(super) fn about_nothing(statement: &str, requests: u32) -> Self {
        let how = format!(
            "none of {requests} requests was one that it is about; required at least one: draw \
             more, or correct the statement"
        );
        Self { number: None, statement: statement.to_string(), how, request: None }
    }

    /// The number of the law; `None` for a law of one's own.
    #[must_use]
    pub const fn number(&self) -> Option<u8> {
        self.number
    }

    /// What it states.
    #[must_use]
    pub fn statement(&self) -> &str {
        &self.statement
    }

    /// A request that shows it; `None` if there was none that it is about.
    #[must_use]
    pub fn request(&self) -> Option<&Request> {
        self.request.as_deref()
    }
}

impl fmt::Display for Broken {
    /// The law, how it is broken, and the request as audit lines hold it.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(number) = self.number {
            write!(formatter, "law {number}: ")?;
        }
        write!(formatter, "found `{}` broken: {}", self.statement, self.how)?;
        let Some(request) = &self.request else { return Ok(()) };
        let attempt =
            serde_json::to_string(&Record::of(&*request.attempt)).map_err(|_| fmt::Error)?;
        let instance =
            serde_json::to_string(&Record::of(&*request.instance)).map_err(|_| fmt::Error)?;
        write!(formatter, "; attempt {attempt} on instance {instance}")
    }
}

impl Error for Broken {}
