//! What a change of a policy gives to people and takes from them, compared with every decision.

use engine_support::strategies::hold;
use sekisho_policy::{AccessChanges, Action, Document, Policy, Request, strategies};
use serde_json::Value;

use crate::{agreement::Counts, circumstances::every_circumstance, matrix::met};

/// The document without its first rule, or with everything in it but its own first rule, or another.
fn successor(document: &Document, other: Document, way: u8) -> Document {
    let mut value: Value = serde_json::from_str(&document.to_json()).unwrap();
    match way {
        0 => drop(value["rules"].as_array_mut().unwrap().remove(0)),
        1 => {
            let theirs: Value = serde_json::from_str(&other.to_json()).unwrap();
            value["zones"] = theirs["zones"].clone();
            value["schedules"] = theirs["schedules"].clone();
            value["calendars"] = theirs["calendars"].clone();
        }
        _ => return other,
    }
    Document::from_json(&value.to_string()).unwrap_or(other)
}

#[test]
fn somebody_gains_if_and_only_if_some_request_is_allowed_that_was_not_and_so_for_losses() {
    let counts = Counts::default();
    let drawn = (strategies::cases(3..=3), strategies::documents(), 0..3_u8);
    hold(60, drawn, |((old, drawn), other, way)| {
        let new = successor(&old, other, way);
        let [before, after] = [&old, &new].map(|document| Policy::compile(document.clone()));
        let circumstances = every_circumstance(&[&old, &new]);
        let callers = drawn.iter().map(|it| &it.attempt.caller);
        let instances = drawn.iter().map(|it| &*it.instance);
        let changes = AccessChanges::new(&old, &new, callers, instances, &Action::ALL);
        for (caller, who) in drawn.iter().enumerate() {
            for (instance, what) in drawn.iter().enumerate() {
                for action in Action::ALL {
                    let (mut gains, mut loses) = (false, false);
                    for place in &circumstances {
                        let attempt = met(&who.attempt.caller, action, place);
                        let instance = what.instance.clone();
                        let request = Request { attempt: attempt.into(), instance };
                        let was = before.decide(request.clone()).is_allow();
                        let is = after.decide(request).is_allow();
                        gains |= is && !was;
                        loses |= was && !is;
                        if gains && loses {
                            break;
                        }
                    }
                    let change = changes.change(caller, instance, action);
                    let told = change.map_or((false, false), |it| (it.gains, it.loses));
                    assert_eq!(told, (gains, loses), "{change:#?}");
                    counts.count(match (gains, loses) {
                        (false, false) => "neither",
                        (true, false) => "gains",
                        (false, true) => "loses",
                        (true, true) => "both",
                    });
                }
            }
        }
    });

    counts.require(&[("neither", 200), ("gains", 30), ("loses", 30), ("both", 5)]);
}

#[test]
fn nothing_changes_for_anybody_from_a_document_to_itself() {
    hold(200, strategies::cases(4..=4), |(document, drawn)| {
        let callers = drawn.iter().map(|it| &it.attempt.caller);
        let instances = drawn.iter().map(|it| &*it.instance);

        let changes = AccessChanges::new(&document, &document, callers, instances, &Action::ALL);

        assert_eq!(changes.changes(), []);
        assert_eq!((changes.caller_classes(), changes.instance_classes()), (1, 1));
    });
}
