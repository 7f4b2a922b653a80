//! The workspace's binaries, as cargo built them.

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
