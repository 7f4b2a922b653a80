//! The shape of the project, held by a test: who may depend on whom, what is pure, how long a file
//! may be.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// Everything the engine links, each with what it is there for.
const POLICY_MAY_REST_ON: &[(&str, &str)] = &[
    ("arraydeque", "saphyr-parser"),
    ("foldhash", "the hash of its tables"),
    ("hashbrown", "the tables of what it compiles"),
    ("ipnet", "networks"),
    ("itoa", "serde_json"),
    ("jiff", "civil dates"),
    ("jiff-core", "civil dates"),
    ("memchr", "serde_json"),
    ("once_cell", "what is worked out once"),
    ("saphyr-parser", "YAML with places"),
    ("sekisho-policy", "itself"),
    ("serde", "JSON in and out"),
    ("serde_core", "JSON in and out"),
    ("serde_json", "JSON in and out"),
    ("smallvec", "short lists in place"),
    ("smol_str", "short identifiers in place"),
    ("strsim", "the nearest spelling"),
    ("thiserror", "error enums"),
    ("tinyvec", "unicode-normalization"),
    ("unicode-normalization", "NFC"),
    ("zmij", "serde_json"),
];

/// The engines we are measured against, and which packages may name them.
const PEERS: &[(&str, &[&str])] = &[
    ("casbin", &["sekisho-benches"]),
    ("cedar-policy", &["sekisho-benches", "sekisho-tests", "sekisho-engine-tests"]),
    ("regorus", &["sekisho-benches"]),
];

/// Which rooms a room may use, directly.
const ARROWS: &[(&str, &[&str])] = &[
    ("sekisho-policy", &[]),
    ("sekisho-identity", &["sekisho-policy"]),
    ("sekisho-store", &["sekisho-policy", "sekisho-identity"]),
    ("sekisho-lambda", &["sekisho-policy", "sekisho-identity", "sekisho-store"]),
    (
        "sekisho-authorizer",
        &["sekisho-policy", "sekisho-identity", "sekisho-store", "sekisho-lambda"],
    ),
    (
        "sekisho-executor",
        &["sekisho-policy", "sekisho-identity", "sekisho-store", "sekisho-lambda"],
    ),
    (
        "sekisho",
        &[
            "sekisho-policy",
            "sekisho-identity",
            "sekisho-store",
            "sekisho-lambda",
            "sekisho-authorizer",
            "sekisho-executor",
        ],
    ),
];

const ROOMS: &[&str] = &["policy", "identity", "store", "lambda", "authorizer", "executor", "cli"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("tests/ is in the root").to_path_buf()
}

/// The packages that `package` links, by `cargo tree`: default features, procedural macros left out
/// (they leave nothing behind but the code they generate).
fn closure(package: &str, depth: &str) -> BTreeSet<String> {
    let output = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["tree", "--locked", "--offline", "--package", package, "--depth", depth])
        .args(["--edges", "normal,no-proc-macro", "--prefix", "none", "--format", "{p}"])
        .current_dir(root())
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout)
        .expect("cargo prints text")
        .lines()
        .filter_map(|line| line.split_whitespace().next())
        .map(str::to_owned)
        .collect()
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).expect("a readable folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            if !path.ends_with("target") {
                files.extend(rust_files(&path));
            }
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}

#[test]
fn the_engine_rests_on_the_allow_list_and_nothing_else() {
    let allowed: BTreeSet<String> =
        POLICY_MAY_REST_ON.iter().map(|(name, _)| (*name).to_owned()).collect();

    assert_eq!(closure("sekisho-policy", "99"), allowed);
}

#[test]
fn arrows_between_rooms_run_one_way() {
    for (room, allowed) in ARROWS {
        let used = closure(room, "1");

        let unexpected: Vec<&String> = used
            .iter()
            .filter(|name| name.starts_with("sekisho") && *name != room)
            .filter(|name| !allowed.contains(&name.as_str()))
            .collect();

        assert!(unexpected.is_empty(), "{room} may not depend on {unexpected:?}");
    }
}

#[test]
fn nothing_on_the_quick_start_path_compiles_the_sdk_of_a_kind_of_resource() {
    for package in ["sekisho", "sekisho-tests", "sekisho-authorizer"] {
        for heavy in ["aws-sdk-ec2", "aws-sdk-ecs", "aws-sdk-rds"] {
            assert!(!closure(package, "99").contains(heavy), "{package} reaches {heavy}");
        }
    }
}

/// Whatever the kind of dependency and whatever the feature it stands behind.
#[test]
fn the_peers_are_named_by_benches_and_by_the_differential_test_alone() {
    let output = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["metadata", "--locked", "--offline", "--no-deps", "--format-version", "1"])
        .current_dir(root())
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let packages = metadata["packages"].as_array().expect("packages");
    assert!(packages.iter().any(|package| package["name"] == "sekisho-benches"));

    for package in packages {
        let name = package["name"].as_str().expect("a name");
        for dependency in package["dependencies"].as_array().expect("dependencies") {
            let peer = PEERS.iter().find(|(peer, _)| dependency["name"] == *peer);
            if let Some((peer, may)) = peer {
                assert!(may.contains(&name), "{name} may not depend on {peer}");
            }
        }
    }
}

#[test]
fn the_engine_suite_compiles_in_seconds_because_it_needs_the_engine_alone() {
    let heavy: Vec<String> = closure("sekisho-engine-tests", "99")
        .into_iter()
        .filter(|name| name.starts_with("sekisho") || name.starts_with("aws") || name == "tokio")
        .collect();

    assert_eq!(heavy, ["sekisho-engine-tests", "sekisho-policy"]);
}

#[test]
fn what_is_fuzzed_compiles_without_an_aws_sdk() {
    let heavy: Vec<String> = closure("sekisho-door-tests", "99")
        .into_iter()
        .filter(|name| name.starts_with("aws-"))
        .collect();

    // The SDK's TLS library is what signatures are checked by.
    assert_eq!(heavy, ["aws-lc-rs", "aws-lc-sys"]);
}

/// A room's `main` is `src/main.rs`; one that is two Lambdas has the other in `src/bin`.
fn is_adapter_or_main(file: &Path) -> bool {
    file.ends_with("src/main.rs")
        || file.components().any(|part| part.as_os_str() == "adapters" || part.as_os_str() == "bin")
}

#[test]
fn only_adapters_and_main_name_an_aws_sdk() {
    let mut offenders = Vec::new();
    for room in ROOMS {
        for file in rust_files(&root().join(room).join("src")) {
            let exempt = is_adapter_or_main(&file);
            let text = fs::read_to_string(&file).expect("a readable file");
            let names = text.lines().any(|line| {
                !line.trim_start().starts_with("//")
                    && (line.contains("aws_sdk_") || line.contains("aws_config::"))
            });
            // The command line and `serve` are wiring themselves: they choose a table by its name.
            let wiring = *room == "cli";
            if names && !exempt && !wiring {
                offenders.push(file);
            }
        }
    }
    assert_eq!(offenders, Vec::<PathBuf>::new());
}

#[test]
fn only_adapters_and_main_touch_the_process_around_a_lambda() {
    let mut offenders = Vec::new();
    for room in ROOMS.iter().filter(|room| **room != "lambda") {
        for file in rust_files(&root().join(room).join("src")) {
            let exempt = is_adapter_or_main(&file);
            let text = fs::read_to_string(&file).expect("a readable file");
            if !exempt && text.replace("std::process::", "").contains("process::") {
                offenders.push(file);
            }
        }
    }
    assert_eq!(offenders, Vec::<PathBuf>::new());
}

#[test]
fn the_engine_cannot_reach_the_standard_library() {
    let lib =
        fs::read_to_string(root().join("policy/src/lib.rs")).expect("the engine's front page");

    assert!(lib.contains("#![no_std]"));
    assert!(!lib.contains("extern crate std"));
}

#[test]
fn no_file_is_longer_than_400_lines() {
    let long: Vec<(PathBuf, usize)> = ROOMS
        .iter()
        .chain(&["tests", "benches"])
        .flat_map(|room| rust_files(&root().join(room)))
        .map(|file| {
            let lines = fs::read_to_string(&file).expect("a readable file").lines().count();
            (file, lines)
        })
        .filter(|(_, lines)| *lines > 400)
        .collect();

    assert_eq!(long, Vec::<(PathBuf, usize)>::new());
}

#[test]
fn every_test_that_the_threat_model_names_is_there() {
    let docs = root().join("docs");
    for page in ["threat-model.md", "ja/threat-model.md"].map(|page| docs.join(page)) {
        let text = fs::read_to_string(&page).expect("a readable page");
        let folder = page.parent().expect("a page is in a folder");
        let mut named = 0;
        let mut missing = Vec::new();
        for link in text.split('[').skip(1) {
            let Some((name, rest)) = link.split_once("](") else { continue };
            let path = rest.split(')').next().expect("a link ends");
            if !path.contains("/tests/") {
                continue;
            }
            named += 1;
            let suite = fs::read_to_string(folder.join(path)).unwrap_or_default();
            // A test of its own, or a line of a macro that makes one.
            if !suite.contains(&format!("fn {name}")) && !suite.contains(&format!("{name}: \"")) {
                missing.push(format!("{name} in {path}"));
            }
        }

        assert_eq!(missing, Vec::<String>::new(), "named in {}", page.display());
        assert!(named > 30, "{} names {named} tests", page.display());
    }
}
