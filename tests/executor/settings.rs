//! The environment of the Lambda.

use std::time::{Duration, UNIX_EPOCH};

use sekisho_executor::{Config, TIME_BUDGET};
use support::events;

const ISSUERS: &str = r#"[{"issuer":"https://cognito-idp.ap-northeast-1.amazonaws.com/p",
    "client_ids":["57cbishk4j24pabc1234567890"],"token_use":"access","trusted_claims":[],
    "keys":"table"}]"#;

fn pairs(changes: &[(&str, &str)]) -> Vec<(String, String)> {
    let mut pairs = vec![
        ("SEKISHO_TABLE", "sekisho"),
        ("SEKISHO_POLICY", "asahikawa"),
        ("SEKISHO_ISSUERS", ISSUERS),
        ("SEKISHO_API_ACCOUNT", "123456789012"),
        ("SEKISHO_API_ID", "a1b2c3d4e5"),
        ("SEKISHO_API_STAGE", "prod"),
        ("AWS_REGION", "ap-northeast-1"),
    ];
    pairs.retain(|(name, _)| changes.iter().all(|(changed, _)| changed != name));
    pairs.extend(changes);
    pairs.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

#[test]
fn the_rest_has_defaults() {
    let config = Config::from_pairs(pairs(&[])).unwrap();

    assert_eq!(config.shared.table, "sekisho");
    assert_eq!(config.account.as_str(), "123456789012");
    assert_eq!(config.settings().api, events::api());
    assert_eq!(config.settings().default_target, None);
    assert_eq!(config.shared.refresh_every, Duration::from_secs(10));
    assert_eq!(config.shared.hard_limit, Duration::from_hours(1));
}

#[test]
fn a_default_target_and_another_account_are_read() {
    let changes =
        [("SEKISHO_DEFAULT_TARGET_TAG", "Schedule=a=b"), ("SEKISHO_ACCOUNT", "111122223333")];
    let config = Config::from_pairs(pairs(&changes)).unwrap();

    let target = config.settings().default_target.unwrap();
    assert_eq!((target.key.as_str(), target.value.as_str()), ("Schedule", "a=b"));
    assert_eq!(config.account.as_str(), "111122223333");
}

#[test]
fn what_is_missing_or_wrong_is_named() {
    let table = [
        (
            ("SEKISHO_TABLE", ""),
            "the environment variable `SEKISHO_TABLE` is not set: required the name of the policy \
             table",
        ),
        (
            ("SEKISHO_ACCOUNT", "12"),
            "the environment variable `SEKISHO_ACCOUNT` is wrong: found `12`, required an account \
             id of 12 digits",
        ),
        (
            ("SEKISHO_DEFAULT_TARGET_TAG", "everything"),
            "the environment variable `SEKISHO_DEFAULT_TARGET_TAG` is wrong: found `everything`, \
             required a tag as Key=Value, of at most 128 and 256 characters",
        ),
        (
            ("SEKISHO_API_STAGE", "prod/*"),
            "the environment variable `SEKISHO_API_STAGE` is wrong: found `prod/*`, required a \
             stage: 1 to 128 of A-Z, a-z, 0-9, - and _, such as prod",
        ),
        (
            ("SEKISHO_POLICY_REFRESH_SECONDS", "0"),
            "the environment variable `SEKISHO_POLICY_REFRESH_SECONDS` is wrong: found `0`, \
             required whole seconds from 1 to 86400",
        ),
    ];

    for (change, message) in table {
        assert_eq!(Config::from_pairs(pairs(&[change])).unwrap_err().to_string(), message);
    }
}

#[test]
fn an_answer_is_out_before_the_deadline_and_before_api_gateway_gives_up() {
    let now = UNIX_EPOCH + Duration::from_secs(1_795_482_000);

    assert_eq!(TIME_BUDGET.left(now + Duration::from_secs(10), now), Duration::from_millis(9_500));
    assert_eq!(TIME_BUDGET.left(now + Duration::from_secs(30), now), Duration::from_secs(25));
    assert_eq!(TIME_BUDGET.left(now, now), Duration::ZERO);
}
