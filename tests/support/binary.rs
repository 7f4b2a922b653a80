//! The workspace's binaries, as cargo built them, or out of the packages of `tests/run --zips`.

use std::{env, path::PathBuf};

/// Where the binary of this name is: beside the folder of the test executables.
///
/// # Panics
///
/// If it is not there: `cargo test` alone makes no binary of a package without tests of its own.
pub fn path(name: &str) -> PathBuf {
    let test = env::current_exe().expect("a test knows where it is");
    let profile = test.ancestors().nth(2).expect("tests lie in target/PROFILE/deps");
    let binary = profile.join(name);
    assert!(
        binary.is_file(),
        "found no binary `{name}`: run `tests/run`, or first `cargo build --workspace --bins \
         --features sekisho-tests/embedded,sekisho-tests/moto`"
    );
    binary
}

/// Where the program of a function is: in the folder that `SEKISHO_LAMBDA_BINARIES` names, or where
/// cargo put it.
///
/// # Panics
///
/// If it is not there.
pub fn of_function(name: &str) -> PathBuf {
    let Some(folder) = env::var_os("SEKISHO_LAMBDA_BINARIES") else { return path(name) };
    let binary = PathBuf::from(folder).join(name);
    assert!(
        binary.is_file(),
        "found no binary `{}`: SEKISHO_LAMBDA_BINARIES names the folder that `tests/run --zips` makes",
        binary.display()
    );
    binary
}
