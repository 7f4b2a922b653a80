//! What must be done before what is allowed: whom it binds, and that it decides nothing.

use std::{cell::Cell, collections::BTreeSet, sync::Arc};

use engine_support::strategies::hold;
use sekisho_policy::{
    Action, Attempt, Caller, Decision, Document, Fact, Instance, Obligations, Policy, Record,
    Request, Rule, Source, Tags, UnixTime,
    analysis::{Analysis, Budget, Hints},
    sentences::{Language, rule_sentence},
    strategies,
};
use serde_json::json;

/// Two groups may stop by rules that bind, one by a rule that does not; one rule is not in force.
const TOWN: &str = "version: 1
policy: town
utc_offset: '+09:00'
rules:
  - { id: backup, effect: allow, who: { groups: [welfare] }, actions: any, instances: { tags: { Env: [dev] } }, obligations: { before_stop: Backup } }
  - { id: drain, effect: allow, who: { groups: [staff] }, actions: [start, stop], instances: { tags: { Env: [dev] } }, obligations: { before_stop: Drain } }
  - { id: drain-too, effect: allow, who: { users: [sato] }, actions: [stop], instances: { tags: { Env: [dev] } }, obligations: { before_stop: Drain } }
  - { id: off, effect: allow, enabled: false, who: { groups: [staff] }, actions: [stop], instances: { tags: { Env: [dev] } }, obligations: { before_stop: Never-Run } }
  - { id: plain, effect: allow, who: { groups: [guests] }, actions: [stop], instances: { tags: { Env: [dev] } } }
";

fn document() -> Document {
    Document::from_yaml(TOWN).unwrap()
}

fn request(user: &str, groups: &[&str], action: Action) -> Request {
    let caller = Caller::unknown()
        .with_user(Fact::Known(user))
        .with_groups(Fact::Known(groups.iter().copied()));
    let source = Source::new(Fact::Known("10.20.3.4".parse().unwrap()), Fact::Absent);
    let at = UnixTime::from_seconds(1_797_822_000);
    let instance = Instance {
        account: Fact::Known("111122223333".parse().unwrap()),
        region: Fact::Known("ap-northeast-1".parse().unwrap()),
        id: Fact::Known("i-1234abcd".parse().unwrap()),
        tags: Tags::collect([("Env", "dev")]),
    };
    let attempt = Arc::new(Attempt { caller, action, source, at });
    Request { attempt, instance: Arc::new(instance) }
}

/// What binds the answer, by the whole policy and by the entitlement; `None` for a denial.
fn bound(policy: &Policy, request: &Request) -> Option<Vec<String>> {
    let names = |decision: Decision| match decision {
        Decision::Allow(grant) => Some(grant.runbooks().iter().map(ToString::to_string).collect()),
        Decision::Deny(_) => None,
    };
    let whole: Option<Vec<String>> = names(policy.decide(request.clone()));
    let left = policy.entitlement(request.attempt.clone()).admits(&request.instance);
    assert_eq!(whole, names(left));
    whole
}

#[test]
fn a_stop_is_bound_by_every_rule_that_allows_it_and_each_runbook_is_named_once() {
    let policy = Policy::compile(document());
    let bound =
        |user, groups: &[&str]| bound(&policy, &request(user, groups, Action::Stop)).unwrap();

    assert_eq!(bound("abe", &["staff"]), ["Drain"]);
    assert_eq!(bound("sato", &["staff"]), ["Drain"]);
    assert_eq!(bound("abe", &["staff", "welfare"]), ["Backup", "Drain"]);
    assert_eq!(bound("abe", &["guests"]), [""; 0]);
    // A rule that lets it pass unbound takes nothing from one that binds.
    assert_eq!(bound("abe", &["guests", "welfare"]), ["Backup"]);
}

#[test]
fn nothing_but_a_stop_is_bound() {
    let policy = Policy::compile(document());
    for action in [Action::Describe, Action::Reboot, Action::Start] {
        let found = bound(&policy, &request("abe", &["welfare"], action));
        assert_eq!(found, Some(Vec::new()), "{action}");
    }
    assert_eq!(bound(&policy, &request("abe", &["nobody"], Action::Stop)), None);
}

#[test]
fn a_record_tells_of_obligations_where_there_are_some_and_else_reads_as_ever() {
    let policy = Policy::compile(document());
    let record = |groups: &[&str]| {
        let decision = policy.decide(request("abe", groups, Action::Stop));
        serde_json::to_string(&Record::of(&decision)).unwrap()
    };

    assert_eq!(
        record(&["staff", "welfare"]),
        r#"{"outcome":"allow","code":"allow","rules":["backup","drain"],"missing":[],"obligations":{"before_stop":["Backup","Drain"]}}"#
    );
    assert_eq!(
        record(&["guests"]),
        r#"{"outcome":"allow","code":"allow","rules":["plain"],"missing":[]}"#
    );
}

/// The law that obligations are beside decisions: taken away, every answer is the same; and what binds
/// is the union over the rules that the answer names.
#[test]
fn obligations_decide_nothing_and_bind_by_the_rules_that_are_named() {
    let (seen, several) = (Cell::new(0), Cell::new(0));
    hold(300, strategies::cases(24..=24), |(document, requests)| {
        let free = Policy::compile(without(&document));
        let policy = Policy::compile(document.clone());
        for request in requests {
            let (with, without) = (policy.decide(request.clone()), free.decide(request.clone()));
            let found = bound(&policy, &request);
            match (with, without) {
                (Decision::Deny(with), Decision::Deny(without)) => assert_eq!(with, without),
                (Decision::Allow(with), Decision::Allow(without)) => {
                    assert_eq!(with.rules(), without.rules());
                    assert_eq!(without.runbooks(), []);
                    let expected = named(&document, &with);
                    assert_eq!(found, Some(expected.clone()));
                    seen.set(seen.get() + u32::from(!expected.is_empty()));
                    several.set(several.get() + u32::from(expected.len() > 1));
                }
                (with, without) => panic!("{with:?} {without:?}"),
            }
        }
    });
    let (seen, several) = (seen.get(), several.get());
    println!("{seen} stops were bound, {several} by two runbooks");
    assert!(seen >= 30 && several >= 1, "{seen} {several}");
}

fn without(document: &Document) -> Document {
    let mut json: serde_json::Value = serde_json::from_str(&document.to_json()).unwrap();
    for rule in json["rules"].as_array_mut().unwrap() {
        rule.as_object_mut().unwrap().remove("obligations");
    }
    Document::from_json(&json.to_string()).unwrap()
}

/// By reading the document: the runbooks of the rules that a grant names, if it is for a stop.
fn named(document: &Document, grant: &sekisho_policy::Grant) -> Vec<String> {
    let rules = document.rules().iter().filter(|rule| grant.rules().contains(&rule.id));
    let stops = rules.filter(|_| grant.attempt().action == Action::Stop);
    let names = stops.filter_map(|rule| Some(rule.obligations.before_stop.as_ref()?.to_string()));
    names.collect::<BTreeSet<_>>().into_iter().collect()
}

fn rule(document: &Document, id: &str) -> Rule {
    document.rules().iter().find(|rule| rule.id.as_str() == id).unwrap().clone()
}

#[test]
fn an_obligation_is_said_in_both_languages() {
    let document = document();
    let said = |id, language| {
        rule_sentence(&rule(&document, id), document.utc_offset(), language).to_string()
    };

    assert_eq!(
        said("drain", Language::English),
        "Rule \"drain\" (allow): Anyone in the group \"staff\" may start and stop instances whose tag \
         \"Env\" is \"dev\". Before an instance is stopped, the runbook \"Drain\" must succeed on it."
    );
    assert_eq!(
        said("drain", Language::Japanese),
        "ルール「drain」（許可）：グループ「staff」に所属する人は、タグ「Env」の値が「dev」であるインスタンスを\
         起動・停止できます。インスタンスを停止する前に、そのインスタンスでランブック「Drain」が成功していなければ\
         なりません。"
    );
}

/// Without it nothing is decided otherwise, but a stop is bound by less.
#[test]
fn a_rule_that_binds_is_not_called_redundant() {
    let twins = |obligations: &str| {
        let text = format!(
            "{{ version: 1, policy: town, utc_offset: '+09:00', rules: [\
             {{ id: one, effect: allow, who: {{ groups: [staff] }}, actions: [stop], instances: {{ tags: {{ Env: [dev] }} }} }}, \
             {{ id: other, effect: allow, who: {{ groups: [staff] }}, actions: [stop], instances: {{ tags: {{ Env: [dev] }} }}{obligations} }}] }}"
        );
        let document = Document::from_yaml(&text).unwrap();
        let hints = Hints::near(UnixTime::from_seconds(1_797_822_000));
        let found = Analysis::new(&document, &[], &hints).lint(Budget::default());
        let rules = found.iter().filter_map(|lint| Some((lint.code(), lint.rule()?.to_string())));
        rules.collect::<Vec<_>>()
    };
    let redundant = |rule: &str| ("redundant", rule.to_owned());

    assert_eq!(twins(""), [redundant("one"), redundant("other")]);
    assert_eq!(twins(", obligations: { before_stop: Drain }"), [redundant("one")]);
}

#[test]
fn what_cedar_cannot_bind_is_a_loss_and_an_annotation() {
    let cedar = document().to_cedar();

    let losses: Vec<String> = cedar.losses().iter().map(ToString::to_string).collect();
    assert_eq!(
        losses[0],
        "rule `backup`: `obligations.before_stop: Backup` has no counterpart in Cedar, which has no \
         obligations: it is an annotation of the rule, and whoever acts on a decision has to see to it"
    );
    assert_eq!(losses.len(), 3, "the rule that is not in force has nothing to lose");
    assert!(cedar.policies().contains("@id(\"backup\")\n@before_stop(\"Backup\")\npermit ("));
}

#[test]
fn a_program_that_knows_no_obligations_is_what_this_one_is_to_a_key_it_does_not_know() {
    let mut json: serde_json::Value = serde_json::from_str(&document().to_json()).unwrap();
    json["rules"][0]["obligations"] = json!({ "before_stop": "Backup", "after_stop": "Archive" });

    let refused = Document::from_json(&json.to_string()).unwrap_err();

    assert_eq!(
        refused.as_slice()[0].to_string(),
        "rules[0].obligations.after_stop: found the unknown key `after_stop`, required `before_stop`"
    );
    assert!(Obligations::default().is_empty());
}
