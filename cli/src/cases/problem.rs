//! What is wrong with a file of cases.

use std::io;

use super::tree::Place;
use crate::{
    Language, Surroundings,
    command::{Severity, Source},
    words,
};

/// One thing wrong with a file of cases.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(super) struct CaseProblem {
    /// Where; `None` if that cannot be said.
    pub(super) place: Option<Place>,
    pub(super) fault: Fault,
}

/// What is wrong.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(super) enum Fault {
    /// Something else was required.
    Form { found: String, required: String },
    /// The facts are no request: where in it, and what to do.
    Request { path: String, found: String, required: String, help: Option<String> },
    /// The text is no YAML, as its parser says.
    Unreadable(String),
}

impl CaseProblem {
    pub(super) fn new(place: Place, found: impl Into<String>, required: impl Into<String>) -> Self {
        let fault = Fault::Form { found: found.into(), required: required.into() };
        Self { place: Some(place), fault }
    }

    /// Writes it, with a mark under its place.
    pub(super) fn show(
        &self,
        source: &Source,
        surroundings: &mut Surroundings<'_>,
    ) -> io::Result<()> {
        let position = self.place.and_then(|Place { line, column }| {
            Some((usize::try_from(line).ok()?, usize::try_from(column).ok()?))
        });
        let message = match surroundings.language {
            Language::English => self.fault.english(),
            Language::Japanese => self.fault.japanese(),
        };
        source.show_message(position, Severity::Error, &message, surroundings)
    }
}

impl Fault {
    fn english(&self) -> String {
        match self {
            Self::Form { found, required } => format!("found {found}, required {required}"),
            Self::Request { path, found, required, help } => {
                let path = if path.is_empty() { "the request" } else { path };
                let help = help.as_ref().map_or_else(String::new, |help| format!("; {help}"));
                format!("{path}: found {found}, required {required}{help}")
            }
            Self::Unreadable(why) => why.clone(),
        }
    }

    fn japanese(&self) -> String {
        match self {
            Self::Form { found, required } => words::found_but_required(found, required),
            Self::Request { path, found, required, help } => {
                let path = if path.is_empty() { "リクエスト" } else { path };
                let help = help.as_ref().map(|help| format!("({})", words::what_to_do(help)));
                let said = words::found_but_required(found, required);
                format!("{path}: {said}{}", help.unwrap_or_default())
            }
            Self::Unreadable(why) => words::unreadable(why),
        }
    }
}
