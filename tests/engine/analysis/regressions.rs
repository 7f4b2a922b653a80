//! What was found wrong once.

use engine_support::strategies::checked;
use sekisho_policy::{
    Clause, Document, Fact, Instance, RuleId, UnixTime,
    analysis::{Analysis, Budget, Cause, Comparison, Lint, RuleStanding},
};
use serde_json::{Value, json};

use super::{enough, found, hints};

/// The part of a week over midnight was taken for one thing on the two days that it is of, though
/// a calendar may except the one and not the other.
#[test]
fn a_window_over_midnight_is_open_on_the_morning_of_an_excepted_day() {
    let document = checked(&json!({
        "version": 1, "policy": "asahikawa", "utc_offset": "+09:00",
        // A Monday, and a Tuesday of another week.
        "calendars": { "closed": ["2026-01-05", "2026-01-13"] },
        "schedules": { "night": {
            "weekly": [{ "days": ["mon"], "from": "22:00", "to": "06:00" }], "except": ["closed"],
        } },
        "rules": [{
            "id": "night", "effect": "allow", "who": "everyone", "actions": "any",
            "instances": "any", "approved_by": "the mayor", "during": ["night"],
            "not_before": "2026-01-13T00:00:00+09:00", "not_after": "2026-01-13T06:00:00+09:00",
        }],
    }));
    let hints = hints();

    let analysis = Analysis::new(&document, &[], &hints);
    let found = found(analysis.find_allowed(&Clause::default(), None, enough()));

    // 2026-01-13T00:00:00+09:00.
    assert_eq!(found.unwrap().witness.attempt.at, UnixTime::from_seconds(1_768_230_000));
}

/// A deny rule that is taken away was told once for each allow rule that it cut off, with the same
/// requests again where those overlap.
#[test]
fn a_request_is_told_once_however_many_rules_allow_it() {
    let document = |rules| {
        checked(&json!({
            "version": 1, "policy": "asahikawa", "utc_offset": "+09:00", "rules": rules,
        }))
    };
    let allow = |id, groups: &[&str], actions: &[&str]| {
        json!({ "id": id, "effect": "allow", "who": { "groups": groups }, "actions": actions,
            "instances": { "tags": { "Env": ["dev"] } } })
    };
    let starting = allow("starting", &["staff"], &["start", "stop"]);
    let stopping = allow("stopping", &["staff", "operators"], &["stop"]);
    let never = json!({ "id": "never", "effect": "deny", "who": "everyone", "actions": "any",
        "instances": "any", "approved_by": "the mayor" });
    let (old, new) =
        (document(json!([starting, stopping, never])), document(json!([starting, stopping])));
    let hints = hints();

    let changes = Comparison::new(&old, &new, &hints).opened(10, enough());

    let [change] = &changes[..] else { panic!("{changes:#?}") };
    assert_eq!(change.cause, Cause::Rule(RuleId::parse("never").unwrap()));
    assert!(change.is_complete);
    let told: Vec<_> = change.regions.iter().map(|it| (&it.region.in_groups, &it.rules)).collect();
    // Whoever may stop as one of the staff is told by the first rule.
    assert_eq!(told.len(), 2, "{changes:#?}");
    assert!(change.regions[1].region.in_no_group.contains("staff"), "{changes:#?}");
}

/// The same of a rule that denied and allows now: what it allows was told again by what it denied.
#[test]
fn a_rule_that_denied_and_allows_now_tells_each_request_once() {
    let document = |effect| {
        checked(&json!({
            "version": 1, "policy": "asahikawa", "utc_offset": "+09:00", "rules": [{
                "id": "stop", "effect": effect, "who": { "groups": ["staff"] },
                "actions": ["stop"], "instances": { "tags": { "Env": ["dev"] } },
            }],
        }))
    };
    let (old, new) = (document("deny"), document("allow"));
    let hints = hints();

    let changes = Comparison::new(&old, &new, &hints).opened(10, enough());

    let [change] = &changes[..] else { panic!("{changes:#?}") };
    assert_eq!(change.regions.len(), 1, "{changes:#?}");
}

/// Room for no region is no proof that there is none.
#[test]
fn a_change_of_which_no_region_is_asked_for_is_told_all_the_same() {
    let document = |groups: &[&str]| {
        checked(&json!({
            "version": 1, "policy": "asahikawa", "utc_offset": "+09:00", "rules": [{
                "id": "stop", "effect": "allow", "who": { "groups": groups },
                "actions": ["stop"], "instances": { "tags": { "Env": ["dev"] } },
            }],
        }))
    };
    let (old, new) = (document(&["staff"]), document(&["staff", "operators"]));
    let hints = hints();

    let changes = Comparison::new(&old, &new, &hints).opened(0, enough());

    let [change] = &changes[..] else { panic!("{changes:#?}") };
    assert!(change.regions.is_empty() && !change.is_complete && change.undecided.is_none());
}

/// An instance without an account is one of any other account to every rule, and was in no region.
#[test]
fn an_instance_without_an_account_is_one_of_any_other_account() {
    let document = checked(&json!({
        "version": 1, "policy": "asahikawa", "utc_offset": "+09:00", "rules": [{
            "id": "ours", "effect": "deny", "who": "everyone", "actions": ["stop"],
            "instances": { "accounts": ["111122223333"] },
        }, {
            "id": "stop", "effect": "allow", "who": "everyone", "actions": ["stop"],
            "instances": "any", "approved_by": "the mayor",
        }],
    }));
    let hints = hints().with_instances(
        [Instance { account: Fact::Absent, ..Instance::default() }].map(known).into(),
    );

    let analysis = Analysis::new(&document, &[], &hints);
    let found = found(analysis.find_allowed(&Clause::default(), None, enough())).unwrap();

    assert_eq!(found.witness.instance.account, Fact::Absent);
    let account = found.region.account.unwrap();
    assert!(account.is_other && account.may_be_absent, "{account:#?}");
    assert_eq!(account.texts, ["111122223333".to_owned()].into());
}

fn known(instance: Instance) -> Instance {
    Instance {
        region: Fact::Known("ap-northeast-1".parse().unwrap()),
        id: Fact::Known("i-1234abcd".parse().unwrap()),
        tags: Fact::Absent,
        ..instance
    }
}

/// What was found of a change was forgotten when the steps were spent.
#[test]
fn what_was_found_before_the_steps_were_spent_is_told() {
    let document = |exceptions: &[&str]| {
        let unless: Vec<_> =
            exceptions.iter().map(|id| json!({ "instances": { "ids": [id] } })).collect();
        let mut never = rule("never", "deny");
        never["unless"] = json!(unless);
        written(json!([rule("all", "allow"), never]))
    };
    let old = document(&["i-00000001"]);
    let new = document(&["i-00000001", "i-00000002"]);
    let hints = hints();
    let comparison = Comparison::new(&old, &new, &hints);

    let all = comparison.opened(9, enough());
    let steps = all[0].regions[0].effort.steps;
    let cut = comparison.opened(9, Budget::of_steps(steps));

    assert_eq!(cut[0].regions.len(), 1, "{cut:#?}");
    assert!(cut[0].undecided.is_some() || cut[0].is_complete, "{cut:#?}");
}

/// The first difference was known only once it was known whether there is a second.
#[test]
fn one_difference_is_enough_to_differ() {
    let mut some = rule("some", "allow");
    some["actions"] = json!(["start"]);
    let (old, new) = (written(json!([some])), written(json!([rule("all", "allow"), some.clone()])));
    let hints = hints();
    let comparison = Comparison::new(&old, &new, &hints);

    let found = found(comparison.first_difference(enough())).unwrap();
    let exact = comparison.first_difference(Budget::of_steps(found.effort.steps));

    assert_eq!(super::found(exact).unwrap().witness, found.witness);
}

/// Of the rules that make a deny rule redundant, one was told that the others make redundant too.
#[test]
fn no_rule_is_too_many_of_those_that_a_deny_rule_is_told_to_repeat() {
    let mut started = rule("allow-start", "allow");
    started["actions"] = json!(["start"]);
    let mut stopped = rule("allow-stop", "allow");
    stopped["actions"] = json!(["start", "stop"]);
    let mut one = rule("deny-one", "deny");
    one["actions"] = json!(["start"]);
    let mut both = rule("deny-two", "deny");
    both["actions"] = json!(["start", "stop"]);
    let document = written(json!([started, stopped, rule("deny-all", "deny"), one, both]));
    let hints = hints();

    let analysis = Analysis::new(&document, &[], &hints);
    let standing = analysis.standing(&RuleId::parse("deny-all").unwrap(), enough());

    let Some(RuleStanding::Redundant(by, _)) = standing else { panic!("{standing:#?}") };
    assert_eq!(by, [RuleId::parse("deny-two").unwrap()]);
}

/// A rule that only an exception ends was not told to be over.
#[test]
fn a_rule_is_over_when_its_exception_is_met_for_good() {
    let mut never = rule("never", "deny");
    never["unless"] = json!([{ "not_before": "2026-01-06T00:00:00+09:00" }]);
    let document = written(json!([rule("all", "allow"), never]));
    let hints = hints();

    let lints = Analysis::new(&document, &[], &hints).lint(enough());

    let [Lint::Expired { rule }] = &lints[..] else { panic!("{lints:#?}") };
    assert_eq!(rule.as_str(), "never");
}

/// A document of these rules.
fn written(rules: Value) -> Document {
    checked(&json!({
        "version": 1, "policy": "asahikawa", "utc_offset": "+09:00", "rules": rules,
    }))
}

/// A rule for everyone and everything.
fn rule(id: &str, effect: &str) -> Value {
    json!({ "id": id, "effect": effect, "who": "everyone", "actions": "any", "instances": "any",
        "approved_by": "the mayor" })
}
