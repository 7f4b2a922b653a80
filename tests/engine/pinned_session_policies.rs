//! The session policy for single instances: AWS, given it, lets through what was decided and nothing
//! that would be decided otherwise.

use std::sync::Arc;

use engine_support::{
    iam::{self, Call},
    strategies::{self, compiled},
};
use proptest::collection::vec;
use sekisho_policy::{
    Action, Attempt, Caller, Decision, Document, Entitlement, Fact, Grant, Instance, Partition,
    Policy, ResourceKind, SessionPolicyError, Source, Tags, UnixTime,
};
use serde_json::{Value, json};

fn aws() -> Partition {
    Partition::parse("aws").unwrap()
}

fn start(instance: &Instance) -> Call {
    let (account, region, id) = (
        instance.account.known().unwrap().to_string(),
        instance.region.known().unwrap().to_string(),
        instance.id.known().unwrap().to_string(),
    );
    let (arn, action) = match instance.id.known().unwrap().kind() {
        ResourceKind::Database => {
            (format!("arn:aws:rds:{region}:{account}:{id}"), "rds:StartDBInstance")
        }
        ResourceKind::Instance => {
            (format!("arn:aws:ec2:{region}:{account}:instance/{id}"), "ec2:StartInstances")
        }
        ResourceKind::Service => {
            let named = id.replace(':', "/");
            (format!("arn:aws:ecs:{region}:{account}:{named}"), "ecs:UpdateService")
        }
    };
    let tags = instance.tags.known().unwrap().iter();
    let tags = tags.map(|(key, value)| (key.to_owned(), value.to_owned())).collect();
    Call { action: action.into(), account, region, arn, tags }
}

fn granted(entitlement: &Entitlement, instance: &Arc<Instance>) -> Option<Grant> {
    match entitlement.admits(instance) {
        Decision::Allow(grant) => Some(grant),
        Decision::Deny(_) => None,
    }
}

#[test]
fn a_pinned_policy_allows_what_was_granted_and_nothing_that_would_be_denied() {
    let cases =
        (strategies::document(), vec(strategies::request(), 4), vec(strategies::instance(0.0), 12));
    let (mut allowed, mut moved) = (0_u32, 0_u32);
    for (json, requests, instances) in strategies::sample(300, &cases) {
        let policy = compiled(&json);
        for request in requests {
            let attempt = Attempt { action: Action::Start, ..(*request.attempt).clone() };
            let entitlement = policy.entitlement(Arc::new(attempt));
            let instances = instances.iter().map(|it| &it.instance);
            let grants: Vec<Grant> =
                instances.clone().filter_map(|one| granted(&entitlement, one)).take(4).collect();
            for kind in ResourceKind::ALL {
                let Ok(text) = entitlement.pinned_session_policy(kind, &aws(), &grants) else {
                    continue;
                };
                let ids: Vec<_> = grants.iter().map(|grant| &grant.instance().id).collect();
                for grant in &grants {
                    let is_of_kind = grant.instance().id.known().unwrap().kind() == kind;
                    allowed += u32::from(is_of_kind);
                    let is_allowed = iam::allows(&text, &start(grant.instance()));
                    assert_eq!(is_allowed, is_of_kind, "{kind} {grant:#?}\n{text}");
                }
                // The same instances with the tags of others, and the others.
                for other in instances.clone() {
                    for place in instances.clone() {
                        let now = Instance { tags: other.tags.clone(), ..(**place).clone() };
                        if iam::allows(&text, &start(&now)) {
                            moved += u32::from(!Arc::ptr_eq(other, place));
                            assert!(ids.contains(&&now.id), "{now:#?}\n{text}");
                            assert!(entitlement.admits(&Arc::new(now)).is_allow(), "{text}");
                        }
                    }
                }
            }
        }
    }
    assert!(allowed > 500 && moved > 50, "{allowed} allowed, {moved} with other tags");
}

fn instance(id: &str, tags: &[(&str, &str)]) -> Arc<Instance> {
    Arc::new(Instance {
        account: Fact::Known("111122223333".parse().unwrap()),
        region: Fact::Known("ap-northeast-1".parse().unwrap()),
        id: Fact::Known(id.parse().unwrap()),
        tags: Tags::collect(tags.iter().copied()),
    })
}

fn attempt(action: Action) -> Arc<Attempt> {
    Arc::new(Attempt {
        caller: Caller::unknown().with_user(Fact::Known("sato")),
        action,
        source: Source::default(),
        at: UnixTime::from_seconds(0),
    })
}

/// The parks' instances, less those in production that lack an owner.
fn policy() -> Policy {
    let document = r"
        { version: 1, policy: p, utc_offset: '+09:00', required_tags: [Cost], rules: [
          { id: parks, effect: allow, who: { users: [sato] }, actions: any,
            instances: { tags: { Department: [parks] } } },
          { id: prod, effect: deny, who: everyone, actions: any,
            instances: { tags: { Env: [prod] } },
            unless: { instances: { tags: { Owner: { present: true } } } } } ] }";
    Policy::compile(Document::from_yaml(document).unwrap())
}

const DEV: &[(&str, &str)] = &[("Cost", "1"), ("Department", "parks"), ("Name", "dev")];

#[test]
fn a_pinned_policy_names_the_instances_and_every_tag_that_counts() {
    let entitlement = policy().entitlement(attempt(Action::Stop));
    let alike = [instance("i-1234abcd", DEV), instance("i-1234abce", &DEV[..2])];
    let owned = &[("Cost", "1"), ("Department", "parks"), ("Env", "prod"), ("Owner", "x")];
    let other = instance("i-1234abcf", owned);
    let grants = alike.iter().chain([&other]).filter_map(|one| granted(&entitlement, one));
    let grants: Vec<Grant> = grants.collect();
    let arn = |id| format!("arn:aws:ec2:ap-northeast-1:111122223333:instance/{id}");

    let text = entitlement.pinned_session_policy(ResourceKind::Instance, &aws(), &grants).unwrap();

    assert_eq!(
        serde_json::from_str::<Value>(&text).unwrap(),
        json!({ "Version": "2012-10-17", "Statement": [
            {
                "Effect": "Allow",
                "Action": "ec2:StopInstances",
                "Resource": [arn("i-1234abcd"), arn("i-1234abce")],
                "Condition": {
                    "StringEquals": {
                        "aws:ResourceTag/Cost": "1", "aws:ResourceTag/Department": "parks",
                    },
                    "Null": { "aws:ResourceTag/Env": "true", "aws:ResourceTag/Owner": "true" },
                },
            },
            {
                "Effect": "Allow",
                "Action": "ec2:StopInstances",
                "Resource": arn("i-1234abcf"),
                "Condition": { "StringEquals": {
                    "aws:ResourceTag/Cost": "1", "aws:ResourceTag/Department": "parks",
                    "aws:ResourceTag/Env": "prod", "aws:ResourceTag/Owner": "x",
                } },
            },
        ] })
    );
}

#[test]
fn without_a_grant_of_the_same_attempt_a_pinned_policy_denies_everything() {
    let nothing = json!({ "Version": "2012-10-17", "Statement": [
        { "Effect": "Deny", "Action": "*", "Resource": "*" },
    ] });
    let stop = policy().entitlement(attempt(Action::Stop));
    let other = policy().entitlement(attempt(Action::Start));
    let grant = granted(&other, &instance("i-1234abcd", DEV)).unwrap();

    for grants in [vec![], vec![grant]] {
        let text = stop.pinned_session_policy(ResourceKind::Instance, &aws(), &grants).unwrap();
        assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), nothing);
    }
}

#[test]
fn twenty_instances_fit_into_a_pinned_policy_and_forty_do_not() {
    let entitlement = policy().entitlement(attempt(Action::Stop));
    let grants = |many: u32| -> Vec<Grant> {
        let ids = (0..many).map(|number| format!("i-{number:017x}"));
        ids.filter_map(|id| granted(&entitlement, &instance(&id, DEV))).collect()
    };

    assert!(entitlement.pinned_session_policy(ResourceKind::Instance, &aws(), &grants(20)).is_ok());
    assert_eq!(
        entitlement.pinned_session_policy(ResourceKind::Instance, &aws(), &grants(40)),
        Err(SessionPolicyError::TooLong { characters: 3103, limit: 2048 })
    );
}
