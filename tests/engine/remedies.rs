//! Law 33: the least that would have to change. What is told yields an allow, no proper part of it
//! does, and where nothing is told nothing helps.

use engine_support::strategies::{checked, hold};
use sekisho_policy::{
    Attempt, Decision, DenialReason, Document, Effect, Fact, Instance, MissingFact, NamedRequest,
    Policy, Request, RuleId, Tags, UnixTime,
    analysis::{Barred, Budget, FactChange, WhyNot},
    strategies,
};
use std::{collections::BTreeSet, sync::Arc};

use crate::agreement::Counts;

/// The request with some of the changes made.
fn apply<'c>(request: &Request, changes: impl IntoIterator<Item = &'c FactChange>) -> Request {
    let mut attempt = (*request.attempt).clone();
    let mut instance: Instance = (*request.instance).clone();
    let owned = |attempt: &Attempt| -> BTreeSet<String> {
        let groups = attempt.caller.groups();
        groups.known().into_iter().flat_map(|it| it.iter()).map(str::to_owned).collect()
    };
    for change in changes {
        match change {
            FactChange::SignInAgain => {
                let now = Fact::Known(attempt.at);
                attempt.caller = attempt.caller.with_signed_in_at(now).with_issued_at(now);
            }
            FactChange::At(at) => {
                attempt.at = *at;
                let now = Fact::Known(*at);
                attempt.caller = attempt.caller.with_signed_in_at(now).with_issued_at(now);
            }
            FactChange::From(source) => attempt.source = source.clone(),
            FactChange::JoinGroups(groups) => {
                let all: Vec<String> = owned(&attempt).union(groups).cloned().collect();
                attempt.caller =
                    attempt.caller.with_groups(Fact::Known(all.iter().map(String::as_str)));
            }
            FactChange::LeaveGroups(groups) => {
                let all: Vec<String> = owned(&attempt).difference(groups).cloned().collect();
                attempt.caller =
                    attempt.caller.with_groups(Fact::Known(all.iter().map(String::as_str)));
            }
            FactChange::Claim(name, value) => {
                attempt.caller =
                    attempt.caller.with_claim(name, Fact::known_or_absent(value.as_deref()));
            }
            FactChange::Tag(key, value) => {
                let tags = instance.tags.known().cloned().unwrap_or_default();
                let rest = tags.iter().filter(|(known, _)| known != key);
                instance.tags =
                    Tags::collect(rest.chain(value.as_deref().map(|value| (&**key, value))));
            }
        }
    }
    Request { attempt: Arc::new(attempt), instance: Arc::new(instance) }
}

#[test]
fn what_is_told_to_change_is_enough_and_no_part_of_it_is() {
    let counts = Counts::default();
    hold(800, strategies::cases(0..=6), |(document, requests)| {
        let policy = Policy::compile(document.clone());
        for request in &requests {
            let why = document.why_not(request, 5, Budget::default());
            blamed(&document, request, &why, &counts);
            let WhyNot { reason, remedies, unknown, undecided, .. } = why;
            assert!(undecided.is_none(), "{undecided:#?}\n{request:#?}\n{}", document.to_yaml());
            if reason.is_none() {
                assert!(policy.decide(request.clone()).is_allow());
                counts.count("allowed");
                continue;
            }
            counts.count(match (remedies.is_empty(), unknown.is_empty()) {
                (true, true) => "none",
                (true, false) => "none, unknown",
                (false, true) => "remedies",
                (false, false) => "remedies, unknown",
            });
            // Of a time that no calendar can name nothing is told. Whoever leaves every group equals no
            // tag, whatever that is: nobody is told to do that.
            let untold = [MissingFact::Time, MissingFact::Tags];
            let is_told = remedies.is_empty() && !untold.iter().any(|it| unknown.contains(it));
            for other in requests.iter().filter(|_| is_told) {
                for changed in changed_to(request, other) {
                    counts.count("tried where nothing helps");
                    assert!(
                        !policy.decide(changed.clone()).is_allow(),
                        "{changed:#?}\n{request:#?}\n{}",
                        document.to_yaml()
                    );
                }
            }
            for remedy in &remedies {
                counts.count(format!("of {}", remedy.changes.len()));
                let all = apply(request, &remedy.changes);
                assert_eq!(all, remedy.request);
                assert!(policy.decide(all).is_allow());
                for left_out in 0..remedy.changes.len() {
                    let rest = remedy.changes.iter().enumerate().filter(|(at, _)| *at != left_out);
                    let rest = apply(request, rest.map(|(_, change)| change));
                    assert!(
                        !policy.decide(rest).is_allow(),
                        "{left_out} {:#?}\n{request:#?}\n{}",
                        remedy.changes,
                        document.to_yaml()
                    );
                }
                // Whoever comes later signs in then.
                let parts = remedy.changes.iter().enumerate();
                for (at, _) in parts.filter(|(_, it)| matches!(it, FactChange::At(_))) {
                    counts.count("of time");
                    let mut changes = remedy.changes.clone();
                    changes[at] = FactChange::SignInAgain;
                    assert!(
                        !policy.decide(apply(request, &changes)).is_allow(),
                        "{changes:#?}\n{request:#?}\n{}",
                        document.to_yaml()
                    );
                }
                for fewer in remedy.changes.iter().enumerate().flat_map(with_fewer_groups) {
                    counts.count("of fewer groups");
                    let (at, change) = fewer;
                    let mut changes = remedy.changes.clone();
                    changes[at] = change;
                    assert!(
                        !policy.decide(apply(request, &changes)).is_allow(),
                        "{changes:#?}\n{request:#?}\n{}",
                        document.to_yaml()
                    );
                }
            }
            assert!(remedies.is_sorted_by_key(|remedy| remedy.weight));
        }
    });
    counts.require(&[
        ("remedies", 500),
        ("remedies, unknown", 50),
        ("of 1", 200),
        ("of 2", 100),
        ("of fewer groups", 20),
        ("none", 20),
        ("none, unknown", 20),
        ("tried where nothing helps", 2_000),
        ("of time", 50),
        ("barred", 20),
        ("barred after changes", 5),
        ("nearest", 20),
    ]);
}

/// Where nothing helps, some deny rules are to blame, without which and with the changes the request is
/// allowed, or one allow rule is told that does not hold.
fn blamed(document: &Document, request: &Request, why: &WhyNot, counts: &Counts) {
    let helpless = why.reason.is_some() && why.remedies.is_empty() && why.unknown.is_empty();
    assert!(helpless || (why.barred.is_none() && why.nearest.is_none()));
    let rule = |id: &RuleId| document.rules().iter().find(|rule| rule.id == *id).unwrap();
    if let Some(Barred { changes, request: changed, by, rules, .. }) = &why.barred {
        counts.count(if changes.is_empty() { "barred" } else { "barred after changes" });
        assert!(why.nearest.is_none());
        assert_eq!(apply(request, changes), *changed);
        assert!(by.iter().all(|id| rule(id).effect == Effect::Deny));
        let decided = Policy::compile(document.clone()).decide(changed.clone());
        let Decision::Deny(denial) = decided else { panic!("{decided:#?}") };
        assert_eq!(*denial.reason(), DenialReason::Explicit { rules: by.clone() });
        let without = without(document, by);
        let decided = Policy::compile(without).decide(changed.clone());
        let Decision::Allow(grant) = decided else { panic!("{decided:#?}") };
        assert_eq!(grant.rules(), rules);
    }
    if let Some(nearest) = &why.nearest {
        counts.count("nearest");
        assert_eq!(rule(nearest).effect, Effect::Allow);
        let policy = Policy::compile(document.clone());
        let explained = policy.explain(&request.attempt, Some(&request.instance));
        assert!(explained.near_misses.iter().any(|miss| miss.rule == *nearest));
    }
}

/// The document without some of its rules.
fn without(document: &Document, rules: &[RuleId]) -> Document {
    let mut json: serde_json::Value = serde_json::from_str(&document.to_json()).unwrap();
    let listed = json["rules"].as_array_mut().unwrap();
    listed.retain(|rule| !rules.iter().any(|id| rule["id"] == id.as_str()));
    Document::from_json(&json.to_string()).unwrap()
}

const BARRED: &str = r#"
version: 1
policy: p
utc_offset: "+09:00"
rules:
  - { id: a, effect: allow, who: { groups: [staff] }, actions: [start], instances: { regions: [ap-northeast-1] } }
  - { id: b, effect: allow, who: { users: [suzuki] }, actions: [start], instances: { tags: { Env: [dev] } } }
  - { id: c, effect: allow, who: { users: [sato] }, actions: [stop], instances: { tags: { Env: [dev], Owner: [sato] } } }
  - { id: d, effect: deny, who: { groups: [staff] }, actions: [start], instances: { regions: [ap-northeast-1] } }
  - { id: off, effect: deny, enabled: false, who: everyone, actions: [start], instances: { regions: [ap-northeast-1] } }
"#;

#[test]
fn where_nothing_helps_the_rules_to_blame_are_told() {
    let document = Document::from_yaml(BARRED).unwrap();
    let told = |groups: &str, action: &str, region: &str| {
        let text = format!(
            r#"{{"caller":{{"user":"sato","groups":[{groups}],"signed_in_at":0,"issued_at":0}},"action":"{action}",
                "source":{{"address":"10.0.0.1","vpc_endpoint":null}},"at":1795482000,
                "instance":{{"account":"111122223333","region":"{region}","id":"i-0a0000000000000a1","tags":{{"Env":"prod"}}}}}}"#
        );
        let request = NamedRequest::from_json(&text).unwrap().request;
        let why = document.why_not(&request, 5, Budget::default());
        assert!(why.remedies.is_empty() && why.undecided.is_none());
        let barred = why.barred.map(|Barred { changes, by, rules, .. }| (changes, by, rules));
        (barred, why.nearest)
    };
    let ids = |id: &str| vec![RuleId::parse(id).unwrap()];
    let join = FactChange::JoinGroups(["staff".to_owned()].into());

    assert_eq!(
        told(r#""staff""#, "start", "ap-northeast-1"),
        (Some((vec![], ids("d"), ids("a"))), None)
    );
    assert_eq!(told("", "start", "ap-northeast-1"), (Some((vec![join], ids("d"), ids("a"))), None));
    // `a` fails by the region alone, `b` by the user and a tag.
    assert_eq!(told(r#""staff""#, "start", "us-west-2"), (None, ids("a").pop()));
    // Only the action is for good; of `c` it fails beside two tags.
    assert_eq!(told(r#""staff""#, "reboot", "ap-northeast-1"), (None, ids("a").pop()));
}

/// The change with one group less, for each of several.
fn with_fewer_groups((at, change): (usize, &FactChange)) -> Vec<(usize, FactChange)> {
    let (groups, make): (_, fn(BTreeSet<String>) -> FactChange) = match change {
        FactChange::JoinGroups(groups) => (groups, FactChange::JoinGroups),
        FactChange::LeaveGroups(groups) => (groups, FactChange::LeaveGroups),
        _ => return Vec::new(),
    };
    let fewer = groups.iter().map(|group| {
        let rest = groups.iter().filter(|other| *other != group);
        (at, make(rest.cloned().collect()))
    });
    fewer.collect()
}

/// The request with everything that can be changed as it is in another one: now, and at the time of that
/// one if it is later. What is unknown stays so, but for the place and the time of the sign-in.
fn changed_to(request: &Request, other: &Request) -> Vec<Request> {
    let (own, theirs) = (&request.attempt.caller, &other.attempt.caller);
    let mut attempt = (*request.attempt).clone();
    attempt.source = other.attempt.source.clone();
    if own.groups() != Fact::Unknown {
        let groups: Vec<&str> =
            theirs.groups().known().into_iter().flat_map(|it| it.iter()).collect();
        attempt.caller = attempt.caller.with_groups(Fact::Known(groups));
    }
    for (name, value) in theirs.claims() {
        if own.claim(name) != Fact::Unknown {
            attempt.caller = attempt.caller.with_claim(name, value);
        }
    }
    let mut instance = (*request.instance).clone();
    if instance.tags != Fact::Unknown {
        instance.tags = other.instance.tags.clone();
    }
    let instance = Arc::new(instance);
    let later = request.attempt.at.max(other.attempt.at);
    let then = |at: UnixTime| {
        let mut attempt = attempt.clone();
        (attempt.at, attempt.caller) =
            (at, attempt.caller.with_signed_in_at(Fact::Known(at)).with_issued_at(Fact::Known(at)));
        attempt
    };
    [attempt.clone(), then(attempt.at), then(later)]
        .map(|attempt| Request { attempt: Arc::new(attempt), instance: instance.clone() })
        .into()
}

/// Of many regions the first 32 were looked at for the earliest time, whatever their times: somebody was
/// told to come in sixteen months who had to wait for half an hour.
#[test]
fn nobody_is_told_to_wait_longer_than_it_takes_however_often_something_is_denied() {
    let lunches = (0..100_i64).map(|week| {
        let [begin, end] = [week, week + 1].map(monday);
        serde_json::json!({
            "id": format!("lunch-{week:03}"), "effect": "deny", "who": "everyone", "actions": "any",
            "approved_by": "the mayor",
            "during": ["lunch"], "not_before": begin, "not_after": end, "instances": "any",
        })
    });
    let allow = serde_json::json!({
        "id": "staff", "effect": "allow", "who": { "groups": ["staff"] }, "actions": "any",
        "during": ["day"], "instances": { "tags": { "A": ["b"] } },
    });
    let rules: Vec<serde_json::Value> = lunches.chain([allow]).collect();
    let every = ["mon", "tue", "wed", "thu", "fri"];
    let document = checked(&serde_json::json!({
        "version": 1, "policy": "p", "utc_offset": "+00:00", "rules": rules,
        "schedules": {
            "day": { "weekly": [{ "days": every, "from": "08:00", "to": "17:00" }] },
            "lunch": { "weekly": [{ "days": every, "from": "12:00", "to": "13:00" }] },
        },
    }));
    // 2026-11-24T12:30:00Z, a Tuesday.
    let at = UnixTime::from_seconds(1_795_523_400);
    let caller = sekisho_policy::Caller::unknown()
        .with_user(Fact::Known("sato"))
        .with_groups(Fact::Known(["staff"]))
        .with_signed_in_at(Fact::Known(at))
        .with_issued_at(Fact::Known(at));
    let source = sekisho_policy::Source::new(Fact::Absent, Fact::Absent);
    let action = sekisho_policy::Action::Stop;
    let attempt = Attempt { caller, action, source, at };
    let instance = Instance { tags: Tags::collect([("A", "b")]), ..Instance::default() };
    let request = Request { attempt: attempt.into(), instance: instance.into() };

    let why = document.why_not(&request, 5, Budget::default());

    let changes: Vec<&FactChange> = why.remedies.iter().flat_map(|it| &it.changes).collect();
    assert_eq!(changes, [&FactChange::At(UnixTime::from_seconds(1_795_525_200))]);
}

/// Mondays from 2026-11-02 on.
fn monday(week: i64) -> String {
    let days = u64::try_from(week * 7).unwrap();
    let date = (0..days).fold((2026, 11, 2), |(year, month, day), _| {
        let length = match month {
            2 if year % 4 == 0 => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        };
        match (month, day) {
            (12, 31) => (year + 1, 1, 1),
            _ if day == length => (year, month + 1, 1),
            _ => (year, month, day + 1),
        }
    });
    format!("{:04}-{:02}-{:02}", date.0, date.1, date.2)
}
