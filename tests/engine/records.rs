//! Facts and answers as audit lines hold them.

use std::sync::Arc;

use engine_support::strategies::compiled;
use sekisho_policy::{
    Action, Attempt, Caller, Decision, Fact, Instance, Record, Request, Source, Tags, UnixTime,
};
use serde_json::{Value, json};

fn attempt(caller: Caller) -> Attempt {
    Attempt {
        caller,
        action: Action::Start,
        source: Source::new(
            Fact::Known("::ffff:10.20.3.4".parse().unwrap()),
            Fact::Known("vpce-1234abcd".parse().unwrap()),
        ),
        at: UnixTime::from_seconds(1_797_822_000),
    }
}

fn sato() -> Caller {
    Caller::unknown()
        .with_subject(Fact::Known("0f1e2d3c"))
        .with_user(Fact::Known("sato"))
        .with_groups(Fact::Known(["staff", "カ\u{3099}ス"]))
        .with_claim("department", Fact::Absent)
        .with_claim("office", Fact::Known("hall"))
        .with_signed_in_at(Fact::Known(UnixTime::from_seconds(1_797_820_000)))
}

#[test]
fn a_record_holds_every_fact_and_keeps_absent_and_unknown_apart() {
    assert_eq!(
        serde_json::to_value(Record::of(&attempt(sato()))).unwrap(),
        json!({
            "caller": {
                "subject": "0f1e2d3c",
                "user": "sato",
                "groups": ["staff", "ガス"],
                "claims": { "department": null, "office": "hall" },
                "signed_in_at": 1_797_820_000,
                "issued_at": { "unknown": true },
            },
            "action": "start",
            "source": { "address": "10.20.3.4", "vpc_endpoint": "vpce-1234abcd" },
            "at": 1_797_822_000,
        })
    );

    let mut instance = Instance {
        account: Fact::Known("111122223333".parse().unwrap()),
        region: Fact::Absent,
        id: Fact::Known("i-1234abcd".parse().unwrap()),
        tags: Tags::collect([("Env", "dev"), ("unknown", "true")]),
    };
    assert_eq!(
        serde_json::to_value(Record::of(&instance)).unwrap(),
        json!({
            "account": "111122223333", "region": null, "id": "i-1234abcd",
            "tags": { "Env": "dev", "unknown": "true" },
        })
    );
    instance.tags = Fact::Unknown;
    assert_eq!(
        serde_json::to_value(Record::of(&instance)).unwrap()["tags"],
        json!({ "unknown": true })
    );
}

#[test]
fn the_record_of_an_answer_has_the_same_four_fields_whatever_the_answer() {
    let policy = compiled(&json!({
        "version": 1, "policy": "p", "utc_offset": "+09:00", "required_tags": ["Env"],
        "rules": [
            { "id": "staff", "effect": "allow", "who": { "groups": ["staff"] }, "actions": ["start"], "instances": "any" },
            { "id": "no-prod", "effect": "deny", "who": "everyone", "actions": "any", "instances": { "tags": { "Env": ["prod"] } } },
        ],
    }));
    let recorded = |caller: Caller, tags: Fact<Tags>| -> (Decision, Value) {
        let instance = Arc::new(Instance { tags, ..Instance::default() });
        let decision = policy.decide(Request { attempt: Arc::new(attempt(caller)), instance });
        let record = serde_json::to_value(Record::of(&decision)).unwrap();
        (decision, record)
    };
    let env = |value| Tags::collect([("Env", value)]);
    let nobody = Caller::unknown().with_groups(Fact::Known([]));

    for (caller, tags, expected) in [
        (
            sato(),
            env("dev"),
            json!({ "outcome": "allow", "code": "allow", "rules": ["staff"], "missing": [] }),
        ),
        (
            sato(),
            env("prod"),
            json!({ "outcome": "deny", "code": "explicit", "rules": ["no-prod"], "missing": [] }),
        ),
        (
            sato(),
            Fact::Unknown,
            json!({ "outcome": "deny", "code": "indeterminate", "rules": ["no-prod"], "missing": ["tags"] }),
        ),
        (
            Caller::unknown(),
            env("dev"),
            json!({ "outcome": "deny", "code": "indeterminate", "rules": ["staff"], "missing": ["groups"] }),
        ),
        (
            nobody,
            env("dev"),
            json!({ "outcome": "deny", "code": "default", "rules": [], "missing": [] }),
        ),
        (
            sato(),
            Tags::collect([]),
            json!({ "outcome": "deny", "code": "missing_required_tag", "rules": [], "missing": ["tag:Env"] }),
        ),
    ] {
        let (decision, record) = recorded(caller, tags);
        assert_eq!(record, expected);
        if let Decision::Deny(denial) = decision {
            assert_eq!(serde_json::to_value(Record::of(&denial)).unwrap(), expected);
        }
    }
}
