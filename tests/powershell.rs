//! The PowerShell module of the staff: its syntax tree, held to rules. No PowerShell is at hand to run it,
//! which `docs/powershell.md` says.

use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
    sync::OnceLock,
};

use serde_json::{Value, json};

/// What `tests/powershell/check.py` says, asked once.
fn checked() -> &'static Value {
    static CHECKED: OnceLock<Value> = OnceLock::new();
    CHECKED.get_or_init(|| {
        let program = Path::new(env!("CARGO_MANIFEST_DIR")).join("powershell/check.py");
        let output = Command::new(python())
            .arg(program)
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .output()
            .expect("python starts");
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{errors}");
        serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {errors}"))
    })
}

/// The python that has what `tests/deploy/requirements.txt` names.
fn python() -> PathBuf {
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

#[test]
fn the_module_keeps_to_every_rule() {
    let checked = checked();
    assert_eq!(checked["wrong"], json!([]));
    assert!(checked["files"].as_u64() >= Some(20), "{} files", checked["files"]);
    let functions = [
        "Connect-Sekisho",
        "Disconnect-Sekisho",
        "Get-SekishoInstance",
        "Restart-SekishoInstance",
        "Start-SekishoInstance",
        "Stop-SekishoInstance",
    ];
    assert_eq!(checked["functions"], json!(functions));
}

#[test]
fn every_rule_finds_what_it_is_there_to_find() {
    let checked = checked();
    assert_eq!(checked["missed"], json!([]));
    assert!(checked["broken"].as_u64() >= Some(50), "{} broken modules", checked["broken"]);
}

#[test]
fn every_command_and_parameter_of_the_pages_is_there() {
    let checked = checked();
    assert_eq!(checked["pages"], json!([]));
    assert_eq!(checked["missed_in_pages"], json!([]));
}
