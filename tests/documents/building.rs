//! Every `cargo` command of the pages names packages, features and binaries that there are.

use std::{collections::BTreeSet, env, fs, path::Path, process::Command};

use serde_json::Value;

/// What each package of the workspace has: its features, and its targets.
fn packages() -> Value {
    let output = Command::new(env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned()))
        .args(["metadata", "--no-deps", "--offline", "--format-version", "1"])
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(".."))
        .output()
        .expect("cargo runs");
    serde_json::from_slice(&output.stdout).expect("JSON")
}

/// The `cargo` commands in the blocks of every page.
fn commands() -> BTreeSet<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let folders = ["", "docs", "docs/ja", "benches"].map(|it| fs::read_dir(root.join(it)).unwrap());
    let pages = folders.into_iter().flatten().map(|it| it.unwrap().path());
    let mut found = BTreeSet::new();
    for page in pages.filter(|it| it.extension().is_some_and(|it| it == "md")) {
        let text = fs::read_to_string(page).unwrap().replace("\\\n", " ");
        for block in text.split("```console\n").skip(1) {
            let lines = block.split("```").next().unwrap().lines();
            let lines = lines.filter_map(|it| it.find("cargo ").map(|at| it[at..].to_owned()));
            found.extend(lines);
        }
    }
    found
}

#[test]
fn every_cargo_command_names_what_there_is() {
    let packages = packages();
    let packages = packages["packages"].as_array().unwrap();
    let named =
        |list: &Value, name: &str| list.as_array().unwrap().iter().any(|it| it["name"] == name);
    let commands = commands();
    assert!(commands.len() > 8, "{commands:?}");
    for line in commands {
        let words: Vec<_> = line.split([' ', ')']).collect();
        // What comes after `#` is a comment, and after `--` the program's own.
        let words = words.split(|it| ["#", "--"].contains(it)).next().unwrap();
        let after = |option: &str| {
            let at = words.iter().position(|it| *it == option)?;
            words.get(at + 1).copied()
        };
        let meant = words.windows(2).filter(|pair| pair[0] == "-p").map(|pair| pair[1]);
        let meant: Vec<&Value> = meant
            .map(|name| packages.iter().find(|it| it["name"] == name))
            .map(|package| package.unwrap_or_else(|| panic!("{line}: no such package")))
            .collect();
        let any = |is: &dyn Fn(&Value) -> bool| meant.iter().any(|package| is(package));
        if meant.is_empty() {
            continue;
        }
        for feature in after("--features").into_iter().flat_map(|it| it.split(',')) {
            let has = |package: &Value| package["features"].get(feature).is_some();
            assert!(any(&has), "{line}: no feature {feature}");
        }
        for option in ["--bin", "--test", "--example", "--bench"] {
            if let Some(target) = after(option) {
                let has = |package: &Value| named(&package["targets"], target);
                assert!(any(&has), "{line}: no {option} {target}");
            }
        }
    }
}
