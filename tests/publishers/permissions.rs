//! What each role may do in DynamoDB is what the verbs need, and nothing else.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::Value;
use support::{
    binary,
    moto::{Moto, REGION},
    open_table::{OpenTable, TABLE},
    policy_table_contract,
    way::Way,
};

/// The actions of the statement with this id in `docs/vendor.md`, in every language.
fn documented(sid: &str) -> BTreeSet<String> {
    let all = ["vendor.md", "ja/vendor.md"].map(|page| {
        let page = fs::read_to_string(repository("docs").join(page)).unwrap();
        let blocks = page.split("```json\n").skip(1).filter_map(|block| block.split("```").next());
        let statements = blocks.map(|block| serde_json::from_str::<Value>(block).unwrap());
        let statement = statements.filter(|it| it["Sid"] == sid).collect::<Vec<_>>();
        let [statement] = statement.as_slice() else { panic!("one statement `{sid}`") };
        let actions = statement["Action"].as_array().unwrap().iter();
        actions.map(|action| action.as_str().unwrap().to_owned()).collect::<BTreeSet<_>>()
    });
    let [english, japanese] = all;
    assert_eq!(english, japanese, "{sid}");
    english
}

fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join(path)
}

/// The IAM actions that a call of DynamoDB is authorized by.
// SOURCE: Amazon DynamoDB developer guide, "Using IAM with transactions": each write of a transaction
// needs the permission of that write.
fn authorized_by(target: &str) -> String {
    let operation = target.rsplit('.').next().unwrap_or(target);
    let operation = if operation == "TransactWriteItems" { "PutItem" } else { operation };
    format!("dynamodb:{operation}")
}

struct Bench {
    way: Way,
    folder: tempfile::TempDir,
    town: &'static str,
}

impl Bench {
    async fn of(town: &'static str) -> Self {
        OpenTable::at(Moto::shared().endpoint()).await;
        let way = Way::to(Moto::shared().endpoint());
        Self { way, folder: tempfile::tempdir().unwrap(), town }
    }

    /// Runs a verb of the command line on the policy; it does what it is asked.
    fn run(&self, verb: &str, options: &[&str]) {
        self.run_on_table(verb, &[&["--policy", self.town], options].concat());
    }

    /// Runs a verb that is about no policy.
    fn run_on_table(&self, verb: &str, options: &[&str]) {
        let mut command = Command::new(binary::path("sekisho"));
        command
            .env_clear()
            .envs([("AWS_ACCESS_KEY_ID", "local"), ("AWS_SECRET_ACCESS_KEY", "local")])
            .envs([("AWS_REGION", REGION), ("AWS_ENDPOINT_URL_DYNAMODB", &self.way.endpoint())])
            .current_dir(self.folder.path())
            .args(verb.split(' '))
            .args(["--table", &format!("dynamodb:{TABLE}")])
            .args(options);
        let output = command.output().unwrap();
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{verb}: {errors}");
    }

    fn policy(&self, rules: &[&str]) {
        let mut text =
            format!("version: 1\npolicy: {}\nutc_offset: \"+09:00\"\nrules:\n", self.town);
        for rule in rules {
            text += &format!(
                "  - {{ id: {rule}, effect: allow, who: {{ groups: [staff] }}, actions: [describe], \
                 instances: any }}\n"
            );
        }
        fs::write(self.folder.path().join("policy.yaml"), text).unwrap();
    }

    /// The permissions that were needed so far.
    fn needed(&self) -> BTreeSet<String> {
        self.way.seen().iter().map(|seen| authorized_by(&seen.what)).collect()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_vendor_and_an_auditor_need_the_permissions_that_are_documented_and_no_others() {
    let vendor = Bench::of("permissions").await;
    let signed = ["--by", "kato", "--why", "a test"];
    let with = |options: &[&'static str]| [options, signed.as_slice()].concat();

    vendor.policy(&["one"]);
    vendor.run("draft import", &["policy.yaml"]);
    vendor.run("publish", &with(&["--expect-version", "none"]));
    vendor.policy(&["one", "two"]);
    vendor.run("publish", &with(&["--from", "policy.yaml", "--expect-version", "1"]));
    vendor.run("rollback", &with(&["--to", "1", "--expect-version", "2"]));
    vendor.run("revoke", &with(&["--user", "sato"]));
    vendor.run("prune", &["--keep", "1", "--delete"]);
    assert_eq!(vendor.needed(), documented("Vendor"));

    let auditor = Bench { way: Way::to(Moto::shared().endpoint()), ..vendor };
    let question = ["--group", "staff", "--action", "describe"];
    for verb in ["explain", "why-not", "decide"] {
        auditor.run(verb, &question);
    }
    for verb in ["pull", "pull --draft", "history", "show", "check", "plan", "prune --keep 1"] {
        auditor.run(verb, &[]);
    }
    for options in [&[][..], &["--draft"]] {
        auditor.run("prove", options);
        auditor.run("lint", options);
    }
    auditor.run("diff", &["--to", "4"]);
    fs::write(auditor.folder.path().join("empty.jsonl"), "").unwrap();
    auditor.run("replay", &["--log", "empty.jsonl"]);
    assert_eq!(auditor.needed(), documented("Auditor"));
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_copies_keys_needs_the_permissions_that_are_documented_and_no_others() {
    let copier = Bench::of("keys").await;
    let issuer = ["--issuer", "https://issuer.example/permissions"];
    let jwks = policy_table_contract::jwks("one");
    fs::write(copier.folder.path().join("jwks.json"), jwks.as_str()).unwrap();

    let push = ["--jwks", "jwks.json"];
    copier.run_on_table("keys push", &[issuer, push].concat());
    copier.run_on_table("keys show", &issuer);
    assert_eq!(copier.needed(), documented("Keys"));
}

#[test]
fn a_lambda_reads_by_exact_keys() {
    let only: BTreeSet<String> = ["dynamodb:GetItem".to_owned()].into();
    assert_eq!(documented("Lambda"), only, "tests/lambda shows that it is enough");
}
