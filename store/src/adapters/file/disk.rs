//! Whole files, flushed and renamed; one lock.

use std::{
    fs::{self, File, TryLockError},
    io::{self, Write as _},
    path::{Path, PathBuf},
    time::Duration,
};

use crate::TableError;

/// The exclusive right to write a table; the operating system takes it back when the process ends,
/// however it ends.
pub(super) struct Lock {
    _file: File,
}

impl Lock {
    /// Waits for the lock, at most [`WAITS`] × [`WAIT`].
    pub(super) fn acquire(root: &Path) -> Result<Self, TableError> {
        let path = root.join("lock");
        let file = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .map_err(|error| fault("open", &path, &error))?;
        for _ in 0..WAITS {
            match file.try_lock() {
                Ok(()) => return Ok(Self { _file: file }),
                Err(TryLockError::WouldBlock) => std::thread::sleep(WAIT),
                Err(TryLockError::Error(error)) => return Err(fault("lock", &path, &error)),
            }
        }
        Err(TableError::Locked { path: path.display().to_string() })
    }
}

/// The content of a file, if there is one.
pub(super) fn read(path: &Path) -> Result<Option<String>, TableError> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(fault("read", path, &error)),
    }
}

/// Puts a whole new content in place of a file: afterwards it is there, or nothing has changed.
pub(super) fn replace(path: &Path, content: &str) -> Result<(), TableError> {
    let directory = path.parent().unwrap_or(path);
    fs::create_dir_all(directory)
        .map_err(|error| fault("make the directory", directory, &error))?;
    let fresh = fresh(path);
    write(&fresh, content).map_err(|error| fault("write", &fresh, &error))?;
    fs::rename(&fresh, path).map_err(|error| fault("replace", path, &error))?;
    sync_directory(directory).map_err(|error| fault("flush", directory, &error))
}

/// The names in a directory, of which there are none if it is not there.
pub(super) fn names(directory: &Path) -> Result<Vec<String>, TableError> {
    let entries = match fs::read_dir(directory) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(fault("read", directory, &error)),
    };
    let name = |entry: io::Result<fs::DirEntry>| {
        let entry = entry.map_err(|error| fault("read", directory, &error))?;
        Ok(entry.file_name().to_string_lossy().into_owned())
    };
    entries.map(name).collect()
}

/// Removes a file, if there is one.
pub(super) fn remove(path: &Path) -> Result<(), TableError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(fault("delete", path, &error)),
        Ok(()) | Err(_) => Ok(()),
    }
}

/// What the operating system said about a path.
pub(super) fn fault(action: &'static str, path: &Path, error: &io::Error) -> TableError {
    TableError::File { action, path: path.display().to_string(), message: error.to_string() }
}

/// The name a file has while it is being written. One for all writers: they hold the lock, and what
/// a killed one left behind is overwritten by the next.
fn fresh(path: &Path) -> PathBuf {
    path.with_added_extension("new")
}

fn write(path: &Path, content: &str) -> io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(content.as_bytes())?;
    file.sync_all()
}

/// A rename is on disk when its directory is.
#[cfg(unix)]
fn sync_directory(directory: &Path) -> io::Result<()> {
    File::open(directory)?.sync_all()
}

/// Elsewhere a directory cannot be opened, and the file system keeps its own journal.
#[cfg(not(unix))]
fn sync_directory(_directory: &Path) -> io::Result<()> {
    Ok(())
}

const WAITS: u32 = 100;
const WAIT: Duration = Duration::from_millis(20);
