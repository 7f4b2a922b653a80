//! Law 31: a rule that is reported as good for nothing can be removed, and one that is reported as
//! useful cannot.

use engine_support::strategies::hold;
use sekisho_policy::{
    Document, Effect, UnixTime,
    analysis::{Analysis, Answer, Budget, Comparison, Hints, RuleStanding},
    strategies,
};

use crate::agreement::Counts;

/// The document without a rule; `None` if it was the last.
fn without(document: &Document, id: &str) -> Option<Document> {
    let mut json: serde_json::Value = serde_json::from_str(&document.to_json()).unwrap();
    let rules = json["rules"].as_array_mut().unwrap();
    rules.retain(|rule| rule["id"] != id);
    if rules.is_empty() {
        return None;
    }
    Some(Document::from_json(&json.to_string()).unwrap())
}

#[test]
fn a_rule_that_is_good_for_nothing_can_go_and_a_useful_one_cannot() {
    let counts = Counts::default();
    let hints = Hints::near(UnixTime::from_seconds(1_793_000_000));
    hold(800, strategies::documents(), |document| {
        let analysis = Analysis::new(&document, &[], &hints);
        for rule in document.rules().iter().filter(|rule| rule.enabled) {
            let Some(left) = without(&document, rule.id.as_str()) else { continue };
            let comparison = Comparison::new(&document, &left, &hints);
            let is_same = comparison.first_difference(Budget::default()).is_none();
            let standing = analysis.standing(&rule.id, Budget::default()).unwrap();
            let told = match &standing {
                RuleStanding::Useful(found) => {
                    assert!(!is_same, "{} is useful\n{}", rule.id, document.to_yaml());
                    assert!(found.rules.contains(&rule.id));
                    "useful"
                }
                RuleStanding::Impossible(_) => "impossible",
                RuleStanding::Overridden(..) => "overridden",
                RuleStanding::Redundant(..) => "redundant",
                RuleStanding::Idle(_) => "idle",
                RuleStanding::Undecided(why) => panic!("{why:#?}\n{}", document.to_yaml()),
            };
            counts.count(format!("{:?} {told}", rule.effect));
            if told != "useful" {
                assert!(is_same, "{} is {told}\n{}", rule.id, document.to_yaml());
            }
            // What covers it covers it without all the rest, and each of it is needed.
            let (RuleStanding::Overridden(by, _) | RuleStanding::Redundant(by, _)) = standing
            else {
                continue;
            };
            if by.len() > 1 {
                counts.count("covered by several");
            }
            let only: Vec<&str> =
                by.iter().map(|id| id.as_str()).chain([rule.id.as_str()]).collect();
            if rule.effect == Effect::Allow {
                assert!(
                    covers(&document, &only, rule.id.as_str(), &hints),
                    "{only:?}\n{}",
                    document.to_yaml()
                );
                for one in &by {
                    let fewer: Vec<&str> =
                        only.iter().copied().filter(|id| id != &one.as_str()).collect();
                    assert!(
                        !covers(&document, &fewer, rule.id.as_str(), &hints),
                        "{fewer:?}\n{}",
                        document.to_yaml()
                    );
                }
            }
        }
    });
    counts.require(&[
        ("Allow useful", 500),
        ("Allow overridden", 20),
        ("Allow redundant", 100),
        ("Deny useful", 200),
        ("Deny redundant", 20),
        ("Deny idle", 20),
        ("covered by several", 1),
    ]);
}

/// Whether of these rules alone the allow rule adds nothing to the others.
fn covers(document: &Document, rules: &[&str], allow: &str, hints: &Hints) -> bool {
    let mut json: serde_json::Value = serde_json::from_str(&document.to_json()).unwrap();
    let all = json["rules"].as_array_mut().unwrap();
    all.retain(|rule| rules.iter().any(|id| rule["id"] == *id));
    let all = Document::from_json(&json.to_string()).unwrap();
    let Some(left) = without(&all, allow) else {
        let nothing = Analysis::new(&all, &[], hints);
        let any = sekisho_policy::Clause::default();
        return matches!(nothing.find_allowed(&any, None, Budget::default()), Answer::None(_));
    };
    Comparison::new(&all, &left, hints).first_difference(Budget::default()).is_none()
}

/// A document of one rule, with these conditions on time.
fn timed(conditions: &str) -> Document {
    let text = format!(
        "{{ version: 1, policy: p, utc_offset: '+09:00',
           calendars: {{ closed: ['2026-12-28/2027-01-03'] }},
           schedules: {{ mondays: {{ weekly: [{{ days: [mon], from: '09:00', to: '17:00' }}], except: [closed] }} }},
           rules: [{{ id: r, effect: allow, who: everyone, actions: [start], {conditions},
                      instances: {{ tags: {{ Env: [dev] }} }} }}] }}"
    );
    Document::from_yaml(&text).unwrap()
}

#[test]
fn a_rule_whose_times_never_come_together_is_impossible() {
    let hints = Hints::near(UnixTime::from_seconds(1_793_000_000));
    for (conditions, is_impossible) in [
        // A Tuesday.
        (
            "during: [mondays], not_before: '2026-11-24T00:00:00+09:00', not_after: '2026-11-25T00:00:00+09:00'",
            true,
        ),
        // The end of a Monday, after hours.
        (
            "during: [mondays], not_before: '2026-11-23T17:00:00+09:00', not_after: '2026-11-30T09:00:00+09:00'",
            true,
        ),
        (
            "during: [mondays], not_before: '2026-11-23T16:59:59+09:00', not_after: '2026-11-30T09:00:00+09:00'",
            false,
        ),
        (
            "during: [mondays], not_before: '2026-11-23T17:00:00+09:00', not_after: '2026-11-30T09:00:01+09:00'",
            false,
        ),
        // The Monday is a holiday.
        (
            "during: [mondays], not_before: '2026-12-22T00:00:00+09:00', not_after: '2027-01-04T09:00:00+09:00'",
            true,
        ),
        (
            "during: [mondays], not_before: '2026-12-22T00:00:00+09:00', not_after: '2027-01-04T09:00:01+09:00'",
            false,
        ),
    ] {
        let document = timed(conditions);
        let analysis = Analysis::new(&document, &[], &hints);
        let id = document.rules().first().unwrap().id.clone();
        let standing = analysis.standing(&id, Budget::default()).unwrap();
        let found = matches!(standing, RuleStanding::Impossible(_));
        assert_eq!(found, is_impossible, "{conditions}: {standing:#?}");
        assert_eq!(matches!(standing, RuleStanding::Useful(_)), !is_impossible, "{conditions}");
    }
}
