//! The mutants of documents: each a document of its own that the check accepts.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
};

use engine_support::strategies::hold;
use sekisho_policy::{
    Document, Window,
    mutants::{Change, Mutant, Operator, Part, Site, Value},
    strategies::documents,
};

#[test]
fn every_mutant_is_another_document_that_the_check_accepts() {
    let seen = RefCell::new(BTreeMap::<Operator, usize>::new());

    hold(60, documents(), |document| {
        let mut texts = BTreeSet::from([document.to_json()]);
        for mutant in document.mutants() {
            let mutated = mutant.document();
            let text = mutated.to_json();
            match Document::from_json(&text) {
                Ok(read) => assert_eq!(read, mutated, "{mutant:?}"),
                Err(problems) => panic!("{mutant:?}\n{text}\n{problems}"),
            }
            assert!(texts.insert(text), "there already: {mutant:?}");
            *seen.borrow_mut().entry(mutant.operator()).or_default() += 1;
        }
    });

    let seen = seen.into_inner();
    println!("{seen:?}");
    for operator in Operator::ALL {
        assert!(seen.get(&operator).is_some_and(|count| *count >= 8), "{operator}: {seen:?}");
    }
}

/// A mutant on one line.
fn told(mutant: &Mutant<'_>) -> String {
    let part = match mutant.part() {
        Part::Policy => "policy".to_owned(),
        Part::Zone(name) => format!("zone {name}"),
        Part::Schedule(name) => format!("schedule {name}"),
        Part::Rule(id) => id.to_string(),
    };
    let site = match mutant.site() {
        Site::Whole => String::new(),
        Site::Effect => " effect".to_owned(),
        Site::Enabled => " enabled".to_owned(),
        Site::Condition { exception: None, condition } => format!(" {condition}"),
        Site::Condition { exception: Some(number), condition } => {
            format!(" unless[{number}].{condition}")
        }
        Site::Exception(number) => format!(" unless[{number}]"),
        Site::VpcEndpoints => " vpce".to_owned(),
        Site::Cidrs => " cidrs".to_owned(),
        Site::Weekly => " weekly".to_owned(),
        Site::Except => " except".to_owned(),
        Site::RequiredTags => " required_tags".to_owned(),
    };
    let change = match mutant.change() {
        Change::Added(value) => format!("with {}", value_told(value)),
        Change::Dropped => "gone".to_owned(),
        Change::Exchanged(other) => format!("exchanged with {other}"),
        Change::Removed(value) => format!("without {}", value_told(value)),
        Change::Replaced { before, after } => {
            format!("{}, not {}", value_told(after), value_told(before))
        }
    };
    format!("{}: {part}{site}: {change}", mutant.operator())
}

fn value_told(value: &Value) -> String {
    match value {
        Value::Seconds(seconds) => format!("{seconds}s"),
        Value::Text(text) => text.clone(),
        Value::Time(at) => at.seconds().to_string(),
        Value::Window(Window { days, from, to, .. }) => {
            let days: String = days.iter().map(|day| format!("{} ", day.name())).collect();
            format!("{days}{from}-{to}")
        }
    }
}

fn all_told(text: &str) -> Vec<String> {
    Document::from_yaml(text).unwrap().mutants().map(|mutant| told(&mutant)).collect()
}

const TOWN: &str = r#"version: 1
policy: town
utc_offset: "+09:00"
required_tags: [Env]
zones:
  hall: { vpce: [vpce-12345678], cidrs: [10.20.0.0/16, 10.21.0.0/16] }
  never-used: { cidrs: [192.0.2.0/24] }
calendars:
  closed: ["2026-12-29/2027-01-03"]
schedules:
  day: { weekly: [{ days: [mon, sun], from: "00:00", to: "24:00" }], except: [closed] }
  never-used: { weekly: [{ days: [mon], from: "08:30", to: "17:15" }] }
rules:
  - id: care
    effect: deny
    approved_by: the mayor
    who: everyone
    actions: [describe, reboot, stop]
    instances: any
    unless:
      - { who: { groups: [operators] } }
      - { who: { groups: [operators] }, from: [hall] }
  - id: off
    effect: allow
    enabled: false
    who: everyone
    actions: [describe]
    from: [never-used]
    during: [never-used]
    instances: { regions: [ap-northeast-1] }
  - id: staff
    effect: allow
    who: { groups: [staff] }
    actions: any
    during: [day]
    not_before: "2026-04-01T00:00:00+09:00"
    not_after: "2026-04-01T00:00:01+09:00"
    signed_in_within: 1s
    instances: { tags: { Department: { equals_caller: groups }, Env: [dev] } }
"#;

#[test]
fn the_mutants_of_a_small_policy_are_these() {
    let expected = [
        "drop-required-tag: policy required_tags: without Env",
        "drop-condition: zone hall vpce: gone",
        "add-value: zone hall vpce: with vpce-ffffffff",
        "drop-condition: zone hall cidrs: gone",
        "remove-value: zone hall cidrs: without 10.20.0.0/16",
        "remove-value: zone hall cidrs: without 10.21.0.0/16",
        "resize-network: zone hall cidrs: 10.20.0.0/15, not 10.20.0.0/16",
        "resize-network: zone hall cidrs: 10.20.0.0/17, not 10.20.0.0/16",
        "resize-network: zone hall cidrs: 10.20.128.0/17, not 10.20.0.0/16",
        "resize-network: zone hall cidrs: 10.20.0.0/15, not 10.21.0.0/16",
        "resize-network: zone hall cidrs: 10.21.0.0/17, not 10.21.0.0/16",
        "resize-network: zone hall cidrs: 10.21.128.0/17, not 10.21.0.0/16",
        "shift-minute: schedule day weekly: mon sun 1-1440, not mon sun 0-1440",
        "shift-minute: schedule day weekly: mon sun 0-1439, not mon sun 0-1440",
        "shift-day: schedule day weekly: mon tue 0-1440, not mon sun 0-1440",
        "shift-day: schedule day weekly: sat sun 0-1440, not mon sun 0-1440",
        "drop-calendar: schedule day except: without closed",
        "drop-rule: care: gone",
        "drop-condition: care actions: gone",
        "remove-value: care actions: without describe",
        "remove-value: care actions: without reboot",
        "remove-value: care actions: without stop",
        "add-value: care actions: with start",
        "drop-exception: care unless[0]: gone",
        "add-value: care unless[0].who.groups: with staff",
        "drop-exception: care unless[1]: gone",
        "drop-condition: care unless[1].who.groups: gone",
        "add-value: care unless[1].who.groups: with staff",
        "add-value: care unless[1].from: with never-used",
        "toggle-enabled: off enabled: true, not false",
        "drop-rule: staff: gone",
        "drop-condition: staff who.groups: gone",
        "add-value: staff who.groups: with operators",
        "drop-condition: staff during: gone",
        "add-value: staff during: with never-used",
        "drop-condition: staff not_before: gone",
        "shift-second: staff not_before: 1774969199, not 1774969200",
        "drop-condition: staff not_after: gone",
        "shift-second: staff not_after: 1774969202, not 1774969201",
        "drop-condition: staff signed_in_within: gone",
        "shift-second: staff signed_in_within: 2s, not 1s",
        "drop-condition: staff instances.tags.Department: gone",
        "tag-present: staff instances.tags.Department: present: true, not equals_caller: groups",
        "drop-condition: staff instances.tags.Env: gone",
        "add-value: staff instances.tags.Env: with other",
        "swap-tags: staff instances.tags.Department: exchanged with Env",
    ];

    assert_eq!(all_told(TOWN), expected);
}

/// Each line is what the language would not take, or would not tell from another mutant.
#[test]
fn what_the_check_would_refuse_is_no_mutant() {
    let rule = |rest: &str| {
        let head = "version: 1\npolicy: p\nutc_offset: '+00:00'\nrules:\n- {id: a, effect: ";
        all_told(&format!("{head}{rest}}}\n"))
    };
    let none = Vec::<String>::new();

    // No rule at all; everyone on any instance without approval; a sign-in in a deny rule.
    assert_eq!(
        rule(
            "allow, who: {users: [sato]}, actions: [start, stop, reboot, describe], instances: any, signed_in_within: 366d"
        ),
        [
            "toggle-enabled: a enabled: false, not true",
            "add-value: a who.users: with other",
            "drop-condition: a actions: gone",
            "remove-value: a actions: without describe",
            "remove-value: a actions: without reboot",
            "remove-value: a actions: without start",
            "remove-value: a actions: without stop",
            "drop-condition: a signed_in_within: gone",
            "shift-second: a signed_in_within: 31622399s, not 31622400s",
        ]
    );
    // An allow rule with exceptions, or about when tokens were issued; an exception for everything.
    let revocation = "deny, who: everyone, approved_by: m, actions: any, instances: any, issued_before: 2000-01-02T00:00:00Z";
    assert_eq!(
        rule(revocation),
        [
            "toggle-enabled: a enabled: false, not true",
            "drop-condition: a issued_before: gone",
            "shift-second: a issued_before: 946771201, not 946771200",
        ]
    );
    assert_eq!(
        rule(&format!("{revocation}, enabled: false")),
        ["toggle-enabled: a enabled: true, not false"]
    );
    let excepted = "deny, who: everyone, approved_by: m, actions: any, instances: any, unless: {instances: {tags: {A: {present: true}}}}";
    assert_eq!(
        rule(excepted),
        ["toggle-enabled: a enabled: false, not true", "drop-exception: a unless[0]: gone"]
    );
    assert_ne!(rule("allow, who: {users: [sato]}, actions: any, instances: any"), none);
}

#[test]
fn a_network_is_not_resized_to_one_that_the_language_does_not_take() {
    let zone = |cidr: &str| {
        let text = format!(
            "version: 1\npolicy: p\nutc_offset: '+00:00'\nzones: {{ z: {{ vpce: [vpce-12345678], cidrs: ['{cidr}'] }} }}\n\
             rules: [{{id: a, effect: allow, who: {{groups: [g]}}, actions: [stop], from: [z], instances: any}}]\n"
        );
        let resized = all_told(&text).into_iter();
        let resized = resized
            .filter_map(|it| it.strip_prefix("resize-network: zone z cidrs: ").map(str::to_owned));
        resized.collect::<Vec<String>>()
    };

    assert_eq!(zone("0.0.0.0/1"), ["0.0.0.0/2, not 0.0.0.0/1", "64.0.0.0/2, not 0.0.0.0/1"]);
    assert_eq!(zone("192.0.2.7/32"), ["192.0.2.6/31, not 192.0.2.7/32"]);
    assert_eq!(
        zone("::fffe:0:0/95"),
        ["::fffc:0:0/94, not ::fffe:0:0/95", "::fffe:0:0/96, not ::fffe:0:0/95"]
    );
    assert_eq!(zone("2001:db8::1/128"), ["2001:db8::/127, not 2001:db8::1/128"]);
}

#[test]
fn a_window_that_is_moved_by_a_minute_stays_about_as_long() {
    let schedule = |days: &str, from: &str, to: &str| {
        let text = format!(
            "version: 1\npolicy: p\nutc_offset: '+00:00'\nschedules: {{ s: {{ weekly: [{{ days: [{days}], from: '{from}', to: '{to}' }}] }} }}\n\
             rules: [{{id: a, effect: allow, who: {{groups: [g]}}, actions: [stop], during: [s], instances: any}}]\n"
        );
        let shifted = all_told(&text).into_iter();
        let shifted = shifted.filter_map(|it| {
            let (_, it) = it.split_once(" weekly: ")?;
            it.split_once(", not").map(|(it, _)| it.to_owned())
        });
        shifted.collect::<Vec<String>>()
    };
    let every_day = "mon, tue, wed, thu, fri, sat, sun";

    assert_eq!(schedule(every_day, "00:00", "00:01"), ["mon tue wed thu fri sat sun 0-2"]);
    assert_eq!(
        schedule("sat", "22:00", "24:00"),
        [
            "sat 1319-1440",
            "sat 1321-1440",
            "sat 1320-1439",
            "sat 1320-1",
            "sun 1320-1440",
            "fri 1320-1440"
        ]
    );
    assert_eq!(
        schedule("sat", "23:59", "00:01"),
        ["sat 1438-1", "sat 1439-1440", "sat 1439-2", "sun 1439-1", "fri 1439-1"]
    );
    // A day less a minute would be whole, and start where it ends.
    assert_eq!(
        schedule("sat", "10:00", "09:59"),
        ["sat 601-599", "sat 600-598", "sun 600-599", "fri 600-599"]
    );
}

#[test]
fn the_mutants_fit_on_a_small_stack() {
    let thread = std::thread::Builder::new().stack_size(256 * 1024);
    let count = thread.spawn(|| Document::from_yaml(TOWN).unwrap().mutants().count());

    assert_eq!(count.unwrap().join().unwrap(), 46);
}
