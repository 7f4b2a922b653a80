//! Facts as plain JSON: the mirror of [`Record`], so that what was written down can be asked again.

mod field;
mod read;
mod reader;

use alloc::string::String;
use core::fmt;

use serde::{Serialize, Serializer, ser::SerializeStruct};

use crate::{Caller, Instance, Problem, Problems, Record, Request};

/// A request as a line of a file of requests holds it: every fact, and the name somebody gave it.
///
/// ```
/// use sekisho_policy::{Fact, NamedRequest, Record};
///
/// let line = r#"{"name":"morning","caller":{"user":"sato","groups":null},"action":"start","at":1793000000}"#;
/// let NamedRequest { name, request } = NamedRequest::from_json(line).unwrap();
///
/// assert_eq!(name.as_deref(), Some("morning"));
/// assert_eq!(request.attempt.caller.user(), Fact::Known("sato"));
/// assert!(matches!(request.attempt.caller.groups(), Fact::Absent));
/// assert!(matches!(request.instance.tags, Fact::Unknown)); // nobody told
/// ```
#[derive(Clone, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "a line holds a request and may name it")]
pub struct NamedRequest {
    /// What the answer is to be known by.
    pub name: Option<String>,
    /// The facts.
    pub request: Request,
}

impl NamedRequest {
    /// Reads `{"name": …, "caller": {…}, "action": …, "source": {…}, "at": …, "instance": {…}}`.
    ///
    /// The facts have the form that [`Record`] gives them: a value, `null` if there is none,
    /// `{"unknown": true}` if nobody knows. A fact that is left out is unknown, because it was not
    /// told: leaving something out can close a door and never opens one. `action` and `at` must be
    /// there. Times may also be written as RFC 3339 has them, with their offset.
    ///
    /// As everywhere in the engine, texts are brought into NFC; tags of which two have one key in NFC
    /// are unknown ([`crate::Tags::collect`]), and two claims of one name are refused.
    ///
    /// # Errors
    ///
    /// [`InvalidRequest`]: everything that is wrong with it, also keys that are not known or given
    /// twice. A text longer than [`crate::Limits::request_bytes`] is not read.
    pub fn from_json(text: &str) -> Result<Self, InvalidRequest> {
        read::named_request(text)
    }
}

/// A caller as a line of a file of people holds it: every fact, and the name somebody gave them.
///
/// ```
/// use sekisho_policy::{Fact, NamedCaller};
///
/// let line = r#"{"name":"Sato of welfare","user":"sato","groups":["staff","welfare"]}"#;
/// let NamedCaller { name, caller } = NamedCaller::from_json(line).unwrap();
///
/// assert_eq!(name.as_deref(), Some("Sato of welfare"));
/// assert_eq!(caller.user(), Fact::Known("sato"));
/// ```
#[derive(Clone, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "a line holds a caller and may name them")]
pub struct NamedCaller {
    /// What the caller is to be known by.
    pub name: Option<String>,
    /// The facts.
    pub caller: Caller,
}

impl NamedCaller {
    /// Reads `{"name": …, "user": …, "groups": […], …}`: the members of `caller` in a
    /// [`NamedRequest`], in the same form, and a name.
    ///
    /// # Errors
    ///
    /// [`InvalidRequest`], as of a request.
    pub fn from_json(text: &str) -> Result<Self, InvalidRequest> {
        read::named_caller(text)
    }
}

impl Instance {
    /// Reads `{"account": …, "region": …, "id": …, "tags": {…}}`: `instance` of a [`NamedRequest`].
    ///
    /// # Errors
    ///
    /// [`InvalidRequest`], as of a request.
    pub fn from_json(text: &str) -> Result<Self, InvalidRequest> {
        read::instance(text)
    }
}

/// The same as [`Record`]'s form of the request, after `name` if there is one.
impl Serialize for Record<'_, NamedRequest> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let NamedRequest { name, request } = self.get();
        let mut fields = serializer.serialize_struct("NamedRequest", 6)?;
        match name {
            Some(name) => fields.serialize_field("name", name)?,
            None => fields.skip_field("name")?,
        }
        let attempt = &*request.attempt;
        fields.serialize_field("caller", &Record::of(&attempt.caller))?;
        fields.serialize_field("action", attempt.action.name())?;
        fields.serialize_field("source", &Record::of(&attempt.source))?;
        fields.serialize_field("at", &attempt.at.seconds())?;
        fields.serialize_field("instance", &Record::of(&*request.instance))?;
        fields.end()
    }
}

/// A text that holds no request, or no part of one that was asked for: what is wrong with it, in one
/// line.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct InvalidRequest {
    /// What the text was to hold.
    what: &'static str,
    name: Option<String>,
    problems: Problems,
}

impl InvalidRequest {
    /// The name of the request or the caller, if that could be read.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// Everything that is wrong: at least one thing.
    #[must_use]
    pub fn problems(&self) -> &[Problem] {
        self.problems.as_slice()
    }
}

impl fmt::Display for InvalidRequest {
    /// The first problem, and how many more there are: `caller.groups[1]: found …, required …; …`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some((first, rest)) = self.problems.as_slice().split_first() else {
            return Ok(());
        };
        let Problem { place, found, required, help, .. } = first;
        match place.position {
            Some((1, column)) => write!(formatter, "column {column}")?,
            Some((line, column)) => write!(formatter, "line {line}, column {column}")?,
            None if place.path.is_empty() => formatter.write_str(self.what)?,
            None => formatter.write_str(&place.path)?,
        }
        write!(formatter, ": found {found}, required {required}")?;
        if let Some(help) = help {
            write!(formatter, "; {help}")?;
        }
        match rest.len() {
            0 => Ok(()),
            1 => formatter.write_str(" (and 1 more problem)"),
            more => write!(formatter, " (and {more} more problems)"),
        }
    }
}

impl core::error::Error for InvalidRequest {}
