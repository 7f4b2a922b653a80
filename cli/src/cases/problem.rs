//! What is wrong with a file of cases.

use std::io;

use super::tree::Place;
use crate::{
    Surroundings,
    command::{Severity, Source},
};

/// One thing wrong with a file of cases.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(super) struct CaseProblem {
    /// Where; `None` if that cannot be said.
    pub(super) place: Option<Place>,
    pub(super) message: String,
}

impl CaseProblem {
    pub(super) fn new(place: Place, found: impl AsRef<str>, required: impl AsRef<str>) -> Self {
        let message = format!("found {}, required {}", found.as_ref(), required.as_ref());
        Self { place: Some(place), message }
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
        source.show_message(position, Severity::Error, &self.message, surroundings)
    }
}
