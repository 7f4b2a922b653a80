//! The user's editor.

use std::{ffi::OsString, io, path::Path};

/// The program a user edits files with: `VISUAL`, else `EDITOR`, and `vi` if neither is set. It may have
/// arguments, as in `code --wait`.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Editor {
    program: OsString,
    arguments: Vec<OsString>,
}

impl Editor {
    /// The editor of an environment.
    #[must_use]
    pub fn of_environment(environment: impl IntoIterator<Item = (OsString, OsString)>) -> Self {
        let (mut visual, mut editor) = (None, None);
        for (name, value) in environment {
            if value.is_empty() {
                continue;
            }
            if name == "VISUAL" {
                visual = Some(value);
            } else if name == "EDITOR" {
                editor = Some(value);
            }
        }
        let line = visual.or(editor).unwrap_or_else(|| "vi".into());
        // What is no text cannot be split, and is taken for the name of a program.
        let Some(text) = line.to_str() else {
            return Self { program: line, arguments: Vec::new() };
        };
        let mut words = text.split_whitespace().map(OsString::from);
        let program = words.next().unwrap_or_else(|| "vi".into());
        Self { program, arguments: words.collect() }
    }

    /// Opens a file and waits until the user is done with it.
    ///
    /// # Errors
    ///
    /// If the program cannot be started, or says that it failed: the file is not to be used then.
    pub fn open(&self, path: &Path) -> io::Result<()> {
        let status =
            std::process::Command::new(&self.program).args(&self.arguments).arg(path).status();
        let program = self.program.to_string_lossy();
        match status {
            Ok(status) if status.success() => Ok(()),
            Ok(status) => {
                Err(io::Error::other(format!("the editor `{program}` ended with {status}")))
            }
            Err(error) => Err(io::Error::new(
                error.kind(),
                format!("cannot start the editor `{program}`: {error}: set VISUAL or EDITOR"),
            )),
        }
    }
}
