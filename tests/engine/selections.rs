//! What EC2 is asked for: everything that is admitted, within EC2's limits.

use std::{collections::BTreeSet, sync::Arc};

use engine_support::{
    ec2_filter::{assert_within_limits, matches, selects},
    strategies::{self, Spelled, compiled},
};
use proptest::{collection::vec, prelude::*};
use sekisho_policy::{
    AccountId, Action, Attempt, Caller, Fact, Filter, InstanceId, Region, Request, Selector,
    Source, UnixTime,
};
use serde_json::{Value, json};

fn cases() -> impl Strategy<Value = (Value, Vec<Request>, Vec<Spelled>)> {
    let instances = vec(strategies::instance(0.02), 32);
    (strategies::document(), vec(strategies::request(), 4), instances)
}

#[test]
fn every_admitted_instance_is_selected_however_its_tags_were_typed() {
    strategies::hold(200, cases(), |(json, requests, instances)| {
        let policy = compiled(&json);
        for request in requests {
            let entitlement = policy.entitlement(request.attempt);
            let selectors = entitlement.filters();
            selectors.iter().for_each(assert_within_limits);
            for Spelled { instance, typed } in &instances {
                if entitlement.admits(instance).is_allow() {
                    assert!(
                        selectors.iter().any(|selector| selects(selector, instance, typed)),
                        "{typed:?} {instance:?} {selectors:#?}"
                    );
                }
            }
        }
    });
}

#[test]
fn a_selection_leaves_out_most_of_what_is_not_admitted() {
    let (mut selected, mut admitted, mut all) = (0_u32, 0_u32, 0_u32);
    for (json, requests, instances) in strategies::sample(150, &cases()) {
        let policy = compiled(&json);
        for request in requests {
            let entitlement = policy.entitlement(request.attempt);
            let selectors = entitlement.filters();
            for Spelled { instance, typed } in &instances {
                all += 1;
                admitted += u32::from(entitlement.admits(instance).is_allow());
                let found = selectors.iter().any(|selector| selects(selector, instance, typed));
                selected += u32::from(found);
            }
        }
    }
    println!("of {all} pairs {admitted} are admitted and {selected} selected");
    assert!(admitted > 1000);
    assert!(selected < 2 * admitted);
}

#[test]
fn the_filter_language_of_ec2_is_read_as_its_guide_says() {
    for (pattern, text, matched) in [
        ("prod*", "production", true),
        ("*", "", true),
        ("a?c", "abc", true),
        ("a?c", "ac", true),
        ("a?c", "abbc", false),
        (r"a\*c", "a*c", true),
        (r"a\*c", "abc", false),
        (r"a\?c", "ac", false),
        (r"a\\c", r"a\c", true),
        ("Prod", "prod", false),
    ] {
        assert_eq!(matches(pattern, text), matched, "{pattern} {text}");
    }
}

fn selectors(rules: &[Value], required: &[&str]) -> Vec<Selector> {
    let rules: Vec<Value> = rules.iter().enumerate().map(|(index, instances)| {
        json!({ "id": format!("r{index}"), "effect": "allow", "who": { "users": ["sato"] }, "actions": "any", "instances": instances })
    }).collect();
    let mut document =
        json!({ "version": 1, "policy": "p", "utc_offset": "+09:00", "rules": rules });
    if !required.is_empty() {
        document["required_tags"] = json!(required);
    }
    let caller = Caller::unknown()
        .with_user(Fact::Known("sato"))
        .with_groups(Fact::Known(["staff", "operators"]));
    let attempt = Attempt {
        caller,
        action: Action::Describe,
        source: Source::default(),
        at: UnixTime::from_seconds(0),
    };
    compiled(&document).entitlement(Arc::new(attempt)).filters()
}

fn plain(filters: &[Filter]) -> Vec<(&str, Vec<&str>)> {
    filters
        .iter()
        .map(|filter| (&*filter.name, filter.values.iter().map(String::as_str).collect()))
        .collect()
}

#[test]
fn a_selection_names_accounts_regions_ids_and_the_callers_own_values() {
    let selectors = selectors(
        &[json!({
            "accounts": ["111122223333"], "regions": ["ap-northeast-1"], "ids": ["i-1234abcd"],
            "tags": { "Department": { "equals_caller": "groups" }, "Env": [{ "literal": r"a*b?\c" }] },
        })],
        &[],
    );

    let [selector] = &*selectors else { panic!("{selectors:?}") };
    assert_eq!(selector.accounts, Some([AccountId::parse("111122223333").unwrap()].into()));
    assert_eq!(selector.regions, Some([Region::parse("ap-northeast-1").unwrap()].into()));
    assert_eq!(selector.ids, Some([InstanceId::parse("i-1234abcd").unwrap()].into()));
    assert_eq!(
        plain(&selector.filters),
        [("tag:Department", vec!["operators", "staff"]), ("tag:Env", vec![r"a\*b\?\\c"])]
    );
}

#[test]
fn rules_that_select_the_same_are_one_selection_and_a_narrower_one_is_none() {
    let dev = json!({ "tags": { "Env": ["dev"] } });
    let wide = json!({ "tags": { "Env": ["dev", "stg"] } });

    assert_eq!(selectors(&[dev.clone(), dev.clone()], &[]).len(), 1);
    assert_eq!(selectors(&[dev.clone(), wide.clone()], &[]), selectors(&[wide], &[]));
    assert_eq!(selectors(&[dev, json!({ "tags": { "Owner": ["dev"] } })], &[]).len(), 2);
}

#[test]
fn what_does_not_fit_into_a_filter_is_asked_by_the_key_or_not_at_all() {
    let many: Vec<String> = (0..201).map(|number| format!("value-{number}")).collect();
    let backslashes = "\\".repeat(128);
    for (values, required, expected) in [
        (json!(many), vec![], vec![("tag-key", vec!["Env"])]),
        // 256 characters once they are escaped.
        (json!([backslashes]), vec![], vec![("tag-key", vec!["Env"])]),
        (json!(["", "dev"]), vec![], vec![("tag-key", vec!["Env"])]),
        (json!({ "present": true }), vec!["Owner"], vec![("tag-key", vec!["Env"])]),
        (json!(["dev"]), vec!["Owner"], vec![("tag:Env", vec!["dev"]), ("tag-key", vec!["Owner"])]),
    ] {
        let selectors = selectors(&[json!({ "tags": { "Env": values } })], &required);

        assert_eq!(plain(&selectors[0].filters), expected);
    }
}

fn ids(count: usize) -> Vec<String> {
    (0..count).map(|number| format!("i-{number:08x}")).collect()
}

#[test]
fn rules_for_one_instance_each_are_asked_for_two_hundred_at_a_time() {
    let rules: Vec<Value> = ids(1000).iter().map(|id| json!({ "ids": [id] })).collect();

    let selectors = selectors(&rules, &[]);

    let asked: Vec<_> = selectors.iter().filter_map(|selector| selector.ids.clone()).collect();
    assert_eq!(asked.iter().map(BTreeSet::len).collect::<Vec<_>>(), [200; 5]);
    let asked: Vec<String> = asked.iter().flatten().map(ToString::to_string).collect();
    assert_eq!(asked, ids(1000));
}

#[test]
fn more_instances_than_eight_calls_can_name_are_asked_for_without_their_ids() {
    let two = [json!({ "ids": ids(1000) }), json!({ "ids": ids(1601)[1000..] })];

    let selectors = selectors(&two, &[]);

    let [selector] = &*selectors else { panic!("{selectors:?}") };
    assert_eq!((&selector.ids, plain(&selector.filters)), (&None, vec![]));
}

#[test]
fn rules_that_differ_in_the_values_of_one_tag_are_one_selection() {
    let rule = |env: &str| json!({ "tags": { "Env": [env], "Owner": ["city"] } });

    let selectors = selectors(&[rule("dev"), rule("stg"), rule("test")], &[]);

    let [selector] = &*selectors else { panic!("{selectors:?}") };
    let both = [("tag:Env", vec!["dev", "stg", "test"]), ("tag:Owner", vec!["city"])];
    assert_eq!(plain(&selector.filters), both);
}

#[test]
fn a_ninth_selection_for_one_account_widens_that_account_only() {
    let rule = |account: &str, number: usize| {
        let tags = json!({ "Env": [format!("e{number}")], "Owner": [format!("o{number}")] });
        json!({ "accounts": [account], "tags": tags })
    };
    let crowded = |count| (0..count).map(|number| rule("111122223333", number));
    let other = rule("444455556666", 9);

    assert_eq!(selectors(&crowded(8).chain([other.clone()]).collect::<Vec<_>>(), &[]).len(), 9);

    let selectors = selectors(&crowded(9).chain([other]).collect::<Vec<_>>(), &[]);
    let (env, owner): (Vec<_>, Vec<_>) =
        (0..9).map(|number| (format!("e{number}"), format!("o{number}"))).unzip();
    let values = |values: &[String]| values.to_vec();
    let found: Vec<_> = selectors
        .iter()
        .map(|it| (it.accounts.clone(), it.filters.iter().map(|it| values(&it.values)).collect()))
        .collect();
    let account = |id| Some([AccountId::parse(id).unwrap()].into());
    let expected: Vec<(_, Vec<Vec<String>>)> = vec![
        (account("444455556666"), vec![vec!["e9".to_owned()], vec!["o9".to_owned()]]),
        (account("111122223333"), vec![env, owner]),
    ];
    assert_eq!(found, expected);
}

/// Many rules for everyone, most of which differ in several ways.
fn crowds() -> impl Strategy<Value = (Value, Vec<Request>, Vec<Spelled>)> {
    let rules = vec(strategies::instances(0.35), 1..60).prop_map(|instances| {
        let rules: Vec<Value> = instances.iter().enumerate().map(|(index, instances)| {
            json!({ "id": format!("r{index}"), "effect": "allow", "who": "everyone", "actions": "any", "instances": instances })
        }).collect();
        json!({ "version": 1, "policy": "p", "utc_offset": "+09:00", "rules": rules })
    });
    (rules, vec(strategies::request(), 4), vec(strategies::instance(0.02), 32))
}

#[test]
fn at_most_eight_selections_apply_to_one_account_and_region_and_none_loses_an_instance() {
    strategies::hold(60, crowds(), |(json, requests, instances)| {
        let policy = compiled(&json);
        for request in requests {
            let entitlement = policy.entitlement(request.attempt);
            let selectors = entitlement.filters();
            selectors.iter().for_each(assert_within_limits);
            let accounts = selectors.iter().flat_map(|it| it.accounts.iter().flatten());
            let regions = selectors.iter().flat_map(|it| it.regions.iter().flatten());
            let accounts: BTreeSet<_> = accounts.map(Some).chain([None]).collect();
            let regions: BTreeSet<_> = regions.map(Some).chain([None]).collect();
            for (account, region) in
                accounts.iter().flat_map(|account| regions.iter().map(move |it| (account, it)))
            {
                let here = selectors.iter().filter(|selector| {
                    holds(selector.accounts.as_ref(), *account)
                        && holds(selector.regions.as_ref(), *region)
                });
                assert!(here.count() <= 8, "{account:?} {region:?} {selectors:#?}");
            }
            for Spelled { instance, typed } in &instances {
                if entitlement.admits(instance).is_allow() {
                    let found = selectors.iter().any(|it| selects(it, instance, typed));
                    assert!(found, "{typed:?} {instance:?} {selectors:#?}");
                }
            }
        }
    });
}

fn holds<T: Ord>(wanted: Option<&BTreeSet<T>>, value: Option<&T>) -> bool {
    wanted.is_none_or(|wanted| value.is_some_and(|value| wanted.contains(value)))
}

#[test]
fn a_character_that_can_be_typed_in_two_ways_is_a_wildcard() {
    let selectors = selectors(
        &[json!({ "tags": { "Owner": ["ガス課", "水道課", "KEEP"], "ガ": ["x"] } })],
        &[],
    );

    assert_eq!(
        plain(&selectors[0].filters),
        [("tag:Owner", vec!["*EEP", "*ス課", "水道課"]), ("tag-key", vec!["*"])]
    );
}
