//! Why an answer is what it is, now and then.

use sekisho::Exit;
use serde_json::{Value, json};

use crate::{
    command::{Ran, file, repository, sekisho},
    town_table::{Table, policy},
};

/// A start on a welfare machine from the city hall, at this time.
async fn asked(verb: &str, at: &str, more: &[&str]) -> Ran {
    let policy = repository("examples/hoshimi.yaml");
    let facts = [
        verb,
        policy.to_str().unwrap(),
        "--user=sato",
        "--group=staff",
        "--group=welfare",
        "--action=start",
        "--address=10.20.3.7",
        "--vpc-endpoint=vpce-0a1b2c3d4e5f60718",
        "--at",
        at,
        "--tag=Department=welfare",
        "--tag=Env=dev",
    ];
    sekisho(&[&facts, more].concat()).await
}

const MORNING: &str = "2026-11-24T10:00:00+09:00";
const EVENING: &str = "2026-11-24T21:00:00+09:00";

#[tokio::test]
async fn an_allow_names_its_rules_and_a_deny_the_nearest_ones() {
    assert_eq!(
        asked("explain", MORNING, &[]).await,
        Ran::new(
            Exit::Done,
            "allowed by `own-department-nonprod`\n  Rule \"own-department-nonprod\" (allow): Anyone in \
             the group \"staff\" may start and stop instances whose tag \"Department\" is one of the \
             caller's groups and whose tag \"Env\" is \"dev\" or \"stg\", but only when the call comes \
             from the zone \"branch-library\" or \"city-hall\", and the time is within the schedule \
             \"office-hours\". Described as \"Staff start and stop what is not production, in office \
             hours. / 本番以外は開庁時間内に起動・停止できる\".\n",
            "",
        )
    );
    assert_eq!(
        asked("explain", EVENING, &["--nearest", "2"]).await,
        Ran::new(
            Exit::Done,
            "denied: no rule allows it\nthe rules that come nearest:\n  \
             `own-department-nonprod`: 1 condition fails\n    \
             during: found 2026-11-24 21:00 +09:00, required `office-hours`\n  \
             `see-own-department`: 1 condition fails\n    \
             actions: found start, required `describe`\n`sekisho why-not`, asked the same, says what would \
             have to change\n",
            "",
        )
    );
    assert_eq!(
        asked("explain", EVENING, &["--nearest", "1", "--lang", "ja"]).await,
        Ran::new(
            Exit::Done,
            "拒否: 許可するルールがありません\n最も近いルール:\n  \
             `own-department-nonprod`: 満たされない条件 1 件\n    \
             during: 実際は2026-11-24 21:00 +09:00、必要なのは`office-hours`\n\
             何が変われば許可されるかは、同じことを `sekisho why-not` に尋ねると示します\n",
            "",
        )
    );
}

#[tokio::test]
async fn an_explanation_as_json_is_the_decision_and_the_nearest_rules() {
    let answer: Value =
        serde_json::from_str(&asked("explain", EVENING, &["--nearest=1", "--json"]).await.output)
            .unwrap();
    let decision: Value =
        serde_json::from_str(&asked("decide", EVENING, &[]).await.output).unwrap();

    for member in ["outcome", "code", "rules", "missing"] {
        assert_eq!(answer[member], decision[member], "{member}");
    }
    assert_eq!(
        answer["nearest"],
        json!([{
            "rule": "own-department-nonprod",
            "failed": [{
                "condition": "during",
                "found": "2026-11-24 21:00 +09:00",
                "required": "`office-hours`",
            }],
        }])
    );
}

#[tokio::test]
async fn what_is_denied_for_a_fact_that_is_not_given_says_which() {
    let policy = repository("examples/hoshimi.yaml");
    let policy = policy.to_str().unwrap();
    let production = ["--user=sato", "--action=stop", "--tag=Department=x", "--tag=Env=prod"];
    let explained = async |more: &[&str]| {
        let ran = sekisho(&[&["explain", policy], production.as_slice(), more].concat()).await;
        assert_eq!((ran.exit, ran.errors.as_str()), (Exit::Done, ""));
        ran.output.lines().next().unwrap().to_owned()
    };

    assert_eq!(
        explained(&[]).await,
        "denied: `production-stops-in-the-operations-room` cannot be decided without knowing \
         `address`, `groups`, `vpc_endpoint`"
    );
    assert_eq!(
        explained(&["--absent=groups", "--absent=vpc_endpoint", "--address=10.9.9.9"]).await,
        "denied: by `production-stops-in-the-operations-room`"
    );
    let tag = sekisho(&["explain", policy, "--action=stop", "--tag=Env=dev", "--lang=ja"]).await;
    assert_eq!(
        tag.output,
        "拒否: インスタンスに必須のタグ `Department` がありません\n\
         何が変われば許可されるかは、同じことを `sekisho why-not` に尋ねると示します\n"
    );
}

#[tokio::test]
async fn options_that_are_no_request_are_refused_in_words() {
    for (options, expected) in [
        (&["--action=begin"][..], "error: action: found `begin`, required one of"),
        (&["--user=sato"], "error: action: found nothing, required one of"),
        (&["--action=stop", "--at=noon"], "error: at: found `noon`, required "),
        (
            &["--action=stop", "--tag=Env"],
            "error: invalid value 'Env' for '--tag <KEY=VALUE>': required a name, `=` and a value",
        ),
        (
            &["--action=stop", "--absent=action"],
            "error: invalid value 'action' for '--absent <FACT>': required one of user, groups, ",
        ),
        (
            &["--action=stop", "--request=x.json"],
            "error: the argument '--request <FILE>' cannot be used with",
        ),
    ] {
        let policy = repository("examples/hoshimi.yaml");
        let ran = sekisho(&[&["explain", policy.to_str().unwrap()], options].concat()).await;
        assert_eq!((ran.exit, ran.output.as_str()), (Exit::CouldNotRun, ""), "{options:?}");
        assert!(ran.errors.starts_with(expected), "{options:?}: {}", ran.errors);
    }
}

#[tokio::test]
async fn a_request_of_a_file_is_the_one_of_a_batch() {
    let lines = std::fs::read_to_string(repository("examples/requests.jsonl")).unwrap();
    let policy = repository("examples/hoshimi.yaml");
    let policy = policy.to_str().unwrap();
    for line in lines.lines() {
        let (_folder, path) = file("request.json", line);
        let one = sekisho(&["decide", policy, "--request", &path]).await;
        let batch = sekisho(&["decide", policy, "--batch", &path]).await;
        let mut expected: Value = serde_json::from_str(&batch.output).unwrap();
        expected.as_object_mut().unwrap().remove("name");
        let found: Value = serde_json::from_str(&one.output).unwrap();
        assert_eq!(found, expected, "{line}");
    }
}

#[tokio::test]
async fn a_past_time_is_asked_of_what_was_in_force_then() {
    let table = Table::new();
    table.put_in_force(&policy(&["one"]), "none").await;
    let (_folder, closed) = file("closed.yaml", &policy(&["two"]).replace("staff", "nobody"));
    tokio::time::sleep(std::time::Duration::from_millis(1_100)).await;
    table.publish(&closed, "1").await;
    let history = table.says(&["history"], &["--json"]).await;
    let times: Vec<i64> = history
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap()["at"].as_i64().unwrap())
        .collect();
    let [first, second] = times[..] else { panic!("{history}") };
    let explained = async |as_of: i64| {
        // The tests begin at 00:00:00Z, which is half past eleven here, so that a second before is too.
        let seconds = as_of - 1_795_478_400 + 1_800;
        let as_of = format!("2026-11-23T23:{:02}:{:02}-00:30", seconds / 60, seconds % 60);
        let facts = ["--group=staff", "--action=describe", "--tag=Env=dev"];
        table.run(&["explain"], &[&["--as-of", &as_of], facts.as_slice()].concat()).await
    };

    let then = explained(first).await;
    let allowed = "allowed by `one`\n  Rule \"one\" (allow): Anyone in the group \"staff\" may see \
                   instances whose tag \"Env\" is \"dev\".\n";
    assert_eq!(then.output, allowed, "{}", then.errors);
    assert!(explained(second).await.output.starts_with("denied: no rule allows it\n"));
    assert_eq!(explained(second - 1).await.output, allowed);
    let before = explained(first - 1).await;
    let message = "error: policy `hoshimi` had nothing in force then\n";
    assert_eq!(before, Ran::new(Exit::CouldNotRun, "", message));
    let version = ["--version=1", "--group=staff", "--action=describe", "--tag=Env=dev"];
    assert_eq!(table.says(&["explain"], &version).await, allowed);
    let noon = table.run(&["explain"], &["--as-of=noon", "--action=describe"]).await;
    let message = "error: found `noon`, required a time with its offset, such as \
                   2026-11-17T18:05:00+09:00\n";
    assert_eq!(noon, Ran::new(Exit::CouldNotRun, "", message));
}
