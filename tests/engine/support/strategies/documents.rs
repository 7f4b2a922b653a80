//! Documents, as the JSON an author could have written.

use proptest::{
    collection::vec,
    option::weighted,
    prelude::*,
    sample::{select, subsequence},
};
use serde_json::{Map, Value, json};

use super::{
    ACCOUNTS, ENDPOINTS, ENDS, GROUPS, IDS, INSTANTS, REGIONS, SPANS, STARTS, TAG_KEYS, TAG_VALUES,
    USERS,
};

/// Where a clause stands: some conditions belong to some places only.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Part {
    Allow,
    Deny,
    Unless,
}

/// A document with up to five rules, of which some are denials with exceptions.
pub fn document() -> impl Strategy<Value = Value> {
    let rules = vec(prop_oneof![3 => rule(Part::Allow), 2 => rule(Part::Deny)], 1..=5);
    let required = prop_oneof![
        5 => Just(vec![]),
        1 => Just(vec!["Env"]),
        1 => Just(vec!["Department", "部署"]),
    ];
    (rules, required, schedule(), schedule()).prop_map(|(mut rules, required, day, night)| {
        for (index, rule) in rules.iter_mut().enumerate() {
            rule["id"] = json!(format!("rule-{index}"));
        }
        let mut document = json!({
            "version": 1,
            "policy": "asahikawa",
            "utc_offset": "+09:00",
            "zones": {
                "city-hall": { "vpce": [ENDPOINTS[0]], "cidrs": ["10.20.0.0/16"] },
                "server-room": { "cidrs": ["10.20.5.0/24", "2001:db8::/48", "192.0.2.7/32"] },
                "vendor": { "vpce": ENDPOINTS },
            },
            "calendars": { "closed": ["2026-12-29/2026-12-31", "2027-01-02"], "fair": ["2026-12-26"] },
            "schedules": { "day": day, "night": night },
            "rules": rules,
        });
        if !required.is_empty() {
            document["required_tags"] = json!(required);
        }
        document
    })
}

/// A rule whose id is still to be given.
pub fn rule(part: Part) -> BoxedStrategy<Value> {
    let unless = if part == Part::Deny {
        prop_oneof![1 => Just(vec![]), 1 => vec(clause(Part::Unless), 1..=2)].boxed()
    } else {
        Just(vec![]).boxed()
    };
    let effect = if part == Part::Deny { "deny" } else { "allow" };
    (clause(part), unless, prop::bool::weighted(0.95))
        .prop_map(move |(mut rule, mut unless, enabled)| {
            // Not drawn: what is drawn stays what it was.
            let runbook = ["Drain", "backup.nightly-2"].get(rule.len());
            let all = |rule: &Map<String, Value>, key: &str| !rule.contains_key(key);
            if all(&rule, "who") && all(&rule, "instances") {
                rule.insert("approved_by".into(), json!("the mayor"));
            }
            for (key, everything) in [("who", "everyone"), ("actions", "any"), ("instances", "any")]
            {
                rule.entry(key).or_insert_with(|| json!(everything));
            }
            let may_stop = match &rule["actions"] {
                Value::Array(actions) => actions.contains(&json!("stop")),
                _ => true,
            };
            if let Some(runbook) = runbook.filter(|_| effect == "allow" && may_stop) {
                rule.insert("obligations".into(), json!({ "before_stop": runbook }));
            }
            rule.insert("effect".into(), json!(effect));
            if !enabled {
                rule.insert("enabled".into(), json!(false));
            }
            unless.dedup();
            if !unless.is_empty() {
                rule.insert("unless".into(), json!(unless));
            }
            Value::Object(rule)
        })
        .boxed()
}

fn clause(part: Part) -> impl Strategy<Value = Map<String, Value>> {
    let instant = || select(INSTANTS.map(|(text, _)| text).to_vec());
    let span = weighted(0.2, select(SPANS.to_vec()));
    let issued = weighted(0.2, instant());
    let place = (
        weighted(0.35, who()),
        weighted(0.3, some(&["describe", "reboot", "start", "stop"])),
        weighted(0.25, some(&["city-hall", "server-room", "vendor"])),
        weighted(0.25, some(&["day", "night"])),
    );
    let time = (weighted(0.15, instant()), weighted(0.15, instant()), span, issued);
    (place, time, weighted(0.6, instances(0.2))).prop_map(
        move |((who, actions, from, during), (start, end, span, issued), instances)| {
            // A window of instants that is empty is an error: the end is the later one then.
            let (start, end) = match (start, end) {
                (Some(_), Some(_)) => (Some(INSTANTS[0].0), Some(INSTANTS[1].0)),
                other => other,
            };
            let span = span.filter(|_| part != Part::Deny);
            let issued = issued.filter(|_| part == Part::Deny);
            let mut clause: Map<String, Value> = [
                ("who", who),
                ("actions", actions),
                ("from", from),
                ("during", during),
                ("not_before", start.map(|it| json!(it))),
                ("not_after", end.map(|it| json!(it))),
                ("signed_in_within", span.map(|(text, _)| json!(text))),
                ("issued_before", issued.map(|it| json!(it))),
                ("instances", instances),
            ]
            .into_iter()
            .filter_map(|(key, value)| Some((key.to_owned(), value?)))
            .collect();
            if clause.is_empty() && part == Part::Unless {
                clause.insert("who".into(), json!({ "groups": ["operators"] }));
            }
            clause
        },
    )
}

fn who() -> impl Strategy<Value = Value> {
    prop_oneof![
        3 => some(&GROUPS).prop_map(|groups| json!({ "groups": groups })),
        2 => some(&USERS).prop_map(|users| json!({ "users": users })),
        1 => (some(&GROUPS), some(&USERS))
            .prop_map(|(groups, users)| json!({ "groups": groups, "users": users })),
    ]
}

/// Conditions on the instance: on which it is with this probability each, on its tags with twice
/// that.
pub fn instances(identity: f64) -> impl Strategy<Value = Value> {
    let tags = TAG_KEYS.map(|_| weighted(2.0 * identity, tag()));
    let identity = (
        weighted(identity, some(&ACCOUNTS)),
        weighted(identity, some(&REGIONS)),
        weighted(identity, some(&IDS)),
    );
    (identity, tags).prop_map(|((accounts, regions, ids), conditions)| {
        let tags: Map<String, Value> = TAG_KEYS
            .into_iter()
            .zip(conditions)
            .filter_map(|(key, condition)| Some((key.to_owned(), condition?)))
            .collect();
        let tags = (!tags.is_empty()).then(|| json!(tags));
        let fields: Map<String, Value> =
            [("accounts", accounts), ("regions", regions), ("ids", ids), ("tags", tags)]
                .into_iter()
                .filter_map(|(key, value)| Some((key.to_owned(), value?)))
                .collect();
        if fields.is_empty() { json!({ "tags": { "Env": ["dev"] } }) } else { json!(fields) }
    })
}

fn tag() -> impl Strategy<Value = Value> {
    let literal = |value: &str| {
        if value.contains(['*', '?']) { json!({ "literal": value }) } else { json!(value) }
    };
    let values = subsequence(TAG_VALUES.to_vec(), 1..=3)
        .prop_map(move |values| json!(values.into_iter().map(literal).collect::<Vec<_>>()));
    prop_oneof![
        4 => values,
        1 => Just(json!({ "present": true })),
        2 => select(vec!["groups", "user", "claim:department"])
            .prop_map(|fact| json!({ "equals_caller": fact })),
    ]
}

fn schedule() -> impl Strategy<Value = Value> {
    let window = (
        some(&["mon", "tue", "wed", "thu", "fri", "sat", "sun"]),
        select(STARTS.to_vec()),
        select(ENDS.to_vec()),
    )
        .prop_filter("an empty window", |(_, from, to)| from != to)
        .prop_map(|(days, from, to)| json!({ "days": days, "from": clock(from), "to": clock(to) }));
    (vec(window, 1..=2), weighted(0.5, some(&["closed", "fair"]))).prop_map(
        |(mut weekly, except)| {
            weekly.dedup();
            let mut schedule = json!({ "weekly": weekly });
            if let Some(except) = except {
                schedule["except"] = except;
            }
            schedule
        },
    )
}

fn clock(minute: u16) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

fn some(values: &'static [&'static str]) -> impl Strategy<Value = Value> {
    subsequence(values.to_vec(), 1..=values.len()).prop_map(|values| json!(values))
}
