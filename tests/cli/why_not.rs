//! What would have to change for a denied request to be allowed.

use std::{collections::BTreeSet, fs};

use sekisho::Exit;
use serde_json::Value;
use support::schema::Schema;

use crate::{
    command::{Command, Ran, file, repository, sekisho},
    town_table::Table,
};

/// A request that is asked of a policy.
pub struct Asked {
    policy: String,
    options: Vec<String>,
}

/// The example, instead of the text of a policy.
pub const HOSHIMI: &str = "";

impl Asked {
    /// About the first instance of the example.
    pub fn of(policy: &str, options: &[&str]) -> Self {
        let instance =
            ["--account=111122223333", "--region=ap-northeast-1", "--instance=i-0a0000000000000a1"];
        let options = options.iter().chain(&instance).map(|&option| option.to_owned()).collect();
        Self { policy: policy.to_owned(), options }
    }

    /// Asserts what is said in either language, and that the same is said as JSON in both, as the
    /// schema has it.
    pub async fn says(&self, exit: Exit, english: &str, japanese: &str) {
        assert_eq!(self.run(&["--lang", "en"]).await, Ran::new(exit, english, ""));
        assert_eq!(self.run(&["--lang", "ja"]).await, Ran::new(exit, japanese, ""));
        let json = self.run(&["--json"]).await;
        assert_eq!(json, self.run(&["--json", "--lang", "ja"]).await);
        assert_eq!((json.exit, json.errors.as_str()), (exit, ""));
        let answer: Value = serde_json::from_str(&json.output).unwrap();
        Schema::of("why-not.schema.json").assert_takes(&answer);
    }

    async fn json(&self) -> Value {
        serde_json::from_str(&self.run(&["--json"]).await.output).unwrap()
    }

    async fn run(&self, more: &[&str]) -> Ran {
        let (_folder, path) = match self.policy.as_str() {
            HOSHIMI => (None, repository("examples/hoshimi.yaml").to_str().unwrap().to_owned()),
            text => {
                let (folder, path) = file("policy.yaml", text);
                (Some(folder), path)
            }
        };
        let options = self.options.iter().map(String::as_str);
        let arguments: Vec<&str> =
            ["why-not", &path].into_iter().chain(options).chain(more.iter().copied()).collect();
        sekisho(&arguments).await
    }
}

/// Sato's start of a library machine from somewhere in the evening.
const EVENING: [&str; 9] = [
    "--user=sato",
    "--group=staff",
    "--group=library",
    "--action=start",
    "--address=203.0.113.9",
    "--absent=vpc_endpoint",
    "--at=2026-11-24T21:00:00+09:00",
    "--tag=Department=library",
    "--tag=Env=dev",
];

#[tokio::test]
async fn the_answer_as_json_has_no_member_more_or_less_than_the_schema() {
    let schema = Schema::of("why-not.schema.json");
    let answer = Asked::of(HOSHIMI, &EVENING).json().await;

    schema.assert_takes(&answer);
    let mut tried = BTreeSet::new();
    for member in answer.as_object().unwrap().keys() {
        let mut broken = answer.clone();
        broken.as_object_mut().unwrap().remove(member);
        assert!(!schema.takes(&broken), "{member}");
        tried.insert(member.as_str());
    }
    assert_eq!(
        tried.into_iter().collect::<Vec<_>>(),
        [
            "barred",
            "code",
            "missing",
            "nearest",
            "outcome",
            "remedies",
            "rules",
            "steps",
            "undecided",
            "unknown",
        ]
    );
    let mut more = answer.clone();
    more["remedies"][0]["changes"][0]["why"] = Value::Null;
    assert!(!schema.takes(&more));
    let said: Vec<&Value> = answer["remedies"][0]["changes"].as_array().unwrap().iter().collect();
    assert_eq!((&said[0]["change"], &said[0]["by"]), (&"come_at".into(), &"caller".into()));
    assert_eq!(said[0]["at"], 1_795_563_000_i64);
    assert_eq!((&said[1]["change"], &said[1]["by"]), (&"call_from".into(), &"caller".into()));
}

#[tokio::test]
async fn every_way_is_allowed_by_decide_and_the_request_itself_is_not() {
    let answer = Asked::of(HOSHIMI, &EVENING).json().await;

    let policy = repository("examples/hoshimi.yaml");
    let policy = policy.to_str().unwrap();
    let remedies = answer["remedies"].as_array().unwrap();
    assert_eq!(remedies.len(), 2, "{answer:#}");
    for remedy in remedies {
        let (_folder, path) = file("request.json", &remedy["request"].to_string());
        let ran = sekisho(&["decide", policy, "--request", &path]).await;
        let decision: Value = serde_json::from_str(&ran.output).unwrap();
        assert_eq!((&decision["outcome"], &decision["rules"]), (&"allow".into(), &remedy["rules"]));
    }
    let ran = sekisho(&[&["decide", policy], EVENING.as_slice()].concat()).await;
    assert!(ran.output.contains("\"deny\""), "{}", ran.output);
}

#[tokio::test]
async fn a_request_is_taken_from_a_file_or_the_standard_input() {
    let request = r#"{"caller":{"user":"sato","groups":["staff","library"]},"action":"start","at":1795482000,
        "source":{"address":"203.0.113.9","vpc_endpoint":null},
        "instance":{"tags":{"Department":"library","Env":"dev"}}}"#;
    let policy = repository("examples/hoshimi.yaml");
    let policy = policy.to_str().unwrap();
    let (_folder, path) = file("request.json", request);

    let named = sekisho(&["why-not", policy, "--request", &path]).await;
    let piped = Command::new(&["why-not", policy, "--request=-"]).with_input(request).run().await;

    let said = "1. call from `city-hall` (10.20.0.0/16 through vpce-0a1b2c3d4e5f60718), or from \
                `branch-library` (10.21.8.0/24 through vpce-0a1b2c3d4e5f60718)\n   then \
                `own-department-nonprod` allows it\n";
    assert!(named.output.contains(said), "{}", named.output);
    assert_eq!(named, piped);
}

#[tokio::test]
async fn a_table_is_asked_for_what_is_in_force() {
    let table = Table::new();
    let good = fs::read_to_string(repository("examples/hoshimi.yaml")).unwrap();
    table.put_in_force(&good, "none").await;

    let said = table.says(&["why-not"], &EVENING).await;

    let policy = repository("examples/hoshimi.yaml");
    let of_file = [&["why-not", policy.to_str().unwrap()], EVENING.as_slice()].concat();
    assert_eq!(said, sekisho(&of_file).await.output);
}

#[tokio::test]
async fn explain_names_why_not_of_what_is_denied_alone() {
    let policy = repository("examples/hoshimi.yaml");
    let explained = async |group: &str| {
        let facts = ["--at=2026-11-24T21:00:00+09:00", "--action=start", "--user=kato"];
        let place = ["--address=10.20.250.3", "--vpc-endpoint=vpce-0a1b2c3d4e5f60718"];
        let tags = ["--tag=Department=tax", "--tag=Env=dev", "--account=111122223333"];
        let region = ["--region=ap-northeast-1", group];
        let policy = ["explain", policy.to_str().unwrap()];
        sekisho(&[&policy[..], &facts, &place, &tags, &region].concat()).await.output
    };

    let hint = "`sekisho why-not`, asked the same, says what would have to change";
    assert!(!explained("--group=operators").await.contains("why-not"));
    assert_eq!(explained("--absent=groups").await.lines().last(), Some(hint));
}

#[tokio::test]
async fn the_pages_show_what_is_said_of_the_request_they_ask() {
    for (page, language) in [("docs/why-not.md", "en"), ("docs/ja/why-not.md", "ja")] {
        let text = fs::read_to_string(repository(page)).unwrap();
        let (_, rest) =
            text.split_once("```console\nsekisho why-not examples/hoshimi.yaml").unwrap();
        let (options, rest) = rest.split_once("```\n").unwrap();
        let (_, rest) = rest.split_once("```text\n").unwrap();
        let (shown, _) = rest.split_once("```\n").unwrap();
        let policy = repository("examples/hoshimi.yaml");
        let options = options.split_whitespace().filter(|&word| word != "\\");
        let arguments: Vec<&str> =
            ["why-not", policy.to_str().unwrap()].into_iter().chain(options).collect();

        let ran = sekisho(&arguments).await;

        assert_eq!(ran, Ran::new(Exit::Done, shown, ""), "{page}");
        assert_eq!(language == "ja", arguments.contains(&"ja"), "{page}");
    }
}
