//! What a comparison tells of a change: each thing that was edited, in words that say it.

use std::collections::BTreeSet;

use engine_support::strategies::hold;
use sekisho_policy::{
    Decision, Document, Policy, Record, Request, UnixTime,
    analysis::{Budget, Change, Comparison, Edit, Hints, Undecided},
    sentences::{Language, span_phrase},
    strategies,
};

use crate::agreement::Counts;

fn hints() -> Hints {
    // 2026-11-24T09:00:00+09:00, a Tuesday.
    Hints::near(UnixTime::from_seconds(1_795_478_400))
}

/// A document of one zone, one schedule, and one rule.
fn town(network: &str, until: &str, rule: &str) -> Document {
    Document::from_yaml(&format!(
        "{{ version: 1, policy: town, utc_offset: '+09:00', zones: {{ hall: {{ cidrs: [{network}] }} }}, \
         schedules: {{ day: {{ weekly: [{{ days: [tue], from: '08:00', to: '{until}' }}] }} }}, rules: [\
         {{ id: staff, effect: allow, who: {{ groups: [staff] }}, actions: [stop], from: [hall], \
         during: [day], instances: {rule} }}] }}"
    ))
    .unwrap()
}

fn phrases(changes: &[Change], document: &Document, language: Language) -> Vec<String> {
    let regions = changes.iter().flat_map(|change| &change.regions);
    regions.map(|found| span_phrase(&found.region, document.utc_offset(), language)).collect()
}

#[test]
fn each_condition_that_was_edited_is_told_before_more_is_told_of_any() {
    let old = town("10.20.0.0/17", "17:00", "{ tags: { Env: [dev] } }");
    let new = town("10.20.0.0/16", "18:00", "{ tags: { Env: [dev, stg] } }");
    let hints = hints();

    let comparison = Comparison::new(&old, &new, &hints);
    let opened = comparison.opened(3, Budget::default());

    assert!(comparison.closed(3, Budget::default()).is_empty());
    assert_eq!(
        phrases(&opened, &new, Language::English),
        [
            "every request in which the caller is in the group \"staff\", and the action is to stop, \
             and the call comes from the zone \"hall\" (new), and the time is within the schedule \
             \"day\" (new) and outside the schedule \"day\" (old), and the instance's tag \"Env\" is \
             \"dev\" or \"stg\"",
            "every request in which the caller is in the group \"staff\", and the action is to stop, \
             and the call comes from the zone \"hall\" (new) and from outside the zone \"hall\" \
             (old), and the time is within the schedule \"day\" (old), and the instance's tag \"Env\" \
             is \"dev\" or \"stg\"",
            "every request in which the caller is in the group \"staff\", and the action is to stop, \
             and the call comes from the zone \"hall\" (old), and the time is within the schedule \
             \"day\" (old), and the instance's tag \"Env\" is \"stg\"",
        ]
    );
    assert_eq!(
        phrases(&opened, &new, Language::Japanese)[1],
        "本人がグループ「staff」の一員で、操作が停止で、接続元がゾーン「hall」（変更後）の中でゾーン「hall」（変更前）の外で、\
         日時がスケジュール「day」（変更前）の時間帯で、インスタンスのタグ「Env」の値が「dev」「stg」のいずれかである\
         すべてのリクエスト"
    );
    assert!(opened[0].is_complete);
    assert_eq!(opened[0].edit, Edit::Changed);
}

/// What a region says in every way that it can be said.
#[test]
fn a_region_is_said_in_full() {
    let document = |rules: &str| {
        Document::from_yaml(&format!(
            "{{ version: 1, policy: town, utc_offset: '+09:00', \
             zones: {{ a: {{ cidrs: [10.20.0.0/16] }}, b: {{ cidrs: [10.20.8.0/24] }} }}, \
             schedules: {{ day: {{ weekly: [{{ days: [tue], from: '08:00', to: '17:00' }}] }} }}, \
             rules: [{rules}] }}"
        ))
        .unwrap()
    };
    let allow = "{ id: staff, effect: allow, approved_by: the mayor, who: everyone, actions: any, \
                 instances: any }";
    let deny = "{ id: deny, effect: deny, approved_by: the mayor, who: everyone, actions: any, \
                instances: any, unless: ";
    let (old, all) =
        (document(&format!("{allow}, {deny}{{ actions: [stop] }} }}")), document(allow));
    let said = |condition: &str| -> String {
        let new = document(&format!("{allow}, {deny}[{{ actions: [stop] }}, {condition}] }}"));
        let hints = hints();
        let changes = Comparison::new(&new, &all, &hints).opened(1, Budget::default());
        let phrase = phrases(&changes, &new, Language::English).remove(0);
        let phrase = phrase.strip_prefix("every request in which ").unwrap();
        phrase.replace("the action is to see, reboot or start", "…")
    };

    let hints = hints();
    let changes = Comparison::new(&old, &all, &hints).opened(1, Budget::default());
    assert_eq!(
        phrases(&changes, &old, Language::English),
        ["every request in which the action is to see, reboot or start"]
    );
    for (condition, phrase) in [
        ("{ who: { users: [sato] } }", "the caller is not the user \"sato\", and …"),
        (
            "{ who: { users: [kato, sato] } }",
            "the caller is none of the users \"kato\" and \"sato\", and …",
        ),
        ("{ who: { groups: [staff] } }", "the caller is not in the group \"staff\", and …"),
        (
            "{ who: { groups: [leads, staff] } }",
            "the caller is in none of the groups \"leads\" and \"staff\", and …",
        ),
        ("{ from: [a] }", "…, and the call comes from outside the zone \"a\""),
        ("{ from: [b] }", "…, and the call comes from outside the zone \"b\""),
        ("{ during: [day] }", "…, and the time is outside the schedule \"day\""),
        ("{ not_before: 2026-12-01 }", "…, and the time is before 2026-12-01 00:00 (UTC+09:00)"),
        ("{ not_after: 2026-12-01 }", "…, and the time is 2026-12-01 00:00 (UTC+09:00) or later"),
        (
            "{ not_before: 2026-12-01, not_after: 2026-12-02 }",
            "…, and the time is before 2026-12-01 00:00 (UTC+09:00), or 2026-12-02 00:00 \
             (UTC+09:00) or later",
        ),
        ("{ signed_in_within: 8h }", "…, and the caller signed in 8 hours ago or more, or never"),
        (
            "{ instances: { accounts: ['111122223333'] } }",
            "…, and the instance's account is not \"111122223333\"",
        ),
        (
            "{ instances: { regions: [ap-northeast-1, ap-northeast-3] } }",
            "…, and the instance's region is none of \"ap-northeast-1\" and \"ap-northeast-3\"",
        ),
        (
            "{ instances: { ids: [i-0123456789abcdef0] } }",
            "…, and the instance's id is not \"i-0123456789abcdef0\"",
        ),
        (
            "{ instances: { tags: { Env: [dev] } } }",
            "…, and the instance's tag \"Env\" is missing or not \"dev\"",
        ),
        (
            "{ instances: { tags: { Env: [dev, stg] } } }",
            "…, and the instance's tag \"Env\" is missing or none of \"dev\" and \"stg\"",
        ),
        (
            "{ instances: { tags: { Env: { present: true } } } }",
            "…, and the instance's tag \"Env\" is missing",
        ),
        (
            "{ instances: { tags: { Department: { equals_caller: groups } } } }",
            "…, and the instance's tag \"Department\" is none of the caller's groups",
        ),
        (
            "{ instances: { tags: { Owner: { equals_caller: user } } } }",
            "…, and the instance's tag \"Owner\" is not the caller's user name",
        ),
        (
            "{ instances: { tags: { Town: { equals_caller: 'claim:custom:town' } } } }",
            "…, and the instance's tag \"Town\" is not the caller's claim \"custom:town\"",
        ),
    ] {
        assert_eq!(said(condition), phrase, "{condition}");
    }
}

/// The document, with rules put in and taken out, and perhaps with other times and places.
fn edited(document: &Document, other: &Document) -> Document {
    let mut value: serde_json::Value = serde_json::from_str(&document.to_json()).unwrap();
    let theirs: serde_json::Value = serde_json::from_str(&other.to_json()).unwrap();
    for named in ["zones", "calendars", "schedules"] {
        if let (Some(ours), Some(theirs)) =
            (value[named].as_object_mut(), theirs[named].as_object())
        {
            for (name, part) in theirs {
                if let Some(known) = ours.get_mut(name) {
                    *known = part.clone();
                }
            }
        }
    }
    if let Some(rules) = value["rules"].as_array_mut().filter(|rules| rules.len() > 1) {
        rules.remove(0);
    }
    Document::from_json(&value.to_string()).unwrap_or_else(|_| other.clone())
}

#[test]
fn what_is_told_of_a_change_is_decided_so_and_can_be_said() {
    let counts = Counts::default();
    let hints = hints();
    let pairs = (strategies::documents(), strategies::documents(), proptest::bool::ANY);
    hold(600, pairs, |(document, other, is_back)| {
        let edited = edited(&document, &other);
        let (old, new) = if is_back { (edited, document) } else { (document, edited) };
        let comparison = Comparison::new(&old, &new, &hints);
        let (before, after) = (Policy::compile(old.clone()), Policy::compile(new.clone()));
        let decides =
            |policy: &Policy, request: &Request| policy.decide(request.clone()).is_allow();
        let edits = comparison.edits();
        for (opened, changes) in [
            (true, comparison.opened(4, Budget::default())),
            (false, comparison.closed(4, Budget::default())),
        ] {
            counts.count(if opened { "opened" } else { "closed" });
            for change in &changes {
                assert!(
                    !matches!(change.undecided, Some(Undecided::Contradicted(_))),
                    "{change:#?}"
                );
                assert_eq!(edits.get(&change.cause), Some(&change.edit));
                assert!(change.regions.len() <= 4);
                counts.count(change.edit.name());
                let mut said: [BTreeSet<String>; 2] = Default::default();
                for found in &change.regions {
                    assert_eq!(decides(&before, &found.witness), !opened, "{found:#?}");
                    assert_eq!(decides(&after, &found.witness), opened, "{found:#?}");
                    serde_json::to_string(&Record::of(&found.region)).unwrap();
                    for (language, said) in Language::ALL.into_iter().zip(&mut said) {
                        let phrase = span_phrase(&found.region, new.utc_offset(), language);
                        assert!(
                            phrase.contains("every request") || phrase.ends_with("リクエスト"),
                            "{phrase}"
                        );
                        // Disjoint regions are not the same words.
                        assert!(said.insert(phrase), "{found:#?}");
                    }
                }
                if change.regions.len() > 1 {
                    counts.count("several");
                }
            }
        }
    });
    counts.require(&[("added", 50), ("changed", 50), ("removed", 50), ("several", 50)]);
}

/// The engine of a comparison decides by some of the rules, or by all: it must not matter.
#[test]
fn what_a_comparison_decides_the_policies_decide() {
    let hints = hints();
    hold(300, (strategies::cases(0..=24), strategies::documents()), |((old, requests), other)| {
        let new = edited(&old, &other);
        let comparison = Comparison::new(&old, &new, &hints);
        let (before, after) = (Policy::compile(old.clone()), Policy::compile(new.clone()));
        let record = |decision: &Decision| serde_json::to_string(&Record::of(decision)).unwrap();
        for request in requests {
            let (old, new) = comparison.decisions(&request);
            assert_eq!(record(&old), record(&before.decide(request.clone())));
            assert_eq!(record(&new), record(&after.decide(request)));
        }
    });
}
