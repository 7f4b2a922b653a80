//! Law 27, where things begin and end: first in, last out, one beside it not.

use std::{net::IpAddr, sync::Arc};

use engine_support::{oracle::told, strategies::compiled};
use sekisho_policy::{
    Action, Attempt, Caller, Fact, Instance, Policy, Request, Source, UnixTime, VpcEndpointId,
};
use serde_json::{Value, json};

/// 2026-12-21T00:00:00+09:00, a Monday.
const MONDAY: i64 = 1_797_778_800;
const DAY: i64 = 86_400;

fn policy(conditions: Value) -> Policy {
    let mut rule = json!({
        "id": "r", "effect": "allow", "who": { "users": ["sato"] }, "actions": "any", "instances": "any",
    });
    rule.as_object_mut().unwrap().extend(conditions.as_object().unwrap().clone());
    compiled(&json!({
        "version": 1, "policy": "p", "utc_offset": "+09:00",
        "zones": {
            "net": { "cidrs": ["10.20.0.0/16", "2001:db8::/48"] },
            "both": { "vpce": ["vpce-1234abcd"], "cidrs": ["10.20.0.0/16"] },
        },
        "calendars": { "closed": ["2026-12-22/2026-12-23", "2026-12-26"] },
        "schedules": {
            "office": { "weekly": [{ "days": ["mon"], "from": "08:30", "to": "17:15" }] },
            "all-day": { "weekly": [{ "days": ["mon"], "from": "00:00", "to": "24:00" }] },
            "night": { "weekly": [{ "days": ["mon", "tue", "thu", "fri"], "from": "22:00", "to": "06:00" }], "except": ["closed"] },
        },
        "rules": [rule],
    }))
}

fn code(policy: &Policy, caller: Caller, source: Source, at: i64) -> &'static str {
    let attempt = Attempt {
        caller: caller.with_user(Fact::Known("sato")),
        action: Action::Start,
        source,
        at: UnixTime::from_seconds(at),
    };
    let request = Request { attempt: Arc::new(attempt), instance: Arc::new(Instance::default()) };
    told(&policy.decide(request)).code
}

fn open_at(policy: &Policy, at: i64) -> bool {
    code(policy, Caller::unknown(), Source::default(), at) == "allow"
}

#[test]
fn law_27_a_window_includes_its_start_and_not_its_end() {
    let policy = policy(json!({ "during": ["office"] }));
    let (start, end) = (MONDAY + 8 * 3600 + 1800, MONDAY + 17 * 3600 + 900);

    for (at, open) in [(start - 1, false), (start, true), (end - 1, true), (end, false)] {
        assert_eq!(open_at(&policy, at), open, "{at}");
        assert_eq!(open_at(&policy, at + 7 * DAY), open, "a week later");
        assert!(!open_at(&policy, at + DAY), "on Tuesday");
    }
}

#[test]
fn law_27_a_whole_day_runs_from_midnight_to_midnight() {
    let policy = policy(json!({ "during": ["all-day"] }));

    for (at, open) in
        [(MONDAY - 1, false), (MONDAY, true), (MONDAY + DAY - 1, true), (MONDAY + DAY, false)]
    {
        assert_eq!(open_at(&policy, at), open, "{at}");
    }
}

#[test]
fn law_27_a_window_over_midnight_belongs_to_the_day_it_starts_on() {
    let policy = policy(json!({ "during": ["night"] }));
    let hour = |day: i64, hour: i64| MONDAY + day * DAY + hour * 3600;

    for (at, open, why) in [
        (hour(0, 5), false, "Sunday is no day of the window"),
        (hour(0, 22) - 1, false, "not yet"),
        (hour(0, 22), true, "Monday evening"),
        (hour(1, 5), true, "Tuesday morning, closed, but the window is Monday's"),
        (hour(1, 6), false, "over"),
        (hour(1, 22), false, "Tuesday is closed"),
        (hour(2, 5), false, "Wednesday morning belongs to Tuesday, which was closed"),
        (hour(2, 22), false, "Wednesday is no day of the window"),
        (hour(3, 5), false, "nor is its morning after"),
        (hour(4, 22), true, "Friday evening"),
        (hour(5, 6) - 1, true, "Saturday is closed, but the window is Friday's"),
        (hour(5, 22), false, "Saturday is no day of the window"),
    ] {
        assert_eq!(open_at(&policy, at), open, "{why}");
    }
}

#[test]
fn law_27_not_before_is_included_and_not_after_is_not() {
    let policy =
        policy(json!({ "not_before": "2026-12-21", "not_after": "2026-12-22T00:00:00+09:00" }));

    for (at, open) in
        [(MONDAY - 1, false), (MONDAY, true), (MONDAY + DAY - 1, true), (MONDAY + DAY, false)]
    {
        assert_eq!(open_at(&policy, at), open, "{at}");
    }
}

#[test]
fn law_27_a_network_includes_its_first_and_last_address() {
    let policy = policy(json!({ "from": ["net"] }));

    for (address, open) in [
        ("10.19.255.255", false),
        ("10.20.0.0", true),
        ("10.20.255.255", true),
        ("10.21.0.0", false),
        ("::ffff:10.20.0.1", true),
        ("::10.20.0.1", false),
        ("2001:db8::", true),
        ("2001:db8:0:ffff:ffff:ffff:ffff:ffff", true),
        ("2001:db8:1::", false),
    ] {
        let address: IpAddr = address.parse().unwrap();
        let source = Source::new(Fact::Known(address), Fact::Absent);
        let expected = if open { "allow" } else { "default" };
        assert_eq!(code(&policy, Caller::unknown(), source, 0), expected, "{address}");
    }
}

#[test]
fn a_zone_of_endpoint_and_network_needs_both() {
    let policy = policy(json!({ "from": ["both"] }));
    let here = || Fact::Known("10.20.3.4".parse().unwrap());
    let away = || Fact::Known("10.21.3.4".parse().unwrap());
    let endpoint = |id| Fact::Known(VpcEndpointId::parse(id).unwrap());

    for (address, endpoint, expected) in [
        (here(), endpoint("vpce-1234abcd"), "allow"),
        (away(), endpoint("vpce-1234abcd"), "default"),
        (here(), endpoint("vpce-ffffffff"), "default"),
        (here(), Fact::Absent, "default"),
        (here(), Fact::Unknown, "indeterminate"),
        (away(), Fact::Unknown, "default"),
        (Fact::Unknown, Fact::Unknown, "indeterminate"),
    ] {
        let source = Source::new(address, endpoint);
        assert_eq!(code(&policy, Caller::unknown(), source.clone(), 0), expected, "{source:?}");
    }
}

#[test]
fn a_sign_in_counts_for_less_than_the_span_and_not_before_it_happened() {
    let policy = policy(json!({ "signed_in_within": "30m" }));

    for (ago, open) in
        [(-1, false), (0, true), (1799, true), (1800, false), (i64::MAX, false), (i64::MIN, false)]
    {
        let signed_in = UnixTime::from_seconds(MONDAY).saturating_add(ago.saturating_neg());
        let caller = Caller::unknown().with_signed_in_at(Fact::Known(signed_in));
        let expected = if open { "allow" } else { "default" };
        assert_eq!(code(&policy, caller, Source::default(), MONDAY), expected, "{ago}");
    }
    let long_ago = UnixTime::from_seconds(i64::MIN);
    let caller = Caller::unknown().with_signed_in_at(Fact::Known(long_ago));
    assert_eq!(code(&policy, caller, Source::default(), i64::MAX), "default");
}

#[test]
fn a_revoked_token_is_one_issued_before_the_instant() {
    let mut document = json!({
        "version": 1, "policy": "p", "utc_offset": "+09:00",
        "rules": [
            { "id": "a", "effect": "allow", "who": { "users": ["sato"] }, "actions": "any", "instances": "any" },
            { "id": "d", "effect": "deny", "who": { "users": ["sato"] }, "actions": "any", "instances": "any" },
        ],
    });
    document["rules"][1]["issued_before"] = json!("2026-12-21");
    let policy = compiled(&document);

    for (issued, expected) in [
        (Fact::Known(MONDAY - 1), "explicit"),
        (Fact::Known(MONDAY), "allow"),
        (Fact::Unknown, "indeterminate"),
    ] {
        let caller = Caller::unknown().with_issued_at(issued.map(UnixTime::from_seconds));
        assert_eq!(code(&policy, caller, Source::default(), MONDAY), expected);
    }
}

#[test]
fn a_time_that_no_calendar_names_is_an_answer_too_and_opens_nothing() {
    let schedules = ["office", "all-day", "night"].map(|name| policy(json!({ "during": [name] })));
    let mut denied = json!({ "version": 1, "policy": "p", "utc_offset": "+09:00",
        "schedules": { "office": { "weekly": [{ "days": ["mon"], "from": "08:30", "to": "17:15" }] } },
        "rules": [
            { "id": "a", "effect": "allow", "who": { "users": ["sato"] }, "actions": "any", "instances": "any" },
            { "id": "d", "effect": "deny", "who": { "users": ["sato"] }, "actions": "any", "instances": "any", "during": ["office"] },
        ] });
    let closed = compiled(&denied);
    denied["utc_offset"] = json!("-23:59");
    let far_west = compiled(&denied);

    for at in
        [i64::MIN, i64::MIN + 1, -1_000_000_000_000, 1_000_000_000_000, i64::MAX - 1, i64::MAX]
    {
        for policy in schedules.iter().chain([&closed, &far_west]) {
            assert_eq!(code(policy, Caller::unknown(), Source::default(), at), "indeterminate");
        }
    }
    // Around the ends of what a calendar names: total, whatever it is.
    for edge in [-377_705_023_201, -377_705_116_800, 253_402_207_200, 253_402_300_799] {
        for at in (edge - 2 * DAY..=edge + 2 * DAY).step_by(3600) {
            for policy in schedules.iter().chain([&closed, &far_west]) {
                let _ = code(policy, Caller::unknown(), Source::default(), at);
            }
        }
    }
}
