//! The environment of the Lambda.

use std::time::{Duration, UNIX_EPOCH};

use sekisho_executor::{
    Account, ActorRole, AuditListings, Config, ExternalId, Places, TIME_BUDGET,
};
use sekisho_policy::{AccountId, Partition, Region, ResourceKind};
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
    assert_eq!(config.places, Places::own(aws(), account("123456789012"), vec![region(TOKYO)]));
    assert_eq!(config.kinds, [ResourceKind::Instance]);
    assert_eq!(config.settings().api, events::api());
    assert_eq!(config.settings().default_target, None);
    assert_eq!(config.settings().audit_listings, AuditListings::Instances);
    assert!(!config.runbooks);
    assert_eq!(config.shared.refresh_every, Duration::from_secs(10));
    assert_eq!(config.shared.hard_limit, Duration::from_hours(1));
}

#[test]
fn a_default_target_other_places_and_counted_lists_are_read() {
    let changes = [
        ("SEKISHO_DEFAULT_TARGET_TAG", "Schedule=a=b"),
        ("SEKISHO_ACCOUNTS", "111122223333, 444455556666=town=42"),
        ("SEKISHO_REGIONS", "ap-northeast-1,ap-northeast-3"),
        ("SEKISHO_ACTOR_ROLE", "/sekisho/Actor"),
        ("SEKISHO_AUDIT_LISTINGS", "count"),
        ("SEKISHO_KINDS", "database, instance,service"),
    ];
    let config = Config::from_pairs(pairs(&changes)).unwrap();

    let target = config.settings().default_target.unwrap();
    assert_eq!((target.key.as_str(), target.value.as_str()), ("Schedule", "a=b"));
    let external_id = Some(ExternalId::parse("town=42").unwrap());
    let accounts = vec![
        Account { id: account("111122223333"), external_id: None },
        Account { id: account("444455556666"), external_id },
    ];
    let role = ActorRole::parse("sekisho/Actor").unwrap();
    let regions = vec![region(TOKYO), region("ap-northeast-3")];
    assert_eq!(config.places, Places::entered_by(role, aws(), accounts, regions));
    assert!(!format!("{config:?}").contains("town=42"), "an external id is in no log");
    assert_eq!(config.settings().audit_listings, AuditListings::Count);
    assert_eq!(
        config.kinds,
        [ResourceKind::Database, ResourceKind::Instance, ResourceKind::Service]
    );
}

const TOKYO: &str = "ap-northeast-1";

fn aws() -> Partition {
    Partition::parse("aws").unwrap()
}

fn account(id: &str) -> AccountId {
    AccountId::parse(id).unwrap()
}

fn region(name: &str) -> Region {
    Region::parse(name).unwrap()
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
            ("SEKISHO_ACCOUNTS", "12"),
            "the environment variable `SEKISHO_ACCOUNTS` is wrong: found `12`, required an account \
             id of 12 digits",
        ),
        (
            ("SEKISHO_ACCOUNTS", "111122223333,111122223333"),
            "the environment variable `SEKISHO_ACCOUNTS` is wrong: found \
             `111122223333,111122223333`, required a list in which nothing is twice",
        ),
        (
            ("SEKISHO_ACCOUNTS", "111122223333=?"),
            "the environment variable `SEKISHO_ACCOUNTS` is wrong: found `111122223333=?`, required \
             an external id: 2 to 1224 of A-Z, a-z, 0-9 and _+=.@:/-",
        ),
        (
            ("SEKISHO_ACCOUNTS", "111122223333"),
            "the environment variable `SEKISHO_ACTOR_ROLE` is not set: required the name of the \
             role by which the accounts of SEKISHO_ACCOUNTS are entered",
        ),
        (
            ("SEKISHO_ACTOR_ROLE", "arn:aws:iam::111122223333:role/Actor"),
            "the environment variable `SEKISHO_ACTOR_ROLE` is wrong: found \
             `arn:aws:iam::111122223333:role/Actor`, required the name of a role: 1 to 64 of A-Z, \
             a-z, 0-9 and _+=,.@-, with a path such as /sekisho/ before it if it has one",
        ),
        (
            ("SEKISHO_DEFAULT_TARGET_TAG", "everything"),
            "the environment variable `SEKISHO_DEFAULT_TARGET_TAG` is wrong: found `everything`, \
             required a tag as Key=Value, of at most 128 and 256 characters",
        ),
        (
            ("SEKISHO_KINDS", "instance,volume"),
            "the environment variable `SEKISHO_KINDS` is wrong: found `instance,volume`, required a \
             list in which nothing is twice, of: instance, database, service",
        ),
        (
            ("SEKISHO_AUDIT_LISTINGS", "none"),
            "the environment variable `SEKISHO_AUDIT_LISTINGS` is wrong: found `none`, required \
             instances or count",
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

#[test]
fn runbooks_are_on_or_off_and_on_in_a_build_that_has_them_alone() {
    let of = |text| Config::from_pairs(pairs(&[("SEKISHO_RUNBOOKS", text)]));

    assert!(!of("off").unwrap().runbooks);
    let on = of("on").map(|config| config.runbooks).map_err(|error| error.to_string());
    let refused = "the environment variable `SEKISHO_RUNBOOKS` is wrong: found `on`, required off: this build is without the feature `ssm`";
    let expected = if cfg!(feature = "moto") { Ok(true) } else { Err(refused.to_owned()) };
    assert_eq!(on, expected);
    assert_eq!(
        of("yes").unwrap_err().to_string(),
        "the environment variable `SEKISHO_RUNBOOKS` is wrong: found `yes`, required on or off"
    );
}
