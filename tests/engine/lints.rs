//! What a lint finds, of each kind, and what it does not find.

use std::collections::BTreeMap;

use sekisho_policy::{
    Caller, Document, Fact, Instance, Tags, UnixTime,
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
            Lint::UnknownValue { exception, condition, value, looks_like, .. } => {
                let value = value.as_deref().unwrap_or("anything");
                format!("{exception:?} {condition:?} {value} {looks_like:?}")
            }
            Lint::EscapableDeny { tag, lacking, .. } => format!("{tag} {lacking}"),
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
            ("no-reboot-prod", &["escapable_deny Env 0"]),
            ("no-reboot-stg", &["escapable_deny Env 0"]),
            ("over", &["expired"]),
            ("no-reboot-test", &["idle_deny", "escapable_deny Env 0"]),
        ]),
    );
}

#[test]
fn a_lint_says_which_values_nobody_and_nothing_has() {
    let document = Document::from_yaml(RULES).unwrap();
    let instance = |tags: &[(&str, &str)]| Instance {
        account: Fact::Absent,
        region: Fact::Absent,
        id: Fact::Absent,
        tags: Tags::collect(tags.iter().copied()),
    };
    let person = Caller::unknown().with_groups(Fact::Known(["tax", "ＩＴ"]));
    let hints = Hints::near(NOW).with_people(vec![person]).with_instances(vec![
        instance(&[("Department", "tax"), ("Env", "dev")]),
        instance(&[("Department", "mayor"), ("Env", "prod")]),
        instance(&[("Department", "mayor")]),
    ]);

    let lints = Analysis::new(&document, &[], &hints).lint(Budget::default());

    let mut found = told(&lints);
    found.retain(|_, told| {
        told.retain(|it| it.starts_with("unknown_value") || it.starts_with("escapable_deny"));
        !told.is_empty()
    });
    assert_eq!(
        found,
        expected(&[
            ("by-two", &[r#"unknown_value None Tag("Env") test None"#]),
            ("forbidden", &[r#"unknown_value None Tag("Env") stg None"#]),
            (
                "guard",
                &[
                    r#"unknown_value None Tag("Department") Tax Some("tax")"#,
                    r#"unknown_value Some(0) Groups it Some("ＩＴ")"#,
                    r#"unknown_value Some(1) Groups it Some("ＩＴ")"#,
                ],
            ),
            ("no-reboot-prod", &["escapable_deny Env 1"]),
            (
                "no-reboot-stg",
                &[r#"unknown_value None Tag("Env") stg None"#, "escapable_deny Env 1"],
            ),
            (
                "no-reboot-test",
                &[r#"unknown_value None Tag("Env") test None"#, "escapable_deny Env 1"],
            ),
            ("only-mayors", &[r#"unknown_value None Groups it Some("ＩＴ")"#]),
            ("other-half", &[r#"unknown_value None Tag("Env") test None"#]),
            ("owned", &[r#"unknown_value None Tag("Owner") anything None"#]),
            ("rail", &["unknown_value Some(0) Groups nobody None"]),
        ]),
    );
}
