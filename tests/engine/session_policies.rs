//! The session policy: AWS, given it, lets through what the entitlement admits.

use std::sync::Arc;

use engine_support::{
    iam::{self, Call},
    strategies::{self, Spelled, compiled},
};
use proptest::{collection::vec, prelude::*};
use sekisho_policy::{
    Action, Attempt, Caller, Entitlement, Fact, Instance, Partition, Request, ResourceKind,
    SessionPolicyError, Source, Tags, UnixTime,
};
use serde_json::{Value, json};

fn cases() -> impl Strategy<Value = (Value, Vec<Request>, Vec<Spelled>)> {
    let instances = vec(strategies::instance(0.0), 32);
    (strategies::document(), vec(strategies::request(), 4), instances)
}

fn aws() -> Partition {
    Partition::parse("aws").unwrap()
}

fn call(action: &str, instance: &Instance, tags: Vec<(String, String)>) -> Call {
    let (account, region, id) = (
        instance.account.known().unwrap().to_string(),
        instance.region.known().unwrap().to_string(),
        instance.id.known().unwrap().to_string(),
    );
    let arn = match kind_of(instance) {
        ResourceKind::Database => format!("arn:aws:rds:{region}:{account}:{id}"),
        ResourceKind::Instance => format!("arn:aws:ec2:{region}:{account}:instance/{id}"),
        ResourceKind::Service => {
            format!("arn:aws:ecs:{region}:{account}:{}", id.replace(':', "/"))
        }
    };
    Call { action: action.into(), account, region, arn, tags }
}

fn kind_of(instance: &Instance) -> ResourceKind {
    instance.id.known().unwrap().kind()
}

fn iam_action(kind: ResourceKind, action: Action) -> &'static str {
    match (kind, action) {
        (ResourceKind::Database, Action::Describe) => "rds:DescribeDBInstances",
        (ResourceKind::Database, Action::Reboot) => "rds:RebootDBInstance",
        (ResourceKind::Database, Action::Start) => "rds:StartDBInstance",
        (ResourceKind::Database, Action::Stop) => "rds:StopDBInstance",
        (ResourceKind::Instance, Action::Describe) => "ec2:DescribeInstances",
        (ResourceKind::Instance, Action::Reboot) => "ec2:RebootInstances",
        (ResourceKind::Instance, Action::Start) => "ec2:StartInstances",
        (ResourceKind::Instance, Action::Stop) => "ec2:StopInstances",
        (ResourceKind::Service, Action::Describe) => "ecs:DescribeServices",
        // To reboot one would be a new deployment: that no session may.
        (ResourceKind::Service, Action::Reboot | Action::Start | Action::Stop) => {
            "ecs:UpdateService"
        }
    }
}

#[test]
fn iam_allows_what_the_entitlement_admits_and_nothing_else() {
    strategies::hold(200, cases(), |(json, requests, instances)| {
        let policy = compiled(&json);
        for request in requests.iter().filter(|it| it.attempt.action != Action::Describe) {
            let entitlement = policy.entitlement(request.attempt.clone());
            for kind in ResourceKind::ALL {
                let Ok(text) = entitlement.session_policy(kind, &aws()) else { continue };
                assert!(text.chars().count() <= 2048);
                assert!(text.chars().all(|character| ('\u{20}'..='\u{ff}').contains(&character)));
                for Spelled { instance, .. } in &instances {
                    let tags = instance.tags.known().unwrap().iter();
                    let tags =
                        tags.map(|(key, value)| (key.to_owned(), value.to_owned())).collect();
                    let (own, action) = (kind_of(instance), request.attempt.action);
                    let is_one = (own, action) != (ResourceKind::Service, Action::Reboot);
                    let call = call(iam_action(own, action), instance, tags);
                    assert_eq!(
                        iam::allows(&text, &call),
                        is_one && own == kind && entitlement.admits(instance).is_allow(),
                        "{kind} {instance:#?}\n{text}"
                    );
                }
            }
        }
    });
}

/// One allow rule, and deny rules that differ in nothing but instances and have several exceptions.
fn excepted() -> impl Strategy<Value = (Vec<Value>, Vec<Spelled>)> {
    let deny = (strategies::instances(0.3), vec(strategies::instances(0.3), 0..=3));
    let deny = deny.prop_map(|(instances, mut exceptions)| {
        let mut rule = json!({ "effect": "deny", "instances": instances });
        exceptions.sort_by_key(ToString::to_string);
        exceptions.dedup();
        if !exceptions.is_empty() {
            let clauses = exceptions.iter().map(|instances| json!({ "instances": instances }));
            rule["unless"] = clauses.collect();
        }
        rule
    });
    let rules = (strategies::instances(0.1), vec(deny, 1..=2));
    let rules = rules.prop_map(|(open, denies)| [vec![allow(open)], denies].concat());
    (rules, vec(strategies::instance(0.0), 40))
}

#[test]
fn iam_knows_every_exception_as_the_engine_does() {
    strategies::hold(300, excepted(), |(rules, instances)| {
        let entitlement = entitlement(&rules, Action::Stop);
        for Spelled { instance, .. } in &instances {
            let kind = kind_of(instance);
            let Ok(text) = entitlement.session_policy(kind, &aws()) else { continue };
            let tags = instance.tags.known().unwrap().iter();
            let tags = tags.map(|(key, value)| (key.to_owned(), value.to_owned())).collect();
            let allowed = iam::allows(&text, &call(iam_action(kind, Action::Stop), instance, tags));
            assert_eq!(allowed, entitlement.admits(instance).is_allow(), "{instance:#?}\n{text}");
        }
    });
}

#[test]
fn session_policies_are_written_for_most_generated_entitlements_and_admit_much() {
    let (mut written, mut too_long, mut admitted) = (0, 0, 0);
    for (json, requests, instances) in strategies::sample(150, &cases()) {
        let policy = compiled(&json);
        for request in requests {
            let entitlement = policy.entitlement(request.attempt.clone());
            match entitlement.session_policy(ResourceKind::Instance, &aws()) {
                Ok(_) => written += 1,
                Err(SessionPolicyError::TooLong { .. }) => too_long += 1,
                Err(error) => panic!("{error}"),
            }
            admitted +=
                instances.iter().filter(|it| entitlement.admits(&it.instance).is_allow()).count();
        }
    }
    println!("{written} written, {too_long} too long, {admitted} pairs admitted");
    assert!(written > 20 * too_long);
    assert!(admitted > 1000);
}

/// The one difference: texts that are not in NFC are other texts to IAM.
#[test]
fn an_allow_rule_does_not_reach_a_tag_that_was_typed_in_another_way() {
    let entitlement = entitlement(&[allow(json!({ "tags": { "Env": ["ガ"] } }))], Action::Start);
    let decomposed = vec![("Env".to_owned(), "カ\u{3099}".to_owned())];
    let instance = instance(&decomposed);

    assert!(entitlement.admits(&instance).is_allow());
    let text = entitlement.session_policy(ResourceKind::Instance, &aws()).unwrap();
    assert!(!iam::allows(&text, &call("ec2:StartInstances", &instance, decomposed)));
}

fn instance(tags: &[(String, String)]) -> Arc<Instance> {
    Arc::new(Instance {
        account: Fact::Known("111122223333".parse().unwrap()),
        region: Fact::Known("ap-northeast-1".parse().unwrap()),
        id: Fact::Known("i-1234abcd".parse().unwrap()),
        tags: Tags::collect(tags.iter().map(|(key, value)| (&**key, &**value))),
    })
}

fn allow(instances: Value) -> Value {
    json!({ "effect": "allow", "instances": instances })
}

fn entitlement(rules: &[Value], action: Action) -> Entitlement {
    let rules: Vec<Value> = rules.iter().enumerate().map(|(index, rule)| {
        let mut whole = json!({ "id": format!("r{index}"), "who": { "users": ["sato"] }, "actions": "any" });
        whole.as_object_mut().unwrap().extend(rule.as_object().unwrap().clone());
        whole
    }).collect();
    let document = json!({ "version": 1, "policy": "p", "utc_offset": "+09:00", "rules": rules });
    let attempt = Attempt {
        caller: Caller::unknown().with_user(Fact::Known("sato")),
        action,
        source: Source::default(),
        at: UnixTime::from_seconds(0),
    };
    compiled(&document).entitlement(Arc::new(attempt))
}

fn written(rules: &[Value], action: Action) -> Value {
    let text = entitlement(rules, action).session_policy(ResourceKind::Instance, &aws()).unwrap();
    serde_json::from_str(&text).unwrap()
}

fn describe() -> Value {
    json!({ "Effect": "Allow", "Action": "ec2:DescribeInstances", "Resource": "*" })
}

#[test]
fn a_session_policy_says_what_the_rules_say() {
    let rule = allow(json!({
        "accounts": ["111122223333"], "regions": ["ap-northeast-1"],
        "tags": { "Env": ["dev", "${aws:username}"], "Owner": { "present": true } },
    }));
    let deny = json!({
        "effect": "deny", "instances": { "tags": { "Env": ["dev"] } },
        "unless": { "instances": { "ids": ["i-1234abcd"], "tags": { "Owner": ["sato"] } } },
    });

    assert_eq!(
        written(&[rule, deny], Action::Start),
        json!({ "Version": "2012-10-17", "Statement": [
            describe(),
            {
                "Effect": "Allow",
                "Action": "kms:CreateGrant",
                "Resource": "*",
                "Condition": { "Bool": { "kms:GrantIsForAWSResource": "true" } },
            },
            {
                "Effect": "Allow",
                "Action": "ec2:StartInstances",
                "Resource": "arn:aws:license-manager:*:*:license-configuration:*",
            },
            {
                "Effect": "Allow",
                "Action": "ec2:StartInstances",
                "Resource": "arn:aws:ec2:ap-northeast-1:111122223333:instance/*",
                "Condition": {
                    "StringEquals": { "aws:ResourceTag/Env": ["${$}{aws:username}", "dev"] },
                    "Null": { "aws:ResourceTag/Owner": "false" },
                },
            },
            {
                "Effect": "Deny",
                "Action": "ec2:StartInstances",
                "NotResource": "arn:aws:ec2:*:*:instance/i-1234abcd",
                "Condition": { "StringEquals": { "aws:ResourceTag/Env": "dev" } },
            },
            {
                "Effect": "Deny",
                "Action": "ec2:StartInstances",
                "Resource": "arn:aws:ec2:*:*:instance/*",
                "Condition": {
                    "StringEquals": { "aws:ResourceTag/Env": "dev" },
                    "StringNotEquals": { "aws:ResourceTag/Owner": "sato" },
                },
            },
        ] })
    );
}

#[test]
fn describing_is_not_narrowed_and_an_empty_entitlement_denies_everything() {
    let dev = allow(json!({ "tags": { "Env": ["dev"] } }));
    let nobody = json!({ "effect": "allow", "who": { "users": ["suzuki"] }, "instances": { "tags": { "Env": ["dev"] } } });

    assert_eq!(
        written(&[dev], Action::Describe),
        json!({ "Version": "2012-10-17", "Statement": [describe()] })
    );
    assert_eq!(
        written(&[nobody], Action::Describe),
        json!({ "Version": "2012-10-17", "Statement": [
            { "Effect": "Deny", "Action": "*", "Resource": "*" }
        ] })
    );
}

#[test]
fn a_session_policy_that_sts_would_refuse_is_an_error_with_its_size() {
    let values: Vec<String> = (0..200).map(|number| format!("value-{number:03}")).collect();
    let long = entitlement(&[allow(json!({ "tags": { "Env": values } }))], Action::Stop);

    assert_eq!(
        long.session_policy(ResourceKind::Instance, &aws()).unwrap_err().to_string(),
        "found a session policy of 2648 characters or more, required at most 2048: use fewer \
         values or fewer exceptions in the rules for this caller"
    );

    // Four exceptions of six conditions each are 1,296 statements.
    let many = (0..4).map(|number| {
        let keys = (0..6).map(|key| (format!("k{number}{key}"), json!(["x"])));
        json!({ "instances": { "tags": keys.collect::<serde_json::Map<_, _>>() } })
    });
    let deny = json!({ "effect": "deny", "instances": { "tags": { "Env": ["dev"] } }, "unless": many.collect::<Vec<_>>() });
    let wide = entitlement(&[allow(json!({ "tags": { "Env": ["dev"] } })), deny], Action::Stop);
    assert!(matches!(
        wide.session_policy(ResourceKind::Instance, &aws()),
        Err(SessionPolicyError::TooLong { characters, limit: 2048 }) if characters > 2048
    ));
}

/// Written out, these are a hundred million ARNs.
#[test]
fn accounts_regions_and_ids_that_multiply_are_refused_before_they_are_written() {
    let accounts: Vec<String> = (0..1000).map(|number| format!("{number:012}")).collect();
    let regions: Vec<String> = (0..100).map(|number| format!("ap-northeast-{number}")).collect();
    let ids: Vec<String> = (0..1000).map(|number| format!("i-{number:08x}")).collect();
    let instances = json!({ "accounts": accounts, "regions": regions, "ids": ids });

    let wide = entitlement(&[allow(instances)], Action::Stop);

    assert_eq!(
        wide.session_policy(ResourceKind::Instance, &aws()),
        Err(SessionPolicyError::TooLong { characters: 1_200_000_000, limit: 2048 })
    );
}

#[test]
fn tag_keys_that_iam_cannot_tell_apart_are_an_error() {
    let both = entitlement(
        &[allow(json!({ "tags": { "Env": ["dev"], "env": ["dev"] } }))],
        Action::Reboot,
    );

    assert_eq!(
        both.session_policy(ResourceKind::Instance, &aws()).unwrap_err().to_string(),
        "found the tag keys `Env` and `env` in the rules, required keys that differ in more than \
         case: a session policy cannot tell these apart, rename one"
    );
}

#[test]
fn a_session_policy_for_databases_names_databases_and_their_actions_alone() {
    let open = allow(json!({ "ids": ["i-1234abcd", "db:payroll"], "tags": { "Env": ["dev"] } }));
    let deny = |saved: &str| {
        json!({
            "effect": "deny", "instances": { "tags": { "Env": ["dev"] } },
            "unless": { "instances": { "ids": [saved] } },
        })
    };
    let written = |rules: &[Value], kind| {
        let text = entitlement(rules, Action::Start).session_policy(kind, &aws()).unwrap();
        serde_json::from_str::<Value>(&text).unwrap()["Statement"].clone()
    };
    let dev = json!({ "StringEquals": { "aws:ResourceTag/Env": "dev" } });
    let describe =
        json!({ "Effect": "Allow", "Action": "rds:DescribeDBInstances", "Resource": "*" });

    assert_eq!(
        written(&[open.clone(), deny("db:payroll")], ResourceKind::Database),
        json!([
            describe,
            {
                "Effect": "Allow", "Action": "rds:StartDBInstance",
                "Resource": "arn:aws:rds:*:*:db:payroll", "Condition": dev,
            },
            {
                "Effect": "Deny", "Action": "rds:StartDBInstance",
                "NotResource": "arn:aws:rds:*:*:db:payroll", "Condition": dev,
            },
        ])
    );
    // An exception for an instance saves no database: what is denied is every one.
    assert_eq!(
        written(&[open, deny("i-1234abcd")], ResourceKind::Database)[2],
        json!({
            "Effect": "Deny", "Action": "rds:StartDBInstance",
            "Resource": "arn:aws:rds:*:*:db:*", "Condition": dev,
        })
    );
    let instances = allow(json!({ "ids": ["i-1234abcd"] }));
    assert_eq!(written(&[instances], ResourceKind::Database), json!([describe]));
}
