//! The strategies that ship: what they draw is lawful, covers the language, and shrinks.

use std::collections::BTreeMap;

use engine_support::{
    oracle::{self, told},
    strategies::{hold, random, sample},
};
use proptest::test_runner::{Config, TestError, TestRunner};
use sekisho_policy::{
    CallerFact, Clause, Document, Effect, Fact, Policy, Request, TagCondition, strategies,
};

fn cases(count: usize) -> Vec<(Document, Vec<Request>)> {
    sample(count, &strategies::cases(8..=8))
}

#[test]
fn every_document_drawn_is_one_that_the_check_accepts() {
    hold(400, strategies::documents(), |document| {
        assert_eq!(Document::from_json(&document.to_json()).unwrap(), document);
    });
    hold(2, strategies::documents_of(&strategies::Shape::large(150..=250, 120)), |document| {
        assert_eq!(Document::from_json(&document.to_json()).unwrap(), document);
    });
}

/// Everything that a clause can hold, by the effect of its rule.
fn features(place: &str, clause: &Clause) -> Vec<String> {
    let who = clause.who.clone().unwrap_or_default();
    let of = clause.instances.clone().unwrap_or_default();
    let mut names: Vec<String> = [
        ("groups", who.groups.is_some()),
        ("users", who.users.is_some()),
        ("groups and users", who.groups.is_some() && who.users.is_some()),
        ("actions", clause.actions.is_some()),
        ("from", clause.from.is_some()),
        ("during", clause.during.is_some()),
        ("not_before", clause.not_before.is_some()),
        ("not_after", clause.not_after.is_some()),
        ("both instants", clause.not_before.is_some() && clause.not_after.is_some()),
        ("signed_in_within", clause.signed_in_within.is_some()),
        ("issued_before", clause.issued_before.is_some()),
        ("accounts", of.accounts.is_some()),
        ("regions", of.regions.is_some()),
        ("ids", of.ids.is_some()),
        ("everyone", clause.who.is_none()),
        ("any instance", clause.instances.is_none()),
    ]
    .into_iter()
    .filter(|(_, is)| *is)
    .map(|(name, _)| format!("{place}: {name}"))
    .collect();
    names.extend(of.tags.values().map(|condition| {
        let kind = match condition {
            TagCondition::In(_) => "tag in",
            TagCondition::Present => "tag present",
            TagCondition::EqualsCaller(CallerFact::Groups) => "tag equals groups",
            TagCondition::EqualsCaller(CallerFact::User) => "tag equals user",
            TagCondition::EqualsCaller(CallerFact::Claim(_)) => "tag equals claim",
        };
        format!("{place}: {kind}")
    }));
    names
}

#[test]
fn the_documents_say_everything_that_the_language_can_say() {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for document in sample(700, &strategies::documents()) {
        let mut features: Vec<String> = document
            .rules()
            .iter()
            .flat_map(|rule| {
                let place = if rule.effect == Effect::Allow { "allow" } else { "deny" };
                let own = features(place, &rule.when);
                let exceptions =
                    rule.unless.iter().flat_map(|clause| self::features("unless", clause));
                let off = (!rule.enabled).then(|| "disabled".to_owned());
                own.into_iter().chain(exceptions).chain(off).collect::<Vec<_>>()
            })
            .collect();
        features.extend(document.zones().values().map(|zone| {
            let (endpoint, network) = (zone.vpc_endpoints.is_some(), zone.cidrs.is_some());
            format!("zone: endpoint {endpoint}, network {network}")
        }));
        features.extend(
            document
                .schedules()
                .values()
                .map(|schedule| format!("schedule: except {}", !schedule.except.is_empty())),
        );
        features.push(format!("required tags: {}", document.required_tags().len()));
        features.push(format!("offset: {}", document.utc_offset().minutes()));
        for feature in features {
            *seen.entry(feature).or_default() += 1;
        }
    }

    println!("{seen:#?}");
    // 19 kinds of conditions and two of none in three places, less `signed_in_within` in deny rules,
    // `issued_before` in the others; rules out of force; three kinds of zones, two of schedules;
    // none, one or two required tags; four offsets.
    assert_eq!(seen.len(), 3 * 21 - 3 + 1 + 3 + 2 + 3 + 4);
    assert!(seen.values().all(|count| *count >= 10), "{seen:#?}");
}

fn kind<T>(fact: &Fact<T>, named: impl Fn(&T) -> bool) -> &'static str {
    match fact {
        Fact::Known(value) if named(value) => "named",
        Fact::Known(_) => "other",
        Fact::Absent => "absent",
        Fact::Unknown => "unknown",
    }
}

#[test]
fn every_fact_is_one_that_the_policy_names_another_none_or_unknown() {
    let mut seen: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for (document, requests) in cases(300) {
        let text = document.to_json();
        let names = |value: &str| text.contains(value);
        for request in requests {
            let (attempt, instance) = (&request.attempt, &request.instance);
            let caller = &attempt.caller;
            let kinds = [
                ("user", kind(&caller.user(), |it| names(it))),
                ("groups", kind(&caller.groups(), |it| it.iter().any(&names))),
                ("claim", kind(&caller.claim("department"), |it| names(it))),
                ("endpoint", kind(&attempt.source.vpc_endpoint(), |it| names(it.as_str()))),
                (
                    "address",
                    kind(&attempt.source.address(), |it| it.to_string() != "198.19.255.254"),
                ),
                ("account", kind(&instance.account, |it| names(it.as_str()))),
                ("region", kind(&instance.region, |it| names(it.as_str()))),
                ("id", kind(&instance.id, |it| names(it.as_str()))),
                ("tags", kind(&instance.tags, |it| it.iter().any(|(_, it)| names(it)))),
                ("signed in", kind(&caller.signed_in_at(), |it| *it == attempt.at)),
                ("issued", kind(&caller.issued_at(), |it| *it == attempt.at)),
            ];
            for pair in kinds {
                *seen.entry(pair).or_default() += 1;
            }
        }
    }

    println!("{seen:#?}");
    assert_eq!(seen.len(), 11 * 4);
    assert!(seen.values().all(|count| *count >= 15), "{seen:#?}");
}

#[test]
fn every_kind_of_answer_occurs_and_often() {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for (document, requests) in cases(1000) {
        let policy = Policy::compile(document);
        for request in requests {
            *counts.entry(told(&policy.decide(request)).code).or_default() += 1;
        }
    }

    println!("{counts:?}");
    for code in ["allow", "default", "explicit", "indeterminate", "missing_required_tag"] {
        assert!(counts[code] > 250, "{code}: {counts:?}");
    }
}

/// The simplest document and requests of those for which a statement does not hold.
fn shrunk(holds: impl Fn(&Document, &Request) -> bool) -> (Document, Vec<Request>) {
    let config = Config { cases: 4000, failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, random());
    let outcome = runner.run(&strategies::cases(1..=6), |(document, requests)| {
        let all = requests.iter().all(|request| holds(&document, request));
        all.then_some(()).ok_or_else(|| proptest::test_runner::TestCaseError::fail("planted"))
    });
    match outcome {
        Err(TestError::Fail(_, minimal)) => minimal,
        other => panic!("a planted fault was not found: {other:?}"),
    }
}

fn allows(document: &Document, request: &Request) -> bool {
    Policy::compile(document.clone()).decide(request.clone()).is_allow()
}

/// Faults, as an engine could have them, planted in what the engine is compared with.
#[test]
fn a_fault_is_shown_by_two_rules_at_most_and_one_request() {
    // An engine in which an allow rule beats a deny rule.
    let (document, requests) = shrunk(|document, request| {
        let truths = document
            .rules()
            .iter()
            .map(|rule| (rule.effect, oracle::truth(document, rule, request)));
        let wins = truths.filter(|(_, truth)| truth.value == Some(true)).map(|(effect, _)| effect);
        allows(document, request) || !wins.into_iter().any(|effect| effect == Effect::Allow)
    });
    println!("{}", document.to_yaml());
    assert!(document.rules().len() <= 2, "{}", document.to_yaml());
    assert_eq!(requests.len(), 1);

    // An engine that forgets the exceptions of deny rules.
    let (document, requests) = shrunk(|document, request| {
        let forgotten = document.rules().iter().any(|rule| {
            let mut rule = rule.clone();
            rule.unless.clear();
            rule.effect == Effect::Deny
                && oracle::truth(document, &rule, request).value == Some(true)
        });
        !(forgotten && allows(document, request))
    });
    println!("{}", document.to_yaml());
    assert!(document.rules().len() <= 2, "{}", document.to_yaml());
    assert_eq!(requests.len(), 1);

    // An engine that takes the end of a window for a part of it.
    let (document, requests) = shrunk(|document, request| {
        let mut earlier = (*request.attempt).clone();
        earlier.at = earlier.at.saturating_add(-1);
        let earlier = Request { attempt: earlier.into(), ..request.clone() };
        !(document.rules().iter().any(|rule| rule.when.during.is_some())
            && allows(document, &earlier)
            && !allows(document, request))
    });
    println!("{}", document.to_yaml());
    assert!(document.rules().len() <= 2, "{}", document.to_yaml());
    assert_eq!(requests.len(), 1);
}
