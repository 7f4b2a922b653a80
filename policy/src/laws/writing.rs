//! Laws about writing the same in another way.

use alloc::{
    boxed::Box,
    collections::BTreeSet,
    format,
    string::{String, ToString},
    vec::Vec,
};

use ipnet::IpNet;
use serde_json::Value;

use crate::{Document, Policy, Schedule, Window, Zone};

use super::{Check, Subject, answer::Answer, edit::answer};

/// The rules from the last to the first, and from the middle.
pub(super) fn law_4(subject: &Subject) -> Check {
    same(
        subject,
        [
            ("reversed", reordered(subject, |rules| rules.reverse())),
            ("turned", {
                reordered(subject, |rules| {
                    let half = rules.len() / 2;
                    rules.rotate_left(half);
                })
            }),
        ],
    )
}

/// Every form reads what it wrote; every list is turned around; every network is two halves, and
/// every window two that adjoin.
pub(super) fn law_26(subject: &Subject) -> Check {
    let document = &subject.document;
    let read = |what: &str, read: Result<Document, crate::Problems>| match read {
        Ok(again) if again == *document => Ok(again),
        Ok(_) => Err(format!("{what} says something else")),
        Err(problems) => Err(format!("{what} is refused: {problems}")),
    };
    let reversed = serde_json::from_str(&document.to_json()).map_err(|error| error.to_string());
    let reversed = reversed.and_then(|mut value: Value| {
        turn(&mut value);
        read("JSON with its lists turned around", Document::from_json(&value.to_string()))
    });
    same(
        subject,
        [
            ("json", read("JSON", Document::from_json(&document.to_json()))),
            ("yaml", read("YAML", Document::from_yaml(&document.to_yaml()))),
            ("rows", read("the rows", Document::from_rows(&document.to_rows()))),
            ("turned", reversed),
            ("split", Ok(split(document))),
        ],
    )
}

/// That each of these policies answers as the document does.
fn same<const N: usize>(
    subject: &Subject,
    others: [(&'static str, Result<Document, String>); N],
) -> Check {
    let subject = subject.clone();
    let others = others.map(|(name, document)| (name, document.map(Policy::compile)));
    Box::new(move |request| {
        let before = subject.answer(request);
        for (name, policy) in &others {
            let policy = policy.as_ref().map_err(Clone::clone)?;
            let after: Answer = answer(policy, request);
            before.same(&after).map_err(|how| format!("{name}: {how}"))?;
        }
        Ok(before.says_something())
    })
}

fn reordered(subject: &Subject, change: impl Fn(&mut Vec<Value>)) -> Result<Document, String> {
    let mut value: Value =
        serde_json::from_str(&subject.document.to_json()).map_err(|error| error.to_string())?;
    if let Some(rules) = value.get_mut("rules").and_then(Value::as_array_mut) {
        change(rules);
    }
    Document::from_json(&value.to_string()).map_err(|problems| problems.to_string())
}

fn turn(value: &mut Value) {
    match value {
        Value::Array(items) => {
            items.reverse();
            items.iter_mut().for_each(turn);
        }
        Value::Object(fields) => fields.values_mut().for_each(turn),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn split(document: &Document) -> Document {
    let zones = document.zones.iter().map(|(name, zone)| {
        let cidrs = zone.cidrs.as_ref();
        let cidrs = cidrs.map(|nets| nets.iter().flat_map(|net| halves(*net)).collect());
        (name.clone(), Zone { vpc_endpoints: zone.vpc_endpoints.clone(), cidrs })
    });
    let schedules = document.schedules.iter().map(|(name, schedule)| {
        let weekly: BTreeSet<Window> = schedule.weekly.iter().flat_map(parts).collect();
        let weekly = weekly.into_iter().collect();
        (name.clone(), Schedule { weekly, except: schedule.except.clone() })
    });
    Document { zones: zones.collect(), schedules: schedules.collect(), ..document.clone() }
}

/// The two halves of a network; a network of one address is itself.
fn halves(network: IpNet) -> Vec<IpNet> {
    let longer = network.prefix_len().checked_add(1);
    match longer.and_then(|length| network.subnets(length).ok()) {
        Some(halves) => halves.collect(),
        None => [network].into(),
    }
}

/// Two windows that adjoin, both of which start on the days of the one; a window of a minute is
/// itself.
fn parts(window: &Window) -> Vec<Window> {
    let over_midnight = window.to < window.from;
    // What starts before midnight may only be divided before midnight.
    let last = if over_midnight { 1440 } else { window.to };
    let middle = window.from.midpoint(last);
    if middle == window.from || middle == 1440 {
        return [window.clone()].into();
    }
    let part = |from, to| Window { days: window.days.clone(), from, to };
    [part(window.from, middle), part(middle, window.to)].into()
}
