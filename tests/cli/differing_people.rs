//! What people gain and lose on instances by a change.

use std::fs;

use sekisho::Exit;
use serde_json::{Value, json};
use support::schema::Schema;

use crate::{
    command::{Command, Ran, file, repository, sekisho},
    town_table::at_nine,
};

/// The policy of Hoshimi after a change: the library moves, and staff lose what is being staged.
fn moved() -> String {
    let policy = fs::read_to_string(repository("examples/hoshimi.yaml")).unwrap();
    let [from, to] = ["cidrs: [10.21.8.0/24]", "cidrs: [10.21.9.0/24]"];
    let [staged, not] = ["Env: [dev, stg]", "Env: [dev]"];
    assert!(policy.contains(from) && policy.contains(staged));
    policy.replace(from, to).replace(staged, not)
}

/// What is said of this change of the policy of Hoshimi.
async fn diff(new: &str, options: &[&str]) -> Ran {
    let path = |name: &str| repository(name).to_str().unwrap().to_owned();
    let old = path("examples/hoshimi.yaml");
    let [people, instances] = ["examples/people.jsonl", "examples/instances.jsonl"].map(path);
    let (_new, new) = file("new.yaml", new);
    let lists = ["--people", &people, "--inventory", &instances];
    let mut ran = sekisho(&[&["diff", &old, &new], lists.as_slice(), options].concat()).await;
    ran.output = at_nine(&ran.output);
    ran
}

/// It is as it was looked at and found to be right, and the pages show the end of it. What a change makes
/// of it is written into the corpus where `SEKISHO_WRITE_CORPUS` is set.
#[tokio::test]
async fn what_people_gain_and_lose_is_told_after_what_is_opened_and_closed() {
    for (language, page) in [("en", "docs/diff.md"), ("ja", "docs/ja/diff.md")] {
        let ran = diff(&moved(), &["--regions", "1", "--lang", language]).await;
        assert_eq!((ran.exit, ran.errors.as_str()), (Exit::Differs, ""));
        let corpus = repository(&format!("tests/corpus/diff/hoshimi.{language}.txt"));
        if std::env::var_os("SEKISHO_WRITE_CORPUS").is_some() {
            fs::write(&corpus, &ran.output).unwrap();
            continue;
        }
        assert_eq!(ran.output, fs::read_to_string(&corpus).unwrap());
        let (_, told) = ran.output.split_once("\n\n").unwrap();
        let page = fs::read_to_string(repository(page)).unwrap();
        assert!(page.contains(&format!("```text\n{told}```\n")), "{told}");
    }
}

#[tokio::test]
async fn nobody_gains_or_loses_by_a_change_that_concerns_none_of_them() {
    let policy = fs::read_to_string(repository("examples/hoshimi.yaml")).unwrap();
    let new = policy.replace("users: [kobayashi]", "users: [kobayashi, matsumoto]");

    let ran = diff(&new, &[]).await;

    assert_eq!(ran.exit, Exit::Differs);
    let (_, told) = ran.output.split_once("\n\n").unwrap();
    assert_eq!(
        told,
        "of 6 people, 8 instances and 4 actions, 192 cells: 0 gained, 0 lost, 0 gained and lost in part\n"
    );
}

/// Where only a schedule means something else now, the offset was blamed of everything that changed.
#[tokio::test]
async fn the_offset_is_named_only_where_a_schedule_is_read_by_it() {
    let policy = fs::read_to_string(repository("examples/hoshimi.yaml")).unwrap();
    let new = policy.replace("+09:00\"", "+08:00\"").replace("10.21.8.0/24", "10.21.9.0/24");

    let ran = diff(&new, &[]).await;

    let blamed = |what: &str| {
        let lines = ran.output.lines().filter(|line| line.trim() == format!("but {what} changes"));
        lines.count()
    };
    assert!(blamed("the offset of the policy") > 0, "{}", ran.output);
    // Of seeing, which no schedule narrows.
    assert_eq!(blamed("the zone `branch-library`"), 1, "{}", ran.output);
}

#[tokio::test]
async fn as_json_it_is_as_the_schema_says_in_every_language() {
    let schema = Schema::of("diff-answer.schema.json");
    let english = diff(&moved(), &["--json"]).await.output;
    let answer: Value = serde_json::from_str(&english).unwrap();
    schema.assert_takes(&answer);
    let access = &answer["access"];

    assert_eq!(diff(&moved(), &["--json", "--lang", "ja"]).await.output, english);
    let of = |key: &str, name: &str, value: &str| {
        let classes = access[key].as_array().unwrap();
        let has = |class: &Value| class.as_array().unwrap().iter().any(|it| it[name] == value);
        classes.iter().position(has).unwrap()
    };
    let [sato, kato] = ["sato", "kato"].map(|user| of("people", "user", user));
    let opac = of("instances", "id", "i-0a0000000000000a1");
    assert_eq!(access["actions"], json!(["describe", "reboot", "start", "stop"]));
    assert_eq!(access["cells"][kato][opac], json!([null, null, null, null]));
    let cell = |action: usize| {
        let place = access["cells"][sato][opac][action].as_u64().unwrap();
        access["changes"][usize::try_from(place).unwrap()].clone()
    };
    let see = json!({
        "access": "conditional", "denied": [],
        "allowed": [{ "rules": ["see-own-department"], "from": ["branch-library", "city-hall"] }],
    });
    assert_eq!(cell(0), json!({ "gains": true, "loses": true, "old": see, "new": see }));
    let start = json!({
        "access": "conditional", "denied": [],
        "allowed": [{
            "rules": ["own-department-nonprod"],
            "from": ["branch-library", "city-hall"],
            "during": ["office-hours"],
        }],
    });
    let never = json!({ "access": "none" });
    assert_eq!(cell(2), json!({ "gains": false, "loses": true, "old": start, "new": never }));

    let mut broken = answer.clone();
    broken["access"]["changes"][0]["old"] = json!({ "access": "sometimes" });
    assert!(!schema.takes(&broken));
}

#[tokio::test]
async fn witnesses_are_the_people_and_instances_that_there_are() {
    let answer: Value = serde_json::from_str(&diff(&moved(), &["--json"]).await.output).unwrap();

    let closed = &answer["closed"][0];
    assert_eq!(closed["rule"], "own-department-nonprod");
    assert_eq!(closed["witness"]["caller"]["user"], "sato");
    assert_eq!(closed["witness"]["instance"]["id"], "i-0a0000000000000a1");
}

#[tokio::test]
async fn people_and_instances_are_given_together_and_one_input_is_read_once() {
    let old = repository("examples/hoshimi.yaml").to_str().unwrap().to_owned();
    let people = repository("examples/people.jsonl").to_str().unwrap().to_owned();

    let alone = sekisho(&["diff", &old, &old, "--people", &people]).await;
    let arguments = ["diff", &old, "-", "--people", &people, "--inventory", "-"];
    let twice = Command::new(&arguments).with_input("").run().await;

    assert_eq!(alone.exit, Exit::CouldNotRun);
    assert!(alone.errors.contains("--inventory <FILE>"), "{}", alone.errors);
    assert_eq!(twice.exit, Exit::CouldNotRun);
    let one = "error: two files cannot both be read from the standard input: name one of them\n";
    assert_eq!(twice.errors, one);
}
