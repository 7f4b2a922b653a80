//! The same document, written otherwise.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use serde_json::{Value, json};

use super::{edits::renamed, tape::Tape};

/// The same document in another order, with its networks, windows, days and rules cut into pieces,
/// and under other names.
pub fn respelled(tape: &mut Tape<'_>, document: &Value) -> Value {
    let mut new = renamed(document, |name| format!("same-{name}"));
    for zone in mappings(&mut new, "zones") {
        if let Some(networks) = zone.get_mut("cidrs") {
            cut(tape, networks, halves);
        }
    }
    for calendar in mappings(&mut new, "calendars") {
        cut(tape, calendar, days);
    }
    for schedule in mappings(&mut new, "schedules") {
        let is_free = schedule.get("except").is_none();
        cut(tape, &mut schedule["weekly"], |window| windows(window, is_free));
    }
    let mut rules: Vec<Value> = Vec::new();
    for rule in new["rules"].as_array().into_iter().flatten() {
        rules.extend(if tape.chance(30) { split(rule) } else { vec![rule.clone()] });
        if tape.chance(10) {
            let mut again = rule.clone();
            again["id"] = json!(format!("{}-again", rule["id"].as_str().expect("an id")));
            rules.push(again);
        }
    }
    new["rules"] = json!(tape.shuffled(rules));
    shuffle(tape, &mut new);
    new
}

fn mappings<'d>(document: &'d mut Value, section: &str) -> impl Iterator<Item = &'d mut Value> {
    let section = document.get_mut(section).and_then(Value::as_object_mut);
    section.into_iter().flat_map(|section| section.values_mut())
}

/// Cuts some items of a list into pieces, of which it has none twice.
fn cut(tape: &mut Tape<'_>, list: &mut Value, pieces: impl Fn(&Value) -> Vec<Value>) {
    let mut all: Vec<Value> = Vec::new();
    for item in list.as_array().into_iter().flatten() {
        for piece in if tape.chance(50) { pieces(item) } else { vec![item.clone()] } {
            if !all.contains(&piece) {
                all.push(piece);
            }
        }
    }
    *list = json!(all);
}

/// The two halves of a network.
fn halves(network: &Value) -> Vec<Value> {
    let text = network.as_str().expect("a network");
    let (address, length) = text.split_once('/').expect("a network");
    let length: u32 = length.parse().expect("a length");
    let other = match address.parse().expect("an address") {
        IpAddr::V4(it) if length < 32 => {
            IpAddr::V4(Ipv4Addr::from_bits(it.to_bits() | 1 << (31 - length)))
        }
        // The half that stands for IPv4 is not to be written so.
        IpAddr::V6(it) if length < 95 => {
            IpAddr::V6(Ipv6Addr::from_bits(it.to_bits() | 1 << (127 - length)))
        }
        _ => return vec![network.clone()],
    };
    let length = length + 1;
    vec![json!(format!("{address}/{length}")), json!(format!("{other}/{length}"))]
}

/// Each day of a range.
fn days(range: &Value) -> Vec<Value> {
    let text = range.as_str().expect("a range");
    let Some((first, last)) = text.split_once('/') else { return vec![range.clone()] };
    let day = |date: &str| date[8..].parse::<u8>().expect("a day");
    (day(first)..=day(last)).map(|day| json!(format!("2026-01-{day:02}"))).collect()
}

/// Each day of a window by itself, in two parts: over midnight two windows, if every day counts.
fn windows(window: &Value, is_free: bool) -> Vec<Value> {
    const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    let (from, to) = (&window["from"], &window["to"]);
    let minute = |text: &Value| {
        let (hours, minutes) = text.as_str().expect("a time").split_once(':').expect("a time");
        hours.parse::<u16>().expect("hours") * 60 + minutes.parse::<u16>().expect("minutes")
    };
    let (start, end) = (minute(from), minute(to));
    let mut all = Vec::new();
    for day in window["days"].as_array().into_iter().flatten() {
        let at = DAYS.iter().position(|known| day == known).expect("a day");
        if start < end {
            let middle = start.midpoint(end);
            let middle = json!(format!("{:02}:{:02}", middle / 60, middle % 60));
            if middle == *from {
                all.push(json!({ "days": [day], "from": from, "to": to }));
                continue;
            }
            all.push(json!({ "days": [day], "from": from, "to": middle }));
            all.push(json!({ "days": [day], "from": middle, "to": to }));
        } else if is_free {
            all.push(json!({ "days": [day], "from": from, "to": "24:00" }));
            all.push(json!({ "days": [DAYS[(at + 1) % 7]], "from": "00:00", "to": to }));
        } else {
            all.push(json!({ "days": [day], "from": from, "to": to }));
        }
    }
    all
}

/// A rule for each of its actions, or of its users.
fn split(rule: &Value) -> Vec<Value> {
    for (pointer, list) in ["/actions", "/who/users", "/instances/accounts", "/who/groups"]
        .map(|pointer| (pointer, rule.pointer(pointer).and_then(Value::as_array)))
    {
        let Some(list) = list else { continue };
        let one = |(at, value): (usize, &Value)| {
            let mut rule = rule.clone();
            rule["id"] = json!(format!("{}-{at}", rule["id"].as_str().expect("an id")));
            if let Some(list) = rule.pointer_mut(pointer) {
                *list = json!([value]);
            }
            rule
        };
        return list.iter().enumerate().map(one).collect();
    }
    vec![rule.clone()]
}

/// Puts every list into another order.
pub fn shuffle(tape: &mut Tape<'_>, value: &mut Value) {
    match value {
        Value::Array(list) => {
            *list = tape.shuffled(std::mem::take(list));
            list.iter_mut().for_each(|item| shuffle(tape, item));
        }
        Value::Object(map) => map.values_mut().for_each(|item| shuffle(tape, item)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
