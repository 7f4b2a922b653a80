//! Edits of a document, such as people make.

use serde_json::{Value, json};

use super::{
    documents::{complete, document, offset, rule, schedule, zone},
    tape::Tape,
    theme::Theme,
};

/// A document that came from this one by some edits, and what they were.
pub fn edited(tape: &mut Tape<'_>, theme: &Theme, old: &Value) -> (Value, Vec<&'static str>) {
    let mut new = old.clone();
    let edits = (0..=tape.below(3)).filter_map(|_| edit(tape, theme, &mut new));
    let edits = edits.collect();
    (new, edits)
}

/// One edit; `None` if there is nothing to do it to.
fn edit(tape: &mut Tape<'_>, theme: &Theme, new: &mut Value) -> Option<&'static str> {
    let count = new["rules"].as_array()?.len();
    let at = tape.below(count);
    let name = match tape.below(12) {
        0 if count > 1 => {
            new["rules"].as_array_mut()?.remove(at);
            "rule removed"
        }
        0 | 1 => {
            let id = format!("n{count}");
            let taken = |rule: &Value| rule["id"] == *id;
            if new["rules"].as_array()?.iter().any(taken) {
                return None;
            }
            let rule = rule(tape, theme, &id);
            new["rules"].as_array_mut()?.push(rule);
            "rule added"
        }
        2 => {
            let id = new["rules"][at]["id"].as_str()?.to_owned();
            new["rules"][at] = rule(tape, theme, &id);
            "rule replaced"
        }
        3 => {
            let was = new["rules"][at]["enabled"] != false;
            new["rules"][at]["enabled"] = json!(!was);
            "rule switched"
        }
        4 => {
            let rule = new["rules"][at].as_object_mut()?;
            let effect = if rule["effect"] == "deny" { "allow" } else { "deny" };
            rule.insert("effect".into(), json!(effect));
            for key in ["unless", "signed_in_within", "issued_before"] {
                rule.remove(key);
            }
            "effect turned"
        }
        5 => {
            let keys = ["who", "actions", "from", "during", "not_before", "not_after", "instances"];
            let rule = new["rules"][at].as_object_mut()?;
            let there = keys.into_iter().filter(|key| rule.contains_key(*key)).collect::<Vec<_>>();
            rule.remove(tape.pick(&there));
            complete(rule);
            "condition dropped"
        }
        6 => {
            let rule = new["rules"][at].as_object_mut()?;
            let unless = rule.get_mut("unless")?.as_array_mut()?;
            unless.remove(tape.below(unless.len()));
            if unless.is_empty() {
                rule.remove("unless");
            }
            "exception dropped"
        }
        7 if theme.zones > 0 => {
            new["zones"]["z0"] = zone(tape);
            "zone edited"
        }
        8 if theme.schedules > 0 => {
            new["schedules"]["s0"] = schedule(tape);
            "schedule edited"
        }
        9 => {
            let required = new.as_object_mut()?;
            if required.remove("required_tags").is_none() {
                required.insert("required_tags".into(), json!(["Owner"]));
            }
            "required tags edited"
        }
        10 => {
            new["utc_offset"] = json!(offset(tape));
            "offset edited"
        }
        11 => {
            *new = document(tape, theme);
            "another document"
        }
        _ => return None,
    };
    Some(name)
}

/// The same document with other names for its zones, calendars and schedules.
pub fn renamed(document: &Value, rename: impl Fn(&str) -> String) -> Value {
    let mut new = document.clone();
    let rename_all = |list: &mut Value| {
        for name in list.as_array_mut().into_iter().flatten() {
            *name = json!(rename(name.as_str().expect("a name")));
        }
    };
    for section in ["zones", "calendars", "schedules"] {
        if let Some(old) = document.get(section).and_then(Value::as_object) {
            new[section] = old.iter().map(|(name, it)| (rename(name), it.clone())).collect();
        }
    }
    let schedules = new.get_mut("schedules").and_then(Value::as_object_mut);
    for schedule in schedules.into_iter().flat_map(|schedules| schedules.values_mut()) {
        if let Some(except) = schedule.get_mut("except") {
            rename_all(except);
        }
    }
    for rule in new["rules"].as_array_mut().into_iter().flatten() {
        let unless = rule.get("unless").cloned().unwrap_or_default();
        let mut clauses: Vec<Value> = unless.as_array().cloned().unwrap_or_default();
        for clause in clauses.iter_mut().chain([&mut *rule]) {
            for key in ["from", "during"] {
                if let Some(names) = clause.get_mut(key) {
                    rename_all(names);
                }
            }
        }
        if !clauses.is_empty() {
            rule["unless"] = json!(clauses);
        }
    }
    new
}

/// The same document with other ids for its rules.
pub fn reidentified(document: &Value, rename: impl Fn(&str) -> String) -> Value {
    let mut new = document.clone();
    for rule in new["rules"].as_array_mut().into_iter().flatten() {
        rule["id"] = json!(rename(rule["id"].as_str().expect("an id")));
    }
    new
}
