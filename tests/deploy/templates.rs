//! What three readers say of the templates: cfn-lint, checkov, and the rules of our own.

use std::{fs, path::Path};

use serde_json::Value;
use support::moto;

use crate::programs::{ask, checks_python, repository, run};

/// Every template, and nothing else of the folder.
fn copied_to(folder: &Path) {
    for entry in fs::read_dir(repository("deploy")).unwrap().flatten() {
        if entry.path().extension().is_some_and(|extension| extension == "yaml") {
            fs::copy(entry.path(), folder.join(entry.file_name())).unwrap();
        }
    }
}

/// A copy of the templates in which one text of one file is another.
fn changed(file: &str, from: &str, to: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    copied_to(folder.path());
    let path = folder.path().join(file);
    let text = fs::read_to_string(&path).unwrap();
    assert_eq!(text.matches(from).count(), 1, "`{from}` is once in {file}");
    fs::write(&path, text.replace(from, to)).unwrap();
    folder
}

/// What cfn-lint finds, as `file: rule`.
fn linted(folder: &Path) -> Vec<String> {
    let program = "import sys; from cfnlint.runner import main; sys.exit(main())";
    let arguments = ["-c", program, "--format", "json", "--regions", "ap-northeast-1"];
    let mut arguments: Vec<String> = arguments.map(str::to_owned).into();
    arguments.push("--".to_owned());
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|it| it.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "yaml"));
    files.sort();
    arguments.extend(files.iter().map(|file| file.to_str().unwrap().to_owned()));
    let output = run(&moto::python(), &arguments);
    let errors = String::from_utf8_lossy(&output.stderr);
    let findings: Vec<Value> =
        serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {errors}"));
    let name = |finding: &Value| {
        let file = Path::new(finding["Filename"].as_str().unwrap()).file_name().unwrap();
        let rule = finding["Rule"]["Id"].as_str().unwrap();
        format!("{}: {rule}: {}", file.to_str().unwrap(), finding["Message"].as_str().unwrap())
    };
    findings.iter().map(name).collect()
}

/// What checkov says, whole.
fn checked(folder: &Path) -> Value {
    let arguments = ["-m", "checkov.main", "--framework", "cloudformation", "--skip-download"];
    let mut arguments: Vec<String> = arguments.map(str::to_owned).into();
    arguments.extend(["-o", "json", "-d"].map(str::to_owned));
    arguments.push(folder.to_str().unwrap().to_owned());
    let output = run(&checks_python(), &arguments);
    let errors = String::from_utf8_lossy(&output.stderr);
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {errors}"))
}

/// `resource: check` of each check with this result.
fn named(answer: &Value, result: &str) -> Vec<String> {
    let checks = answer["results"][result].as_array().unwrap().iter();
    let mut names: Vec<_> = checks
        .map(|check| {
            let resource = check["resource"].as_str().unwrap();
            format!("{resource}: {}", check["check_id"].as_str().unwrap())
        })
        .collect();
    names.sort();
    names
}

#[test]
fn cfn_lint_finds_nothing() {
    assert_eq!(linted(&repository("deploy")), Vec::<String>::new());
}

#[test]
fn cfn_lint_would_find_something() {
    let folder = changed("table.yaml", "SSEEnabled: true", "SSEEnabled: maybe");

    let required = ["table.yaml: E3012: 'maybe' is not of type 'boolean'"];
    assert_eq!(linted(folder.path()), required);
}

#[test]
fn checkov_finds_nothing_but_what_is_suppressed_with_a_reason() {
    let answer = checked(&repository("deploy"));

    assert_eq!(named(&answer, "failed_checks"), Vec::<String>::new());
    assert_eq!(answer["summary"]["parsing_errors"], 0);
    assert!(answer["summary"]["passed"].as_u64().unwrap() > 90, "{}", answer["summary"]);
    let mut written = 0;
    for entry in fs::read_dir(repository("deploy")).unwrap().flatten() {
        let text = fs::read_to_string(entry.path()).unwrap_or_default();
        written += text.matches("- id: CKV").count();
    }
    let skipped = answer["results"]["skipped_checks"].as_array().unwrap();
    assert_eq!(skipped.len(), written, "a suppression of what checkov does not look for");
    for check in skipped {
        let reason = check["check_result"]["suppress_comment"].as_str().unwrap_or_default();
        assert!(reason.len() > 40 && reason.ends_with('.'), "{}: `{reason}`", check["resource"]);
    }
}

#[test]
fn checkov_would_find_something() {
    let enabled = "PointInTimeRecoveryEnabled: true";
    let folder = changed("table.yaml", enabled, "PointInTimeRecoveryEnabled: false");

    let answer = checked(folder.path());

    assert_eq!(named(&answer, "failed_checks"), ["AWS::DynamoDB::Table.Table: CKV_AWS_28"]);
}

#[test]
fn every_rule_holds_of_every_town_and_says_what_is_wrong_with_its_fixture() {
    let answer = ask("check_rules.py");

    assert_eq!(answer["findings"], Value::Array(Vec::new()));
    let fixtures = answer["fixtures"].as_object().unwrap();
    assert!(fixtures.len() > 70, "{} rules", fixtures.len());
    for (rule, fixture) in fixtures {
        assert_eq!(fixture["found"], fixture["required"], "{rule}");
    }
}

#[test]
fn no_template_is_longer_than_400_lines() {
    for entry in fs::read_dir(repository("deploy")).unwrap().flatten() {
        let lines = fs::read_to_string(entry.path()).unwrap_or_default().lines().count();

        assert!(lines <= 400, "{}: {lines} lines", entry.path().display());
    }
}
