//! Who is signed in where: one file for each API, which nobody else may read.

use std::{
    ffi::OsString,
    fs, io,
    io::Write as _,
    path::{Path, PathBuf},
};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use reqwest::Url;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

use super::ClerkError;
use crate::error::CommandError;

/// The folder of the sessions: below `XDG_RUNTIME_DIR`, which is emptied when the user leaves the machine
/// and never reaches a disk or a backup, else below the home folder. `None` without either.
///
/// SOURCE: XDG Base Directory Specification 0.8: a path that is not absolute is as good as none.
#[must_use]
pub fn session_folder(
    environment: impl IntoIterator<Item = (OsString, OsString)>,
) -> Option<PathBuf> {
    let (mut runtime, mut home) = (None, None);
    for (name, value) in environment {
        let path = Some(PathBuf::from(value)).filter(|path| path.is_absolute());
        if name == "XDG_RUNTIME_DIR" {
            runtime = path;
        } else if name == "HOME" {
            home = path;
        }
    }
    let runtime = runtime.map(|folder| folder.join("sekisho"));
    runtime.or_else(|| home.map(|folder| folder.join(".local/state/sekisho")))
}

/// Somebody who is signed in. No `Debug`: it holds tokens.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Session {
    #[serde(serialize_with = "url_as_text", deserialize_with = "url_of_text")]
    pub(crate) api: Url,
    pub(crate) user: String,
    pub(crate) access_token: String,
    pub(crate) refresh_token: Option<String>,
}

fn url_as_text<S: Serializer>(url: &Url, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(url.as_str())
}

fn url_of_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Url, D::Error> {
    Url::parse(&String::deserialize(deserializer)?).map_err(D::Error::custom)
}

/// The sessions of this user of the machine.
#[derive(Clone, Debug)]
pub(crate) struct Sessions(PathBuf);

impl Sessions {
    /// # Errors
    ///
    /// There is no folder to keep sessions in, or others can put theirs into it.
    pub(crate) fn new(folder: Option<&PathBuf>) -> Result<Self, ClerkError> {
        let folder = folder.ok_or(ClerkError::NoFolder)?;
        only_ours(folder)?;
        Ok(Self(folder.clone()))
    }

    /// The session with this API, or with the only one there is.
    pub(crate) fn open(&self, api: Option<&Url>) -> Result<Session, CommandError> {
        let Some(api) = api else { return self.only() };
        match read(&self.path(api)) {
            Err(CommandError::Read { error, .. }) if error.kind() == io::ErrorKind::NotFound => {
                Err(ClerkError::NotSignedIn(api.clone()).into())
            }
            // Its tokens go where the file says, so that has to be where its name says.
            Ok(session) if session.api != *api => Err(ClerkError::Damaged(self.path(api)).into()),
            found => found,
        }
    }

    /// Keeps a session in place of the one before it: whole or not at all, and never readable by others.
    pub(crate) fn keep(&self, session: &Session) -> Result<(), CommandError> {
        let path = self.path(&session.api);
        let failed = |error| CommandError::WriteFile { path: path.clone(), error };
        make_folder(&self.0).map_err(failed)?;
        // A temporary file is made with mode 0600, before anything is in it.
        let mut file = tempfile::Builder::new().tempfile_in(&self.0).map_err(failed)?;
        let text = serde_json::to_vec(session).map_err(|error| failed(error.into()))?;
        file.write_all(&text).map_err(failed)?;
        file.as_file().sync_all().map_err(failed)?;
        file.persist(&path).map_err(|error| failed(error.error))?;
        Ok(())
    }

    /// Forgets the session with this API, or with the only one there is; whether there was one.
    pub(crate) fn forget(&self, api: Option<&Url>) -> Result<bool, CommandError> {
        let path = match api {
            Some(api) => self.path(api),
            None => match self.files()?.as_slice() {
                [] => return Ok(false),
                [path] => path.clone(),
                several => return Err(ClerkError::Several(apis(several)).into()),
            },
        };
        match fs::remove_file(&path) {
            Ok(()) => Ok(true),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
            Err(error) => Err(CommandError::WriteFile { path, error }),
        }
    }

    fn only(&self) -> Result<Session, CommandError> {
        match self.files()?.as_slice() {
            [] => Err(ClerkError::NobodySignedIn.into()),
            [path] => {
                let session = read(path)?;
                let is_its_own = self.path(&session.api) == *path;
                if is_its_own { Ok(session) } else { Err(ClerkError::Damaged(path.clone()).into()) }
            }
            several => Err(ClerkError::Several(apis(several)).into()),
        }
    }

    fn files(&self) -> Result<Vec<PathBuf>, CommandError> {
        let failed = |error| CommandError::Read { path: self.0.clone(), error };
        let entries = match fs::read_dir(&self.0) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(failed(error)),
        };
        let mut files = Vec::new();
        for entry in entries {
            let path = entry.map_err(failed)?.path();
            if path.extension().is_some_and(|extension| extension == EXTENSION) {
                files.push(path);
            }
        }
        files.sort();
        Ok(files)
    }

    /// The name of an API has signs that the name of a file must not have.
    fn path(&self, api: &Url) -> PathBuf {
        self.0.join(format!("{}.{EXTENSION}", URL_SAFE_NO_PAD.encode(api.as_str())))
    }
}

const EXTENSION: &str = "session";

/// The APIs of these files, as their names say.
fn apis(files: &[PathBuf]) -> Vec<String> {
    let api = |path: &PathBuf| {
        let name = path.file_stem()?.to_str()?;
        String::from_utf8(URL_SAFE_NO_PAD.decode(name).ok()?).ok()
    };
    files.iter().filter_map(api).collect()
}

fn read(path: &Path) -> Result<Session, CommandError> {
    let failed = |error| CommandError::Read { path: path.to_owned(), error };
    let text = fs::read(path).map_err(failed)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = fs::metadata(path).map_err(failed)?.permissions().mode() & 0o7777;
        if mode & 0o077 != 0 {
            return Err(ClerkError::Exposed { path: path.to_owned(), mode }.into());
        }
    }
    // What is wrong with it is not told: the text holds tokens.
    serde_json::from_slice(&text).map_err(|_| ClerkError::Damaged(path.to_owned()).into())
}

/// Whoever can write here can have somebody else's servers changed by this user's commands.
#[cfg(unix)]
fn only_ours(folder: &Path) -> Result<(), ClerkError> {
    use std::os::unix::fs::PermissionsExt as _;
    // One that is not there yet, or cannot be looked into, holds no session that would be used.
    let mode = fs::metadata(folder).map_or(0o700, |found| found.permissions().mode() & 0o7777);
    if mode & 0o022 == 0 {
        Ok(())
    } else {
        Err(ClerkError::Unguarded { path: folder.to_owned(), mode })
    }
}

#[cfg(not(unix))]
fn only_ours(_folder: &Path) -> Result<(), ClerkError> {
    Ok(())
}

#[cfg(unix)]
fn make_folder(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

#[cfg(not(unix))]
fn make_folder(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)
}
