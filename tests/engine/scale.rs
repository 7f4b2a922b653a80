//! Large policies within the limits: what they cost grows with their text, not with its square.

use std::{fs, sync::Arc};

use engine_support::strategies::{checked, compiled};
use sekisho_policy::{
    Action, Attempt, Caller, Entitlement, Fact, Instance, InstanceId, Policy, Source, Tags,
    UnixTime,
};
use serde_json::{Value, json};

/// 2027-01-04T09:00:00+09:00, a Monday.
const MONDAY: i64 = 1_799_020_800;

fn attempt(at: i64) -> Arc<Attempt> {
    Arc::new(Attempt {
        caller: Caller::unknown().with_user(Fact::Known("sato")),
        action: Action::Start,
        source: Source::default(),
        at: UnixTime::from_seconds(at),
    })
}

fn rule(id: &str, more: &Value) -> Value {
    let mut rule = json!({
        "id": id, "effect": "allow", "who": { "users": ["sato"] }, "actions": "any",
        "instances": { "tags": { "Env": ["dev"] } },
    });
    rule.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    rule
}

fn document(rules: &[Value], more: &Value) -> Value {
    let mut document =
        json!({ "version": 1, "policy": "p", "utc_offset": "+09:00", "rules": rules });
    document.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    document
}

/// The most memory this process ever had, in bytes; `None` where the system does not tell.
fn most_memory() -> Option<usize> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: usize = line.trim().strip_suffix(" kB")?.parse().ok()?;
    Some(kilobytes * 1024)
}

/// Copied into each schedule, these 150,000 dates would be 45 million: 360 MB.
#[test]
fn a_calendar_that_many_schedules_leave_out_is_held_once() {
    let dates = |calendar: u32| -> Vec<String> {
        let date = |day| format!("{}-{:02}-{:02}", 2030 + calendar, 1 + day / 28, 1 + day % 28);
        (0..300).map(date).chain((0..200).map(|day| date(day) + "/2499-01-01")).collect()
    };
    let calendars: Value = (0..300).map(|it| (format!("c{it}"), json!(dates(it)))).collect();
    let names: Vec<String> = (0..300).map(|number| format!("c{number}")).collect();
    let hours = json!([{ "days": ["mon"], "from": "08:30", "to": "17:15" }]);
    let schedules: Value = (0..300)
        .map(|it| (format!("s{it}"), json!({ "weekly": hours, "except": names })))
        .collect();
    let during: Vec<String> = (0..300).map(|number| format!("s{number}")).collect();
    let rule = rule("r", &json!({ "during": during }));
    let checked =
        checked(&document(&[rule], &json!({ "calendars": calendars, "schedules": schedules })));

    let before = most_memory();
    let policy = Policy::compile(checked);
    let after = most_memory();

    assert!(!policy.entitlement(attempt(MONDAY)).is_empty());
    // Monday, 2041-01-07 is in a range of several calendars.
    assert!(policy.entitlement(attempt(2_241_129_600)).is_empty());
    match before.zip(after) {
        Some((before, after)) => {
            println!("compiled in {} bytes", after - before);
            assert!(after - before < 100_000_000);
        }
        None => println!("this system does not tell how much memory was used"),
    }
}

fn entitlement(rules: &[Value]) -> Entitlement {
    compiled(&document(rules, &json!({ "required_tags": ["Env"] }))).entitlement(attempt(MONDAY))
}

/// Allow rules for so many values of `Env` and `Role`, and deny rules that close everything: but each
/// look through them takes one value away, and the last rule waits for the last of them.
fn chain(allows: usize, length: usize) -> Vec<Value> {
    let values: Vec<String> = (0..length).map(|number| format!("v{number}")).collect();
    let tags = |tags: Value| json!({ "instances": { "tags": tags } });
    let allow = |number| {
        let mut allow = tags(json!({ "Env": values, "Role": values }));
        allow["instances"]["ids"] = json!([format!("i-{number:08x}")]);
        rule(&format!("a{number}"), &allow)
    };
    let deny = |number: usize| {
        let (mine, theirs) =
            if number.is_multiple_of(2) { ("Env", "Role") } else { ("Role", "Env") };
        let mut deny = tags(json!({ mine: [values[number]] }));
        deny["effect"] = json!("deny");
        if let Some(next) = values.get(number + 1) {
            deny["unless"] = tags(json!({ theirs: [next] }));
        }
        rule(&format!("d{number:04}"), &deny)
    };
    let mut last = tags(json!({ "Role": { "present": true } }));
    last["effect"] = json!("deny");
    last["unless"] = tags(json!({ "Env": ["v0"] }));
    (0..allows).map(allow).chain((0..length).map(deny)).chain([rule("last", &last)]).collect()
}

#[test]
fn what_deny_rules_leave_together_is_found_however_many_looks_it_takes() {
    let closed = entitlement(&chain(10, 40));

    assert!(closed.is_empty());
    assert_eq!(closed.denial().unwrap().code(), "explicit");
    assert_eq!(closed.filters(), []);
}

/// Looked for to the end, these are 36 million comparisons.
#[test]
fn beyond_the_limit_of_work_an_entitlement_is_wider_and_admits_nothing_more() {
    let wide = entitlement(&chain(40, 600));

    assert!(!wide.is_empty());
    assert_eq!(wide.denial(), None);
    for (env, role) in [("v0", "v0"), ("v0", "v1"), ("v1", "v0"), ("v599", "v598")] {
        let instance = Arc::new(Instance {
            account: Fact::Unknown,
            region: Fact::Unknown,
            id: Fact::Known(InstanceId::parse("i-00000001").unwrap()),
            tags: Tags::collect([("Env", env), ("Role", role)]),
        });
        assert!(!wide.admits(&instance).is_allow(), "{env} {role}");
    }
}
