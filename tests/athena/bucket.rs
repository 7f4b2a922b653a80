//! Files as they lie in S3, and the engine that reads them.

use std::{
    collections::BTreeMap,
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    process::Command,
};

use flate2::{Compression, write::GzEncoder};
use serde_json::{Value, json};
use support::moto::python;
use tempfile::TempDir;

use crate::trail::{ACCOUNT, iso};

/// Lays the lines and the records out as Firehose and CloudTrail do, asks every query of
/// `docs/athena`, and returns the answers by name.
pub fn ask(lines: &[Value], records: &[Value]) -> BTreeMap<String, Value> {
    let buckets = tempfile::tempdir().unwrap();
    // Delivered twice, as Firehose may.
    for copy in 0..2 {
        for (day, lines) in by_day(lines, |line| iso(line["at"].as_i64().unwrap())) {
            let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
            let name = format!("sekisho-audit-{ACCOUNT}/audit/hoshimi/{day}/lines-{copy}.gz");
            put(&buckets, &name, &text);
        }
    }
    for (day, records) in by_day(records, |record| record["eventTime"].as_str().unwrap().to_owned())
    {
        let text = json!({ "Records": records }).to_string();
        let folder = format!("cloudtrail-{ACCOUNT}/AWSLogs/{ACCOUNT}/CloudTrail/ap-northeast-1");
        put(&buckets, &format!("{folder}/{day}/records.json.gz"), &text);
    }
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    let ran = Command::new(python())
        .arg(tests.join("athena/queries.py"))
        .args([tests.join("../docs/athena"), buckets.path().to_owned()])
        .output()
        .expect("the python of SEKISHO_MOTO_PYTHON starts");
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    serde_json::from_slice(&ran.stdout).unwrap()
}

fn by_day(all: &[Value], at: fn(&Value) -> String) -> BTreeMap<String, Vec<&Value>> {
    let mut days: BTreeMap<String, Vec<&Value>> = BTreeMap::new();
    for one in all {
        days.entry(at(one)[..10].replace('-', "/")).or_default().push(one);
    }
    days
}

fn put(buckets: &TempDir, name: &str, text: &str) {
    let path: PathBuf = buckets.path().join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    let mut file = GzEncoder::new(fs::File::create(path).unwrap(), Compression::fast());
    file.write_all(text.as_bytes()).unwrap();
    file.finish().unwrap();
}
