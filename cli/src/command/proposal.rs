//! What is to be drafted, planned or published: files in place of parts of the draft.

use std::path::Path;

use sekisho_policy::{Document, PolicyName};
use sekisho_store::{Content, PolicyTable, draft_document, draft_with, read_draft};

use super::document::Source;
use crate::{Language, Surroundings, error::CommandError};

/// Two parts, each from a file or as it is in the draft.
#[derive(Debug)]
pub(crate) struct Proposal {
    document: Option<(Source, Document)>,
    invariants: Option<Source>,
}

impl Proposal {
    /// Reads the files; if the document has problems they are written, all of them.
    pub(crate) fn read(
        document: Option<&Path>,
        invariants: Option<&Path>,
        surroundings: &mut Surroundings<'_>,
    ) -> Result<Self, CommandError> {
        let document = match document {
            Some(path) => {
                let source = Source::read(path, surroundings)?;
                let document = source.document(surroundings)?;
                Some((source, document))
            }
            None => None,
        };
        let invariants = match invariants {
            Some(path) => Some(Source::read(path, surroundings)?),
            None => None,
        };
        // What can be known to be wrong without a table is told before there is one.
        if let (Some((_, document)), Some(invariants)) = (&document, &invariants) {
            invariants.invariants(document, surroundings)?;
        }
        Ok(Self { document, invariants })
    }

    /// Whether it is the draft as it is.
    pub(crate) const fn is_draft(&self) -> bool {
        self.document.is_none() && self.invariants.is_none()
    }

    /// The document, if it is from a file.
    pub(crate) fn document(&self) -> Option<&Document> {
        self.document.as_ref().map(|(_, document)| document)
    }

    /// Where the parts that are from files are from.
    pub(crate) fn places(&self, language: Language) -> Vec<String> {
        let document = self.document.as_ref().map(|(source, _)| source);
        document.into_iter().chain(&self.invariants).map(|source| source.place(language)).collect()
    }

    /// Both parts. If the invariants have problems they are written, all of them.
    pub(crate) async fn content(
        self,
        table: &dyn PolicyTable,
        policy: &PolicyName,
        surroundings: &mut Surroundings<'_>,
    ) -> Result<Content, CommandError> {
        Ok(match (self.document, self.invariants) {
            (None, None) => read_draft(table, policy).await?,
            (Some((_, document)), None) => draft_with(table, policy, document).await?,
            (document, Some(source)) => {
                let document = match document {
                    Some((_, document)) => document,
                    None => draft_document(table, policy).await?,
                };
                let invariants = source.invariants(&document, surroundings)?;
                Content { document, invariants }
            }
        })
    }
}
