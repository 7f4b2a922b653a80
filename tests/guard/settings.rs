//! The environment of the guard.

use std::time::Duration;

use sekisho_executor::{Account, ActorRole, GuardConfig, Places, TargetTag};
use sekisho_policy::{AccountId, Partition, Region};

fn pairs(changes: &[(&str, &str)]) -> Vec<(String, String)> {
    let mut pairs = vec![
        ("SEKISHO_TABLE", "sekisho"),
        ("SEKISHO_POLICY", "asahikawa"),
        ("SEKISHO_ACTOR_ROLE", "/sekisho/Actor"),
        ("SEKISHO_ACCOUNTS", "111122223333"),
        ("SEKISHO_GUARD_TAG", "Run=always"),
        ("AWS_REGION", "ap-northeast-1"),
    ];
    pairs.retain(|(name, _)| changes.iter().all(|(changed, _)| changed != name));
    pairs.extend(changes);
    pairs.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

#[test]
fn what_must_be_set_is_named_and_the_rest_has_defaults() {
    let config = GuardConfig::from_pairs(pairs(&[])).unwrap();
    let account = Account { id: AccountId::parse("111122223333").unwrap(), external_id: None };
    let places = Places::entered_by(
        ActorRole::parse("/sekisho/Actor").unwrap(),
        Partition::parse("aws").unwrap(),
        vec![account],
        vec![Region::parse("ap-northeast-1").unwrap()],
    );
    let tag = TargetTag { key: "Run".to_owned(), value: "always".to_owned() };
    let settings = config.settings();
    assert_eq!((&settings.places, &settings.tag), (&places, &tag));
    assert_eq!((settings.most_restarts, settings.window), (3, Duration::from_hours(1)));
    assert_eq!(config.refresh_every, Duration::from_secs(10));

    let changes = [("SEKISHO_GUARD_RESTARTS", "0"), ("SEKISHO_GUARD_WINDOW_SECONDS", "60")];
    let settings = GuardConfig::from_pairs(pairs(&changes)).unwrap().settings();
    assert_eq!((settings.most_restarts, settings.window), (0, Duration::from_mins(1)));
}

#[test]
fn a_wrong_environment_is_refused_with_the_variable() {
    let missing = |variable: &str, required: &str| {
        format!("the environment variable `{variable}` is not set: required {required}")
    };
    let wrong = |variable: &str, found: &str, required: &str| {
        format!(
            "the environment variable `{variable}` is wrong: found `{found}`, required {required}"
        )
    };
    let role = "the name of the role by which the executor acts: its calls are those in order";
    let cases = [
        ("SEKISHO_TABLE", "", missing("SEKISHO_TABLE", "the name of the policy table")),
        ("SEKISHO_POLICY", "", missing("SEKISHO_POLICY", "the name of the policy")),
        ("SEKISHO_ACTOR_ROLE", "", missing("SEKISHO_ACTOR_ROLE", role)),
        (
            "SEKISHO_ACCOUNTS",
            "",
            missing("SEKISHO_ACCOUNTS", "the accounts that are watched, between commas"),
        ),
        (
            "SEKISHO_GUARD_TAG",
            "",
            missing("SEKISHO_GUARD_TAG", "what an instance carries that is to run, as Key=Value"),
        ),
        (
            "SEKISHO_GUARD_TAG",
            "always",
            wrong(
                "SEKISHO_GUARD_TAG",
                "always",
                "a tag as Key=Value, of at most 128 and 256 characters",
            ),
        ),
        (
            "SEKISHO_GUARD_RESTARTS",
            "101",
            wrong("SEKISHO_GUARD_RESTARTS", "101", "a number from 0 to 100"),
        ),
    ];
    for (variable, value, message) in &cases {
        let error = GuardConfig::from_pairs(pairs(&[(variable, value)])).unwrap_err();
        assert_eq!(&error.to_string(), message);
    }
}
