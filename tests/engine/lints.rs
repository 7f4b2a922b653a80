//! What a lint finds, of each kind, and what it does not find.

use std::collections::BTreeMap;

use sekisho_policy::{
    AccountId, Caller, Document, Fact, Instance, InstanceId, Region, RuleId, Tags, UnixTime,
    analysis::{Analysis, Budget, Hints, Lint},
};

/// Thursday, 2026-11-26, 12:00 in Japan.
const NOW: UnixTime = UnixTime::from_seconds(1_795_662_000);

const RULES: &str = r#"
version: 1
policy: p
utc_offset: "+09:00"
required_tags: [Department]
calendars:
  old: ["2025-12-29/2026-01-03"]
  new: ["2026-12-29/2027-01-03"]
schedules:
  hours: { weekly: [{ days: [mon], from: "09:00", to: "17:00" }], except: [old] }
  others: { weekly: [{ days: [tue], from: "09:00", to: "17:00" }], except: [new] }
rules:
  - { id: useful, effect: allow, who: { groups: [tax] }, actions: [start, stop], instances: { tags: { Env: [dev] } } }
  - { id: narrower, effect: allow, who: { groups: [tax] }, actions: [start], instances: { tags: { Env: [dev] } } }
  - { id: by-two, effect: allow, who: { groups: [tax] }, actions: [stop], during: [hours], instances: { tags: { Env: [dev, test] } } }
  - { id: other-half, effect: allow, who: { groups: [tax] }, actions: [stop], instances: { tags: { Env: [test] } } }
  - { id: forbidden, effect: allow, who: { groups: [tax] }, actions: [reboot], instances: { tags: { Env: [prod, stg] } } }
  - { id: no-reboot-prod, effect: deny, who: everyone, actions: [reboot], instances: { tags: { Env: [prod] } } }
  - { id: no-reboot-stg, effect: deny, who: everyone, actions: [reboot], instances: { tags: { Env: [stg] } } }
  - { id: no-reboot-test, effect: deny, who: everyone, actions: [reboot], instances: { tags: { Env: [test] } } }
  - { id: rail, effect: deny, who: everyone, actions: any, instances: { tags: { Department: [mayor] } } , unless: [{ who: { groups: [nobody] } }] }
  - { id: guard, effect: deny, who: everyone, actions: [start], instances: { tags: { Department: [Tax] } }, unless: [{ who: { groups: [it] } }, { who: { groups: [it] }, during: [others] }] }
  - { id: over, effect: allow, who: { groups: [tax] }, actions: [describe], not_after: "2026-11-26T12:00:00+09:00", instances: { tags: { Env: [dev] } } }
  - { id: still, effect: allow, who: { groups: [tax] }, actions: [describe], not_before: "2026-11-26T12:00:00+09:00", not_after: "2026-11-26T12:00:01+09:00", instances: { tags: { Env: [dev] } } }
  - { id: only-mayors, effect: allow, who: { groups: [it] }, actions: [stop], instances: { tags: { Department: [mayor] } } }
  - { id: owned, effect: allow, who: { groups: [tax] }, actions: [stop], instances: { tags: { Owner: { present: true } } } }
"#;

fn told(lints: &[Lint]) -> BTreeMap<String, Vec<String>> {
    let mut told: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for lint in lints {
        let rule = lint.rule().map_or_else(|| "-".to_owned(), ToString::to_string);
        let detail = match lint {
            Lint::Overridden { by, .. } | Lint::Redundant { by, .. } => {
                by.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
            }
            Lint::IdleException { exception, .. } => exception.to_string(),
            Lint::CalendarOver { calendar, schedules } => format!("{calendar} {schedules:?}"),
            Lint::Absent { condition, value, rules, meant } => {
                let rules: Vec<&str> = rules.iter().map(RuleId::as_str).collect();
                let value = value.as_deref().unwrap_or("anything");
                format!("{condition} {value} ({}) {meant:?}", rules.join(" "))
            }
            Lint::MissingRequiredTag { tag, lacking, of, instances, meant } => {
                format!("{tag} {lacking}/{of} {instances:?} {meant:?}")
            }
            Lint::NeverEqual { tag, fact, rules, alike } => {
                let rules: Vec<&str> = rules.iter().map(RuleId::as_str).collect();
                format!("{tag} {fact} ({}) {alike:?}", rules.join(" "))
            }
            Lint::UnknownFacts { fact, number } => format!("{fact} {number}"),
            Lint::EscapableDeny { tag, lacking, .. } => format!("{tag} {lacking:?}"),
            Lint::Impossible { .. } | Lint::IdleDeny { .. } | Lint::Expired { .. } => String::new(),
            Lint::Undecided { why, .. } => panic!("{why:?}"),
        };
        told.entry(rule).or_default().push(format!("{} {detail}", lint.code()).trim().to_owned());
    }
    told
}

fn expected(lines: &[(&str, &[&str])]) -> BTreeMap<String, Vec<String>> {
    let owned = |texts: &&[&str]| texts.iter().map(|&text| text.to_owned()).collect();
    lines.iter().map(|(rule, texts)| ((*rule).to_owned(), owned(texts))).collect()
}

#[test]
fn a_lint_says_of_each_rule_what_it_is_not_good_for() {
    let document = Document::from_yaml(RULES).unwrap();
    let hints = Hints::near(NOW);

    let lints = Analysis::new(&document, &[], &hints).lint(Budget::default());

    assert_eq!(
        told(&lints),
        expected(&[
            ("-", &[r#"calendar_over old [Name("hours")]"#]),
            ("by-two", &["redundant other-half useful"]),
            ("forbidden", &["overridden no-reboot-prod no-reboot-stg"]),
            ("guard", &["idle_exception 1"]),
            ("narrower", &["redundant useful"]),
            ("no-reboot-prod", &["escapable_deny Env None"]),
            ("no-reboot-stg", &["escapable_deny Env None"]),
            ("over", &["expired"]),
            ("no-reboot-test", &["idle_deny", "escapable_deny Env None"]),
        ]),
    );
}

/// What is told of people and instances, and of tags that are not required.
fn told_of(document: &str, people: Vec<Caller>, instances: Vec<Instance>) -> Vec<String> {
    let document = Document::from_yaml(document).unwrap();
    let hints = Hints::near(NOW).with_people(people).with_instances(instances);
    let mut lints = Analysis::new(&document, &[], &hints).lint(Budget::default());
    lints.retain(|lint| {
        matches!(
            lint,
            Lint::Absent { .. }
                | Lint::MissingRequiredTag { .. }
                | Lint::NeverEqual { .. }
                | Lint::UnknownFacts { .. }
                | Lint::EscapableDeny { .. }
        )
    });
    lints.iter().flat_map(|lint| told(std::slice::from_ref(lint)).into_values().flatten()).collect()
}

fn instance(number: u32, tags: &[(&str, &str)]) -> Instance {
    Instance {
        account: Fact::Known(AccountId::parse("111122223333").unwrap()),
        region: Fact::Known(Region::parse("ap-northeast-1").unwrap()),
        id: Fact::Known(InstanceId::parse(&format!("i-{number:017x}")).unwrap()),
        tags: Tags::collect(tags.iter().copied()),
    }
}

fn person(user: &str, groups: &[&str]) -> Caller {
    Caller::unknown().with_user(Fact::Known(user)).with_groups(Fact::Known(groups.iter().copied()))
}

#[test]
fn a_lint_says_which_values_nobody_and_nothing_has_each_once_with_its_rules() {
    let found = told_of(
        RULES,
        vec![person("sato", &["tax", "ＩＴ"])],
        vec![
            instance(1, &[("Department", "tax"), ("Env", "dev")]),
            instance(2, &[("Department", "mayor"), ("Env", "prod")]),
            instance(3, &[("Department", "mayor")]),
        ],
    );

    assert_eq!(
        found,
        [
            "escapable_deny Env Some(1)",
            "escapable_deny Env Some(1)",
            "escapable_deny Env Some(1)",
            r#"absent_from_people who.groups it (guard only-mayors) Some("ＩＴ")"#,
            "absent_from_people who.groups nobody (rail) None",
            r#"absent_from_instances instances.tags.Department Tax (guard) Some("tax")"#,
            "absent_from_instances instances.tags.Env stg (forbidden no-reboot-stg) None",
            "absent_from_instances instances.tags.Env test (by-two no-reboot-test other-half) None",
            "absent_from_instances instances.tags.Owner anything (owned) None",
        ],
    );
}

/// Asks for every kind of value.
const KINDS: &str = r#"
version: 1
policy: p
utc_offset: "+09:00"
required_tags: [Enviroment]
rules:
  - { id: a, effect: allow, who: { groups: [staf, team-2, 税], users: [satou] }, actions: [start], instances: { accounts: ["111122223333", "111122223334"], regions: [ap-northeast-1, ap-northeast-3, ap-northeast-2], ids: [i-00000000000000001, i-00000000000000009], tags: { Environment: [prd, web-3], owner: { equals_caller: user } } } }
  - { id: b, effect: deny, who: { groups: [総務課] }, actions: [start], instances: { tags: { Enviroment: { present: true } } } }
  - { id: off, effect: deny, enabled: false, who: { groups: [ghosts] }, actions: [start], instances: { accounts: ["999999999999"] } }
"#;

fn two() -> Vec<Instance> {
    vec![
        instance(2, &[("Environment", "prod"), ("Owner", "sato")]),
        instance(1, &[("Environment", "web-4")]),
    ]
}

fn some() -> Vec<Caller> {
    vec![person("sato", &["staff", "税務課"]), person("suzuki", &["team-1"])]
}

#[test]
fn what_is_probably_meant_is_told_but_nothing_that_differs_in_its_digits_alone() {
    let found = told_of(KINDS, some(), two());

    assert_eq!(
        found,
        [
            "missing_required_tag Enviroment 2/2 [InstanceId(\"i-00000000000000001\"), \
             InstanceId(\"i-00000000000000002\")] Some(\"Environment\")",
            r#"absent_from_people who.groups staf (a) Some("staff")"#,
            "absent_from_people who.groups team-2 (a) None",
            "absent_from_people who.groups 税 (a) None",
            "absent_from_people who.groups 総務課 (b) None",
            r#"absent_from_people who.users satou (a) Some("sato")"#,
            "absent_from_instances instances.accounts 111122223334 (a) None",
            "absent_from_instances instances.regions ap-northeast-2 (a) None",
            "absent_from_instances instances.regions ap-northeast-3 (a) None",
            "absent_from_instances instances.ids i-00000000000000009 (a) None",
            r#"absent_from_instances instances.tags.Environment prd (a) Some("prod")"#,
            "absent_from_instances instances.tags.Environment web-3 (a) None",
            r#"absent_from_instances instances.tags.owner anything (a) Some("Owner")"#,
        ],
    );
}

#[test]
fn of_what_is_not_given_nothing_is_said_and_of_what_is_unknown_nothing_that_may_be_false() {
    let blank = Instance::default();
    let unknown = [two(), vec![blank]].concat();
    let nobody = [some(), vec![Caller::unknown()]].concat();

    assert_eq!(told_of(KINDS, Vec::new(), Vec::new()), [] as [&str; 0]);
    assert!(
        told_of(KINDS, some(), Vec::new()).iter().all(|it| it.starts_with("absent_from_people"))
    );
    assert!(told_of(KINDS, Vec::new(), two()).iter().all(|it| !it.contains("who.")));
    assert_eq!(
        told_of(KINDS, nobody, unknown),
        [
            "missing_required_tag Enviroment 2/3 [InstanceId(\"i-00000000000000001\"), \
             InstanceId(\"i-00000000000000002\")] None",
            "unknown_facts account 1",
            "unknown_facts groups 1",
            "unknown_facts instance_id 1",
            "unknown_facts region 1",
            "unknown_facts tags 1",
            "unknown_facts user 1",
        ],
    );
}

#[test]
fn where_everything_asked_for_is_there_what_is_unknown_of_others_does_not_matter() {
    let document = r#"
version: 1
policy: p
utc_offset: "+09:00"
rules:
  - { id: a, effect: allow, who: { groups: [tax] }, actions: [start], instances: { regions: [ap-northeast-1], tags: { Env: [dev] } } }
  - { id: b, effect: deny, who: { users: [sato] }, actions: [start], instances: { tags: { Env: [dev] } } }
"#;
    let instances = |last: Instance| vec![instance(1, &[("Env", "dev")]), last];
    let people = || vec![person("sato", &["tax"]), Caller::unknown()];
    let untagged = Instance { tags: Fact::Absent, ..Instance::default() };

    let unknown = told_of(document, people(), instances(Instance::default()));
    let known = told_of(document, people(), instances(untagged));

    assert_eq!(unknown, ["escapable_deny Env None"]);
    assert_eq!(known, ["escapable_deny Env Some(1)"]);
}

/// Compares tags with every fact of the caller.
const EQUAL: &str = r#"
version: 1
policy: p
utc_offset: "+09:00"
rules:
  - { id: a, effect: allow, who: everyone, actions: [start], instances: { tags: { Department: { equals_caller: groups } } } }
  - { id: b, effect: allow, who: everyone, actions: [stop], instances: { tags: { Department: { equals_caller: groups }, Owner: { equals_caller: user } } } }
  - { id: c, effect: allow, who: everyone, actions: [stop], instances: { tags: { Department: { equals_caller: claim:dept }, Team: { equals_caller: groups } } } }
"#;

#[test]
fn tags_that_equal_nobodys_fact_are_told_unless_one_may() {
    let instances = || vec![instance(1, &[("Department", "Tax"), ("Owner", "sato")])];
    let known = || person("sato", &["tax"]).with_claim("dept", Fact::Known("it"));

    let told = |people: Vec<Caller>, instances: Vec<Instance>| {
        let mut told = told_of(EQUAL, people, instances);
        told.retain(|it| !it.starts_with("absent_from_instances instances.tags.Team"));
        told
    };

    let groups = r#"never_equal Department groups (a b) Some(("Tax", "tax"))"#;
    let claim = "never_equal Department claim:dept (c) None";
    assert_eq!(told(vec![known()], instances()), [groups, claim]);
    let nobody = Caller::unknown().with_user(Fact::Known("kato")).with_groups(Fact::Known([]));
    assert_eq!(
        told(vec![nobody.clone()], instances()),
        [
            "never_equal Department groups (a b) None",
            "never_equal Owner user (b) None",
            "unknown_facts claim:dept 1",
        ]
    );
    assert_eq!(told(vec![known(), nobody], instances()), [groups, "unknown_facts claim:dept 1"]);
    let more = [instances(), vec![Instance::default()]].concat();
    assert_eq!(told(vec![known()], more), ["unknown_facts tags 1"]);
    let other = [instances(), vec![instance(2, &[("Department", "tax")])]].concat();
    assert_eq!(told(vec![known()], other), [claim]);
    assert_eq!(told(vec![known()], Vec::new()), [] as [&str; 0]);
    assert_eq!(told(Vec::new(), instances()), [] as [&str; 0]);
}
