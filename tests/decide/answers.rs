use std::{cell::RefCell, collections::BTreeMap};

use engine_support::strategies::{checked, document, hold, request};
use sekisho_policy::{Policy, Record};
use serde_json::{Value, json};

use support::schema::Schema;

const NAME: &str = "decide-answer.schema.json";

#[test]
fn whatever_is_decided_is_as_the_schema_says_and_names_no_other_kind_of_answer() {
    let schema = Schema::of(NAME);
    let seen: RefCell<BTreeMap<String, usize>> = RefCell::default();
    hold(800, (document(), request()), |(json, request)| {
        let decision = Policy::compile(checked(&json)).decide(request);
        let answer = serde_json::to_value(Record::of(&decision)).unwrap();

        schema.assert_takes(&answer);
        *seen.borrow_mut().entry(answer["code"].as_str().unwrap().to_owned()).or_default() += 1;
        for (member, other) in [
            ("outcome", json!("error")),
            ("code", json!("maybe")),
            ("rules", json!(["Rule"])),
            ("missing", json!(["moon"])),
            ("extra", json!(0)),
        ] {
            let mut broken = answer.clone();
            broken[member] = other;
            assert!(!schema.takes(&broken), "{broken:#}");
        }
        for member in ["outcome", "code", "rules", "missing"] {
            let mut broken = answer.clone();
            broken.as_object_mut().unwrap().remove(member);
            assert!(!schema.takes(&broken), "{broken:#}");
        }
    });
    println!("{:?}", seen.borrow());
    let codes = ["allow", "default", "explicit", "indeterminate", "missing_required_tag"];
    assert_eq!(seen.borrow().keys().collect::<Vec<_>>(), codes);
}

#[test]
fn an_answer_to_what_is_no_request_says_its_line_and_its_problem_and_decides_nothing() {
    let schema = Schema::of(NAME);
    let answer = json!({ "line": 1, "name": "n", "outcome": "error", "problem": "p" });
    let without = |member: &str| {
        let mut broken = answer.clone();
        broken.as_object_mut().unwrap().remove(member);
        broken
    };
    let with = |member: &str, value: Value| {
        let mut broken = answer.clone();
        broken[member] = value;
        broken
    };

    schema.assert_takes(&answer);
    schema.assert_takes(&without("name"));
    for broken in [
        without("line"),
        without("outcome"),
        without("problem"),
        with("line", json!(0)),
        with("outcome", json!("allow")),
        with("code", json!("allow")),
        with("problem", json!("")),
    ] {
        assert!(!schema.takes(&broken), "{broken:#}");
    }
}
