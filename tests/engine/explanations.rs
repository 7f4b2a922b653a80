//! What a clerk is told: which condition of which rule was in the way.

use std::sync::Arc;

use engine_support::strategies::{self, checked, compiled};
use proptest::collection::vec;
use sekisho_policy::{
    Action, Attempt, Caller, Condition, Explanation, Fact, Instance, MissingFact, Request, Source,
    Tags, UnixTime,
};
use serde_json::{Value, json};

/// 2026-12-21T12:00:00+09:00, a Monday.
const NOON: i64 = 1_797_822_000;

fn town() -> Value {
    json!({
        "version": 1, "policy": "town", "utc_offset": "+09:00",
        "zones": { "hall": { "vpce": ["vpce-1234abcd"], "cidrs": ["10.20.0.0/16"] } },
        "schedules": { "office": { "weekly": [{ "days": ["mon"], "from": "08:30", "to": "17:15" }] } },
        "rules": [
            {
                "id": "own-department", "effect": "allow", "who": { "groups": ["staff"] },
                "actions": ["start"], "from": ["hall"], "during": ["office"],
                "instances": { "accounts": ["111122223333"], "tags": {
                    "Department": { "equals_caller": "groups" }, "Env": ["dev"],
                } },
            },
            { "id": "operators", "effect": "allow", "who": { "groups": ["operators"] }, "actions": "any", "instances": "any" },
            { "id": "never", "effect": "deny", "who": { "users": ["suzuki"] }, "actions": "any", "instances": "any" },
        ],
    })
}

fn attempt(groups: &[&str], address: Fact<&str>, at: i64) -> Attempt {
    Attempt {
        caller: Caller::unknown().with_groups(Fact::Known(groups.iter().copied())),
        action: Action::Start,
        source: Source::new(
            address.map(|text| text.parse().unwrap()),
            Fact::Known("vpce-1234abcd".parse().unwrap()),
        ),
        at: UnixTime::from_seconds(at),
    }
}

fn instance(env: &str) -> Instance {
    Instance {
        account: Fact::Known("111122223333".parse().unwrap()),
        tags: Tags::collect([("Department", "staff"), ("Env", env)]),
        ..Instance::default()
    }
}

fn plain(explanation: &Explanation) -> Vec<(String, Vec<String>, Vec<MissingFact>)> {
    let near_misses = explanation.near_misses.iter();
    near_misses
        .map(|miss| {
            let failed = miss.failed.iter().map(ToString::to_string).collect();
            (miss.rule.to_string(), failed, miss.missing.clone())
        })
        .collect()
}

fn miss(rule: &str, failed: &[&str]) -> (String, Vec<String>, Vec<MissingFact>) {
    (rule.into(), failed.iter().map(ToString::to_string).collect(), vec![])
}

#[test]
fn the_condition_in_the_way_is_named_and_the_nearest_rule_comes_first() {
    let policy = compiled(&town());
    let here = Fact::Known("10.20.3.4");
    let prod = instance("prod");
    let dev = instance("dev");
    let evening = NOON + 8 * 3600;

    for (attempt, instance, expected) in [
        (attempt(&["staff"], here, NOON), &prod, &["instances.tags.Env"][..]),
        (attempt(&["staff"], Fact::Known("10.21.0.1"), NOON), &dev, &["from"]),
        (attempt(&["staff"], here, evening), &dev, &["during"]),
        (attempt(&["gas"], here, NOON), &dev, &["who.groups", "instances.tags.Department"]),
        (
            attempt(&["gas"], here, evening),
            &prod,
            &["who.groups", "during", "instances.tags.Department", "instances.tags.Env"],
        ),
    ] {
        let explained = plain(&policy.explain(&attempt, Some(instance)));

        let mut misses = vec![miss("own-department", expected), miss("operators", &["who.groups"])];
        // With one failed condition each, the rule that is for the caller is nearer.
        misses.sort_by_key(|(_, failed, _)| (failed.len(), failed.contains(&"who.groups".into())));
        assert_eq!(explained, misses);
    }
}

#[test]
fn without_an_instance_the_cause_lies_in_the_attempt() {
    let policy = compiled(&town());

    let away = attempt(&["staff"], Fact::Known("10.21.0.1"), NOON);
    assert_eq!(
        plain(&policy.explain(&away, None)),
        [miss("own-department", &["from"]), miss("operators", &["who.groups"])]
    );

    let nobody = attempt(&[], Fact::Known("10.20.3.4"), NOON);
    assert_eq!(
        plain(&policy.explain(&nobody, None)),
        [
            miss("operators", &["who.groups"]),
            miss("own-department", &["who.groups", "instances.tags.Department"]),
        ]
    );

    let mut unknown = attempt(&["staff"], Fact::Unknown, NOON);
    unknown.caller = Caller::unknown();
    assert_eq!(
        plain(&policy.explain(&unknown, None))[1],
        (
            "own-department".into(),
            vec!["who.groups".into(), "from".into(), "instances.tags.Department".into()],
            vec![MissingFact::Address, MissingFact::Groups]
        )
    );
}

#[test]
fn an_allow_rule_is_a_near_miss_exactly_if_it_is_not_true() {
    let cases = (strategies::document(), vec(strategies::request(), 8));
    strategies::hold(80, cases, |(json, requests)| {
        let (document, policy) = (checked(&json), compiled(&json));
        for Request { attempt, instance } in requests {
            let request =
                Request { attempt: Arc::clone(&attempt), instance: Arc::clone(&instance) };
            let mut expected: Vec<String> = document
                .rules()
                .iter()
                .filter(|rule| rule.enabled && rule.effect == sekisho_policy::Effect::Allow)
                .filter(|rule| {
                    engine_support::oracle::truth(&document, rule, &request).value != Some(true)
                })
                .map(|rule| rule.id.to_string())
                .collect();
            expected.sort();
            let explanation = policy.explain(&attempt, Some(&instance));
            let mut named: Vec<String> =
                explanation.near_misses.iter().map(|miss| miss.rule.to_string()).collect();
            named.sort();
            assert_eq!(named, expected);
            let of_question = |failed: &Condition| {
                matches!(failed, Condition::Groups | Condition::Users | Condition::Actions)
            };
            let order: Vec<(usize, bool, String)> = explanation
                .near_misses
                .iter()
                .map(|miss| {
                    let is_about_others = miss.failed.iter().any(of_question);
                    (miss.failed.len(), is_about_others, miss.rule.to_string())
                })
                .collect();
            assert!(order.is_sorted() && order.iter().all(|(failed, ..)| *failed > 0), "{order:?}");
        }
    });
}

#[test]
fn every_condition_has_the_name_it_is_written_by() {
    let names: Vec<String> = [
        Condition::Groups,
        Condition::Users,
        Condition::Actions,
        Condition::From,
        Condition::During,
        Condition::NotBefore,
        Condition::NotAfter,
        Condition::SignedInWithin,
        Condition::IssuedBefore,
        Condition::Accounts,
        Condition::Regions,
        Condition::InstanceIds,
        Condition::Tag("Env".into()),
    ]
    .iter()
    .map(ToString::to_string)
    .collect();

    assert_eq!(
        names.join(" "),
        "who.groups who.users actions from during not_before not_after signed_in_within \
         issued_before instances.accounts instances.regions instances.ids instances.tags.Env"
    );
}
