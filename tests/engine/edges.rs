//! Where the rules of a policy begin and end: both sides of each, and no edge that is none.

use engine_support::strategies::{checked, hold};
use sekisho_policy::{
    Bound, Boundaries, Clause, Condition, Edge, NamedRequest, Policy, Side, Truth,
    strategies::cases,
};
use serde_json::{Value, json};

/// The clause that a condition stands in names nothing else that could meet it.
fn alone(clause: &Clause, condition: &Condition) -> bool {
    let one = |names: &Option<std::collections::BTreeSet<_>>| {
        names.as_ref().is_some_and(|names: &std::collections::BTreeSet<sekisho_policy::Name>| {
            names.len() == 1
        })
    };
    match condition {
        Condition::During => one(&clause.during),
        Condition::From => one(&clause.from),
        _ => true,
    }
}

#[test]
fn a_condition_holds_on_the_one_side_of_its_boundary_and_not_on_the_other() {
    let seen = std::cell::RefCell::new([0_usize; 8]);
    hold(300, cases(8..=16), |(document, requests)| {
        let (policy, boundaries) = (Policy::compile(document.clone()), document.boundaries());
        for request in requests {
            let findings = policy.findings(&request);
            for (place, side) in boundaries.touched_by(&request) {
                let boundary = &boundaries.as_slice()[place];
                for used in &boundary.conditions {
                    let rule = document.rules().iter().find(|rule| rule.id == used.rule).unwrap();
                    let clause = used.exception.map_or(&rule.when, |it| &rule.unless[it]);
                    let finding = findings.iter().find(|found| found.rule == used.rule).unwrap();
                    let found = finding.conditions.iter().find(|found| {
                        found.exception == used.exception && found.condition == used.condition
                    });
                    let truth = found.unwrap().truth;
                    if alone(clause, &used.condition) {
                        let expected =
                            if side == Side::Inside { Truth::True } else { Truth::False };
                        assert_eq!(truth, expected, "{boundary:?} {side:?}");
                    } else if side == Side::Inside {
                        assert_eq!(truth, Truth::True, "{boundary:?}");
                    }
                    seen.borrow_mut()[kind(&boundary.bound)] += 1;
                }
            }
        }
    });
    assert!(seen.borrow().iter().all(|times| *times > 5), "{seen:?}");
}

const fn kind(bound: &Bound) -> usize {
    match bound {
        Bound::Opens { .. } => 0,
        Bound::Closes { .. } => 1,
        Bound::FirstAddress { .. } => 2,
        Bound::LastAddress { .. } => 3,
        Bound::NotBefore(_) => 4,
        Bound::NotAfter(_) => 5,
        Bound::SignedInWithin(_) => 6,
        Bound::IssuedBefore(_) => 7,
    }
}

fn town(zones: Value, weekly: Value, conditions: Value) -> Boundaries {
    let mut rule = json!({
        "id": "r", "effect": "allow", "who": { "users": ["sato"] }, "actions": "any", "instances": "any",
    });
    rule.as_object_mut().unwrap().extend(conditions.as_object().unwrap().clone());
    let mut off = rule.clone();
    off["id"] = json!("off");
    off["enabled"] = json!(false);
    let mut document = json!({
        "version": 1, "policy": "p", "utc_offset": "+09:00",
        "calendars": { "closed": ["2026-12-22"] },
        "schedules": { "hours": { "weekly": weekly, "except": ["closed"] } },
        "rules": [rule, off],
    });
    if zones != json!({}) {
        document["zones"] = zones;
    }
    checked(&document).boundaries()
}

fn plain(boundaries: &Boundaries) -> Vec<String> {
    let edge = |edge: Edge| match edge {
        Edge::Minute(minute) => format!("{:02}:{:02}", minute / 60, minute % 60),
        Edge::At(time) | Edge::IssuedAt(time) => time.seconds().to_string(),
        Edge::SignedInAgo(seconds) => format!("-{seconds}"),
        Edge::Address(address) => address.to_string(),
    };
    let one = |it: &sekisho_policy::Boundary| {
        let days = match &it.bound {
            Bound::Opens { days, .. } | Bound::Closes { days, .. } => {
                days.iter().map(|day| format!(" {}", day.name())).collect()
            }
            _ => String::new(),
        };
        let Edge::Minute(_) = it.inside else {
            return format!("{} | {}", edge(it.inside), edge(it.outside));
        };
        format!("{} | {}{days}", edge(it.inside), edge(it.outside))
    };
    boundaries.as_slice().iter().map(one).collect()
}

#[test]
fn windows_that_touch_are_one_and_midnight_is_an_hour_like_others() {
    for (weekly, expected) in [
        (
            json!([
                { "days": ["mon", "tue"], "from": "08:30", "to": "12:00" },
                { "days": ["mon"], "from": "12:00", "to": "17:15" },
                { "days": ["tue"], "from": "11:00", "to": "11:30" },
            ]),
            &["08:30 | 08:29 mon tue", "11:59 | 12:00 tue", "17:14 | 17:15 mon"][..],
        ),
        (
            json!([{ "days": ["sun"], "from": "22:00", "to": "06:00" }]),
            &["22:00 | 21:59 sun", "05:59 | 06:00 mon"],
        ),
        (
            json!([{ "days": ["sat", "sun"], "from": "00:00", "to": "24:00" }]),
            &["00:00 | 23:59 sat", "23:59 | 00:00 sun"],
        ),
        (
            json!([{ "days": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"], "from": "00:00", "to": "24:00" }]),
            &[],
        ),
    ] {
        let found = plain(&town(json!({}), weekly, json!({ "during": ["hours"] })));
        assert_eq!(found, expected);
    }
}

#[test]
fn an_address_is_an_edge_only_where_the_one_beside_it_is_refused() {
    let zones = json!({
        "hall": { "vpce": ["vpce-1234abcd"], "cidrs": ["10.20.0.0/16", "10.21.0.0/24"] },
        "room": { "vpce": ["vpce-1234abcd"], "cidrs": ["10.20.250.0/28"] },
        "lower": { "cidrs": ["0.0.0.0/8"] },
    });
    let hours = json!([{ "days": ["mon"], "from": "08:30", "to": "17:15" }]);
    for (from, expected) in [
        (json!(["hall", "room"]), &["10.20.0.0 | 10.19.255.255", "10.21.0.255 | 10.21.1.0"][..]),
        (json!(["room"]), &["10.20.250.0 | 10.20.249.255", "10.20.250.15 | 10.20.250.16"]),
        (json!(["lower"]), &["0.255.255.255 | 1.0.0.0"]),
    ] {
        let found = plain(&town(zones.clone(), hours.clone(), json!({ "from": from })));
        assert_eq!(found, expected);
    }
}

#[test]
fn the_times_of_a_rule_are_edges_to_the_second() {
    let hours = json!([{ "days": ["mon"], "from": "08:30", "to": "17:15" }]);
    let conditions = json!({
        "not_before": "2027-01-01", "not_after": "2027-01-02",
        "signed_in_within": "8h",
    });
    assert_eq!(
        plain(&town(json!({}), hours, conditions)),
        ["1798729200 | 1798729199", "1798815599 | 1798815600", "-28799 | -28800"]
    );
}

#[test]
fn a_day_on_which_a_calendar_keeps_a_schedule_closed_has_no_edge() {
    let hours = json!([{ "days": ["mon", "tue"], "from": "08:30", "to": "17:15" }]);
    let boundaries = town(json!({}), hours, json!({ "during": ["hours"] }));
    let touched = |at: &str| {
        let line = json!({ "action": "start", "at": at });
        boundaries.touched_by(&NamedRequest::from_json(&line.to_string()).unwrap().request)
    };

    assert_eq!(touched("2026-12-21T08:29:59+09:00"), [(0, Side::Outside)]);
    assert_eq!(touched("2026-12-21T08:30:00+09:00"), [(0, Side::Inside)]);
    assert_eq!(touched("2026-12-21T08:31:00+09:00"), []);
    assert_eq!(touched("2026-12-21T17:14:59+09:00"), [(1, Side::Inside)]);
    assert_eq!(touched("2026-12-21T17:15:59+09:00"), [(1, Side::Outside)]);
    assert_eq!(touched("2026-12-22T08:30:00+09:00"), [], "closed");
    assert_eq!(touched("2026-12-22T17:15:00+09:00"), [], "closed");
}
