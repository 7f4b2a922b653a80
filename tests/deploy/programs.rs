//! The Python programs of this suite.

use std::{
    env,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use serde_json::Value;
use support::moto;

/// What a program of `tests/deploy` prints, with the python of moto.
pub fn ask(program: &str) -> Value {
    printed(&run(&moto::python(), &[repository("tests/deploy").join(program)]))
}

/// The same, with the python of `tests/deploy/requirements.txt`.
pub fn ask_checks(program: &str) -> Value {
    printed(&run(&checks_python(), &[repository("tests/deploy").join(program)]))
}

/// The python that has what `tests/deploy/requirements.txt` names.
pub fn checks_python() -> PathBuf {
    let python = env::var_os("SEKISHO_DEPLOY_PYTHON").map(PathBuf::from).expect(
        "SEKISHO_DEPLOY_PYTHON is not set: run `tests/run`, or set it to what `tests/run --checks` \
         prints",
    );
    assert!(
        python.is_file(),
        "found `{}` in SEKISHO_DEPLOY_PYTHON, which is no file: `tests/run --checks` makes it",
        python.display()
    );
    python
}

/// Runs Python with these arguments; no network of AWS is asked for credentials.
pub fn run<A: AsRef<std::ffi::OsStr>>(python: &Path, arguments: &[A]) -> Output {
    Command::new(python)
        .args(arguments)
        .env("AWS_EC2_METADATA_DISABLED", "true")
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .output()
        .expect("python starts")
}

/// A path of the repository.
pub fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("tests/ is in the root").join(path)
}

/// The one JSON text on the standard output of a program that did what it was asked.
pub fn printed(output: &Output) -> Value {
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {errors}"))
}
