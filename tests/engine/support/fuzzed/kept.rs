//! What lies in `tests/fuzz`: the targets' files, and what is kept for each of them.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// The inputs that are kept for a target, in the order of their names.
///
/// # Panics
///
/// If there is no folder for it.
#[must_use]
pub fn kept(target: &str) -> Vec<Vec<u8>> {
    let files = files(&Path::new("corpus").join(target));
    files.into_iter().map(|file| fs::read(file).expect("a file that can be read")).collect()
}

/// The targets whose file names something of this library, in their order.
///
/// # Panics
///
/// If the files cannot be read.
#[must_use]
pub fn targets_of(library: &str) -> Vec<String> {
    let names = format!(" {library}::");
    let ours = |file: &PathBuf| {
        fs::read_to_string(file).expect("a file that can be read").contains(&names)
    };
    let stem = |file: PathBuf| Some(file.file_stem()?.to_str()?.to_owned());
    files(Path::new("fuzz_targets")).into_iter().filter(ours).filter_map(stem).collect()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz").join(folder);
    let entries = fs::read_dir(&folder).unwrap_or_else(|_| panic!("no {}", folder.display()));
    let mut files: Vec<PathBuf> =
        entries.map(|entry| entry.expect("a folder that can be read").path()).collect();
    files.sort();
    files
}
