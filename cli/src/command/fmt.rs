//! `sekisho fmt`: documents in their canonical form, with their comments.

use std::{
    fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use clap::Args;
use tempfile::NamedTempFile;

use super::document::Source;
use crate::{Exit, Surroundings, error::CommandError, format::formatted};

/// Write documents in their canonical form, and keep their comments
///
/// Keys, rules and values come in their fixed order, defaults are left out, and every comment stays by
/// what it is about. A document with problems is left as it is, and the problems are shown as `check`
/// shows them (3). Only YAML: JSON has no comments.
#[derive(Args, Debug)]
#[command(
    after_help = "Example:\n  sekisho fmt policy.yaml\n  sekisho fmt --check examples/*.yaml\n  sekisho fmt - < policy.yaml"
)]
pub(crate) struct Fmt {
    /// The documents; `-` is the standard input, written to the standard output
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Change nothing: name the files that are not in canonical form, and end with 2 if there are any
    #[arg(long)]
    check: bool,
}

impl Fmt {
    pub(crate) fn run(self, surroundings: &mut Surroundings<'_>) -> Result<Exit, CommandError> {
        let (mut differs, mut problems) = (false, false);
        for path in &self.files {
            match self.format(path, surroundings) {
                Ok(changed) => differs |= changed,
                Err(CommandError::Problems) => problems = true,
                Err(error) => return Err(error),
            }
        }
        Ok(match (problems, differs && self.check) {
            (true, _) => Exit::Problems,
            (false, true) => Exit::Differs,
            (false, false) => Exit::Done,
        })
    }

    /// Formats one document, and says whether that changes it.
    fn format(
        &self,
        path: &Path,
        surroundings: &mut Surroundings<'_>,
    ) -> Result<bool, CommandError> {
        let source = Source::read(path, surroundings)?;
        let place = source.place(surroundings.language);
        if source.is_json() {
            return Err(CommandError::FormatJson { place });
        }
        let document = source.document(surroundings)?;
        let Some(text) = formatted(source.text(), &document) else {
            return Err(CommandError::FormatLoses { place });
        };
        let changed = text != source.text();
        if self.check {
            if changed {
                surroundings.tell(
                    format_args!("{place}: not in canonical form"),
                    format_args!("{place}: 正規の書式ではありません"),
                )?;
            }
        } else if path == Path::new("-") {
            surroundings.output.write_all(text.as_bytes())?;
        } else if changed {
            replace(path, &text)
                .map_err(|error| CommandError::WriteFile { path: path.to_owned(), error })?;
            surroundings
                .tell(format_args!("{place}: formatted"), format_args!("{place}: 整形しました"))?;
        }
        Ok(changed)
    }
}

/// Puts a whole new file in the place of an old one: whoever reads it sees the one or the other, and if
/// anything fails it is the old one.
fn replace(path: &Path, text: &str) -> io::Result<()> {
    // A link stays a link.
    let path = fs::canonicalize(path)?;
    let permissions = fs::metadata(&path)?.permissions();
    if permissions.readonly() {
        return Err(io::Error::new(io::ErrorKind::PermissionDenied, "it is read-only"));
    }
    let mut file = NamedTempFile::new_in(path.parent().unwrap_or(Path::new(".")))?;
    file.write_all(text.as_bytes())?;
    file.as_file().set_permissions(permissions)?;
    file.as_file().sync_all()?;
    file.persist(&path)?;
    Ok(())
}
