//! The environment of the Lambda: what it must say, and what is said where it does not.

use core::time::Duration;
use std::time::{SystemTime, UNIX_EPOCH};

use sekisho_authorizer::TIME_BUDGET;
use sekisho_identity::TlsRoots;
use sekisho_lambda::Config;
use support::events;

const GOOD: [(&str, &str); 7] = [
    ("SEKISHO_TABLE", "sekisho-policies"),
    ("SEKISHO_POLICY", "hoshimi"),
    (
        "SEKISHO_ISSUERS",
        r#"[{"issuer":"https://cognito-idp.ap-northeast-1.amazonaws.com/ap-northeast-1_TestPool1",
            "client_ids":["57cbishk4j24pabc1234567890"],"token_use":"access","trusted_claims":[],
            "keys":"table"}]"#,
    ),
    ("AWS_REGION", "ap-northeast-1"),
    ("SEKISHO_API_ACCOUNT", "123456789012"),
    ("SEKISHO_API_ID", "a1b2c3d4e5"),
    ("SEKISHO_API_STAGE", "prod"),
];

/// The configuration of the good environment with one variable set, or taken out.
fn config(variable: &str, value: Option<&str>) -> Result<Config, String> {
    let others = GOOD.into_iter().filter(|(name, _)| *name != variable);
    let pairs = others.chain(value.map(|value| (variable, value)));
    let owned = pairs.map(|(name, value)| (name.to_owned(), value.to_owned()));
    Config::from_pairs(owned).map_err(|error| error.to_string())
}

#[test]
fn a_good_environment_is_read_whole() {
    let config = config("HOME", Some("/")).unwrap();

    assert_eq!(config.table, "sekisho-policies");
    assert_eq!(config.policy.as_str(), "hoshimi");
    assert_eq!(config.issuers.len(), 1);
    assert_eq!(config.api, events::api());
    assert_eq!(config.refresh_every, Duration::from_secs(10));
    assert_eq!(config.hard_limit, Duration::from_secs(3600));
    assert_eq!(config.tls_roots, TlsRoots::Bundled);
}

#[test]
fn the_systems_authorities_count_where_the_environment_says_where_they_are() {
    for variable in ["SSL_CERT_FILE", "SSL_CERT_DIR"] {
        assert_eq!(config(variable, Some("/roots")).unwrap().tls_roots, TlsRoots::System);
        assert_eq!(config(variable, Some("")).unwrap().tls_roots, TlsRoots::Bundled);
    }
}

#[test]
fn what_is_optional_is_read_where_it_is_set() {
    let partition = config("SEKISHO_API_PARTITION", Some("aws-us-gov")).unwrap().api.partition;
    let refresh = config("SEKISHO_POLICY_REFRESH_SECONDS", Some("30")).unwrap().refresh_every;
    let limit = config("SEKISHO_POLICY_HARD_LIMIT_SECONDS", Some("600")).unwrap().hard_limit;

    assert_eq!(partition.as_str(), "aws-us-gov");
    assert_eq!(refresh, Duration::from_secs(30));
    assert_eq!(limit, Duration::from_secs(600));
}

#[test]
fn a_variable_that_is_not_set_is_named_with_what_it_must_hold() {
    let required = [
        ("SEKISHO_TABLE", "the name of the policy table"),
        ("SEKISHO_POLICY", "the name of the policy that is enforced"),
        ("SEKISHO_ISSUERS", "a JSON list of issuers"),
        ("AWS_REGION", "the region of the API"),
        ("SEKISHO_API_ACCOUNT", "the account id of the API"),
        ("SEKISHO_API_ID", "the id of the REST API"),
        ("SEKISHO_API_STAGE", "the stage of the API"),
    ];
    for (variable, required) in required {
        let expected =
            format!("the environment variable `{variable}` is not set: required {required}");
        assert_eq!(config(variable, None).unwrap_err(), expected);
        assert_eq!(config(variable, Some("")).unwrap_err(), expected);
    }
}

#[test]
fn a_variable_that_is_wrong_is_named_with_what_was_found_and_required() {
    let wrong = [
        (
            "SEKISHO_POLICY",
            "Hoshimi",
            "a policy name: 1 to 64 of a-z, 0-9 and -, starting with a letter",
        ),
        ("AWS_REGION", "Tokyo", "a region in lower case, such as ap-northeast-1"),
        ("SEKISHO_API_PARTITION", "*", "an AWS partition, such as aws, aws-cn or aws-us-gov"),
        ("SEKISHO_API_ACCOUNT", "*", "an account id of 12 digits"),
        ("SEKISHO_API_ID", "a1b2*", "an API id: 1 to 32 of a-z and 0-9, such as a1b2c3d4e5"),
        (
            "SEKISHO_API_STAGE",
            "prod/*",
            "a stage: 1 to 128 of A-Z, a-z, 0-9, - and _, such as prod",
        ),
        ("SEKISHO_POLICY_REFRESH_SECONDS", "0", "whole seconds from 1 to 86400"),
        ("SEKISHO_POLICY_REFRESH_SECONDS", "10s", "whole seconds from 1 to 86400"),
        ("SEKISHO_POLICY_HARD_LIMIT_SECONDS", "86401", "whole seconds from 1 to 86400"),
    ];
    for (variable, found, required) in wrong {
        assert_eq!(
            config(variable, Some(found)).unwrap_err(),
            format!(
                "the environment variable `{variable}` is wrong: found `{found}`, required {required}"
            )
        );
    }
}

#[test]
fn what_is_wrong_with_the_issuers_is_told() {
    let error = config("SEKISHO_ISSUERS", Some("[]")).unwrap_err();

    assert!(error.starts_with("the environment variable `SEKISHO_ISSUERS` is wrong: "), "{error}");
    assert!(!error.contains('\n'));
}

#[test]
fn an_answer_is_out_before_the_deadline_and_never_takes_long() {
    let now = UNIX_EPOCH + Duration::from_secs(1_795_482_000);
    let left = |deadline: SystemTime| TIME_BUDGET.left(deadline, now);

    assert_eq!(left(now + Duration::from_secs(2)), Duration::from_millis(1750));
    assert_eq!(left(now + Duration::from_secs(30)), Duration::from_secs(3));
    assert_eq!(left(now + Duration::from_millis(100)), Duration::ZERO);
    assert_eq!(left(now - Duration::from_secs(1)), Duration::ZERO);
}
