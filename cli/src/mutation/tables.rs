//! The tables of cases that mutants are put to.

use std::path::{Path, PathBuf};

use sekisho_policy::Document;

use crate::{
    Surroundings,
    cases::{Case, Cases, Facts},
    error::CommandError,
};

/// The tables of cases that mutants are put to, in order. A new case is made for the first.
#[derive(Debug)]
pub(crate) struct Tables {
    list: Vec<(PathBuf, Cases)>,
}

impl Tables {
    /// Reads them. What is wrong with one is written.
    pub(crate) fn read(
        paths: &[PathBuf],
        document: &Document,
        surroundings: &mut Surroundings<'_>,
    ) -> Result<Self, CommandError> {
        let mut list = Vec::new();
        for path in paths {
            list.push((path.clone(), Cases::read(path, document, surroundings)?));
        }
        Ok(Self { list })
    }

    /// Each table with where it is from.
    pub(crate) fn each(&self) -> impl ExactSizeIterator<Item = (&Path, &Cases)> {
        self.list.iter().map(|(path, cases)| (path.as_path(), cases))
    }

    /// Every case of every table, with where it is from.
    pub(crate) fn cases(&self) -> impl Iterator<Item = (&Path, &Case)> {
        self.each().flat_map(|(path, cases)| cases.list().iter().map(move |case| (path, case)))
    }

    /// Where the first is from.
    pub(crate) fn path(&self) -> &Path {
        self.list.first().map_or(Path::new(""), |(path, _)| path)
    }

    /// What the cases of the first start from.
    pub(crate) fn defaults(&self) -> Facts {
        self.list.first().map(|(_, cases)| cases.defaults().clone()).unwrap_or_default()
    }

    /// How many spaces stand before each case of the first.
    pub(crate) fn indent(&self) -> usize {
        self.list.first().map_or(0, |(_, cases)| cases.indent())
    }

    /// Whether a case of some table is called so.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.list.iter().any(|(_, cases)| cases.has(name))
    }
}
