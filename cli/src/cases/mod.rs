//! A table of cases: facts, and the decision that a policy must come to on them.
//!
//! [`Cases::read`] checks the file and says everything that is wrong with it; [`Verdict::of`] puts one
//! case to a policy; [`Coverage`] counts what all of them together have shown of its rules.

mod coverage;
mod expectation;
mod facts;
mod problem;
mod read;
mod said;
mod tree;
mod verdict;
mod write;

use std::{collections::BTreeSet, path::Path};

use sekisho_policy::{Document, Policy, Request};

pub(crate) use self::{
    coverage::{Coverage, Missing, Never, Share, Size},
    expectation::Expectation,
    facts::Facts,
    said::Said,
    verdict::{InTheWay, Verdict},
    write::written,
};
use crate::{
    Surroundings,
    command::Source,
    error::CommandError,
    report::{cases_counted, count, failure},
};

/// The cases of a file.
#[derive(Debug, Default)]
pub(crate) struct Cases {
    list: Vec<Case>,
    /// What they all start from.
    defaults: Facts,
    /// How many spaces stand before each.
    indent: usize,
    /// What they are called: one that has `each` is several cases of one name.
    names: BTreeSet<String>,
}

/// Facts, and what must be decided on them.
#[derive(Debug)]
pub(crate) struct Case {
    pub(crate) name: String,
    /// Where it is written.
    pub(crate) line: u64,
    pub(crate) request: Request,
    pub(crate) expected: Expectation,
}

impl Cases {
    /// Reads the cases for a policy. What is wrong with them is written, all of it.
    pub(crate) fn read(
        path: &Path,
        document: &Document,
        surroundings: &mut Surroundings<'_>,
    ) -> Result<Self, CommandError> {
        let source = Source::read(path, surroundings)?;
        let problems = match read::cases(source.text(), document) {
            Ok(cases) => return Ok(cases),
            Err(problems) => problems,
        };
        for problem in &problems {
            problem.show(&source, surroundings)?;
        }
        let (place, number) = (source.place(surroundings.language), problems.len());
        surroundings.tell(
            format_args!("{place}: {}", count(number, "problem")),
            format_args!("{place}: 誤り {number} 件"),
        )?;
        Err(CommandError::Problems)
    }

    /// All of them.
    pub(crate) fn list(&self) -> &[Case] {
        &self.list
    }

    /// What they all start from.
    pub(crate) const fn defaults(&self) -> &Facts {
        &self.defaults
    }

    /// How many spaces stand before each item of the list.
    pub(crate) const fn indent(&self) -> usize {
        self.indent
    }

    /// Whether one of them is called so.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.names.contains(name)
    }

    /// What the policy decides on each of them.
    pub(crate) fn verdicts<'a>(&'a self, policy: &'a Policy) -> impl Iterator<Item = Verdict<'a>> {
        self.list.iter().map(|case| Verdict::of(case, policy))
    }
}

/// Whether the policy decides every case of a file as it must: asked before it is put in force. Those
/// that differ are written beside the answer.
pub(crate) fn all_pass(
    path: &Path,
    document: &Document,
    surroundings: &mut Surroundings<'_>,
) -> Result<bool, CommandError> {
    let cases = Cases::read(path, document, surroundings)?;
    let policy = Policy::compile(document.clone());
    let (mut all, mut differ) = (0_usize, 0_usize);
    for verdict in cases.verdicts(&policy) {
        all = all.saturating_add(1);
        if !verdict.passed {
            differ = differ.saturating_add(1);
            for line in failure(&verdict, document, surroundings.language) {
                surroundings.note(line)?;
            }
        }
    }
    if differ > 0 {
        surroundings.note(cases_counted(all, differ, surroundings.language))?;
    }
    Ok(differ == 0)
}
