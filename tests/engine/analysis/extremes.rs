//! Questions at the ends of what can be asked.

use engine_support::strategies::checked;
use sekisho_policy::{
    Caller, Clause, Document, Fact, Instance, Tags, UnixTime,
    analysis::{Analysis, Answer, Budget, Comparison, Hints, Undecided},
};
use serde_json::{Value, json};

use super::{enough, found, hints, holds};

fn document(sections: &Value, rules: &Value) -> Document {
    let mut document = json!({ "version": 1, "policy": "asahikawa", "utc_offset": "+09:00" });
    for (key, section) in sections.as_object().unwrap() {
        document[key] = section.clone();
    }
    document["rules"] = rules.clone();
    checked(&document)
}

/// A rule of which these conditions are more than everyone and everything.
fn rule(id: &str, effect: &str, conditions: &Value) -> Value {
    let mut rule = json!({ "id": id, "effect": effect, "who": "everyone", "actions": "any",
        "instances": "any", "approved_by": "the mayor" });
    for (key, condition) in conditions.as_object().unwrap() {
        rule[key] = condition.clone();
    }
    if rule["who"] != "everyone" || rule["instances"] != "any" {
        rule.as_object_mut().unwrap().remove("approved_by");
    }
    rule
}

/// The times that have a date, as the analysis counts them.
const FIRST: i64 = -377_704_600_000;
const END: i64 = 253_402_000_000;

#[test]
fn points_of_time_at_the_ends_of_the_line_are_asked_for_as_any_others() {
    let document = document(
        &json!({ "schedules": { "nights": {
            "weekly": [{ "days": ["sun"], "from": "23:59", "to": "00:01" }],
        } } }),
        &json!([rule("nights", "allow", &json!({ "during": ["nights"] }))]),
    );
    let times = [i64::MIN, i64::MIN + 1, FIRST - 1, FIRST, FIRST + 1, 0, END - 1, END, i64::MAX];
    let mut counted = [0; 2];
    for near in times {
        let hints = Hints::near(UnixTime::from_seconds(near));
        for at in times {
            let time = Some(UnixTime::from_seconds(at));
            let with = |change: &dyn Fn(&mut Clause)| {
                let mut clause = Clause::default();
                change(&mut clause);
                clause
            };
            for (clause, exists) in [
                (with(&|it| it.not_before = time), at < END),
                (with(&|it| it.not_after = time), at > FIRST),
                (with(&|it| it.issued_before = time), at > i64::MIN),
                (with(&|it| (it.not_before, it.not_after) = (time, time)), false),
            ] {
                let analysis = Analysis::new(&document, &[&clause], &hints);
                let found = found(analysis.find_any(&clause, enough()));
                assert_eq!(found.is_some(), exists, "{clause:?}");
                counted[usize::from(exists)] += 1;
                if let Some(found) = found {
                    let at = found.witness.attempt.at.seconds();
                    assert!((FIRST..END).contains(&at), "{at}");
                    assert!(holds(&document, &clause, &found.witness), "{found:#?}");
                }
                let allowed = super::found(analysis.find_allowed(&clause, None, enough()));
                let denied = super::found(analysis.find_denied(&clause, enough()));
                assert!(exists || (allowed.is_none() && denied.is_none()), "{clause:?}");
            }
        }
    }
    assert!(counted.iter().all(|times| *times > 50), "{counted:?}");
}

#[test]
fn spans_of_no_length_and_of_the_greatest_are_asked_for_as_any_others() {
    let document = document(
        &json!({}),
        &json!([rule("lately", "allow", &json!({ "signed_in_within": "1s" }))]),
    );
    let hints = hints();
    for (seconds, exists) in [(0, false), (1, true), (u32::MAX, true)] {
        let mut clause = Clause::default();
        clause.signed_in_within = Some(seconds);

        let analysis = Analysis::new(&document, &[&clause], &hints);

        let any = found(analysis.find_any(&clause, enough()));
        assert_eq!(any.is_some(), exists, "{seconds}");
        assert!(any.is_none_or(|it| holds(&document, &clause, &it.witness)), "{seconds}");
        assert_eq!(found(analysis.find_allowed(&clause, None, enough())).is_some(), exists);
        let denied = found(analysis.find_denied(&clause, enough()));
        assert_eq!(denied.is_some(), seconds > 1, "{seconds}");
    }
}

#[test]
fn networks_that_hold_every_address_leave_calls_without_one() {
    let all = ["0.0.0.0/1", "128.0.0.0/1", "::/1", "8000::/1"];
    let ends = [
        "0.0.0.0/32",
        "255.255.255.255/32",
        "::/128",
        "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/128",
    ];
    let document = document(
        &json!({ "zones": {
            "all": { "cidrs": all }, "ends": { "cidrs": ends },
            "inside": { "cidrs": all, "vpce": ["vpce-1234abcd"] },
        } }),
        &json!([
            rule("all", "allow", &json!({ "from": ["all"] })),
            rule("ends", "deny", &json!({ "from": ["ends"] })),
            rule("inside", "deny", &json!({ "from": ["inside"] })),
        ]),
    );
    let hints = hints();
    let analysis = Analysis::new(&document, &[], &hints);

    let allowed = found(analysis.find_allowed(&Clause::default(), None, enough())).unwrap();
    let denied = found(analysis.find_denied(&Clause::default(), enough())).unwrap();

    let zones = allowed.region.zones.unwrap();
    let inside: Vec<Vec<&str>> =
        zones.iter().map(|it| it.inside.iter().map(|zone| zone.name.as_str()).collect()).collect();
    assert_eq!(inside, [["all"]]);
    // Nothing is denied by default that comes from an address.
    assert!(denied.rules.is_empty());
    assert_eq!(denied.witness.attempt.source.address(), Fact::Absent);
}

#[test]
fn a_policy_without_a_rule_in_force_denies_everything() {
    let off = rule("off", "allow", &json!({ "enabled": false }));
    let on = rule("off", "allow", &json!({}));
    let (off, on) = (document(&json!({}), &json!([off])), document(&json!({}), &json!([on])));
    let hints = hints();
    let analysis = Analysis::new(&off, &[], &hints);

    assert!(analysis.find_allowed(&Clause::default(), None, enough()).is_none());
    assert!(found(analysis.find_denied(&Clause::default(), enough())).is_some());
    assert!(found(analysis.find_any(&Clause::default(), enough())).is_some());
    assert!(analysis.find_outside(&off.rules()[0].id, &Clause::default(), enough()).is_none());
    let [opened] = &Comparison::new(&off, &on, &hints).opened(5, enough())[..] else { panic!() };
    assert_eq!(opened.regions.len(), 1);
}

/// Every text that a witness would rather have is named, in every script, as long as may be.
#[test]
fn witnesses_find_texts_that_nothing_names() {
    let long = "鍵".repeat(128);
    let value = "が".repeat(256);
    let names: Vec<String> = (1..=40)
        .flat_map(|at| ["user", "value", "claim", "other"].map(|kind| format!("{kind}-{at}")))
        .collect();
    let regions: Vec<String> = ["ap-northeast-1", "ap-northeast-3"]
        .map(str::to_owned)
        .into_iter()
        .chain((1..=99).map(|at| format!("xx-x-{at}")))
        .collect();
    let accounts: Vec<String> = (1..=20).map(|at| format!("{:012}", at * 111_111)).collect();
    let ids: Vec<String> = (1..=20).map(|at| format!("i-{at:017x}")).collect();
    let document = document(
        &json!({ "required_tags": [long] }),
        &json!([
            rule("all", "allow", &json!({})),
            rule("people", "deny", &json!({ "who": { "users": names } })),
            rule("regions", "deny", &json!({ "instances": { "regions": regions } })),
            rule("accounts", "deny", &json!({ "instances": { "accounts": accounts } })),
            rule("ids", "deny", &json!({ "instances": { "ids": ids } })),
            rule("values", "deny", &json!({ "instances": { "tags": { &long: [value] } } })),
            rule("names", "deny", &json!({ "instances": { "tags": { &long: names } } })),
            rule(
                "own",
                "deny",
                &json!({
                    "instances": { "tags": { &long: { "equals_caller": "user" } } },
                })
            ),
            rule(
                "groups",
                "deny",
                &json!({
                    "instances": { "tags": { &long: { "equals_caller": "groups" } } },
                })
            ),
            rule(
                "claims",
                "deny",
                &json!({
                    "instances": { "tags": { &long: { "equals_caller": "claim:部署" } } },
                })
            ),
        ]),
    );
    let hints = hints();
    let analysis = Analysis::new(&document, &[], &hints);

    let found = found(analysis.find_allowed(&Clause::default(), None, enough())).unwrap();

    let Fact::Known(tags) = &found.witness.instance.tags else { panic!("{found:#?}") };
    assert!(tags.value(&long).is_some_and(|text| !names.iter().any(|name| name == text)));
    assert_eq!(found.witness.instance.region, Fact::Known("xx-xx-1".parse().unwrap()));
}

/// What is unknown of a hint, or given twice, is never made up.
#[test]
fn hints_of_which_little_is_known_are_left_alone() {
    let document = document(
        &json!({}),
        &json!([rule(
            "own",
            "allow",
            &json!({
                "who": { "groups": ["staff"] },
                "instances": { "tags": { "Owner": { "equals_caller": "claim:department" } } },
            })
        )]),
    );
    let twice = Tags::collect([("Owner", "it"), ("Owner", "hr")]);
    let staff = Caller::unknown().with_groups(Fact::Known(["staff", "staff"]));
    let people = [
        Caller::unknown(),
        staff.clone(),
        staff.clone().with_user(Fact::Known("sato")),
        staff.clone().with_user(Fact::Known("sato")).with_claim("department", Fact::Absent),
    ];
    let instance = |tags| Instance {
        account: Fact::Known("111122223333".parse().unwrap()),
        region: Fact::Known("ap-northeast-1".parse().unwrap()),
        id: Fact::Known("i-1234abcd".parse().unwrap()),
        tags,
    };
    let instances =
        [Instance::default(), instance(twice), instance(Fact::Unknown), instance(Fact::Absent)];
    let hints = hints().with_people(people.into()).with_instances(instances.into());
    let analysis = Analysis::new(&document, &[], &hints);

    let found = found(analysis.find_allowed(&Clause::default(), None, enough())).unwrap();

    assert!(!hints.people.contains(&found.witness.attempt.caller));
    assert!(!hints.instances.contains(&found.witness.instance));
    assert_ne!(found.witness.instance.account, Fact::Unknown);
}

/// A deny rule goes whose exceptions can be met in a million ways.
#[test]
fn a_million_regions_end_with_the_limit_or_with_the_budget() {
    let keys: Vec<String> = (0..16).map(|at| format!("key-{at}")).collect();
    let exceptions: Vec<Value> = keys
        .windows(3)
        .map(|keys| {
            let tags: serde_json::Map<String, Value> =
                keys.iter().map(|key| (key.clone(), json!(["dev"]))).collect();
            json!({ "instances": { "tags": tags } })
        })
        .collect();
    let deny = rule("never", "deny", &json!({ "unless": exceptions }));
    let allow = rule("all", "allow", &json!({}));
    let old = document(&json!({}), &json!([allow, deny]));
    let new = document(&json!({}), &json!([allow]));
    let hints = hints();
    let comparison = Comparison::new(&old, &new, &hints);

    let [few] = &comparison.opened(7, enough())[..] else { panic!() };
    let [cut] = &comparison.opened(usize::MAX, Budget::of_steps(500))[..] else { panic!() };

    assert_eq!((few.regions.len(), few.is_complete), (7, false));
    assert!(few.undecided.is_none());
    assert!(matches!(&cut.undecided, Some(Undecided::OutOfSteps(effort)) if effort.steps == 500));
    assert!(!cut.regions.is_empty() && !cut.is_complete);
}

/// Whether groups and tags can be told apart is a question that no budget answers: it says so.
#[test]
fn a_question_that_is_too_hard_is_left_open() {
    // Whoever is in one of each pair of groups, but not so that each key has another of the colours.
    let keys: Vec<String> = (0..9).map(|at| format!("key-{at}")).collect();
    let colours: Vec<String> = (0..8).map(|at| format!("colour-{at}")).collect();
    let mut rules = vec![rule(
        "all",
        "allow",
        &json!({
            "instances": { "tags": keys.iter().map(|key| (key.clone(), json!(colours)))
                .collect::<serde_json::Map<_, _>>() },
        }),
    )];
    for (at, one) in keys.iter().enumerate() {
        for (place, other) in keys.iter().enumerate().skip(at + 1) {
            for colour in &colours {
                rules.push(rule(
                    &format!("r{at}-{place}-{}", &colour[7..]),
                    "deny",
                    &json!({ "instances": { "tags": { one: [colour], other: [colour] } } }),
                ));
            }
        }
    }
    let document = document(&json!({}), &json!(rules));
    let hints = hints();
    let analysis = Analysis::new(&document, &[], &hints);

    let answer = analysis.find_allowed(&Clause::default(), None, Budget::of_steps(300));

    // Nine keys, eight colours, each another one: there is none, but that takes long to see.
    let Answer::Undecided(Undecided::OutOfSteps(effort)) = answer else { panic!("{answer:#?}") };
    assert_eq!(effort.steps, 300);
}
