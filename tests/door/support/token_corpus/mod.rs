//! The token corpus, `tests/corpus/tokens`: recipes, from which tokens are made when a suite runs,
//! and what must become of each. No token and no key lies in a file.

mod case;
mod keys;
mod mint;
mod signature;
mod template;

use std::{collections::BTreeMap, fs, path::Path};

use serde_json::Value;

pub use self::{
    case::{Case, Judged},
    keys::{OWN_ID, jwks, signed_by_the_suite},
};

/// The cases of every file, by the file's name.
pub fn cases() -> BTreeMap<String, Vec<Case>> {
    let read = |case| serde_json::from_value(case).unwrap_or_else(|error| panic!("{error}"));
    let files = recipes().into_iter();
    files.map(|(name, cases)| (name, cases.into_iter().map(read).collect())).collect()
}

/// The same as they are written.
pub fn recipes() -> BTreeMap<String, Vec<Value>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../corpus/tokens");
    fs::read_dir(folder)
        .expect("the corpus")
        .map(|entry| {
            let path = entry.expect("a file").path();
            let name = path.file_stem().expect("a name").to_str().expect("text").to_owned();
            let text = fs::read_to_string(&path).expect("a readable file");
            let cases =
                serde_json::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
            (name, cases)
        })
        .collect()
}
